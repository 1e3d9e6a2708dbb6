"""Did the butler do it? Networks read stories, and say what they think after a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.story import (
    PLOTS,
    VOCABULARY,
    Story,
    all_stories,
    exact_opinion,
    to_batch,
    to_symbols,
)
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.bag_of_words import BagOfWords
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.train import Batch, TrainConfig, seed_everything, train_on_batches

BATCH_SIZE = 64
HIDDEN_SIZE = 32
UPDATES = 800
LEARNING_RATE = 0.005
PLAIN = Variant("RNN")


@dataclass(frozen=True, eq=False)
class Detectives:
    """What several trained networks know and say.

    Args:
        learned: Share of right verdicts, after the last word, on the stories that they
            were trained on, shape `(n_seeds,)`.
        accuracy: The same on stories that were held out, shape `(n_seeds,)`.
        by_plot: That for each plot, shape `(n_seeds, n_plots)`.
        gap_open: Mean distance from the exact opinion in stories that were held out,
            after words at which nobody can know the end, shape `(n_seeds,)`.
        gap_decided: The same after words at which the end can be known.
        table: The numbers of each word, shape `(n_seeds, n_symbols, embedding_size)`.
        opinions: For each story that was asked for, the opinion after every word, shape
            `(n_seeds, n_words)`.

    Examples:
        >>> detectives([0, 1], updates=1).by_plot.shape
        (2, 16)
    """

    learned: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    by_plot: NDArray[np.float64]
    gap_open: NDArray[np.float64]
    gap_decided: NDArray[np.float64]
    table: NDArray[np.float32]
    opinions: list[NDArray[np.float32]]


@shared
def detectives(
    seeds: Iterable[int],
    stories: Iterable[str] = (),
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
) -> Detectives:
    """Train networks to say after every word whether the butler did it, and test them.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        stories: What the networks are to read aloud afterwards.
        variant: The recurrent layer, and how its weights start.
        embedding_size: How many numbers each word has.
        updates: Number of updates.

    Returns:
        What came out, seed by seed.

    Raises:
        ValueError: If there is no seed, a setting is out of range, or a story has a
            word that no story of the grammar has.

    Source:
        Elman (1990), "Finding structure in time": a network that reads generated
        sentences word by word.

    Examples:
        >>> found = detectives([0, 1], ["the butler ate the cake"], updates=1)
        >>> found.opinions[0].shape
        (2, 5)
    """
    run = partial(_run, tuple(stories), variant, embedding_size, updates)
    *numbers, opinions = zip(*over_seeds(run, list(seeds)), strict=True)
    opinions = [np.array(read) for read in zip(*opinions, strict=True)]
    return Detectives(*map(np.array, numbers), opinions)


@shared
def counting_accuracy(
    seeds: Iterable[int], updates: int = UPDATES
) -> NDArray[np.float64]:
    """Train bags of words in the same way, and test them on the same stories.

    Args:
        seeds: Seeds of the initial weights and of the batches.
        updates: Number of updates.

    Returns:
        The share of right verdicts on stories that were held out, shape `(n_seeds,)`.

    Raises:
        ValueError: If there is no seed, or `updates` is not positive.

    Examples:
        >>> counting_accuracy([0, 1], updates=20).tolist()
        [0.5, 0.5]
    """
    checks.positive_int("updates", updates)
    return np.array(over_seeds(partial(_run_bag, updates), list(seeds)))


def train_detective(
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
    seed: int = 0,
) -> SymbolReader:
    """Seed, build a network, and train it on all stories that are not held out.

    Args:
        variant: The recurrent layer, and how its weights start.
        embedding_size: How many numbers each word has.
        updates: Number of updates.
        seed: Seed of the initial weights and of the batches.

    Returns:
        The trained network.

    Raises:
        ValueError: If a setting is out of range.

    Examples:
        >>> model = train_detective(updates=1)
        >>> model.embedding
        Embedding(51, 2)
    """
    seed_everything(seed)
    n_symbols = len(VOCABULARY)
    layer = variant.layer_class
    model = SymbolReader(n_symbols, 1, HIDDEN_SIZE, embedding_size, layer)
    variant.start(model.rnn)
    _train(model, updates, seed)
    return model


def opinion(model: nn.Module, story: str) -> NDArray[np.float32]:
    """Return what a network thinks after every word.

    Args:
        model: Maps symbols `(1, n_words)` to outputs `(1, n_words, 1)`.
        story: A story, in words that it knows.

    Returns:
        The probability that the butler did it, after every word, shape `(n_words,)`.

    Raises:
        ValueError: If there is no word, or one that is in no story.

    Examples:
        >>> model = train_detective(updates=100)
        >>> after_every_word = opinion(model, "The butler ate the cake.")
        >>> after_every_word.shape, bool(after_every_word[-1] > 0.5)
        ((5,), True)
    """
    return _opinions(model, np.array([to_symbols(story)]))[0]


def verdict_loss(prediction: Tensor, answers: Tensor) -> Tensor:
    r"""Return the mean binary cross-entropy, over all words of all stories.

    After a word the network says $P = \sigma(o)$; that costs $-\ln P$ if the butler did
    it, and $-\ln(1 - P)$ if not.

    Args:
        prediction: Outputs $o$, any shape.
        answers: 1, 0, or NaN where nothing is asked; the same shape.

    Returns:
        The loss, one number that knows its gradient.

    Raises:
        ValueError: If the shapes differ.

    Examples:
        >>> outputs = torch.tensor([0.0, 0.0, 9.0])
        >>> verdict_loss(outputs, torch.tensor([1.0, 0.0, torch.nan])).item()
        0.6931
    """
    checks.shape("answers", answers, prediction.shape)
    asked = ~answers.isnan()
    return nn.functional.binary_cross_entropy_with_logits(
        prediction[asked], answers[asked]
    )


def _run(
    stories: tuple[str, ...],
    variant: Variant,
    embedding_size: int,
    updates: int,
    seed: int,
) -> tuple:
    model = train_detective(variant, embedding_size, updates, seed)
    train, test = _split()
    right = _right(model, test)
    plots = np.array([story.plot for story in test])
    return (
        _right(model, train).mean(),
        right.mean(),
        [right[plots == plot].mean() for plot in range(len(PLOTS))],
        *_gaps(model, test),
        model.embedding.weight.detach().numpy(),
        [opinion(model, story) for story in stories],
    )


def _run_bag(updates: int, seed: int) -> float:
    seed_everything(seed)
    model = BagOfWords(len(VOCABULARY))
    _train(model, updates, seed)
    return _right(model, _split()[1]).mean()


def _split() -> tuple[list[Story], list[Story]]:
    stories = all_stories()
    train = [story for story in stories if not story.held_out]
    return train, [story for story in stories if story.held_out]


def _train(model: nn.Module, updates: int, seed: int) -> None:
    config = TrainConfig(updates, LEARNING_RATE)
    batches = _batches(np.random.default_rng(seed))
    train_on_batches(model, batches, config, progress=False, loss=verdict_loss)


def _batches(rng: np.random.Generator) -> Iterator[Batch]:
    symbols, answers = to_batch(_split()[0])
    while True:
        drawn = rng.choice(len(symbols), BATCH_SIZE, replace=False)
        yield symbols[drawn], answers[drawn]


@torch.no_grad()
def _opinions(model: nn.Module, symbols: NDArray[np.int64]) -> NDArray[np.float32]:
    return torch.sigmoid(model(torch.from_numpy(symbols)))[..., 0].numpy()


def _right(model: nn.Module, stories: list[Story]) -> NDArray[np.bool_]:
    """Tell which verdicts, after the last word, are right."""
    opinions = _opinions(model, to_batch(stories)[0])
    last = np.array([len(story.words) - 1 for story in stories])
    guilty = np.array([story.guilty for story in stories])
    return (opinions[np.arange(len(stories)), last] > 0.5) == guilty


def _gaps(model: nn.Module, stories: list[Story]) -> tuple[float, float]:
    exact = np.concatenate([exact_opinion(story.text) for story in stories])
    symbols, answers = to_batch(stories)
    said = _opinions(model, symbols)[~np.isnan(answers[..., 0])]
    gaps, decided = np.abs(said - exact), (exact == 0) | (exact == 1)
    return float(gaps[~decided].mean()), float(gaps[decided].mean())
