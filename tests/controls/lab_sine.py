"""Controls for the claims of the lab `sine`."""

from types import SimpleNamespace

import numpy as np

from rnn_tutorial.metrics import mse

CONTROLS = {
    "For every seed the free run is at least 100 times worse than one step": (
        {"ratios": np.array([200.0, 5000.0])},
        {"ratios": np.array([90.0, 5000.0])},
    ),
    "Two weights, found by least squares, continue the slow wave to its end": (
        {"continued": np.zeros(4), "exact": np.zeros(24), "SEQ_LEN": 20, "mse": mse},
        {"continued": np.full(4, 0.01)},
    ),
    "With windows of two values, the network ends at least three times worse, by the "
    "median": (
        {"two_values": np.array([1e-3, 2e-5]), "as_above": np.array([1e-5, 2e-5])},
        {"two_values": np.array([1e-5, 2e-5])},
    ),
    "On the faster wave every seed's free run keeps to the wave": (
        {"fast": SimpleNamespace(free_run_error=np.array([0.001, 0.002]))},
        {"fast": SimpleNamespace(free_run_error=np.array([0.001, 0.2]))},
    ),
}
