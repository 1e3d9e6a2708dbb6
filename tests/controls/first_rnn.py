"""Controls for the claims of the page `first-rnn`."""

from types import SimpleNamespace

import numpy as np


def losses(n_seeds, loss):
    """Stand for an experiment in which every seed has the same loss in every epoch."""
    return SimpleNamespace(held_out=np.full((n_seeds, 300), loss))


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
    "In our test both the network and somebody who knows the practised windows by "
    "heart are at least twice as good as repeating the last value; on a faster wave "
    "only the network is, and the other one is worse than repeating": (
        {"same": [5e-5, 8e-5, 3e-4], "other": [1e-4, 7e-3, 7e-4]},
        {"other": [6e-4, 7e-3, 7e-4]},
    ),
    "The value after window 400 is sin(420 · 4π / 499), not what the made-up page "
    "prints": (
        {"actual": 1e-8, "by_hand": 0.0, "printed": {"actual": 0.87}},
        {"by_hand": 0.0001},
    ),
    "With a tenth of the learning rate the loss falls in each of the first ten epochs, "
    "for every seed; with ours it goes up and down": (
        {
            "rises": lambda counted: counted,
            "spread": np.array([3, 4]),
            "careful": np.array([0, 0]),
        },
        {"careful": np.array([0, 1])},
    ),
    "Two weights forecast this wave at least a thousand times better than any of our "
    "networks": (
        {"error": 1e-9, "best_losses": np.array([1e-4, 1e-5])},
        {"best_losses": np.array([1e-4, 1e-7])},
    ),
    "From the same weights NumPy and PyTorch have the same loss in each of 30 epochs, "
    "to ten digits behind the point, if PyTorch's second bias is held still; if it "
    "learns too, they part": (
        {"with_one": [1e-16, 1e-15], "with_two": [0.02, 0.05]},
        {"with_one": [1e-16, 1e-9]},
    ),
}
