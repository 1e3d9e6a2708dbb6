"""A network without a memory: it sees the whole window at once."""

from torch import Tensor, nn

from rnn_tutorial import checks


class MLP(nn.Module):
    r"""A multilayer perceptron that forecasts: $\hat y = \tanh(x W + b)\, W_y + b_y$.

    It can read no windows of another length than `seq_len`.

    Source: Rumelhart, Hinton & Williams (1986), "Learning representations by
    back-propagating errors".

    Examples:
        >>> import torch
        >>> tuple(MLP(seq_len=20)(torch.zeros(480, 20, 1)).shape)
        (480, 1)
    """

    def __init__(self, seq_len: int, hidden_size: int = 32) -> None:
        super().__init__()
        checks.positive_ints(seq_len=seq_len, hidden_size=hidden_size)
        self.seq_len = seq_len
        self.layers = nn.Sequential(
            nn.Linear(seq_len, hidden_size), nn.Tanh(), nn.Linear(hidden_size, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the forecasts `(batch, 1)` of windows `(batch, seq_len, 1)`."""
        checks.dimensions("x", x, ("batch", "seq_len", "1"))
        checks.shape("x", x, (len(x), self.seq_len, 1))
        return self.layers(x[..., 0])  # (N, T) to (N, 1)
