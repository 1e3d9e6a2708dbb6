r"""Series that we make up, so that the best possible error is known.

Each function returns `n_points` values, shape `(n_points,)`, drawn from `rng`; `noise`
is the standard deviation of the normal noise in them. That of the next step is in
nothing before, so in the long run no mean squared error is below $\text{noise}^2$.
"""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

Series = NDArray[np.float64]
SHORTEST, LONGEST = 8, 40  # cycles of `random_periods`


def noisy_sine(
    n_points: int, rng: np.random.Generator, period: float = 20, noise: float = 0.1
) -> Series:
    r"""Return a sine wave with noise, beginning anywhere in its cycle.

    $s_i = \sin(2\pi i / \text{period} + \varphi) + \varepsilon_i$.
    """
    _check(n_points, rng, noise)
    checks.positive_number("period", period)
    angles = 2 * np.pi * (np.arange(n_points) / period + rng.uniform())
    return np.sin(angles) + rng.normal(0, noise, n_points)


def square_wave(
    n_points: int, rng: np.random.Generator, period: int = 20, noise: float = 0.1
) -> Series:
    """Return a wave that jumps between -1 and 1, with noise, beginning anywhere.

    Of the `period` steps of a cycle, an even number, half are up and half down.
    """
    _check(n_points, rng, noise)
    checks.positive_int("period", period)
    checks.expect(period % 2 == 0, "period", period, "an even number of steps")
    steps = np.arange(n_points) + rng.integers(period)
    up = steps % period < period // 2
    return np.where(up, 1.0, -1.0) + rng.normal(0, noise, n_points)


def random_periods(n_points: int, rng: np.random.Generator) -> Series:
    """Return a wave whose period changes after every cycle; it begins with one, at 0.

    Each cycle has a period of its own, from `SHORTEST` to `LONGEST` steps.
    """
    _check(n_points, rng, noise=0)
    cycle, phase, values = rng.uniform(SHORTEST, LONGEST), 0.0, []
    for _ in range(n_points):
        values.append(np.sin(2 * np.pi * phase))
        phase += 1 / cycle
        if phase >= 1:
            left = (phase - 1) * cycle  # steps that belong to the next cycle
            cycle = rng.uniform(SHORTEST, LONGEST)
            phase = left / cycle
    return np.array(values)


def logistic_map(
    n_points: int, rng: np.random.Generator, r: float = 3.9, noise: float = 0.0
) -> Series:
    r"""Return a chaotic series with a rule of one line, from a random start.

    $s_{i+1} = r\, s_i (1 - s_i)$, with $r$ from 0 to 4; above about 3.57 it is mostly
    chaotic: tiny differences grow with every step, so nobody can look far ahead, though
    without noise the next value is certain. Noise changes nothing in what comes after.

    Source: May (1976), "Simple mathematical models with very complicated dynamics".

    Examples:
        >>> logistic_map(3, np.random.default_rng(0))
        array([0.60957, 0.92818, 0.2600])
    """
    _check(n_points, rng, noise)
    checks.number("r", r)
    checks.expect(0 <= r <= 4, "r", r, "a number from 0 to 4")
    values = [rng.uniform(0.1, 0.9)]
    while len(values) < n_points:
        values.append(r * values[-1] * (1 - values[-1]))
    return np.array(values) + rng.normal(0, noise, n_points)


def _check(n_points: int, rng: np.random.Generator, noise: float) -> None:
    checks.positive_int("n_points", n_points)
    checks.instance_of("rng", rng, np.random.Generator)
    checks.non_negative_number("noise", noise)
