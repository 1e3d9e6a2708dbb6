"""Controls for the claims of the lab `detective`."""

import numpy as np

CONTROLS = {
    "Every RNN, GRU and LSTM that has learned its own stories is right about at least "
    "80 of 100 that were held out": (
        {
            "right": {"RNN": np.array([0.5, 0.9]), "GRU": np.array([0.9, 0.9])},
            "learned": {"RNN": np.array([False, True]), "GRU": np.array([True, True])},
        },
        {"right": {"RNN": np.array([0.5, 0.7]), "GRU": np.array([0.9, 0.9])}},
    ),
}
