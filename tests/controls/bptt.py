"""Controls for the claims of the page `bptt`."""

CONTROLS = {
    "The hand-written gradients of an RNN are those of PyTorch, and those found by "
    "trying": (
        {"to_autograd": {"b_h": 1e-15}, "to_trying": {"b_h": 1e-9}},
        {"to_autograd": {"b_h": 1e-15, "W_hh": 1e-9}},
    ),
    "A gradient that forgets the later steps is found out by trying": (
        {"difference": 3.0},
        {"difference": 1e-9},
    ),
}
