"""Real weather: how warm it became in Seattle, day by day."""

from rnn_tutorial.data import FILES
from rnn_tutorial.data.dated import DatedSeries, read_series


def seattle_temperatures() -> DatedSeries:
    """Return the daily maximum temperature in Seattle in degrees Celsius, 2012 to 2015.

    Source:
        NOAA, the weather service of the United States: public domain. By way of the
        PyPI package `vega_datasets`.

    Examples:
        >>> seattle_temperatures().values[:3]
        array([12.8, 10.6, 11.7])
    """
    return read_series(FILES / "seattle.csv", value="temp_max")
