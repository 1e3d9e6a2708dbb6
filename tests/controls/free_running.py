"""Controls for the claims of the page `free-running`."""

import numpy as np

BOTH = np.array([1.0, 1.0])

CONTROLS = {
    "On the logistic map the RNN's error after 16 steps is more than ten times that "
    "after one step, for every seed": (
        {"grown": 11 * BOTH},
        {"grown": np.array([11.0, 9.0])},
    ),
    "Values of the logistic map that lie 300 steps apart differ by the root of 2 times "
    "the spread, within a tenth": (
        {"series": np.array([0.0, 2.0]), "strangers": 1.4},
        {"strangers": 1.0},
    ),
    "After 16 steps the RNN's run is as far from the truth as a stranger, for every "
    "seed": (
        {"apart": np.array([1.4, 1.5])},
        {"apart": np.array([1.4, 1.0])},
    ),
    "Asked directly for the value in 16 steps, the RNN is better than on its own, and "
    "about as good as the mean": (
        {
            "direct": 0.3 * BOTH,
            "spread": 0.3 * BOTH,
            "far": {"RNN": np.full((2, 5), 0.42)},
        },
        {"direct": np.array([0.3, 0.4])},
    ),
    "After 20 steps the two are still alike, after 30 no more": (
        {"alike": {20: 0.95, 30: 0.05}},
        {"alike": {20: 0.95, 30: 0.5}},
    ),
    "Without chaos the typical RNN's error grows less than fourfold in 16 steps; with "
    "it every RNN's grows more than eightfold": (
        {"grown_by": {"calm": 1.5 * BOTH, "chaos": 12 * BOTH}},
        {"grown_by": {"calm": 9.0 * BOTH, "chaos": 12 * BOTH}},
    ),
    "Learned without noise, the model's free run doesn't fade": (
        {"left": {(0.1, 4): 0.2 * BOTH, (0.0, 4): BOTH}},
        {"left": {(0.1, 4): 0.2 * BOTH, (0.0, 4): 0.9 * BOTH}},
    ),
    "With windows of 20 values instead of 4, the free run of the noisy model hardly "
    "fades": (
        {"left": {(0.1, 4): 0.2 * BOTH, (0.1, 20): 0.98 * BOTH}},
        {"left": {(0.1, 4): 0.2 * BOTH, (0.1, 20): 0.5 * BOTH}},
    ),
    "On the noisy sine the linear model is at 64 steps hardly more wrong than at one "
    "step, for every seed": (
        {"kept": {"linear": np.array([1.0, 1.1])}},
        {"kept": {"linear": np.array([1.0, 1.3])}},
    ),
    "Many free runs at once are the same as one after the other": (
        {"difference": 1e-6},
        {"difference": 1e-3},
    ),
    "This network's run of 16 steps, from this window, is at least five times as wrong "
    "as 16 single steps": ({"free": 0.3, "one_step": 0.01}, {"free": 0.04}),
    "Noise in the windows makes the free run shrink, noise in the values that come "
    "next does not": (
        {"in_windows": 0.8 * BOTH, "in_answers": BOTH},
        {"in_answers": 0.8 * BOTH},
    ),
}
