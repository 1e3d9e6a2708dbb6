# %% [markdown]
# # Gradient lab
#
# How far back does a gradient reach? [The lesson](../learn/vanishing-gradients.md) measured it for a
# few networks. Here you have the dial in your own hands: the cell, its start, its size, the
# length. Run it all from top to bottom with **Shift + Enter**, then change things.

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
# to vanish, at one and a half it explodes. Where does it neither?

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
    "Every seed fades with small gains and grows with large ones, "
    "and the gains from which it grows lie above 1",
    holds=all_fade[0]
    and all_grow[-1]
    and gains[all_fade].max() < gains[all_grow].min(),
    fade_up_to=float(gains[all_fade].max()),
    grow_from=float(gains[all_grow].min()),
)

# %% [markdown]
# There's no magic value: where the one ends and the other begins differs from seed to seed (and with the length, if you
# change it).
#
# ## How far does the gradient of a start reach?
#
# Let us call the reach of a gradient the number of steps after which a hundredth of it is left. (What a network *remembers* is
# another question: [a gradient may vanish, and the network
# remembers](../learn/vanishing-gradients.md#is-what-has-vanished-lost).)
# For each forget bias of an LSTM (200 means: 200 or more):

# %%
def gradient_reach(variant, seq_len=200):
    norms = gradient_by_lag(seeds(), variant, seq_len=seq_len)
    return np.array([np.argmax(run < 0.01) or seq_len for run in norms])


reach = {bias: gradient_reach(Variant("LSTM", forget_bias=bias))
         for bias in (0, 0.5, 1, 1.5, 2, 3)}
for bias, found in reach.items():
    print(f"forget bias {bias:3}: {np.median(found):4.0f} steps")

# %%
claim(
    "For every seed a larger forget bias never makes the gradient of a "
    "fresh LSTM reach less far, and from 0 to 2 at least five times as far",
    holds=all((reach[b] >= reach[a]).all()
              for a, b in [(0, 0.5), (0.5, 1), (1, 1.5), (1.5, 2), (2, 3)])
    and (reach[2] >= 5 * reach[0]).all(),
    bias_0=per_seed(reach[0]),
    bias_2=per_seed(reach[2]),
)

# %% [markdown]
# ## Your turn
#
# - `hidden_size=4` or `256` instead of 32: does the gradient of large networks fade more slowly?
# - A GRU has an update bias as an LSTM has a forget bias: `Variant("GRU", update_bias=2)`. Does the gradient reach as
#   far?
# - `Variant("RNN", gain=50.0)`: does a very large gain explode all the more? ([The lesson](../learn/vanishing-gradients.md#one-matrix-again-and-again)
#   has the answer.)
# - Everything here is untrained. Train a `Forecaster` on the sine wave, hand its layer to `from_torch`, and let
#   `gradient_norms` measure its cell.
#
# ## Answers
#
# **Sizes.** The gradient over 20 steps, of fresh RNNs:

# %%
for size in (4, 32, 128):
    norms = gradient_by_lag(
        seeds(), Variant("RNN"), seq_len=21, hidden_size=size
    )
    print(f"{size:3} units: {norms[:, 20].min():.0e}",
          f"to {norms[:, 20].max():.0e}")

# %% [markdown]
# **The GRU's update bias**, beside the LSTM's forget bias:

# %%
for bias in (0, 1, 2, 3):
    gru = gradient_reach(Variant("GRU", update_bias=bias))
    lstm = gradient_reach(Variant("LSTM", forget_bias=bias))
    print(f"bias {bias}: GRU {np.median(gru):4.0f} steps,",
          f"LSTM {np.median(lstm):4.0f} steps")

# %% [markdown]
# **After training.** The same network before and after 300 updates on the sine wave of
# [a first network](../learn/first-rnn.md), over the 20 steps of a window:

# %%
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.data.windows import sliding_windows
from rnn_tutorial.experiments.gradient_flow import gradient_norms
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.train import TrainConfig, train_forecaster

windows, targets = sliding_windows(sine_wave(), seq_len=20)
for updates in (1, 300):
    model, _ = train_forecaster(windows, targets, TrainConfig(updates))
    norms = gradient_norms(from_torch(model.rnn).cell, windows[0][:, 0])
    print(f"{updates:3} updates: {norms[19]:.1e} left after 19 steps")
