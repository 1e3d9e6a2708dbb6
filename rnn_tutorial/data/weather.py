"""Real weather: how warm it became in Seattle, day by day."""

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data import FILES
from rnn_tutorial.data.dated import DatedSeries, read_series


def seattle_temperatures() -> DatedSeries:
    """Return the daily maximum temperature in Seattle in degrees Celsius, 2012 to 2015.

    Source: NOAA, the weather service of the United States: public domain. By way of the
    PyPI package `vega_datasets`.

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
