"""Controls for the claims of the page `exploding-gradients`."""

from types import SimpleNamespace

import numpy as np

YES, NO = np.array([True, True]), np.array([False, False])


def run(final=(0.0, 0.0), infinite=NO):
    return SimpleNamespace(final=np.array(final), is_infinite=infinite)


def lost(one):
    return one.final > 0.5


LOST, LEARNED = run((1.0, 1.0)), run((1e-4, 1e-3))
FREE = {"lost": lost, "free": LOST}

CONTROLS = {
    "Without a limit most networks end up guessing; with a limit every one learns to "
    "recall the bit": (
        FREE | {"limited": LEARNED},
        {"limited": run((1e-4, 0.02))},
    ),
    "With gain 1.5 blame grows on its way through twenty steps; with gain 1 it "
    "shrinks, before the first update": (
        {"first": np.array([8.0, 9.0]), "first_tame": np.array([0.1, 0.4])},
        {"first_tame": np.array([0.1, 1.4])},
    ),
    "If blame may not grow on its way back, fewer networks are lost, with nothing else "
    "changed": (FREE | {"level": run((1.0, 1e-4))}, {"level": LOST}),
    "With gain 1 instead of 1.5, at most half as many networks are lost": (
        FREE | {"tame": run((1.0, 1e-4))},
        {"tame": LOST},
    ),
    "A limit during the first 30 updates saves every network, though there is none "
    "later": (FREE | {"early": LEARNED}, {"early": run((1e-4, 1.0))}),
    "With a fifth of the step, and no limit, every network learns": (
        FREE | {"slow": LEARNED},
        {"free": run((1e-4, 1e-3))},
    ),
    "While the loss runs to infinity, nothing of the blame arrives at the beginning of "
    "the sequence": (
        {
            "wild": SimpleNamespace(is_infinite=YES, growth=np.zeros(2)),
            "before_the_end": lambda values: values,
        },
        {"wild": SimpleNamespace(is_infinite=YES, growth=np.array([0.0, 5.0]))},
    ),
    "Even if the recurrent layer never learns, every loss becomes infinite": (
        {"wild": run(infinite=YES), "frozen": run(infinite=YES)},
        {"frozen": run(infinite=np.array([True, False]))},
    ),
    "A limit on the recurrent layer's gradient alone saves none": (
        {"only_rnn": run(infinite=YES)},
        {"only_rnn": run(infinite=np.array([True, False]))},
    ),
    "A limit on the linear layer's gradient alone keeps every loss finite": (
        {"wild": run(infinite=YES), "only_head": run()},
        {"only_head": run(infinite=np.array([True, False]))},
    ),
    "A tenth of the step, for the linear layer alone, keeps every loss finite": (
        {"wild": run(infinite=YES), "free": run()},
        {"free": run(infinite=np.array([True, False]))},
    ),
    "At the end the loss of the typical network grows by the factor that the algebra "
    "foretells, and no loss grows faster": (
        {"factors": np.array([75.0, 148.8, 148.9]), "predicted": 148.84},
        {"factors": np.array([75.0, 148.8, 151.0])},
    ),
    "With gain 0.9 most losses become infinite if both layers take long steps, and "
    "none does if only the linear layer learns": (
        {"small": {"no limit": YES, "only the linear layer learns": NO}},
        {"small": {"no limit": YES, "only the linear layer learns": YES}},
    ),
    "Our clipping and PyTorch's find the same length and leave the same gradients": (
        {"ours": 13.0, "theirs": 13.0, "difference": 1e-8},
        {"ours": 13.01},
    ),
}
