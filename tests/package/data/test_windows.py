import numpy as np
import pytest

from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows

FLOAT32 = 1e-6  # a few roundings of numbers up to 1


def test_first_target_of_the_tutorial_is_known_exactly():
    _, y = sliding_windows(sine_wave(n_points=500, cycles=2), seq_len=20)
    assert float(y[0, 0]) == pytest.approx(np.sin(20 * 4 * np.pi / 499), abs=FLOAT32)


def test_wave_starts_and_ends_at_zero():
    wave = sine_wave(n_points=500, cycles=2)
    assert wave[0] == 0.0
    assert wave[-1] == pytest.approx(0.0, abs=FLOAT32)


def test_quarter_points_of_one_cycle():
    wave = sine_wave(n_points=5, cycles=1)
    np.testing.assert_allclose(wave, [0, 1, 0, -1, 0], atol=FLOAT32)


@pytest.mark.parametrize("cycles", [1, 2, 5])
def test_wave_rises_through_zero_once_per_cycle(cycles):
    wave = sine_wave(n_points=1000, cycles=cycles)
    rises = np.sum((wave[:-1] < -FLOAT32) & (wave[1:] > FLOAT32))
    assert rises == cycles - 1  # the first rise is the start itself


def test_windows_and_targets_of_a_counted_series():
    x, y = sliding_windows(range(6), seq_len=3)
    assert x[:, :, 0].tolist() == [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
    assert y.tolist() == [[3], [4], [5]]


def test_a_target_may_lie_further_ahead():
    x, y = sliding_windows(range(6), seq_len=3, ahead=2)
    assert x[:, :, 0].tolist() == [[0, 1, 2], [1, 2, 3]]
    assert y.tolist() == [[4], [5]]
    _, last = sliding_windows(range(6), seq_len=3, ahead=3)
    assert last.tolist() == [[5]]


def test_tutorial_series_gives_480_windows():
    x, y = sliding_windows(sine_wave(), seq_len=20)
    assert (x.shape, y.shape) == ((480, 20, 1), (480, 1))


def test_longest_window_leaves_one_target():
    x, y = sliding_windows([1.0, 2.0, 3.0], seq_len=2)
    assert x.tolist() == [[[1.0], [2.0]]]
    assert y.tolist() == [[3.0]]
