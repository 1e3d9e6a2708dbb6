import re

import pytest
import torch
from torch import nn

from rnn_tutorial.pytorch.initialise import (
    set_forget_bias,
    set_nonlinearity,
    set_recurrent_gain,
    set_self_weight,
    set_update_bias,
)

FLOAT32, FLOAT64 = 1e-5, 1e-12  # a few roundings of numbers up to 10


def copies(layer):
    return {name: weights.clone() for name, weights in layer.named_parameters()}


def suffixes(layer):
    """Name what the biases and weights of each layer and direction end with."""
    directions = ("", "_reverse") if layer.bidirectional else ("",)
    return [f"_l{i}{way}" for i in range(layer.num_layers) for way in directions]


lstms = pytest.mark.parametrize(
    "options",
    [
        {},
        {"num_layers": 3},
        {"num_layers": 2, "bidirectional": True},
        {"hidden_size": 3, "proj_size": 2},
    ],
    ids=["one layer", "three layers", "both directions", "projected"],
)


def new_lstm(options):
    torch.manual_seed(0)
    return nn.LSTM(**({"input_size": 2, "hidden_size": 4} | options))


@lstms
@pytest.mark.parametrize("value", [3, -1.5, 0])
def test_the_forget_biases_add_up_to_the_value(options, value):
    lstm = new_lstm(options)
    set_forget_bias(lstm, value)
    for end in suffixes(lstm):
        both = getattr(lstm, f"bias_ih{end}") + getattr(lstm, f"bias_hh{end}")
        assert both.chunk(4)[1].tolist() == [value] * lstm.hidden_size


@lstms
def test_all_other_weights_of_an_lstm_stay(options):
    lstm = new_lstm(options)
    before = copies(lstm)
    set_forget_bias(lstm, 3)
    for name, after in lstm.named_parameters():
        for gate, (old, new) in enumerate(
            zip(before[name].chunk(4), after.chunk(4), strict=True)
        ):
            is_forget_bias = name.startswith("bias") and gate == 1  # of i, f, g, o
            assert torch.equal(old, new) != is_forget_bias


def test_a_large_forget_bias_keeps_the_cell_state():
    lstm = new_lstm({"batch_first": True}).double()
    set_forget_bias(lstm, 50)
    with torch.no_grad():
        lstm.weight_ih_l0.chunk(4)[0].zero_()  # nothing new is let in
        lstm.weight_hh_l0.chunk(4)[0].zero_()
        lstm.bias_ih_l0.chunk(4)[0].fill_(-50)
    c_0 = torch.tensor([[[0.1, -0.2, 0.3, -0.4]]], dtype=torch.float64)
    x = torch.zeros(1, 20, 2, dtype=torch.float64)
    _, (_, c_T) = lstm(x, (torch.zeros_like(c_0), c_0))
    torch.testing.assert_close(c_T, c_0, rtol=0, atol=FLOAT64)


rnns = pytest.mark.parametrize(
    "options",
    [
        {},
        {"num_layers": 3},
        {"num_layers": 2, "bidirectional": True},
        {"bias": False},
        {"nonlinearity": "relu"},
    ],
    ids=["one layer", "three layers", "both directions", "no biases", "relu"],
)


def new_rnn(options):
    torch.manual_seed(0)
    return nn.RNN(input_size=2, hidden_size=8, **options)


@rnns
@pytest.mark.parametrize("gain", [1, 0.5, 1.5])
def test_recurrent_weights_become_a_rotation_times_the_gain(options, gain):
    rnn = new_rnn(options)
    set_recurrent_gain(rnn, gain)
    for end in suffixes(rnn):
        W_hh = getattr(rnn, f"weight_hh{end}").detach()
        torch.testing.assert_close(
            W_hh @ W_hh.T, gain**2 * torch.eye(8), rtol=0, atol=FLOAT32
        )


@rnns
def test_all_other_weights_of_an_rnn_stay(options):
    rnn = new_rnn(options)
    before = copies(rnn)
    set_recurrent_gain(rnn, 1.5)
    for name, after in rnn.named_parameters():
        assert torch.equal(before[name], after) != name.startswith("weight_hh")


