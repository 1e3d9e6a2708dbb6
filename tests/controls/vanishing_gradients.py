"""Controls for the claims of the page `vanishing-gradients`."""

import numpy as np

CONTROLS = {
    "With gain 0.9 the gradient is nowhere above 0.9 to the power of the lag, for no "
    "seed": (
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0)}, "lags": np.arange(100)},
        {"gains": {"gain 0.9": 0.9 ** np.arange(100.0) * 1.001}},
    ),
    "With gain 1.5 the gradient is larger after 99 steps than at the start, for every "
    "seed, and with gain 3 more than a million times": (
        {
            "gains": {
                "gain 1.5": np.full((2, 100), 9.0),
                "gain 3.0": np.full((2, 100), 1e9),
            }
        },
        {
            "gains": {
                "gain 1.5": np.full((2, 100), 0.9),
                "gain 3.0": np.full((2, 100), 1e9),
            }
        },
    ),
    "Of 200 fresh nn.RNN(1, 32), at least nine in ten have a largest singular value "
    "above 1, and the gradient of every one that we measured vanishes all the same": (
        {"largest": np.full(200, 1.1), "plain": np.full((2, 100), 1e-15)},
        {"largest": np.linspace(0.5, 1.1, 200)},
    ),
    "A matrix with both eigenvalues at 0.9 stretches more than tenfold before it "
    "shrinks below a tenth": (
        {"W": 0.9 * np.eye(2), "growth": [5.0, 19.0, *[0.01] * 99]},
        {"growth": [5.0, 9.0, *[0.01] * 99]},
    ),
    "As PyTorch creates them, less than a billionth of the gradient of RNN, GRU and "
    "LSTM is left after 99 steps, for every seed": (
        {"out_of_the_box": np.array([1e-20, 1e-14])},
        {"out_of_the_box": np.array([1e-20, 1e-8])},
    ),
    "With a forget bias of 3 the LSTM's gradient does not vanish over 99 steps, and "
    "with 5 it grows more than fivefold, for every seed": (
        {
            "gated": {
                "LSTM, forget bias 3": np.full((2, 100), 4.0),
                "LSTM, forget bias 5": np.full((2, 100), 50.0),
            }
        },
        {
            "gated": {
                "LSTM, forget bias 3": np.full((2, 100), 4.0),
                "LSTM, forget bias 5": np.full((2, 100), 4.0),
            }
        },
    ),
    "The hand-written Jacobian of one step is that of PyTorch": (
        {"by_hand": np.eye(2), "by_torch": np.eye(2)},
        {"by_hand": np.eye(2)[::-1]},
    ),
}
