"""Inside networks that recall a bit: how it moves, and what they can't do without."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.recall import train_until_solved
from rnn_tutorial.experiments.variants import Variant

ASKED = 500  # new sequences that a trained network reads
SEQ_LEN = 20
PLAIN = Variant("RNN")
GUARDED = Variant("LSTM", forget_bias=3)


@dataclass(frozen=True, eq=False)
class Motion:
    """How the hidden states of networks move while they read.

    `in_two` is the share of all variance of the states that lies along their two
    principal components, `(n_seeds,)`. `leaning` says which way the mean states of both
    bits differ after each step, compared with step 20: 1 the same way, -1 the opposite
    way, 0 at right angles; `(n_seeds, 40)`.
    """

    in_two: NDArray[np.float64]
    leaning: NDArray[np.float64]


@experiment
def motion(seed: int, variant: Variant, spread: int = 0) -> Motion:
    """Train networks to recall over 20 steps as `recall` does, and watch 40 steps."""
    model, *_ = train_until_solved(seed, variant, SEQ_LEN, spread=spread)
    x, y = _new_sequences(seed, 2 * SEQ_LEN)
    with torch.no_grad():
        states = model.rnn(x)[0].double().numpy()
    began = y[:, 0].numpy() > 0
    apart = states[began].mean(axis=0) - states[~began].mean(axis=0)
    lengths = np.linalg.norm(apart, axis=1)
    leaning = apart @ apart[SEQ_LEN - 1] / (lengths * lengths[SEQ_LEN - 1])
    return Motion(principal_plane(states[:, SEQ_LEN // 4 :]).share, leaning)


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane in which states vary most: a point, and two directions `(2, H)`.

    `share` of their variance lies in it.
    """

    centre: NDArray[np.float64]
    axes: NDArray[np.float64]
    share: float


def principal_plane(states: NDArray) -> Plane:
    """Find the first two principal components of states, shape `(…, hidden_size)`.

    Examples:
        >>> plane = principal_plane(np.array([[0.0, 3, 1], [0, -3, 1], [1, 0, 1]]))
        >>> plane.axes.shape, round(plane.share, 6)
        ((2, 3), 1.0)
    """
    rows = np.reshape(states, (-1, np.shape(states)[-1])).astype(np.float64)
    centre = rows.mean(axis=0)
    _, sizes, directions = np.linalg.svd(rows - centre, full_matrices=False)
    share = np.sum(sizes[:2] ** 2) / np.sum(sizes**2)
    return Plane(centre, directions[:2], float(share))


@dataclass(frozen=True, eq=False)
class Rotation:
    """The eigenvalues of plain RNNs, and how they answer without some of them.

    `before` and `after` training are the sizes of the eigenvalues of $W_h$, largest
    first, `(n_seeds, 32)`. The shares of right answers at step 20, `(n_seeds,)`, are
    `right` with all, `without` the largest (or a pair of these), and with it `alone`.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    right: NDArray[np.float64]
    without: NDArray[np.float64]
    alone: NDArray[np.float64]


@experiment
def rotation(seed: int, variant: Variant = PLAIN, max_steps: int = 600) -> Rotation:
    """Train RNNs that are always asked at step 20, then take eigenvalues away."""
    checks.one_of("layer of the variant", variant.layer, ("RNN",))
    model, *_ = train_until_solved(seed, variant, SEQ_LEN, max_steps)
    weights = model.rnn.weight_hh_l0.detach()
    values, vectors = np.linalg.eig(weights.double().numpy())
    drawn = variant.forecaster(len(values), seed).rnn.weight_hh_l0.detach()
    size = abs(values)
    turn = abs(values.imag)
    leading = np.isclose(size, size.max()) & np.isclose(turn, turn[size.argmax()])
    x, y = _new_sequences(seed, SEQ_LEN)

    def right(kept: NDArray[np.bool_] | bool) -> float:
        changed = (vectors * (values * kept)) @ np.linalg.inv(vectors)
        weights.copy_(torch.from_numpy(changed.real))
        with torch.no_grad():
            return _share_right(model(x), y)

    before = np.sort(abs(np.linalg.eigvals(drawn.double().numpy())))[::-1]
    after = np.sort(size)[::-1]
    return Rotation(before, after, right(True), right(~leading), right(leading))


@experiment
def transplants(
    seed: int, variant: Variant = GUARDED, at: Sequence[int] = (10,)
) -> dict[str, NDArray[np.float64]]:
    """Give LSTMs, after some steps, a part of what they would hold for the other bit.

    Returns shares of answers at step 20 that fit a sequence's own first value,
    `(n_seeds, n_steps)`, by what was exchanged: `"nothing"`, the state `"h"`, or `"c"`.
    """
    checks.one_of("layer of the variant", variant.layer, ("LSTM",))
    model, *_ = train_until_solved(seed, variant, SEQ_LEN)
    x, y = _new_sequences(seed, SEQ_LEN)
    other = x.clone()
    other[:, 0] *= -1  # the same noise behind the other bit

    def right(step: int, exchanged: str) -> float:
        (h, c), (other_h, other_c) = (model.rnn(b[:, :step])[1] for b in (x, other))
        h, c = other_h if exchanged == "h" else h, other_c if exchanged == "c" else c
        return _share_right(model.head(model.rnn(x[:, step:], (h, c))[0][:, -1]), y)

    parts = ("nothing", "h", "c")
    with torch.no_grad():
        return {part: np.array([right(step, part) for step in at]) for part in parts}


def _new_sequences(seed: int, seq_len: int) -> tuple[Tensor, Tensor]:
    x, y = recall_batch(ASKED, seq_len, np.random.default_rng([seed, 1]))
    return torch.from_numpy(x), torch.from_numpy(y)


def _share_right(answers: Tensor, y: Tensor) -> float:
    return float(((answers > 0) == (y > 0)).double().mean())
