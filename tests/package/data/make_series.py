"""Make the series of the package from the PyPI package `vega_datasets`, version 0.9.

    pip install vega_datasets==0.9.0
    python tests/package/data/make_series.py

Nothing is downloaded while the site is built or read: the files are kept.
"""

import csv
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

FILES = Path(__file__).parents[3] / "rnn_tutorial/data/files"


def main(folder=FILES):
    """Write `seattle.csv` and `stocks.csv`."""
    days = [
        (row["date"].replace("/", "-"), row["temp_max"])
        for row in rows_of("seattle-weather.csv")
    ]
    write(folder / "seattle.csv", ("date", "temp_max"), days)
    months = [
        (row["symbol"], f"{datetime.strptime(row['date'], '%b %d %Y'):%Y-%m}", price)
        for row in rows_of("stocks.csv")
        if (price := row["price"])
    ]
    write(folder / "stocks.csv", ("symbol", "date", "price"), sorted(months))


def rows_of(name):
    package = Path(find_spec("vega_datasets").origin).parent  # found, not run
    text = (package / "_data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def write(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


if __name__ == "__main__":
    main()
