# %% [markdown]
# # Names lab
#
# Train a network that invents names, in a few seconds, and ask it for some. Then teach another one your own
# words. How it works is told in [Character by character](../learn/character-by-character.md).

# %%
from textwrap import fill

import numpy as np
from torch import nn

from rnn_tutorial.data.names import (
    Alphabet,
    first_names,
    name_batch,
    split_names,
)
from rnn_tutorial.evidence import claim, per_seed, seeds
from rnn_tutorial.ngrams import Ngram
from rnn_tutorial.metrics import perplexity
from rnn_tutorial.pictures.plots import plot_loss
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import letter_probabilities, sample_names
from rnn_tutorial.train import (
    TrainConfig,
    seed_everything,
    train_on_batches,
)
from rnn_tutorial.metrics import cross_entropy


def learn(words, alphabet, updates, seed=0, layer=nn.LSTM, hidden_size=64):
    """Train a network to guess letters; return it and the losses."""
    seed_everything(seed)
    rng = np.random.default_rng(seed)
    size = alphabet.n_symbols
    model = SymbolReader(size, size, hidden_size, layer=layer)
    x, y = name_batch(words, alphabet)
    drawn = (rng.choice(len(words), 64) for _ in range(updates))
    batches = ((x[rows], y[rows]) for rows in drawn)
    config = TrainConfig(updates, learning_rate=0.01)
    history = train_on_batches(model, batches, config, loss=cross_entropy)
    return model, history.losses


# %% [markdown]
# ## Train one
#
# A name on the list is practised with, a held-out one is for the test.

# %% alt="The loss of each update: it falls steeply at first, then slowly, and ends well below the dashed line of a bigram table." caption="Cross-entropy of each batch, before its update. The dashed line is what a bigram table reaches on the training names."
rng = np.random.default_rng(0)
training, held_out = split_names(first_names(), 1000, rng)
latin = Alphabet("abcdefghijklmnopqrstuvwxyz")
model, losses = learn(training, latin, updates=400)

bigram = Ngram(training, 2)
counted = perplexity(bigram.letter_probabilities(training))
figure = plot_loss(losses, np.log(counted), "bigram table")
figure.axes[0].set(xlabel="update", ylabel="loss", yscale="linear")
figure

# %% [markdown]
# How unsure are both, on names that neither has seen? The number is the
# [perplexity](../learn/character-by-character.md#how-unsure-are-you): you are as unsure as among so many equally likely letters.

# %%
print(f"{perplexity(bigram.letter_probabilities(held_out)):.2f} bigram")
print(f"{perplexity(letter_probabilities(model, held_out)):.2f} network")

# %% [markdown]
# ## Ask for names
#
# Change the temperature, and the beginning (in small letters). Low is careful, high is wild.

# %%
def shown(names):
    """Join names; an empty one, whose first letter was the end, is told."""
    return " ".join(name or "(nothing)" for name in names)


for temperature in (0.3, 0.7, 1.0, 2.0):
    invented = sample_names(model, 5, rng, temperature)
    print(temperature, shown(invented))

# %%
print(*sample_names(model, 5, rng, temperature=0.8, prefix="eli"))

# %% [markdown]
# Which of these are on the list, and which are real all the same?

# %%
invented = sample_names(model, 1000, rng)
copied = set(invented) & set(training)
found = set(invented) & set(held_out)
print(len(copied), "different names copied")
print(len(found), "real ones, never seen:")
print(fill(" ".join(sorted(found)), width=36))

# %% [markdown]
# ## Your own words
#
# Any list will do. Here are dinosaurs; put in towns, elements, or spells. The alphabet is made of the letters that occur.

# %%
DINOSAURS = """
allosaurus ankylosaurus apatosaurus baryonyx brachiosaurus carnotaurus
ceratosaurus coelophysis compsognathus corythosaurus deinonychus
dilophosaurus diplodocus edmontosaurus gallimimus giganotosaurus
hadrosaurus iguanodon kentrosaurus maiasaura megalosaurus
ornithomimus oviraptor pachycephalosaurus parasaurolophus
plateosaurus protoceratops psittacosaurus sauropelta spinosaurus
stegosaurus struthiomimus styracosaurus therizinosaurus triceratops
troodon tyrannosaurus utahraptor velociraptor
"""
words = DINOSAURS.split()
letters = Alphabet("".join(sorted(set("".join(words)))))

dinosaurs, _ = learn(words, letters, updates=60)
for name in sample_names(dinosaurs, 8, rng, alphabet=letters):
    print(name, "(copied)" if name in words else "")

# %% [markdown]
# A few dozen words are few. Train a little longer, and hardly anything new comes:

# %%
copies = []
for seed in seeds():
    dice = np.random.default_rng(seed)
    parrot, _ = learn(words, letters, updates=200, seed=seed)
    names = sample_names(parrot, 200, dice, longest=30, alphabet=letters)
    copies.append(np.mean([name in words for name in names]))

claim(
    "After 200 updates on a few dozen words, every network mostly copies",
    holds=min(copies) > 0.5,
    share_of_copies=per_seed(copies),
)

# %% [markdown]
# ## Your turn
#
# 1. Train the names for 800 updates. How many of 1,000 invented ones are copied now?
# 2. Which is better after 100 updates, `layer=nn.RNN`, `nn.GRU` or `nn.LSTM`? Try two seeds or more before you answer.
# 3. Join your words with the first names, and train on both, with a new `Alphabet` for `learn` and `sample_names`. What comes out?
# 4. A word with a capital or a space? The alphabet takes any character, as long as it occurs in your list. For spaces, write one
#    word per line and take `.splitlines()` instead of `.split()`.
#
# Below are our answers. Try first.
#
# ## Answers
#
# **1.** More are copied. And of names that it hasn't seen the network is hardly surer, or even less sure:

# %%
longer, _ = learn(training, latin, updates=800)
for name, network in {"400": model, "800": longer}.items():
    invented = sample_names(network, 1000, np.random.default_rng(0))
    copied = sum(one in training for one in invented)
    unsure = perplexity(letter_probabilities(network, held_out))
    print(f"{name} updates: {copied} copied, {unsure:.2f} held out")

# %% [markdown]
# **2.** In each row a cell, in each column a seed; less is better. (With another learning rate, or more updates, it may be otherwise.)

# %%
for layer in (nn.RNN, nn.GRU, nn.LSTM):
    found = []
    for seed in range(2):
        network, _ = learn(training, latin, 100, seed, layer)
        found.append(perplexity(letter_probabilities(network, held_out)))
    print(f"{layer.__name__:4}", *(f"{p:.2f}" for p in found))

# %% [markdown]
# **3.** There are a hundred first names for each dinosaur, so mostly names come out. Begin like a dinosaur, and what comes may be a first name all the same:

# %%
both = [*training, *words]
every = Alphabet("".join(sorted(set("".join(both)))))
mixed, _ = learn(both, every, updates=200)
print(shown(sample_names(mixed, 6, rng, alphabet=every)))
print(shown(sample_names(mixed, 6, rng, prefix="tyran", alphabet=every)))

# %% [markdown]
# **4.** For instance, with a few towns:

# %%
TOWNS = """
New York
San Francisco
Los Angeles
New Orleans
San Diego
Salt Lake City
Kansas City
Oklahoma City
Fort Worth
El Paso
Las Vegas
Baton Rouge
"""
towns = TOWNS.strip().splitlines()
signs = Alphabet("".join(sorted(set("".join(towns)))))
traveller, _ = learn(towns, signs, updates=60)
for name in sample_names(traveller, 4, rng, alphabet=signs):
    print(shown([name]))
