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
    all_stories,
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
# 400 updates take a second or two.

# %%
model = train_detective(Variant("RNN"), embedding_size=2, seed=0)
n_weights = sum(p.numel() for p in model.parameters())
print(f"{n_weights:,} numbers, trained")

# %% [markdown]
# ## Your story
#
# Change the text, and run it again. Capitals and commas don't matter, but the words must be ones that the
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
# As long as your story is one of those plots, the best possible opinion can be counted, on all stories. Where the line leaves the
# rings, the network is wrong. Not always by its own fault: of the stories that are
# [held out](../learn/who-did-it.md#is-the-opinion-right-on-the-way-too) it knows nothing, and the rings count them too.

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
# No story is longer than 20 words. Which cell reads them best?

# %% alt="Three rows, for RNN, GRU and LSTM, with one dot per seed. Those that have learned lie at one or not far below, others lie further left." caption="The share of right verdicts on stories that were held out."
by_cell = {
    name: detectives(seeds(), variant=Variant(name))
    for name in ("RNN", "GRU", "LSTM")
}
right = {name: found.accuracy for name, found in by_cell.items()}
plot_dots(right, "share of right verdicts")

# %% [markdown]
# Now and then a network gets stuck. The others [have learned](../learn/who-did-it.md) their own stories: they are right
# about more than nine in ten of those that they were trained on.

# %%
learned = {name: found.learned > 0.9 for name, found in by_cell.items()}
claim(
    "Every RNN, GRU and LSTM that has learned its own stories is right "
    "about at least 80 of 100 that were held out",
    holds=all((right[name][learned[name]] >= 0.8).all() for name in right),
    **{name: per_seed(shares) for name, shares in right.items()},
    **{f"{name}_learned": per_seed(are) for name, are in learned.items()},
)

# %% [markdown]
# Mind that the race isn't fair: 400 updates and this
# learning rate were chosen for the plain RNN, and the others had to take them over.
#
# ## Your turn
#
# 1. Find a sentence with an obvious answer about which your network is sure and wrong. Ask networks from other
#    seeds: are they wrong as well?
# 2. Give each word 1 number, or 16, with `detectives(seeds(), embedding_size=16).accuracy`. Guess first.
# 3. Train for 100 updates only, then for 200, with `train_detective(updates=100)`. Which word does it understand first?
# 4. Hide a whole plot from the network. Does it understand it all the same?
#
# Below are our answers. Try first.
#
# ## Answers
#
# **1.** For instance:

# %%
for seed in range(1, 3):
    other = train_detective(seed=seed)
    p = opinion(other, "the butler was innocent")[-1]
    print(f"seed {seed}: {p:.2f} that the butler did it")

# %% [markdown]
# **2.** Each number below is the share of right verdicts of one network. One number per word is enough for many; sixteen are
# [too many](../learn/who-did-it.md#what-goes-wrong).

# %%
for size in (1, 2, 16):
    shares = detectives(seeds(), embedding_size=size).accuracy
    print(f"{size:2}", *(f"{share:.3f}" for share in shares))

# %% [markdown]
# **3.** After 100 updates it understands nothing. With this seed, *ate* is the first word that turns the case:

# %%
text = "the cook ate the cake though everybody thought it was the butler"
for updates in (100, 150, 200):
    p = opinion(train_detective(updates=updates), text)
    print(f"{updates}: cook {p[1]:.2f}, ate {p[2]:.2f}")

# %% [markdown]
# **4.** Hidden is "was caught by" here. "Caught" alone, without "was by", it does read, and there the other person did it. One half is guessing:

# %%
caught_by = np.array(["caught by" in story.text for story in all_stories()])
hidden = [
    story.text
    for story in all_stories()
    if not story.held_out and "caught by" in story.text
]
others = detectives(seeds(), left_out=hidden)
shares = others.right[:, caught_by].mean(axis=1)
print("right about the hidden plot:")
print(*(f"{share:.2f}" for share in shares))

# %% [markdown]
# And if you like to go on: write a new plot into `PLOTS` in `story.py`, and restart the notebook.
# (`rnn_tutorial.data.story.__file__` says where that file is.) New words need nothing else: the vocabulary is made from
# the plots, and so are the mirrors.
