"""A recurrent layer reads a sequence, a linear layer answers with one number."""

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.layers import Layer, make_layer


class Forecaster(nn.Module):
    r"""A guess at the next value, made from the values before it.

    $\hat y = h_T W_{hy} + b_y$, with $h_T$ the hidden state after the window. `rnn` is
    the layer that reads the window, `head` the `torch.nn.Linear` that answers: our
    choice, because it is the smallest network with an RNN that forecasts.

    Args:
        hidden_size: Number of hidden units $H$.
        input_size: Number of features $D$ of one step.
        layer: The class of `rnn`, as in `make_layer`: `torch.nn.LSTM`, a cell, ….

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
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.rnn.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        output, _ = self.rnn(x)  # (N, T, H)
        return self.head(output[:, -1])  # (N, 1)
