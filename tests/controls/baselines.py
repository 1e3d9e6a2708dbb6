"""Controls for the claims of the page `baselines`."""

import numpy as np

BOTH = np.array([1.0, 1.0])

CONTROLS = {
    "Least squares finds the two weights of a clean sine wave": (
        {"furthest": 1e-9},
        {"furthest": 1e-3},
    ),
    "On the noisy sine no network has less than nine tenths of the linear model's "
    "error, for any seed": (
        {
            "networks": [0.98 * BOTH, np.array([1.1, 0.91])],
            "on_sine": {"linear": 0.11 * BOTH},
            "NOISE": 0.1,
        },
        {"networks": [0.98 * BOTH, np.array([1.1, 0.89])]},
    ),
    "On the square wave the RNN beats the linear model for every seed, and 'high or "
    "low as 20 steps ago' is about as good as the RNN": (
        {"on_square": {"RNN": 0.9 * BOTH, "linear": BOTH, "as 20 ago": 0.9 * BOTH}},
        {"on_square": {"RNN": 0.9 * BOTH, "linear": BOTH, "as 20 ago": BOTH}},
    ),
    "On the logistic map the linear model has more than three times the error of the "
    "RNN, for every seed": (
        {"on_chaos": {"RNN": 0.09 * BOTH, "linear": BOTH}},
        {"on_chaos": {"RNN": np.array([0.09, 0.4]), "linear": BOTH}},
    ),
    "On the logistic map a weighted sum is nearly perfect once it is given the square "
    "of the last value": (
        {"on_chaos": {"RNN": 0.01 * BOTH, "linear": BOTH, "square": 1e-9 * BOTH}},
        {"on_chaos": {"RNN": 0.01 * BOTH, "linear": BOTH, "square": 0.005 * BOTH}},
    ),
    "Without noise a weighted sum is exact on the square wave": (
        {"calm": 1e-9 * BOTH, "on_square": {"linear": 0.12 * BOTH}, "NOISE": 0.1},
        {"calm": 0.05 * BOTH},
    ),
    "With a window of one value the MLP's error on the logistic map is less than "
    "half": (
        {"one_value": 0.1 * BOTH, "on_chaos": {"MLP": BOTH}},
        {"one_value": np.array([0.1, 0.9])},
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
