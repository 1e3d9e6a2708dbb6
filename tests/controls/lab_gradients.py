"""Controls for the claims of the lab `gradients`."""

import numpy as np


def reaching(*steps):
    biases = (0, 0.5, 1, 1.5, 2, 3)
    return {bias: np.array([n, n + 1]) for bias, n in zip(biases, steps, strict=True)}


CONTROLS = {
    "Every seed fades with small gains and grows with large ones, and the gains from "
    "which it grows lie above 1": (
        {
            "gains": np.array([0.9, 1.1, 1.5]),
            "all_fade": np.array([True, False, False]),
            "all_grow": np.array([False, False, True]),
        },
        {"all_fade": np.array([True, False, True])},
    ),
    "For every seed a larger forget bias never makes the gradient of a fresh LSTM "
    "reach less far, and from 0 to 2 at least five times as far": (
        {"reach": reaching(10, 20, 30, 70, 160, 200)},
        {"reach": reaching(10, 20, 19, 70, 160, 200)},
    ),
}
