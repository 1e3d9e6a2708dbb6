"""The adding problem: find the two marked numbers, and add them up."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

GUESSING = 1 / 6  # mean squared error of always answering 1: the variance of the sum


def adding_batch(
    batch_size: int, seq_len: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    r"""Return sequences of numbers, two of them marked, and the sums of these two.

    Each step brings a number, uniform between 0 and 1, and a mark, 0 or 1. One mark is
    in the first half, one in the second. The sum can be known exactly, so the best mean
    squared error is 0; always answering 1, the mean, gives `GUESSING`.

    Args:
        batch_size: Number of sequences.
        seq_len: Length $T$ of each, at least 2.
        rng: Source of the random numbers.

    Returns:
        `(x, y)`: sequences `(batch_size, seq_len, 2)`, sums `(batch_size, 1)`.

    Raises:
        ValueError: If a size is not positive, `seq_len` is below 2, or `rng` is of
            another kind.

    Source:
        Hochreiter & Schmidhuber (1997), section 5.4, in the simpler form of Arjovsky,
        Shah & Bengio (2016), "Unitary evolution recurrent neural networks".

    Examples:
        >>> x, y = adding_batch(4, 10, np.random.default_rng(0))
        >>> x.shape, x[..., 1].sum(axis=1).tolist()
        ((4, 10, 2), [2.0, 2.0, 2.0, 2.0])
    """
    checks.positive_int("batch_size", batch_size)
    checks.positive_int("seq_len", seq_len)
    if seq_len < 2:
        raise ValueError(f"seq_len is {seq_len}; expected at least 2, for two marks.")
    checks.instance_of("rng", rng, np.random.Generator)
    x = np.zeros((batch_size, seq_len, 2), np.float32)
    x[..., 0] = rng.random((batch_size, seq_len))
    rows, middle = np.arange(batch_size), seq_len // 2
    x[rows, rng.integers(0, middle, batch_size), 1] = 1
    x[rows, rng.integers(middle, seq_len, batch_size), 1] = 1
    return x, x.prod(axis=2).sum(axis=1, keepdims=True)
