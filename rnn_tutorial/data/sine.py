"""The sine wave of the first tutorial."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks


def sine_wave(n_points: int = 500, cycles: float = 2.0) -> NDArray[np.float32]:
    r"""Return evenly spaced points on a sine wave from zero on, shape `(n_points,)`.

    $s_i = \sin\!\left(2\pi \cdot \text{cycles} \cdot \frac{i}{n - 1}\right)$ for
    $i = 0, \dots, n - 1$, both ends included, computed in `float64` and rounded once.
    The number of `cycles` is above 0, and need not be whole. A sine is our choice,
    because its next value is known exactly.

    Examples:
        >>> float(sine_wave(n_points=500)[20])  # sin(20 * 4π / 499)
        0.4826
    """
    checks.positive_int("n_points", n_points)
    checks.positive_number("cycles", cycles)
    angles = np.linspace(0, 2 * np.pi * float(cycles), n_points)
    return np.sin(angles).astype(np.float32)
