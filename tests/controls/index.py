"""Controls for the claims of the page `index`."""

import numpy as np

from rnn_tutorial.metrics import mse

CONTROLS = {
    "Left alone, the network keeps to the wave for all the steps that are left": (
        {"written": np.zeros(4), "y": np.zeros((4, 1)), "mse": mse},
        {"written": np.full(4, 0.3)},
    ),
}
