"""From digits to Roman numerals: an encoder and a decoder learn to translate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from rnn_tutorial import checks
from rnn_tutorial.data.names import IGNORED
from rnn_tutorial.data.roman import SIGNS, digits, roman, to_numeral, to_symbols
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.pytorch.translator import START, Translator
from rnn_tutorial.train import seed_everything

HELD_OUT = range(7, 1000, 7)  # kept for the test, and never trained on
TRAINED_ON = [number for number in range(1, 1000) if number not in HELD_OUT]
BATCH_SIZE = 64
UPDATES = 400


@dataclass(frozen=True, eq=False)
class Translations:
    """Which held-out numbers were translated rightly, `(n_seeds, n_numbers)`.

    `right` with the lengths known, `padding_read` with the padding read like digits.
    """

    right: NDArray[np.bool_]
    padding_read: NDArray[np.bool_]


@experiment
def roman_translations(seed: int, updates: int = UPDATES) -> Translations:
    """Train translators from digits to Roman numerals, and test them on `HELD_OUT`."""
    model = trained_translator(seed, updates)
    symbols, lengths = read_batch(HELD_OUT)
    known, unknown = model.write(symbols, lengths), model.write(symbols)
    return Translations(_right(known), _right(unknown))


def trained_translator(seed: int, updates: int = UPDATES) -> Translator:
    """Return a translator that has seen the numbers below 1000, but not `HELD_OUT`.

    Source: Teacher forcing, the right letters as inputs: Williams & Zipser (1989), "A
    learning algorithm for continually running fully recurrent neural networks".
    """
    checks.positive_int("updates", updates)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    model = Translator(n_read=10, n_written=len(SIGNS))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, fused=True)
    symbols, lengths = read_batch(TRAINED_ON)
    written, targets = written_batch(TRAINED_ON)
    for _ in range(updates):
        rows = rng.choice(len(TRAINED_ON), BATCH_SIZE, replace=False)
        logits = model(symbols[rows], lengths[rows], written[rows])
        loss = nn.functional.cross_entropy(logits.mT, targets[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def read_batch(numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return digits `(batch, seq_len)`, zeros behind the shorter numbers, and lengths.

    Examples:
        >>> symbols, lengths = read_batch([7, 490])
        >>> symbols.tolist(), lengths.tolist()
        ([[7, 0, 0], [4, 9, 0]], [1, 3])
    """
    checks.not_empty("numbers", numbers)
    rows = [torch.tensor(digits(number)) for number in numbers]
    return pad_sequence(rows, batch_first=True), torch.tensor([len(r) for r in rows])


def written_batch(numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return what a decoder is to read and to say, shape `(batch, n_steps)` each.

    It reads an end sign and the letters of a numeral, filled up with end signs, and is
    to say the same one step later, filled up with `IGNORED`.

    Examples:
        >>> written, targets = written_batch([1, 2])
        >>> written.tolist(), targets.tolist()
        ([[0, 1, 0], [0, 1, 1]], [[1, 0, -100], [1, 1, 0]])
    """
    checks.not_empty("numbers", numbers)
    numerals = [torch.tensor(to_symbols(f".{roman(number)}.")) for number in numbers]
    written, targets = zip(*((n[:-1], n[1:]) for n in numerals), strict=True)
    return pad_sequence(written, True, START), pad_sequence(targets, True, IGNORED)


def _right(written: Tensor) -> NDArray[np.bool_]:
    rows = zip(written.tolist(), HELD_OUT, strict=True)
    return np.array([to_numeral(symbols) == roman(number) for symbols, number in rows])
