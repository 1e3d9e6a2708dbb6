"""Guessing the next letter by counting pieces of names.

A piece is so many symbols in a row: the last one is guessed, those before it are its
context. Before a name stand end signs. Only pieces that came are kept.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.names import END, LATIN, Alphabet, Names

MOST_PIECES = 2**62  # possible ones: each is a whole number


class _Counted:
    """What all tables have in common: pieces as numbers, and bets on their ends."""

    def __init__(self, names: Names, n: int, alphabet: Alphabet) -> None:
        checks.not_empty("names", names)
        checks.positive_int("n", n)
        size = alphabet.n_symbols**n
        if size > MOST_PIECES:
            raise ValueError(f"n is {n}; expected less: {size} pieces are too many.")
        self.n, self.alphabet = n, alphabet
        self._pieces = _Tally(self._codes(names))

    def letter_probabilities(self, names: Names) -> NDArray[np.float64]:
        """Return how likely each letter was held that came, and each end, in order."""
        checks.not_empty("names", names)
        return self._bets(self._codes(names))

    def _codes(self, names: Names) -> NDArray[np.int64]:
        """Write the piece that ends with each letter, and each end, as a number."""
        start = [END] * (self.n - 1)
        words = [[*start, *self.alphabet.encode(name), END] for name in names]
        row = np.concatenate(words)
        windows = np.lib.stride_tricks.sliding_window_view(row, self.n)
        lengths = np.array([(len(start), len(word) - len(start)) for word in words])
        asked = np.repeat(np.tile([False, True], len(words)), lengths.ravel())
        places = self.alphabet.n_symbols ** np.arange(self.n)[::-1]
        return windows[asked[len(start) :]] @ places


class Ngram(_Counted):
    r"""A table of how often each letter followed the letters before it.

    $p(s \mid c) = \dfrac{n(c, s) + a}{\sum_{s'} (n(c, s') + a)}$, where $n(c, s)$ is
    how often $s$ came in the names (at least one) after the context $c$, the $n - 1$
    symbols before it, and $a > 0$, the smoothing, is what every count is given in
    advance, so that nothing is impossible. With $n = 1$ there is no context: a
    *unigram*. With $n = 2$ it is one letter: a *bigram*.

    Source: Jurafsky & Martin, *Speech and Language Processing* (3rd ed. draft), chapter
    "N-gram language models": counts, and add-one (Laplace) smoothing.

    Examples:
        >>> bigram = Ngram(["a", "a", "b"], n=2, alphabet=Alphabet("ab"))
        >>> bigram.letter_probabilities(["a", "b"]).round(2).tolist()
        [0.5, 0.6, 0.33, 0.5]
    """

    def __init__(
        self, names: Names, n: int, smoothing: float = 1.0, alphabet: Alphabet = LATIN
    ) -> None:
        super().__init__(names, n, alphabet)
        checks.positive_number("smoothing", smoothing)
        self._given = smoothing * alphabet.n_symbols  # to a whole row, in advance
        self._contexts = self._pieces.grouped(lambda code: code // alphabet.n_symbols)

    @property
    def n_counts(self) -> int:
        """Number of different pieces that were counted."""
        return len(self._pieces.codes)

    def _bets(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        size = self.alphabet.n_symbols
        met, context = self._pieces(codes), self._contexts(codes // size)
        return (met + self._given * (1 / size)) / (context + self._given)


class KneserNey(_Counted):
    r"""A table that falls back on shorter ones, for whatever was seldom seen.

    $p(s \mid c) = \dfrac{\max(n(c, s) - d, 0) + d\,N(c)\,p'(s \mid c')}{n(c)}$: every
    count gives up the discount $0 < d < 1$, and what a context's $N(c)$ different
    letters gave up is shared out as the table of $n - 1$ symbols bets, which counts
    after how many different letters a piece came; and so on, down to equal bets. After
    a context that never came, $p = p'$.

    Source: Kneser & Ney (1995), "Improved backing-off for m-gram language modeling", as
    interpolated in Chen & Goodman (1999), "An empirical study of smoothing techniques
    for language modeling".
    """

    def __init__(
        self, names: Names, n: int, discount: float = 0.8, alphabet: Alphabet = LATIN
    ) -> None:
        super().__init__(names, n, alphabet)
        checks.share("discount", discount)
        self.discount = discount
        size = alphabet.n_symbols
        level, self._levels = self._pieces, []
        for length in range(n, 0, -1):
            met = level.grouped(lambda code: code // size)
            different = _Tally(level.codes // size)
            self._levels.insert(0, (level, met, different))
            level = _Tally(level.codes % size ** (length - 1))

    @property
    def n_counts(self) -> int:
        """Number of different pieces that were counted, shorter ones included."""
        return sum(len(level.codes) for level, *_ in self._levels)

    def _bets(self, codes: NDArray[np.int64]) -> NDArray[np.float64]:
        size = self.alphabet.n_symbols
        bets = np.full(codes.shape, 1 / size)
        for length, (level, met, different) in enumerate(self._levels, start=1):
            pieces = codes % size**length
            total = met(pieces // size)
            kept = np.maximum(level(pieces) - self.discount, 0)
            shared = self.discount * different(pieces // size) * bets
            bets = np.where(total > 0, (kept + shared) / np.maximum(total, 1), bets)
        return bets


class _Tally:
    """How often each of some whole numbers came: called with numbers, it tells."""

    def __init__(self, codes: NDArray[np.int64]) -> None:
        self.codes, self.counts = np.unique(codes, return_counts=True)

    def __call__(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        at = np.searchsorted(self.codes, codes).clip(max=len(self.codes) - 1)
        return np.where(self.codes[at] == codes, self.counts[at], 0)

    def grouped(self, to_group: Callable[[NDArray], NDArray]) -> "_Tally":
        """Add up the counts of numbers that belong together."""
        return _Tally(np.repeat(to_group(self.codes), self.counts))
