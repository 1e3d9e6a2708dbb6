"""Pictures: each function returns a matplotlib figure and shows nothing by itself.

As the last line of a notebook cell the figure displays itself, once. Colours are
matplotlib's own cycle by name, and no line is told from another by colour alone.
"""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from rnn_tutorial import checks

FIGURE_SIZE = (4.6, 2.9)  # inches: letters stay readable on a phone


def plot_series(series: ArrayLike, window: tuple[int, int] | None = None) -> Figure:
    """Draw a series, and mark one window in it with the value that comes next.

    Args:
        series: The values, shape `(n,)`; finite.
        window: `(start, seq_len)` of the window to mark, which must leave room for the
            next value; none if not given.

    Examples:
        >>> plot_series([0.0, 0.5, 1.0, 0.5], window=(0, 3)).axes[0].get_xlabel()
        'time step'
    """
    values = drawable("series", series, ("n",))
    figure, ax = new_figure("time step", "value")
    ax.plot(values, color="C0" if window is None else "C7", label="series")  # C7: grey
    if window is not None:
        _mark_window(ax, values, *window)
    legend_above(ax)
    return figure


def plot_prediction(actual: ArrayLike, predicted: ArrayLike, start: int = 0) -> Figure:
    """Draw what came and what was forecast, over the same time steps.

    Args:
        actual: What came, shape `(n,)` or `(n, 1)`; finite.
        predicted: What was forecast, as many values.
        start: Time step of the first value.

    Examples:
        >>> figure = plot_prediction([0.0, 0.5], [0.1, 0.4])
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['actual', 'predicted']
    """
    came = drawable("actual", _one_column(actual), ("n",))
    guess = drawable("predicted", _one_column(predicted), ("n",))
    checks.shape("predicted", guess, came.shape)
    checks.non_negative_int("start", start)
    steps = np.arange(start, start + len(came))
    figure, ax = new_figure("time step", "value")
    ax.plot(steps, came, color="C0", linestyle="-", label="actual")
    ax.plot(steps, guess, color="C1", linestyle="--", label="predicted")
    legend_above(ax)
    return figure


def plot_loss(
    losses: ArrayLike,
    baseline: float | None = None,
    baseline_label: str = "baseline",
) -> Figure:
    """Draw one training run: the loss of every epoch, on a logarithmic axis.

    Args:
        losses: Loss of each epoch, shape `(epochs,)`; positive. The first epoch is 1.
        baseline: Loss of a forecast to compare with, drawn across; none if not given.
        baseline_label: What to call it in the legend.

    Examples:
        >>> plot_loss([0.5, 0.1], baseline=0.2).axes[0].get_yscale()
        'log'
    """
    values = drawable("losses", losses, ("epochs",), log=True)
    figure, ax = _new_loss_figure()
    marker = "o" if len(values) <= 20 else None  # more would run into one another
    ax.plot(_epochs(values), values, color="C0", marker=marker, label="loss")
    _draw_baseline(ax, baseline, baseline_label)
    return figure


def plot_spread(
    losses: ArrayLike,
    baseline: float | None = None,
    baseline_label: str = "baseline",
) -> Figure:
    """Draw many training runs: every seed a thin line, their median a thick one.

    Args:
        losses: Loss of each epoch of each seed, shape `(n_seeds, epochs)`; positive.
        baseline: As in `plot_loss`.
        baseline_label: As in `plot_loss`.

    Examples:
        >>> figure = plot_spread([[0.5, 0.1], [0.4, 0.3], [0.6, 0.2]])
        >>> figure.axes[0].lines[-1].get_ydata().tolist()  # the median
        [0.5, 0.2]
    """
    values = drawable("losses", losses, ("n_seeds", "epochs"), log=True)
    figure, ax = _new_loss_figure()
    epochs = _epochs(values.T)
    ax.plot(epochs, values.T, color="C0", linewidth=0.8)[0].set_label("one seed")
    median = np.median(values, axis=0)
    ax.plot(epochs, median, color="C1", linewidth=2.5, label="median")
    _draw_baseline(ax, baseline, baseline_label)
    return figure


