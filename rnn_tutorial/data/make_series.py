"""Made the series in `files/` from the PyPI package `vega_datasets`, version 0.9.

    pip install vega_datasets==0.9.0
    python rnn_tutorial/data/make_series.py

Nothing is downloaded while the site is built or read: the files are kept here.
"""

import csv
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

FILES = Path(__file__).parent / "files"


def main() -> None:
    """Write `seattle.csv` and `stocks.csv`."""
    days = [
        (row["date"].replace("/", "-"), row["temp_max"])
        for row in _rows("seattle-weather.csv")
    ]
    _write("seattle.csv", ("date", "temp_max"), days)
    months = [
        (row["symbol"], f"{datetime.strptime(row['date'], '%b %d %Y'):%Y-%m}", price)
        for row in _rows("stocks.csv")
        if (price := row["price"])
    ]
    _write("stocks.csv", ("symbol", "date", "price"), sorted(months))


def _rows(name: str) -> list[dict[str, str]]:
    package = Path(find_spec("vega_datasets").origin).parent
    text = (package / "_data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _write(name: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with (FILES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([head, *rows])


if __name__ == "__main__":
    main()
