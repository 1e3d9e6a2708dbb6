"""The figure that feeds a network one value at a time."""

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from rnn_tutorial import checks, payloads
from rnn_tutorial.explorables.explorable import Explorable
from rnn_tutorial.plots import legend_above, new_figure
from rnn_tutorial.scratch.cell import Cell

SHOWN = (1, 2, 5, 10, 20)  # steps in the table


def stepper(
    model: nn.Module, cell: Cell, series: ArrayLike, seq_len: int
) -> Explorable:
    """Show what a forecaster expects after every value of a window.

    Args:
        model: A trained `Forecaster` of one value, the one that steps at first.
        cell: A small cell whose equation is written out, for the reader to choose.
        series: The values, shape `(n,)`; the picture shows the first window.
        seq_len: Length of a window, below `n`.

    Returns:
        The figure `stepper`.

    Raises:
        ValueError: If `series` has another shape, or is not longer than `seq_len`.

    Examples:
        >>> from rnn_tutorial import Forecaster, sine_wave
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> cell = RNNCell(1, 2, np.random.default_rng(0))
        >>> stepper(Forecaster(hidden_size=4), cell, sine_wave(30), seq_len=20)
        Explorable('stepper')
    """
    values = np.asarray(series, np.float32)
    checks.dimensions("series", values, ("n",))
    checks.positive_int("seq_len", seq_len)
    if len(values) <= seq_len:
        raise ValueError(
            f"series has {len(values)} values; expected more than seq_len = {seq_len}."
        )
    expected = _expected(model, values[:seq_len])
    figure, ax = new_figure("step", "value")
    steps = np.arange(1, seq_len + 1)
    ax.plot(steps, values[:seq_len], "o", label="what it has read")
    ax.plot(steps + 1, expected, ".", label="what it expected")
    legend_above(ax)
    rows = [
        [str(t), f"{values[t - 1]:.2f}", f"{expected[t - 1]:.2f}", f"{values[t]:.2f}"]
        for t in SHOWN
        if t <= seq_len
    ]
    trained = payloads.network(model)
    small = payloads.of_cell(cell)
    title = f"{trained['hiddenSize']} units, trained on this page"
    small_title = f"{small['hiddenSize']} units, weights chosen by us"
    networks = [
        {"name": "trained", "title": title} | trained,
        {"name": "small", "title": small_title} | small,
    ]
    data = {
        "networks": networks,
        "series": payloads.numbers(values),
        "seqLen": seq_len,
    }
    columns = ["Step", "It reads", "It expects next", "Next comes"]
    return Explorable("stepper", data, figure, columns, rows)


def _expected(model: nn.Module, window: np.ndarray) -> np.ndarray:
    """Return the forecast after every value, each from all values before it."""
    with torch.no_grad():
        output, _ = model.rnn(torch.from_numpy(window)[None, :, None])
        return model.head(output)[0, :, 0].numpy()
