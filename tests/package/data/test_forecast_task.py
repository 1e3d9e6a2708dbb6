"""Nothing of the test is in the training: not a value, not a mean."""

import re
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.data.windows import sliding_windows

ROUNDING = 1e-6  # relative; of standardised numbers in float32
STAIRS = np.arange(12.0)

few = settings(max_examples=25)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def tasks(draw):
    """A series whose values are all different, cut anywhere that leaves windows."""
    seq_len = draw(st.integers(1, 6))
    early, late = (draw(st.integers(seq_len + 1, seq_len + 9)) for _ in range(2))
    return ForecastTask(whole_numbers(draw(seeds), early + late), early, seq_len)


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
def test_no_value_is_in_both_parts_and_none_is_missing(task):
    learned, tested = values_in(task, task.train), values_in(task, task.test)
    assert learned.isdisjoint(tested)
    assert learned == set(task.series[: task.test_start])
    assert tested == set(task.series[task.test_start :])


@few
@given(tasks())
def test_windows_are_those_of_each_part_and_all_of_them(task):
    early, late = np.split(task.series, [task.test_start])
    for part, values in ((task.train, early), (task.test, late)):
        count = len(values) - task.seq_len
        x, y = part
        assert (x.shape, y.shape) == ((count, task.seq_len, 1), (count, 1))
        assert x.dtype == y.dtype == np.float32
        expected = sliding_windows(values, task.seq_len)
        assert_equal([in_units(task, array) for array in part], expected)


@few
@given(tasks())
def test_the_early_part_has_mean_0_and_std_1(task):
    early = task.series[: task.test_start].tolist()
    assert task.mean == pytest.approx(statistics.fmean(early), abs=1e-9)
    assert task.std == pytest.approx(statistics.pstdev(early))
    standardised = task.standardised[: task.test_start]
    assert standardised.mean() == pytest.approx(0, abs=1e-9)
    assert standardised.std() == pytest.approx(1)


@few
@given(tasks(), seeds, st.sampled_from([1e-9, 1, 1e9]))
def test_another_future_changes_nothing_that_is_learned(task, seed, scale):
    future = scale * whole_numbers(seed, len(task.series) - task.test_start)
    series = np.concatenate([task.series[: task.test_start], future])
    other = ForecastTask(series, task.test_start, task.seq_len)
    assert (other.mean, other.std) == (task.mean, task.std)
    assert_equal(other.train, task.train)


@few
@given(tasks(), seeds)
def test_another_past_changes_nothing_of_the_test_but_its_scale(task, seed):
    past = whole_numbers(seed, task.test_start)
    series = np.concatenate([past, task.series[task.test_start :]])
    other = ForecastTask(series, task.test_start, task.seq_len)
    for array, same in zip(other.test, task.test, strict=True):
        assert_equal(in_units(other, array), in_units(task, same))


@few
@given(tasks(), st.integers(-50, 50), st.sampled_from([0.25, 2.0, 1024.0]))
def test_units_do_not_matter_to_a_network(task, shift, factor):
    series = factor * (task.series + shift)
    other = ForecastTask(series, task.test_start, task.seq_len)
    for part, same in ((other.train, task.train), (other.test, task.test)):
        for array, expected in zip(part, same, strict=True):
            np.testing.assert_allclose(array, expected, rtol=ROUNDING, atol=ROUNDING)


def test_a_hand_worked_task():
    task = ForecastTask(np.array([0.0, 20.0, 0.0, 20.0, 5.0, 30.0]), 4, seq_len=1)
    assert (task.mean, task.std) == (10, 10)
    assert task.standardised.tolist() == [-1, 1, -1, 1, -0.5, 2]
    assert [array.ravel().tolist() for array in task.train] == [[-1, 1, -1], [1, -1, 1]]
    assert [array.ravel().tolist() for array in task.test] == [[-0.5], [2]]


@pytest.mark.parametrize(
    ("count", "test_share", "test_start"),
    [(40, 0.25, 30), (40, 0.1, 36), (41, 0.25, 31), (1461, 0.25, 1096)],
)
def test_the_cut_is_at_the_share_from_the_end(count, test_share, test_start):
    task = forecast_task(range(count), seq_len=3, test_share=test_share)
    assert (task.test_start, task.seq_len) == (test_start, 3)
    assert task.series.tolist() == list(range(count))


def test_a_quarter_and_windows_of_twenty_are_cut_unasked():
    task = forecast_task(np.arange(100, dtype=np.int8))
    assert (task.test_start, task.seq_len) == (75, 20)
    assert task.series.dtype == np.float64


def test_parts_that_are_just_long_enough():
    task = ForecastTask(STAIRS[:8], test_start=4, seq_len=3)
    assert [len(array) for array in (*task.train, *task.test)] == [1, 1, 1, 1]


@pytest.mark.parametrize("value", [0.0, 0.1, 1 / 3, 1e9])
@pytest.mark.parametrize("count", [4, 10, 31])
def test_what_never_changes_can_not_be_learned_from(value, count):
    series = [*[value] * count, value + 1, value, value + 1]
    message = r"^the early part of the series never changes\.$"
    with pytest.raises(ValueError, match=message):
        ForecastTask(np.array(series), test_start=count, seq_len=1)


NAN = float("nan")
NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: ForecastTask([1.0, 2.0, 3.0, 4.0], 2, 1),
     "series is an object of class list; expected an array."),
    (lambda: ForecastTask(np.ones((4, 1)), 2, 1),
     "series has shape (4, 1); expected (n,)."),
    (lambda: ForecastTask(np.array([1, NAN, 2, 3]), 2, 1),
     "series has nan at index 1; expected only finite numbers."),
    (lambda: ForecastTask(STAIRS, 6, 0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: ForecastTask(STAIRS, -6, 3),
     "test_start is -6; expected a whole number, 0 or more."),
    (lambda: ForecastTask(STAIRS, 6.0, 3),
     "test_start is 6.0; expected a whole number, 0 or more."),
    (lambda: ForecastTask(STAIRS, 3, 3),
     "the early part of the series has 3 values; expected at least 4, a window and "
     "its target."),
    (lambda: ForecastTask(STAIRS, 9, 3),
     "the late part of the series has 3 values; expected at least 4, a window and "
     "its target."),
    (lambda: ForecastTask(STAIRS, 14, 3),
     "the late part of the series has 0 values; expected at least 4, a window and "
     "its target."),
    (lambda: forecast_task(STAIRS, 3, test_share=0.999),
     "the early part of the series has 0 values; expected at least 4, a window and "
     "its target."),
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
