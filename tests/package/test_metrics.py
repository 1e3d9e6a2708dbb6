"""The numbers by which models are judged, against what can be worked out by hand."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.baselines import persistence, seasonal
from rnn_tutorial.data.forecast_task import ForecastTask, forecast_task
from rnn_tutorial.data.names import IGNORED
from rnn_tutorial.metrics import cross_entropy, mse, mse_loss, score

# The training part has mean 10 and standard deviation 10.
WORKED = ForecastTask(
    np.array([0.0, 20.0, 0.0, 20.0, 1.0, 2.0, 3.0, 5.0, 6.0, 8.0, 11.0, 15.0]),
    validation_start=4,
    test_start=7,
    seq_len=2,
)
STAIRS = forecast_task(np.arange(40.0), seq_len=5)  # the test has 10 values

rows = st.lists(st.integers(-99, 99), min_size=16, max_size=24).filter(
    lambda row: len(set(row[:6])) > 1
)


def the_mean(x):
    return np.zeros((len(x), 1))


def test_mse_of_hand_worked_errors():
    guess, truth = [[1.0], [2.0]], [[0.0], [4.0]]
    assert mse(guess, truth) == 2.5  # (1 + 4) / 2
    tensors = torch.tensor(guess, requires_grad=True), torch.tensor(truth)
    mse_loss(*tensors).backward()
    assert mse_loss(*tensors).item() == 2.5
    assert tensors[0].grad.tolist() == [[1.0], [-2.0]]  # 2 (p - y) / n


def test_mse_sums_float32_in_float64():
    # In float32 the square of 1e-30 would be 0.
    tiny = np.full(3, 1e-30, np.float32)
    assert mse(tiny, np.zeros(3)) == pytest.approx(1e-60, rel=1e-6, abs=0)
    assert mse_loss(torch.from_numpy(tiny), torch.zeros(3)).item() == 0


def test_what_fills_a_batch_up_has_no_gradient():
    prediction = torch.randn(2, 3, 5, requires_grad=True)
    y = torch.tensor([[1, 2, 0], [4, IGNORED, IGNORED]])
    cross_entropy(prediction, y).backward()
    asked = prediction.grad.abs().sum(dim=-1) > 0
    assert asked.tolist() == [[True, True, True], [True, False, False]]


def test_the_errors_of_a_hand_worked_case():
    # From 6, 8 and 11 on: 8 - 6, 11 - 8 and 15 - 11.
    np.testing.assert_allclose(score(persistence, WORKED), [np.sqrt(29 / 3)])
    # Two steps: from 6 and 8 on, 11 - 6 and 15 - 8; and one step from there.
    np.testing.assert_allclose(
        score(persistence, WORKED, steps=(1, 2)), [np.sqrt(13 / 2), np.sqrt(74 / 2)]
    )
    # The mean of the training part, 10, instead of 8, 11 and 15.
    np.testing.assert_allclose(score(the_mean, WORKED), [np.sqrt(30 / 3)])


def test_errors_come_in_the_order_of_the_steps():
    one, two = score(persistence, WORKED, steps=(1, 2))
    assert score(persistence, WORKED, steps=[2, 1]).tolist() == [two, one]
    assert score(persistence, WORKED, steps=[2, 2]).tolist() == [two, two]


def test_who_stands_still_on_stairs_is_as_many_steps_behind():
    errors = score(persistence, STAIRS, steps=range(1, 6))
    np.testing.assert_allclose(errors, [1, 2, 3, 4, 5])


@settings(max_examples=20)
@given(rows, st.integers(1, 3), st.integers(1, 3))
def test_a_step_counts_from_every_window_that_leaves_room(row, seq_len, longest):
    task = ForecastTask(np.array(row, dtype=float), 6, 10, seq_len)
    late = row[10:]
    starts = range(seq_len - 1, len(late) - longest)
    squares = [
        [(late[last + step] - late[last]) ** 2 for last in starts]
        for step in range(1, longest + 1)
    ]
    errors = score(persistence, task, steps=range(1, longest + 1))
    expected = np.sqrt(np.mean(squares, axis=1))
    np.testing.assert_allclose(errors, expected, atol=1e-12)


@settings(max_examples=20)
@given(rows, st.sampled_from([0.5, 3.0]), st.integers(-50, 50))
def test_errors_are_in_the_units_of_the_series(row, factor, shift):
    errors = [
        score(persistence, ForecastTask(series, 6, 10, seq_len=2), (1, 2))
        for series in (np.array(row, dtype=float), factor * np.array(row) + shift)
    ]
    np.testing.assert_allclose(errors[1], factor * errors[0], atol=1e-12)


def test_who_is_right_has_no_error():
    task = forecast_task(np.tile([1.0, 5.0, 2.0], 20), seq_len=4)
    errors = score(lambda x: seasonal(x, period=3), task, steps=(1, 3, 8))
    assert errors.tolist() == [0, 0, 0]


def test_forecasters_read_standardised_windows_of_the_test_only():
    seen = []

    def forecaster(x):
        seen.append(np.array(x))
        return the_mean(x)

    score(forecaster, WORKED, steps=(2,))
    np.testing.assert_allclose(seen[0][..., 0] * 10 + 10, [[5, 6], [6, 8]])
    np.testing.assert_allclose(seen[1][..., 0] * 10 + 10, [[6, 10], [8, 10]])
    assert len(seen) == 2


def test_the_longest_step_just_fits():
    assert score(persistence, WORKED, steps=(3,)).tolist() == pytest.approx([9])


NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: score(persistence, WORKED, ()),
     "steps is empty; expected at least one item."),
    (lambda: score(persistence, WORKED, (1, 0)), f"step is 0; {NOT_A_SIZE}"),
    (lambda: score(persistence, WORKED, (1.0,)), f"step is 1.0; {NOT_A_SIZE}"),
    (lambda: score(persistence, WORKED, (4, 1)),
     "the test part of the series has 5 values; expected at least 6, a window and 4 "
     "steps."),
    (lambda: score(lambda x: np.zeros(3), WORKED),
     "forecast has shape (3,); expected (3, 1)."),
    (lambda: mse([1.0, 2.0], [[1.0], [2.0]]),
     "target has shape (2, 1); expected (2,)."),
    (lambda: mse([1.0, np.inf], [1.0, 2.0]),
     "prediction has inf at index 1; expected only finite numbers."),
    (lambda: mse([1.0], [np.nan]),
     "target has nan at index 0; expected only finite numbers."),
    (lambda: mse_loss(torch.zeros(2, 1), torch.zeros(2)),
     "y has shape (2,); expected (2, 1)."),
    (lambda: cross_entropy(torch.zeros(2, 3, 5), torch.zeros(2, 4, dtype=int)),
     "y has shape (2, 4); expected (2, 3)."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
