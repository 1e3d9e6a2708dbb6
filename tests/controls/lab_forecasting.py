"""Controls for the claims of the lab `forecasting`."""

import numpy as np

BOTH = np.array([1.0, 1.0])

CONTROLS = {
    "On a wave with changing periods the LSTM beats the weighted sum for every seed, "
    "and the typical RNN does too": (
        {"ratios": {"LSTM": 0.8 * BOTH, "RNN": 0.9 * BOTH}},
        {"ratios": {"LSTM": np.array([0.8, 1.1]), "RNN": 0.9 * BOTH}},
    ),
    "With 200 updates instead of 600 the LSTM's error is larger, for every seed": (
        {"short": BOTH, "ratios": {"LSTM": 0.8 * BOTH}},
        {"short": np.array([1.0, 0.8])},
    ),
    "The typical LSTM beats the rule 'as it turned' as well": (
        {"ratios": {"LSTM": 0.7 * BOTH, "as it turned": 0.9 * BOTH}},
        {"ratios": {"LSTM": 0.7 * BOTH, "as it turned": 0.6 * BOTH}},
    ),
}
