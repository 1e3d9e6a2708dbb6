"""Networks learn to write first names; counting letters is what they have to beat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.names import LATIN, first_names, name_batch, split_names
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.metrics import cross_entropy, perplexity
from rnn_tutorial.ngrams import Ngram
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

HELD_OUT = 1000  # names that nobody trains on
BATCH_SIZE = 64
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

    Examples:
        >>> numbers, counts = np.array([[9.0]]), np.array([[[150]]])
        >>> result = Learned(numbers, numbers, numbers, counts, counts, ((("ann",),),))
        >>> result.shown[0][0]
        ('ann',)
    """

    training: NDArray[np.float64]
    held_out: NDArray[np.float64]
    without_state: NDArray[np.float64]
    copied: NDArray[np.int64]
    found: NDArray[np.int64]
    shown: tuple[tuple[tuple[str, ...], ...], ...]


@shared
def learn_names(
    seeds: Iterable[int],
    moments: Sequence[int] = (0, 10, 100, 300, 600, 1500),
    temperatures: Sequence[float] = (0.5, 1.0, 1.5),
    hidden_size: int = 64,
) -> Learned:
    """Train LSTMs to guess the next letter of first names, and look in on them.

    Args:
        seeds: Seeds of the split, the initial weights, the batches and the dice.
        moments: Numbers of updates after which to look, rising, from 0 on.
        temperatures: Temperatures at which names are invented.
        hidden_size: Number of hidden units.

    Returns:
        What came out, seed by seed.

    Raises:
        ValueError: If there is no seed, moment or temperature, the moments don't rise,
            or a number is out of range.

    Examples:
        >>> result = learn_names([0], moments=[0, 20], temperatures=[1.0])
        >>> result.held_out.shape, bool(result.held_out[0, 1] < 20)
        ((1, 2), True)
    """
    checks.rising("moments", moments)
    checks.positive_int("last of moments", moments[-1])
    checks.not_empty("temperatures", temperatures)
    for temperature in temperatures:
        checks.positive_number("temperature", temperature)
    checks.positive_int("hidden_size", hidden_size)
    run = partial(_run, tuple(moments), tuple(temperatures), hidden_size)
    *numbers, shown = zip(*over_seeds(run, list(seeds)), strict=True)
    return Learned(*map(np.array, numbers), shown)


@shared
def counted_perplexity(
    seeds: Iterable[int],
    lengths: Sequence[int] = (1, 2, 3, 4),
    smoothings: Sequence[float] = (1.0, 0.3, 0.1, 0.03),
    falls_back: bool = False,
) -> NDArray[np.float64]:
    """Measure how well counting foretells the letters of names that were held out.

    Args:
        seeds: Seeds of the split; a seed's is the same as in `learn_names`.
        lengths: Numbers of symbols that are looked at together.
        smoothings: What every count begins with.
        falls_back: Whether counts begin as the shorter table says instead.

    Returns:
        The perplexity on the held-out names, shape `(n_seeds, n_lengths,
        n_smoothings)`.

    Raises:
        ValueError: If there is no seed, length or smoothing, or one is out of range.

    Examples:
        >>> counted_perplexity([0], lengths=[1, 2], smoothings=[1.0])[0, :, 0]
        array([16.89, 10.71])
    """
    checks.not_empty("lengths", lengths)
    checks.not_empty("smoothings", smoothings)
    run = partial(_count, tuple(lengths), tuple(smoothings), falls_back)
    return np.array(over_seeds(run, list(seeds)))


def _count(
    lengths: tuple[int, ...], smoothings: tuple[float, ...], falls_back: bool, seed: int
) -> list[list[float]]:
    training, held_out = _split(np.random.default_rng(seed))

    def measure(n: int, smoothing: float) -> float:
        table = Ngram(training, n, smoothing, falls_back=falls_back)
        return perplexity(table.letter_probabilities(held_out))

    return [[measure(n, smoothing) for smoothing in smoothings] for n in lengths]


def _split(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    return split_names(first_names(), HELD_OUT, rng)


def _run(
    moments: tuple[int, ...],
    temperatures: tuple[float, ...],
    hidden_size: int,
    seed: int,
) -> tuple[object, ...]:
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    training, held_out = _split(rng)
    model = SymbolReader(LATIN.n_symbols, LATIN.n_symbols, hidden_size, layer=nn.LSTM)
    seen = []

    def look(step: int) -> None:
        if step in moments:
            dice = np.random.default_rng([seed, step])
            seen.append(_look(model, training, held_out, temperatures, dice))

    def after(step: int, loss: float, prediction: Tensor, y: Tensor) -> None:
        look(step)

    look(0)
    batches = (name_batch(rng.choice(training, BATCH_SIZE)) for _ in range(moments[-1]))
    config = TrainConfig(moments[-1], learning_rate=0.01)
    train_on_batches(model, batches, config, after, progress=False, loss=cross_entropy)
    return tuple(zip(*seen, strict=True))


def _look(
    model: SymbolReader,
    training: list[str],
    held_out: list[str],
    temperatures: tuple[float, ...],
    dice: np.random.Generator,
) -> tuple[object, ...]:
    known, unknown = set(training), set(held_out)
    shown = tuple(sample_names(model, SHOWN, dice))
    invented = [sample_names(model, INVENTED, dice, t) for t in temperatures]
    return (
        perplexity(letter_probabilities(model, training[:HELD_OUT])),
        perplexity(letter_probabilities(model, held_out)),
        perplexity(letter_probabilities(model, held_out, carry=False)),
        [sum(name in known for name in names) for names in invented],
        [sum(name in unknown for name in names) for names in invented],
        shown,
    )
