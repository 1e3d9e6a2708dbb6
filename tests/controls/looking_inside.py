"""Controls for the claims of the page `looking-inside`."""

from types import SimpleNamespace

import numpy as np

BOTH = np.array([True, True])
LATE = "right at the worst step from 21 to 40, as it comes"

CONTROLS = {
    "In all three kinds of network, two of 32 directions hold more than four fifths of "
    "what differs between states": (
        {"moved": {"RNN": SimpleNamespace(in_two=np.array([0.97, 0.9]))}},
        {"moved": {"RNN": SimpleNamespace(in_two=np.array([0.97, 0.7]))}},
    ),
    "Though always asked at step 20, RNNs that begin with self-weight 1.5 are right at "
    "every step from 21 to 40; as they come they are wrong at some": (
        {
            "hearing": np.array([0.99, 1.0]),
            "arms": {LATE: np.array([0.0, 0.01])},
        },
        {"hearing": np.array([0.99, 0.5])},
    ),
    "RNNs that begin as a rotation of size 1.5 are wrong at some step from 15 to 25 if "
    "they are always asked at step 20, and right at all if they are asked at any": (
        {
            "solved": BOTH,
            "worst_always": np.array([0.0, 0.2]),
            "worst_any": np.array([0.98, 0.97]),
        },
        {"worst_any": np.array([0.98, 0.7])},
    ),
    "From step 10 on the arrow of every plain RNN points the other way at some step; "
    "that of the others never turns far": (
        {
            "plain": np.array([[1.0, -0.9], [-0.6, 1.0]]),
            "latch": np.full((2, 2), 0.98),
            "lstm": np.full((2, 2), 0.9),
        },
        {"plain": np.array([[1.0, -0.9], [0.6, 1.0]])},
    ),
    "Without its one large turn the trained network guesses": (
        {
            "learned": BOTH,
            "turned": SimpleNamespace(without=np.array([0.51, 0.48])),
        },
        {"turned": SimpleNamespace(without=np.array([0.51, 0.99]))},
    ),
    "With that turn alone, and all 30 or 31 others taken away, it is as right as "
    "before": (
        {
            "learned": BOTH,
            "turned": SimpleNamespace(
                right=np.array([1.0, 1.0]), alone=np.array([1.0, 0.99])
            ),
        },
        {
            "turned": SimpleNamespace(
                right=np.array([1.0, 1.0]), alone=np.array([1.0, 0.5])
            )
        },
    ),
    "On average over the detectives, leaving out the most salient word of a story "
    "moves the opinion less than leaving out any word does": (
        {"moved": {"most": np.array([0.1, 0.2]), "all": np.array([0.3, 0.3])}},
        {"moved": {"most": np.array([0.3, 0.4]), "all": np.array([0.3, 0.3])}},
    ),
    "With the other's hidden state, the LSTM still answers with its own bit": (
        {"given": {"nothing": np.array([0.99]), "h": np.array([0.94])}},
        {"given": {"nothing": np.array([0.99]), "h": np.array([0.5])}},
    ),
    "With the other's cell state, it answers with the other's bit": (
        {"given": {"nothing": np.array([0.99]), "c": np.array([0.03])}},
        {"given": {"nothing": np.array([0.99]), "c": np.array([0.5])}},
    ),
    "A new linear layer reads the bit from the states of the very step at which the "
    "RNN's own says the opposite": (
        {"own": np.array([0.0, 0.02]), "new": np.array([1.0, 0.99])},
        {"new": np.array([1.0, 0.5])},
    ),
    "For networks that have learned, most salient words stand in the second half of "
    "their story, and few are the word without which the opinion moves most; without "
    "the last word it moves less than half as far as without any": (
        {
            "late": np.array([0.8, 0.9]),
            "same": np.array([0.0, 0.1]),
            "last": np.array([0.01, 0.02]),
            "every": np.array([0.3, 0.2]),
        },
        {"late": np.array([0.3, 0.2])},
    ),
}
