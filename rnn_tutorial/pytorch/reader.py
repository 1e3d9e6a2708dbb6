"""A recurrent layer that reads symbols, and has something to say after each."""

from torch import Tensor, nn

from rnn_tutorial import checks
from rnn_tutorial.pytorch.cell import State


class SymbolReader(nn.Module):
    r"""Symbols in, numbers out: an embedding, a recurrent layer, a linear layer.

    $o_t = h_t W_{ho} + b_o$, with $h_t$ the hidden state after the symbols
    $1, \dots, t$. Each symbol is a whole number, and has a row of its own in the
    embedding, a table of weights; that row is the layer's input $x_t$.

    Args:
        n_symbols: Number of different symbols.
        n_outputs: Number of outputs per step.
        hidden_size: Number of hidden units $H$.
        embedding_size: Number of features of a symbol.
        layer: The class that reads the symbols: `torch.nn.RNN`, `LSTM` or `GRU`.

    Attributes:
        embedding: The table of the symbols' features.
        rnn: The layer that reads them.
        head: The `torch.nn.Linear` that turns each state into outputs.

    Raises:
        ValueError: If a size is not positive.

    Source:
        Mikolov et al. (2010), "Recurrent neural network based language model".

    Examples:
        >>> import torch
        >>> model = SymbolReader(n_symbols=27, n_outputs=27)
        >>> symbols = torch.tensor([[1, 2, 0], [26, 0, 0]])
        >>> tuple(model(symbols).shape)
        (2, 3, 27)
    """

    def __init__(
        self,
        n_symbols: int,
        n_outputs: int,
        hidden_size: int = 32,
        embedding_size: int = 16,
        layer: type[nn.RNNBase] = nn.GRU,
    ) -> None:
        super().__init__()
        checks.positive_int("n_symbols", n_symbols)
        checks.positive_int("n_outputs", n_outputs)
        checks.positive_int("hidden_size", hidden_size)
        checks.positive_int("embedding_size", embedding_size)
        checks.one_of("layer", layer, (nn.RNN, nn.LSTM, nn.GRU))
        self.embedding = nn.Embedding(n_symbols, embedding_size)
        self.rnn = layer(embedding_size, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, n_outputs)

    def forward(self, symbols: Tensor) -> Tensor:
        """Return the outputs after every symbol.

        Args:
            symbols: Whole numbers below `n_symbols`, shape `(batch, seq_len)`.

        Returns:
            The outputs, shape `(batch, seq_len, n_outputs)`.

        Raises:
            ValueError: As in `read`.

        Examples:
            >>> import torch
            >>> tuple(SymbolReader(5, 1)(torch.tensor([[0, 4]])).shape)
            (1, 2, 1)
        """
        return self.read(symbols)[0]

    def read(self, symbols: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Read on from a state, and return the outputs and the new state.

        Args:
            symbols: Whole numbers below `n_symbols`, shape `(batch, seq_len)`.
            state: The state that the last call returned; zeros if not given.

        Returns:
            `(output, state)`: outputs `(batch, seq_len, n_outputs)`, and the state
            after the last symbol.

        Raises:
            ValueError: If the shape does not fit, there are no symbols, or one is not a
                whole number from 0 to `n_symbols - 1`.

        Examples:
            >>> import torch
            >>> _ = torch.manual_seed(0)
            >>> model, symbols = SymbolReader(5, 1), torch.tensor([[3, 1, 4]])
            >>> _, state = model.read(symbols[:, :2])
            >>> output, _ = model.read(symbols[:, 2:], state)
            >>> torch.allclose(output[:, 0], model(symbols)[:, 2])
            True
        """
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        checks.positive_int("seq_len", symbols.shape[1])
        checks.symbols("symbols", symbols, self.embedding.num_embeddings)
        output, state = self.rnn(self.embedding(symbols), state)  # (N, T, H)
        return self.head(output), state  # (N, T, O)
