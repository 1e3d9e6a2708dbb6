"""The plain (Elman) RNN in PyTorch, written out: the twin of `scratch/rnn.py`.

Same classes, methods and weights as in NumPy; only `backward` is missing, because
autograd does it. For real work take `torch.nn.RNN`, which is faster.
"""

import torch
from torch import Tensor, nn

from rnn_tutorial import checks


class RNNCell(nn.Module):
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
        super().__init__()
        checks.positive_int("input_size", input_size)
        checks.positive_int("hidden_size", hidden_size)
        self.input_size, self.hidden_size = input_size, hidden_size
        bound = hidden_size**-0.5

        def uniform(*size: int) -> nn.Parameter:
            # Drawn on the CPU, so that a seed gives the same weights on every device.
            weights = torch.empty(size, dtype=dtype, device="cpu")
            weights.uniform_(-bound, bound, generator=generator)
            return nn.Parameter(weights.to(device))

        self.W_xh = uniform(input_size, hidden_size)
        self.W_hh = uniform(hidden_size, hidden_size)
        self.b_h = uniform(hidden_size)

    def initial_state(self, batch_size: int) -> Tensor:
        """Return the state before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            Zeros, shape `(batch_size, hidden_size)`.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> RNNCell(3, 2).initial_state(batch_size=1)
            tensor([[0., 0.]])
        """
        checks.positive_int("batch_size", batch_size)
        return self.b_h.new_zeros(batch_size, self.hidden_size)

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
            ...     _ = nn.init.constant_(parameter, value)
            >>> cell(torch.ones(1, 1), torch.full((1, 1), -2.0)).item()  # tanh(1 - 1)
            0.0
        """
        checks.dimensions("x_t", x_t, ("batch", "input_size"))
        checks.features("x_t", x_t, self.input_size, "input_size")
        checks.shape("h_prev", h_prev, (len(x_t), self.hidden_size))
        return torch.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)


class RNN(nn.Module):
    r"""One cell, applied to every step of a sequence.

    $h_t = \mathrm{cell}(x_t, h_{t-1})$ for $t = 1, \dots, T$: the same weights at
    every step, so the sequence may have any length.

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
        super().__init__()
        self.cell = RNNCell(input_size, hidden_size, generator, device, dtype)

    def forward(self, x: Tensor, h_0: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the hidden state after every step, and the last one on its own.

        Args:
            x: Inputs, shape `(batch, seq_len, input_size)`.
            h_0: State before the first step, shape `(batch, hidden_size)`; zeros if
                not given.

        Returns:
            `(output, h_n)`: all states `(batch, seq_len, hidden_size)`, and the last
            one `(batch, hidden_size)`. (`torch.nn.RNN` gives `h_n` one more dimension
            in front, for its layers.)

        Raises:
            ValueError: If a shape does not fit, or the sequence has no steps.

        Examples:
            >>> output, h_n = RNN(1, 4)(torch.ones(2, 5, 1))
            >>> torch.equal(output[:, -1], h_n)
            True
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.cell.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        states = [self.cell.initial_state(len(x)) if h_0 is None else h_0]
        checks.shape("h_0", states[0], (len(x), self.cell.hidden_size))
        for t in range(x.shape[1]):
            states.append(self.cell(x[:, t], states[-1]))
        return torch.stack(states[1:], dim=1), states[-1]  # (N, T, H), (N, H)
