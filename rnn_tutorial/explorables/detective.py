"""The figure in which a detective reads stories, the reader's own among them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rnn_tutorial.data.story import OTHERS, SUSPECT, VOCABULARY, all_stories, to_words
from rnn_tutorial.experiments.detective import opinion
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable
from rnn_tutorial.pictures.plots import FIGURE_SIZE, TRUTH, WORD, new_figure
from rnn_tutorial.pytorch.reader import SymbolReader

TURNS = 5  # words in the table, those that changed the opinion most


def detective(
    model: SymbolReader, story: str, otherwise: Sequence[str] = ()
) -> Explorable:
    """Show how likely a network holds it, after every word, that the butler did it.

    The model is trained, reads `VOCABULARY`, and has one output. The story is read at
    first, and in the picture. The reader may also pick sentences in the same words that
    are built `otherwise`.
    """
    sizes = model.embedding.num_embeddings, model.head.out_features
    if sizes != (len(VOCABULARY), 1):
        came = f"model reads {sizes[0]} symbols and has {sizes[1]} outputs"
        wanted = f"{len(VOCABULARY)}, the words of the stories, and 1"
        raise ValueError(f"{came}; expected {wanted}.")
    words, after = to_words(story), opinion(model, story)
    offered = {}  # of each plot the first story that is held out, the butler first
    for told in all_stories():
        if told.held_out:
            offered.setdefault(told.plot, told.text)
    data = {
        "network": payloads.network(model),
        "words": list(VOCABULARY),
        "suspect": SUSPECT,
        "others": list(OTHERS),
        "first": " ".join(words),
        "stories": [[s.text, s.guilty, s.held_out] for s in all_stories()],
        "offered": list(offered.values()),
        "otherwise": [" ".join(to_words(sentence)) for sentence in otherwise],
    }
    columns = ["Word", "Opinion before", "after"]
    changes = np.abs(np.diff(after))
    turns = np.sort(np.argsort(-changes, kind="stable")[:TURNS]) + 1  # as in the story
    rows = [[words[t], f"{after[t - 1]:.2f}", f"{after[t]:.2f}"] for t in turns]
    return Explorable("detective", data, _picture(words, after), columns, rows)


def _picture(words: list[str], after: NDArray[np.float32]) -> Figure:
    """Draw a bar per word: to the right for the butler's guilt, to the left against."""
    size = FIGURE_SIZE[0], 0.8 + 0.2 * len(words)
    figure, ax = new_figure("P (the butler did it)", "", size)
    rows = np.arange(len(words))
    ax.barh(rows, after - 0.5, left=0.5, color=WORD, height=0.6)
    ax.axvline(0.5, color=TRUTH, linewidth=1)
    ax.set_yticks(rows, words)
    ax.set(xlim=(0, 1), ylim=(len(words) - 0.5, -0.5))
    ax.grid(visible=False, axis="y")
    return figure
