"""What holds for every series, and for every way to cut it into windows."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows

HALF_STEP = 2.0**-25  # the largest rounding of a number up to 1 in float32
ANGLE = 1e-12  # what float64 loses in the angle of up to a thousand cycles
NOT_SIZES = [0, -1, 2.0, 0.5, math.nan, "", "3", True, False, None, [], [3]]
NOT_POSITIVE = [0, -2, 0.0, -0.5, math.nan, math.inf, True, None, "2", 2j, [2.0]]
NO_FLOAT = 10**400  # a whole number that is too large even for float64
TOO_LARGE = [1e39, -1e300, NO_FLOAT]  # for float32

few = settings(max_examples=25)
numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
whole_numbers = st.integers(-(2**24), 2**24)  # exact in float32


@st.composite
def cuts(draw):
    """A series in any form that NumPy reads, and a length of windows that fits."""
    n_points = draw(st.integers(2, 12))
    form, items = draw(
        st.sampled_from(
            [
                (list, numbers),
                (tuple, whole_numbers),
                (np.array, numbers),
                (np.float32, numbers),
                (np.int64, whole_numbers),
                (lambda values: np.repeat(np.array(values), 2)[::2], numbers),
                (lambda values: np.array(values)[::-1], numbers),
            ]
        )
    )
    series = form(draw(st.lists(items, min_size=n_points, max_size=n_points)))
    return series, draw(st.integers(1, n_points - 1))


@settings(max_examples=50)
@given(cuts())
def test_every_window_is_a_slice_and_its_target_the_next_value(cut):
    series, seq_len = cut
    x, y = sliding_windows(series, seq_len)
    count = len(series) - seq_len
    assert (x.shape, y.shape) == ((count, seq_len, 1), (count, 1))
    values = np.asarray(series).astype(np.float32)
    for i in range(count):
        np.testing.assert_array_equal(x[i, :, 0], values[i : i + seq_len])
        np.testing.assert_array_equal(y[i], values[i + seq_len])


@few
@given(cuts())
def test_windows_share_nothing_with_the_series_or_each_other(cut):
    series, seq_len = cut
    before = np.array(series)
    x, y = sliding_windows(series, seq_len)
    assert x.dtype == y.dtype == np.float32
    assert x.flags.c_contiguous
    assert y.flags.c_contiguous
    kept = x[1:].copy(), y[1:].copy()
    x[0] = y[0] = 0.5
    np.testing.assert_array_equal(x[1:], kept[0])
    np.testing.assert_array_equal(y[1:], kept[1])
    x[:] = y[:] = 0.5
    np.testing.assert_array_equal(series, before)


@pytest.mark.parametrize("seq_len", [*NOT_SIZES, 5, 6, 30])
def test_a_length_that_does_not_fit_is_a_value_error(seq_len):
    with pytest.raises(ValueError, match=r"^seq_len is "):
        sliding_windows(range(5), seq_len)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, *TOO_LARGE])
def test_a_value_that_is_not_finite_is_a_value_error(bad):
    for place in range(4):
        series = [*range(place), bad, *range(3 - place)]
        message = f"^series (has .* at index {place};|can't )"
        with pytest.raises(ValueError, match=message):
            sliding_windows(series, 1)


@pytest.mark.parametrize("shape", [(), (0, 0), (5, 1), (1, 5), (2, 2, 2), (1, 1, 1, 1)])
def test_a_series_of_other_dimensions_is_a_value_error(shape):
    with pytest.raises(ValueError, match=r"^series has shape "):
        sliding_windows(np.zeros(shape), 1)


@pytest.mark.parametrize(
    "no_series",
    [
        *(None, "", "abc", {}, {1: 2.0}, set(), {1.0, 2.0}, [1j], [1.0, 2j], [None]),
        *([object()], ["x"], [b""], [{}], [[1.0]], [[]], [[], [1.0]], [1.0, [1.0]]),
    ],
)
def test_what_is_no_series_is_a_value_error(no_series):
    with pytest.raises(ValueError, match=r"^series "):
        sliding_windows(no_series, 1)


@settings(max_examples=50)
@given(
    st.integers(2, 200),
    st.one_of(
        st.integers(1, 1000),
        st.floats(0.001, 1000),
        st.floats(0.125, 1000, width=32).map(np.float32),
        st.floats(0.125, 1000, width=16).map(np.float16),
        st.fractions(Fraction(1, 1000), 1000),
    ),
)
def test_wave_is_the_sine_rounded_once(n_points, cycles):
    wave = sine_wave(n_points, cycles)
    assert (wave.dtype, wave.shape) == (np.float32, (n_points,))
    angle = 2 * math.pi * float(cycles)
    exact = [math.sin(angle * i / (n_points - 1)) for i in range(n_points)]
    np.testing.assert_allclose(wave, exact, rtol=0, atol=HALF_STEP + ANGLE)
    assert wave[0] == 0.0
    assert np.abs(wave).max() <= 1.0


@few
@given(st.integers(1, 60), st.integers(1, 8))
def test_a_wave_of_whole_cycles_repeats_and_is_odd(points_per_cycle, cycles):
    wave = sine_wave(points_per_cycle * cycles + 1, cycles)
    rounding = 2 * (HALF_STEP + ANGLE)
    repeated = wave[points_per_cycle:]
    np.testing.assert_allclose(repeated, wave[: len(repeated)], rtol=0, atol=rounding)
    np.testing.assert_allclose(wave[::-1], -wave, rtol=0, atol=rounding)


@few
@given(st.integers(2, 100), st.floats(0.01, 100))
def test_more_points_lie_on_the_same_wave(n_points, cycles):
    finer = sine_wave(2 * n_points - 1, cycles)
    rounding = 2 * (HALF_STEP + ANGLE)
    wave = sine_wave(n_points, cycles)
    np.testing.assert_allclose(finer[::2], wave, rtol=0, atol=rounding)


@pytest.mark.parametrize("n_points", NOT_SIZES)
def test_a_wave_of_a_number_of_points_that_is_none_is_a_value_error(n_points):
    with pytest.raises(ValueError, match=r"^n_points is "):
        sine_wave(n_points, 2.0)


@pytest.mark.parametrize("cycles", [*NOT_POSITIVE, NO_FLOAT])
def test_a_wave_of_a_number_of_cycles_that_is_none_is_a_value_error(cycles):
    with pytest.raises(ValueError, match=r"^cycles is "):
        sine_wave(5, cycles)


@few
@given(st.lists(numbers, min_size=3, max_size=12), st.data())
def test_windows_of_a_part_are_a_part_of_the_windows(series, data):
    seq_len = data.draw(st.integers(1, len(series) - 2))
    start = data.draw(st.integers(0, len(series) - seq_len - 1))
    x, y = sliding_windows(series, seq_len)
    part_x, part_y = sliding_windows(series[start:], seq_len)
    np.testing.assert_array_equal(part_x, x[start:])
    np.testing.assert_array_equal(part_y, y[start:])
