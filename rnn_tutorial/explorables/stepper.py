"""The figure that feeds a network one value at a time."""

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import nn

from rnn_tutorial import checks
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable
from rnn_tutorial.pictures.plots import MEMORY, WORD, legend_above, new_figure
from rnn_tutorial.scratch.rnn import RNNCell

SHOWN = (1, 2, 5, 10, 20)  # steps in the table
MOST_UNITS = 2  # whose equation fits on a screen


def stepper(
    model: nn.Module, cell: RNNCell, series: ArrayLike, seq_len: int, start: int = 0
) -> Explorable:
    """Show what a forecaster expects after every value of a window.

    The `model` is a trained `Forecaster` of one value, the one that steps at first; the
    `cell` a second network, of at most two units, whose equation is written out. Of the
    series, shape `(n,)`, the first window begins at `start`, below `n - seq_len`.
    """
    values = np.asarray(series, np.float32)
    checks.dimensions("series", values, ("n",))
    checks.positive_int("seq_len", seq_len)
    checks.non_negative_int("start", start)
    wanted = f"more than start + seq_len = {start + seq_len}"
    checks.expect(len(values) > start + seq_len, "len(series)", len(values), wanted)
    checks.instance_of("cell", cell, RNNCell)
    size, wanted = cell.hidden_size, f"at most {MOST_UNITS}, for its equation's length"
    checks.expect(size <= MOST_UNITS, "cell.hidden_size", size, wanted)
    window = values[start : start + seq_len + 1]  # and the value after it
    with torch.no_grad():  # each forecast is made from all values before it
        output, _ = model.rnn(torch.from_numpy(window[None, :-1, None]))
        expected = model.head(output)[0, :, 0].numpy()
    figure, ax = new_figure("step", "value")
    steps = np.arange(1, seq_len + 1)
    ax.plot(steps, window[:-1], "o", color=MEMORY, label="what it has read")
    ax.plot(steps + 1, expected, ".", color=WORD, label="what it expected")
    legend_above(ax)
    cells = zip(steps, window, expected, window[1:], strict=False)
    table = [[str(t), *(f"{value:.2f}" for value in three)] for t, *three in cells]
    rows = [table[t - 1] for t in SHOWN if t <= seq_len]
    trained, small = payloads.network(model), payloads.of_cell(cell)
    title = f"{trained['hiddenSize']} units, trained on this page"
    small_title = f"{small['hiddenSize']} units, weights chosen by us"
    trained = {"name": "trained", "title": title} | trained
    small = {"name": "small", "title": small_title} | small
    data = {"networks": [trained, small], "series": payloads.numbers(values)}
    data |= {"seqLen": seq_len, "start": start}
    columns = ["Step", "It reads", "It expects next", "Next comes"]
    return Explorable("stepper", data, figure, columns, rows)
