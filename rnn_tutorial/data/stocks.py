"""Real prices: what a share of five companies cost, month by month."""

from rnn_tutorial import checks
from rnn_tutorial.data.dated import DatedSeries, read_series
from rnn_tutorial.data.packaged import packaged

COMPANIES = ("AAPL", "AMZN", "GOOG", "IBM", "MSFT")


def stock_prices(company: str) -> DatedSeries:
    """Return a company's monthly share price in dollars, up to March 2010.

    Args:
        company: One of `COMPANIES`.

    Returns:
        123 months from January 2000 on; of GOOG, which came later, 68.

    Raises:
        ValueError: If the company is not among them.

    Source:
        The PyPI package `vega_datasets`, which doesn't say where it has them from;
        prices are facts that nobody owns. See `make_series.py`.

    Examples:
        >>> series = stock_prices("MSFT")
        >>> len(series.values), str(series.dates[-1]), float(series.values[0])
        (123, '2010-03', 39.81)
    """
    checks.one_of("company", company, COMPANIES)
    return read_series(packaged("stocks.csv"), "price", where={"symbol": company})
