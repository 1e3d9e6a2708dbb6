"""Guessing the next letter by counting."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.names import END, LATIN, Alphabet

LARGEST_TABLE = 20_000_000  # probabilities; as many as take 160 megabytes


class Ngram:
    r"""A table of how often each letter followed the letters before it.

    $p(s \mid c) = \dfrac{n(c, s) + a}{\sum_{s'} (n(c, s') + a)}$, where $n(c, s)$ is
    how often $s$ came in the names (at least one) after the context $c$, the $n - 1$
    symbols before it, and $a > 0$, the smoothing, is what every count is given in
    advance, so that nothing is impossible. With $n = 1$ there is no context: a
    *unigram*. With $n = 2$ it is one letter: a *bigram*. The table must not have more
    than `LARGEST_TABLE` probabilities.

    Where little was counted, a table that falls back relies on the shorter table:
    instead of $a$ for each of the $S$ symbols, it gives $a S\,p'(s \mid c')$ in
    advance, with $p'$ of the table of $n - 1$ symbols.

    Attributes:
        table: The probabilities, shape `(n_symbols,) * n`; the last axis is the letter
            that comes, the others are those before it. Before a name stand end signs.

    Source:
        Jurafsky & Martin, *Speech and Language Processing* (3rd ed. draft), chapter
        "N-gram language models": counts, and add-one (Laplace) smoothing. MacKay & Peto
        (1995), "A hierarchical Dirichlet language model": counts that begin with what
        the shorter table says.

    Examples:
        >>> bigram = Ngram(["a", "a", "b"], n=2, alphabet=Alphabet("ab"))
        >>> bigram.table[0].round(2).tolist()  # at the start: end sign, a, b
        [0.17, 0.5, 0.33]
        >>> bigram.letter_probabilities(["a", "b"]).round(2).tolist()
        [0.5, 0.6, 0.33, 0.5]
    """

    def __init__(
        self,
        names: Sequence[str],
        n: int,
        smoothing: float = 1.0,
        alphabet: Alphabet = LATIN,
        falls_back: bool = False,
    ) -> None:
        checks.not_empty("names", names)
        checks.positive_int("n", n)
        checks.positive_number("smoothing", smoothing)
        size = alphabet.n_symbols**n
        if size > LARGEST_TABLE:
            raise ValueError(
                f"n is {n}; expected less, for the table would have {size} numbers."
            )
        self.n = n
        self.alphabet = alphabet
        counts = np.full((alphabet.n_symbols,) * n, float(smoothing))
        if falls_back and n > 1:
            shorter = Ngram(names, n - 1, smoothing, alphabet, falls_back)
            counts *= alphabet.n_symbols * shorter.table
        np.add.at(counts, self._cells(names), 1)
        self.table = counts / counts.sum(axis=-1, keepdims=True)

    def letter_probabilities(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return how likely each letter was held that came, and each end, in order."""
        checks.not_empty("names", names)
        return self.table[self._cells(names)]

    def _cells(self, names: Sequence[str]) -> tuple[NDArray[np.int64], ...]:
        """Find each letter and end in the table: one array per axis."""
        start = np.full(self.n - 1, END)
        words = [[*start, *self.alphabet.encode(name), END] for name in names]
        windows = [np.lib.stride_tricks.sliding_window_view(w, self.n) for w in words]
        return tuple(np.concatenate(windows).T)
