"""Controls for the claims of the lab `gradients`."""

import numpy as np


def reaching(*steps):
    biases = (0, 0.5, 1, 1.5, 2, 3)
    return {bias: np.array([n, n + 1]) for bias, n in zip(biases, steps, strict=True)}


CONTROLS = {
    "Between gains that fade for every seed and gains that grow for every seed, there "
    "are gains at which it depends on the seed": (
        {
            "all_fade": np.array([True, False, False]),
            "all_grow": np.array([False, False, True]),
        },
        {"all_grow": np.array([False, True, True])},
    ),
    "For every seed a larger forget bias never makes the memory of a fresh LSTM "
    "shorter, and from 0 to 2 at least five times as long": (
        {"reach": reaching(10, 20, 30, 70, 160, 200)},
        {"reach": reaching(10, 20, 19, 70, 160, 200)},
    ),
}
