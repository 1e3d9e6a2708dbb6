"""Controls for the claims about forecasts: what holds, and what must break it."""

from types import SimpleNamespace

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
    "On the logistic map the RNN's error after 16 steps is more than ten times that "
    "after one step, and larger than the linear model's, for every seed": (
        {
            "grown": 11 * BOTH,
            "far": {
                "RNN": np.array([[0.4], [0.4]]),
                "linear": np.array([[0.3], [0.3]]),
            },
        },
        {"grown": np.array([11.0, 9.0])},
    ),
    "After 16 steps the RNN's error is the root of two times the spread of the series, "
    "within a tenth, for every seed": (
        {"apart": np.array([1.4, 1.5])},
        {"apart": np.array([1.4, 1.0])},
    ),
    "Fitted to clean values the model neither grows nor shrinks; fitted to noisy ones "
    "less than a third of it is left after 100 steps, for every seed": (
        {"radius": {0.0: BOTH}, "left": 0.2 * BOTH},
        {"left": np.array([0.2, 0.4])},
    ),
    "On the noisy sine with windows of 20, the linear model is at 64 steps hardly more "
    "wrong than at one step, for every seed, and so is the typical RNN": (
        {"on_sine": {"linear": np.ones((2, 4)), "RNN": np.ones((2, 4))}},
        {
            "on_sine": {
                "linear": np.array([[1.0, 1.0], [1.0, 1.3]]),
                "RNN": np.ones((2, 4)),
            }
        },
    ),
    "Many free runs at once are the same as one after the other": (
        {"difference": 1e-6},
        {"difference": 1e-3},
    ),
    "On the logistic map a run of 16 steps is at least five times as wrong as 16 "
    "single steps": ({"free": 0.3, "one_step": 0.01}, {"free": 0.04}),
    "On Seattle's temperatures the linear model is better than yesterday's value, and "
    "no network is better than the linear model by a twentieth of a degree, for any "
    "seed": (
        {
            "errors": {"linear": 2.7 * ONE, "nothing changes": 2.9 * ONE},
            "networks": np.array([2.72, 2.66]),
        },
        {"networks": np.array([2.72, 2.6])},
    ),
    "A week ahead the linear model and every RNN are better than a value from the last "
    "day, and worse than they were one day ahead": (
        {
            "ahead": {
                "linear": np.array([[2.7, 3.0, 3.5, 3.8]]),
                "nothing changes": np.array([[2.9, 4.0, 4.5, 4.8]]),
                "RNN": np.array([[2.7, 3.0, 3.5, 3.9], [2.8, 3.0, 3.5, 4.0]]),
            }
        },
        {
            "ahead": {
                "linear": np.array([[2.7, 3.0, 3.5, 3.8]]),
                "nothing changes": np.array([[2.9, 4.0, 4.5, 4.8]]),
                "RNN": np.array([[2.7, 3.0, 3.5, 3.9], [2.8, 3.0, 3.5, 4.9]]),
            }
        },
    ),
    "Of twenty pairs of company and model, at most one is typically better than "
    "'nothing changes' by more than a twentieth, and most recurrent networks are worse "
    "by more than a quarter": (
        {"better": 1, "recurrent": np.array([0.9, 1.3, 1.4])},
        {"better": 2},
    ),
    "The price of AAPL is in the late part on average more than twice as high as in "
    "the early part": ({"early": ONE, "late": 2.1 * ONE}, {"late": 1.9 * ONE}),
    "On shuffled windows the typical error of the RNN in dollars is less than three "
    "quarters of the honest one, for three of five companies": (
        {"halved": [0.7, 0.5, 0.4]},
        {"halved": [0.8, 0.5, 0.4]},
    ),
    "Compared with 'nothing changes' on the same months, the leak makes the typical "
    "RNN look better by a fifth or more for AMZN and IBM, and even so it beats "
    "'nothing changes' by more than a twentieth for no company": (
        {"fair": {"AMZN": 1.6, "IBM": 2.8}, "leaky": {"AMZN": 1.1, "IBM": 1.5}},
        {"leaky": {"AMZN": 1.4, "IBM": 1.5}},
    ),
    "If the late part of a series changes, nothing changes in what is learned from, "
    "not even its scale": (
        {
            "same": True,
            "task": SimpleNamespace(mean=1.0, std=2.0),
            "other": SimpleNamespace(mean=1.0, std=2.0),
        },
        {"other": SimpleNamespace(mean=1.1, std=2.0)},
    ),
    "On a wave with changing periods all three are at least twice as good as 'nothing "
    "changes', for every seed": (
        {"found": {"linear": 0.4 * BOTH, "RNN": 0.3 * BOTH}, "nothing": BOTH},
        {"found": {"linear": 0.4 * BOTH, "RNN": np.array([0.3, 0.6])}},
    ),
}
