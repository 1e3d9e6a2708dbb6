"""Controls for the claims of the lab `detective`."""

import numpy as np

CONTROLS = {
    "The typical RNN, GRU and LSTM are right about at least 80 of 100 stories that "
    "were held out": (
        {"by_cell": {"RNN": np.array([0.7, 0.9, 0.9]), "GRU": np.array([0.9])}},
        {"by_cell": {"RNN": np.array([0.7, 0.7, 0.9]), "GRU": np.array([0.9])}},
    ),
}
