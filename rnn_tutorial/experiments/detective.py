"""Did the butler do it? Networks read stories, and say what they think after a word."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.bag_of_words import BagOfWords
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

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
        accuracy: The same on stories that were held out.
        by_plot: That for each plot, shape `(n_seeds, n_plots)`.
        gap_open: Mean distance from the exact opinion in stories that were held out,
            after words at which nobody can know the end, shape `(n_seeds,)`.
        gap_decided: The same after words at which the end can be known.
        table: The numbers of each word, shape `(n_seeds, n_symbols, embedding_size)`.
        opinions: For each story that was asked for, the opinion after every word, shape
            `(n_seeds, n_words)`.
    """

    learned: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    by_plot: NDArray[np.float64]
    gap_open: NDArray[np.float64]
    gap_decided: NDArray[np.float64]
    table: NDArray[np.float32]
    opinions: list[NDArray[np.float32]]


@experiment
def detectives(
    seed: int,
    stories: Sequence[str] = (),
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
) -> Detectives:
    """Train networks to say after every word whether the butler did it, and test them.

    Each word is `embedding_size` numbers. Then they read `stories`, in known words.

    Source:
        Elman (1990), "Finding structure in time": a network that reads generated
        sentences word by word.

    Examples:
        >>> found = detectives([0, 1], ["the butler ate the cake"], updates=1)
        >>> found.by_plot.shape, found.opinions[0].shape
        ((2, 16), (2, 5))
    """
    for story in stories:
        to_symbols(story)  # refuses unknown words before time is spent
    model = train_detective(variant, embedding_size, updates, seed)
    train, test = _split()
    right = _right(model, test)
    plots = np.array([story.plot for story in test])
    return Detectives(
        _right(model, train).mean(),
        right.mean(),
        np.array([right[plots == plot].mean() for plot in range(len(PLOTS))]),
        *_gaps(model, test),
        model.embedding.weight.detach().numpy(),
        [opinion(model, story) for story in stories],
    )


@experiment
def counting_accuracy(seed: int, updates: int = UPDATES) -> float:
    """Return the accuracy of bags of words that are trained as `detectives` are.

    Examples:
        >>> counting_accuracy([0, 1], updates=20).tolist()
        [0.5, 0.5]
    """
    seed_everything(seed)
    model = BagOfWords(len(VOCABULARY))
    _train(model, updates, seed)
    return _right(model, _split()[1]).mean()


def train_detective(
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
    seed: int = 0,
) -> SymbolReader:
    """Return a network trained on stories that are not held out, as `detectives`."""
    seed_everything(seed)
    sizes = len(VOCABULARY), 1, HIDDEN_SIZE, embedding_size
    model = SymbolReader(*sizes, variant.layer_class)
    variant.start(model.rnn)
    _train(model, updates, seed)
    return model


def opinion(model: nn.Module, story: str) -> NDArray[np.float32]:
    """Return after every word how probably the butler did it, shape `(n_words,)`.

    The model maps symbols `(1, n_words)` to outputs `(1, n_words, 1)`.

    Examples:
        >>> opinion(train_detective(updates=1), "The butler ate the cake.").shape
        (5,)
    """
    return _opinions(model, np.array([to_symbols(story)]))[0]


def verdict_loss(prediction: Tensor, answers: Tensor) -> Tensor:
    r"""Return the mean binary cross-entropy, over all words of all stories.

    After a word the network puts out $o$ and so says $P = \sigma(o)$; that costs
    $-\ln P$ if the butler did it, and $-\ln(1 - P)$ if not. Answers are 1, 0, or NaN
    where nothing is asked, in the shape of the prediction.

    Examples:
        >>> verdict_loss(torch.zeros(2), torch.tensor([1.0, torch.nan])).item()
        0.6931
    """
    checks.shape("answers", answers, prediction.shape)
    asked = ~answers.isnan()
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    return cross_entropy(prediction[asked], answers[asked])


def _split() -> tuple[list[Story], list[Story]]:
    stories = all_stories()
    train = [story for story in stories if not story.held_out]
    return train, [story for story in stories if story.held_out]


def _train(model: nn.Module, updates: int, seed: int) -> None:
    config = TrainConfig(updates, LEARNING_RATE)
    rng = np.random.default_rng(seed)
    symbols, answers = to_batch(_split()[0])
    n = len(symbols)
    drawn = (rng.choice(n, BATCH_SIZE, replace=False) for _ in range(updates))
    batches = ((symbols[rows], answers[rows]) for rows in drawn)
    train_on_batches(model, batches, config, progress=False, loss=verdict_loss)


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
