"""Cells that were written in NumPy, as layers of PyTorch: no second copy of any."""

import copy
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array, Cell, as_parts, as_state
from rnn_tutorial.scratch.recurrent import Recurrent

State = Tensor | tuple[Tensor, Tensor]  # the hidden state; of an LSTM (h, c)


class Written(nn.Module):
    """A cell of `rnn_tutorial.scratch` as a layer that PyTorch can train.

    Forwards runs the loop in NumPy, and backwards the way back that was written by
    hand; autograd only hears what they return. The weights are parameters under the
    cell's own names, `float32` or `float64` (PyTorch's default if not given), drawn as
    the cell draws them, from a seed that PyTorch's global generator gives. The layer is
    called as those of `torch.nn`, with `batch_first=True`.
    """

    def __init__(
        self,
        cell_class: type[Cell],
        input_size: int,
        hidden_size: int,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__()
        rng = np.random.default_rng(torch.randint(2**63 - 1, ()).item())
        dtype = str(dtype or torch.get_default_dtype()).removeprefix("torch.")
        self._cell = cell_class(input_size, hidden_size, rng, dtype)
        self.input_size, self.hidden_size = input_size, hidden_size
        for name, array in self._cell.parameters().items():
            self.register_parameter(name, nn.Parameter(torch.from_numpy(array)))

    def network(self) -> Recurrent:
        """Return the network in NumPy; its weights are the parameters, not copies."""
        cell = copy.copy(self._cell)
        for name, parameter in self.named_parameters():
            setattr(cell, name, to_numpy(parameter))
            cell.dtype = getattr(cell, name).dtype
        return Recurrent(cell)

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return all hidden states `(batch, seq_len, hidden_size)`, and the last state.

        The inputs are `(batch, seq_len, input_size)`, in the weights' dtype; the state
        is `(1, batch, hidden_size)`, two of them for an LSTM; zeros if not given.
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        network = self.network()
        zeros = as_state(_tensors(x.device, network.cell.initial_state(len(x))))
        state = zeros if state is None else state
        checks.like("state", state, zeros)
        for given in (x, *as_parts(state)):
            checks.one_of("dtype of x and state", given.dtype, (zeros[0].dtype,))
        output, *last = _ByHand.apply(network, x, *as_parts(state), *self.parameters())
        return output, as_state(last)

    def extra_repr(self) -> str:
        """Return what stands between the brackets when the layer is printed."""
        return f"{type(self._cell).__name__}, {self.input_size}, {self.hidden_size}"


class _ByHand(torch.autograd.Function):
    """A network in NumPy as one operation, whose way back autograd need not know."""

    @staticmethod
    def forward(ctx: Any, network: Recurrent, x: Tensor, *others: Tensor) -> tuple:
        ctx.network = network
        ctx.save_for_backward(x, *others)
        state = [to_numpy(part)[0] for part in others[: -len(network.parameters())]]
        output, state_n = network.forward(to_numpy(x), as_state(state))
        return torch.from_numpy(output).to(x.device), *_tensors(x.device, state_n)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, doutput: Tensor, *dstate: Tensor) -> tuple:
        x, *_ = ctx.saved_tensors  # raises if anything has been changed since
        dstate = [to_numpy(part)[0] for part in dstate]
        dx, dstate_0, grads = ctx.network.backward(to_numpy(doutput), as_state(dstate))
        dx, *grads = (torch.from_numpy(a).to(x.device) for a in (dx, *grads.values()))
        return None, dx, *_tensors(x.device, dstate_0), *grads


def to_numpy(tensor: Tensor) -> Array:
    """Return the numbers of a tensor, without their history: no copy if on the CPU."""
    return tensor.detach().cpu().numpy()


def _tensors(device: torch.device, state: State) -> tuple[Tensor, ...]:
    """Hand a state to PyTorch, whose states have one more dimension, for layers."""
    return tuple(torch.from_numpy(part[None]).to(device) for part in as_parts(state))
