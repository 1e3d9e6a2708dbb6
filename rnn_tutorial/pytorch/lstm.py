"""The LSTM in PyTorch, written out: the twin of `scratch/lstm.py`.

For real work take `torch.nn.LSTM`, which is faster.
"""

import torch
from torch import Tensor

from rnn_tutorial import checks
from rnn_tutorial.pytorch.cell import Cell
from rnn_tutorial.pytorch.recurrent import Recurrent


class LSTMCell(Cell):
    r"""One LSTM step: a new hidden and cell state from one input and the old ones.

    $c_t = f_t \odot c_{t-1} + i_t \odot g_t$ and $h_t = o_t \odot \tanh(c_t)$, with
    the gates in the order $i, f, g, o$.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.
        forget_bias: What the forget gate's bias is set to at the start; drawn like the
            rest if not given.

    Attributes:
        W_x: Weights from the input to the gates, shape `(input_size, 4 * hidden_size)`.
        W_h: Weights from the old hidden state to the gates, shape
            `(hidden_size, 4 * hidden_size)`.
        b: Biases of the gates, shape `(4 * hidden_size,)`.

    Raises:
        ValueError: If a size is not positive, or `forget_bias` is not a number.

    Source:
        As `rnn_tutorial.scratch.lstm.LSTMCell`.

    Examples:
        >>> cell = LSTMCell(3, 4)
        >>> h_t, c_t = cell(torch.ones(2, 3), cell.initial_state(batch_size=2))
        >>> tuple(h_t.shape), tuple(c_t.shape)
        ((2, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, generator, device, dtype)
        self.W_x = self._uniform(input_size, 4 * hidden_size)
        self.W_h = self._uniform(hidden_size, 4 * hidden_size)
        self.b = self._uniform(4 * hidden_size)
        if forget_bias is not None:
            checks.number("forget_bias", forget_bias)
            with torch.no_grad():
                self.b[hidden_size : 2 * hidden_size] = forget_bias

    def initial_state(self, batch_size: int) -> tuple[Tensor, Tensor]:
        """Return both states before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            `(h_0, c_0)`: zeros, shape `(batch_size, hidden_size)` each.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> LSTMCell(3, 1).initial_state(batch_size=1)
            (tensor([[0.]]), tensor([[0.]]))
        """
        zeros = super().initial_state(batch_size)
        return zeros, zeros.clone()

    def gates(self, x_t: Tensor, h_prev: Tensor) -> tuple[Tensor, ...]:
        """Return what the four gates say to one input and the old hidden state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            h_prev: Hidden state of the step before, shape `(batch, hidden_size)`.

        Returns:
            `(i, f, g, o)`, shape `(batch, hidden_size)` each.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> i, f, g, o = LSTMCell(1, 1, forget_bias=100).gates(
            ...     torch.ones(1, 1), torch.ones(1, 1)
            ... )
            >>> f.item()
            1.0
        """
        self._check(x_t, h_prev=h_prev)
        a_t = x_t @ self.W_x + h_prev @ self.W_h + self.b  # (N, 4H)
        i, f, g, o = a_t.chunk(4, dim=1)  # (N, H) each
        return i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()

    def forward(
        self, x_t: Tensor, state: tuple[Tensor, Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Return the new hidden state and the new cell state.

        Args:
            x_t: Input of this step, shape `(batch, input_size)`.
            state: `(h_prev, c_prev)` of the step before, `(batch, hidden_size)` each.

        Returns:
            `(h_t, c_t)`, shape `(batch, hidden_size)` each.

        Raises:
            ValueError: If a shape does not fit.

        Examples:
            >>> cell = LSTMCell(1, 1)
            >>> h_t, c_t = cell(torch.ones(1, 1), cell.initial_state(batch_size=1))
            >>> bool(h_t.abs() < c_t.abs())
            True
        """
        h_prev, c_prev = checks.pair("state", state)
        self._check(x_t, h_prev=h_prev, c_prev=c_prev)
        i, f, g, o = self.gates(x_t, h_prev)
        c_t = f * c_prev + i * g  # (N, H)
        h_t = o * c_t.tanh()  # (N, H)
        return h_t, c_t


class LSTM(Recurrent):
    r"""An `LSTMCell`, applied to every step of a sequence.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.
        forget_bias: What the forget gate's bias is set to at the start; drawn like the
            rest if not given.

    Attributes:
        cell: The `LSTMCell` with the weights.

    Raises:
        ValueError: If a size is not positive, or `forget_bias` is not a number.

    Source:
        As `rnn_tutorial.scratch.lstm.LSTM`. Agrees with `torch.nn.LSTM`
        (`tests/test_parity.py`).

    Examples:
        >>> lstm = LSTM(input_size=1, hidden_size=4)
        >>> output, (h_n, c_n) = lstm(torch.zeros(2, 20, 1))
        >>> tuple(output.shape), tuple(c_n.shape)
        ((2, 20, 4), (2, 4))
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        generator: torch.Generator | None = None,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        forget_bias: float | None = None,
    ) -> None:
        super().__init__(
            LSTMCell(input_size, hidden_size, generator, device, dtype, forget_bias)
        )
