"""Controls for the claims of the page `which-cell`."""

import numpy as np

CONTROLS = {
    "One, three and four layers in a cell: the formula counts the parameters of "
    "PyTorch's networks exactly": (
        {"by_formula": {"RNN": 1153}, "counts": {"RNN": 1153}},
        {"by_formula": {"RNN": 1121}},
    ),
    "Put together in pairs, a linear recurrence has the same 1,024 states after ten "
    "rounds": (
        {"rounds": 10, "b": np.ones(3), "loop": np.ones(3)},
        {"b": np.array([1.0, 1.0, 1.1])},
    ),
}
