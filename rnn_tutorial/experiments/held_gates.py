"""What is left of a memory when somebody else holds the gates of a trained network."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.over_seeds import over_seeds
from rnn_tutorial.experiments.shared import shared
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.pytorch.convert import from_torch
from rnn_tutorial.pytorch.forecaster import Forecaster
from rnn_tutorial.scratch.gru import GRUCell
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.train import TrainConfig, seed_everything, train_on_batches

SEQ_LEN = 20
HIDDEN_SIZE = 8
BATCH_SIZE = 64
UPDATES = 600
LEARNING_RATE = {"LSTM": 0.01, "GRU": 0.02}  # with others more seeds fail to learn
ASKED = 1000  # new sequences on which a network is tested

_ORDER = {LSTMCell: "ifgo", GRUCell: "rzn"}  # what gates() returns
_GATES = {LSTMCell: ("i", "f", "o"), GRUCell: ("r", "z")}  # what can be held


@dataclass(frozen=True)
class Hold:
    """A gate that is held by hand, in all units alike.

    Args:
        gate: `"i"`, `"f"` or `"o"` of an LSTM, `"r"` or `"z"` of a GRU.
        value: What it says instead, from 0 to 1.
        first: The first step at which it is held, counted from 1.
        last: The last one.

    Raises:
        ValueError: If `value` is not from 0 to 1, or the steps are not in order.

    Examples:
        >>> Hold("f", 0, first=2, last=20).value
        0
    """

    gate: str
    value: float
    first: int
    last: int

    def __post_init__(self) -> None:
        checks.non_negative_number("value", self.value)
        if self.value > 1:
            raise ValueError(f"value is {self.value}; expected at most 1, wide open.")
        checks.positive_int("first", self.first)
        checks.positive_int("last", self.last)
        if self.last < self.first:
            raise ValueError(
                f"last is {self.last}; expected at least first = {self.first}."
            )


def states_held(
    cell: LSTMCell | GRUCell, x: NDArray, holds: Sequence[Hold] = ()
) -> NDArray:
    """Let a cell read sequences while some of its gates are held.

    Args:
        cell: The cell; it stays as it is.
        x: Sequences, shape `(batch, seq_len, input_size)`.
        holds: What is held; of two that hold the same gate the later one counts.

    Returns:
        The hidden state after every step, shape `(batch, seq_len, hidden_size)`.

    Raises:
        ValueError: If the cell has no gates, or not that one, or a shape does not fit.

    Examples:
        >>> cell = GRUCell(1, 1, np.random.default_rng(0))
        >>> x = np.ones((1, 3, 1))
        >>> open_from_2 = Hold("z", 1, first=2, last=3)  # the update gate keeps all
        >>> h = states_held(cell, x, [open_from_2])[0, :, 0]
        >>> bool(h[0] == h[1] == h[2])
        True
    """
    checks.one_of("class of the cell", type(cell), tuple(_ORDER))
    checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
    for hold in holds:
        checks.one_of("gate", hold.gate, _GATES[type(cell)])
    state, states = cell.initial_state(len(x)), []
    for t in range(x.shape[1]):
        now = {h.gate: h.value for h in holds if h.first <= t + 1 <= h.last}
        state = _with_gates_held(cell, now).forward(x[:, t], state)
        states.append(state[0] if isinstance(cell, LSTMCell) else state)
    return np.stack(states, axis=1)


def _with_gates_held(
    cell: LSTMCell | GRUCell, held: Mapping[str, float]
) -> LSTMCell | GRUCell:
    """Return a cell of the same weights, some of whose gates say what they are told."""

    def gates(x_t: NDArray, h_prev: NDArray) -> tuple[NDArray, ...]:
        said = dict(zip(_ORDER[type(cell)], cell.gates(x_t, h_prev), strict=True))
        for gate, value in held.items():
            said[gate] = np.full_like(said[gate], value)
        if "r" in held:  # the candidate has listened to the true one
            said["n"] = _candidate(cell, said["r"], x_t, h_prev)
        return tuple(said.values())

    other = copy.copy(cell)
    other.gates = gates
    return other


def _candidate(cell: GRUCell, r: NDArray, x_t: NDArray, h_prev: NDArray) -> NDArray:
    n = slice(2 * cell.hidden_size, None)
    told = h_prev @ cell.W_h[:, n] + cell.b_hn
    return np.tanh(x_t @ cell.W_x[:, n] + cell.b[n] + r * told)


def train_to_recall(variant: Variant, seed: int = 0) -> Forecaster:
    """Seed, build a small network, and train it to recall the first of 20 values.

    Args:
        variant: An LSTM or a GRU, and how its weights start.
        seed: Seed of the initial weights and of the batches.

    Returns:
        The trained network.

    Raises:
        ValueError: If the layer has no gates.

    Examples:
        >>> train_to_recall(Variant("LSTM", forget_bias=3)).rnn
        LSTM(1, 8, batch_first=True)
    """
    checks.one_of("layer", variant.layer, tuple(LEARNING_RATE))
    seed_everything(seed)
    model = Forecaster(HIDDEN_SIZE, layer=variant.layer_class)
    variant.start(model.rnn)
    rng = np.random.default_rng(seed)
    batches = (recall_batch(BATCH_SIZE, SEQ_LEN, rng) for _ in range(UPDATES))
    config = TrainConfig(UPDATES, LEARNING_RATE[variant.layer])
    train_on_batches(model, batches, config, progress=False)
    return model


def answers(
    model: Forecaster, x: NDArray, holds: Sequence[Hold] = ()
) -> NDArray[np.float32]:
    """Ask a network after every step, while some of its gates are held.

    Args:
        model: A network with an LSTM or a GRU of one layer.
        x: Sequences, shape `(batch, seq_len, 1)`.
        holds: What is held.

    Returns:
        What it says, shape `(batch, seq_len)`; above zero means that it began with 1.

    Raises:
        ValueError: As `states_held`.

    Examples:
        >>> x, _ = recall_batch(3, SEQ_LEN, np.random.default_rng(0))
        >>> lstm = Forecaster(hidden_size=4, layer=torch.nn.LSTM)
        >>> answers(lstm, x, [Hold("f", 0, first=2, last=20)]).shape
        (3, 20)
    """
    states = states_held(from_torch(model.rnn).cell, x, holds)
    with torch.no_grad():
        return model.head(torch.from_numpy(states)).numpy()[:, :, 0]


@shared
def accuracy_held(
    seeds: Iterable[int], variant: Variant, holds: Mapping[str, Sequence[Hold]]
) -> dict[str, NDArray[np.float64]]:
    """Train networks to recall, then test them while gates are held in various ways.

    Args:
        seeds: Seeds of the initial weights, of the batches and of the test.
        variant: The recurrent layer, and how its weights start.
        holds: What is held, by name; an empty list lets the network alone.

    Returns:
        By the same names the share of right answers in 1,000 new sequences, shape
        `(n_seeds,)`.

    Raises:
        ValueError: If there is no seed, or the layer has no such gate.

    Examples:
        >>> keep = {"keep all": [Hold("z", 1, first=2, last=20)]}
        >>> bool(accuracy_held([0], Variant("GRU"), keep)["keep all"][0] > 0.95)
        True
    """
    run = partial(_run, variant, dict(holds))
    shares = np.array(over_seeds(run, list(seeds)))
    return dict(zip(holds, shares.T, strict=True))


def _run(
    variant: Variant, holds: Mapping[str, Sequence[Hold]], seed: int
) -> list[float]:
    model = train_to_recall(variant, seed)
    x, y = recall_batch(ASKED, SEQ_LEN, np.random.default_rng([seed, 1]))
    said = [answers(model, x, held)[:, -1:] for held in holds.values()]
    return [float(((answer > 0) == (y > 0)).mean()) for answer in said]
