"""From digits to Roman numerals: an encoder and a decoder learn to translate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from rnn_tutorial import checks
from rnn_tutorial.data.roman import SIGNS, digits, roman, to_numeral, to_symbols
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.pytorch.translator import START, Translator
from rnn_tutorial.train import seed_everything

HELD_OUT = range(7, 1000, 7)  # kept for the test, and never trained on
TRAINED_ON = [number for number in range(1, 1000) if number not in HELD_OUT]
BATCH_SIZE = 64
UPDATES = 500
IGNORED = -100  # what PyTorch's cross-entropy leaves out, unless told otherwise


@dataclass(frozen=True, eq=False)
class Translations:
    """Which held-out numbers were translated rightly, number by number.

    Args:
        right: With the lengths known, shape `(n_seeds, n_numbers)`.
        padding_read: With the padding read as if it were digits, the same shape.

    Examples:
        >>> right = np.array([[True, True]])
        >>> Translations(right, right).right.mean().item()
        1.0
    """

    right: NDArray[np.bool_]
    padding_read: NDArray[np.bool_]


@shared
def roman_translations(seeds: Iterable[int], updates: int = UPDATES) -> Translations:
    """Train translators from digits to Roman numerals, and test them on new numbers.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        updates: Number of updates.

    Returns:
        What they got right among the numbers `HELD_OUT`.

    Raises:
        ValueError: If there is no seed, or `updates` is not positive.

    Examples:
        >>> len(HELD_OUT), HELD_OUT[0]
        (142, 7)
    """
    checks.positive_int("updates", updates)
    runs = over_seeds(partial(_run, updates), list(seeds))
    right, padding_read = zip(*runs, strict=True)
    return Translations(np.array(right), np.array(padding_read))


def trained_translator(seed: int, updates: int = UPDATES) -> Translator:
    """Seed, build and train a translator: the same call gives the same weights.

    Args:
        seed: Seed of the initial weights and of the batches.
        updates: Number of updates.

    Returns:
        The translator; it has seen the numbers below 1000 but for those in `HELD_OUT`.

    Raises:
        ValueError: If `updates` is not positive, or the seed is not a whole number from
            0 to $2^{32} - 1$.

    Source:
        Teacher forcing, the right letters as the decoder's inputs: Williams & Zipser
        (1989), "A learning algorithm for continually running fully recurrent neural
        networks".

    Examples:
        >>> trained_translator(seed=0, updates=1).encoder.hidden_size
        32
    """
    checks.positive_int("updates", updates)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    model = Translator(n_read=10, n_written=len(SIGNS))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
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
    """Return the digits of numbers as one batch, with zeros behind the shorter ones.

    Args:
        numbers: Positive whole numbers.

    Returns:
        `(symbols, lengths)`: the digits, shape `(batch, seq_len)`, and how many of them
        count, shape `(batch,)`.

    Raises:
        ValueError: If there is none, or one is not a positive whole number.

    Examples:
        >>> symbols, lengths = read_batch([7, 490])
        >>> symbols.tolist(), lengths.tolist()
        ([[7, 0, 0], [4, 9, 0]], [1, 3])
    """
    checks.not_empty("numbers", numbers)
    rows = [torch.tensor(digits(number)) for number in numbers]
    return pad_sequence(rows, batch_first=True), torch.tensor([len(r) for r in rows])


def written_batch(numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return what a decoder is to read and to say, letter by letter.

    Args:
        numbers: Whole numbers from 1 to 3999.

    Returns:
        `(written, targets)`, both of shape `(batch, n_steps)`: an end sign and the
        letters of each numeral, filled up with end signs; and the same one step later,
        filled up with `IGNORED`.

    Raises:
        ValueError: If there is none, or one is out of range.

    Examples:
        >>> written, targets = written_batch([1, 2])
        >>> written.tolist(), targets.tolist()
        ([[0, 1, 0], [0, 1, 1]], [[1, 0, -100], [1, 1, 0]])
    """
    checks.not_empty("numbers", numbers)
    numerals = [torch.tensor(to_symbols(f".{roman(number)}.")) for number in numbers]
    written = [numeral[:-1] for numeral in numerals]
    targets = [numeral[1:] for numeral in numerals]
    return (
        pad_sequence(written, batch_first=True, padding_value=START),
        pad_sequence(targets, batch_first=True, padding_value=IGNORED),
    )


def _run(updates: int, seed: int) -> tuple[list[bool], list[bool]]:
    model = trained_translator(seed, updates)
    symbols, lengths = read_batch(HELD_OUT)
    return _right(model.write(symbols, lengths)), _right(model.write(symbols))


def _right(written: Tensor) -> list[bool]:
    rows = zip(written.tolist(), HELD_OUT, strict=True)
    return [to_numeral(symbols) == roman(number) for symbols, number in rows]
