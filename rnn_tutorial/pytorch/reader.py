"""A recurrent layer that reads symbols, and has something to say after each."""

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.layers import Layer, make_layer
from rnn_tutorial.pytorch.written import State


class SymbolReader(nn.Module):
    r"""Symbols in, numbers out: an embedding, a recurrent layer, a linear layer.

    $o_t = h_t W_{ho} + b_o$, with $h_t$ the hidden state after the symbols
    $1, \dots, t$. Each symbol is a whole number, and has a row of its own in the
    embedding, a table of weights; that row is the layer's input $x_t$. The three parts
    are `embedding`, `rnn` and `head`.

    Args:
        n_symbols: Number of different symbols.
        n_outputs: Number of outputs per step.
        hidden_size: Number of hidden units $H$.
        embedding_size: Number of features of a symbol.
        layer: The class of `rnn`, as in `Forecaster`.

    Source:
        Mikolov et al. (2010), "Recurrent neural network based language model".

    Examples:
        >>> import torch
        >>> model, symbols = SymbolReader(27, n_outputs=5), torch.tensor([[3, 1, 26]])
        >>> _, state = model.read(symbols[:, :2])
        >>> output, _ = model.read(symbols[:, 2:], state)
        >>> output.shape, torch.allclose(output[:, 0], model(symbols)[:, 2])
        (torch.Size([1, 1, 5]), True)
    """

    def __init__(
        self,
        n_symbols: int,
        n_outputs: int,
        hidden_size: int = 32,
        embedding_size: int = 16,
        layer: Layer = nn.GRU,
    ) -> None:
        super().__init__()
        checks.positive_int("n_symbols", n_symbols)
        checks.positive_int("n_outputs", n_outputs)
        checks.positive_int("embedding_size", embedding_size)
        self.embedding = nn.Embedding(n_symbols, embedding_size)
        self.rnn = make_layer(layer, embedding_size, hidden_size)
        self.head = nn.Linear(hidden_size, n_outputs)

    def forward(self, symbols: Tensor) -> Tensor:
        """Return the outputs of `read`, without the state."""
        return self.read(symbols)[0]

    def read(self, symbols: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return the outputs `(batch, seq_len, n_outputs)`, and the state at the end.

        Args:
            symbols: Whole numbers below `n_symbols`, shape `(batch, seq_len)`.
            state: The state to read on from, as the last call returned it; zeros if not
                given.
        """
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        checks.positive_int("seq_len", symbols.shape[1])
        checks.symbols("symbols", symbols, self.embedding.num_embeddings)
        output, state = self.rnn(self.embedding(symbols), state)  # (N, T, H)
        return self.head(output), state  # (N, T, O)
