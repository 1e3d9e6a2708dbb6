import re

import pytest
import torch

from rnn_tutorial.pytorch.translator import START, Translator

SYMBOLS, LENGTHS = torch.tensor([[4, 9, 0], [7, 0, 0], [8, 8, 8]]), [2, 1, 3]
WRITTEN = torch.tensor([[0, 3, 4], [0, 2, 1], [0, 6, 5]])


@pytest.fixture
def model():
    torch.manual_seed(1)
    return Translator(n_read=10, n_written=8, hidden_size=6)


def lengths():
    return torch.tensor(LENGTHS)


def test_a_batch_is_understood_as_its_rows_are_alone(model):
    together = model.read(SYMBOLS, lengths())
    for i, (row, length) in enumerate(zip(SYMBOLS, LENGTHS, strict=True)):
        alone = model.read(row[:length].unsqueeze(0))
        torch.testing.assert_close(together[:, i], alone[:, 0])


def test_padding_is_read_only_by_those_who_do_not_know_the_lengths(model):
    other = SYMBOLS.clone()
    other[0, 2], other[1, 1:] = 3, 5
    before, after = model.read(SYMBOLS, lengths()), model.read(other, lengths())
    assert torch.equal(before, after)
    before, after = model.read(SYMBOLS)[0], model.read(other)[0]
    changed = (before != after).any(dim=1)
    assert changed.tolist() == [True, True, False]


def test_no_lengths_means_that_all_counts(model):
    full = torch.tensor([3, 3, 3])
    torch.testing.assert_close(model.read(SYMBOLS), model.read(SYMBOLS, full))


def test_the_decoder_starts_where_the_encoder_ended(model):
    _, understood = model.encoder(model.embedding(SYMBOLS[2:]))
    states, _ = model.decoder.rnn(model.decoder.embedding(WRITTEN[2:]), understood)
    by_hand = model.decoder.head(states)
    torch.testing.assert_close(model(SYMBOLS, lengths(), WRITTEN)[2:], by_hand)


def test_each_letter_that_is_written_is_the_likeliest_behind_those_before_it(model):
    written = model.write(SYMBOLS, lengths(), n_steps=5)
    assert written.shape == (3, 5)
    start = torch.full((3, 1), START)
    scores = model(SYMBOLS, lengths(), torch.cat([start, written[:, :-1]], dim=1))
    assert torch.equal(scores.argmax(dim=-1), written)


def test_what_was_read_decides_what_is_written(model):
    with torch.no_grad():  # an opinion strong enough to show in what is written
        for weights in model.parameters():
            weights.mul_(2)
    known = model.write(SYMBOLS, lengths())
    for i, (row, length) in enumerate(zip(SYMBOLS, LENGTHS, strict=True)):
        alone = model.write(row[:length].unsqueeze(0))
        assert torch.equal(known[i : i + 1], alone)
    changed = (known != model.write(SYMBOLS)).any(dim=1)
    assert changed.tolist() == [True, True, False]


def test_the_encoder_learns_from_the_last_letter(model):
    model(SYMBOLS, lengths(), WRITTEN)[:, -1].sum().backward()
    for weights in model.parameters():
        assert weights.grad.abs().sum() > 0
    read = model.embedding.weight.grad.abs().sum(dim=1) > 0
    assert read.nonzero().flatten().tolist() == [4, 7, 8, 9]  # not the padding, 0


TWO = torch.tensor([[4, 9]])
WRONG = [
    (lambda m: Translator(0, 8), "n_read is 0; expected a positive whole number."),
    (lambda m: Translator(10, 0), "n_written is 0; expected a positive whole number."),
    (
        lambda m: Translator(10, 8, hidden_size=-1),
        "hidden_size is -1; expected a positive whole number.",
    ),
    (
        lambda m: m.read(TWO[0]),
        "symbols has shape (2,); expected (batch, seq_len).",
    ),
    (
        lambda m: m.read(TWO[:, :0]),
        "seq_len is 0; expected a positive whole number.",
    ),
    (
        lambda m: m.read(TWO + 6),
        "symbols has the value 10; expected whole numbers from 0 to 9.",
    ),
    (
        lambda m: m.read(TWO, torch.tensor([2, 1])),
        "lengths has shape (2,); expected (1,).",
    ),
    (
        lambda m: m.read(TWO, torch.tensor([0])),
        "lengths has the value 0; expected whole numbers from 1 to 2.",
    ),
    (
        lambda m: m.read(TWO, torch.tensor([3])),
        "lengths has the value 3; expected whole numbers from 1 to 2.",
    ),
    (
        lambda m: m.read(TWO, torch.tensor([1.5])),
        "lengths is of dtype float32; expected whole numbers from 1 to 2.",
    ),
    (
        lambda m: m(TWO, torch.tensor([2]), torch.tensor([[0, 8]])),
        "symbols has the value 8; expected whole numbers from 0 to 7.",
    ),
    (
        lambda m: m.write(TWO, n_steps=0),
        "n_steps is 0; expected a positive whole number.",
    ),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(model, call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call(model)
