"""The figure that draws networks and measures how far back their gradients reach."""

from collections.abc import Mapping

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.experiments.gradient_flow import CYCLES
from rnn_tutorial.explorables.explorable import Explorable, ranges

UNITS = 16  # few enough that every move of a slider is answered at once


def gradients(
    picture: Figure, left: Mapping[str, ArrayLike], seq_len: int
) -> Explorable:
    """Let the reader choose cell, weights and length, and see the gradient by lag.

    The picture shows the same measured by the build. The table is of what is `left`
    after `seq_len - 1` steps, the most, one number per seed by the network's name.
    """
    checks.positive_int("seq_len", seq_len)
    data = {"hiddenSize": UNITS, "seqLen": seq_len, "cycles": CYCLES}
    columns = ["Network", f"Left after {seq_len - 1} steps: least", "most"]
    return Explorable("gradients", data, picture, columns, ranges(left, ".0e"))
