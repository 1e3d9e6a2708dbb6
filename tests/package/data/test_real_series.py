"""The packaged series are complete, and are what their script makes of its source."""

import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from rnn_tutorial.data import FILES
from rnn_tutorial.data.dated import (
    COMPANIES,
    seattle_temperatures,
    stock_prices,
    yearly_wave,
)

NAMES = ("seattle.csv", "stocks.csv")
WEATHER = """date,precipitation,temp_max,temp_min,wind,weather
2012/01/01,0.0,12.8,5.0,4.7,drizzle
2012/01/02,10.9,10.6,2.8,4.5,rain
"""
STOCKS = """symbol,date,price
MSFT,Feb 1 2000,36.35
MSFT,Jan 1 2000,39.81
GOOG,Dec 1 2009,
AAPL,Jan 1 2000,25.94
"""


def lines(name):
    return (FILES / name).read_text(encoding="utf-8").splitlines()


def test_the_weather_has_every_day_of_four_years():
    series = seattle_temperatures()
    days = np.arange("2012-01-01", "2016-01-01", dtype="datetime64[D]")
    np.testing.assert_array_equal(series.dates, days)
    assert len(series.values) == len(lines("seattle.csv")) - 1 == 1461


def test_days_that_everybody_can_look_up():
    series = seattle_temperatures()
    on = dict(zip(series.dates.astype(str).tolist(), series.values, strict=True))
    assert on["2012-01-01"] == 12.8
    assert on["2015-12-31"] == 5.6
    assert (min(on.values()), max(on.values())) == (-1.6, 35.6)


def test_the_wave_of_a_year_is_found_and_goes_on():
    days = np.arange(1461)
    truth = 10 + 8 * np.sin(2 * np.pi * days / 365.25 + 1)
    truth += np.cos(4 * np.pi * days / 365.25)
    noisy = truth + np.where(days < 1096, 0, 99)  # what comes later isn't looked at
    np.testing.assert_allclose(yearly_wave(noisy, known=1096), truth)


@pytest.mark.parametrize("company", COMPANIES)
def test_prices_have_every_month(company):
    series = stock_prices(company)
    start = "2004-08" if company == "GOOG" else "2000-01"  # when it was first sold
    months = np.arange(start, "2010-04", dtype="datetime64[M]")
    np.testing.assert_array_equal(series.dates, months)
    assert np.all(series.values > 0)


@pytest.mark.parametrize(
    ("company", "first", "last"),
    [
        ("AAPL", 25.94, 223.02),
        ("AMZN", 64.56, 128.82),
        ("GOOG", 102.37, 560.19),
        ("IBM", 100.52, 125.55),
        ("MSFT", 39.81, 28.8),
    ],
)
def test_first_and_last_price(company, first, last):
    values = stock_prices(company).values
    assert [values[0], values[-1]] == [first, last]


def test_nothing_else_is_in_the_files():
    prices = sum(len(stock_prices(company).values) for company in COMPANIES)
    assert prices == len(lines("stocks.csv")) - 1 == 4 * 123 + 68
    assert sorted(lines("stocks.csv")[1:]) == lines("stocks.csv")[1:]


def test_an_unknown_company_is_told_in_one_sentence():
    message = (
        "company is 'TSLA'; expected 'AAPL' or 'AMZN' or 'GOOG' or 'IBM' or 'MSFT'."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        stock_prices("TSLA")


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Runs the script with a source of a few lines, or of the given ones."""

    def make(weather=WEATHER, stocks=STOCKS):
        source = tmp_path / "vega_datasets"
        (source / "_data").mkdir(parents=True)
        (source / "__init__.py").touch()
        (source / "_data/seattle-weather.csv").write_text(weather, encoding="utf-8")
        (source / "_data/stocks.csv").write_text(stocks, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        runpy.run_path(Path(__file__).with_name("make_series.py"))["main"](tmp_path)
        assert "vega_datasets" not in sys.modules  # read, not run
        return [(tmp_path / name).read_bytes() for name in NAMES]

    return make


def test_the_script_takes_days_and_sorted_months(made):
    weather, stocks = made()
    assert weather == b"date,temp_max\n2012-01-01,12.8\n2012-01-02,10.6\n"
    assert stocks == (
        b"symbol,date,price\n"
        b"AAPL,2000-01,25.94\n"
        b"MSFT,2000-01,39.81\n"
        b"MSFT,2000-02,36.35\n"
    )


def test_the_files_are_in_the_scripts_own_words(made):
    # Written back into the source's form and made again, no byte differs.
    days = [line.split(",") for line in lines("seattle.csv")[1:]]
    months = [line.split(",") for line in lines("stocks.csv")[1:]]
    weather = ["date,temp_max,rain"]
    weather += [f"{day.replace('-', '/')},{degrees},0.0" for day, degrees in days]
    stocks = ["symbol,date,price"]
    for symbol, month, price in reversed(months):
        date = np.datetime64(month).item()
        stocks.append(f"{symbol},{date:%b} 1 {date:%Y},{price}")
    again = made("\n".join(weather), "\n".join(stocks))
    assert again == [(FILES / name).read_bytes() for name in NAMES]
