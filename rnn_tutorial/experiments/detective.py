"""Did the butler do it? Networks read stories, and say what they think after a word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    to_batch,
    to_symbols,
    to_words,
)
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.layers import LAYERS
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

BATCH_SIZE = 64
HIDDEN_SIZE = 32
UPDATES = 400
LEARNING_RATE = 0.01
PLAIN = Variant("RNN")
HELD_OUT = np.array([story.held_out for story in all_stories()])

_ALIBI = "the {} who was away all evening or so they said was innocent for the {} ate"
ASKED = (
    f"{_ALIBI} the cake".format("butler", "cook"),
    f"{_ALIBI} the cake".format("cook", "butler"),
    "the butler ate the cake",
    "the cook ate the cake",
    "not the butler but the cook ate the cake",
    "the cook was innocent",
    "the butler was innocent",
)


@dataclass(frozen=True, eq=False)
class Detectives:
    """What several trained networks know and say.

    Of all stories, `right` tells which verdicts, after the last word, are right,
    `(n_seeds, n_stories)`. For those that were held out, `shaken` is the share of right
    ones if their words come in any order, `(n_seeds,)`, and `said` the opinions after
    every word, one story behind the other, `(n_seeds, n_words)`. `table` has the
    numbers of each word, `(n_seeds, n_symbols, embedding_size)`, and `opinions`, for
    each story that was asked for, those after every word, `(n_seeds, n_words)`.
    """

    right: NDArray[np.bool_]
    shaken: NDArray[np.float64]
    said: NDArray[np.float32]
    table: NDArray[np.float32]
    opinions: list[NDArray[np.float32]]

    @property
    def accuracy(self) -> NDArray[np.float64]:
        """Share of right verdicts on stories that were held out, `(n_seeds,)`."""
        return self.right[..., HELD_OUT].mean(axis=-1)

    @property
    def learned(self) -> NDArray[np.float64]:
        """The same on all others."""
        return self.right[..., ~HELD_OUT].mean(axis=-1)


@experiment
def detectives(
    seed: int,
    stories: Sequence[str] = ASKED,
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
    left_out: Sequence[str] = (),
    about_the_first: bool = False,
) -> Detectives:
    """Train networks to say after every word whether the butler did it, and test them.

    Each word is `embedding_size` numbers. Then they read `stories`, in known words.
    Besides the stories that are held out, those with a text in `left_out` are not
    trained on. If it is `about_the_first`, the question is another one, in training and
    in the test: whether the person did it who is named first.

    Source: Elman (1990), "Finding structure in time".
    """
    for story in stories:
        to_symbols(story)  # refuses unknown words before time is spent
    told = all_stories()
    if about_the_first:
        told = [replace(story, guilty=PLOTS[story.plot][1]) for story in told]
    to_learn = [s for s in told if not s.held_out and s.text not in left_out]
    checks.not_empty("stories to learn from", to_learn)
    model = train_detective(variant, embedding_size, updates, seed, to_learn)
    test = [story for story in told if story.held_out]
    shaken = _shaken(test, np.random.default_rng(seed))
    right, right_if_shaken = _right(model, told), _right(model, shaken).mean()
    said = np.concatenate([opinion(model, story.text) for story in test])
    table = model.embedding.weight.detach().numpy()
    opinions = [opinion(model, story) for story in stories]
    return Detectives(right, right_if_shaken, said, table, opinions)


def train_detective(
    variant: Variant = PLAIN,
    embedding_size: int = 2,
    updates: int = UPDATES,
    seed: int = 0,
    stories: Sequence[Story] | None = None,
) -> SymbolReader:
    """Return a network trained on some stories, or on all that are not held out."""
    if stories is None:
        stories = [story for story in all_stories() if not story.held_out]
    seed_everything(seed)
    sizes = len(VOCABULARY), 1, HIDDEN_SIZE, embedding_size
    model = SymbolReader(*sizes, LAYERS[variant.layer])
    variant.start(model.rnn)
    rng = np.random.default_rng(seed)
    symbols, answers = to_batch(stories)
    size = min(BATCH_SIZE, len(stories))
    drawn = (rng.choice(len(stories), size, replace=False) for _ in range(updates))
    batches = ((symbols[rows], answers[rows]) for rows in drawn)
    config = TrainConfig(updates, LEARNING_RATE)
    train_on_batches(model, batches, config, progress=False, loss=verdict_loss)
    return model


def opinion(model: nn.Module, story: str) -> NDArray[np.float32]:
    """Return after every word how probably the butler did it, shape `(n_words,)`.

    The model maps symbols `(1, n_words)` to outputs `(1, n_words, 1)`.
    """
    return _opinions(model, np.array([to_symbols(story)]))[0]


def saliency(model: SymbolReader, story: str) -> NDArray[np.float32]:
    """Return how much the last opinion depends on tiny changes of each word.

    Shape `(n_words,)`: lengths of the last output's gradient by the word's numbers.

    Source: Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks";
    for words Li et al. (2016), "Visualizing and understanding neural models in NLP".
    """
    words = model.embedding(torch.tensor([to_symbols(story)])).detach()
    words.requires_grad_()
    states, _ = model.rnn(words)
    model.head(states[:, -1]).sum().backward()
    return words.grad[0].norm(dim=1).numpy()


def left_out(model: SymbolReader, story: str) -> NDArray[np.float64]:
    """Return by how much the last opinion moves if a word is left out, `(n_words,)`."""
    words = to_words(story)
    last = opinion(model, story)[-1]
    shorter = (" ".join(words[:i] + words[i + 1 :]) for i in range(len(words)))
    return np.array([abs(float(opinion(model, one)[-1] - last)) for one in shorter])


@experiment
def salient_words_left_out(seed: int, updates: int = UPDATES) -> dict[str, float]:
    """Leave words out of the stories that were held out, and see what that changes.

    Returns by how much the last opinion moves in the mean without the word of largest
    saliency, `"most"`, that of the smallest, `"least"`, and any, `"all"`: `(n_seeds,)`.
    """
    model = train_detective(updates=updates, seed=seed)
    moved = []
    for story in (story.text for story in all_stories() if story.held_out):
        change, found = left_out(model, story), saliency(model, story)
        moved.append((change[found.argmax()], change[found.argmin()], change.mean()))
    means = (float(np.mean(changes)) for changes in zip(*moved, strict=True))
    return dict(zip(("most", "least", "all"), means, strict=True))


def verdict_loss(prediction: Tensor, answers: Tensor) -> Tensor:
    r"""Return the mean binary cross-entropy, over all words of all stories.

    An output $o$ says $P = \sigma(o)$; that costs $-\ln P$ if the butler did it, and
    $-\ln(1 - P)$ if not. Answers are 1, 0, or NaN where nothing is asked, in its shape.

    Examples:
        >>> verdict_loss(torch.zeros(2), torch.tensor([1.0, torch.nan])).item()
        0.6931
    """
    checks.shape("answers", answers, prediction.shape)
    asked = ~answers.isnan()
    cross_entropy = nn.functional.binary_cross_entropy_with_logits
    return cross_entropy(prediction[asked], answers[asked])


def _shaken(stories: Sequence[Story], rng: np.random.Generator) -> list[Story]:
    """Bring the words of each story into any order, a few times."""
    orders = [(story, rng.permutation(story.words)) for story in stories * 5]
    return [replace(story, text=" ".join(words)) for story, words in orders]


@torch.no_grad()
def _opinions(model: nn.Module, symbols: NDArray[np.int64]) -> NDArray[np.float32]:
    return torch.sigmoid(model(torch.from_numpy(symbols)))[..., 0].numpy()


def _right(model: nn.Module, stories: Sequence[Story]) -> NDArray[np.bool_]:
    """Tell which verdicts, after the last word, are right."""
    opinions = _opinions(model, to_batch(stories)[0])
    last = np.array([len(story.words) - 1 for story in stories])
    guilty = np.array([story.guilty for story in stories])
    return (opinions[np.arange(len(stories)), last] > 0.5) == guilty
