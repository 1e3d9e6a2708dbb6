"""Encoder and decoder: one network reads, another writes from what was understood."""

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnn_tutorial import checks
from rnn_tutorial.pytorch.reader import SymbolReader

START = 0  # the symbol that the decoder reads first, and writes to end


class Translator(nn.Module):
    """Symbols in, other symbols out, of another number.

    A GRU, the encoder, reads. Its last state is the first one of a second GRU, the
    decoder, which writes a symbol after each that it reads: first `START`, then those
    that it wrote itself.

    Args:
        n_read: Number of different symbols that are read.
        n_written: Number of different symbols that are written.
        hidden_size: Number of hidden units of each network.
        embedding_size: Number of features of a symbol.

    Attributes:
        embedding: The table of the features of what is read.
        encoder: The `torch.nn.GRU` that reads.
        decoder: The `SymbolReader` that writes.

    Raises:
        ValueError: If a size is not positive.

    Source:
        Cho et al. (2014), "Learning phrase representations using RNN encoder–decoder";
        Sutskever, Vinyals & Le (2014), "Sequence to sequence learning with neural
        networks", who hand on the state as here.

    Examples:
        >>> model = Translator(n_read=10, n_written=8)
        >>> model.write(torch.tensor([[4, 0]]), n_steps=3).shape
        torch.Size([1, 3])
    """

    def __init__(
        self,
        n_read: int,
        n_written: int,
        hidden_size: int = 32,
        embedding_size: int = 16,
    ) -> None:
        super().__init__()
        checks.positive_int("n_read", n_read)
        checks.positive_int("n_written", n_written)
        self.decoder = SymbolReader(n_written, n_written, hidden_size, embedding_size)
        self.embedding = nn.Embedding(n_read, embedding_size)
        self.encoder = nn.GRU(embedding_size, hidden_size, batch_first=True)

    def read(self, symbols: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return the state in which the encoder ends.

        Args:
            symbols: Whole numbers below `n_read`, shape `(batch, seq_len)`.
            lengths: How many symbols of each sequence count, shape `(batch,)`; all,
                padding too, if not given.

        Returns:
            The state, shape `(1, batch, hidden_size)`.

        Raises:
            ValueError: If a shape does not fit, or a symbol or a length is out of
                range.

        Examples:
            >>> model = Translator(10, 8, hidden_size=5)
            >>> model.read(torch.tensor([[4, 0], [7, 0]]), torch.tensor([2, 1])).shape
            torch.Size([1, 2, 5])
        """
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        checks.positive_int("seq_len", symbols.shape[1])
        checks.symbols("symbols", symbols, self.embedding.num_embeddings)
        x = self.embedding(symbols)
        if lengths is not None:
            checks.lengths("lengths", lengths, *symbols.shape)
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, state = self.encoder(x)
        return state

    def forward(self, symbols: Tensor, lengths: Tensor, written: Tensor) -> Tensor:
        """Return what the decoder would write next, after each symbol of a translation.

        Args:
            symbols: As in `read`.
            lengths: As in `read`.
            written: `START` and the right translation, shape `(batch, n_steps)`.

        Returns:
            A number for each symbol, the larger the likelier, shape
            `(batch, n_steps, n_written)`.

        Raises:
            ValueError: As in `read`.

        Examples:
            >>> model, read = Translator(10, 8), torch.tensor([[4, 0]])
            >>> model(read, torch.tensor([2]), torch.tensor([[0, 3, 4]])).shape
            torch.Size([1, 3, 8])
        """
        logits, _ = self.decoder.read(written, self.read(symbols, lengths))
        return logits

    @torch.no_grad()
    def write(
        self, symbols: Tensor, lengths: Tensor | None = None, n_steps: int = 16
    ) -> Tensor:
        """Return a translation, at each step the likeliest symbol.

        Args:
            symbols: As in `read`.
            lengths: As in `read`.
            n_steps: How many symbols to write; those after the end mean nothing.

        Returns:
            The symbols, shape `(batch, n_steps)`.

        Raises:
            ValueError: As in `read`, or if `n_steps` is not positive.

        Examples:
            >>> Translator(10, 8).write(torch.tensor([[4, 0]]), n_steps=5).shape
            torch.Size([1, 5])
        """
        checks.positive_int("n_steps", n_steps)
        state = self.read(symbols, lengths)
        written = [symbols.new_full((len(symbols), 1), START)]
        for _ in range(n_steps):
            logits, state = self.decoder.read(written[-1], state)
            written.append(logits.argmax(dim=-1))
        return torch.cat(written[1:], dim=1)
