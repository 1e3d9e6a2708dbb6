"""Pictures: each function returns a matplotlib figure and shows nothing by itself.

As the last line of a notebook cell the figure displays itself, once. Colours are
matplotlib's own cycle by name, and no line is told from another by colour alone.
"""

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
        series: The values, shape `(n,)`.
        window: `(start, seq_len)` of the window to mark; none if not given.

    Returns:
        The figure.

    Raises:
        ValueError: If the series is not one-dimensional or not finite, or the window
            and its target do not fit in.

    Examples:
        >>> plot_series([0.0, 0.5, 1.0, 0.5], window=(0, 3)).axes[0].get_xlabel()
        'time step'
    """
    values = _values("series", series, ("n",))
    figure, ax = new_figure("time step", "value")
    ax.plot(values, color="C0" if window is None else "C7", label="series")  # C7: grey
    if window is not None:
        _mark_window(ax, values, *window)
    legend_above(ax)
    return figure


def plot_prediction(actual: ArrayLike, predicted: ArrayLike, start: int = 0) -> Figure:
    """Draw what came and what was forecast, over the same time steps.

    Args:
        actual: What came, shape `(n,)` or `(n, 1)`.
        predicted: What was forecast, the same shape.
        start: Time step of the first value.

    Returns:
        The figure.

    Raises:
        ValueError: If the shapes differ, or a value is not finite.

    Examples:
        >>> figure = plot_prediction([0.0, 0.5], [0.1, 0.4])
        >>> [line.get_label() for line in figure.axes[0].lines]
        ['actual', 'predicted']
    """
    came = _values("actual", _one_column(actual), ("n",))
    guess = _values("predicted", _one_column(predicted), ("n",))
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
        losses: Loss of each epoch, shape `(epochs,)`; the first epoch is 1.
        baseline: Loss of a forecast to compare with, drawn across; none if not given.
        baseline_label: What to call it in the legend.

    Returns:
        The figure.

    Raises:
        ValueError: If a loss is not a positive number.

    Examples:
        >>> plot_loss([0.5, 0.1], baseline=0.2).axes[0].get_yscale()
        'log'
    """
    values = _positive("losses", _values("losses", losses, ("epochs",)))
    figure, ax = _new_loss_figure()
    ax.plot(_epochs(values), values, color="C0", marker=_marker(values), label="loss")
    _draw_baseline(ax, baseline, baseline_label)
    legend_above(ax)
    return figure


def plot_spread(
    losses: ArrayLike,
    baseline: float | None = None,
    baseline_label: str = "baseline",
) -> Figure:
    """Draw many training runs: every seed a thin line, their median a thick one.

    Args:
        losses: Loss of each epoch of each seed, shape `(n_seeds, epochs)`.
        baseline: Loss of a forecast to compare with, drawn across; none if not given.
        baseline_label: What to call it in the legend.

    Returns:
        The figure.

    Raises:
        ValueError: If a loss is not a positive number, or the shape does not fit.

    Examples:
        >>> figure = plot_spread([[0.5, 0.1], [0.4, 0.3], [0.6, 0.2]])
        >>> figure.axes[0].lines[-1].get_ydata().tolist()  # the median
        [0.5, 0.2]
    """
    values = _positive("losses", _values("losses", losses, ("n_seeds", "epochs")))
    figure, ax = _new_loss_figure()
    for i, run in enumerate(values):
        label = "one seed" if i == 0 else None
        ax.plot(_epochs(run), run, color="C0", linewidth=0.8, label=label)
    median = np.median(values, axis=0)
    ax.plot(_epochs(median), median, color="C1", linewidth=2.5, label="median")
    _draw_baseline(ax, baseline, baseline_label)
    legend_above(ax)
    return figure


def new_figure(
    xlabel: str, ylabel: str, size: tuple[float, float] = FIGURE_SIZE
) -> tuple[Figure, Axes]:
    """Return an empty figure with one pair of axes.

    Args:
        xlabel: What the horizontal axis shows.
        ylabel: What the vertical axis shows.
        size: Width and height in inches.

    Returns:
        `(figure, axes)`.

    Examples:
        >>> new_figure("epoch", "loss")[1].get_xlabel()
        'epoch'
    """
    figure, ax = plt.subplots(figsize=size, layout="constrained")
    # Closed at once: else a notebook would show it a second time after the cell.
    plt.close(figure)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return figure, ax


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
    if baseline is not None:
        checks.positive_number("baseline", baseline)
        ax.axhline(baseline, color="C2", linestyle="--", label=label)


def _one_column(array: ArrayLike) -> NDArray[np.floating]:
    values = np.asarray(array)
    is_column = values.ndim == 2 and values.shape[1] == 1
    return values[:, 0] if is_column else values


def _values(name: str, array: ArrayLike, axes: tuple[str, ...]) -> NDArray[np.floating]:
    values = np.asarray(array, dtype=np.float64)
    checks.dimensions(name, values, axes)
    checks.finite(name, values)
    return values


def _positive(name: str, values: NDArray[np.floating]) -> NDArray[np.floating]:
    checks.above_zero(name, values)
    return values


def _epochs(losses: NDArray[np.floating]) -> NDArray[np.int64]:
    return np.arange(1, len(losses) + 1)


def _marker(losses: NDArray[np.floating]) -> str | None:
    return "o" if len(losses) <= 20 else None  # more would run into one another
