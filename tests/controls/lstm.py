"""Controls for the claims of the page `lstm`."""

import numpy as np


def shares(*right):
    return np.array(right)


CONTROLS = {
    "With its gates set by hand, an LSTM writes down the marked one of 1,000 noisy "
    "numbers, squashed, and keeps it to the end": (
        {"marked": 0.5, "kept": 0.46212},
        {"kept": 0.5},
    ),
    "The forget gates of a fresh nn.LSTM stand about half open, with a forget bias of "
    "3 they stand nearly open, for every seed": (
        {"default": np.array([0.49, 0.51]), "biased": np.array([0.95, 0.95])},
        {"default": np.array([0.49, 0.56])},
    ),
    "The NumPy LSTM is torch.nn.LSTM, forwards and backwards, over 20 steps": (
        {"forward": 1e-16, "backward": 1e-14},
        {"backward": 1e-6},
    ),
    "Gates in the order of another library: no error, and other numbers": (
        {"difference": 0.4},
        {"difference": 1e-9},
    ),
    "Those LSTMs that remember if they are left alone also do so with the forget gate "
    "held open, and worse with that gate shut from the second step on": (
        {
            "alone": shares(1.0, 0.5, 0.99),
            "able": np.array([True, False, True]),
            "always_open": shares(1.0, 0.5, 1.0),
            "always": shares(0.5, 0.5, 0.8),
        },
        {"always": shares(0.5, 0.5, 0.99)},
    ),
    "At least half of the LSTMs that remember lose nothing with the forget gate shut "
    "for one step; if the output gate was shut one step before, or the input gate is "
    "shut as well, every one guesses": (
        {
            "once": shares(1.0, 0.99, 0.6),
            "able": np.array([True, True, True]),
            "both": shares(0.5, 0.48, 0.52),
            "together": shares(0.5, 0.49, 0.53),
            "guess": 0.5,
        },
        {"both": shares(0.5, 0.48, 0.62)},
    ),
}
