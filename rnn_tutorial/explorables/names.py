"""The figure in which a network writes names, letter by letter."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.names import END, LATIN
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable
from rnn_tutorial.pictures.plots import FIGURE_SIZE, WORD, new_figure
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import LONGEST, next_letter

LIKELIEST = 3  # letters in the table's rows


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
    return Explorable("names", data, _picture(bets, came), columns, rows)


def _bet(p: NDArray[np.float64], symbol: int) -> str:
    return f"{_sign(symbol)} {p[symbol]:.2f}"


def _picture(bets: NDArray[np.float64], came: list[int]) -> Figure:
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
