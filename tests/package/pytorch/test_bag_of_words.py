import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_tutorial.pytorch.bag_of_words import BagOfWords

symbols = st.lists(st.integers(0, 4), min_size=1, max_size=20)


@settings(max_examples=30)
@given(symbols, st.randoms(use_true_random=False))
def test_the_order_of_the_symbols_changes_not_a_single_bit(sequence, random):
    torch.manual_seed(0)
    model = BagOfWords(5)
    other = random.sample(sequence, len(sequence))
    output = model(torch.tensor([sequence, other, sequence]))
    assert output[0, -1].item() == output[1, -1].item() == output[2, -1].item()


def test_each_symbol_adds_its_weight():
    model = BagOfWords(4)
    with torch.no_grad():
        model.head.weight.copy_(torch.tensor([[0.5, 1.0, -2.0, 8.0]]))
        model.head.bias.fill_(0.25)
    output = model(torch.tensor([[1, 1, 3], [2, 0, 2]]))
    assert output[..., 0].tolist() == [[1.25, 2.25, 10.25], [-1.75, -1.25, -3.25]]


WRONG = [
    (lambda: BagOfWords(0), "n_symbols is 0; expected a positive whole number."),
    (
        lambda: BagOfWords(3)(torch.tensor([1])),
        r"symbols has shape \(1,\); expected \(batch, seq_len\).",
    ),
    (
        lambda: BagOfWords(3)(torch.tensor([[3]])),
        "symbols has the value 3; expected whole numbers from 0 to 2.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        call()
