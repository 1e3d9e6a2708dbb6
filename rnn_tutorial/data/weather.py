"""Real weather: how warm it became in Seattle, day by day."""

from rnn_tutorial.data.dated import DatedSeries, read_series
from rnn_tutorial.data.packaged import packaged


def seattle_temperatures() -> DatedSeries:
    """Return the daily maximum temperature in Seattle, 2012 to 2015.

    Returns:
        1,461 days, in degrees Celsius.

    Source:
        NOAA, the weather service of the United States: public domain. By way of the
        PyPI package `vega_datasets`; see `make_series.py`.

    Examples:
        >>> series = seattle_temperatures()
        >>> len(series.values), str(series.dates[0]), float(series.values[0])
        (1461, '2012-01-01', 12.8)
    """
    return read_series(packaged("seattle.csv"), value="temp_max")
