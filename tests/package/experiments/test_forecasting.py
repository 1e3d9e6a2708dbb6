"""Every forecaster learns from the early part and is scored on the late one."""

import inspect
import re
from functools import partial

import numpy as np
import pytest
import torch

from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data.stocks import COMPANIES, stock_prices
from rnn_tutorial.data.synthetic import (
    logistic_map,
    noisy_sine,
    random_periods,
    square_wave,
)
from rnn_tutorial.data.weather import seattle_temperatures
from rnn_tutorial.experiments.forecasting import (
    FORECASTERS,
    SERIES,
    Setting,
    fan,
    fitted,
    forecast_errors,
)
from rnn_tutorial.metrics import score
from rnn_tutorial.predict import free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.pytorch.mlp import MLP

FLOAT32 = 1e-4  # relative; sums in another order, through a few updates
BRIEF = Setting("noisy sine", seq_len=5, epochs=4, n_points=80)
NETWORKS = {
    "MLP": lambda: MLP(seq_len=5),
    **{name: partial(Forecaster, layer=layer) for name, layer in LAYERS.items()},
}
GENERATORS = {
    "noisy sine": noisy_sine,
    "square wave": square_wave,
    "random periods": random_periods,
    "logistic map": logistic_map,
}
every_network = pytest.mark.parametrize("network", NETWORKS)
every_forecaster = pytest.mark.parametrize("forecaster", FORECASTERS)


def learned_in_a_loop(network, series, seed):
    """Train on the first three quarters of a series, in a loop written out."""
    early = series[: round(0.75 * len(series))]
    mean, std = early.mean(), early.std()
    scaled = torch.tensor((early - mean) / std, dtype=torch.float32)
    x = torch.stack([scaled[i : i + 5] for i in range(len(early) - 5)])[..., None]
    torch.manual_seed(seed)
    model = NETWORKS[network]()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(4):
        optimizer.zero_grad()
        torch.mean((model(x)[:, 0] - scaled[5:]) ** 2).backward()
        optimizer.step()

    def forecast(window):
        values = torch.tensor((window - mean) / std, dtype=torch.float32)
        return mean + std * model(values.reshape(1, 5, 1)).item()

    return forecast


def test_all_forecasters_and_series_have_names():
    assert list(FORECASTERS) == ["persistence", "linear", *NETWORKS]
    assert list(SERIES) == [*GENERATORS, "weather", *COMPANIES]


@pytest.mark.parametrize("name", GENERATORS)
def test_a_made_up_series_is_its_seeds(name):
    setting = Setting(name, seq_len=6, test_share=0.5, n_points=40)
    for seed in (0, 3):
        series = GENERATORS[name](40, np.random.default_rng(seed))
        task = setting.task(seed)
        np.testing.assert_array_equal(task.series, series)
        assert (task.test_start, task.seq_len) == (20, 6)


@pytest.mark.parametrize("name", ["weather", *COMPANIES])
def test_a_real_series_is_the_same_for_every_seed(name):
    real = seattle_temperatures() if name == "weather" else stock_prices(name)
    for seed in (0, 3):
        task = Setting(name, seq_len=4, n_points=10).task(seed)
        np.testing.assert_array_equal(task.series, real.values)
        assert task.test_start == round(0.75 * len(real.values))


def test_a_setting_says_itself_what_is_not_given():
    expected = Setting(
        "weather", seq_len=20, epochs=200, test_share=0.25, n_points=1000
    )
    assert Setting("weather") == expected
    assert len(Setting("logistic map").task(seed=0).series) == 1000


@every_network
def test_a_network_learns_as_in_a_loop_written_out(network):
    series = noisy_sine(80, np.random.default_rng(3))
    forecast = learned_in_a_loop(network, series, seed=3)
    late = series[60:]
    wrong = [late[i + 5] - forecast(late[i : i + 5]) for i in range(15)]
    errors = forecast_errors([3], BRIEF, network)
    assert errors.shape == (1, 1)
    assert errors.item() == pytest.approx(np.sqrt(np.mean(np.square(wrong))), FLOAT32)


