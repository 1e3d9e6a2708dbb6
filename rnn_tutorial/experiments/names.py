"""Networks learn to write first names; counting letters is what they have to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.names import IGNORED, LATIN, first_names, name_batch, split_names
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import cross_entropy, perplexity
from rnn_tutorial.ngrams import KneserNey, Ngram
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

HELD_OUT = 1000  # names that nobody trains on
VALIDATION = 500  # others, to choose settings by
BATCH_SIZE = 64
LEARNING_RATE = 0.01
INVENTED = 1000  # names per moment and temperature
SHOWN = 6  # of them, at temperature 1


@dataclass(frozen=True, eq=False)
class Learned:
    """What several networks knew and invented at several moments of training.

    The perplexities `training`, on 1000 names to train on, `validation`, on names to
    choose settings by, `held_out`, on those of the test, and `without_state`, on the
    same by a network that forgets after every letter, are `(n_seeds, n_moments)`. Of
    1000 invented names, `copied` are training names, and `found` names of the test,
    `(n_seeds, n_moments, n_temperatures)`; `shown` are the first at temperature 1.
    """

    training: NDArray[np.float64]
    validation: NDArray[np.float64]
    held_out: NDArray[np.float64]
    without_state: NDArray[np.float64]
    copied: NDArray[np.int64]
    found: NDArray[np.int64]
    shown: tuple[tuple[tuple[str, ...], ...], ...]


@experiment
def learn_names(
    seed: int,
    moments: Sequence[int] = (0, 10, 100, 300, 600, 1000),
    temperatures: Sequence[float] = (0.5, 1.0, 1.5),
    hidden_size: int = 64,
    embedding_size: int = 16,
    learning_rate: float = LEARNING_RATE,
    falling: bool = False,
    dropout: float = 0.0,
) -> Learned:
    """Train LSTMs to guess the next letter of first names, and look in on them.

    That is done after so many updates as `moments` say, rising. Each time, names are
    invented at each of the `temperatures`, if there are any. `SymbolReader` and
    `TrainConfig` say what the other settings are.
    """
    checks.not_empty("moments", moments)
    for moment in moments:
        checks.non_negative_int("number in moments", moment)
    for first, second in pairwise(moments):
        if second <= first:
            came = f"{second} behind {first}"
            raise ValueError(f"moments has {came}; expected numbers that rise.")
    updates = moments[-1]
    checks.positive_int("last of moments", updates)
    for temperature in temperatures:
        checks.positive_number("temperature", temperature)
    checks.positive_int("hidden_size", hidden_size)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    training, validation, held_out = _split(rng)
    sizes = LATIN.n_symbols, LATIN.n_symbols, hidden_size, embedding_size
    model = SymbolReader(*sizes, nn.LSTM, dropout)
    seen = []

    def look(step: int, *_: float | Tensor) -> None:
        if step not in moments:
            return
        dice = np.random.default_rng([seed, step])
        shown = tuple(sample_names(model, SHOWN, dice)) if temperatures else ()
        invented = [sample_names(model, INVENTED, dice, t) for t in temperatures]
        lists = training[:HELD_OUT], validation, held_out
        bets = [letter_probabilities(model, names) for names in lists]
        bets.append(letter_probabilities(model, held_out, carry=False))
        copied, found = (
            [sum(name in known for name in names) for names in invented]
            for known in (set(training), set(held_out))
        )
        seen.append((*map(perplexity, bets), copied, found, shown))
        model.train()

    look(0)
    symbols, targets = name_batch(training)
    lengths = (targets != IGNORED).sum(axis=1)
    drawn = (rng.choice(len(training), BATCH_SIZE) for _ in range(updates))
    cut = ((rows, slice(lengths[rows].max())) for rows in drawn)
    batches = ((symbols[where], targets[where]) for where in cut)
    config = TrainConfig(updates, learning_rate, falling=falling)
    train_on_batches(model, batches, config, look, progress=False, loss=cross_entropy)
    *numbers, shown = zip(*seen, strict=True)
    return Learned(*map(np.array, numbers), shown)


@experiment
def counted_perplexity(
    seed: int,
    lengths: Sequence[int] = (1, 2, 3, 4),
    smoothings: Sequence[float] = (1.0, 0.3, 0.1, 0.03),
    kneser_ney: bool = False,
) -> NDArray[np.float64]:
    """Return perplexities of counting, `(n_seeds, 2, n_lengths, n_smoothings)`.

    They are those on the names to choose settings by, and on those for the test; the
    seed chooses the same names as in `learn_names`. The tables are those of `Ngram`, or
    of `KneserNey`, with its discounts as `smoothings`.
    """
    checks.not_empty("lengths", lengths)
    checks.not_empty("smoothings", smoothings)
    training, *others = _split(np.random.default_rng(seed))
    kind = KneserNey if kneser_ney else Ngram
    found = np.empty((2, len(lengths), len(smoothings)))
    for i, n in enumerate(lengths):
        for j, smoothing in enumerate(smoothings):
            bets = kind(training, n, smoothing).letter_probabilities
            found[:, i, j] = [perplexity(bets(names)) for names in others]
    return found


def _split(rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """Cut the names into those to train on, to choose by, and for the test."""
    rest, held_out = split_names(first_names(), HELD_OUT, rng)
    return *split_names(rest, VALIDATION, rng), held_out
