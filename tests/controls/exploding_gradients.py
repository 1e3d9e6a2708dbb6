"""Controls for the claims of the page `exploding-gradients`."""

import numpy as np

CONTROLS = {
    "Without clipping the loss of every seed becomes infinite; with it every seed ends "
    "below a hundredth": (
        {"broken": np.array([True, True]), "ends": np.array([1e-4, 1e-3])},
        {"broken": np.array([True, False])},
    ),
    "Without a limit most seeds end in infinity with every gain, even below 1; with a "
    "limit, or with a fifth of the step, none does": (
        {
            "infinite": {
                "no limit": [3, 2, 3],
                "limit 1": [0, 0, 0],
                "no limit, a fifth of the step": [0, 0, 0],
            },
            "seeds": lambda: range(3),
        },
        {
            "infinite": {
                "no limit": [3, 2, 3],
                "limit 1": [0, 0, 0],
                "no limit, a fifth of the step": [0, 1, 0],
            },
        },
    ),
    "Our clipping and PyTorch's find the same length and leave the same gradients": (
        {"ours": 13.0, "theirs": 13.0, "difference": 1e-8},
        {"ours": 13.01},
    ),
}