@pytest.mark.parametrize("name", ["noisy sine", "IBM"])
def test_baselines_learn_from_the_same_windows(name):
    setting, steps = Setting(name, seq_len=5, n_points=80), (1, 4)
    tasks = [setting.task(seed) for seed in (2, 7)]
    still = [score(persistence, task, steps) for task in tasks]
    linear = [score(fit_linear(*task.train), task, steps) for task in tasks]
    np.testing.assert_array_equal(
        forecast_errors([2, 7], setting, "persistence", steps), still
    )
    np.testing.assert_array_equal(
        forecast_errors([2, 7], setting, "linear", steps), linear
    )


@every_forecaster
def test_the_seed_chooses_the_weights_and_nothing_else(forecaster):
    task = BRIEF.task(seed=0)
    x, _ = task.test
    first, again, other = (
        fitted(forecaster, task, epochs=2, seed=seed)(x) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other) == (forecaster in NETWORKS)


def test_fitted_networks_learn_for_200_epochs_from_seed_0_unasked():
    parameters = inspect.signature(fitted).parameters
    assert [parameters[name].default for name in ("epochs", "seed")] == [200, 0]


@every_network
def test_the_number_of_epochs_is_that_of_the_setting(network):
    task = BRIEF.task(seed=1)
    errors = forecast_errors([1], BRIEF, network)[0]
    for epochs in (3, 4):
        learned = fitted(network, task, epochs, seed=1)
        assert (score(learned, task) == errors).all() == (epochs == 4)


@every_forecaster
def test_a_fan_begins_at_the_same_window_whatever_the_seed(forecaster):
    runs = fan([4, 9], BRIEF, forecaster, steps=6)
    series = noisy_sine(80, np.random.default_rng(0))
    np.testing.assert_array_equal(BRIEF.truth(steps=6), series[65:71])
    assert runs.shape == (2, 6)
    early = series[:60]
    window = (series[60:65] - early.mean()) / early.std()
    for seed, run in zip((4, 9), runs, strict=True):
        learned = fitted(forecaster, BRIEF.task(seed=0), epochs=4, seed=seed)
        expected = free_runs(learned, window[None, :, None], 6)[0]
        expected = early.mean() + early.std() * expected
        np.testing.assert_allclose(run, expected, atol=1e-5)
    assert np.any(runs[0] != runs[1]) == (forecaster in NETWORKS)


def test_a_fan_may_reach_to_the_end_of_the_series():
    runs = fan([0], BRIEF, "persistence", steps=15)  # late: 20, a window of 5
    assert BRIEF.truth(steps=15)[-1] == BRIEF.task(seed=0).series[-1]
    assert runs.shape == (1, 15)


NOT_A_SIZE = "expected a positive whole number."
NO_SERIES = (
    "series is 'tides'; expected 'noisy sine' or 'square wave' or 'random periods' or "
    "'logistic map' or 'weather' or 'AAPL' or 'AMZN' or 'GOOG' or 'IBM' or 'MSFT'."
)
# fmt: off
WRONG = [
    (lambda: Setting("tides"), NO_SERIES),
    (lambda: Setting("weather", seq_len=0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: Setting("weather", epochs=0), f"epochs is 0; {NOT_A_SIZE}"),
    (lambda: Setting("weather", n_points=1e3), f"n_points is 1000.0; {NOT_A_SIZE}"),
    (lambda: Setting("weather", test_share=1),
     "test_share is 1; expected a number between 0 and 1."),
    (lambda: fitted("MLP", BRIEF.task(0), epochs=0), f"epochs is 0; {NOT_A_SIZE}"),
    (lambda: BRIEF.truth(0), f"steps is 0; {NOT_A_SIZE}"),
    (lambda: BRIEF.truth(16),
     "steps is 16; expected at most 15: there the series ends."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_setting_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
