"""Who ate the cake? Stories in which nothing but the order of the words tells."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rnn_tutorial import checks

SUSPECT = "butler"
OTHERS = (
    *("cook", "gardener", "aunt", "uncle", "postman"),
    *("poet", "baker", "painter", "parrot", "cat"),
)
FOODS = ("cake", "cheese", "jam")

_AWAY = "the {first} who was away all evening"
_ALIBI = _AWAY + " or so they said"

# Each plot, and whether the person who is named first did it.
PLOTS = (
    ("the {first} caught the {second} with the {food}", False),
    ("the {first} was caught by the {second} with the {food}", True),
    (_AWAY + " heard that the {second} ate the {food}", False),
    (_AWAY + " missed how the {second} ate the {food}", False),
    (_AWAY + " found the {second} full of {food}", False),
    (_ALIBI + " was innocent for the {second} ate the {food}", False),
    (_ALIBI + " ate the {food} and blamed the {second}", True),
    (_ALIBI + " told the {second} a lie and ate the {food}", True),
    ("the {first} who ate the {food} blamed the {second}", True),
    ("the {first} said the {second} ate the {food} and told the truth", False),
    ("the {first} said the {second} ate the {food} and told a lie", True),
    ("the {first} ate the {food} though everybody thought it was the {second}", True),
    ("everybody thought the {first} ate the {food} but it was the {second}", False),
    ("everybody thought the {first} ate the {food} and the {second} proved it", True),
    ("it was not the {first} but the {second} who ate the {food}", False),
    ("it was the {first} and not the {second} who ate the {food}", True),
)
FOLDS = 5  # every fifth combination of a plot and a person belongs together


@dataclass(frozen=True)
class Story:
    """One story, in small letters and without commas, and its solution.

    `plot` is its number in `PLOTS`, `fold` that of one of five parts of all stories.
    """

    text: str
    guilty: bool
    plot: int
    fold: int

    @property
    def held_out(self) -> bool:
        """Whether it is kept for the test: those of fold 0 are."""
        return self.fold == 0

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, in order."""
        return tuple(self.text.split())


@cache
def all_stories() -> tuple[Story, ...]:
    """Return every story of the grammar, each followed by its mirror.

    A story names the butler and one other person, and one of the two did it. Its mirror
    has the same words, with the two names exchanged: so the other one did it. Of each
    plot, the stories with every fifth person, and their mirrors, are of one fold.

    Source: Our own grammar, after Elman (1991), "Distributed representations, simple
    recurrent networks, and grammatical structure".

    Examples:
        >>> len(all_stories()), all_stories()[1].text, all_stories()[1].guilty
        (960, 'the cook caught the butler with the cake', True)
    """
    return tuple(
        Story(
            text=text.format(first=first, second=second, food=food),
            guilty=first_did_it == (first == SUSPECT),
            plot=plot,
            fold=(plot + person) % FOLDS,
        )
        for plot, (text, first_did_it) in enumerate(PLOTS)
        for person, other in enumerate(OTHERS)
        for food in FOODS
        for first, second in ((SUSPECT, other), (other, SUSPECT))
    )


PADDING = "·"  # fills up the rows of a batch whose stories are already over
VOCABULARY = (PADDING, *sorted({word for s in all_stories() for word in s.words}))


def to_words(text: str) -> list[str]:
    """Cut a text into words of the stories; capitals and punctuation don't matter."""
    checks.instance_of("text", text, str)
    words = re.findall(r"\w+", text.lower())
    if not words:
        raise ValueError(f"text is {text!r}; expected at least one word.")
    for word in words:
        if word not in VOCABULARY:
            (near,) = difflib.get_close_matches(word, VOCABULARY[1:], n=1, cutoff=0)
            wanted = f"known ones, such as {near!r}"
            raise ValueError(f"text has the word {word!r}; expected {wanted}.")
    return words


def to_symbols(text: str) -> list[int]:
    """Return the numbers of a text's words in `VOCABULARY`, from 1 on."""
    return [VOCABULARY.index(word) for word in to_words(text)]


def to_batch(stories: Sequence[Story]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return symbols `(n, seq_len)` and the answers after each `(n, seq_len, 1)`.

    An answer is 1 if the butler did it, 0 if not. Where a story is over, the symbol is
    0 and the answer NaN, for nothing is asked there.
    """
    checks.not_empty("stories", stories)
    rows = [to_symbols(story.text) for story in stories]
    shape = len(rows), max(map(len, rows))
    symbols, answers = np.zeros(shape, np.int64), np.full(shape, np.nan, np.float32)
    for i, (row, story) in enumerate(zip(rows, stories, strict=True)):
        symbols[i, : len(row)] = row
        answers[i, : len(row)] = story.guilty
    return symbols, answers[..., None]


def exact_opinion(
    text: str, stories: Sequence[Story] | None = None
) -> NDArray[np.float64]:
    r"""Return what can be known after every word of a story's beginning, `(n_words,)`.

    $P_t$ is the share of stories in which the butler did it, among all of these
    `stories` that begin with the words $1, \dots, t$; they are all if not given.

    Examples:
        >>> exact_opinion("the butler who was away").round(2).tolist()
        [0.5, 0.5, 0.43, 0.33, 0.33]
    """
    known = all_stories() if stories is None else stories
    beginning, shares = "", []
    for word in to_words(text):
        beginning += f"{word} "
        known = [story for story in known if f"{story.text} ".startswith(beginning)]
        if not known:
            came = f"text begins with '{beginning.strip()}'"
            raise ValueError(f"{came}; expected the beginning of a story.")
        shares.append(sum(story.guilty for story in known) / len(known))
    return np.array(shares)
