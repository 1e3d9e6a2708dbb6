"""What holds for every series, and for every way to cut it into windows."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows

HALF_STEP = 2.0**-25  # the largest rounding of a number up to 1 in float32
ANGLE = 1e-12  # what float64 loses in the angle of up to a thousand cycles
TOO_LARGE = [1e39, -1e300, 10**400]  # for float32

numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
whole_numbers = st.integers(-(2**24), 2**24)  # exact in float32
not_finite = st.sampled_from([math.nan, math.inf, -math.inf, *TOO_LARGE])
not_sizes = st.one_of(
    st.integers(max_value=0),
    st.floats(),
    st.text(max_size=3),
    st.booleans(),
    st.none(),
    st.lists(st.integers(1, 3), max_size=2),
)


@st.composite
def cuts(draw):
    """A series in any form that NumPy reads, and a length of windows that fits."""
    n_points = draw(st.integers(2, 25))
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


@given(cuts(), st.integers(0, 25), not_sizes)
def test_a_length_that_does_not_fit_is_a_value_error(cut, more, not_a_size):
    series, _ = cut
    for seq_len in (len(series) + more, not_a_size):
        with pytest.raises(ValueError, match=r"^seq_len is "):
            sliding_windows(series, seq_len)


@given(st.lists(numbers, max_size=9), not_finite, st.data())
def test_a_value_that_is_not_finite_is_a_value_error(values, bad, data):
    place = data.draw(st.integers(0, len(values)))
    series = [*values[:place], bad, *values[place:]]
    with pytest.raises(ValueError, match=f"^series (has .* at index {place};|can't )"):
        sliding_windows(series, 1)


@given(array_shapes(min_dims=2, max_dims=4, min_side=0) | st.just(()))
def test_a_series_of_other_dimensions_is_a_value_error(shape):
    with pytest.raises(ValueError, match=r"^series has shape "):
        sliding_windows(np.zeros(shape), 1)


@given(
    st.one_of(
        st.none(),
        st.text(),
        st.dictionaries(st.integers(), numbers),
        st.sets(numbers),
        st.lists(st.complex_numbers(), min_size=1),
        st.lists(st.lists(numbers, max_size=3), min_size=1),
        st.lists(st.sampled_from([object(), "x", None, [1.0], {}, b""]), min_size=1),
    ),
    st.one_of(st.integers(1, 3), not_sizes),
)
def test_what_is_no_series_is_a_value_error(no_series, seq_len):
    with pytest.raises(ValueError, match=r"^(series|seq_len) "):
        sliding_windows(no_series, seq_len)


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


@given(st.integers(1, 60), st.integers(1, 8))
def test_a_wave_of_whole_cycles_repeats_and_is_odd(points_per_cycle, cycles):
    wave = sine_wave(points_per_cycle * cycles + 1, cycles)
    rounding = 2 * (HALF_STEP + ANGLE)
    repeated = wave[points_per_cycle:]
    np.testing.assert_allclose(repeated, wave[: len(repeated)], rtol=0, atol=rounding)
    np.testing.assert_allclose(wave[::-1], -wave, rtol=0, atol=rounding)


@given(st.integers(2, 100), st.floats(0.01, 100))
def test_more_points_lie_on_the_same_wave(n_points, cycles):
    finer = sine_wave(2 * n_points - 1, cycles)
    rounding = 2 * (HALF_STEP + ANGLE)
    wave = sine_wave(n_points, cycles)
    np.testing.assert_allclose(finer[::2], wave, rtol=0, atol=rounding)


@given(
    not_sizes,
    st.one_of(
        st.floats(max_value=0),
        st.integers(max_value=0),
        st.sampled_from([math.nan, math.inf, True, None, "2", 2j, [2.0]]),
    ),
)
def test_a_wave_that_can_not_be_is_a_value_error(n_points, cycles):
    with pytest.raises(ValueError, match=r"^n_points is "):
        sine_wave(n_points, 2.0)
    with pytest.raises(ValueError, match=r"^cycles is "):
        sine_wave(5, cycles)


@given(arrays(np.float32, st.integers(3, 25), elements=numbers), st.data())
def test_windows_of_a_part_are_a_part_of_the_windows(series, data):
    seq_len = data.draw(st.integers(1, len(series) - 2))
    start = data.draw(st.integers(0, len(series) - seq_len - 1))
    x, y = sliding_windows(series, seq_len)
    part_x, part_y = sliding_windows(series[start:], seq_len)
    np.testing.assert_array_equal(part_x, x[start:])
    np.testing.assert_array_equal(part_y, y[start:])
