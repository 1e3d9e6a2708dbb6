"""A recurrent layer reads a sequence, a linear layer answers with one number."""

from torch import Tensor, nn

from rnn_tutorial import checks


class Forecaster(nn.Module):
    r"""A guess at the next value, made from the values before it.

    $\hat y = h_T W_{hy} + b_y$, with $h_T$ the hidden state after the window.

    Args:
        hidden_size: Number of hidden units $H$.
        input_size: Number of features $D$ of one step.
        layer: The class that reads the window: `torch.nn.RNN`, `LSTM` or `GRU`.

    Attributes:
        rnn: The layer that reads the window.
        head: The `torch.nn.Linear` that turns its last state into one number.

    Raises:
        ValueError: If a size is not positive.

    Source:
        Our choice, because it is the smallest network with an RNN that forecasts.

    Examples:
        >>> import torch
        >>> model = Forecaster(hidden_size=32)
        >>> tuple(model(torch.zeros(480, 20, 1)).shape)
        (480, 1)
    """

    def __init__(
        self,
        hidden_size: int = 32,
        input_size: int = 1,
        layer: type[nn.RNNBase] = nn.RNN,
    ) -> None:
        super().__init__()
        checks.positive_int("hidden_size", hidden_size)
        checks.positive_int("input_size", input_size)
        checks.one_of("layer", layer, (nn.RNN, nn.LSTM, nn.GRU))
        self.rnn = layer(input_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return one forecast per window.

        Args:
            x: Windows, shape `(batch, seq_len, input_size)`.

        Returns:
            The forecasts, shape `(batch, 1)`.

        Raises:
            ValueError: If the shape does not fit, or the windows have no steps.

        Examples:
            >>> import torch
            >>> _ = torch.manual_seed(0)
            >>> Forecaster()(torch.ones(1, 20, 1)).item()
            0.0171
        """
        checks.dimensions("x", x, ("batch", "seq_len", "input_size"))
        checks.features("x", x, self.rnn.input_size, "input_size")
        checks.positive_int("seq_len", x.shape[1])
        output, _ = self.rnn(x)  # (N, T, H)
        return self.head(output[:, -1])  # (N, 1)
