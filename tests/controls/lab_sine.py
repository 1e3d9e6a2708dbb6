"""Controls for the claims of the lab `sine`."""

from types import SimpleNamespace

import numpy as np

from rnn_tutorial.metrics import mse

BOTH = np.array([1.0, 1.0])

CONTROLS = {
    "For every seed the free run is at least 100 times worse than one step": (
        {"ratios": np.array([200.0, 5000.0])},
        {"ratios": np.array([90.0, 5000.0])},
    ),
    "Two weights, found by least squares, continue the slow wave to its end": (
        {"continued": np.zeros(4), "exact": np.zeros(24), "SEQ_LEN": 20, "mse": mse},
        {"continued": np.full(4, 0.01)},
    ),
    "After 300 epochs, too, windows of two values leave the network typically three "
    "times as wrong or more": (
        {
            "after_300": 1e-3 * BOTH,
            "slow": SimpleNamespace(held_out=np.full((2, 9), 1e-5)),
        },
        {"after_300": 2e-5 * BOTH},
    ),
    "On the faster wave the free run typically keeps to the wave, on the slow one it "
    "doesn't": (
        {
            "fast": SimpleNamespace(free_run_error=0.001 * BOTH),
            "slow": SimpleNamespace(free_run_error=0.5 * BOTH),
        },
        {"fast": SimpleNamespace(free_run_error=np.array([0.001, 0.2]))},
    ),
    "With no more cycles of the faster wave to practise with than of the slow one, at "
    "least half of the free runs still keep to the wave": (
        {
            "no_more_cycles": SimpleNamespace(free_run_error=np.array([0.001, 0.2])),
            "slow": SimpleNamespace(free_run_error=0.5 * BOTH),
        },
        {"no_more_cycles": SimpleNamespace(free_run_error=0.2 * BOTH)},
    ),
}
