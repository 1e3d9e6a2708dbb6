"""A recurrent layer that reads symbols, and has something to say after each."""

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.layers import Layer, make_layer
from rnn_tutorial.pytorch.written import State


class SymbolReader(nn.Module):
    r"""Symbols in, numbers out: an embedding, a recurrent layer, a linear layer.

    $o_t = h_t W_{ho} + b_o$, with $h_t$ the hidden state after the symbols
    $1, \dots, t$. Each symbol, a whole number below `n_symbols`, has a row of its own,
    `embedding_size` weights, in the embedding; that row is the layer's input $x_t$. In
    training, a share `dropout` of the numbers in $x_t$ and $h_t$ is set to 0, chosen
    anew each time, and the others are enlarged to make up for it. The parts are
    `embedding`, `rnn`, of a class as in `Forecaster`, `head`, and `dropout`.

    Source: Mikolov et al. (2010), "Recurrent neural network based language model".
    Zaremba, Sutskever & Vinyals (2014), "Recurrent neural network regularization":
    dropout before and behind the recurrent layer, not between its steps.

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
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        checks.positive_ints(n_symbols=n_symbols, n_outputs=n_outputs)
        checks.positive_int("embedding_size", embedding_size)
        if dropout:
            checks.share("dropout", dropout)
        self.embedding = nn.Embedding(n_symbols, embedding_size)
        self.rnn = make_layer(layer, embedding_size, hidden_size)
        self.head = nn.Linear(hidden_size, n_outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, symbols: Tensor) -> Tensor:
        """Return the outputs of `read`, without the state."""
        return self.read(symbols)[0]

    def read(self, symbols: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Return the outputs `(batch, seq_len, n_outputs)`, and the state at the end.

        The symbols are `(batch, seq_len)`; `state` is one to read on from, as the last
        call returned it, or zeros if not given.
        """
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        checks.positive_int("seq_len", symbols.shape[1])
        checks.whole_numbers("symbols", symbols, 0, self.embedding.num_embeddings - 1)
        x = self.dropout(self.embedding(symbols))
        output, state = self.rnn(x, state)  # (N, T, H)
        return self.head(self.dropout(output)), state  # (N, T, O)
