"""Nothing of the test is in what is learned or chosen: not a value, not a mean."""

import re
import statistics
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.forecast_task import PARTS, ForecastTask, forecast_task
from rnn_tutorial.data.windows import sliding_windows

ROUNDING = 1e-6  # relative; of standardised numbers in float32
STAIRS = np.arange(12.0)

few = settings(max_examples=25)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def tasks(draw):
    """A series whose values are all different, cut anywhere that leaves windows."""
    seq_len = draw(st.integers(1, 6))
    sizes = [draw(st.integers(seq_len + 1, seq_len + 9)) for _ in PARTS]
    series = whole_numbers(draw(seeds), sum(sizes))
    return ForecastTask(series, sizes[0], sizes[0] + sizes[1], seq_len)


def cut(task):
    return np.split(task.series, [task.validation_start, task.test_start])


def whole_numbers(seed, count):
    """Draw different numbers, in any order."""
    drawn = np.random.default_rng(seed).choice(2001, count, replace=False)
    return drawn - 1000.0


def in_units(task, standardised):
    return np.rint(standardised * task.std + task.mean).astype(int)


def values_in(task, part):
    return {value for array in part for value in in_units(task, array).ravel()}


def assert_equal(part, other):
    for array, same in zip(part, other, strict=True):
        np.testing.assert_array_equal(array, same)


@few
@given(tasks())
def test_no_value_is_in_two_parts_and_none_is_missing(task):
    for part, values in zip(PARTS, cut(task), strict=True):
        assert values_in(task, task.windows(part)) == set(values)
    assert values_in(task, task.early) == set(task.series[: task.test_start])


@few
@given(tasks(), st.integers(1, 3))
def test_windows_are_those_of_each_part_and_all_of_them(task, ahead):
    parts = dict(zip(PARTS, cut(task), strict=True))
    parts["early"] = task.series[: task.test_start]
    for part, values in parts.items():
        count = len(values) - task.seq_len - ahead + 1
        if count < 1:
            continue
        x, y = task.windows(part, ahead)
        assert (x.shape, y.shape) == ((count, task.seq_len, 1), (count, 1))
        assert x.dtype == y.dtype == np.float32
        expected = sliding_windows(values, task.seq_len, ahead)
        assert_equal([in_units(task, array) for array in (x, y)], expected)
        if ahead == 1:
            assert_equal(getattr(task, part), (x, y))


@few
@given(tasks())
def test_the_training_part_has_mean_0_and_std_1(task):
    learned = cut(task)[0].tolist()
    assert task.mean == pytest.approx(statistics.fmean(learned), abs=1e-9)
    assert task.std == pytest.approx(statistics.pstdev(learned))
    standardised = task.standardised[: task.validation_start]
    assert standardised.mean() == pytest.approx(0, abs=1e-9)
    assert standardised.std() == pytest.approx(1)


@few
@given(tasks(), seeds, st.sampled_from([1e-9, 1, 1e9]))
def test_another_future_changes_nothing_that_is_learned_or_chosen(task, seed, scale):
    train, validation, test = cut(task)
    future = scale * whole_numbers(seed, len(test))
    other = replace(task, series=np.concatenate([train, validation, future]))
    assert (other.mean, other.std) == (task.mean, task.std)
    for part in ("train", "validation", "early"):
        assert_equal(other.windows(part), task.windows(part))
    later = scale * whole_numbers(seed, len(validation) + len(test))
    other = replace(task, series=np.concatenate([train, later]))
    assert (other.mean, other.std) == (task.mean, task.std)
    assert_equal(other.train, task.train)


@few
@given(tasks(), seeds)
def test_another_past_changes_nothing_of_the_test_but_its_scale(task, seed):
    past = whole_numbers(seed, task.test_start)
    other = replace(task, series=np.concatenate([past, cut(task)[2]]))
    for array, same in zip(other.test, task.test, strict=True):
        assert_equal(in_units(other, array), in_units(task, same))


@few
@given(tasks(), st.integers(-50, 50), st.sampled_from([0.25, 2.0, 1024.0]))
def test_units_do_not_matter_to_a_network(task, shift, factor):
    other = replace(task, series=factor * (task.series + shift))
    for part in PARTS:
        pairs = zip(other.windows(part), task.windows(part), strict=True)
        for array, expected in pairs:
            np.testing.assert_allclose(array, expected, rtol=ROUNDING, atol=ROUNDING)


def test_a_hand_worked_task():
    series = np.array([0.0, 20.0, 0.0, 20.0, 40.0, 10.0, 5.0, 30.0])
    task = ForecastTask(series, 4, 6, seq_len=1)
    assert (task.mean, task.std) == (10, 10)
    assert task.standardised.tolist() == [-1, 1, -1, 1, 3, 0, -0.5, 2]
    assert [array.ravel().tolist() for array in task.train] == [[-1, 1, -1], [1, -1, 1]]
    assert [array.ravel().tolist() for array in task.validation] == [[3], [0]]
    assert [array.ravel().tolist() for array in task.test] == [[-0.5], [2]]
    assert task.early[0].ravel().tolist() == [-1, 1, -1, 1, 3]


