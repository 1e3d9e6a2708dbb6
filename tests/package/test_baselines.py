"""Simple forecasts against what can be worked out by hand."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.baselines import LinearForecaster, fit_linear, persistence, seasonal
from rnn_tutorial.metrics import mse
from rnn_tutorial.predict import free_runs

FLOAT64 = 1e-9
SIGMAS = 5  # as in the tests of the tasks: once in two million times

weights = st.floats(-2, 2)


def linear(*weights, bias=0.0):
    return LinearForecaster(np.array(weights, dtype=np.float64), bias)


def windows_of(series, seq_len):
    """In float64; those of `sliding_windows` are rounded to float32."""
    spans = np.lib.stride_tricks.sliding_window_view(series, seq_len + 1)
    return spans[:, :-1, None], spans[:, -1:]


def test_persistence_repeats_the_last_value_of_each_window():
    x = np.array([[[1.0], [2.0]], [[3.0], [4.0]]])
    assert persistence(x).tolist() == [[2.0], [4.0]]


def test_seasonal_repeats_the_value_of_one_season_ago():
    x = np.array([[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]])
    assert seasonal(x, period=1).tolist() == persistence(x).tolist() == [[3], [6]]
    assert seasonal(x, period=2).tolist() == [[2], [5]]
    assert seasonal(x, period=3).tolist() == [[1], [4]]


@settings(max_examples=20)
@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7), st.integers(0, 3))
def test_seasonal_is_right_about_whatever_repeats(cycle, more):
    period = len(cycle)
    x, y = windows_of(np.tile(cycle, 6).astype(float), period + more)
    np.testing.assert_array_equal(seasonal(x, period), y)


@pytest.mark.parametrize("period", [1, 2])
def test_what_is_repeated_is_a_copy(period):
    x = np.array([[[1.0], [2.0]]])
    seasonal(x, period)[:] = 99.0
    assert x.ravel().tolist() == [1, 2]


def test_a_linear_forecast_is_the_weighted_sum():
    x = np.array([[[1.0], [10.0], [100.0]], [[2.0], [0.0], [1.0]]])
    assert linear(1, 2, 3, bias=0.5)(x).tolist() == [[321.5], [5.5]]


def test_of_a_clean_sine_the_fit_finds_the_rule():
    omega = 2 * np.pi / 20
    x, y = windows_of(np.sin(omega * np.arange(200) + 1), seq_len=2)
    rule = fit_linear(x, y)
    np.testing.assert_allclose(rule.weights, [-1, 2 * np.cos(omega)], atol=FLOAT64)
    assert rule.bias == pytest.approx(0, abs=FLOAT64)
    assert mse(rule(x), y) < FLOAT64**2
    assert rule.spectral_radius == pytest.approx(1, abs=FLOAT64)


@settings(max_examples=20)
@given(weights, weights, weights, st.integers(0, 2**32 - 1))
def test_of_windows_without_noise_the_fit_finds_any_weights(first, second, bias, seed):
    x = np.random.default_rng(seed).normal(size=(20, 2, 1))
    found = fit_linear(x, linear(first, second, bias=bias)(x))
    np.testing.assert_allclose(found.weights, [first, second], atol=FLOAT64)
    assert found.bias == pytest.approx(bias, abs=FLOAT64)


@settings(max_examples=20)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_what_the_fit_leaves_over_has_nothing_to_do_with_the_windows(seq_len, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(3, 2, (40, seq_len, 1)), rng.normal(5, 1, (40, 1))
    left = (y - fit_linear(x, y)(x))[:, 0]
    assert left.mean() == pytest.approx(0, abs=FLOAT64)
    np.testing.assert_allclose(x[..., 0].T @ left, 0, atol=FLOAT64)


def test_of_several_best_fits_it_is_the_one_with_the_smallest_weights():
    x = np.ones((3, 4, 1)) * np.array([-1.0, 0.0, 1.0])[:, None, None]
    even = fit_linear(x, x[:, 0])  # w1 + w2 + w3 + w4 = 1 is all that is known
    np.testing.assert_allclose(even.weights, np.full(4, 1 / 4), atol=FLOAT64)


def test_of_noise_the_best_forecast_is_its_mean(rng):
    count = 20_000
    x, y = windows_of(rng.normal(7, 2, count), seq_len=3)
    fit = fit_linear(x, y)
    within = SIGMAS / np.sqrt(count)  # each weight's spread is 1 / sqrt(count)
    np.testing.assert_allclose(fit.weights, 0, atol=within)
    assert fit.bias == pytest.approx(7, abs=3 * 7 * within)  # 7 (1 - w1 - w2 - w3)
    assert mse(fit(x), y) == pytest.approx(2**2, rel=SIGMAS * np.sqrt(2 / count))


def test_windows_in_float32_are_fitted_in_float64(rng):
    x = rng.normal(size=(30, 2, 1)).astype(np.float32)
    y = 1000 + 1e-4 * x[:, -1].astype(np.float64)  # float32 has 7 digits, this needs 11
    fit = fit_linear(x, y)
    assert fit.weights[1] == pytest.approx(1e-4, rel=1e-6)
    assert fit(x).dtype == np.float64


@pytest.mark.parametrize(
    ("forecaster", "radius"),
    [
        (linear(0.5), 0.5),
        (linear(-3), 3),
        (linear(1, 1), (1 + np.sqrt(5)) / 2),  # Fibonacci, the golden ratio
        (linear(-0.06, 0.5), 0.3),  # z² = 0.5 z - 0.06, so z is 0.2 or 0.3
        (linear(0.25, 0), 0.5),  # half of half after two steps
        (linear(8, 0, 0), 2),
        (linear(-0.81, 0), 0.9),  # ± 0.9 i
        (linear(0.3, bias=100.0), 0.3),
    ],
)
def test_spectral_radius_of_hand_worked_rules(forecaster, radius):
    assert forecaster.spectral_radius == pytest.approx(radius, abs=FLOAT64)


def test_a_free_run_grows_by_the_spectral_radius():
    fibonacci = linear(1, 1)
    run = free_runs(fibonacci, np.ones((1, 2, 1)), steps=40)[0]
    assert run[:5].tolist() == [2, 3, 5, 8, 13]
    assert run[-1] / run[-2] == pytest.approx(fibonacci.spectral_radius, abs=FLOAT64)


X, Y = np.ones((4, 5, 1)), np.ones((4, 1))
HOLE = np.where(np.arange(20).reshape(4, 5, 1) == 7, np.nan, 1.0)
NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: seasonal(X, 0), f"period is 0; {NOT_A_SIZE}"),
    (lambda: seasonal(X, 2.0), f"period is 2.0; {NOT_A_SIZE}"),
    (lambda: seasonal(X, 6), "period is 6, but the windows have only 5 steps."),
    (lambda: seasonal(X[:, :, 0], 1),
     "x has shape (4, 5); expected (batch, seq_len, 1)."),
    (lambda: seasonal(np.ones((4, 5, 2)), 1),
     "x has shape (4, 5, 2); expected (4, 5, 1)."),
    (lambda: seasonal(X[:, :0], 1), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: linear(1, 2)(X), "x has shape (4, 5, 1); expected (4, 2, 1)."),
    (lambda: linear(1, 2)(Y), "x has shape (4, 1); expected (batch, seq_len, 1)."),
    (lambda: fit_linear(X, Y[:, 0]), "y has shape (4,); expected (4, 1)."),
    (lambda: fit_linear(X, Y[1:]), "y has shape (3, 1); expected (4, 1)."),
    (lambda: fit_linear(X[..., 0], Y),
     "x has shape (4, 5); expected (batch, seq_len, 1)."),
    (lambda: fit_linear(X[:0], Y[:0]), "x is empty; expected at least one number."),
    (lambda: fit_linear(HOLE, Y),
     "x has nan at index (1, 2, 0); expected only finite numbers."),
    (lambda: fit_linear(X, Y / np.array([[1.0], [1.0], [1.0], [np.nan]])),
     "y has nan at index (3, 0); expected only finite numbers."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