def new_figure(
    xlabel: str, ylabel: str, size: tuple[float, float] = FIGURE_SIZE
) -> tuple[Figure, Axes]:
    """Return an empty figure with one pair of axes: `(figure, axes)`.

    Args:
        xlabel: What the horizontal axis shows.
        ylabel: What the vertical axis shows.
        size: Width and height in inches.

    Examples:
        >>> new_figure("epoch", "loss")[1].get_xlabel()
        'epoch'
    """
    figure, panels = new_panels(1, 1, size)
    ax = panels[0, 0]
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return figure, ax


def new_panels(
    rows: int, columns: int, size: tuple[float, float], sharex: bool = False
) -> tuple[Figure, NDArray]:
    """Return an empty figure with a table of axes: `(figure, panels)`.

    Args:
        rows: Number of panels below each other.
        columns: Number of panels beside each other.
        size: Width and height in inches.
        sharex: Whether all have the same horizontal axis.

    Examples:
        >>> new_panels(2, 1, FIGURE_SIZE)[1].shape
        (2, 1)
    """
    look = {"figsize": size, "layout": "constrained"}
    figure, panels = plt.subplots(rows, columns, sharex=sharex, squeeze=False, **look)
    plt.close(figure)  # else a notebook would show it a second time after the cell
    return figure, panels


def legend_above(ax: Axes, ncols: int = 3) -> None:
    """Put a legend above a plot, where it covers no line.

    Args:
        ax: The axes.
        ncols: Number of entries beside each other.

    Examples:
        >>> figure, ax = new_figure("epoch", "loss")
        >>> _ = ax.plot([1, 2], label="one seed")
        >>> legend_above(ax)
        >>> [text.get_text() for text in ax.get_legend().get_texts()]
        ['one seed']
    """
    ax.legend(
        loc="lower center",
        bbox_to_anchor=(0.45, 1),
        ncols=ncols,
        frameon=False,
        handlelength=1.4,
        columnspacing=1.0,
    )


def drawable(
    name: str, array: ArrayLike, axes: Sequence[str], log: bool = False
) -> NDArray[np.float64]:
    """Return the numbers of an array, once it is sure that they can be drawn.

    Args:
        name: What the caller calls the array.
        array: Finite numbers.
        axes: Names of its dimensions, in order.
        log: Whether the numbers must be positive too, for a logarithmic axis.

    Examples:
        >>> drawable("losses", [0.5, 0.0], ("epochs",), log=True)
        Traceback (most recent call last):
        ValueError: losses has the value 0; expected only positive numbers, for ...
    """
    values = np.asarray(array, dtype=np.float64)
    checks.dimensions(name, values, axes)
    checks.finite(name, values)
    if log:
        checks.above_zero(name, values)
    return values


def _new_loss_figure() -> tuple[Figure, Axes]:
    figure, ax = new_figure("epoch", "mean squared error")
    ax.set_yscale("log")
    return figure, ax


def _mark_window(ax: Axes, values: NDArray, start: int, seq_len: int) -> None:
    checks.non_negative_int("start", start)
    checks.positive_int("seq_len", seq_len)
    end = start + seq_len
    if end >= len(values):
        raise ValueError(
            f"window ends with its target at step {end}, but the last step of the "
            f"series is {len(values) - 1}."
        )
    ax.plot(range(start, end), values[start:end], ".", color="C1", label="window")
    ax.plot([end], [values[end]], "D", color="C2", label="target")


def _draw_baseline(ax: Axes, baseline: float | None, label: str) -> None:
    """Draw what to compare with, if anything, and the legend."""
    if baseline is not None:
        checks.positive_number("baseline", baseline)
        ax.axhline(baseline, color="C2", linestyle="--", label=label)
    legend_above(ax)


def _one_column(array: ArrayLike) -> NDArray[np.floating]:
    values = np.asarray(array)
    is_column = values.ndim == 2 and values.shape[1] == 1
    return values[:, 0] if is_column else values


def _epochs(losses: NDArray[np.floating]) -> NDArray[np.int64]:
    return np.arange(1, len(losses) + 1)