@pytest.mark.parametrize(
    ("count", "shares", "starts"),
    [
        (40, (0.25, 0.25), (20, 30)),
        (40, (0.1, 0.5), (16, 36)),
        (41, (0.25, 0.25), (20, 31)),
        (1461, (0.25, 0.25), (730, 1096)),
    ],
)
def test_the_cuts_are_at_the_shares_from_the_end(count, shares, starts):
    test_share, validation_share = shares
    task = forecast_task(range(count), 3, test_share, validation_share)
    assert (task.validation_start, task.test_start, task.seq_len) == (*starts, 3)
    assert task.series.tolist() == list(range(count))


def test_two_quarters_and_windows_of_twenty_are_cut_unasked():
    task = forecast_task(np.arange(100, dtype=np.int8))
    cuts = task.validation_start, task.test_start, task.seq_len
    assert cuts == (50, 75, 20)
    assert task.series.dtype == np.float64


def test_parts_that_are_just_long_enough():
    task = ForecastTask(STAIRS, 4, 8, seq_len=3)
    assert [len(task.windows(part)[0]) for part in PARTS] == [1, 1, 1]


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e9])
@pytest.mark.parametrize("count", [4, 10, 31])
def test_what_never_changes_can_not_be_learned_from(value, count):
    series = [*[value] * count, value + 1, value, value + 1, value]
    message = r"^the train part of the series never changes\.$"
    with pytest.raises(ValueError, match=message):
        ForecastTask(np.array(series), count, count + 2, seq_len=1)


NAN = float("nan")
NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: ForecastTask([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 4, 1),
     "series is an object of class list; expected an array."),
    (lambda: ForecastTask(np.ones((6, 1)), 2, 4, 1),
     "series has shape (6, 1); expected (n,)."),
    (lambda: ForecastTask(np.array([1, NAN, 2, 3, 4, 5]), 2, 4, 1),
     "series has nan at index 1; expected only finite numbers."),
    (lambda: ForecastTask(STAIRS, 4, 8, 0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: ForecastTask(STAIRS, -6, 8, 3),
     "validation_start is -6; expected a whole number, 0 or more."),
    (lambda: ForecastTask(STAIRS, 4, 8.0, 3),
     "test_start is 8.0; expected a whole number, 0 or more."),
    (lambda: ForecastTask(STAIRS, 3, 8, 3),
     "the train part of the series has 3 values; expected at least 4, a window and "
     "its target."),
    (lambda: ForecastTask(STAIRS, 5, 8, 3),
     "the validation part of the series has 3 values; expected at least 4, a window "
     "and its target."),
    (lambda: ForecastTask(STAIRS, 8, 4, 3),
     "the validation part of the series has 0 values; expected at least 4, a window "
     "and its target."),
    (lambda: ForecastTask(STAIRS, 4, 9, 3),
     "the test part of the series has 3 values; expected at least 4, a window and "
     "its target."),
    (lambda: ForecastTask(STAIRS, 4, 14, 3),
     "the test part of the series has 0 values; expected at least 4, a window and "
     "its target."),
    (lambda: forecast_task(STAIRS, 3, test_share=0.9),
     "the train part of the series has 0 values; expected at least 4, a window and "
     "its target."),
    (lambda: ForecastTask(STAIRS, 4, 8, 3).windows("tests"),
     "part is 'tests'; expected 'train' or 'validation' or 'test' or 'early'."),
    (lambda: ForecastTask(STAIRS, 4, 8, 3).windows("test", 2),
     "ahead is 2; expected at most 1: there the series ends."),
    (lambda: forecast_task(STAIRS, validation_share=1),
     "validation_share is 1; expected a number between 0 and 1."),
    (lambda: forecast_task([]), "series is empty; expected at least one number."),
    (lambda: forecast_task([[1.0, 2.0]]), "series has shape (1, 2); expected (n,)."),
    (lambda: forecast_task(["1", "two"]),
     "series can't be read as numbers: could not convert string to float: 'two'."),
    (lambda: forecast_task([1, 10**400]),
     "series can't be read as numbers: int too large to convert to float."),
    (lambda: forecast_task(STAIRS, test_share=0),
     "test_share is 0; expected a number between 0 and 1."),
    (lambda: forecast_task(STAIRS, test_share=1.0),
     "test_share is 1.0; expected a number between 0 and 1."),
    (lambda: forecast_task(STAIRS, test_share=NAN),
     "test_share is nan; expected a number between 0 and 1."),
    (lambda: forecast_task(STAIRS, test_share="0.25"),
     "test_share is '0.25'; expected a number between 0 and 1."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
