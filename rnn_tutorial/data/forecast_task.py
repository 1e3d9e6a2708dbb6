"""A series cut in time: first training, then validation, at the end the test.

The parts share no value, and all that is learned about the data, even their mean, is
learned from the first. The second is for choices, such as when to end the training; so
the third has no say in what it judges. Who chooses nothing may learn from two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.windows import sliding_windows, to_series

PARTS = ("train", "validation", "test")
Windows = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class ForecastTask:
    """Windows to learn from, later ones to choose by, and still later ones as a test.

    The `series`, shape `(n,)`, in its own units, is finite, and changes in the training
    part. The others begin at `validation_start` and at `test_start`; each has room for
    a window of `seq_len` values and its target.

    Source: Kaufman, Rosset & Perlich (2011), "Leakage in data mining: formulation,
    detection, and avoidance": nothing may be learned from what comes later.
    """

    series: NDArray[np.float64]
    validation_start: int
    test_start: int
    seq_len: int

    def __post_init__(self) -> None:
        checks.dimensions("series", self.series, ("n",))
        checks.finite("series", self.series)
        checks.positive_int("seq_len", self.seq_len)
        checks.non_negative_int("validation_start", self.validation_start)
        checks.non_negative_int("test_start", self.test_start)
        cuts = [0, self.validation_start, self.test_start, len(self.series)]
        for part, length in zip(PARTS, np.diff(cuts).tolist(), strict=True):
            if length <= self.seq_len:
                came = f"the {part} part of the series has {max(length, 0)} values"
                wanted = f"at least {self.seq_len + 1}, a window and its target"
                raise ValueError(f"{came}; expected {wanted}.")
        if np.ptp(self.series[: cuts[1]]) == 0:  # std may be a rounding error
            raise ValueError("the train part of the series never changes.")

    @property
    def mean(self) -> float:
        """Mean of the training part."""
        return float(self.series[: self.validation_start].mean())

    @property
    def std(self) -> float:
        """Standard deviation of the training part."""
        return float(self.series[: self.validation_start].std())

    @property
    def standardised(self) -> NDArray[np.float64]:
        """The series `(n,)`, scaled so that the training part has mean 0, spread 1."""
        return (self.series - self.mean) / self.std

    @property
    def train(self) -> Windows:
        """Windows of the training part `(n_train, seq_len, 1)`, what follows each."""
        return self.windows("train")

    @property
    def validation(self) -> Windows:
        """Windows of the validation part, to choose by, and what follows each."""
        return self.windows("validation")

    @property
    def test(self) -> Windows:
        """Windows of the test part, and what follows each."""
        return self.windows("test")

    @property
    def early(self) -> Windows:
        """Windows of all before the test, for who has nothing to choose."""
        return self.windows("early")

    def windows(self, part: str, ahead: int = 1) -> Windows:
        """Return the windows of a part, and the values so many steps ahead.

        The part is one of `PARTS`, or `"early"`. Both are standardised.
        """
        checks.one_of("part", part, (*PARTS, "early"))
        first, late = self.validation_start, self.test_start
        bounds = {"train": (0, first), "early": (0, late), "validation": (first, late)}
        values = self.standardised[slice(*bounds.get(part, (late, None)))]
        return sliding_windows(values, self.seq_len, ahead)


def forecast_task(
    series: ArrayLike,
    seq_len: int = 20,
    test_share: float = 0.25,
    validation_share: float = 0.25,
) -> ForecastTask:
    """Cut a series in time: a share, its end, for the test, one before for validation.

    Shares lie between 0 and 1.

    Examples:
        >>> task = forecast_task(range(40), seq_len=2, test_share=0.1)
        >>> task.validation_start, task.test_start
        (26, 36)
    """
    checks.share("test_share", test_share)
    checks.share("validation_share", validation_share)
    values = to_series(series, np.float64)
    test_start = round((1 - test_share) * len(values))
    validation_start = round((1 - test_share - validation_share) * len(values))
    return ForecastTask(values, max(validation_start, 0), test_start, seq_len)
