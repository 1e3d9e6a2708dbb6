"""Controls for the claims of the page `weather-and-stocks`."""

from types import SimpleNamespace

import numpy as np

ONE, BOTH = np.array([1.0]), np.array([1.0, 1.0])

CONTROLS = {
    "On Seattle's temperatures the linear model is better than yesterday's value, and "
    "no network is better than the linear model by a twentieth of a degree, for any "
    "seed": (
        {
            "errors": {"linear": 2.7 * ONE, "nothing changes": 2.9 * ONE},
            "networks": np.array([2.72, 2.66]),
        },
        {"networks": np.array([2.72, 2.6])},
    ),
    "A week ahead the linear model and every RNN are better than a value from the last "
    "day, and worse than they were one day ahead": (
        {
            "ahead": {
                "linear": np.array([[2.7, 3.0, 3.5, 3.8]]),
                "nothing changes": np.array([[2.9, 4.0, 4.5, 4.8]]),
                "RNN": np.array([[2.7, 3.0, 3.5, 3.9], [2.8, 3.0, 3.5, 4.0]]),
            }
        },
        {
            "ahead": {
                "linear": np.array([[2.7, 3.0, 3.5, 3.8]]),
                "nothing changes": np.array([[2.9, 4.0, 4.5, 4.8]]),
                "RNN": np.array([[2.7, 3.0, 3.5, 3.9], [2.8, 3.0, 3.5, 4.9]]),
            }
        },
    ),
    "Of twenty pairs of company and model, at most one is typically better than "
    "'nothing changes' by more than a twentieth, and most recurrent networks are worse "
    "by more than a quarter": (
        {"better": 1, "recurrent": np.array([0.9, 1.3, 1.4])},
        {"better": 2},
    ),
    "The price of AAPL is in the late part on average more than twice as high as in "
    "the early part": ({"early": ONE, "late": 2.1 * ONE}, {"late": 1.9 * ONE}),
    "On shuffled windows the typical error of the RNN in dollars is less than three "
    "quarters of the honest one, for three of five companies": (
        {"halved": [0.7, 0.5, 0.4]},
        {"halved": [0.8, 0.5, 0.4]},
    ),
    "Compared with 'nothing changes' on the same months, the leak makes the typical "
    "RNN look better by a fifth or more for AMZN and IBM, and even so it beats "
    "'nothing changes' by more than a twentieth for no company": (
        {"fair": {"AMZN": 1.6, "IBM": 2.8}, "leaky": {"AMZN": 1.1, "IBM": 1.5}},
        {"leaky": {"AMZN": 1.4, "IBM": 1.5}},
    ),
    "If the late part of a series changes, nothing changes in what is learned from, "
    "not even its scale": (
        {
            "same": True,
            "task": SimpleNamespace(mean=1.0, std=2.0),
            "other": SimpleNamespace(mean=1.0, std=2.0),
        },
        {"other": SimpleNamespace(mean=1.1, std=2.0)},
    ),
}
