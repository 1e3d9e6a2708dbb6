"""Controls for the claims of the page `character-by-character`."""

from types import SimpleNamespace

import numpy as np


def overfitted(held_out, copied):
    """Stand for what networks knew at two moments, and copied at two temperatures."""
    return SimpleNamespace(
        training=np.array([[5.7, 4.7], [5.8, 4.8]]),
        held_out=np.array([[7.2, 7.8], [7.3, held_out]]),
        copied=np.array([[[500, 180], [700, 320]], [[500, 190], [700, copied]]]),
    )


CONTROLS = {
    "With add-one smoothing counting gets better from one to three letters and worse "
    "with four; with a tenth instead of one, four are better than three, for every "
    "seed": (
        {
            "counted": {n: np.array([p, p]) for n, p in enumerate([16, 10, 9, 9.5], 1)},
            "tables": np.tile([[16.0], [10.0], [8.4], [8.1]], (2, 1, 4)),
        },
        {"counted": {n: np.array([p, p]) for n, p in enumerate([16, 10, 9, 8.5], 1)}},
    ),
    "A five-letter table that falls back on shorter ones is typically less unsure than "
    "the network, and for no seed more unsure by three percent": (
        {"falling_back": np.array([7.1, 7.25]), "network": np.array([7.3, 7.2])},
        {"falling_back": np.array([6.9, 7.5])},
    ),
    "The network is less unsure than the best of sixteen tables, by three percent or "
    "more, for every seed": (
        {"network": np.array([7.2, 7.4]), "best_table": np.array([7.9, 8.0])},
        {"network": np.array([7.2, 7.8])},
    ),
    "With each step up in temperature, every network invents at least 50 more names in "
    "1000 that are on neither list": (
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
    "From 600 to 1500 updates every network gets surer of the training names and less "
    "sure of the held-out ones, and copies at least a quarter more": (
        {"result": overfitted(held_out=7.8, copied=300), "at": 0, "last": 1},
        {"result": overfitted(held_out=7.2, copied=300)},
    ),
    "Without its state the network is at least a fifth more unsure than the bigram "
    "table, for every seed": (
        {"forgetful": np.array([14.0, 15.0]), "counted": {2: np.array([10.6, 10.7])}},
        {"forgetful": np.array([14.0, 12.0])},
    ),
}
