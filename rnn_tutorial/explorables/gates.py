"""The figure in which the reader holds the gates of a network that has to remember."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.data.recall import NOISE, recall_batch
from rnn_tutorial.experiments.held_gates import SEQ_LEN, Hold, answers
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable, ranges
from rnn_tutorial.pictures.plots import MEMORY, TRUTH, WORD, legend_above, new_figure
from rnn_tutorial.pytorch.forecaster import Forecaster

ASKED = 200  # new sequences on which the page tests the network


def gates(
    model: Forecaster, holds: Sequence[Hold], accuracy: Mapping[str, ArrayLike]
) -> Explorable:
    """Let the reader hold the gates of a network, and see what it still remembers.

    The model has an LSTM or a GRU, and is trained to recall the first value; `holds`
    are held in the picture. The table is of `accuracy`: shares right, one per seed.
    """
    checks.not_empty("holds", holds)
    x, _ = recall_batch(1, SEQ_LEN, np.random.default_rng(0), NOISE)
    x = np.concatenate([x, x])
    x[:, 0, 0] = 1, -1
    figure, ax = new_figure("step", "what it says if it is asked now")
    steps = np.arange(1, SEQ_LEN + 1)
    alone, held = answers(model, x), answers(model, x, holds)
    for row, (sign, line) in enumerate({"+1": "-", "−1": ":"}.items()):
        ax.plot(steps, held[row], line, color=WORD, label=f"began with {sign}, held")
    ax.plot(steps, alone.T, "--", color=TRUTH)[0].set_label("left alone")
    area = {"color": MEMORY, "alpha": 0.28, "lw": 0, "label": "what it still knows"}
    ax.fill_between(steps, *held, held[0] > held[1], interpolate=True, **area)
    legend_above(ax, ncols=2)
    data = {"network": payloads.network(model), "seqLen": SEQ_LEN}
    data |= {"noise": NOISE, "asked": ASKED}
    columns = ["What is held", "Right answers: least", "most"]
    return Explorable("gates", data, figure, columns, ranges(accuracy, ".2f"))
