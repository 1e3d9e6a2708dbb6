"""Pictures of many seeds at once: none is left out, and none stands for all.

What is drawn comes by name, one name per group of seeds, as legend or row. Numbers must
be as in `rnn_tutorial.pictures.plots`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks
from rnn_tutorial.experiments.recall import Recall
from rnn_tutorial.pictures import plots

_LINES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)))
_MOST = 12  # lines of a group that can be told apart
_TOLD = "Lines are medians of {} seeds, on bands of the middle half and of all."
_ROW = 0.3  # inches that a row of dots is high
_WORD = 0.22  # inches that a word is high


def plot_bands(
    runs: Mapping[str, ArrayLike], xlabel: str, ylabel: str, height: float = 3.4
) -> Figure:
    """Draw groups of curves on a logarithmic axis: medians, and from least to most.

    Curves `(n_seeds, n)` are counted from 0; the figure is `height` inches high.
    """
    checks.not_empty("runs", runs)
    figure, ax = plots.new_figure(xlabel, ylabel, (plots.FIGURE_SIZE[0], height), True)
    for number, (name, curves) in enumerate(runs.items()):
        values = plots.drawable(name, curves, ("n_seeds", "n"), log=True)
        steps, look = np.arange(values.shape[1]), _look(name, number)
        ax.plot(steps, np.median(values, axis=0), label=name, **look)
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(steps, low, high, color=look["color"], alpha=0.2, linewidth=0)
    plots.legend_above(ax, ncols=2)
    return figure


def draw_seeds(
    ax: Axes,
    name: str,
    steps: ArrayLike,
    curves: NDArray,
    down: bool = False,
    **look: object,
) -> None:
    """Draw a group of curves, `(n_seeds, n)`: every seed a line, if they can be told.

    More than twelve are their median on bands of the middle half and of all, and the
    picture's description says so. With `down` steps go down; `look`: see `Axes.plot`.
    """
    lines, width = curves.T, {"linewidth": 0.9}
    if len(curves) > _MOST:
        fill, colour = ax.fill_betweenx if down else ax.fill_between, look["color"]
        told = {} if ax.collections else {0: "all seeds", 25: "middle half"}
        for cut, alpha in {0: 0.15, 25: 0.35}.items():
            low, high = np.percentile(curves, [cut, 100 - cut], axis=0)
            band = fill(steps, low, high, color=colour, alpha=alpha, linewidth=0)
            band.set_label(told.get(cut, ""))
            band.set_gid(f"alt: {_TOLD.format(len(curves))}")
        lines, width, name = np.median(curves, axis=0), {}, f"{name}, median"
    across_and_up = (lines, steps) if down else (steps, lines)
    ax.plot(*across_and_up, **width | look)[0].set_label(name)


def plot_runs(
    runs: Mapping[str, ArrayLike], xlabel: str, ylabel: str, top: float
) -> Figure:
    """Draw groups of training runs on a logarithmic axis, every seed a line.

    The runs `(n_seeds, n)` are counted from 1; many are drawn as `draw_seeds` says. A
    value that is not finite ends its line at the `top`, as the picture does.
    """
    checks.not_empty("runs", runs)
    figure, ax = plots.new_figure(xlabel, ylabel, log=True)
    for number, (name, curves) in enumerate(runs.items()):
        above = np.nan_to_num(np.asarray(curves, float), nan=np.inf).clip(max=10 * top)
        values = plots.drawable(name, above, ("n_seeds", "n"), log=True)
        steps = range(1, values.shape[1] + 1)
        draw_seeds(ax, name, steps, values, **_look(name, number))
    ax.set_ylim(top=top)
    plots.legend_above(ax)
    return figure


def plot_dots(
    values: Mapping[str, ArrayLike],
    xlabel: str,
    best: Mapping[str, float] | None = None,
    best_label: str = "best possible",
    log: bool = False,
) -> Figure:
    """Draw one row per experiment, and in it one dot per seed.

    The values of an experiment have the shape `(n_seeds,)`. By the same names, `best`
    has values to compare with, called `best_label`; the axis may be `log`.

    Examples:
        >>> figure = plot_dots({"reset": [0.8, 0.9], "carried": [1.0, 1.0]}, "accuracy")
        >>> [text.get_text() for text in figure.axes[0].get_yticklabels()]
        ['reset', 'carried']
    """
    checks.not_empty("values", values)
    size = plots.FIGURE_SIZE[0], 1.0 + _ROW * len(values)
    figure, ax = plots.new_figure(xlabel, "", size)
    if log:
        ax.set_xscale("log")
    for row, (name, numbers) in enumerate(values.items()):
        dots = plots.drawable(name, numbers, ("n_seeds",), log)
        _dots(ax, dots, row, "o", "C0", "one seed" if row == 0 else None)
    names = list(values)
    for name, value in (best or {}).items():
        checks.one_of("name in best", name, names)
        checks.number(name, value)
        look = {"color": plots.TRUTH, "ms": 17, "mew": 2, "label": best_label}
        ax.plot([value], [names.index(name)], "|", **look)
        best_label = None
    plots.name_rows(ax, names)
    plots.legend_above(ax)
    return figure


def plot_recall(results: Mapping[int, Mapping[str, Recall]]) -> Figure:
    """Draw after how many updates each seed of each network had solved a task.

    There is a panel per length, a row per network, a dot per seed that solved the task,
    and a cross for one that had not when training ended.
    """
    checks.not_empty("results", results)
    rows = max(len(networks) for networks in results.values())
    size = plots.FIGURE_SIZE[0], 0.6 + len(results) * (0.35 + _ROW * rows)
    figure, panels = plots.new_panels(len(results), 1, size, sharex=True)
    handles = {}
    for ax, (length, networks) in zip(panels[:, 0], results.items(), strict=True):
        for row, result in enumerate(networks.values()):
            _dots(ax, result.steps[result.solved], row, "o", "C0", "solved")
            _dots(ax, result.steps[~result.solved], row, "x", "C1", "not solved")
        handles |= {h.get_label(): h for h in ax.get_legend_handles_labels()[0]}
        ax.set_title(f"{length} steps", loc="left")
        ax.set_xscale("log")
        plots.name_rows(ax, list(networks))
    ax.set_xlabel("updates until solved")
    ax.xaxis.set_major_locator(FixedLocator([10, 30, 100, 300, 1000, 3000]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    figure.legend(handles=list(handles.values()), loc="outside upper center", ncols=2)
    return figure


def plot_opinions(
    words: Sequence[str],
    opinions: Mapping[str, ArrayLike],
    exact: Mapping[str, ArrayLike] | None = None,
) -> Figure:
    """Draw what networks think after every word, from top to bottom, one line per seed.

    By a story's name, `opinions` has probabilities, shape `(n_seeds, n_words)`, and
    `exact` what can be known, `(n_words,)`, drawn as rings. Many: see `draw_seeds`.
    """
    checks.not_empty("opinions", opinions)
    size = plots.FIGURE_SIZE[0], 1.0 + _WORD * len(words)
    figure, ax = plots.new_figure("P (the butler did it)", "", size)
    ax.axvline(0.5, color="C7", linewidth=1)
    rows = np.arange(len(words))
    for number, (name, runs) in enumerate(opinions.items()):
        values = plots.drawable(name, runs, ("n_seeds", "n_words"))
        checks.shape(name, values, (len(values), len(words)))
        draw_seeds(ax, name, rows, values, down=True, **_look(name, number))
    label = "exact"
    for name, known in (exact or {}).items():
        checks.one_of("name in exact", name, tuple(opinions))
        checks.shape(name, np.asarray(known), (len(words),))
        ax.plot(known, rows, "o", color="black", mfc="none", ms=6, label=label)
        label = None
    ax.set_xlim(-0.03, 1.03)
    plots.name_rows(ax, list(words))
    plots.legend_above(ax)
    return figure


def _look(name: str, number: int) -> dict[str, object]:
    """Tell groups of lines apart, by colour and by something else."""
    known = [plots.LEARNERS.get(one) for one in name.replace(",", " ").split()]
    colour = next(filter(None, known), f"C{number}")
    return {"color": colour, "linestyle": _LINES[number % len(_LINES)]}


def _dots(
    ax: Axes, values: NDArray, row: int, marker: str, colour: str, label: str | None
) -> None:
    """Draw values in a row, a little above and below, so that none hides another."""
    n = len(values)
    offsets = np.linspace(-1, 1, n) * min(0.25, 0.06 * (n - 1))
    alpha = 0.75 if n <= _MOST else 0.3  # where many lie it is darker
    look = {"color": colour, "ms": 5, "alpha": alpha, "mew": 1.4}
    ax.plot(values, row + offsets, marker, label=label, **look)
