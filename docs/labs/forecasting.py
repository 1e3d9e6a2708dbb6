# %% [markdown]
# # Forecasting lab
#
# The forecasters of [the lessons](../learn/baselines.md), a new series, and a place for one of your own. First the
# simple ones, then networks, all with the same score. (How to open a lab on your computer is told with a first network, in
# [part 9](../learn/first-rnn.md#9-run-it-predict-the-next-value-of-a-sine-wave), *As a notebook*. Run it from top to bottom with **Shift + Enter**.)

# %%
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data.dated import read_series, seattle_temperatures
from rnn_tutorial.data.forecast_task import forecast_task
from rnn_tutorial.data.synthetic import (
    LONGEST,
    SHORTEST,
    random_periods,
)
from rnn_tutorial.evidence import claim, per_seed, seeds
from rnn_tutorial.experiments.forecasting import (
    CHAOS,
    NOISY_SINE,
    Setting,
    fitted,
    forecasts,
)
from rnn_tutorial.pictures.plots import (
    LEARNERS,
    TRUTH,
    legend_above,
    new_figure,
    plot_series,
)
from rnn_tutorial.predict import as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.metrics import mse, score
from rnn_tutorial.pictures.seed_plots import plot_dots
from rnn_tutorial.train import (
    TrainConfig,
    seed_everything,
    train_and_choose,
)

# %% [markdown]
# ## A wave that changes its mind
#
# After each cycle this wave takes another period. Within a cycle the next value is certain; at its end nobody knows how long
# the next one will be.

# %% alt="A wave whose cycles are of different lengths, all of the same height." caption="The first 200 of 2,000 values."
wave = random_periods(2000, np.random.default_rng(0))
task = forecast_task(
    wave, seq_len=20, test_share=0.5, validation_share=0.15
)
plot_series(wave[:200])

# %% [markdown]
# The second half is the test. Of the first half, the end is for validation: it says which of a network's updates are kept.
# `score` gives the typical error, counted as the series is.

# %%
linear = fit_linear(*task.early)
print(f"nothing changes: {score(persistence, task)[0]:.3f}")
print(f"weighted sum:    {score(linear, task)[0]:.3f}")

# %% [markdown]
# And a network, in full view:

# %%
seed_everything(0)
model = Forecaster(hidden_size=32)
chosen = train_and_choose(
    model, task.train, task.validation, TrainConfig(updates=200)
)
rnn = as_forecaster(model)
print(f"RNN: {score(rnn, task)[0]:.3f}, kept {chosen.updates} updates")

# %% [markdown]
# It isn't better than a weighted sum. Does a network not pay here, or did we stop too soon? One seed says little, and it
# has kept nearly all its updates. So let us go on: 600 updates, several seeds, and an LSTM as well. And a weighted sum is not all that
# a person can think of. A wave that goes on by $\omega$ per step
# [needs two weights](../learn/baselines.md#a-wave-needs-two-weights), $2\cos(\omega)$ and −1. Here $\omega$ changes, but three
# values tell it: how does the last step go on from the one before?

# %%
def as_it_turned(task):
    """Go on as the last three values do, by no more than a cycle allows."""
    slow, fast = (2 * np.cos(2 * np.pi / n) for n in (LONGEST, SHORTEST))

    def forecast(x):
        a, b, c = (task.mean + task.std * x[:, -3:, 0]).T
        turn = np.clip((a + c) / b, fast, slow)
        value = np.clip(turn * c - b, -1, 1)
        return (value[:, None] - task.mean) / task.std

    return forecast


# %% [markdown]
# Each seed makes another wave, so the picture shows *ratios*: how many times the error of the weighted sum on the same wave?

# %% alt="Four rows of dots and a stroke at one. Nothing changes lies far right of it, as it turned and the RNN a little left of the stroke, the LSTM further left." caption="The wave that changes its mind: errors as multiples of the weighted sum's, one dot per seed. The stroke is the weighted sum."
moody = Setting(
    "random periods",
    n_points=2000,
    validation_share=0.15,
    test_share=0.5,
    updates=600,
)
sums = forecasts(seeds(), moody, "linear").errors[:, 0]
ratios = {
    name: forecasts(seeds(), moody, name).errors[:, 0] / sums
    for name in ("persistence", "RNN", "LSTM")
}
turned = [
    score(as_it_turned(wave), wave)[0] for wave in map(moody.task, seeds())
]
ratios["as it turned"] = np.array(turned) / sums
plot_dots(
    ratios,
    "times the error of the weighted sum",
    dict.fromkeys(ratios, 1.0),
    "weighted sum",
    log=True,
)

# %%
claim(
    "On a wave with changing periods the LSTM beats the weighted "
    "sum for every seed, and the typical RNN does too",
    holds=(ratios["LSTM"] < 0.95).all() and np.median(ratios["RNN"]) < 1,
    nothing_changes=per_seed(ratios["persistence"]),
    RNN=per_seed(ratios["RNN"]),
    LSTM=per_seed(ratios["LSTM"]),
)

# %%
claim(
    "The typical LSTM beats the rule 'as it turned' as well",
    holds=np.median(ratios["LSTM"] / ratios["as it turned"]) < 1,
    as_it_turned=per_seed(ratios["as it turned"]),
    LSTM_over_that=per_seed(ratios["LSTM"] / ratios["as it turned"]),
    RNN_over_that=per_seed(ratios["RNN"] / ratios["as it turned"]),
)

