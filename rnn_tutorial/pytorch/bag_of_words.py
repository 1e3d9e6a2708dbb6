"""A reader that only counts: which words have come, and how often."""

from torch import Tensor, nn

from rnn_tutorial import checks


class BagOfWords(nn.Module):
    r"""Count the symbols so far, and weigh the counts: logistic regression.

    $o_t = \sum_s n_{ts} w_s + b$, with $n_{ts}$ how often symbol $s$ was among the
    first $t$; the weights are those of `head`, a `torch.nn.Linear`. It is called and
    trained as `SymbolReader` is; but two sequences of the same symbols give it the same
    counts, in whatever order they come.

    Args:
        n_symbols: Number of different symbols.

    Source:
        Harris (1954), "Distributional structure", speaks of a "bag of words".

    Examples:
        >>> import torch
        >>> output = BagOfWords(n_symbols=5)(torch.tensor([[1, 2, 4, 1], [4, 1, 1, 2]]))
        >>> tuple(output.shape), bool(output[0, -1] == output[1, -1])
        ((2, 4, 1), True)
    """

    def __init__(self, n_symbols: int) -> None:
        super().__init__()
        checks.positive_int("n_symbols", n_symbols)
        self.head = nn.Linear(n_symbols, 1)

    def forward(self, symbols: Tensor) -> Tensor:
        """Return the outputs `(batch, seq_len, 1)` after symbols `(batch, seq_len)`."""
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        n_symbols = self.head.in_features
        checks.symbols("symbols", symbols, n_symbols)
        counts = nn.functional.one_hot(symbols, n_symbols).cumsum(dim=1)  # (N, T, S)
        weighed = counts * self.head.weight[0]
        return weighed.sum(dim=-1, keepdim=True) + self.head.bias  # (N, T, 1)