def test_each_layer_gets_its_own_rotation_drawn_from_the_seed():
    first, again = (new_rnn({"num_layers": 2}) for _ in range(2))
    for rnn in (first, again):
        torch.manual_seed(1)
        set_recurrent_gain(rnn, 1)
    assert torch.equal(first.weight_hh_l1, again.weight_hh_l1)
    assert not torch.equal(first.weight_hh_l0, first.weight_hh_l1)


@pytest.mark.parametrize("options", [{}, {"num_layers": 2, "bidirectional": True}])
def test_a_large_update_bias_keeps_the_state_of_every_layer(options):
    gru = nn.GRU(2, 4, **options)
    before = copies(gru)
    set_update_bias(gru, 50)
    for name, after in gru.named_parameters():
        for gate, (old, new) in enumerate(
            zip(before[name].chunk(3), after.chunk(3), strict=True)
        ):
            is_update_bias = name.startswith("bias") and gate == 1  # of r, z, n
            assert torch.equal(old, new) != is_update_bias
    start = torch.rand(gru.num_layers * (2 if gru.bidirectional else 1), 1, 4)
    _, end = gru(torch.randn(20, 1, 2), start)
    torch.testing.assert_close(end, start)


def test_a_network_that_only_cuts_is_the_librarys_own():
    torch.manual_seed(0)
    changed = nn.RNN(2, 4)
    set_nonlinearity(changed, "relu")
    torch.manual_seed(0)
    library = nn.RNN(2, 4, nonlinearity="relu")
    x = torch.randn(5, 3, 2)
    assert torch.equal(changed(x)[0], library(x)[0])
    assert repr(changed) == repr(library)


def test_units_that_hear_only_themselves_keep_their_sign_if_loud_enough():
    rnn = nn.RNN(1, 4, num_layers=2)
    set_self_weight(rnn, 1.5)
    assert torch.equal(rnn.weight_hh_l1, 1.5 * torch.eye(4))
    h = torch.tensor([0.9, -0.9, 0.1, -0.1])
    for _ in range(100):
        h = torch.tanh(h @ rnn.weight_hh_l0.T)
    assert h.sign().tolist() == [1, -1, 1, -1]
    assert h.abs().min() > 0.8


@pytest.mark.parametrize(
    ("change", "layer"),
    [
        (set_forget_bias, nn.LSTM),
        (set_recurrent_gain, nn.RNN),
        (set_self_weight, nn.RNN),
        (set_update_bias, nn.GRU),
    ],
)
def test_a_changed_layer_can_be_trained(change, layer):
    torch.manual_seed(0)
    changed = layer(1, 4)
    change(changed, 1.0)
    changed(torch.ones(3, 2, 1))[0].sum().backward()
    for weights in changed.parameters():
        assert weights.grad.abs().max() > 0


WRONG = [
    (
        lambda: set_forget_bias(nn.GRU(1, 2), 1),
        "lstm is an object of class GRU; expected class LSTM.",
    ),
    (
        lambda: set_forget_bias(nn.LSTM(1, 2, bias=False), 1),
        "lstm.bias is False; expected True.",
    ),
    (
        lambda: set_forget_bias(nn.LSTM(1, 2), "3"),
        "value is '3'; expected a finite number.",
    ),
    (
        lambda: set_forget_bias(nn.LSTM(1, 2), float("inf")),
        "value is inf; expected a finite number.",
    ),
    (
        lambda: set_update_bias(nn.LSTM(1, 2), 1),
        "gru is an object of class LSTM; expected class GRU.",
    ),
    (
        lambda: set_update_bias(nn.GRU(1, 2, bias=False), 1),
        "gru.bias is False; expected True.",
    ),
    (
        lambda: set_self_weight(nn.RNN(1, 2), None),
        "value is None; expected a finite number.",
    ),
    (
        lambda: set_recurrent_gain(nn.LSTM(1, 2), 1),
        "rnn is an object of class LSTM; expected class RNN.",
    ),
    (
        lambda: set_recurrent_gain(nn.RNN(1, 2), 0),
        "gain is 0; expected a positive number.",
    ),
    (
        lambda: set_recurrent_gain(nn.RNN(1, 2), None),
        "gain is None; expected a positive number.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
