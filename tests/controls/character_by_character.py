"""Controls for the claims of the page `character-by-character`."""

from types import SimpleNamespace

import numpy as np

LEARNED = SimpleNamespace(
    training=np.array([[5.7, 4.7], [5.8, 4.8]]),
    validation=np.array([[7.2, 7.8], [7.3, 7.5]]),
)


def at_two(values):
    """Pick two moments, as the page does."""
    return values[:, 0], values[:, 1]


CONTROLS = {
    "Where counts begin at one, a fourth letter makes the table worse; where they "
    "begin at a tenth, it makes it better": (
        {"fourth_hurts": np.array([[1.0, -0.3], [0.9, -0.4]])},
        {"fourth_hurts": np.array([[1.0, -0.3], [0.9, 0.1]])},
    ),
    "The chosen network and the chosen table differ by less than five percent for "
    "every seed, and typically by less than three": (
        {"lead": np.array([0.01, -0.01, 0.045])},
        {"lead": np.array([0.01, -0.01, 0.06])},
    ),
    "With a learning rate that falls to zero the network is less unsure of names that "
    "it has never seen": (
        {"constant": np.array([7.4, 7.3]), "falls": np.array([7.2, 7.2])},
        {"falls": np.array([7.4, 7.29])},
    ),
    "With a higher temperature every network invents more names that are on neither "
    "list": (
        {"nowhere": np.array([[450, 790, 930], [470, 800, 920]])},
        {"nowhere": np.array([[450, 790, 930], [470, 800, 840]])},
    ),
    "At temperature 1 every network invents at least five times in 1000 a real name "
    "that it had never seen": (
        {"found": np.array([[40, 20, 9], [40, 5, 9]])},
        {"found": np.array([[40, 20, 9], [40, 4, 9]])},
    ),
    "The share of copies among 5000 invented names is the one computed from the bets, "
    "within five of its standard deviations": (
        {"copies": 0.162, "share": 0.169, "spread": 0.005},
        {"copies": 0.14},
    ),
    "Trained on from 600 to 1,000 updates, every network gets surer of the training "
    "names and copies at least a fifth more; of others the typical network gets less "
    "sure": (
        {
            "result": LEARNED,
            "at_two": at_two,
            "sooner": np.array([160, 150]),
            "later": np.array([240, 250]),
        },
        {"later": np.array([240, 170])},
    ),
    "Without its state the same network is at least a fifth more unsure than the "
    "bigram table": (
        {"forgetful": np.array([14.0, 15.0]), "counted": {2: np.array([10.6, 10.7])}},
        {"forgetful": np.array([14.0, 12.0])},
    ),
    "Without names of two and three letters, a bigram table finds less than half as "
    "many real names": (
        {"every": [7, 30], "longer": [3, 4]},
        {"longer": [7, 20]},
    ),
    "Of short held-out names this network is more unsure, by the median": (
        {"short": np.array([12.0, 14.0]), "unsure": np.array([6.0, 7.0])},
        {"short": np.array([6.0, 7.0])},
    ),
}
