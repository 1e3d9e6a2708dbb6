"""Several recurrent layers, one on top of the other."""

from collections.abc import Iterable, Sequence

from rnn_tutorial import checks
from rnn_tutorial.scratch.cell import Array, Grads, State
from rnn_tutorial.scratch.recurrent import Recurrent


class Stack:
    """Recurrent layers in a row: the output of each is the input of the next.

    Args:
        layers: `RNN`, `LSTM` or `GRU`, the lowest first.

    Attributes:
        layers: The layers.

    Raises:
        ValueError: If there is no layer, or one's size does not fit the one below.

    Source:
        `torch.nn.RNN` with `num_layers` above 1, where it agrees with that
        (`tests/test_parity.py`).

    Examples:
        >>> import numpy as np
        >>> from rnn_tutorial.scratch.gru import GRU
        >>> rng = np.random.default_rng(0)
        >>> stack = Stack([GRU(1, 4, rng), GRU(4, 2, rng)])
        >>> output, states = stack.forward(np.zeros((3, 20, 1)))
        >>> output.shape, [h_n.shape for h_n in states]
        ((3, 20, 2), [(3, 4), (3, 2)])
    """

    def __init__(self, layers: Sequence[Recurrent]) -> None:
        checks.stackable("layers", layers, Recurrent)
        self.layers = list(layers)

    def parameters(self) -> dict[str, Array]:
        """Return the weights of all layers: the arrays themselves, not copies.

        Returns:
            The weights by name, with the layer's number in front.

        Examples:
            >>> import numpy as np
            >>> from rnn_tutorial.scratch.rnn import RNN
            >>> list(Stack([RNN(1, 4, np.random.default_rng(0))]).parameters())
            ['0.W_xh', '0.W_hh', '0.b_h']
        """
        return _numbered(layer.parameters() for layer in self.layers)

    def forward(
        self, x: Array, state_0: Sequence[State] | None = None
    ) -> tuple[Array, list[State]]:
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
            >>> import numpy as np
            >>> from rnn_tutorial.scratch.rnn import RNN
            >>> stack = Stack([RNN(1, 4, np.random.default_rng(0))])
            >>> stack.forward(np.zeros((2, 5, 1)))[0].shape
            (2, 5, 4)
        """
        state_n = []
        states = self._each("state_0", state_0)
        for layer, state in zip(self.layers, states, strict=True):
            x, last = layer.forward(x, state)
            state_n.append(last)
        return x, state_n

    def backward(
        self, doutput: Array, dstate_n: Sequence[State] | None = None
    ) -> tuple[Array, list[State], Grads]:
        """Return all gradients of the last `forward`, from the top layer down.

        Args:
            doutput: Gradient of the loss by `output`.
            dstate_n: Gradients by the last states, one per layer; zeros if not given.

        Returns:
            `(dx, dstate_0, grads)`: gradients by the inputs, by the first state of
            each layer, and by each parameter, by name.

        Raises:
            ValueError: If there was no `forward` yet, or a shape does not fit.

        Examples:
            >>> import numpy as np
            >>> from rnn_tutorial.scratch.rnn import RNN
            >>> stack = Stack([RNN(1, 4, np.random.default_rng(0))])
            >>> output, _ = stack.forward(np.zeros((2, 5, 1)))
            >>> stack.backward(output)[2]["0.W_hh"].shape
            (4, 4)
        """
        dstates = self._each("dstate_n", dstate_n)
        dstate_0, grads = [], []
        for layer, dstate in zip(self.layers[::-1], dstates[::-1], strict=True):
            doutput, first, grads_of_layer = layer.backward(doutput, dstate)
            dstate_0.insert(0, first)
            grads.insert(0, grads_of_layer)
        return doutput, dstate_0, _numbered(grads)

    def _each(
        self, name: str, states: Sequence[State] | None
    ) -> Sequence[State | None]:
        if states is None:
            return [None] * len(self.layers)
        checks.length(name, states, len(self.layers))
        return states


def _numbered(layers: Iterable[dict[str, Array]]) -> dict[str, Array]:
    return {
        f"{number}.{name}": array
        for number, arrays in enumerate(layers)
        for name, array in arrays.items()
    }
