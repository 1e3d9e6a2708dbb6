"""Series of dated values, one per day or month and none missing, and real ones."""

import csv
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data import FILES

COMPANIES = ("AAPL", "AMZN", "GOOG", "IBM", "MSFT")


@dataclass(frozen=True, eq=False)
class DatedSeries:
    """Finite values `(n,)` and their dates `(n,)`: each day, or each month, once.

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
        if self.dates.dtype.kind != "M":
            came = self.dates.dtype
            raise ValueError(f"dates is of dtype {came}; expected datetime64.")
        wrong = np.flatnonzero(np.diff(self.dates).astype(int) != 1)
        if len(wrong):
            before, after = self.dates[wrong[0] : wrong[0] + 2]
            came = f"the series goes from {before} to {after}"
            raise ValueError(f"{came}; expected {before + 1}.")


def read_series(
    path: Path | Traversable | str, value: str, where: Mapping[str, str] | None = None
) -> DatedSeries:
    """Read a series from a CSV file with a line of headings.

    Its columns are called `date`, with dates like `2012-01-31`, or, of months,
    `2012-01`, and as `value` says; `where` says what other columns must say for a row
    to count. What can't be read is refused with the number of its line.
    """
    file = Path(path) if isinstance(path, str) else path
    # Spreadsheets begin a file with an invisible mark, which "-sig" takes away.
    rows = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    if not rows.fieldnames:
        raise ValueError(f"{file.name} is empty; expected a line of headings.")
    where = where or {}
    for column in ("date", value, *where):
        checks.one_of("column", column, rows.fieldnames)
    dates, values = [], []
    for row in rows:
        if all(row[column] == text for column, text in where.items()):
            line = f"{file.name}, line {rows.line_num}"
            dates.append(_date(line, row["date"]))
            values.append(_number(line, value, row[value]))
    return DatedSeries(np.array(dates), np.array(values))


def _date(line: str, cell: str | None) -> np.datetime64:
    if cell and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", cell):  # not "today" or 20120131
        with suppress(ValueError):
            return np.datetime64(cell)
    raise ValueError(f"{line}: date is {cell!r}; expected a date like 2012-01-31.")


def _number(line: str, column: str, cell: str | None) -> float:
    with suppress(TypeError, ValueError):  # None if the line is too short
        number = float(cell)
        if math.isfinite(number):
            return number
    raise ValueError(f"{line}: {column} is {cell!r}; expected a number.")


def stock_prices(company: str) -> DatedSeries:
    """Return the monthly price of a share of one of the `COMPANIES`, in dollars.

    It is known from January 2000 to March 2010; of GOOG from August 2004 on. Prices are
    adjusted, as if no share had been split and no dividend paid.

    Source: The PyPI package `vega_datasets`, which names no source; prices are facts.

    Examples:
        >>> stock_prices("MSFT").values[:2]
        array([39.81, 36.35])
    """
    checks.one_of("company", company, COMPANIES)
    return read_series(FILES / "stocks.csv", "price", where={"symbol": company})


def seattle_temperatures() -> DatedSeries:
    """Return the daily maximum temperature in Seattle in degrees Celsius, 2012 to 2015.

    Source: NOAA, public domain, by way of the PyPI package `vega_datasets`.

    Examples:
        >>> seattle_temperatures().values[:3]
        array([12.8, 10.6, 11.7])
    """
    return read_series(FILES / "seattle.csv", value="temp_max")


def yearly_wave(values: NDArray[np.float64], known: int) -> NDArray[np.float64]:
    """Return what the date alone says of each day: the climatology, shape `(n,)`.

    A mean, a wave of a year and one of half a year, which least squares fits to the
    first `known` of the daily values, shape `(n,)`, and which goes on to the end.

    Source: Wilks (2019), *Statistical Methods in the Atmospheric Sciences* (4th ed.),
    section 10.4: harmonic analysis.

    Examples:
        >>> warmth = seattle_temperatures().values
        >>> yearly_wave(warmth, known=731)[[0, 200]].round(1)
        array([ 6.7, 25.1])
    """
    checks.dimensions("values", values, ("n",))
    checks.positive_int("known", known)
    angles = 2 * np.pi * np.arange(len(values)) / 365.25
    waves = [part(k * angles) for k in (1, 2) for part in (np.cos, np.sin)]
    table = np.column_stack([np.ones(len(values)), *waves])
    return table @ np.linalg.lstsq(table[:known], values[:known], rcond=None)[0]
