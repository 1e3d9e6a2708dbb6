"""Controls for the claims of the page `free-running`."""

import numpy as np

ONE, BOTH = np.array([1.0]), np.array([1.0, 1.0])

CONTROLS = {
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
}
