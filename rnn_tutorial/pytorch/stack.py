"""Several recurrent layers in PyTorch, one on top of the other."""

from collections.abc import Sequence

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.cell import State
from rnn_tutorial.pytorch.recurrent import Recurrent


class Stack(nn.Module):
    """Recurrent layers in a row: the output of each is the input of the next.

    Args:
        layers: `RNN`, `LSTM` or `GRU` of this package, the lowest first.

    Attributes:
        layers: The layers.

    Raises:
        ValueError: If there is no layer, or one's size does not fit the one below.

    Source:
        As `rnn_tutorial.scratch.stack.Stack`.

    Examples:
        >>> import torch
        >>> from rnn_tutorial.pytorch.gru import GRU
        >>> output, states = Stack([GRU(1, 4), GRU(4, 2)])(torch.zeros(3, 20, 1))
        >>> tuple(output.shape), [tuple(h_n.shape) for h_n in states]
        ((3, 20, 2), [(3, 4), (3, 2)])
    """

    def __init__(self, layers: Sequence[Recurrent]) -> None:
        super().__init__()
        checks.stackable("layers", layers, Recurrent)
        self.layers = nn.ModuleList(layers)

    def forward(
        self, x: Tensor, state_0: Sequence[State] | None = None
    ) -> tuple[Tensor, list[State]]:
        """Return the top layer's hidden states, and the last state of each layer.

        Args:
            x: Inputs, shape `(batch, seq_len, input_size)`.
            state_0: One state per layer; zeros if not given.

        Returns:
            `(output, state_n)`: the top layer's hidden states
            `(batch, seq_len, hidden_size)`, and one state per layer.

        Raises:
            ValueError: If a shape or the number of states does not fit.

        Examples:
            >>> import torch
            >>> from rnn_tutorial.pytorch.rnn import RNN
            >>> tuple(Stack([RNN(1, 4)])(torch.zeros(2, 5, 1))[0].shape)
            (2, 5, 4)
        """
        states = [None] * len(self.layers) if state_0 is None else state_0
        checks.length("state_0", states, len(self.layers))
        state_n = []
        for layer, state in zip(self.layers, states, strict=True):
            x, last = layer(x, state)
            state_n.append(last)
        return x, state_n
