"""Controls for the claims of the page `sequence-shapes`."""

import numpy as np

SEEDS = np.array([1.0, 0.99])

CONTROLS = {
    "The table tells the shapes of every network: with any cell, one to three layers, "
    "one or two directions, batch first or not": (
        {"fitting": 36, "networks": 36},
        {"fitting": 35},
    ),
    "For every seed and cell, the last step of output is the last of h_n in one "
    "direction; for the backward network the first step is, and the last is not": (
        {"same": [0.0, 1e-8], "mistaken": [0.1, 0.2]},
        {"same": [0.0, 1e-3]},
    ),
    "A packed batch ends in the same states as its sequences one by one, with every "
    "cell, in one direction and in two, for every seed; a padded one does not": (
        {"by_packing": [0.0, 1e-7], "by_padding": [0.1, 0.2]},
        {"by_packing": [0.0, 1e-3]},
    ),
    "With padding counted, a program that never writes a letter is right more than "
    "half of the time, without it less than once in six": (
        {"everywhere": 0.54, "where_real": 0.14},
        {"everywhere": 0.14},
    ),
    "With the lengths known, every translator is right about at least 95 of 100 "
    "held-out numbers": ({"share": SEEDS}, {"share": np.array([1.0, 0.94])}),
    "With the padding read as digits, every translator is wrong about nearly all "
    "held-out numbers of one or two digits, and still right about more than 80 of 100 "
    "of them all": (
        {"of_short": np.array([0.0, 0.07]), "of_all": 0.9 * SEEDS},
        {"of_short": np.array([0.0, 0.8])},
    ),
    "If rows stay, the belt echoes nearly every bit; if they change places, it comes "
    "within one percent of whoever forgets all between chunks": (
        {"in_order": 0.996, "mixed_up": 0.81, "best_accuracy": lambda *_: 0.8125},
        {"mixed_up": 0.996},
    ),
}
