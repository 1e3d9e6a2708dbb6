"""Figures in which networks read stories, the reader's own too, and write names."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.names import END, LATIN
from rnn_tutorial.data.story import OTHERS, SUSPECT, VOCABULARY, all_stories, to_words
from rnn_tutorial.experiments.detective import opinion
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable
from rnn_tutorial.pictures.plots import FIGURE_SIZE, TRUTH, WORD, name_rows, new_figure
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import LONGEST, next_letter

TURNS = 5  # words in a detective's table, those that changed the opinion most
LIKELIEST = 3  # letters in the rows of a table of names


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
    held_out = [story for story in reversed(all_stories()) if story.held_out]
    offered = {told.plot: told.text for told in held_out}  # the first of each plot
    data = {
        "network": payloads.network(model),
        "words": list(VOCABULARY),
        "suspect": SUSPECT,
        "others": list(OTHERS),
        "first": " ".join(words),
        "stories": [[s.text, s.guilty, s.held_out] for s in all_stories()],
        "offered": [text for _, text in sorted(offered.items())],
        "otherwise": [" ".join(to_words(sentence)) for sentence in otherwise],
    }
    columns = ["Word", "Opinion before", "after"]
    changes = np.abs(np.diff(after))
    turns = np.sort(np.argsort(-changes, kind="stable")[:TURNS]) + 1  # as in the story
    rows = [[words[t], f"{after[t - 1]:.2f}", f"{after[t]:.2f}"] for t in turns]
    return Explorable("detective", data, _draw_opinions(words, after), columns, rows)


def _draw_opinions(words: list[str], after: NDArray[np.float32]) -> Figure:
    """Draw a bar per word: to the right for the butler's guilt, to the left against."""
    size = FIGURE_SIZE[0], 0.8 + 0.2 * len(words)
    figure, ax = new_figure("P (the butler did it)", "", size)
    ax.barh(range(len(words)), after - 0.5, left=0.5, color=WORD, height=0.6)
    ax.axvline(0.5, color=TRUTH, linewidth=1)
    ax.set_xlim(0, 1)
    name_rows(ax, words)
    return figure


def names(
    model: SymbolReader, training: Sequence[str], held_out: Sequence[str], name: str
) -> Explorable:
    """Show what a network bets on before each letter, and let it write names.

    The model reads letters, bets on the next, and was trained on the names `training`;
    `held_out` are real names, new to it; the picture is of `name`. None may be empty.
    """
    checks.not_empty("name", name)
    checks.not_empty("training", training)
    checks.not_empty("held_out", held_out)
    bets = np.array([next_letter(model, name[:i]) for i in range(len(name) + 1)])
    came = [*LATIN.encode(name).tolist(), END]
    data = {"network": payloads.network(model, packed=True)}
    data |= {"letters": LATIN.letters, "longest": LONGEST}
    data["training"] = " ".join(sorted(training))
    data["heldOut"] = " ".join(sorted(held_out))
    columns, rows = ["So far", "It bets most on", "What came"], []
    for i, p in enumerate(bets):
        best = np.argsort(-p, kind="stable")[:LIKELIEST]
        likeliest = ", ".join(_bet(p, symbol) for symbol in best)
        rows.append([name[:i] or "–", likeliest, _bet(p, came[i])])
    return Explorable("names", data, _draw_bets(bets, came), columns, rows)


def _bet(p: NDArray[np.float64], symbol: int) -> str:
    return f"{_sign(symbol)} {p[symbol]:.2f}"


def _draw_bets(bets: NDArray[np.float64], came: list[int]) -> Figure:
    """Draw a column of dots per letter, as large as the bets; rings for what came."""
    figure, ax = new_figure("", "", (FIGURE_SIZE[0], 4.3))
    places = [LATIN.n_symbols - 1, *range(LATIN.n_symbols - 1)]  # the end sign below
    for i, p in enumerate(bets):
        ax.scatter([i] * len(p), places, s=300 * p, color=WORD, linewidths=0)
        ax.plot(i, places[came[i]], "o", color="black", mfc="none", ms=13, mew=1.6)
    ax.set_xticks(range(len(bets)), [_sign(symbol) for symbol in came])
    ax.set_yticks(places, [_sign(symbol) for symbol in range(LATIN.n_symbols)])
    ax.tick_params(labelsize=7, length=0)
    ax.set(xlim=(-0.6, len(bets) - 0.4), ylim=(LATIN.n_symbols - 0.4, -0.8))
    ax.grid(visible=False)
    return figure


def _sign(symbol: int) -> str:
    return "end" if symbol == END else LATIN.letters[symbol - 1]
