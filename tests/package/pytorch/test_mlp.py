import re

import pytest
import torch

from rnn_tutorial.pytorch.forecaster import MLP


def test_it_is_two_linear_layers_and_a_tanh_between_them():
    torch.manual_seed(0)
    model, x = MLP(seq_len=3, hidden_size=4), torch.randn(5, 3, 1)
    W, b, W_y, b_y = (parameter.detach() for parameter in model.parameters())
    by_hand = torch.tanh(x[..., 0] @ W.T + b) @ W_y.T + b_y
    assert by_hand.shape == (5, 1)
    torch.testing.assert_close(model(x), by_hand)


def test_a_hand_worked_network():
    model = MLP(seq_len=2, hidden_size=1)
    values = ([[1.0, -2.0]], [0.5], [[3.0]], [0.25])
    for parameter, value in zip(model.parameters(), values, strict=True):
        parameter.data = torch.tensor(value)
    # tanh(1 * 4 - 2 * 2 + 0.5) * 3 + 0.25
    output = model(torch.tensor([[[4.0], [2.0]]]))
    assert output.item() == pytest.approx(3 * 0.46211716 + 0.25, abs=1e-6)


def test_it_has_32_hidden_units_unasked():
    # 20 * 32 + 32, head 32 + 1
    assert sum(p.numel() for p in MLP(seq_len=20).parameters()) == 705


NOT_A_SIZE = "expected a positive whole number."
# fmt: off
WRONG = [
    (lambda: MLP(0), f"seq_len is 0; {NOT_A_SIZE}"),
    (lambda: MLP(3, hidden_size=0), f"hidden_size is 0; {NOT_A_SIZE}"),
    (lambda: MLP(3)(torch.zeros(2, 4, 1)),
     "x has shape (2, 4, 1); expected (2, 3, 1)."),
    (lambda: MLP(3)(torch.zeros(2, 3, 2)),
     "x has shape (2, 3, 2); expected (2, 3, 1)."),
    (lambda: MLP(3)(torch.zeros(2, 3)),
     "x has shape (2, 3); expected (batch, seq_len, 1)."),
]
# fmt: on


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_size_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
