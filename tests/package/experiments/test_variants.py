import re

import pytest
import torch
from torch import nn

from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch import layers

FLOAT64 = 1e-12  # a few roundings
LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
STARTS = [
    Variant("RNN"),
    Variant("RNN", gain=2),
    Variant("RNN", self_weight=1.5),
    Variant("GRU"),
    Variant("GRU", update_bias=3),
    Variant("LSTM"),
    Variant("LSTM", forget_bias=3),
]
every_layer = pytest.mark.parametrize("layer", LAYERS)


def forget_biases(lstm):
    return (lstm.bias_ih_l0 + lstm.bias_hh_l0).chunk(4)[1].tolist()


@pytest.mark.parametrize(
    ("variant", "label"),
    [
        (Variant("RNN"), "RNN"),
        (Variant("GRU"), "GRU"),
        (Variant("LSTM"), "LSTM"),
        (Variant("LSTM", forget_bias=3), "LSTM, forget bias 3"),
        (Variant("LSTM", forget_bias=0), "LSTM, forget bias 0"),
        (Variant("LSTM", forget_bias=-1.5), "LSTM, forget bias -1.5"),
        (Variant("RNN", gain=1.0), "RNN, gain 1"),
        (Variant("RNN", gain=0.9), "RNN, gain 0.9"),
        (Variant("RNN", self_weight=1.5), "RNN, self-weight 1.5"),
        (Variant("GRU", update_bias=3), "GRU, update bias 3"),
        (
            Variant("RNN", self_weight=1, nonlinearity="relu"),
            "RNN, self-weight 1, relu",
        ),
    ],
)
def test_the_label_says_what_was_changed(variant, label):
    assert variant.label == label


@every_layer
def test_the_name_chooses_the_class(layer):
    assert type(Variant(layer).build(1, 2, seed=0)) is LAYERS[layer]


@every_layer
def test_a_plain_variant_is_what_pytorch_draws(layer):
    built = Variant(layer).build(3, 4, seed=7)
    torch.manual_seed(7)
    drawn = LAYERS[layer](3, 4, dtype=torch.float64)
    for weights, expected in zip(built.parameters(), drawn.parameters(), strict=True):
        assert torch.equal(weights, expected)


@pytest.mark.parametrize("variant", STARTS, ids=repr)
def test_the_seed_chooses_the_weights(variant):
    first, again, other = (variant.build(2, 3, seed) for seed in (1, 1, 2))
    for name, weights in first.named_parameters():
        assert torch.equal(weights, again.get_parameter(name))
        is_set = variant.self_weight is not None and name.startswith("weight_hh")
        assert torch.equal(weights, other.get_parameter(name)) == is_set


@pytest.mark.parametrize("variant", STARTS, ids=repr)
def test_built_layers_are_float64_and_take_batches_first(variant):
    layer = variant.build(2, 3, seed=0)
    assert {weights.dtype for weights in layer.parameters()} == {torch.float64}
    output, _ = layer(torch.ones(4, 5, 2, dtype=torch.float64))
    assert output.shape == (4, 5, 3)
    same = output[0].expand(4, 5, 3)  # equal sequences, equal answers
    torch.testing.assert_close(output, same, rtol=0, atol=FLOAT64)


def test_a_built_lstm_has_the_forget_bias():
    lstm = Variant("LSTM", forget_bias=2.5).build(1, 4, seed=0)
    assert forget_biases(lstm) == [2.5] * 4


def test_a_forget_bias_of_zero_is_not_pytorchs_draw():
    lstm = Variant("LSTM").build(1, 4, seed=0)
    assert all(forget_biases(lstm))
    Variant("LSTM", forget_bias=0).start(lstm)
    assert forget_biases(lstm) == [0.0] * 4


def test_a_built_rnn_has_the_gain():
    W_hh = Variant("RNN", gain=1.5).build(1, 6, seed=0).weight_hh_l0.detach()
    expected = 1.5**2 * torch.eye(6, dtype=torch.float64)
    torch.testing.assert_close(W_hh @ W_hh.T, expected, rtol=0, atol=FLOAT64)


def test_a_built_gru_has_the_update_bias_and_an_rnn_the_self_weight():
    gru = Variant("GRU", update_bias=2.5).build(1, 4, seed=0)
    drawn = Variant("GRU").build(1, 4, seed=0)
    for bias in ("bias_ih_l0", "bias_hh_l0"):
        for part in (0, 2):
            kept = (
                getattr(gru, bias).chunk(3)[part],
                getattr(drawn, bias).chunk(3)[part],
            )
            assert torch.equal(*kept)
    assert (gru.bias_ih_l0 + gru.bias_hh_l0).chunk(3)[1].tolist() == [2.5] * 4
    rnn = Variant("RNN", self_weight=1.5).build(1, 3, seed=0)
    assert torch.equal(rnn.weight_hh_l0, 1.5 * torch.eye(3, dtype=torch.float64))


def test_a_start_changes_only_what_it_is_asked_to():
    rnn = Variant("RNN").build(1, 4, seed=0)
    before = [weights.clone() for weights in rnn.parameters()]
    Variant("RNN").start(rnn)
    for old, new in zip(before, rnn.parameters(), strict=True):
        assert torch.equal(old, new)


NAMES = f"expected {' or '.join(map(repr, layers.LAYERS))}."
WRONG = [
    (lambda: Variant("Transformer"), f"layer is 'Transformer'; {NAMES}"),
    (lambda: Variant("lstm"), f"layer is 'lstm'; {NAMES}"),
    (lambda: Variant(nn.LSTM), f"layer is {nn.LSTM!r}; {NAMES}"),
    (
        lambda: Variant("RNN", forget_bias=1),
        "layer with a forget_bias is 'RNN'; expected 'LSTM'.",
    ),
    (
        lambda: Variant("GRU", forget_bias=0),
        "layer with a forget_bias is 'GRU'; expected 'LSTM'.",
    ),
    (
        lambda: Variant("LSTM", update_bias=1),
        "layer with a update_bias is 'LSTM'; expected 'GRU'.",
    ),
    (
        lambda: Variant("RNN", nonlinearity="sine"),
        "nonlinearity is 'sine'; expected 'tanh' or 'relu'.",
    ),
    (
        lambda: Variant("GRU", self_weight=1),
        "layer with a self_weight is 'GRU'; expected 'RNN'.",
    ),
    (
        lambda: Variant("LSTM", gain=1.5),
        "layer with a gain is 'LSTM'; expected 'RNN'.",
    ),
    (
        lambda: Variant("RNN", gain=-1),
        "gain is -1; expected a positive number.",
    ),
    (
        lambda: Variant("LSTM", forget_bias="3"),
        "forget_bias is '3'; expected a finite number.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
