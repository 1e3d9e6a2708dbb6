"""Controls for the claims of the page `which-cell`."""

CONTROLS = {
    "One, three and four layers in a cell: the formula counts the parameters of "
    "PyTorch's networks exactly": (
        {"by_formula": {"RNN": 1153}, "counts": {"RNN": 1153}},
        {"by_formula": {"RNN": 1121}},
    ),
}
