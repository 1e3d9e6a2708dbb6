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
    batches = (
        name_batch(rng.choice(words, 64), alphabet) for _ in range(updates)
    )
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
# Among how many equally likely letters are they as unsure, on names that neither has seen?

# %%
print(f"{perplexity(bigram.letter_probabilities(held_out)):.2f} bigram")
print(f"{perplexity(letter_probabilities(model, held_out)):.2f} network")

# %% [markdown]
# ## Ask for names
#
# Change the temperature, and the beginning (in small letters). Low is careful, high is wild.

# %%
for temperature in (0.3, 0.7, 1.0, 2.0):
    print(temperature, *sample_names(model, 5, rng, temperature))

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
# - Train the names for 2,000 updates. How many are copied now?
# - Which is better at 400 updates, `layer=nn.RNN`, `nn.GRU` or `nn.LSTM`? Try three seeds before you answer.
# - Join your words with the first names, and train on both, with a new `Alphabet` for `learn` and `sample_names`. What comes out?
# - A word with a capital or a space? The alphabet takes any character, as long as it occurs in your list. For spaces, write one
#   word per line and take `.splitlines()` instead of `.split()`.
