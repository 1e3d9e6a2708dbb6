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

    Args:
        picture: The same measured by the build, for some networks.
        left: What is left after `seq_len - 1` steps, a list of one number per seed by
            the network's name; the table shows them.
        seq_len: The longest sequence.

    Examples:
        >>> from rnn_tutorial.pictures.plots import plot_series
        >>> gradients(plot_series([1.0, 0.1]), {"RNN": [1e-9, 1e-8]}, seq_len=100)
        Explorable('gradients')
    """
    checks.positive_int("seq_len", seq_len)
    data = {"hiddenSize": UNITS, "seqLen": seq_len, "cycles": CYCLES}
    columns = ["Network", f"Left after {seq_len - 1} steps: least", "most"]
    return Explorable("gradients", data, picture, columns, ranges(left, ".0e"))
