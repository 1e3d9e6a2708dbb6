"""Controls for the claims of the page `build-the-cell`."""

import numpy as np

CONTROLS = {
    "Written out, in a loop, and from PyTorch: the same network three times": (
        {"differences": [0.0, 1e-16]},
        {"differences": [0.0, 1e-5]},
    ),
    "The network that hands on its state notices when the past changes its order, the "
    "forgetful one does not": (
        {
            "changed": 0.5,
            "forgetful": lambda x: np.ones((2, 3, 4)),
            "x": "in order",
            "shuffled": "in another order",
        },
        {"changed": 0.001},
    ),
}
