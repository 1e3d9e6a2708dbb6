"""Controls for the claims of the lab `forecasting`."""

import numpy as np

ONE, BOTH = np.array([1.0]), np.array([1.0, 1.0])

CONTROLS = {
    "On a wave with changing periods all three are at least twice as good as 'nothing "
    "changes', for every seed": (
        {"found": {"linear": 0.4 * BOTH, "RNN": 0.3 * BOTH}, "nothing": BOTH},
        {"found": {"linear": 0.4 * BOTH, "RNN": np.array([0.3, 0.6])}},
    ),
}
