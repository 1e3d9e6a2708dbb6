"""Forecasts of the next value: from a memory, or from the whole window at once."""

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.layers import Layer, make_layer


class Forecaster(nn.Module):
    r"""A guess at the next value, made from the values before it.

    $\hat y = h_T W_{hy} + b_y$, with $h_T$ the hidden state after the window. `rnn` is
    the layer that reads the window, of any class that `make_layer` takes, and `head`
    the `torch.nn.Linear` that answers: the smallest network with an RNN that forecasts.

    Examples:
        >>> import torch
        >>> model = Forecaster(hidden_size=32)
        >>> tuple(model(torch.zeros(480, 20, 1)).shape)
        (480, 1)
    """

    def __init__(
        self, hidden_size: int = 32, input_size: int = 1, layer: Layer = nn.RNN
    ) -> None:
        super().__init__()
        self.rnn = make_layer(layer, input_size, hidden_size)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return forecasts `(batch, 1)` of windows `(batch, seq_len, input_size)`."""
        checks.inputs("x", x, ("batch", "seq_len", "input_size"), self.rnn.input_size)
        checks.positive_int("seq_len", x.shape[1])
        output, _ = self.rnn(x)  # (N, T, H)
        return self.head(output[:, -1])  # (N, 1)


class MLP(nn.Module):
    r"""A network without a memory, a multilayer perceptron that sees the whole window.

    $\hat y = \tanh(x W + b)\, W_y + b_y$, of windows of `seq_len` values, no others.

    Source: Rumelhart, Hinton & Williams (1986), "Learning representations by
    back-propagating errors".
    """

    def __init__(self, seq_len: int, hidden_size: int = 32) -> None:
        super().__init__()
        checks.positive_ints(seq_len=seq_len, hidden_size=hidden_size)
        self.seq_len = seq_len
        hidden, answer = nn.Linear(seq_len, hidden_size), nn.Linear(hidden_size, 1)
        self.layers = nn.Sequential(hidden, nn.Tanh(), answer)

    def forward(self, x: Tensor) -> Tensor:
        """Return the forecasts `(batch, 1)` of windows `(batch, seq_len, 1)`."""
        checks.dimensions("x", x, ("batch", "seq_len", "1"))
        checks.shape("x", x, (len(x), self.seq_len, 1))
        return self.layers(x[..., 0])  # (N, T) to (N, 1)
