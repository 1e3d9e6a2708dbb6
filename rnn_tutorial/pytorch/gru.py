"""The GRU in PyTorch, written out: the twin of `scratch/gru.py`.

For real work take `torch.nn.GRU`, which is faster.
"""

import torch
from torch import Tensor

from rnn_tutorial.pytorch.cell import Cell
from rnn_tutorial.pytorch.recurrent import Recurrent


class GRUCell(Cell):
    r"""One GRU step: a new hidden state, blended from the old one and a candidate.

    $h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}$, with the gates in the order
    $r, z, n$; the reset gate acts after the product with the old state.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.

    Attributes:
        W_x: Weights from the input to the gates, shape `(input_size, 3 * hidden_size)`.
        W_h: Weights from the old hidden state to the gates, shape
            `(hidden_size, 3 * hidden_size)`.
        b: Biases of the gates, shape `(3 * hidden_size,)`.
        b_hn: The candidate's second bias, which `r` multiplies, shape
            `(hidden_size,)`.

    Raises:
        ValueError: If a size is not positive.

    Source:
        As `rnn_tutorial.scratch.gru.GRUCell`.

    Examples:
        >>> cell = GRUCell(3, 4)
        >>> h_t = cell(torch.ones(2, 3), cell.initial_state(batch_size=2))
        >>> tuple(h_t.shape)
        (2, 4)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, generator, device, dtype)
        self.W_x = self._uniform(input_size, 3 * hidden_size)
        self.W_h = self._uniform(hidden_size, 3 * hidden_size)
        self.b = self._uniform(3 * hidden_size)
        self.b_hn = self._uniform(hidden_size)

    def gates(self, x_t: Tensor, h_prev: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what both gates and the candidate say to an input and the old state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            `(r, z, n)`, shape `(batch, hidden_size)` each.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> gates = GRUCell(1, 1).gates(torch.ones(1, 1), torch.ones(1, 1))
            >>> [tuple(gate.shape) for gate in gates]
            [(1, 1), (1, 1), (1, 1)]
        """
        self._check(x_t, h_prev=h_prev)
        x_r, x_z, x_n = (x_t @ self.W_x + self.b).chunk(3, dim=1)  # (N, H) each
        h_r, h_z, h_n = (h_prev @ self.W_h).chunk(3, dim=1)
        r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
        return r, z, torch.tanh(x_n + r * (h_n + self.b_hn))

    def forward(self, x_t: Tensor, h_prev: Tensor) -> Tensor:
        """Return the new hidden state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            The new hidden state, shape `(batch, hidden_size)`.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = GRUCell(1, 1)
            >>> h_t = cell(torch.ones(1, 1), cell.initial_state(batch_size=1))
            >>> bool(h_t.abs() < 1)
            True
        """
        _, z, n = self.gates(x_t, h_prev)
        return (1 - z) * n + z * h_prev  # (N, H)


class GRU(Recurrent):
    r"""A `GRUCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.

    Attributes:
        cell: The `GRUCell` with the weights.

    Raises:
        ValueError: If a size is not positive.

    Source:
        As `rnn_tutorial.scratch.gru.GRU`. Agrees with `torch.nn.GRU`
        (`tests/test_parity.py`).

    Examples:
        >>> output, h_n = GRU(input_size=1, hidden_size=4)(torch.zeros(2, 20, 1))
        >>> tuple(output.shape), tuple(h_n.shape)
        ((2, 20, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(GRUCell(input_size, hidden_size, generator, device, dtype))
