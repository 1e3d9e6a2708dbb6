"""The figure in which the reader chooses when a network is asked what it remembers."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.data.recall import NOISE, recall_batch
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable, ranges
from rnn_tutorial.pictures.plots import TRUTH, WORD, new_panels
from rnn_tutorial.pytorch.forecaster import Forecaster

ASKED = 200  # new sequences on which the page tests a network
STEPS = 40  # after each of which it can be asked


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
