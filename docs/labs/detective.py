# %% [markdown]
# # Detective lab
#
# In [the lesson](../learn/who-did-it.md) a small network reads stories, and says after every word how likely it is
# that the butler ate the cake. Here you train your own, and tell it your own stories.

# %%
from textwrap import fill

import numpy as np

from rnn_tutorial.data.story import (
    PLOTS,
    VOCABULARY,
    exact_opinion,
    to_words,
)
from rnn_tutorial.evidence import claim, per_seed, seeds
from rnn_tutorial.experiments.detective import (
    detectives,
    opinion,
    train_detective,
)
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pictures.seed_plots import plot_dots, plot_opinions

# %% [markdown]
# ## Train one
#
# 800 updates take a second or two.

# %%
model = train_detective(Variant("RNN"), embedding_size=2, seed=0)
n_weights = sum(p.numel() for p in model.parameters())
print(f"{n_weights:,} numbers, trained")

# %% [markdown]
# ## Your story
#
# Change the text, and run the cell again. Capitals and commas don't matter, but the words must be ones that the
# network knows; they are listed below.

# %%
text = "The cat, who was away all evening, found the butler full of jam."
for word, p in zip(to_words(text), opinion(model, text), strict=True):
    print(f"{word:10}{p:5.2f}  " + "#" * round(18 * p))

# %%
print(fill(" ".join(VOCABULARY[1:]), width=36))

# %% [markdown]
# These are the plots that it has read. The first and the second person are the butler and somebody else; behind the arrow
# stands who of them did it.

# %%
for plot, first_did_it in PLOTS:
    culprit = "first" if first_did_it else "second"
    print(fill(f"{plot} → {culprit}", width=36, subsequent_indent="  "))

# %% [markdown]
# ## What it thinks, and what can be known
#
# As long as your story is one of those plots, the best possible opinion can be counted. Where the line leaves the rings, the
# network has heard something that isn't there:

# %% alt="The words of a story from top to bottom, the opinion of one network as a line and the exact opinion as rings. The rings stay at one half until the word but, where they fall to zero; the line falls there too, and wanders about before." caption="One network, and what can be known."
text = "everybody thought the butler ate the cheese but it was the parrot"
plot_opinions(
    to_words(text),
    {"this network": [opinion(model, text)]},
    {"this network": exact_opinion(text)},
)

# %% [markdown]
# ## Other cells
#
# The stories are short, so no cell has to remember for long.

# %% alt="Three rows, for RNN, GRU and LSTM, with one dot per seed, most of them near one." caption="The share of right verdicts on stories that were held out."
by_cell = {
    name: detectives(seeds(), variant=Variant(name)).accuracy
    for name in ("RNN", "GRU", "LSTM")
}
plot_dots(by_cell, "share of right verdicts")

# %%
claim(
    "The typical RNN, GRU and LSTM are right about at least 80 of 100 "
    "stories that were held out",
    holds=min(np.median(shares) for shares in by_cell.values()) >= 0.8,
    RNN=per_seed(by_cell["RNN"]),
    GRU=per_seed(by_cell["GRU"]),
    LSTM=per_seed(by_cell["LSTM"]),
)

# %% [markdown]
# ## Your turn
#
# - Find a sentence with an obvious answer about which your network is sure and wrong. Ask another network, from another
#   seed: is it wrong as well?
# - Give each word 1 number, or 16: `detectives(seeds(), embedding_size=16).accuracy`. For 16 the lesson says what to expect; for 1,
#   guess first.
# - Train for 100 updates only, with `train_detective(updates=100)`. Which words does it understand first?
# - Write a new plot into `PLOTS` in `story.py`, and restart the notebook. (`rnn_tutorial.data.story.__file__` says where that
#   file is.) Its mirror makes itself.
