"""Controls for the claims of the lab `memory`."""

import numpy as np

CONTROLS = {
    "An LSTM written and trained in NumPy recalls the bit in at least 99 of 100 new "
    "sequences": ({"right": 0.995}, {"right": 0.98}),
    "The forget gates were open before training, and training has left them so": (
        {"before": 0.954, "after": 0.953},
        {"after": 0.99},
    ),
    "Over 10 steps the GRU adds at least three times as exactly as the plain RNN, by "
    "the median over the seeds": (
        {"short": {"RNN": np.array([0.01, 0.02]), "GRU": np.array([1e-4, 1e-4])}},
        {"short": {"RNN": np.array([0.01, 0.02]), "GRU": np.array([0.01, 0.01])}},
    ),
}
