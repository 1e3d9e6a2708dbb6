"""Series that we make up, so that the best possible error is known."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

Series = NDArray[np.float64]


def noisy_sine(
    n_points: int, rng: np.random.Generator, period: float = 20, noise: float = 0.1
) -> Series:
    r"""Return a sine wave with noise, beginning anywhere in its cycle.

    $s_i = \sin(2\pi i / \text{period} + \varphi) + \varepsilon_i$. The noise of the
    next step is in nothing that came before, so no forecast has a mean squared error
    below $\text{noise}^2$ in the long run.

    Args:
        n_points: Number of values.
        rng: Source of the phase and the noise.
        period: Steps of one full cycle.
        noise: Standard deviation of the noise; 0 for none.

    Returns:
        The values, shape `(n_points,)`.

    Raises:
        ValueError: If a setting is out of range.

    Examples:
        >>> s = noisy_sine(41, np.random.default_rng(0), period=20, noise=0)
        >>> bool(np.allclose(s[0], [s[20], s[40]]))
        True
    """
    _check(n_points, rng, noise)
    checks.positive_number("period", period)
    angles = 2 * np.pi * (np.arange(n_points) / period + rng.uniform())
    return np.sin(angles) + _noise(n_points, noise, rng)


def square_wave(
    n_points: int, rng: np.random.Generator, period: int = 20, noise: float = 0.1
) -> Series:
    r"""Return a wave that jumps between -1 and 1, with noise.

    The floor is $\text{noise}^2$, as for the sine.

    Args:
        n_points: Number of values.
        rng: Source of the place where it begins, and of the noise.
        period: Steps of one full cycle: half of them up, half down.
        noise: Standard deviation of the noise; 0 for none.

    Returns:
        The values, shape `(n_points,)`.

    Raises:
        ValueError: If a setting is out of range, or `period` is odd.

    Examples:
        >>> square_wave(6, np.random.default_rng(0), period=4, noise=0).tolist()
        [-1.0, 1.0, 1.0, -1.0, -1.0, 1.0]
    """
    _check(n_points, rng, noise)
    checks.positive_int("period", period)
    if period % 2:
        raise ValueError(f"period is {period}; expected an even number of steps.")
    steps = np.arange(n_points) + rng.integers(period)
    up = steps % period < period // 2
    return np.where(up, 1.0, -1.0) + _noise(n_points, noise, rng)


def random_periods(
    n_points: int, rng: np.random.Generator, shortest: float = 8, longest: float = 40
) -> Series:
    r"""Return a wave whose period changes after every cycle.

    Each cycle takes a period of its own, drawn between both ends. Within a cycle the
    next value is certain; where a cycle ends, nobody knows how long the next will be.

    Args:
        n_points: Number of values.
        rng: Source of the periods.
        shortest: The shortest period, at least 4 steps.
        longest: The longest one.

    Returns:
        The values, shape `(n_points,)`; they begin with a new cycle, at zero.

    Raises:
        ValueError: If a setting is out of range.

    Examples:
        >>> s = random_periods(100, np.random.default_rng(0))
        >>> float(s[0]), bool(np.abs(s).max() <= 1)
        (0.0, True)
    """
    _check(n_points, rng, noise=0)
    checks.number("shortest", shortest)
    checks.number("longest", longest)
    if not 4 <= shortest <= longest:
        raise ValueError(
            f"shortest is {shortest} and longest {longest}; expected "
            "4 <= shortest <= longest."
        )
    cycle, phase, values = rng.uniform(shortest, longest), 0.0, []
    for _ in range(n_points):
        values.append(np.sin(2 * np.pi * phase))
        phase += 1 / cycle
        if phase >= 1:
            left = (phase - 1) * cycle  # steps that belong to the next cycle
            cycle = rng.uniform(shortest, longest)
            phase = left / cycle
    return np.array(values)


def logistic_map(
    n_points: int, rng: np.random.Generator, r: float = 3.9, noise: float = 0.0
) -> Series:
    r"""Return a chaotic series with a rule of one line.

    $s_{i+1} = r\, s_i (1 - s_i)$, from a random start. The rule says the next value
    exactly, so without noise the floor is zero. And yet nobody can look far ahead: tiny
    differences grow with every step. Noise is added for whoever looks, and changes
    nothing in what comes after; no forecast has a mean squared error below
    $\text{noise}^2$.

    Args:
        n_points: Number of values.
        rng: Source of the start and the noise.
        r: The factor, from 0 to 4; above about 3.57 it is mostly chaotic.
        noise: Standard deviation of the noise.

    Returns:
        The values, shape `(n_points,)`.

    Raises:
        ValueError: If a setting is out of range.

    Source:
        May (1976), "Simple mathematical models with very complicated dynamics".

    Examples:
        >>> s = logistic_map(100, np.random.default_rng(0))
        >>> bool(np.allclose(s[1:], 3.9 * s[:-1] * (1 - s[:-1])))
        True
    """
    _check(n_points, rng, noise)
    checks.number("r", r)
    if not 0 <= r <= 4:
        raise ValueError(f"r is {r}; expected a number from 0 to 4.")
    values = [rng.uniform(0.1, 0.9)]
    while len(values) < n_points:
        values.append(r * values[-1] * (1 - values[-1]))
    return np.array(values) + _noise(n_points, noise, rng)


def _check(n_points: int, rng: np.random.Generator, noise: float) -> None:
    checks.positive_int("n_points", n_points)
    checks.instance_of("rng", rng, np.random.Generator)
    checks.non_negative_number("noise", noise)


def _noise(n_points: int, noise: float, rng: np.random.Generator) -> Series:
    return rng.normal(0, noise, n_points)
