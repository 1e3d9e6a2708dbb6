"""Pictures: each function returns a matplotlib figure and shows nothing by itself.

As a cell's last line it displays itself, once. No line is told by colour alone. Numbers
that are drawn must be finite; on a logarithmic axis also positive.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks

Size = tuple[float, float]
FIGURE_SIZE = (4.6, 2.9)  # inches: letters stay readable on a phone
# What colours mean, as in a page's figures: the truth, a network's word, its memory.
TRUTH, WORD, MEMORY = "C7", "C1", "C0"  # grey, orange, blue; and who is learning:
LEARNERS = {"RNN": "C0", "LSTM": "C4", "GRU": "C9", "MLP": "C5", "linear": TRUTH}


def plot_series(series: ArrayLike, window: tuple[int, int] | None = None) -> Figure:
    """Draw a series, shape `(n,)`, and one window in it with the value that comes next.

    The window is `(start, seq_len)`, and leaves room for the next value.

    Examples:
        >>> plot_series([0.0, 0.5, 1.0, 0.5], window=(0, 3)).axes[0].get_xlabel()
        'time step'
    """
    values = drawable("series", series, ("n",))
    figure, ax = new_figure("time step", "value")
    ax.plot(values, color=TRUTH, label="series")
    if window is not None:
        start, seq_len = window
        checks.non_negative_int("start", start)
        checks.positive_int("seq_len", seq_len)
        end, wanted = start + seq_len, f"at most {len(values) - 1}, the series' last"
        checks.expect(end < len(values), "the step of the window's target", end, wanted)
        ax.plot(range(start, end), values[start:end], ".", color=MEMORY, label="window")
        ax.plot([end], [values[end]], "D", color=TRUTH, label="target")
    legend_above(ax)
    return figure


def plot_prediction(actual: ArrayLike, predicted: ArrayLike, start: int = 0) -> Figure:
    """Draw what came and what was forecast, from the time step `start` on.

    Both have the shape `(n,)` or `(n, 1)`.
    """
    came = drawable("actual", _one_column(actual), ("n",))
    guess = drawable("predicted", _one_column(predicted), ("n",))
    checks.shape("predicted", guess, came.shape)
    checks.non_negative_int("start", start)
    steps = np.arange(start, start + len(came))
    figure, ax = new_figure("time step", "value")
    ax.plot(steps, came, color=TRUTH, linewidth=3.5, alpha=0.5, label="actual")
    ax.plot(steps, guess, color=WORD, linestyle="--", label="predicted")
    legend_above(ax)
    return figure


def plot_loss(
    losses: ArrayLike, baseline: float | None = None, baseline_label: str = "baseline"
) -> Figure:
    """Draw one training run: the loss of every epoch, on a logarithmic axis.

    The losses, shape `(epochs,)`, begin with epoch 1. The baseline is the loss of a
    forecast to compare with, and drawn across.
    """
    values = drawable("losses", losses, ("epochs",), log=True)
    figure, ax = new_figure("epoch", "mean squared error", log=True)
    epochs = range(1, len(values) + 1)
    marker = "o" if len(values) <= 20 else None  # more would run into one another
    ax.plot(epochs, values, color="C0", marker=marker, label="loss")
    _compare(ax, baseline, baseline_label)
    return figure


def plot_spread(
    losses: ArrayLike, baseline: float | None = None, baseline_label: str = "baseline"
) -> Figure:
    """Draw many training runs: every seed a thin line, their median a thick one.

    The losses have the shape `(n_seeds, epochs)`; all else is as in `plot_loss`.
    """
    values = drawable("losses", losses, ("n_seeds", "epochs"), log=True)
    figure, ax = new_figure("epoch", "mean squared error", log=True)
    epochs = range(1, values.shape[1] + 1)
    ax.plot(epochs, values.T, color="C0", linewidth=0.8)[0].set_label("one seed")
    ax.plot(epochs, np.median(values, 0), color="C1", linewidth=2.5, label="median")
    _compare(ax, baseline, baseline_label)
    return figure


def new_figure(
    xlabel: str, ylabel: str, size: Size = FIGURE_SIZE, log: bool = False
) -> tuple[Figure, Axes]:
    """Return an empty figure, `size` in inches, and its axes, upright maybe `log`."""
    figure, ((ax,),) = new_panels(1, 1, size)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if log else "linear")
    return figure, ax


def new_panels(
    rows: int, columns: int, size: Size, sharex: bool = False
) -> tuple[Figure, NDArray]:
    """Return an empty figure, `size` in inches, and its axes, `(rows, columns)`.

    With `sharex` all have the same horizontal axis.
    """
    look = {"figsize": size, "layout": "constrained"}
    figure, panels = plt.subplots(rows, columns, sharex=sharex, squeeze=False, **look)
    plt.close(figure)  # else a notebook would show it a second time after the cell
    return figure, panels


def legend_above(ax: Axes, ncols: int = 3) -> None:
    """Put a legend above a plot, where it covers no line, `ncols` entries in a row."""
    place = {"loc": "lower center", "bbox_to_anchor": (0.45, 1), "ncols": ncols}
    ax.legend(**place, frameon=False, handlelength=1.4, columnspacing=1.5)


def name_rows(ax: Axes, names: list[str]) -> None:
    """Write names beside the rows of a plot, from top to bottom."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")


def drawable(
    name: str, array: ArrayLike, axes: Sequence[str], log: bool = False
) -> NDArray[np.float64]:
    """Return the finite numbers of an array, whose dimensions are called `axes`.

    With `log` they must be positive too.
    """
    values = np.asarray(array, dtype=np.float64)
    checks.dimensions(name, values, axes)
    checks.finite(name, values)
    if log and values.min() <= 0:
        wanted = "only positive numbers, for a logarithmic axis"
        raise ValueError(f"{name} has the value {values.min():g}; expected {wanted}.")
    return values


def _compare(ax: Axes, baseline: float | None, label: str) -> None:
    """Draw what to compare losses with, if anything, and the legend."""
    if baseline is not None:
        checks.positive_number("baseline", baseline)
        ax.axhline(baseline, color=TRUTH, linestyle="--", label=label)
    legend_above(ax)


def _one_column(array: ArrayLike) -> NDArray[np.floating]:
    values = np.asarray(array)
    return values[:, 0] if values.shape[1:] == (1,) else values
