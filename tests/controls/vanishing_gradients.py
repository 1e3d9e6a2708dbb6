"""Controls for the claims of the page `vanishing-gradients`."""

from types import SimpleNamespace

import numpy as np


def left(name, gradient):
    return {name: np.full((2, 100), gradient)}


CONTROLS = {
    "With gain 0.9 the gradient after so many steps back is at most 0.9 to their "
    "power, for every seed": (
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0)}, "lags": np.arange(100)},
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0) * 1.001}},
    ),
    "With gain 3 the gradient is more than a million times as large after 99 steps as "
    "at the start, for every seed": (
        {"gains": {"gain 3.0": np.full((2, 100), 1e9)}},
        {"gains": {"gain 3.0": np.full((2, 100), 0.9)}},
    ),
    "With gain 50 and the tanh less than a billionth is left after 99 steps of what "
    "there would be without it, for every seed": (
        {"huge": np.array([1e-50, 1e4]), "huge_linear": np.array([1e168, 1e168])},
        {"huge": np.array([1e-50, 1e160])},
    ),
    "At least nine in ten RNNs that begin with self-weight 1.5 learn to recall a bit "
    "over about 80 steps, though less than a billionth of their gradient is left after "
    "79 steps when training begins": (
        {
            "learned": SimpleNamespace(
                solved=np.array([True, True]), steps=np.array([11, 27])
            ),
            "left": np.array([1e-28, 1e-24]),
            "BILLIONTH": 1e-9,
        },
        {"left": np.array([1e-28, 0.4])},
        {
            "learned": SimpleNamespace(
                solved=np.array([True, False]), steps=np.array([11, 600])
            )
        },
    ),
    "After 80 steps a linear layer reads the first bit from the state of untrained "
    "RNNs with self-weight 1.5, with 95 of 100 answers right for the typical one and "
    "more than 70 for every one; from RNNs as PyTorch draws them it can only guess": (
        {"latched": np.array([0.99, 1.0]), "as_drawn": np.array([0.5, 0.47])},
        {"latched": np.array([0.99, 0.7])},
    ),
    "If only the first of 80 values changes its sign, the gradient of the weights "
    "changes by more than a tenth of its length for every untrained RNN with "
    "self-weight 1.5, and by less than a thousandth for every one as PyTorch draws "
    "it": (
        {"moved": np.array([0.7, 1.6]), "deaf": np.array([1e-6, 1e-6])},
        {"moved": np.array([0.7, 1e-6])},
    ),
    "Of 200 fresh nn.RNN(1, 32), at least nine in ten have a largest singular value "
    "above 1, and the gradient of every one that we measured vanishes all the same": (
        {
            "largest": np.full(200, 1.1),
            "plain": np.full((2, 100), 1e-15),
            "BILLIONTH": 1e-9,
        },
        {"largest": np.linspace(0.5, 1.1, 200)},
    ),
    "A matrix with both eigenvalues at 0.9 stretches more than tenfold before it "
    "shrinks below a tenth": (
        {"W": 0.9 * np.eye(2), "growth": [5.0, 19.0, *[0.01] * 99]},
        {"growth": [5.0, 9.0, *[0.01] * 99]},
    ),
    "As PyTorch creates them, less than a billionth of the gradient of RNN, GRU and "
    "LSTM is left after 99 steps, for every seed": (
        {"out_of_the_box": np.array([1e-20, 1e-14]), "BILLIONTH": 1e-9},
        {"out_of_the_box": np.array([1e-20, 1e-8])},
    ),
    "With gain 1 less than a twentieth of the gradient is left after 99 steps with the "
    "tanh, and all of it without": (
        {"gains": {"gain 1.0": np.full((2, 100), 0.003)}, "linear": np.ones(2)},
        {"linear": np.array([1.0, 0.9])},
    ),
    "An RNN that begins as a rotation of size 1 leaves more than a million times as "
    "much of its gradient after 99 steps as one that PyTorch has drawn": (
        {"gated": left("RNN", 1e-20) | left("RNN, gain 1", 1e-3)},
        {"gated": left("RNN", 1e-8) | left("RNN, gain 1", 1e-3)},
    ),
    "A GRU with an update bias of 3 leaves more than a million times as much as one "
    "that PyTorch has drawn": (
        {"gated": left("GRU", 1e-20) | left("GRU, update bias 3", 1e-2)},
        {"gated": left("GRU", 1e-7) | left("GRU, update bias 3", 1e-2)},
    ),
    "The gradient of an LSTM with a forget bias of 3 does not fall over 99 steps; of "
    "one that PyTorch has drawn less than a billionth is left": (
        {
            "gated": left("LSTM", 1e-20) | left("LSTM, forget bias 3", 4.0),
            "BILLIONTH": 1e-9,
        },
        {"gated": left("LSTM", 1e-20) | left("LSTM, forget bias 3", 0.05)},
    ),
    "With a forget bias of 5 the LSTM's gradient is more than five times as large "
    "after 99 steps, for every seed": (
        {"open_wide": np.full((2, 100), 20.0)},
        {"open_wide": np.full((2, 100), 4.0)},
    ),
    "The hand-written Jacobian of one step is that of PyTorch": (
        {"by_hand": np.eye(2), "by_torch": np.eye(2)},
        {"by_hand": np.eye(2)[::-1]},
    ),
}
