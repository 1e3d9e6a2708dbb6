"""The plain (Elman) RNN in PyTorch, written out: the twin of `scratch/rnn.py`.

Same classes, methods and weights as in NumPy; only `backward` is missing, because
autograd does it. For real work take `torch.nn.RNN`, which is faster.
"""

import torch
from torch import Tensor

from rnn_tutorial.pytorch.cell import Cell
from rnn_tutorial.pytorch.recurrent import Recurrent


class RNNCell(Cell):
    r"""One RNN step: a new hidden state from one input and the old hidden state.

    $h_t = \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b_h)$.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.

    Attributes:
        W_xh: Weights from input to hidden, shape `(input_size, hidden_size)`.
        W_hh: Weights from hidden to hidden, shape `(hidden_size, hidden_size)`.
        b_h: Bias, shape `(hidden_size,)`.

    Raises:
        ValueError: If a size is not positive.

    Source:
        As `rnn_tutorial.scratch.rnn.RNNCell`.

    Examples:
        >>> cell = RNNCell(3, 4, torch.Generator().manual_seed(0))
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
        self.W_xh = self._uniform(input_size, hidden_size)
        self.W_hh = self._uniform(hidden_size, hidden_size)
        self.b_h = self._uniform(hidden_size)

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
            >>> cell = RNNCell(1, 1)
            >>> for parameter, value in zip(cell.parameters(), (1.0, 0.5, 0.0)):
            ...     _ = torch.nn.init.constant_(parameter, value)
            >>> cell(torch.ones(1, 1), torch.full((1, 1), -2.0)).item()  # tanh(1 - 1)
            0.0
        """
        self._check(x_t, h_prev=h_prev)
        return torch.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)


class RNN(Recurrent):
    r"""An `RNNCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.

    Attributes:
        cell: The `RNNCell` with the weights.

    Raises:
        ValueError: If a size is not positive.

    Source:
        As `rnn_tutorial.scratch.rnn.RNN`. Agrees with `torch.nn.RNN`
        (`tests/test_parity.py`).

    Examples:
        >>> rnn = RNN(input_size=1, hidden_size=4)
        >>> output, h_n = rnn(torch.zeros(2, 20, 1))
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
        super().__init__(RNNCell(input_size, hidden_size, generator, device, dtype))
