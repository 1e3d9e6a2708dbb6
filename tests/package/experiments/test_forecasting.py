"""Every forecaster learns from the first parts and is scored on the last one."""

import inspect
import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch

from rnn_tutorial.baselines import fit_linear, persistence
from rnn_tutorial.data.dated import (
    COMPANIES,
    seattle_temperatures,
    stock_prices,
    yearly_wave,
)
from rnn_tutorial.data.synthetic import (
    logistic_map,
    noisy_sine,
    random_periods,
    square_wave,
)
from rnn_tutorial.experiments.forecasting import (
    FORECASTERS,
    RUN,
    SERIES,
    Setting,
    direct_errors,
    fitted,
    forecasts,
    trained,
)
from rnn_tutorial.metrics import score
from rnn_tutorial.predict import as_forecaster, free_runs
from rnn_tutorial.pytorch.forecaster import MLP, Forecaster
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.train import TrainConfig, seed_everything, train_and_choose

FLOAT32 = 1e-4  # relative; sums in another order, through a few updates
BRIEF = Setting("noisy sine", seq_len=5, updates=20, n_points=80, steps=(1, 3))
NETWORKS = {
    "MLP": lambda: MLP(seq_len=5),
    **{name: partial(Forecaster, layer=layer) for name, layer in LAYERS.items()},
}
GENERATORS = {
    "noisy sine": noisy_sine,
    "square wave": square_wave,
    "random periods": random_periods,
    "logistic map": logistic_map,
    "calm logistic map": partial(logistic_map, r=3.5),
}
REAL = {
    "weather": lambda: seattle_temperatures().values,
    **{name: lambda name=name: stock_prices(name).values for name in COMPANIES},
    **{
        f"{name} changes": lambda name=name: np.diff(stock_prices(name).values)
        for name in COMPANIES
    },
}
every_network = pytest.mark.parametrize("network", NETWORKS)
every_forecaster = pytest.mark.parametrize("forecaster", FORECASTERS)


def learned_by_hand(network, series, seed, ahead=1):
    """Train on the first half of a series, and choose by the quarter behind it."""
    first, second = series[:40], series[40:60]
    mean, std = first.mean(), first.std()
    parts = []
    for part in (first, second):
        scaled = torch.tensor((part - mean) / std, dtype=torch.float32)
        count = len(part) - 4 - ahead
        x = torch.stack([scaled[i : i + 5] for i in range(count)])[..., None]
        parts.append((x, scaled[4 + ahead :, None]))
    seed_everything(seed)
    model = NETWORKS[network]()
    chosen = train_and_choose(model, *parts, TrainConfig(updates=20))

    def errors(model):
        late = series[60:]
        windows = [late[i : i + 5] for i in range(16 - ahead)]
        x = torch.tensor((np.array(windows) - mean) / std, dtype=torch.float32)
        with torch.no_grad():
            return mean + std * model(x[..., None])[:, 0].numpy() - late[4 + ahead :]

    return errors(model), errors(chosen.last), chosen


def test_all_forecasters_and_series_have_names():
    assert list(FORECASTERS) == ["persistence", "linear", *NETWORKS]
    assert sorted(SERIES) == sorted([*GENERATORS, *REAL, "weather without the year"])


@pytest.mark.parametrize("name", GENERATORS)
def test_a_made_up_series_is_its_seeds(name):
    setting = Setting(name, seq_len=6, test_share=0.5, n_points=40)
    for seed in (0, 3):
        series = GENERATORS[name](40, np.random.default_rng(seed))
        task = setting.task(seed)
        np.testing.assert_array_equal(task.series, series)
        assert (task.validation_start, task.test_start) == (10, 20)


@pytest.mark.parametrize("name", REAL)
def test_a_real_series_is_the_same_for_every_seed(name):
    values = REAL[name]()
    for seed in (0, 3):
        task = Setting(name, seq_len=4, n_points=10).task(seed)
        np.testing.assert_array_equal(task.series, values)
        assert task.test_start == round(0.75 * len(values))
        assert task.validation_start == round(0.5 * len(values))


def test_the_year_is_taken_away_without_a_look_at_the_test():
    task = Setting("weather without the year").task(seed=0)
    warmth = seattle_temperatures().values
    wave = yearly_wave(warmth, known=1096)
    np.testing.assert_array_equal(task.series, warmth - wave)
    assert (task.validation_start, task.test_start) == (730, 1096)


def test_a_setting_says_itself_what_is_not_given():
    expected = Setting(
        "weather",
        seq_len=20,
        n_points=1000,
        validation_share=0.25,
        test_share=0.25,
        updates=300,
        steps=(1,),
    )
    assert Setting("weather") == expected
    assert len(Setting("logistic map").task(seed=0).series) == 1000


@every_network
def test_a_network_learns_as_by_hand(network):
    series = noisy_sine(80, np.random.default_rng(3))
    kept, last, chosen = learned_by_hand(network, series, seed=3)
    setting = replace(BRIEF, steps=(1,))
    found = forecasts([3], setting, network)
    assert found.errors.shape == (1, 1)
    expected = [np.sqrt(np.mean(np.square(wrong))) for wrong in (kept, last)]
    assert found.errors.item() == pytest.approx(expected[0], FLOAT32)
    assert found.unchosen.item() == pytest.approx(expected[1], FLOAT32)
    assert found.updates.tolist() == [chosen.updates]
    np.testing.assert_allclose(found.one_step[0], series[65:] + kept, rtol=FLOAT32)


