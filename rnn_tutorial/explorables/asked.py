"""The figure in which the reader chooses when a network is asked what it remembers."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import ArrayLike

from rnn_tutorial import checks
from rnn_tutorial.data.recall import NOISE, recall_batch
from rnn_tutorial.experiments.inside import principal_plane
from rnn_tutorial.explorables import payloads
from rnn_tutorial.explorables.explorable import Explorable, ranges
from rnn_tutorial.pictures.plots import TRUTH, WORD, new_panels
from rnn_tutorial.pytorch.forecaster import Forecaster

ASKED = 200  # new sequences on which the page tests a network
STEPS = 40  # after each of which it can be asked


def asked(
    networks: Mapping[str, Forecaster], accuracy: Mapping[str, ArrayLike]
) -> Explorable:
    """Let the reader turn the step after which networks are asked for the first value.

    The networks, by name, read one number per step. The table is of `accuracy`: shares
    of right answers, one per seed, by what was asked.
    """
    checks.not_empty("networks", networks)
    x, _ = recall_batch(ASKED, STEPS, np.random.default_rng(0), NOISE)
    x[:2, 1:], x[:2, 0, 0] = x[0, 1:], (1, -1)  # the same noise behind both values
    steps = np.arange(1, STEPS + 1)
    height = 0.6 + len(networks)  # no more than the figure itself takes
    figure, panels = new_panels(len(networks), 1, (4.6, height), sharex=True)
    described = []
    for ax, (name, model) in zip(panels[:, 0], networks.items(), strict=True):
        with torch.no_grad():
            states, _ = model.rnn(torch.from_numpy(x))
            first, second = model.head(states[:2])[..., 0].numpy()
        ax.plot(steps, first, "-", color=WORD, label="began with +1")
        ax.plot(steps, second, "--", color=WORD, label="began with −1")
        ax.axhline(0, color=TRUTH, linewidth=1)
        ax.set_title(name, loc="left")
        plane = principal_plane(states.numpy())
        one = {"name": name, "network": payloads.network(model)}
        one["centre"] = payloads.numbers(plane.centre.astype(np.float32))
        one["axes"] = payloads.numbers(plane.axes.astype(np.float32))
        described.append(one)
    panels[-1, 0].set_xlabel("step after which it is asked")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    data = {"networks": described, "steps": STEPS, "noise": NOISE, "asked": ASKED}
    columns = ["Asked", "Right answers: least", "most"]
    return Explorable("asked", data, figure, columns, ranges(accuracy, ".2f"))
