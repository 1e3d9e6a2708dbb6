# %% [markdown]
# # Gradient lab
#
# How far back does a gradient reach? [The lesson](../learn/vanishing-gradients.md) measured it for a
# few networks. Here you have the dial in your own hands: the cell, its start, its size, the
# length. Run the cells from top to bottom with **Shift + Enter**, then change things.

# %%
import numpy as np

from rnn_tutorial.evidence import claim, per_seed, seeds
from rnn_tutorial.experiments.gradient_flow import gradient_by_lag
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pictures.seed_plots import plot_bands

# %% [markdown]
# ## Your dial
#
# A `Variant` is a layer and what is changed about its start. `gradient_by_lag` measures, for several
# seeds, how much a nudge so many steps back can still move the last state. Lag 0 is the last state
# itself, so every curve begins at 1.

# %% alt="Two bands over 60 steps back on a logarithmic axis. That of the RNN falls steeply, that of the LSTM with forget bias 2 falls slowly." caption="Change the variants, the number of steps, the number of units."
mine = [
    Variant("RNN"),
    Variant("LSTM", forget_bias=2),
]
curves = {v.label: gradient_by_lag(seeds(), v, seq_len=60) for v in mine}
plot_bands(curves, "steps back", "gradient")

# %% [markdown]
# ## Where does the gain tip over?
#
# The recurrent weights are a rotation, which keeps all lengths, times a gain. Below 1 the gradient has
# to vanish, far above 1 it explodes. Where does it neither?

# %%
gains = np.linspace(0.9, 1.5, 13)
after = np.array([
    gradient_by_lag(seeds(), Variant("RNN", gain=float(gain)))[:, 99]
    for gain in gains
])
for gain, found in zip(gains, after, strict=True):
    print(f"gain {gain:.2f}: {found.min():.0e} to {found.max():.0e}")

# %%
all_grow = (after.min(axis=1) > 1) & (gains > 1)
all_fade = after.max(axis=1) < 1
claim(
    "Between gains that fade for every seed and gains that grow for "
    "every seed, there are gains at which it depends on the seed",
    holds=all_fade[0] and all_grow[-1] and not (all_fade | all_grow).all(),
    fade_up_to=float(gains[all_fade].max()),
    grow_from=float(gains[all_grow].min()),
)

# %% [markdown]
# There's no magic value: it depends on the seed, and on the length.
#
# ## How long is the memory of a start?
#
# Let us call the memory of a network the number of steps after which a hundredth of the gradient is left.
# For each forget bias of an LSTM (200 means: 200 or more):

# %%
def memory(variant, seq_len=200):
    norms = gradient_by_lag(seeds(), variant, seq_len=seq_len)
    return np.array([np.argmax(run < 0.01) or seq_len for run in norms])


reach = {bias: memory(Variant("LSTM", forget_bias=bias))
         for bias in (0, 0.5, 1, 1.5, 2, 3)}
for bias, found in reach.items():
    print(f"forget bias {bias:3}: {np.median(found):4.0f} steps")

# %%
claim(
    "For every seed a larger forget bias never makes the memory of a "
    "fresh LSTM shorter, and from 0 to 2 at least five times as long",
    holds=all((reach[b] >= reach[a]).all()
              for a, b in [(0, 0.5), (0.5, 1), (1, 1.5), (1.5, 2), (2, 3)])
    and (reach[2] >= 5 * reach[0]).all(),
    bias_0=per_seed(reach[0]),
    bias_2=per_seed(reach[2]),
)

# %% [markdown]
# ## Your turn
#
# - `hidden_size=4` or `256` instead of 32: do large networks forget more slowly?
# - The GRU has an update gate that begins half open, as the LSTM's forget gate does. There's no
#   setting for it in PyTorch either. Can you build one? `set_forget_bias` in
#   `rnn_tutorial.pytorch.initialise` shows how; a GRU's update gate is the second third of its biases.
# - Everything here is untrained. Train a `Forecaster` on the sine wave, hand its weights to
#   `from_torch`, and measure again.
