"""Controls for the claims of the page `who-did-it`."""

from types import SimpleNamespace

import numpy as np


def networks(**values):
    """Stand for networks, with what was measured of them."""
    return SimpleNamespace(**{name: np.array(of) for name, of in values.items()})


LEARNED = np.array([True, True, False])  # the last of three networks got stuck

CONTROLS = {
    "At least half of the networks that have learned their stories suspect the butler "
    "less after the alibi, more after the doubt, and solve both the story and its "
    "mirror": (
        {"follows": np.array([True, False, False]), "learned": LEARNED},
        {"follows": np.array([False, False, True])},
    ),
    "If the words of a story are shaken, all networks only guess; in order, those that "
    "have learned are right far more often": (
        {
            "networks": networks(accuracy=[1.0, 0.95, 0.5], shaken=[0.5, 0.55, 0.5]),
            "learned": LEARNED,
        },
        {"networks": networks(accuracy=[1.0, 0.95, 0.5], shaken=[0.5, 0.55, 0.65])},
    ),
    "Every network that has learned its stories is right about at least 85 of 100 that "
    "it has never seen": (
        {"networks": networks(accuracy=[1.0, 0.86, 0.5]), "learned": LEARNED},
        {"networks": networks(accuracy=[1.0, 0.84, 0.9])},
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
    "Every network that has learned its stories is much nearer to what can be known "
    "than somebody who always says one half where the end is known, and nearer where "
    "there is a hint; where there is nothing to know, it is further off": (
        {
            "learned": LEARNED,
            "off_known": np.array([0.1, 0.15, 0.5]),
            "off_hint": np.array([0.1, 0.05, 0.15]),
            "half_off_hint": 0.15,
            "off_nothing": np.array([0.05, 0.1, 0.0]),
        },
        {"off_hint": np.array([0.1, 0.16, 0.15])},
    ),
    "In these two plots a careful count of the training stories is far from what can "
    "be known, and networks that have learned lean to its side, on average": (
        {
            "learned": LEARNED,
            "misleading": np.array([0.5, -0.5, 0.0]),
            "fooled": np.array([True, True, False]),
            "leaning": np.array([0.1, -0.05, -0.1]),
        },
        {"leaning": np.array([0.1, -0.15, 0.1])},
    ),
    "Measured by how far other people lie apart, networks that have learned put the "
    "butler at least one and a half times as far away if they are asked about him as "
    "if they are asked about the person named first": (
        {
            "special": np.array([0.3, 0.2, 1.3]),
            "common": np.array([0.5, 0.8, 1.4]),
            "both": LEARNED,
        },
        {"common": np.array([0.4, 0.8, 2.0])},
    ),
    "With 16 numbers per word instead of two, no network that has learned is right "
    "about more of the stories that end with the truth or a lie, though with 16 each "
    "knows nearly all that it was trained on": (
        {
            "learned": LEARNED,
            "narrow_told": np.array([1.0, 0.9, 0.5]),
            "wide_told": np.array([1.0, 0.8, 0.6]),
            "wide": networks(learned=[1.0, 1.0, 1.0]),
        },
        {"wide_told": np.array([0.8, 1.0, 0.5])},
    ),
    "If the twins are hidden too, the networks with 16 numbers are right about nearly "
    "all of these stories, and on average about no fewer than before, though they have "
    "read less": (
        {"lone_told": np.array([1.0, 0.9]), "wide_told": np.array([0.3, 1.0])},
        {"lone_told": np.array([1.0, 0.8])},
    ),
    "Networks that have learned their stories accuse the butler after 'the butler ate "
    "the cake', and at least half of them do after 'the butler was innocent' too": (
        {
            "learned": LEARNED,
            "last": {"the butler ate the cake": np.array([0.9, 0.8, 0.5])},
            "innocent": np.array([0.2, 0.9, 0.5]),
        },
        {"innocent": np.array([0.2, 0.4, 0.9])},
    ),
    "Without the plot with 'was caught by', no network that has learned and accuses "
    "the innocent butler suspects him more by a tenth": (
        {
            "accuse": LEARNED,
            "innocent": np.array([0.7, 0.8, 0.2]),
            "innocent_now": np.array([0.2, 0.8, 0.9]),
        },
        {"innocent_now": np.array([0.9, 0.8, 0.2])},
    ),
}
