"""First names, letter by letter: the list, its alphabet, and batches to learn from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data import FILES

Names = Sequence[str]
END = 0  # the symbol that stands behind the last letter, and before the first
IGNORED = -100  # a target that is none: what PyTorch's cross-entropy leaves out


def _check_each_once(name: str, items: Sequence[str]) -> None:
    for item, count in Counter(items).items():
        if count > 1:
            raise ValueError(f"{name} has {item!r} twice; expected each once.")


@dataclass(frozen=True)
class Alphabet:
    """Letters, each once, as symbols: from 1 on in their order; 0 is the end sign.

    Examples:
        >>> alphabet = Alphabet("abc")
        >>> alphabet.encode("cab").tolist(), alphabet.decode([3, 1, 2, 0, 2])
        ([3, 1, 2], 'cab')
    """

    letters: str

    def __post_init__(self) -> None:
        checks.not_empty("letters", self.letters)
        _check_each_once("letters", self.letters)

    @property
    def n_symbols(self) -> int:
        """Number of symbols: the letters and the end sign."""
        return len(self.letters) + 1

    def encode(self, name: str) -> NDArray[np.int64]:
        """Return the symbols `(len(name),)` of a text of these letters, maybe empty."""
        unknown = [repr(c) for c in dict.fromkeys(name) if c not in self.letters]
        if unknown:
            noun = "character" if len(unknown) == 1 else "characters"
            came = f"{name!r} has the {noun} {', '.join(unknown)}"
            raise ValueError(f"{came}; expected only letters of {self.letters!r}.")
        return np.array([1 + self.letters.index(c) for c in name], dtype=np.int64)

    def decode(self, symbols: Sequence[int]) -> str:
        """Return the letters of symbols `(n,)`, up to the first end sign."""
        numbers = np.asarray(symbols, dtype=np.int64)
        checks.whole_numbers("symbols", numbers, 0, self.n_symbols - 1)
        ends = np.flatnonzero(numbers == END)
        return "".join(self.letters[i - 1] for i in numbers[: next(iter(ends), None)])


LATIN = Alphabet(ascii_lowercase)


def first_names() -> list[str]:
    """Return first names in lower case, sorted, each once; who bears them is left out.

    Source: US Census Bureau (1995), "Frequently occurring first names and surnames from
    the 1990 census", by way of the PyPI package `names` 0.3.0: public domain.

    Examples:
        >>> len(first_names()), first_names()[-1]
        (5163, 'zulma')
    """
    return (FILES / "names.txt").read_text(encoding="ascii").split()


def split_names(
    names: Names, n_held_out: int, rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """Shuffle names, each given once: those to train on, and `n_held_out` others."""
    checks.positive_int("n_held_out", n_held_out)
    checks.instance_of("rng", rng, np.random.Generator)
    _check_each_once("names", names)
    wanted = f"less than {len(names)}, the number of names"
    checks.expect(n_held_out < len(names), "n_held_out", n_held_out, wanted)
    shuffled = [names[i] for i in rng.permutation(len(names))]
    return shuffled[n_held_out:], shuffled[:n_held_out]


def name_batch(
    names: Names, alphabet: Alphabet = LATIN
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return names as symbols to read, and the symbols that come next.

    A name is read from an end sign on, and ends with one. Both are `(batch, seq_len)`,
    with one step more than the longest name has letters. Shorter names are filled up,
    with end signs to read and with `IGNORED` as targets.

    Examples:
        >>> x, y = name_batch(["abe", "al"])
        >>> x.tolist(), y.tolist()
        ([[0, 1, 2, 5], [0, 1, 12, 0]], [[1, 2, 5, 0], [1, 12, 0, -100]])
    """
    checks.not_empty("names", names)
    words = [alphabet.encode(name) for name in names]
    shape = len(words), 1 + max(map(len, words))
    x, y = np.full(shape, END, np.int64), np.full(shape, IGNORED, np.int64)
    for row, word in enumerate(words):
        x[row, 1 : len(word) + 1] = y[row, : len(word)] = word
        y[row, len(word)] = END
    return x, y
