import pytest
import torch
from torch import nn

from rnn_tutorial.pytorch.reader import SymbolReader

every_layer = pytest.mark.parametrize("layer", [nn.RNN, nn.LSTM, nn.GRU])
SYMBOLS = torch.tensor([[3, 1, 4, 1], [0, 2, 4, 4]])


@every_layer
def test_what_it_says_depends_on_nothing_that_comes_later(layer):
    torch.manual_seed(0)
    model = SymbolReader(5, 2, layer=layer)
    other = SYMBOLS.clone()
    other[:, 2] = (other[:, 2] + 1) % 5
    before, after = model(SYMBOLS), model(other)
    assert torch.equal(before[:, :2], after[:, :2])
    assert not torch.isclose(before[:, 2:], after[:, 2:]).any()


@every_layer
def test_reading_in_parts_is_reading_at_once(layer):
    torch.manual_seed(0)
    model = SymbolReader(5, 2, layer=layer)
    first, state = model.read(SYMBOLS[:, :3])
    last, _ = model.read(SYMBOLS[:, 3:], state)
    torch.testing.assert_close(torch.cat([first, last], dim=1), model(SYMBOLS))


def test_it_is_embedding_layer_and_head():
    torch.manual_seed(0)
    model = SymbolReader(5, 2, hidden_size=7, embedding_size=3, layer=nn.RNN)
    by_hand = model.head(model.rnn(model.embedding.weight[SYMBOLS])[0])
    assert by_hand.shape == (2, 4, 2)
    assert torch.equal(model(SYMBOLS), by_hand)


WRONG = [
    (torch.tensor([1, 2]), r"symbols has shape \(2,\); expected \(batch, seq_len\)."),
    (torch.zeros(1, 0, dtype=int), "seq_len is 0; expected a positive whole number."),
    (
        torch.tensor([[5]]),
        "symbols has the value 5; expected whole numbers from 0 to 4.",
    ),
    (
        torch.tensor([[-1]]),
        "symbols has the value -1; expected whole numbers from 0 to 4.",
    ),
    (
        torch.ones(1, 2),
        "symbols is of dtype float32; expected whole numbers from 0 to 4.",
    ),
]


@pytest.mark.parametrize(("symbols", "message"), WRONG)
def test_wrong_symbols_are_told_in_one_sentence(symbols, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        SymbolReader(5, 1)(symbols)
