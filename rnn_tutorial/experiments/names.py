"""Networks learn to write first names; counting letters is what they have to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.names import LATIN, first_names, name_batch, split_names
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.metrics import cross_entropy, perplexity
from rnn_tutorial.ngrams import Ngram
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

HELD_OUT = 1000  # names that nobody trains on
BATCH_SIZE = 64
LEARNING_RATE = 0.01
INVENTED = 1000  # names per moment and temperature
SHOWN = 6  # of them, at temperature 1


@dataclass(frozen=True, eq=False)
class Learned:
    """What several networks knew and invented at several moments of training.

    Args:
        training: Perplexity on 1000 names that it trains on, shape `(n_seeds,
            n_moments)`.
        held_out: Perplexity on the names that were held out, the same shape.
        without_state: The same, if the network forgets after every letter.
        copied: How many of 1000 invented names are training names, shape
            `(n_seeds, n_moments, n_temperatures)`.
        found: How many of them are held-out names, the same shape.
        shown: The first names that were invented at temperature 1, by seed and moment.
    """

    training: NDArray[np.float64]
    held_out: NDArray[np.float64]
    without_state: NDArray[np.float64]
    copied: NDArray[np.int64]
    found: NDArray[np.int64]
    shown: tuple[tuple[tuple[str, ...], ...], ...]


@experiment
def learn_names(
    seed: int,
    moments: Sequence[int] = (0, 10, 100, 300, 600, 1500),
    temperatures: Sequence[float] = (0.5, 1.0, 1.5),
    hidden_size: int = 64,
) -> Learned:
    """Train LSTMs to guess the next letter of first names, and look in on them.

    That is done after so many updates as `moments` say, rising, from 0 on. Each time,
    names are invented at each of the `temperatures`.

    Examples:
        >>> result = learn_names([0], moments=[0, 2], temperatures=[1.0], hidden_size=2)
        >>> result.held_out.shape, result.copied.shape
        ((1, 2), (1, 2, 1))
    """
    checks.rising("moments", moments)
    updates = moments[-1]
    checks.positive_int("last of moments", updates)
    checks.not_empty("temperatures", temperatures)
    for temperature in temperatures:
        checks.positive_number("temperature", temperature)
    checks.positive_int("hidden_size", hidden_size)
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    training, held_out = _split(rng)
    model = SymbolReader(LATIN.n_symbols, LATIN.n_symbols, hidden_size, layer=nn.LSTM)
    seen = []

    def look(step: int, *_: float | Tensor) -> None:
        if step not in moments:
            return
        dice = np.random.default_rng([seed, step])
        shown = tuple(sample_names(model, SHOWN, dice))
        invented = [sample_names(model, INVENTED, dice, t) for t in temperatures]
        now = (
            perplexity(letter_probabilities(model, training[:HELD_OUT])),
            perplexity(letter_probabilities(model, held_out)),
            perplexity(letter_probabilities(model, held_out, carry=False)),
            [np.isin(names, training).sum() for names in invented],
            [np.isin(names, held_out).sum() for names in invented],
            shown,
        )
        seen.append(now)

    look(0)
    batches = (name_batch(rng.choice(training, BATCH_SIZE)) for _ in range(updates))
    config = TrainConfig(updates, LEARNING_RATE)
    train_on_batches(model, batches, config, look, progress=False, loss=cross_entropy)
    *numbers, shown = zip(*seen, strict=True)
    return Learned(*map(np.array, numbers), shown)


@experiment
def counted_perplexity(
    seed: int,
    lengths: Sequence[int] = (1, 2, 3, 4),
    smoothings: Sequence[float] = (1.0, 0.3, 0.1, 0.03),
    falls_back: bool = False,
) -> NDArray[np.float64]:
    """Return perplexities of counting, shape `(n_seeds, n_lengths, n_smoothings)`.

    They are those on the names that `learn_names` holds out for the same seed. `Ngram`
    says what the settings mean.

    Examples:
        >>> counted_perplexity([0], lengths=[1, 2], smoothings=[1.0])[0, :, 0]
        array([16.89, 10.71])
    """
    checks.not_empty("lengths", lengths)
    checks.not_empty("smoothings", smoothings)
    training, held_out = _split(np.random.default_rng(seed))

    def measure(n: int, smoothing: float) -> float:
        table = Ngram(training, n, smoothing, falls_back=falls_back)
        return perplexity(table.letter_probabilities(held_out))

    rows = [[measure(n, smoothing) for smoothing in smoothings] for n in lengths]
    return np.array(rows)


def _split(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    return split_names(first_names(), HELD_OUT, rng)
