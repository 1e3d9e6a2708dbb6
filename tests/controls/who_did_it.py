"""Controls for the claims of the page `who-did-it`."""

from types import SimpleNamespace

import numpy as np


def networks(**values):
    """Stand for networks, with what was measured of them."""
    return SimpleNamespace(**{name: np.array(of) for name, of in values.items()})


CONTROLS = {
    "Most networks suspect the butler less after the alibi, more after the doubt, and "
    "solve both the story and its mirror": (
        {"follows": np.array([True, True, True, True, False])},
        {"follows": np.array([True, True, True, False, False])},
    ),
    "If the words of a story are shaken, the networks only guess": (
        {"networks": networks(accuracy=[1.0, 0.95, 0.5], shaken=[0.5, 0.55, 0.5])},
        {"networks": networks(accuracy=[1.0, 0.95, 0.5], shaken=[0.5, 0.65, 0.5])},
    ),
    "The typical network is right about at least 95 of 100 stories that it has never "
    "seen": (
        {"networks": networks(accuracy=[1.0, 0.96, 0.5])},
        {"networks": networks(accuracy=[1.0, 0.94, 0.5])},
    ),
    "Of 999 opinions the cheapest is the share itself, for each of 19 shares": (
        {"share": np.array([[0.25], [0.5]]), "cheapest": np.array([0.25, 0.5])},
        {"cheapest": np.array([0.25, 0.501])},
    ),
    "With groups as long as validation says, a bag is right about nearly all stories "
    "that were held out, and the best networks can only draw level": (
        {
            "shares": {8: 1.0},
            "length": 8,
            "width": 2,
            "networks": networks(accuracy=[1.0, 0.97]),
        },
        {"shares": {8: 0.98}},
    ),
    "The heaps are equal for groups of up to six words, and differ from seven on": (
        {"equal": {5: True, 6: True, 7: False}},
        {"equal": {5: True, 6: False, 7: False}},
    ),
    "Where the end is known or there is a hint, the typical network is much nearer to "
    "what can be known than somebody who always says one half; where there is nothing "
    "to know, it is further off": (
        {
            "distance": np.array([[0.1, 0.2], [0.1, 0.1]]),
            "known": np.array([True, True]),
            "off_hint": np.array([0.1, 0.05]),
            "half_off_hint": 0.15,
            "off_nothing": np.array([0.05, 0.1]),
        },
        {"off_hint": np.array([0.15, 0.1])},
    ),
    "In these two plots a careful count of the training stories is far from what can "
    "be known, and the networks lean to its side": (
        {
            "misleading": np.array([0.5, -0.5, 0.0]),
            "fooled": np.array([True, True, False]),
            "leaning": np.array([0.1, 0.05, -0.01, 0.1]),
        },
        {"leaning": np.array([0.1, 0.05, -0.01, -0.1])},
    ),
    "Asked about the butler, the typical network puts him far away from the other "
    "people; asked about the person named first, it doesn't": (
        {"special": np.array([0.3, 0.2]), "common": np.array([1.1, 0.8])},
        {"common": np.array([0.7, 0.6])},
    ),
    "With 16 numbers per word instead of two, networks are right about fewer of the "
    "stories that end with the truth or a lie": (
        {
            "narrow_told": np.array([1.0, 0.9]),
            "wide_told": np.array([0.3, 0.8]),
            "wide": networks(learned=[1.0, 1.0]),
        },
        {"wide_told": np.array([1.0, 0.8])},
    ),
    "If the twins are hidden too, the networks with 16 numbers are right about nearly "
    "all of these stories, though they have read less": (
        {"lone_told": np.array([1.0, 0.9]), "wide_told": np.array([0.3, 0.8])},
        {"lone_told": np.array([1.0, 0.8])},
    ),
    "The typical network accuses the butler after 'the butler ate the cake', and after "
    "'the butler was innocent' too": (
        {
            "last": {"the butler ate the cake": np.array([0.9, 0.8])},
            "innocent": np.array([0.2, 0.9, 0.7]),
        },
        {"innocent": np.array([0.2, 0.9, 0.5])},
    ),
    "Without the plot with 'was caught by', the innocent butler is suspected less on "
    "average, but some networks still accuse him": (
        {"innocent": np.array([0.9, 0.8]), "innocent_now": np.array([0.2, 0.7])},
        {"innocent_now": np.array([0.2, 0.5])},
    ),
}
