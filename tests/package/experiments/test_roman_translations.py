import re

import numpy as np
import pytest
import torch

from rnn_tutorial.data.names import IGNORED
from rnn_tutorial.data.roman import SIGNS, roman, to_symbols
from rnn_tutorial.experiments import roman as experiment
from rnn_tutorial.experiments.roman import (
    HELD_OUT,
    TRAINED_ON,
    read_batch,
    roman_translations,
    trained_translator,
    written_batch,
)
from rnn_tutorial.pytorch.translator import START


class Roman:
    """Translates what it reads without a mistake, and may write on behind the end."""

    def write(self, symbols, lengths=None):
        counts = [symbols.shape[1]] * len(symbols) if lengths is None else lengths
        written = []
        for row, count in zip(symbols.tolist(), counts, strict=True):
            numeral = roman(int("".join(map(str, row[:count]))))
            written.append(to_symbols(f"{numeral}.".ljust(16, "M")))
        return torch.tensor(written)


def test_who_knows_all_is_right_and_takes_padding_for_noughts(monkeypatch):
    monkeypatch.setattr(experiment, "trained_translator", lambda *_: Roman())
    found = roman_translations([0, 1])
    assert found.right.shape == found.padding_read.shape == (2, len(HELD_OUT))
    assert found.right.dtype == found.padding_read.dtype == bool
    assert found.right.all()
    for row in found.padding_read:
        np.testing.assert_array_equal(row, np.array(HELD_OUT) > 99)


def test_numbers_of_the_test_are_not_trained_on():
    assert sorted([*HELD_OUT, *TRAINED_ON]) == list(range(1, 1000))
    assert all(number % 7 == 0 for number in HELD_OUT)


def test_only_numbers_to_train_on_are_shown(monkeypatch):
    seen = []
    monkeypatch.setattr(
        experiment,
        "read_batch",
        lambda numbers: seen.append(numbers) or read_batch([1]),
    )
    monkeypatch.setattr(
        experiment, "written_batch", lambda numbers: seen.append(numbers) or 1 / 0
    )
    with pytest.raises(ZeroDivisionError):
        trained_translator(0)
    assert seen == [TRAINED_ON, TRAINED_ON]


def test_the_decoder_is_to_say_what_it_reads_one_step_later():
    written, targets = written_batch([7, 888, 1])
    assert written.shape == targets.shape == (3, 13)
    for number, said, wanted in zip([7, 888, 1], written, targets, strict=True):
        size = len(roman(number)) + 1
        assert said[0] == START
        assert torch.equal(said[1:size], wanted[: size - 1])
        assert "".join(SIGNS[i] for i in wanted[:size]) == roman(number) + "."
        assert (wanted[size:] == IGNORED).all()
    assert SIGNS[START] == "."


def test_padding_of_the_targets_is_ignored_by_the_loss():
    _, targets = written_batch([1, 888])
    scores = torch.randn(2, 8, 13, requires_grad=True)
    torch.nn.functional.cross_entropy(scores, targets).backward()
    asked = scores.grad.abs().sum(dim=1) > 0
    assert torch.equal(asked, targets != IGNORED)


def test_a_translator_learns():
    numbers = TRAINED_ON[::9]
    symbols, lengths = read_batch(numbers)
    written, targets = written_batch(numbers)
    losses = []
    for updates in (1, 40):
        model = trained_translator(3, updates)
        logits = model(symbols, lengths, written).transpose(1, 2)
        losses.append(torch.nn.functional.cross_entropy(logits, targets).item())
    assert losses[1] < losses[0] / 2


def test_the_seed_decides_all():
    weights = [
        torch.cat([w.flatten() for w in trained_translator(seed, 2).parameters()])
        for seed in (1, 1, 2)
    ]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


NOT_A_SIZE = "expected a positive whole number."
WRONG = [
    (lambda: trained_translator(0, updates=0), f"updates is 0; {NOT_A_SIZE}"),
    (lambda: trained_translator(-1), "seed is -1; expected a whole number, 0 or more."),
    (lambda: read_batch([]), "numbers is empty; expected at least one item."),
    (lambda: read_batch([0]), f"number is 0; {NOT_A_SIZE}"),
    (lambda: written_batch([]), "numbers is empty; expected at least one item."),
    (lambda: written_batch([4000]), "number is 4000; expected at most 3999."),
]


@pytest.mark.parametrize(("call", "message"), WRONG, ids=[text for _, text in WRONG])
def test_a_wrong_argument_is_told_in_one_sentence(call, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        call()
