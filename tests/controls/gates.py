"""Controls for the claims about gates that are held by hand."""

import numpy as np


def shares(*right):
    return np.array(right)


CONTROLS = {
    "Every LSTM with forget bias 3 remembers over 20 steps, also with its forget gate "
    "held open; with the gate shut throughout the typical one is right about fewer "
    "than seven in ten": (
        {
            "alone": shares(1.0, 0.99),
            "always_open": shares(1.0, 1.0),
            "always": shares(0.5, 0.6, 1.0),
        },
        {"always": shares(0.5, 0.75, 1.0)},
    ),
    "Shut for one step, the typical LSTM loses nothing; if the output gate was shut "
    "one step before, every one guesses": (
        {
            "once": shares(1.0, 0.99, 0.6),
            "both": shares(0.5, 0.48, 0.52),
            "guess": 0.5,
        },
        {"both": shares(0.5, 0.48, 0.62)},
    ),
    "The typical GRU remembers over 20 steps, also with its update gate held open; "
    "with that gate shut the typical one does worse, and with both gates shut for one "
    "step every one guesses": (
        {
            "alone": shares(1.0, 1.0, 0.5),
            "held_open": shares(1.0, 1.0, 0.5),
            "held_shut": shares(0.5, 0.6, 1.0),
            "both_shut": shares(0.5, 0.5, 0.5),
        },
        {"held_shut": shares(0.5, 0.95, 1.0)},
    ),
}
