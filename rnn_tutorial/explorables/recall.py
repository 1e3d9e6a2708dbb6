"""Figures in which the reader tests what networks remember of the first value."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.data.recall import NOISE, recall_batch
from rnn_tutorial.experiments.held_gates import SEQ_LEN, Hold, answers
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable, ranges
from rnn_tutorial.pictures.plots import (
    MEMORY,
    TRUTH,
    WORD,
    legend_above,
    new_figure,
    new_panels,
)
from rnn_tutorial.pytorch.forecaster import Forecaster

ASKED, STEPS = 200, 40  # new sequences for a test, and steps at which `asked` asks


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


def asked(
    networks: Mapping[str, Forecaster], accuracy: Mapping[str, ArrayLike], trained: int
) -> Explorable:
    """Let the reader turn the step after which networks are asked for the first value.

    The networks, by name, read one number per step, and learned to answer after step
    `trained`. The table is of `accuracy`: shares of right answers, one per seed.
    """
    checks.not_empty("networks", networks)
    x, _ = recall_batch(1, STEPS, np.random.default_rng(0), NOISE)
    x = np.concatenate([x, x])  # the same noise behind both values
    x[:, 0, 0] = 1, -1
    steps = np.arange(1, STEPS + 1)
    size = 4.6, 0.6 + len(networks)
    figure, panels = new_panels(len(networks), 1, size, sharex=True)
    described = []
    for ax, (name, model) in zip(panels[:, 0], networks.items(), strict=True):
        with torch.no_grad():
            said = model.head(model.rnn(torch.from_numpy(x))[0])
        first, second = said[..., 0].numpy()
        ax.plot(steps, first, "-", color=WORD, label="began with +1")
        ax.plot(steps, second, "--", color=WORD, label="began with −1")
        for where, colour in ((first > second, "C2"), (first < second, "C3")):
            look = {"color": colour, "alpha": 0.28, "lw": 0, "interpolate": True}
            ax.fill_between(steps, first, second, where, **look)
        ax.axvline(trained, color=TRUTH, linestyle=":")
        ax.set_title(name, loc="left")
        described.append({"name": name, "network": payloads.network(model)})
    panels[-1, 0].set_xlabel("step after which it is asked")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    sizes = {"steps": STEPS, "noise": NOISE, "asked": ASKED, "trained": trained}
    columns = ["Asked", "Right answers: least", "most"]
    data = {"networks": described, **sizes}
    return Explorable("asked", data, figure, columns, ranges(accuracy, ".2f"))