# %% [markdown]
# Here an LSTM pays, if you let it train. The plain RNN is ahead of that rule on some waves, and behind it on others.
# The same LSTM on the same waves, after at most 200 updates:

# %%
brief = replace(moody, updates=200)
short = forecasts(seeds(), brief, "LSTM").errors[:, 0] / sums
claim(
    "With 200 updates instead of 600 the LSTM's error is larger, "
    "for every seed",
    holds=(short > 1.1 * ratios["LSTM"]).all(),
    at_most_200_updates=per_seed(short),
    at_most_600_updates=per_seed(ratios["LSTM"]),
)

# %% [markdown]
# ## On its own
#
# How does the network go on from the first window of the test, if nobody corrects it?

# %% alt="A wave, and two dashed curves that go on from the same place. They follow it for a while and then lose step." caption="Free runs: from step 0 on they read nothing but their own forecasts."
window = task.test[0][:1]
truth = task.standardised[task.test_start + 20 :][:80]
figure, ax = new_figure("steps on its own", "value")
ax.plot(task.mean + task.std * truth, color=TRUTH, label="what came")
for name, forecaster in {"linear": linear, "RNN": rnn}.items():
    run = free_runs(forecaster, window, steps=80)[0]
    values = task.mean + task.std * run
    ax.plot(values, "--", label=name, color=LEARNERS[name])
legend_above(ax)
figure

# %% [markdown]
# ## Your own series
#
# Any file with a line per day will do: your steps, your pocket money, the temperature on your balcony. It needs a line of headings, dates
# like `2012-01-31`, and no gaps. (We write such a file first, to let this lab run as it is; put the path of yours in its place.)

# %%
warmth = seattle_temperatures()
days = list(zip(warmth.dates, warmth.values, strict=True))[:400]
lines = ["date,degrees", *(f"{date},{value}" for date, value in days)]
path = Path(tempfile.mkdtemp(), "mine.csv")
path.write_text("\n".join(lines))

mine = read_series(path, value="degrees")
my_task = forecast_task(mine.values, seq_len=14, test_share=0.25)
learned = {
    name: fitted(name, my_task)
    for name in ("persistence", "linear", "MLP", "RNN")
}
for name, forecaster in learned.items():
    print(f"{name:12} {score(forecaster, my_task)[0]:.2f}")

# %% [markdown]
# These were days of the test. And **tomorrow**, the day after your last line, which nobody knows yet? Hand over the last window:

# %%
last_window = my_task.standardised[-14:].reshape(1, 14, 1)
for name, forecaster in learned.items():
    tomorrow = my_task.mean + my_task.std * forecaster(last_window)[0, 0]
    print(f"{name:12} {tomorrow:.1f}")

# %% [markdown]
# (Whoever needs more than an exercise now lets them learn anew from *all* days. Then there's no test left to judge them by.)
#
# ## Your turn
#
# 1. Is your network better than `linear` with *every* seed? Try `fitted("RNN", my_task, seed=1)`, `seed=2` and so on.
#    Then with `updates=100`: does less training do?
# 2. Ask for more than one step: `score(learned["RNN"], my_task, steps=(1, 7, 14))`. (The `rnn` from further up
#    knows only the wave.)
# 3. Windows of 7 days, or 30? A longer window leaves fewer days for the test, so compare each result with `persistence` on the
#    same windows. If you keep the best window, choose it by the error in validation, not by that in the test.
# 4. `forecasts(seeds(), CHAOS, "RNN").errors`, or with `NOISY_SINE`, or with `Setting("square wave")`: which forecaster
#    wins where?
#
# Below are our answers. Try first.
#
# ## Answers
#
# 1\. Two more seeds, with 100 updates at most, and with 300. As multiples of the error of `linear`:

# %%
line = score(learned["linear"], my_task)[0]
for updates in (100, 300):
    found = [
        score(fitted("RNN", my_task, updates, seed), my_task)[0] / line
        for seed in (1, 2)
    ]
    print(f"{updates} updates:", np.round(found, 2))

# %% [markdown]
# Validation goes back to the moment that was best for it, which isn't always that of the test.
#
# 2\. Further ahead all get worse:

# %%
for name in ("persistence", "linear", "RNN"):
    errors = score(learned[name], my_task, steps=(1, 7, 14))
    print(f"{name:12}", errors.round(2))

# %% [markdown]
# 3\. The error in validation, as a multiple of that of `persistence` there:

# %%
for seq_len in (7, 30):
    windows = forecast_task(mine.values, seq_len, test_share=0.25)
    x, y = windows.validation
    wrong = mse(fitted("RNN", windows)(x), y) / mse(persistence(x), y)
    print(f"{seq_len:2} days: {np.sqrt(wrong):.2f}")

# %% [markdown]
# 4\. Medians over the seeds. On the chaotic map the RNN is by far the best of these three, on the noisy sine there's nothing left to win:

# %%
for setting in (CHAOS, NOISY_SINE):
    print(setting.series)
    for name in ("persistence", "linear", "RNN"):
        errors = forecasts(seeds(), setting, name).errors[:, 0]
        print(f"  {name:12} {np.median(errors):.3f}")
