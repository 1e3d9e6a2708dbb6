"""Controls for the claims of the page `baselines`."""

import numpy as np

ONE, BOTH = np.array([1.0]), np.array([1.0, 1.0])

CONTROLS = {
    "Least squares finds the two weights of a clean sine wave": (
        {"furthest": 1e-9},
        {"furthest": 1e-3},
    ),
    "On the noisy sine the linear model is within a fifth of the floor, and no network "
    "has less than nine tenths of its error, for any seed": (
        {
            "networks": [0.98 * BOTH, np.array([1.1, 0.91])],
            "on_sine": {"linear": 0.11 * BOTH},
            "NOISE": 0.1,
        },
        {"networks": [0.98 * BOTH, np.array([1.1, 0.89])]},
    ),
    "On the square wave the RNN's error is smaller than the linear model's, for every "
    "seed": (
        {"on_square": {"RNN": 0.9 * BOTH, "linear": BOTH}},
        {"on_square": {"RNN": np.array([0.9, 1.1]), "linear": BOTH}},
    ),
    "On the logistic map the linear model's error is more than ten times that of the "
    "typical RNN, and more than three times that of every single one": (
        {"on_chaos": {"RNN": 0.09 * BOTH, "linear": BOTH}},
        {"on_chaos": {"RNN": np.array([0.09, 0.09, 0.4]), "linear": np.ones(3)}},
    ),
    "The fitted linear model is close to the best weighted sum that theory knows, for "
    "every seed": (
        {"on_sine": {"linear": np.array([0.99, 1.1])}, "best": 1.0},
        {"on_sine": {"linear": np.array([0.99, 1.2])}},
    ),
    "Yesterday's temperature correlates with today's by more than nine tenths": (
        {"alike": 0.92},
        {"alike": 0.89},
    ),
}
