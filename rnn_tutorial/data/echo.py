"""Echo: say again what came some steps ago, at every step."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks


def echo_stream(
    batch_size: int, n_steps: int, delay: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    r"""Return streams of random bits and their echo, `(batch_size, n_steps, 1)` each.

    $x_t = \pm 1$ with equal chances, and $y_t = x_{t - d}$, $d \ge 1$ steps (`delay`)
    later; the bits before the beginning are random as well.

    Source: The echo task of Canziani's course "Deep Learning" (NYU, 2020), notebook 09.

    Examples:
        >>> x, y = echo_stream(4, 100, delay=3, rng=np.random.default_rng(0))
        >>> bool((y[:, 3:] == x[:, :-3]).all())
        True
    """
    checks.positive_ints(batch_size=batch_size, n_steps=n_steps, delay=delay)
    checks.instance_of("rng", rng, np.random.Generator)
    bits = rng.choice(np.float32([-1, 1]), (batch_size, delay + n_steps, 1))
    return bits[:, delay:].copy(), bits[:, :-delay].copy()


def best_accuracy(delay: int, chunk_len: int) -> float:
    r"""Return the best accuracy of who forgets everything at the start of each chunk.

    Of the $k$ echoes (`chunk_len`) in a chunk, the first $d$ (`delay`) were heard
    before it began: they can only be guessed, and half of the guesses are right. So
    $1 - \frac{d}{2k}$ if $d \le k$, and one half otherwise, by our own counting.
    """
    checks.positive_ints(delay=delay, chunk_len=chunk_len)
    return 1 - min(delay, chunk_len) / (2 * chunk_len)
