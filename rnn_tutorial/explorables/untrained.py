"""Figures whose networks begin in the page: to be trained there, or only measured."""

from collections.abc import Mapping

from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.experiments.gradient_flow import CYCLES
from rnn_tutorial.explorables.explorable import Explorable, ranges

MOST_EPOCHS = 5000  # a link to the playground may ask for as many
MOST_RATES = 20  # learning rates of one run, one after the other
UNITS = 16  # few enough that every move of a slider is answered at once


def playground(picture: Figure, errors: Mapping[str, ArrayLike]) -> Explorable:
    """Let the reader choose a series and a network, and train it in the page.

    The picture shows the same measured by the build. The table is of `errors`, one
    number per seed by the forecaster's name.
    """
    columns, rows = ["", "error: least", "most"], ranges(errors, ".3f")
    data = {"mostEpochs": MOST_EPOCHS, "mostRates": MOST_RATES}
    return Explorable("playground", data, picture, columns, rows)


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
