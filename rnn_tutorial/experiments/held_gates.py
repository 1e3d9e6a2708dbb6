"""What is left of a memory when somebody else holds the gates of a trained network."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.scratch.cell import Cell, as_parts
from rnn_tutorial.train import TrainConfig, train_on_batches

SEQ_LEN = 20
HIDDEN_SIZE = 8
BATCH_SIZE = 64
LEARNING_RATE = 0.01
LEARNING_RATES = {"GRU": 0.02}  # where more seeds fail to learn with the usual one
ASKED = 1000  # new sequences on which a network is tested


@dataclass(frozen=True)
class Hold:
    """A gate that is held by hand, in all units alike, at `value`, from 0 to 1.

    It is held from the step `first` on, counted from 1, to the step `last`. The `gate`
    is `"i"`, `"f"` or `"o"` of an LSTM, `"r"` or `"z"` of a GRU: not the candidate.
    """

    gate: str
    value: float
    first: int
    last: int

    def __post_init__(self) -> None:
        checks.non_negative_number("value", self.value)
        checks.expect(self.value <= 1, "value", self.value, "at most 1, wide open")
        checks.positive_ints(first=self.first, last=self.last)
        wanted = f"at least first = {self.first}"
        checks.expect(self.last >= self.first, "last", self.last, wanted)


def states_held(cell: Cell, x: NDArray, holds: Sequence[Hold] = ()) -> NDArray:
    """Return the hidden states `(batch, seq_len, hidden_size)` while gates are held.

    The cell must have gates, and stays as it is. It reads `(batch, seq_len,
    input_size)`. Of two that hold the same gate the later one counts.

    Examples:
        >>> from rnn_tutorial.scratch.gru import GRUCell
        >>> cell = GRUCell(1, 1, np.random.default_rng(0))
        >>> keep = [Hold("z", 1, first=2, last=3)]  # the update gate keeps all
        >>> h = states_held(cell, np.ones((1, 3, 1)), keep)[0, :, 0]
        >>> bool(h[0] == h[1] == h[2])
        True
    """
    gates = _gates(cell)
    checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
    for hold in holds:
        checks.one_of("gate", hold.gate, gates)
    state, states = cell.initial_state(len(x)), []
    for t in range(x.shape[1]):
        now = {h.gate: h.value for h in holds if h.first <= t + 1 <= h.last}
        state = _with_gates_held(cell, now).forward(x[:, t], state)
        states.append(as_parts(state)[0])
    return np.stack(states, axis=1)


def _gates(cell: Cell) -> tuple[str, ...]:
    """Return the names of what can be held, if there is anything."""
    if not cell.GATES:
        kind = type(cell).__name__
        raise ValueError(f"cell is an object of class {kind}; expected one with gates.")
    return tuple(name for name in cell.GATES if name != cell.CANDIDATE)


def _with_gates_held(cell: Cell, held: Mapping[str, float]) -> Cell:
    """Return a cell of the same weights, some of whose gates say what they are told."""

    def gates(x_t: NDArray, h_prev: NDArray) -> tuple[NDArray, ...]:
        said = dict(zip(cell.GATES, cell.gates(x_t, h_prev), strict=True))
        said |= {gate: np.full_like(said[gate], held[gate]) for gate in held}
        # The candidate has listened to what the gates would have said.
        said[cell.CANDIDATE] = cell.candidate(x_t, h_prev, said)
        return tuple(said.values())

    other = copy.copy(cell)
    other.gates = gates
    return other


def train_to_recall(variant: Variant, seed: int = 0, updates: int = 600) -> Forecaster:
    """Return a small network, with gates, trained to recall the first of 20 values."""
    model = variant.forecaster(HIDDEN_SIZE, seed)
    _gates(from_torch(model.rnn).cell)
    rng = np.random.default_rng(seed)
    batches = (recall_batch(BATCH_SIZE, SEQ_LEN, rng) for _ in range(updates))
    config = TrainConfig(updates, LEARNING_RATES.get(variant.layer, LEARNING_RATE))
    train_on_batches(model, batches, config, progress=False)
    return model


def answers(model: Forecaster, x: NDArray, holds: Sequence[Hold] = ()) -> NDArray:
    """Return what a network says after every step, shape `(batch, seq_len)`.

    Above zero: it began with 1. The other arguments are those of `states_held`.
    """
    states = states_held(from_torch(model.rnn).cell, x, holds)
    with torch.no_grad():
        return model.head(torch.from_numpy(states)).numpy()[:, :, 0]


@experiment
def accuracy_held(
    seed: int, variant: Variant, holds: Mapping[str, Sequence[Hold]], updates: int = 600
) -> dict[str, float]:
    """Train networks to recall, then test them while gates are held in various ways.

    By the names in `holds`, where an empty list lets the network alone, the shares of
    right answers in 1,000 new sequences are returned, shape `(n_seeds,)`.
    """
    model = train_to_recall(variant, seed, updates)
    x, y = recall_batch(ASKED, SEQ_LEN, np.random.default_rng([seed, 1]))
    said = {name: answers(model, x, held)[:, -1:] for name, held in holds.items()}
    return {name: float(((last > 0) == (y > 0)).mean()) for name, last in said.items()}
