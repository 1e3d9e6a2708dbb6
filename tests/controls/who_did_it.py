"""Controls for the claims of the page `who-did-it`."""

from types import SimpleNamespace

import numpy as np


def gaps(still_open, decided):
    """Stand for networks, and their distance from the exact opinion."""
    return SimpleNamespace(gap_open=np.array(still_open), gap_decided=np.array(decided))


CONTROLS = {
    "For every seed the alibi makes the butler less suspect, the doubt makes him more "
    "suspect again, and in the end story and mirror are both solved": (
        {
            "before": np.array([0.5, 0.4]),
            "alibi": np.array([0.3, 0.35]),
            "doubt": np.array([0.6, 0.5]),
            "about_story": np.array([[0.5, 0.1], [0.5, 0.0]]),
            "about_mirror": np.array([[0.5, 0.9], [0.5, 1.0]]),
        },
        {"alibi": np.array([0.3, 0.41])},
    ),
    "Every bag of words is right about exactly half of the stories that were held "
    "out": ({"counted": np.array([0.5, 0.5])}, {"counted": np.array([0.5, 0.505])}),
    "Every RNN is right about at least 85 of 100 stories that were held out": (
        {"networks": SimpleNamespace(accuracy=np.array([1.0, 0.86]))},
        {"networks": SimpleNamespace(accuracy=np.array([1.0, 0.84]))},
    ),
    "Once the end can be known, every RNN is on average less than a third as far "
    "from the exact opinion as somebody who always says one half; while it is open, "
    "every RNN is further from it": (
        {
            "networks": gaps(still_open=[0.1, 0.07], decided=[0.1, 0.15]),
            "one_half": 0.06,
        },
        {"networks": gaps(still_open=[0.1, 0.05], decided=[0.1, 0.15])},
    ),
    "In every table two other people are, on average, less than three quarters as far "
    "apart as another person and the butler": (
        {"among_others": np.array([1.0, 2.0]), "to_butler": np.array([2.0, 3.0])},
        {"among_others": np.array([1.0, 2.5])},
    ),
    "All networks know their training stories by heart, but about the truth and lies "
    "in stories that were held out the typical one with 16 numbers per word is wrong "
    "more often than right, and the typical one with two is right more often than "
    "wrong": (
        {
            "networks": SimpleNamespace(learned=np.array([1.0, 1.0])),
            "wide": SimpleNamespace(learned=np.array([1.0, 1.0])),
            "by_width": {"2 numbers": np.array([0.8]), "16 numbers": np.array([0.2])},
        },
        {"by_width": {"2 numbers": np.array([0.8]), "16 numbers": np.array([0.5])}},
    ),
    "After 'the butler ate the cake' every network accuses him, but after 'the butler "
    "was innocent' the typical one accuses him too": (
        {
            "last": {"the butler ate the cake": np.array([0.9, 0.8])},
            "innocent": np.array([0.2, 0.9, 0.7]),
        },
        {"innocent": np.array([0.2, 0.9, 0.5])},
    ),
}
