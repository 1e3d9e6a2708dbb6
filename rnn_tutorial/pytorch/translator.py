"""Encoder and decoder: one network reads, another writes from what was understood."""

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from rnn_tutorial import checks
from rnn_tutorial.pytorch.reader import SymbolReader

START = 0  # the symbol that the decoder reads first, and writes to end
EMBEDDING_SIZE = 16


class Translator(nn.Module):
    """Symbols in, other symbols out, of another number.

    A GRU, the `encoder`, reads. Its last state is the first one of a second GRU, the
    `decoder`, a `SymbolReader` that writes a symbol after each that it reads: first
    `START`, then those that it wrote itself. Symbols are whole numbers, below `n_read`
    those that are read, below `n_written` those that are written.

    Source: Cho et al. (2014), "Learning phrase representations using RNN
    encoder–decoder"; Sutskever, Vinyals & Le (2014), "Sequence to sequence learning
    with neural networks", who hand on the state as here.
    """

    def __init__(self, n_read: int, n_written: int, hidden_size: int = 32) -> None:
        super().__init__()
        checks.positive_ints(n_read=n_read, n_written=n_written)
        self.decoder = SymbolReader(n_written, n_written, hidden_size, EMBEDDING_SIZE)
        self.embedding = nn.Embedding(n_read, EMBEDDING_SIZE)
        self.encoder = nn.GRU(EMBEDDING_SIZE, hidden_size, batch_first=True)

    def read(self, symbols: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Return the state in which the encoder ends, shape `(1, batch, hidden_size)`.

        The symbols are `(batch, seq_len)`, and `lengths`, `(batch,)`, tells how many of
        each sequence count: all, padding too, if not given.
        """
        checks.dimensions("symbols", symbols, ("batch", "seq_len"))
        checks.positive_int("seq_len", symbols.shape[1])
        checks.whole_numbers("symbols", symbols, 0, self.embedding.num_embeddings - 1)
        x = self.embedding(symbols)
        if lengths is not None:
            checks.shape("lengths", lengths, symbols.shape[:1])
            checks.whole_numbers("lengths", lengths, 1, symbols.shape[1])
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        _, state = self.encoder(x)
        return state

    def forward(self, symbols: Tensor, lengths: Tensor, written: Tensor) -> Tensor:
        """Return what the decoder would write next: `(batch, n_steps, n_written)`.

        It is a number for each symbol, the larger the likelier, after each symbol of
        `written`: `START` and the right translation, `(batch, n_steps)`.
        """
        logits, _ = self.decoder.read(written, self.read(symbols, lengths))
        return logits

    @torch.no_grad()
    def write(
        self, symbols: Tensor, lengths: Tensor | None = None, n_steps: int = 16
    ) -> Tensor:
        """Return the symbols of a translation, the likeliest: `(batch, n_steps)`.

        Those after the end mean nothing. The other arguments are those of `read`.
        """
        checks.positive_int("n_steps", n_steps)
        state = self.read(symbols, lengths)
        written = [symbols.new_full((len(symbols), 1), START)]
        for _ in range(n_steps):
            logits, state = self.decoder.read(written[-1], state)
            written.append(logits.argmax(dim=-1))
        return torch.cat(written[1:], dim=1)
