"""One long series, cut into many short examples: a window, and the value after it."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks


def to_series(series: ArrayLike, dtype: type[np.floating]) -> NDArray:
    """Return the values of a series, shape `(n,)`; too large ones become infinite."""
    try:
        with np.errstate(over="ignore"):
            values = np.asarray(series, dtype=dtype)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"series can't be read as numbers: {error}.") from None
    checks.dimensions("series", values, ("n",))
    return values


def sliding_windows(
    series: ArrayLike, seq_len: int, ahead: int = 1
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    r"""Return every window of a series, each with the value that comes next.

    Window $i$ is $s_i, \dots, s_{i+T-1}$ and its target $s_{i+T}$, for
    $i = 0, \dots, n - T - 1$. Of a series `(n,)` of finite values, with $T < n$, these
    are windows `(n - seq_len, seq_len, 1)` and targets `(n - seq_len, 1)`, both copies.
    The target can also be the value more than one step `ahead`; then there are fewer.

    Examples:
        >>> x, y = sliding_windows([0.0, 1.0, 2.0, 3.0, 4.0], seq_len=3)
        >>> x[:, :, 0].tolist(), y[:, 0].tolist()
        ([[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]], [3.0, 4.0])
    """
    values = to_series(series, np.float32)
    checks.finite("series", values)
    checks.positive_ints(seq_len=seq_len, ahead=ahead)
    longest = len(values) - 1
    if seq_len > longest:
        came = f"seq_len is {seq_len}, but the series has only {len(values)} values"
        raise ValueError(f"{came}; expected at most {longest}.")
    furthest = len(values) - seq_len
    wanted = f"at most {furthest}: there the series ends"
    checks.expect(ahead <= furthest, "ahead", ahead, wanted)
    windows = sliding_window_view(values[:-ahead], seq_len)  # (n, T), no copy yet
    return windows[:, :, None].copy(), values[seq_len + ahead - 1 :, None].copy()
