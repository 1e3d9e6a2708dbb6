"""Made-up series are what their formulas say, and their noise is nothing but noise."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.synthetic import (
    logistic_map,
    noisy_sine,
    random_periods,
    square_wave,
)

# Means of n draws lie within five of their standard deviations, spread / sqrt(n), of
# what is expected, except once in two million times; and the seeds are fixed.
SIGMAS = 5
MANY = 20_000
FLOAT64 = 1e-9  # sums of a few hundred roundings

few = settings(max_examples=25)
seeds = st.integers(0, 2**32 - 1)
every_series = pytest.mark.parametrize(
    "draw", [noisy_sine, square_wave, random_periods, logistic_map]
)
with_noise = pytest.mark.parametrize("draw", [noisy_sine, square_wave, logistic_map])


def seeded(draw, seed, n_points=50, **settings):
    return draw(n_points, np.random.default_rng(seed), **settings)


def tolerance(spread, count):
    return SIGMAS * spread / np.sqrt(count)


@every_series
def test_the_seed_chooses_the_series(draw):
    np.testing.assert_array_equal(seeded(draw, 1), seeded(draw, 1))
    assert np.any(seeded(draw, 1) != seeded(draw, 2))


@every_series
@pytest.mark.parametrize("n_points", [1, 2, 21, 300])
def test_it_has_as_many_values_as_asked_for(draw, n_points):
    series = seeded(draw, 0, n_points)
    assert (series.shape, series.dtype) == ((n_points,), np.float64)


@with_noise
@pytest.mark.parametrize("noise", [0.1, 2.0])
def test_noise_has_mean_zero_the_spread_asked_for_and_no_memory(draw, noise):
    noisy = seeded(draw, 1, MANY, noise=noise)
    added = noisy - seeded(draw, 1, MANY, noise=0)
    assert added.mean() == pytest.approx(0, abs=tolerance(noise, MANY))
    spread_of_spread = tolerance(noise, 2 * MANY)  # of normal numbers
    assert added.std() == pytest.approx(noise, abs=spread_of_spread)
    for lag in (1, 2, 20):
        together = np.corrcoef(added[lag:], added[:-lag])[0, 1]
        assert together == pytest.approx(0, abs=tolerance(1, MANY - lag))


def test_who_knows_the_wave_is_wrong_by_the_floor():
    wave = seeded(noisy_sine, 4, MANY, noise=0)
    errors = seeded(noisy_sine, 4, MANY) - wave
    floor = 0.1**2  # and squares of normal numbers spread by sqrt(2) times their mean
    within = tolerance(np.sqrt(2) * floor, MANY)
    assert np.mean(errors**2) == pytest.approx(floor, abs=within)


@pytest.mark.parametrize(
    ("draw", "settings"),
    [
        (noisy_sine, {"period": 20, "noise": 0.1}),
        (square_wave, {"period": 20, "noise": 0.1}),
        (logistic_map, {"r": 3.9, "noise": 0}),
    ],
)
def test_settings_that_are_not_given(draw, settings):
    np.testing.assert_array_equal(seeded(draw, 5), seeded(draw, 5, **settings))


@few
@given(seeds, st.floats(2.5, 100))
def test_the_clean_sine_is_one_wave_of_height_one(seed, period):
    s = seeded(noisy_sine, seed, 200, period=period, noise=0)
    omega = 2 * np.pi / period
    two_before = 2 * np.cos(omega) * s[1:-1] - s[:-2]
    np.testing.assert_allclose(s[2:], two_before, atol=FLOAT64)
    # sin² + cos² = 1, with the cosine from two neighbours.
    cosine = (s[1:] - s[:-1] * np.cos(omega)) / np.sin(omega)
    np.testing.assert_allclose(s[:-1] ** 2 + cosine**2, 1, atol=FLOAT64)
    angles = np.unwrap(np.arctan2(s[:-1], cosine))
    np.testing.assert_allclose(np.diff(angles), omega, atol=1e-6)  # it runs forward


def test_the_sine_begins_anywhere_in_its_cycle():
    count = 2000
    starts = [seeded(noisy_sine, seed, 2, period=4, noise=0) for seed in range(count)]
    sine, cosine = np.transpose(starts)  # a quarter of a cycle apart
    share = (np.arctan2(sine, cosine) / (2 * np.pi)) % 1
    quantiles = np.quantile(share, [0.1, 0.25, 0.5, 0.75, 0.9])
    expected = [0.1, 0.25, 0.5, 0.75, 0.9]
    np.testing.assert_allclose(quantiles, expected, atol=tolerance(1 / 2, count))


@few
@given(seeds, st.integers(1, 15))
def test_the_square_wave_jumps_every_half_period(seed, half):
    s = seeded(square_wave, seed, 6 * half, period=2 * half, noise=0)
    assert set(s) == {-1.0, 1.0}
    jumps = np.flatnonzero(np.diff(s))
    assert jumps[0] < half
    assert np.all(np.diff(jumps) == half)
    np.testing.assert_array_equal(s[half:], -s[:-half])


def test_the_square_wave_begins_anywhere_in_its_cycle():
    starts = {
        tuple(seeded(square_wave, seed, 6, period=6, noise=0)) for seed in range(100)
    }
    cycle = [1.0] * 3 + [-1.0] * 3
    assert starts == {tuple(np.roll(cycle, shift)) for shift in range(6)}


@few
@given(seeds)
def test_each_cycle_is_a_sine_of_a_period_of_its_own(seed):
    n_points = 200
    s = seeded(random_periods, seed, n_points)
    rng = np.random.default_rng(seed)
    periods = rng.uniform(8, 40, size=n_points // 4 + 1)
    starts = np.concatenate([[0.0], np.cumsum(periods)])
    steps = np.arange(n_points)
    cycle = np.searchsorted(starts, steps, side="right") - 1
    expected = np.sin(2 * np.pi * (steps - starts[cycle]) / periods[cycle])
    np.testing.assert_allclose(s, expected, atol=FLOAT64)
    assert s[0] == 0
    assert s[1] > 0
    assert np.abs(s).max() <= 1


@few
@given(seeds, st.floats(0, 4))
def test_the_map_follows_its_rule_and_stays_between_0_and_1(seed, r):
    s = seeded(logistic_map, seed, r=r)
    np.testing.assert_array_equal(s[1:], r * s[:-1] * (1 - s[:-1]))
    assert 0.1 <= s[0] <= 0.9
    assert np.all((s >= 0) & (s <= 1))


def test_the_map_begins_anywhere_but_near_its_ends():
    count = 2000
    starts = [seeded(logistic_map, seed, 1)[0] for seed in range(count)]
    quantiles = np.quantile(starts, [0, 0.25, 0.5, 0.75, 1])
    within = tolerance(0.8 / 2, count)
    np.testing.assert_allclose(quantiles, [0.1, 0.3, 0.5, 0.7, 0.9], atol=within)


RNG = np.random.default_rng(0)
NOT_A_SIZE = "expected a positive whole number."
NOISE = "expected a number, 0 or more."
NO_RNG = "rng is an object of class int; expected class Generator."
INF = float("inf")
# fmt: off
WRONG = [
    (lambda: noisy_sine(0, RNG), f"n_points is 0; {NOT_A_SIZE}"),
    (lambda: square_wave(2.0, RNG), f"n_points is 2.0; {NOT_A_SIZE}"),
    (lambda: random_periods(True, RNG), f"n_points is True; {NOT_A_SIZE}"),
    (lambda: logistic_map(-1, RNG), f"n_points is -1; {NOT_A_SIZE}"),
    (lambda: noisy_sine(5, 0), NO_RNG),
    (lambda: square_wave(5, 0), NO_RNG),
    (lambda: random_periods(5, 0), NO_RNG),
    (lambda: logistic_map(5, 0), NO_RNG),
    (lambda: noisy_sine(5, RNG, noise=-0.1), f"noise is -0.1; {NOISE}"),
    (lambda: square_wave(5, RNG, noise=INF), f"noise is inf; {NOISE}"),
    (lambda: logistic_map(5, RNG, noise="0"), f"noise is '0'; {NOISE}"),
    (lambda: noisy_sine(5, RNG, period=0),
     "period is 0; expected a positive number."),
    (lambda: square_wave(5, RNG, period=0), f"period is 0; {NOT_A_SIZE}"),
    (lambda: square_wave(5, RNG, period=4.0), f"period is 4.0; {NOT_A_SIZE}"),
    (lambda: square_wave(5, RNG, period=5),
     "period is 5; expected an even number of steps."),
    (lambda: logistic_map(5, RNG, r=None), "r is None; expected a finite number."),
    (lambda: logistic_map(5, RNG, r=-0.1),
     "r is -0.1; expected a number from 0 to 4."),
    (lambda: logistic_map(5, RNG, r=4.1), "r is 4.1; expected a number from 0 to 4."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
