"""Recall the first bit: one thing to remember, then nothing but noise."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

GUESSING = 1.0  # mean squared error of the best answer that knows nothing, which is 0
NOISE = 0.3  # standard deviation of what follows the bit


def recall_batch(
    batch_size: int, seq_len: int, rng: np.random.Generator, noise: float = NOISE
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    r"""Return sequences `(batch_size, seq_len, 1)` and their bits `(batch_size, 1)`.

    $x_1 = y = \pm 1$ with equal chances, and $x_t \sim \mathcal N(0, \text{noise}^2)$
    for $t = 2, \dots, T$. The bit can be read without error, so the best accuracy is 1
    and the best mean squared error 0. Who has forgotten it is right half of the time,
    with a mean squared error of `GUESSING` at best. `noise` must be above 0.

    Source: After the "latch" task of Bengio, Simard & Frasconi (1994), "Learning
    long-term dependencies with gradient descent is difficult", section II.
    """
    checks.positive_ints(batch_size=batch_size, seq_len=seq_len)
    checks.instance_of("rng", rng, np.random.Generator)
    checks.positive_number("noise", noise)
    x = rng.normal(0, noise, (batch_size, seq_len, 1)).astype(np.float32)
    x[:, 0] = rng.choice(np.float32([-1, 1]), (batch_size, 1))
    return x, x[:, 0].copy()
