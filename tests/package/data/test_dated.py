"""Series with dates: all there, in order, or refused in one sentence."""

import re

import numpy as np
import pytest

from rnn_tutorial.data.dated import DatedSeries, read_series

DAYS = np.arange("2012-02-27", "2012-03-03", dtype="datetime64[D]")  # a leap year


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def write(text):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode())
        return path

    return write


@pytest.mark.parametrize("kind", [lambda path: path, str])
def test_dates_and_values_are_those_of_their_columns(file, kind):
    path = file("rain,date,sun\n0.5,2012-02-28,7\n1,2012-02-29,8\n-2e1,2012-03-01,9\n")
    series = read_series(kind(path), value="rain")
    assert series.dates.dtype == "datetime64[D]"
    assert series.dates.astype(str).tolist() == [
        "2012-02-28",
        "2012-02-29",
        "2012-03-01",
    ]
    assert series.values.dtype == np.float64
    assert series.values.tolist() == [0.5, 1, -20]


def test_months_follow_one_another_over_new_year(file):
    series = read_series(file("date,value\n2009-12,1\n2010-01,2\n"), "value")
    assert series.dates.dtype == "datetime64[M]"
    assert series.dates.astype(str).tolist() == ["2009-12", "2010-01"]


def test_only_rows_that_say_what_is_asked_for_count(file):
    path = file(
        "town,well,date,level\n"
        "Ulm,A,2012-01,1\n"
        "Bonn,A,2012-01,wet\n"  # not asked for, so nobody reads it
        "Ulm,B,2012-01,3\n"
        "Ulm,B,2012-02,4\n"
    )
    one = read_series(path, "level", where={"town": "Ulm", "well": "B"})
    assert one.values.tolist() == [3, 4]
    assert read_series(path, "level", where={"well": "B"}).values.tolist() == [3, 4]
    with pytest.raises(ValueError, match=r"^mine.csv, line 3: level is 'wet'"):
        read_series(path, "level")


@pytest.mark.parametrize("mark", ["", "\ufeff"])  # spreadsheets write it
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_of_all_systems_are_read(file, mark, end):
    lines = ["date,grün", "2012-01-01,1.5", '"2012-01-02","2.5"', ""]
    series = read_series(file(mark + end.join(lines)), "grün")
    assert series.values.tolist() == [1.5, 2.5]


@pytest.mark.parametrize("place", [1, 2, 4])
@pytest.mark.parametrize("jump", [-3, -1, 0, 1, 5])
def test_every_gap_is_named_with_the_date_that_was_expected(place, jump):
    dates = DAYS.copy()
    dates[place:] += jump
    if jump == 0:
        assert DatedSeries(dates, np.ones(5)).dates is dates
        return
    before = DAYS[place - 1]
    message = (
        f"the series goes from {before} to {before + 1 + jump}; expected {before + 1}."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        DatedSeries(dates, np.ones(5))


def test_one_value_is_a_series(file):
    assert read_series(file("date,value\n2012-01-01,1\n"), "value").values == [1]


def test_of_several_gaps_the_first_is_named():
    dates = np.array(["2012-01", "2012-03", "2012-04", "2012-07"], "datetime64[M]")
    message = "^the series goes from 2012-01 to 2012-03; expected 2012-02.$"
    with pytest.raises(ValueError, match=message):
        DatedSeries(dates, np.ones(4))


NO_DATE = "expected a date like 2012-01-31."
# fmt: off
WRONG_FILES = [
    ("", "mine.csv is empty; expected a line of headings."),
    ("\ufeff", "mine.csv is empty; expected a line of headings."),
    ("day,value\n", "column is 'date'; expected 'day' or 'value'."),
    ("date,level\n", "column is 'value'; expected 'date' or 'level'."),
    ("date,value\n", "values is empty; expected at least one number."),
    ("date,value\n2012-01-01,1\n1.2.2012,2\n",
     f"mine.csv, line 3: date is '1.2.2012'; {NO_DATE}"),
    ("date,value\n2011-02-29,1\n",
     f"mine.csv, line 2: date is '2011-02-29'; {NO_DATE}"),
    ("date,value\n,1\n", f"mine.csv, line 2: date is ''; {NO_DATE}"),
    ("date,value\nNaT,1\n", f"mine.csv, line 2: date is 'NaT'; {NO_DATE}"),
    ("date,value\ntoday,1\n", f"mine.csv, line 2: date is 'today'; {NO_DATE}"),
    ("date,value\n20120131,1\n",
     f"mine.csv, line 2: date is '20120131'; {NO_DATE}"),
    ("value,date\n1\n", f"mine.csv, line 2: date is None; {NO_DATE}"),
    ("date,value\n2012-01-01,wet\n",
     "mine.csv, line 2: value is 'wet'; expected a number."),
    ("date,value\n2012-01-01,\n",
     "mine.csv, line 2: value is ''; expected a number."),
    ("date,value\n2012-01-01\n",
     "mine.csv, line 2: value is None; expected a number."),
    ("date,value\n2012-01-01,1\n\n\n2012-01-02,NaN\n",  # blank lines count
     "mine.csv, line 5: value is 'NaN'; expected a number."),
    ("date,value\n2012-01-01,1e999\n",
     "mine.csv, line 2: value is '1e999'; expected a number."),
    ("date,value\n2012-01-02,1\n2012-01-01,2\n",
     "the series goes from 2012-01-02 to 2012-01-01; expected 2012-01-03."),
    ("date,value\n2012-01,1\n2012-01,2\n",
     "the series goes from 2012-01 to 2012-01; expected 2012-02."),
]
WRONG_SERIES = [
    (DAYS, [1.0] * 5, "values is an object of class list; expected an array."),
    (DAYS, np.ones((5, 1)), "values has shape (5, 1); expected (n,)."),
    (DAYS[:0], np.ones(0), "values is empty; expected at least one number."),
    (DAYS, np.array([1, 2, np.nan, 4, 5]),
     "values has nan at index 2; expected only finite numbers."),
    (DAYS[:4], np.ones(5), "dates has shape (4,); expected (5,)."),
    (list(DAYS), np.ones(5), "dates is an object of class list; expected an array."),
    (np.arange(5), np.ones(5), "dates is of dtype int64; expected datetime64."),
    (DAYS.astype(str), np.ones(5), "dates is of dtype <U28; expected datetime64."),
]
# fmt: on


@pytest.mark.parametrize(("text", "message"), WRONG_FILES)
def test_a_wrong_file_is_told_in_one_sentence(file, text, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_series(file(text), "value")


def test_a_column_to_choose_by_must_exist(file):
    message = "^column is 'town'; expected 'date' or 'value'.$"
    with pytest.raises(ValueError, match=message):
        read_series(file("date,value\n2012-01,1\n"), "value", where={"town": "Ulm"})


@pytest.mark.parametrize(
    ("dates", "values", "message"), WRONG_SERIES, ids=[case[2] for case in WRONG_SERIES]
)
def test_a_wrong_series_is_told_in_one_sentence(dates, values, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        DatedSeries(dates, values)
