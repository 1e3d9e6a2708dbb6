"""The sine wave of the first tutorial."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks


def sine_wave(n_points: int = 500, cycles: float = 2.0) -> NDArray[np.float32]:
    r"""Return evenly spaced points on a sine wave that starts at zero.

    $s_i = \sin\!\left(2\pi \cdot \text{cycles} \cdot \frac{i}{n - 1}\right)$ for
    $i = 0, \dots, n - 1$: both ends of the last cycle are in.

    Args:
        n_points: Number of points $n$.
        cycles: Number of full waves; 2 covers $[0, 4\pi]$.

    Returns:
        The values, shape `(n_points,)`, computed in `float64` and rounded once.

    Raises:
        ValueError: If `n_points` is not a positive whole number or `cycles` not a
            positive number.

    Source:
        Our choice, because its next value is known exactly.

    Examples:
        >>> float(sine_wave(n_points=500)[20])  # sin(20 * 4π / 499)
        0.4826
    """
    checks.positive_int("n_points", n_points)
    checks.positive_number("cycles", cycles)
    angles = np.linspace(0, 2 * np.pi * float(cycles), n_points)
    return np.sin(angles).astype(np.float32)
