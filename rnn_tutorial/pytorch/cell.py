"""What all cells in PyTorch share: sizes, weights, the state at the start."""

import torch
from torch import Tensor, nn

from rnn_tutorial import checks

State = Tensor | tuple[Tensor, Tensor]  # the hidden state; of an LSTM (h, c)


class Cell(nn.Module):
    r"""One step of a recurrent network: a new state from one input and the old state.

    The twin of `scratch/cell.py`: `forward` alone, as autograd goes backwards.

    Args:
        input_size: Number of features $D$ of one input vector.
        hidden_size: Number of hidden units $H$.
        generator: Source of the initial weights, uniform in $\pm 1/\sqrt{H}$; a
            CPU generator. PyTorch's global one if not given.
        device: Where the weights live.
        dtype: Number format of the weights; PyTorch's default if not given.

    Raises:
        ValueError: If a size is not positive.

    Source:
        As `rnn_tutorial.scratch.cell.Cell`.

    Examples:
        >>> from rnn_tutorial.pytorch.rnn import RNNCell
        >>> isinstance(RNNCell(3, 4), Cell)
        True
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
        self._draw_from = generator, device, dtype

    def _uniform(self, *size: int) -> nn.Parameter:
        generator, device, dtype = self._draw_from
        bound = self.hidden_size**-0.5
        # Drawn on the CPU, so that a seed gives the same weights on every device.
        weights = torch.empty(size, dtype=dtype, device="cpu")
        weights.uniform_(-bound, bound, generator=generator)
        return nn.Parameter(weights.to(device))

    def initial_state(self, batch_size: int) -> State:
        """Return the state before the first input: zeros, nothing remembered yet.

        Args:
            batch_size: Number of sequences that run side by side.

        Returns:
            Zeros, shape `(batch_size, hidden_size)`; an LSTM has two of them.

        Raises:
            ValueError: If `batch_size` is not positive.

        Examples:
            >>> from rnn_tutorial.pytorch.rnn import RNNCell
            >>> RNNCell(3, 2).initial_state(batch_size=1)
            tensor([[0., 0.]])
        """
        checks.positive_int("batch_size", batch_size)
        return next(self.parameters()).new_zeros(batch_size, self.hidden_size)

    def _check(self, x_t: Tensor, **states: Tensor) -> None:
        """Check the input of a step, and states by the names in the messages."""
        checks.dimensions("x_t", x_t, ("batch", "input_size"))
        checks.features("x_t", x_t, self.input_size, "input_size")
        for name, state in states.items():
            checks.shape(name, state, (len(x_t), self.hidden_size))
