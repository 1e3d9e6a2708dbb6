"""Gates that are held by hand."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.held_gates import (
    SEQ_LEN,
    Hold,
    answers,
    states_held,
    train_to_recall,
)
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.scratch.cell import sigmoid
from rnn_tutorial.scratch.gru import GRUCell
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.rnn import RNNCell


@pytest.fixture
def x():
    return np.random.default_rng(1).normal(size=(3, 6, 2))


@pytest.mark.parametrize("layer", [nn.LSTM, nn.GRU, GRUCell])
def test_left_alone_the_network_says_what_it_says_in_pytorch(layer):
    torch.manual_seed(0)
    model = Forecaster(5, layer=layer)
    x, _ = recall_batch(4, SEQ_LEN, np.random.default_rng(0))
    with torch.no_grad():
        output, _ = model.rnn(torch.from_numpy(x))
        expected = model.head(output)[:, :, 0].numpy()
    np.testing.assert_allclose(answers(model, x), expected, atol=1e-6)


def test_a_held_cell_is_used_only_while_it_is_held(x):
    cell = LSTMCell(2, 4, np.random.default_rng(0))
    free = states_held(cell, x)
    held = states_held(cell, x, [Hold("f", 0, 4, 5)])
    np.testing.assert_array_equal(held[:, :3], free[:, :3])
    assert abs(held[:, 3:] - free[:, 3:]).max(axis=(0, 2)).min() > 0
    np.testing.assert_array_equal(states_held(cell, x), free)  # nothing stays held


def test_what_nobody_says_and_nobody_keeps_is_gone(x):
    cell = LSTMCell(2, 4, np.random.default_rng(0))
    other = x.copy()
    other[:, :2] += 1
    gone = [Hold("o", 0, 3, 3), Hold("f", 0, 4, 4)]
    here, there = (states_held(cell, values, gone)[:, 3:] for values in (x, other))
    np.testing.assert_array_equal(here, there)
    for kept in gone:
        here, there = (states_held(cell, v, [kept])[:, 3:] for v in (x, other))
        assert abs(here - there).max() > 1e-6


def test_a_held_reset_gate_changes_the_candidate(x):
    cell = GRUCell(2, 4, np.random.default_rng(0))
    before = states_held(cell, x)[:, 2]
    after = states_held(cell, x, [Hold("r", 0.25, 4, 4)])[:, 3]
    x_t = x[:, 3] @ cell.W_x + cell.b
    h_t = before @ cell.W_h
    z = sigmoid(x_t[:, 4:8] + h_t[:, 4:8])
    n = np.tanh(x_t[:, 8:] + 0.25 * (h_t[:, 8:] + cell.b_hn))
    np.testing.assert_allclose(after, (1 - z) * n + z * before, atol=1e-12)


def test_of_two_holds_the_later_one_counts(x):
    cell = GRUCell(2, 4, np.random.default_rng(0))
    both = [Hold("z", 0, 1, 6), Hold("z", 1, 2, 6)]
    states = states_held(cell, x, both)
    assert (states == states[:, :1]).all()
    np.testing.assert_array_equal(states, states_held(cell, x, [*both[::-1], both[1]]))


def test_an_lstm_remembers_unless_both_its_ways_from_the_past_are_shut():
    model = train_to_recall(Variant("LSTM", forget_bias=3), updates=300)
    x, y = recall_batch(500, SEQ_LEN, np.random.default_rng(77))
    right = [
        ((answers(model, x, holds)[:, -1:] > 0) == (y > 0)).mean()
        for holds in ([], [Hold("o", 0, 9, 9), Hold("f", 0, 10, 10)])
    ]
    assert right[0] > 0.98
    assert right[1] == pytest.approx(0.5, abs=5 * 0.5 / np.sqrt(500))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": 1.5}, "value is 1.5; expected at most 1"),
        ({"value": -0.1}, "value"),
        ({"first": 0}, "first"),
        ({"first": 5, "last": 4}, "last is 4; expected at least first = 5"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Hold(**{"gate": "f", "value": 0, "first": 2, "last": 20} | change)


def test_a_gate_that_is_not_there_is_refused(x):
    rng = np.random.default_rng(0)
    for cell, gate in ((GRUCell(2, 4, rng), "f"), (LSTMCell(2, 4, rng), "g")):
        with pytest.raises(ValueError, match="gate"):
            states_held(cell, x, [Hold(gate, 0, 2, 3)])
    none = "^cell is an object of class RNNCell; expected one with gates"
    with pytest.raises(ValueError, match=none):
        states_held(RNNCell(2, 4, rng), x)
    with pytest.raises(ValueError, match=none):
        train_to_recall(Variant("RNN"))
