"""Training with too long steps, with one thing changed at a time."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.data.recall import recall_batch
from rnn_tutorial.experiments.experiment import experiment
from rnn_tutorial.experiments.variants import Variant
from rnn_tutorial.metrics import mse_loss

BATCH_SIZE = 64
HIDDEN_SIZE = 32
PARTS = ("rnn", "head")  # of a Forecaster: the recurrent layer, and the linear one


@dataclass(frozen=True, eq=False)
class Descent:
    """How training went, update by update, until it blew up: `(n_seeds, updates)` each.

    `losses` are measured before each update, and infinite from where one was no finite
    number. `growth` is how many times as long the loss's gradient by the state before
    the first value is as that by the last state; above 1, blame has grown on its way
    back. `curvature` is the largest curvature of the loss in the weights of the linear
    layer: twice the largest eigenvalue of the mean outer product of its inputs and 1.
    """

    losses: NDArray[np.float64]
    growth: NDArray[np.float64]
    curvature: NDArray[np.float64]

    @property
    def is_infinite(self) -> NDArray[np.bool_]:
        """Whether each seed's loss became infinite, shape `(n_seeds,)`."""
        return np.isinf(self.losses[:, -1])

    @property
    def final(self) -> NDArray[np.float64]:
        """Each seed's median loss over the last 50 updates, shape `(n_seeds,)`."""
        return np.median(self.losses[:, -50:], axis=1)


@experiment
def descend(
    seed: int,
    gain: float = 1.5,
    rate: float = 0.2,
    head_rate: float = 0.02,
    max_norm: float | None = None,
    limited: tuple[str, ...] = PARTS,
    limited_until: int | None = None,
    trained: tuple[str, ...] = PARTS,
    may_grow: bool = True,
    updates: int = 300,
    seq_len: int = 20,
) -> Descent:
    """Train RNNs to recall a bit by plain gradient descent, each step on a new batch.

    The recurrent weights begin as a rotation times `gain`. Of the `PARTS`, `"rnn"`
    learns with the step size `rate`, `"head"`, the linear layer behind it, with
    `head_rate`; those that are not `trained` stay as they began. The gradient of the
    parts that are `limited`, all together, is shortened to `max_norm`, if given, up to
    the update `limited_until`, or always. If blame may not grow on its way back
    (`may_grow`), that of each state is shortened to the last one's, in every sequence.
    """
    checks.positive_ints(updates=updates, seq_len=seq_len)
    if max_norm is not None:
        checks.positive_number("max_norm", max_norm)
    for part in (*limited, *trained):
        checks.one_of("part", part, PARTS)
    model = Variant("RNN", gain=gain).forecaster(HIDDEN_SIZE, seed)
    weights = {part: list(getattr(model, part).parameters()) for part in PARTS}
    rates = {"rnn": rate, "head": head_rate}
    groups = [{"params": weights[part], "lr": rates[part]} for part in trained]
    optimizer = torch.optim.SGD(groups)
    shortened = [weight for part in limited for weight in weights[part]]
    rng = np.random.default_rng(seed)
    last_limited = updates if limited_until is None else limited_until
    losses, growth, curvature = np.full((3, updates), np.inf)
    for update in range(updates):
        x, y = map(torch.from_numpy, recall_batch(BATCH_SIZE, seq_len, rng))
        states = _states(model.rnn, x)
        if not may_grow:
            _level(states)
        loss = mse_loss(model.head(states[-1]), y)
        if not torch.isfinite(loss):
            break
        losses[update] = loss.item()
        model.zero_grad()
        loss.backward()
        first, last = (state.grad.norm().item() for state in (states[0], states[-1]))
        growth[update] = first / last if last else 0.0
        read = torch.cat([states[-1].detach(), torch.ones(BATCH_SIZE, 1)], dim=1)
        products = read.T @ read / BATCH_SIZE
        curvature[update] = 2 * torch.linalg.eigvalsh(products)[-1].item()
        if max_norm is not None and update < last_limited:
            nn.utils.clip_grad_norm_(shortened, max_norm)
        optimizer.step()
    return Descent(losses, growth, curvature)


def _states(rnn: nn.RNN, x: Tensor) -> list[Tensor]:
    """Run through sequences one step at a time; each state will know its gradient."""
    state = torch.zeros(len(x), rnn.hidden_size, requires_grad=True)
    states = [state]
    from_x = x @ rnn.weight_ih_l0.T + rnn.bias_ih_l0 + rnn.bias_hh_l0
    for step in from_x.unbind(dim=1):
        state = torch.tanh(step + state @ rnn.weight_hh_l0.T)
        states.append(state)
    states[-1].retain_grad()
    return states


def _level(states: list[Tensor]) -> None:
    """Shorten the blame of each state to that of the last one, on its way back."""
    longest: list[Tensor] = []

    def shorten(blame: Tensor) -> Tensor:
        length = blame.norm(dim=1, keepdim=True)
        longest.append(length)  # the last state is the first to be blamed
        return blame * (longest[0] / length.clamp_min(1e-30)).clamp_max(1)

    for state in states:
        state.register_hook(shorten)
