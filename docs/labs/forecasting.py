# %% [markdown]
# # Forecasting lab
#
# The forecasters of [the lessons](../learn/baselines.md), a new series, and a place for one of your own. First the
# simple ones, then networks, all with the same score.

# %%
import tempfile
from pathlib import Path

import numpy as np

from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data.dated import read_series
from rnn_tutorial.data.forecast_task import forecast_task
from rnn_tutorial.data.synthetic import random_periods
from rnn_tutorial.data.weather import seattle_temperatures
from rnn_tutorial.evidence import claim, per_seed, seeds
from rnn_tutorial.experiments.forecasting import (
    Setting,
    fitted,
    forecast_errors,
)
from rnn_tutorial.pictures.plots import (
    legend_above,
    new_figure,
    plot_series,
)
from rnn_tutorial.predict import as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.metrics import score
from rnn_tutorial.pictures.seed_plots import plot_dots
from rnn_tutorial.train import TrainConfig, seed_everything, train

# %% [markdown]
# ## A wave that changes its mind
#
# After each cycle this wave takes another period. Within a cycle the next value is certain; at its end nobody knows how long
# the next one will be.

# %% alt="A wave whose cycles are of different lengths, all of the same height." caption="The first 200 of 2,000 values."
wave = random_periods(2000, np.random.default_rng(0))
task = forecast_task(wave, seq_len=20, test_share=0.5)
plot_series(wave[:200])

# %% [markdown]
# Learn from the first half, be tested on the second. `score` gives the typical error, in the units of the series.

# %%
linear = fit_linear(*task.train)
print(f"nothing changes: {score(persistence, task)[0]:.3f}")
print(f"weighted sum:    {score(linear, task)[0]:.3f}")

# %% [markdown]
# And a network, in full view:

# %%
seed_everything(0)
model = Forecaster(hidden_size=32)
train(model, *task.train, TrainConfig(updates=200))
rnn = as_forecaster(model)
print(f"RNN:             {score(rnn, task)[0]:.3f}")

# %% [markdown]
# One seed says little. Here are several, and an LSTM as well. Is any of the networks better than a weighted sum? It depends on
# the seed, so nobody wins; but all three have learned something:

# %% alt="Three rows of dots on a logarithmic axis, for the linear model, the RNN and the LSTM. The dots of all three lie close together." caption="The wave that changes its mind: typical error, one dot per seed."
moody = Setting("random periods", n_points=1000, test_share=0.5, epochs=150)
found = {
    name: forecast_errors(seeds(), moody, name)[:, 0]
    for name in ("linear", "RNN", "LSTM")
}
plot_dots(found, "error", log=True)

# %%
nothing = forecast_errors(seeds(), moody, "persistence")[:, 0]
claim(
    "On a wave with changing periods all three are at least "
    "twice as good as 'nothing changes', for every seed",
    holds=all((2 * errors < nothing).all() for errors in found.values()),
    nothing_changes=per_seed(nothing),
    linear=per_seed(found["linear"]),
    RNN=per_seed(found["RNN"]),
    LSTM=per_seed(found["LSTM"]),
)

# %% [markdown]
# ## On its own
#
# How does the network go on from one window of the late half, if nobody corrects it?

# %% alt="A wave, and two dashed curves that go on from the same place. They follow it for a while and then lose step." caption="Free runs: from step 0 on they read nothing but their own forecasts."
window = task.test[0][:1]
truth = task.standardised[task.test_start + 20 :][:80]
figure, ax = new_figure("steps on its own", "value")
ax.plot(task.mean + task.std * truth, color="black", label="what came")
for name, forecaster in {"linear": linear, "RNN": rnn}.items():
    run = free_runs(forecaster, window, steps=80)[0]
    ax.plot(task.mean + task.std * run, "--", label=name)
legend_above(ax)
figure

# %% [markdown]
# ## Your own series
#
# Any file with a line per day will do: your steps, your pocket money, the temperature on your balcony. It needs a line of headings, dates
# like `2012-01-31`, and no gaps. (We write such a file first, so that this lab runs as it is; put the path of yours in its place.)

# %%
warmth = seattle_temperatures()
days = list(zip(warmth.dates, warmth.values, strict=True))[:400]
lines = ["date,degrees", *(f"{date},{value}" for date, value in days)]
path = Path(tempfile.mkdtemp(), "mine.csv")
path.write_text("\n".join(lines))

mine = read_series(path, value="degrees")
my_task = forecast_task(mine.values, seq_len=14, test_share=0.25)
for name in ("persistence", "linear", "MLP", "RNN"):
    error = score(fitted(name, my_task, epochs=100), my_task)[0]
    print(f"{name:12} {error:.2f}")

# %% [markdown]
# ## Your turn
#
# - Is your network better than `linear` with *every* seed? Try `fitted("RNN", my_task, epochs=100, seed=1)`, `seed=2` and so on.
#   Then with 200 epochs: does more training help?
# - Ask for more than one step: `score(fitted("RNN", my_task, epochs=100), my_task, steps=(1, 7, 14))`. (The `rnn` from further up
#   knows only the wave.)
# - Windows of 7 days, or 60? A longer window leaves fewer days for the test, so compare each result with `persistence` on the
#   same windows. And if you keep the best window, the test has chosen: that's the small leak of [the
#   lesson](../learn/weather-and-stocks.md#try-it).
# - `forecast_errors(seeds(), Setting("square wave"), "RNN")`, or `"noisy sine"`, `"logistic map"`, `"weather"`: which forecaster
#   wins where?
