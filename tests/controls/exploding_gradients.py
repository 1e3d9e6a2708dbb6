"""Controls for the claims of the page `exploding-gradients`."""

from types import SimpleNamespace

import numpy as np

YES, NO = np.array([True, True]), np.array([False, False])


def run(final=(0.0, 0.0), infinite=NO):
    return SimpleNamespace(final=np.array(final), is_infinite=infinite)


def lost(one):
    return one.final > 0.5


LOST, LEARNED = run((1.0, 1.0)), run((1e-4, 1e-3))
FREE = {"lost": lost, "free": LOST, "LEARNED": 0.01}

CONTROLS = {
    "Without a limit there are networks that end up guessing; with a limit every one "
    "learns to recall the bit": (
        FREE | {"limited": LEARNED},
        {"limited": run((1e-4, 0.02))},
    ),
    "With gain 1.5 blame typically grows on its way through twenty steps; with gain 1 "
    "it shrinks, before the first update": (
        {"first": np.array([8.0, 9.0]), "first_tame": np.array([0.1, 0.4])},
        {"first_tame": np.array([0.1, 1.4])},
    ),
    "A limit on the recurrent layer's gradient alone saves every network, though at "
    "some update blame grows in each of them": (
        FREE | {"limited_rnn": LEARNED, "growth_left": np.array([7.6, 98.0])},
        {"limited_rnn": run((1e-4, 1.0))},
    ),
    "With gain 1 blame grows in every network as well, at some update": (
        {"first_tame": np.array([0.1, 0.4]), "later_growth": np.array([5.4, 3560.0])},
        {"later_growth": np.array([0.9, 3560.0])},
    ),
    "A limit during the first 30 updates saves every network, though there is none "
    "later": (FREE | {"early": LEARNED}, {"early": run((1e-4, 1.0))}),
    "With a fifth of the step, and no limit, fewer networks are lost": (
        FREE | {"slow": LEARNED},
        {"free": run((1e-4, 1e-3))},
    ),
    "At the last update before the loss is infinite, no blame arrives at the beginning "
    "of the sequence": (
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
    "With one step instead of 20 no loss becomes infinite, though the recurrent layer "
    "never learns in both, and the linear layer's step is the same": (
        {
            "frozen": run(infinite=YES),
            "brief": run(),
            "begins": np.array([2.4, 4.1]),
            "begins_brief": np.array([0.6, 0.7]),
        },
        {"brief": run(infinite=np.array([False, True]))},
    ),
    "A limit on the recurrent layer's gradient alone doesn't help: every loss still "
    "becomes infinite": (
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
    "Beyond a million no loss grows faster than the algebra foretells, and each "
    "more than two thirds as fast": (
        {"factors": np.array([125.0, 148.8, 148.9]), "predicted": 148.84},
        {"factors": np.array([75.0, 148.8, 148.9])},
    ),
    "With gain 0.9 most losses run beyond a million if both layers take long steps, "
    "and fewer if only the linear layer learns": (
        {"both": YES, "alone": NO},
        {"alone": YES},
    ),
    "With gain 0.9 the product of step and curvature passes 2 before the loss passes "
    "10, and is above 4 then; if the recurrent layer never learns, it is typically "
    "below 2 at the same update": (
        {
            "steep": np.array([6, 9]),
            "blown": np.array([9, 10]),
            "risen": np.array([7.1, 8.9]),
            "unmoved": np.array([0.8, 1.4]),
        },
        {"unmoved": np.array([2.8, 1.4])},
    ),
    "Our clipping and PyTorch's find the same length and leave the same gradients": (
        {"ours": 13.0, "theirs": 13.0, "difference": 1e-8},
        {"ours": 13.01},
    ),
}
