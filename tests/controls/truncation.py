"""Controls for the claims of the page `truncation`."""

import numpy as np

from rnn_tutorial.data.echo import best_accuracy

CONTROLS = {
    "Counted step by step, the best accuracy is that of the formula, for delays up to "
    "10 and chunks up to 40": (
        {"counted": best_accuracy, "best_accuracy": best_accuracy},
        {"counted": lambda delay, chunk_len: 1 - delay / (2 * chunk_len)},
    ),
    "With delay 3 and chunks of 4 steps, handing on the state takes every network from "
    "the best possible with a fresh start to nearly all echoes": (
        {
            "carried": {(3, 4): np.array([0.999, 0.998])},
            "fresh": {"delay 3, chunks of 4": np.array([0.62, 0.63])},
        },
        {"carried": {(3, 4): np.array([0.999, 0.7])}},
    ),
    "Of networks that start afresh with each chunk, at least four in five come within "
    "one percent of 1 − d/(2k) for each d and k, and none beats it by more": (
        {
            "there": {"a": np.array([True, True])},
            "beyond": {"a": np.array([-0.004, 0.004])},
        },
        {"beyond": {"a": np.array([-0.004, 0.011])}},
        {"there": {"a": np.array([True, False])}},
    ),
    "With the state handed on and chunks longer than the delay, at least nine in ten "
    "networks echo nearly all bits, and the typical one all but one in a hundred": (
        {"reached": np.array([0.999, 0.998])},
        {"reached": np.array([0.999, 0.96])},
        {"reached": np.array([0.98, 0.98])},
    ),
    "With chunks of one or two steps, at least nine in ten networks learn an echo of "
    "three steps all the same, within this training": (
        {"short_echo": np.array([0.999, 0.998])},
        {"short_echo": np.array([0.999, 0.9])},
    ),
    "With chunks of two or four steps, most networks do not learn an echo of eight "
    "steps well": (
        {"long_echo": np.array([0.5, 0.8, 0.99])},
        {"long_echo": np.array([0.5, 0.98, 0.99])},
    ),
    "From the state of an untrained RNN a fitted linear layer reads the bit of eight "
    "steps ago nearly always, for every seed, and that of twenty steps ago it can only "
    "guess": (
        {"by_chance": np.tile(np.where(np.arange(24) < 9, 1.0, 0.5), (3, 1))},
        {"by_chance": np.tile(np.where(np.arange(24) < 7, 1.0, 0.5), (3, 1))},
    ),
    "With chunks of two steps at least half of the networks know the echo of three "
    "steps after 1,600 large updates, and at least half have lost it after 3,200": (
        {"soon": np.array([0.999, 0.6, 0.998]), "later": np.array([0.6, 0.7, 0.5])},
        {"later": np.array([0.6, 0.999, 0.999])},
    ),
    "With chunks of four steps every network still knows the echo of three steps "
    "after 3,200 such updates; if the gradient is cut once more, before the last "
    "step of each chunk, and nothing else is changed, none knows it better by more "
    "than one in a hundred": (
        {"longer": np.array([0.999, 0.998]), "short": np.array([0.999, 0.65])},
        {"longer": np.array([0.999, 0.95])},
    ),
    "With the gradient cut at every step, so that nothing comes back from the past,"
    " at least half of the networks keep the echo of three steps": (
        {"short": np.array([0.999, 0.65]), "single": np.array([0.999, 0.998])},
        {"single": np.array([0.9, 0.65])},
    ),
}
