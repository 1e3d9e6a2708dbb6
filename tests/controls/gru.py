"""Controls for the claims of the page `gru`."""

import numpy as np


def shares(*right):
    return np.array(right)


CONTROLS = {
    "The NumPy GRU is torch.nn.GRU, forwards and backwards, over 20 steps": (
        {"forward": 1e-16, "backward": 1e-14},
        {"forward": 1e-6},
    ),
    "With the same weights, the two other forms of the GRU give other numbers": (
        {"differences": [0.4, 0.1]},
        {"differences": [0.4, 0.0]},
    ),
    "The update gates of a fresh nn.GRU stand about half open, for every seed": (
        {"update": np.array([0.49, 0.51])},
        {"update": np.array([0.49, 0.6])},
    ),
    "A GRU's two biases of the candidate can't be merged into one": (
        {"difference": 0.2},
        {"difference": 1e-9},
    ),
    "Those GRUs that remember if they are left alone also do so with the update "
    "gate held open; with it shut, none of them does better": (
        {
            "alone": shares(1.0, 0.99, 0.5),
            "able": np.array([True, True, False]),
            "held_open": shares(1.0, 1.0, 0.5),
            "held_shut": shares(0.5, 0.6, 0.6),
        },
        {"held_shut": shares(0.5, 1.0, 0.6)},
    ),
    "With both gates shut, for one step only, every GRU guesses": (
        {"able": np.array([True, True, False]), "both_shut": shares(0.5, 0.5, 0.5)},
        {"both_shut": shares(0.5, 0.7, 0.5)},
    ),
}
