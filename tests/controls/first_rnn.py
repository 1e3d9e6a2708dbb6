"""Controls for the claims of the page `first-rnn`."""

from types import SimpleNamespace

import numpy as np


def losses(n_seeds, loss):
    """Stand for an experiment in which every seed has the same loss in every epoch."""
    return SimpleNamespace(losses=np.full((n_seeds, 300), loss))


CONTROLS = {
    "The NumPy network and torch.nn.RNN agree over 20 steps": (
        {"difference": 1e-8},
        {"difference": 1e-5},
    ),
    "In the tenth epoch, every seed is still at least ten times worse than "
    "repeating the last value": (
        {"spread": losses(3, 0.02), "lazy": 3e-4},
        {"spread": losses(3, 0.002)},
    ),
    "Towards the end of 300 epochs, every seed is at least twice as good as "
    "repeating the last value": (
        {"at_the_end": np.array([1e-5, 1e-4]), "lazy": 3e-4},
        {"at_the_end": np.array([1e-5, 2e-4])},
    ),
    "The value after the first window is sin(20 · 4π / 499), not what another "
    "tutorial prints": (
        {"actual": 0.48, "by_hand": 0.48, "printed": {"actual": 0.87}},
        {"by_hand": 0.4801},
    ),
    "No seed falls smoothly through the first ten epochs, or ends them below twice the "
    "loss that another tutorial prints": (
        {
            "falls_smoothly": np.array([False, False]),
            "spread": losses(2, 0.02),
            "printed": {"loss, epoch 10": 0.0011},
        },
        {"falls_smoothly": np.array([False, True])},
    ),
    "Two weights forecast this wave at least a thousand times better than any of our "
    "networks": (
        {"error": 1e-9, "best_losses": np.array([1e-4, 1e-5])},
        {"best_losses": np.array([1e-4, 1e-7])},
    ),
}
