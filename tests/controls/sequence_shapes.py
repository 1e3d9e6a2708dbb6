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
    "Without the lengths every translator is wrong about nearly all held-out numbers "
    "of one or two digits, and still right about more than 80 of 100 if all lengths "
    "are counted": (
        {
            "careful": SEEDS,
            "of_short": np.array([0.0, 0.07]),
            "of_all": 0.9 * SEEDS,
        },
        {"of_short": np.array([0.0, 0.8])},
    ),
    "If rows stay, the belt echoes nearly every bit; if they change places, it does no "
    "better than a belt that forgets everything between chunks": (
        {
            "in_order": np.array([0.996, 0.995]),
            "mixed_up": np.array([0.81, 0.815]),
            "best_accuracy": lambda *_: 0.8125,
        },
        {"mixed_up": np.array([0.81, 0.996])},
    ),
    "Given scores, the loss of a sure and right answer is zero; given probabilities, "
    "it is more than half of the loss of having no idea": (
        {"once": 0.0, "twice": 1.54},
        {"twice": 0.1},
    ),
}
