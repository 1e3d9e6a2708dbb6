"""A series cut in time: what comes early is for learning, what comes late for the test.

Both parts share no value, and all that is learned about the data, even their mean, is
learned from the first: `train` and `test` can't be made in any other way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.windows import sliding_windows, to_series


@dataclass(frozen=True, eq=False)
class ForecastTask:
    """Windows to learn from and windows of a later time to be tested on.

    Args:
        series: All values in their own units, shape `(n,)`, finite; in the early part
            they must change.
        test_start: Place of the first value of the late part.
        seq_len: Length $T$ of a window; each part has room for one and its target.

    Source:
        Kaufman, Rosset & Perlich (2011), "Leakage in data mining: formulation,
        detection, and avoidance": nothing may be learned from what comes later.

    Examples:
        >>> task = ForecastTask(np.arange(10.0), test_start=6, seq_len=3)
        >>> task.mean, [part.shape for part in (*task.train, *task.test)]
        (2.5, [(3, 3, 1), (3, 1), (1, 3, 1), (1, 1)])
    """

    series: NDArray[np.float64]
    test_start: int
    seq_len: int

    def __post_init__(self) -> None:
        checks.dimensions("series", self.series, ("n",))
        checks.finite("series", self.series)
        checks.positive_int("seq_len", self.seq_len)
        checks.non_negative_int("test_start", self.test_start)
        early = self.test_start
        late = len(self.series) - early
        for part, length in (("early", early), ("late", late)):
            if length <= self.seq_len:
                raise ValueError(
                    f"the {part} part of the series has {max(length, 0)} values; "
                    f"expected at least {self.seq_len + 1}, a window and its target."
                )
        if np.ptp(self.series[:early]) == 0:  # std may be a rounding error
            raise ValueError("the early part of the series never changes.")

    @property
    def mean(self) -> float:
        """Mean of the early part."""
        return float(self.series[: self.test_start].mean())

    @property
    def std(self) -> float:
        """Standard deviation of the early part."""
        return float(self.series[: self.test_start].std())

    @property
    def standardised(self) -> NDArray[np.float64]:
        """The series as networks like it, shape `(n,)`: the early part has mean 0."""
        return (self.series - self.mean) / self.std

    @property
    def train(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Windows of the early part `(n_train, seq_len, 1)`, and what follows each."""
        return sliding_windows(self.standardised[: self.test_start], self.seq_len)

    @property
    def test(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Windows of the late part `(n_test, seq_len, 1)`, and what follows each."""
        return sliding_windows(self.standardised[self.test_start :], self.seq_len)


def forecast_task(
    series: ArrayLike, seq_len: int = 20, test_share: float = 0.25
) -> ForecastTask:
    """Cut a series in time: a share of it, at its end, is for the test.

    The share lies between 0 and 1; all else is as for `ForecastTask`.

    Examples:
        >>> forecast_task(range(40), seq_len=2, test_share=0.1).test_start
        36
    """
    checks.share("test_share", test_share)
    values = to_series(series, np.float64)
    return ForecastTask(values, round((1 - test_share) * len(values)), seq_len)