@every_network
def test_a_network_can_learn_to_look_further_ahead(network):
    series = noisy_sine(80, np.random.default_rng(3))
    wrong, _, _ = learned_by_hand(network, series, seed=3, ahead=3)
    expected = np.sqrt(np.mean(np.square(wrong)))
    errors = direct_errors([3], BRIEF, network, ahead=3)
    np.testing.assert_allclose(errors, [expected], rtol=FLOAT32)


def test_direct_errors_are_of_the_windows_of_the_longest_step():
    setting = replace(BRIEF, steps=(1, 9))
    for ahead in setting.steps:
        late = setting.task(seed=2).series[60:]
        moves = [late[4 + i + ahead] - late[4 + i] for i in range(7)]
        expected = np.sqrt(np.mean(np.square(moves)))
        errors = direct_errors([2], setting, "persistence", ahead)
        np.testing.assert_allclose(errors, [expected], rtol=FLOAT32)


@pytest.mark.parametrize("name", ["noisy sine", "IBM"])
def test_baselines_learn_from_all_before_the_test(name):
    setting = Setting(name, seq_len=5, n_points=80, steps=(1, 4))
    tasks = [setting.task(seed) for seed in (2, 7)]
    for forecaster, make in (
        ("persistence", lambda task: persistence),
        ("linear", lambda task: fit_linear(*task.early)),
    ):
        found = forecasts([2, 7], setting, forecaster)
        expected = [score(make(task), task, (1, 4)) for task in tasks]
        np.testing.assert_array_equal(found.errors, expected)
        expected = [score(make(task), task)[0] for task in tasks]
        np.testing.assert_array_equal(found.unchosen, expected)
        assert found.updates.tolist() == [0, 0]


@every_forecaster
def test_the_seed_chooses_the_weights_and_nothing_else(forecaster):
    task = BRIEF.task(seed=0)
    x, _ = task.test
    first, again, other = (
        fitted(forecaster, task, updates=10, seed=seed)(x) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert np.any(first != other) == (forecaster in NETWORKS)


def test_networks_learn_for_300_updates_from_seed_0_unasked():
    for function in (fitted, trained):
        parameters = inspect.signature(function).parameters
        defaults = [parameters[n].default for n in ("updates", "seed", "ahead")]
        assert defaults == [300, 0, 1]


@every_forecaster
def test_all_runs_begin_at_the_same_window_whatever_the_seed(forecaster):
    found = forecasts([0, 9], BRIEF, forecaster)
    assert found.runs.shape == (2, RUN)
    series = noisy_sine(80, np.random.default_rng(0))
    for seed, run in zip((0, 9), found.runs, strict=True):
        task = BRIEF.task(seed)
        window = (series[60:65] - task.mean) / task.std
        learned = fitted(forecaster, task, updates=20, seed=seed)
        expected = free_runs(learned, window[None, :, None], RUN)[0]
        np.testing.assert_allclose(run, task.mean + task.std * expected, atol=1e-5)


def test_what_came_may_reach_to_the_end_of_the_series():
    series = noisy_sine(80, np.random.default_rng(0))
    np.testing.assert_array_equal(BRIEF.truth(steps=6), series[65:71])
    assert BRIEF.truth(steps=15)[-1] == series[-1]


def test_a_trained_network_is_the_one_that_was_fitted():
    task = BRIEF.task(seed=0)
    model, chosen = trained("GRU", task, updates=20, seed=4)
    x, _ = task.test
    same = fitted("GRU", task, updates=20, seed=4)(x)
    np.testing.assert_array_equal(as_forecaster(model)(x), same)
    assert chosen.updates in (0, 10, 20)


NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: Setting("tides"),
     f"series is 'tides'; expected {' or '.join(map(repr, SERIES))}."),
    (lambda: Setting("weather", seq_len=0).task(0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: Setting("weather", updates=0), f"updates is 0; {NOT_A_SIZE}"),
    (lambda: Setting("noisy sine", n_points=1e3).task(0),
     f"n_points is 1000.0; {NOT_A_SIZE}"),
    (lambda: Setting("weather", test_share=1).task(0),
     "test_share is 1; expected a number between 0 and 1."),
    (lambda: Setting("weather", validation_share=0).task(0),
     "validation_share is 0; expected a number between 0 and 1."),
    (lambda: Setting("weather", steps=()),
     "steps is empty; expected at least one item."),
    (lambda: fitted("MLP", BRIEF.task(0), updates=0), f"updates is 0; {NOT_A_SIZE}"),
    (lambda: trained("linear", BRIEF.task(0)),
     "network is 'linear'; expected 'MLP' or 'RNN' or 'GRU' or 'LSTM'."),
    (lambda: BRIEF.truth(0), f"steps is 0; {NOT_A_SIZE}"),
    (lambda: BRIEF.truth(16),
     "steps is 16; expected at most 15: there the series ends."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_setting_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
