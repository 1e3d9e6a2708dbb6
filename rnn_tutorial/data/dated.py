"""Series of dated values: one per day or month, in order, and none missing."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks


@dataclass(frozen=True, eq=False)
class DatedSeries:
    """Values and their dates, evenly spaced.

    Args:
        dates: NumPy's dates of days or months, shape `(n,)`.
        values: The values, shape `(n,)`.

    Raises:
        ValueError: If there are no values or one is not finite, the lengths differ, or
            a date is missing, comes twice or stands in the wrong place.

    Examples:
        >>> dates = np.array(["2012-01-01", "2012-01-02", "2012-01-04"], "datetime64")
        >>> DatedSeries(dates, np.ones(3))
        Traceback (most recent call last):
        ValueError: the series goes from 2012-01-02 to 2012-01-04; expected 2012-01-03.
    """

    dates: NDArray[np.datetime64]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        checks.dimensions("values", self.values, ("n",))
        checks.finite("values", self.values)
        checks.shape("dates", self.dates, self.values.shape)
        wrong = np.flatnonzero(np.diff(self.dates).astype(int) != 1)
        if len(wrong):
            before, after = self.dates[wrong[0] : wrong[0] + 2]
            raise ValueError(
                f"the series goes from {before} to {after}; expected {before + 1}."
            )


def read_series(
    path: Path | Traversable | str,
    value: str,
    date: str = "date",
    where: Mapping[str, str] | None = None,
) -> DatedSeries:
    r"""Read a series from a CSV file with a line of headings.

    Args:
        path: The file.
        value: Heading of the column with the values.
        date: Heading of the column with the dates: `2012-01-31`, or `2012-01` for a
            month.
        where: What other columns must say for a row to count; all rows if not given.

    Returns:
        The series.

    Raises:
        ValueError: If there is no such column, a cell can't be read, or a date is
            missing; the message names the line.

    Examples:
        >>> import tempfile
        >>> file = Path(tempfile.mkdtemp(), "mine.csv")
        >>> _ = file.write_text("date,rain\n2012-01-01,0.5\n2012-01-02,wet")
        >>> read_series(file, "rain")
        Traceback (most recent call last):
        ValueError: mine.csv, line 3: rain is 'wet'; expected a number.
    """
    file = Path(path) if isinstance(path, str) else path
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    for column in (date, value, *(where or {})):
        checks.one_of("column", column, tuple(rows.fieldnames or ()))
    wanted = (
        (number, row)
        for number, row in enumerate(rows, start=2)
        if all(row[column] == text for column, text in (where or {}).items())
    )
    return _series(file.name, wanted, date, value)


def packaged(name: str) -> Traversable:
    """Return a data file of this package.

    Args:
        name: Its name.

    Returns:
        The file, which can be read like a path.

    Examples:
        >>> packaged("seattle.csv").is_file()
        True
    """
    return files("rnn_tutorial.data") / "files" / name


def _series(
    file: str, rows: Iterable[tuple[int, dict[str, str]]], date: str, value: str
) -> DatedSeries:
    dates, values = [], []
    for line, row in rows:
        try:
            dates.append(np.datetime64(row[date]))
        except ValueError:
            raise ValueError(
                f"{file}, line {line}: {date} is {row[date]!r}; expected a date like "
                "2012-01-31."
            ) from None
        try:
            values.append(float(row[value]))
        except (TypeError, ValueError):
            raise ValueError(
                f"{file}, line {line}: {value} is {row[value]!r}; expected a number."
            ) from None
    return DatedSeries(np.array(dates), np.array(values))
