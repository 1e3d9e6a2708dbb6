"""Real prices: what a share of five companies cost, month by month."""

from rnn_tutorial import checks
from rnn_tutorial.data import FILES
from rnn_tutorial.data.dated import DatedSeries, read_series

COMPANIES = ("AAPL", "AMZN", "GOOG", "IBM", "MSFT")


def stock_prices(company: str) -> DatedSeries:
    """Return the monthly price of a share of one of the `COMPANIES`, in dollars.

    It is known from January 2000 to March 2010; of GOOG from August 2004 on. Prices are
    adjusted, as if no share had been split and no dividend paid.

    Source: The PyPI package `vega_datasets`, which doesn't say where it has them from;
    prices are facts that nobody owns.

    Examples:
        >>> stock_prices("MSFT").values[:2]
        array([39.81, 36.35])
    """
    checks.one_of("company", company, COMPANIES)
    return read_series(FILES / "stocks.csv", "price", where={"symbol": company})
