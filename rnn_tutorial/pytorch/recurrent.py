"""One cell in PyTorch, applied to every step of a sequence."""

import torch
from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.cell import Cell, State
from rnn_tutorial.scratch.recurrent import hidden


class Recurrent(nn.Module):
    r"""A sequence read step by step: what `RNN`, `LSTM` and `GRU` have in common.

    $s_t = \mathrm{cell}(x_t, s_{t-1})$ for $t = 1, \dots, T$: the same weights at
    every step, so the sequence may have any length.

    Args:
        cell: The cell.

    Attributes:
        cell: The cell with the weights.

    Source:
        As `rnn_tutorial.scratch.recurrent.Recurrent`.

    Examples:
        >>> from rnn_tutorial.pytorch.rnn import RNNCell
        >>> output, h_n = Recurrent(RNNCell(1, 4))(torch.zeros(2, 20, 1))
        >>> tuple(output.shape), tuple(h_n.shape)
        ((2, 20, 4), (2, 4))
    """

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.cell = cell

    @property
    def input_size(self) -> int:
        """Number of features of one input vector."""
        return self.cell.input_size

    @property
    def hidden_size(self) -> int:
        """Number of hidden units."""
        return self.cell.hidden_size

    def forward(self, x: Tensor, state_0: State | None = None) -> tuple[Tensor, State]:
        """Return the hidden state after every step, and the whole state at the end.

        Args:
            x: Inputs, shape `(batch, seq_len, input_size)`.
            state_0: State before the first step, `(batch, hidden_size)`, two of them
                for an LSTM; zeros if not given.

        Returns:
            `(output, state_n)`: all hidden states `(batch, seq_len, hidden_size)`, and
            the last state, in the form of `state_0`. (`torch.nn` gives a state one more
            dimension in front, for its layers.)

        Raises:
            ValueError: If a shape does not fit, or the sequence has no steps.

        Examples:
            >>> from rnn_tutorial.pytorch.lstm import LSTM
            >>> output, (h_n, c_n) = LSTM(1, 4)(torch.ones(2, 5, 1))
            >>> torch.equal(output[:, -1], h_n)
            True
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        state = self.cell.initial_state(len(x))
        if state_0 is not None:
            checks.like("state_0", state_0, state)
            state = state_0
        output = []
        for t in range(x.shape[1]):
            state = self.cell(x[:, t], state)
            output.append(hidden(state))
        return torch.stack(output, dim=1), state  # (N, T, H), (N, H)
