"""Tasks that can't leak, baselines with closed forms, and one score for all."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from rnn_tutorial.baselines import LinearForecaster, fit_linear, persistence, seasonal
from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.data.synthetic import (
    logistic_map,
    noisy_sine,
    random_periods,
    square_wave,
)
from rnn_tutorial.experiments.forecasting import (
    FORECASTERS,
    Setting,
    fan,
    fitted,
    forecast_errors,
)
from rnn_tutorial.experiments.leakage import leaky_windows
from rnn_tutorial.predict import as_forecaster, free_run, free_runs
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.pytorch.mlp import MLP
from rnn_tutorial.score import score

FLOAT32 = 1e-5
LATE = 1000  # added to a place in the series: no early value is as large


@st.composite
def cuts(draw):
    """Draw sizes that fit: length of a window, of the early and of the late part."""
    seq_len = draw(st.integers(1, 8))
    lengths = st.integers(seq_len + 1, seq_len + 12)
    return seq_len, draw(lengths), draw(lengths)


def values_in(part):
    return {float(value) for array in part for value in array.ravel()}


@given(cuts())
def test_both_parts_share_no_value(cut):
    seq_len, early, late = cut
    task = ForecastTask(np.arange(float(early + late)), early, seq_len)
    assert not values_in(task.train) & values_in(task.test)
    assert len(task.train[0]) == early - seq_len
    assert len(task.test[0]) == late - seq_len


@given(cuts(), st.integers(0, 2**32 - 1))
def test_nothing_that_is_learned_from_knows_the_late_part(cut, seed):
    seq_len, early, late = cut
    series = np.random.default_rng(seed).normal(size=early + late)
    changed = series.copy()
    changed[early:] += LATE
    ours, theirs = (ForecastTask(s, early, seq_len) for s in (series, changed))
    assert (ours.mean, ours.std) == (theirs.mean, theirs.std)
    for part, other in zip(ours.train, theirs.train, strict=True):
        np.testing.assert_array_equal(part, other)
    assert ours.mean == pytest.approx(series[:early].mean())
    assert ours.std == pytest.approx(series[:early].std())
    np.testing.assert_allclose(ours.std * ours.standardised + ours.mean, series)


def test_shuffled_windows_do_share_values():
    rng = np.random.default_rng(0)
    train, test = leaky_windows(np.arange(40.0), 6, rng)
    assert values_in(test) & values_in(train)
    assert len(train[0]) + len(test[0]) == 34


def windows(*values):
    return np.array(values, dtype=float)[:, :, None]


def test_simple_forecasts_are_values_of_the_window():
    x = windows([1, 2, 3, 4], [5, 6, 7, 8])
    assert persistence(x).tolist() == [[4], [8]]
    assert seasonal(x, period=3).tolist() == [[2], [6]]


@pytest.mark.parametrize("period", [5, 12.5, 40])
def test_least_squares_finds_the_two_weights_of_a_wave(period):
    wave = noisy_sine(200, np.random.default_rng(0), period, noise=0)
    task = forecast_task(wave, seq_len=2)
    linear = fit_linear(*task.train)
    cosine = np.cos(2 * np.pi / period)
    np.testing.assert_allclose(linear.weights, [-1, 2 * cosine], atol=1e-4)
    assert linear.spectral_radius == pytest.approx(1, abs=1e-4)
    assert score(linear, task).item() < 1e-4


def test_least_squares_solves_the_normal_equations(rng):
    x, y = rng.normal(size=(50, 4, 1)), rng.normal(size=(50, 1))
    table = np.column_stack([x[..., 0], np.ones(50)])
    *weights, bias = np.linalg.solve(table.T @ table, table.T @ y[:, 0])
    linear = fit_linear(x, y)
    np.testing.assert_allclose(linear.weights, weights)
    assert linear.bias == pytest.approx(bias)
    np.testing.assert_allclose(linear(x)[:, 0], table @ [*weights, bias])


def test_the_radius_says_by_what_a_free_run_shrinks():
    # x_t+1 = x_t - 0.24 x_t-1 has the solutions 0.6^t and 0.4^t.
    linear = LinearForecaster(np.array([-0.24, 1.0]), bias=0.0)
    assert linear.spectral_radius == pytest.approx(0.6)
    run = free_runs(linear, windows([1.0, 0.6]), steps=3)
    np.testing.assert_allclose(run, [[0.36, 0.216, 0.1296]])


def test_free_runs_are_single_steps_again_and_again():
    torch.manual_seed(0)
    model, rng = Forecaster(hidden_size=4), np.random.default_rng(0)
    x = rng.normal(size=(3, 5, 1)).astype(np.float32)
    together = free_runs(as_forecaster(model), x, steps=7)
    assert together.shape == (3, 7)
    for window, run in zip(x, together, strict=True):
        np.testing.assert_allclose(free_run(model, window, 7), run, atol=FLOAT32)
        values = list(window[:, 0])
        for _ in range(7):
            last = torch.tensor(values[-5:]).reshape(1, 5, 1)
            values.append(model(last).item())
        np.testing.assert_allclose(run, values[5:], atol=FLOAT32)


def test_a_model_that_forecasts_is_left_as_it_was():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(5, 1))
    forecast, x = as_forecaster(model), np.ones((2, 5, 1))
    assert np.array_equal(forecast(x), forecast(x))  # no dropout
    assert model.training
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_score_is_in_the_units_of_the_series():
    stairs = 7.0 * np.arange(40)
    task = forecast_task(stairs, seq_len=5)  # the late part has ten values
    np.testing.assert_allclose(score(persistence, task, (1, 2, 5)), [7, 14, 35])
    with pytest.raises(ValueError, match=r"^the late part of the series has 10 values"):
        score(persistence, task, (6,))


def test_all_steps_are_scored_on_the_same_windows():
    series = np.concatenate([np.arange(10.0), [0, 1, 0, 1, 0, 1, 0, 9]])
    task = ForecastTask(series, test_start=10, seq_len=2)
    # The jump to 9 is five steps behind the only window from which it can be seen.
    assert score(persistence, task, (1,)).item() > 3
    one, six = score(persistence, task, (1, 6))
    assert (one, six) == pytest.approx((1, 8))


def test_the_floor_of_a_noisy_wave_is_its_noise():
    for make in (noisy_sine, square_wave):
        rngs = [np.random.default_rng(0) for _ in range(2)]
        noise = make(5000, rngs[0], noise=0.3) - make(5000, rngs[1], noise=0)
        assert noise.std() == pytest.approx(0.3, abs=5 * 0.3 / np.sqrt(2 * 5000))


def test_a_square_wave_has_its_period_and_both_levels_equally_often():
    wave = square_wave(100, np.random.default_rng(1), period=10, noise=0)
    np.testing.assert_array_equal(wave[10:], wave[:-10])
    assert sorted(wave[:10]) == [-1] * 5 + [1] * 5
    assert np.count_nonzero(np.diff(wave[:20])) in (3, 4)


def test_within_a_cycle_a_changing_wave_keeps_its_period():
    wave = random_periods(2000, np.random.default_rng(0), shortest=8, longest=40)
    starts = np.flatnonzero((wave[:-1] < 0) & (wave[1:] >= 0)) + 1
    lengths = np.diff(starts)
    assert lengths.min() >= 7
    assert lengths.max() <= 41
    assert len(set(lengths)) > 10
    for start, length in zip(starts[:20], lengths[:20], strict=True):
        a, b, c = (wave[start + k : start + length - 3 + k] for k in range(3))
        sure = np.abs(b) > 0.1
        cosines = (a + c)[sure] / (2 * b[sure])
        np.testing.assert_allclose(cosines, cosines[0], atol=1e-9)


def test_the_logistic_map_follows_its_rule():
    s = logistic_map(200, np.random.default_rng(0), r=3.7)
    np.testing.assert_allclose(s[1:], 3.7 * s[:-1] * (1 - s[:-1]))


@pytest.mark.parametrize("forecaster", FORECASTERS)
def test_experiments_come_out_the_same_again(forecaster):
    setting = Setting("noisy sine", seq_len=5, epochs=2, n_points=60)
    both = forecast_errors([3, 4], setting, forecaster, steps=(1, 2))
    assert both.shape == (2, 2)
    np.testing.assert_array_equal(
        both[1:], forecast_errors([4], setting, forecaster, steps=(1, 2))
    )
    assert np.all(both[0] != both[1])


def test_an_experiment_scores_what_it_fitted():
    setting = Setting("weather", seq_len=3, epochs=2)
    task = setting.task(seed=0)
    by_hand = score(fitted("RNN", task, epochs=2, seed=5), task)
    np.testing.assert_array_equal(forecast_errors([5], setting, "RNN")[0], by_hand)


def test_a_fan_differs_by_the_weights_only():
    setting = Setting("logistic map", seq_len=4, epochs=1, n_points=80)
    truth, runs = fan([1, 2], setting, "MLP", steps=6)
    task = setting.task(seed=0)
    np.testing.assert_array_equal(truth, task.series[task.test_start + 4 :][:6])
    run = free_runs(fitted("MLP", task, 1, seed=2), task.test[0][:1], 6)[0]
    np.testing.assert_allclose(runs[1], task.mean + task.std * run)
    assert not np.allclose(runs[0], runs[1])


RNG = np.random.default_rng(0)
WRONG = [
    (
        lambda: forecast_task(np.arange(20.0), test_share=1.5),
        "test_share is 1.5; expected a number between 0 and 1.",
    ),
    (
        lambda: forecast_task(np.arange(20.0), seq_len=5),
        "the late part of the series has 5 values; expected at least 6, a window and "
        "its target.",
    ),
    (
        lambda: forecast_task([1.0, float("nan"), 2.0], seq_len=1),
        "series has nan at index 1; expected only finite numbers.",
    ),
    (
        lambda: seasonal(windows([1, 2]), period=3),
        "period is 3, but the windows have only 2 steps.",
    ),
    (
        lambda: fit_linear(windows([1, 2]), np.ones((2, 1))),
        "y has shape (2, 1); expected (1, 1).",
    ),
    (lambda: MLP(3)(torch.ones(1, 4, 1)), "x has shape (1, 4, 1); expected (1, 3, 1)."),
    (lambda: square_wave(9, RNG, period=3), "period is 3; expected an even number"),
    (lambda: logistic_map(9, RNG, r=5), "r is 5; expected a number from 0 to 4."),
    (lambda: noisy_sine(9, RNG, noise=-1), "noise is -1; expected a number, 0 or more"),
    (lambda: Setting("wheat"), "series is 'wheat'; expected 'noisy sine' or"),
    (
        lambda: forecast_errors([0], Setting("weather"), "oracle"),
        "forecaster is 'oracle'; expected 'persistence' or 'linear'",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_mistake_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        call()
