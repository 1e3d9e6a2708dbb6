"""The adding problem: find the two marked numbers, and add them up."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

GUESSING = 1 / 6  # mean squared error of always answering 1: the variance of the sum


def adding_batch(
    batch_size: int, seq_len: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    r"""Return sequences `(batch_size, seq_len, 2)` and sums `(batch_size, 1)`.

    Each of $T \ge 2$ steps brings a number, uniform between 0 and 1, and a mark, 0 or
    1. One step of the first half is marked and one of the second, and their numbers are
    added. The sum can be known exactly, so the best mean squared error is 0; always
    answering 1, the mean, gives `GUESSING`.

    Source: Hochreiter & Schmidhuber (1997), section 5.4, in the simpler form of
    Arjovsky, Shah & Bengio (2016), "Unitary evolution recurrent neural networks".
    """
    checks.positive_ints(batch_size=batch_size, seq_len=seq_len)
    checks.expect(seq_len >= 2, "seq_len", seq_len, "at least 2, for two marks")
    checks.instance_of("rng", rng, np.random.Generator)
    x = np.zeros((batch_size, seq_len, 2), np.float32)
    x[..., 0] = rng.random((batch_size, seq_len))
    rows, middle = np.arange(batch_size), seq_len // 2
    x[rows, rng.integers(0, middle, batch_size), 1] = 1
    x[rows, rng.integers(middle, seq_len, batch_size), 1] = 1
    return x, x.prod(axis=2).sum(axis=1, keepdims=True)
