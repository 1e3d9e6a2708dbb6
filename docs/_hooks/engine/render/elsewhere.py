"""What other machines said of the claims: for the page of evidence."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.render.claims import anchor

PLACE = "<!-- elsewhere -->"
_HEAD = ("When", "Machine", "Python, PyTorch, NumPy", "Arithmetic", "Seeds", "Held")
_NOBODY = (
    "No other machine has replayed the claims of this site yet. `make replay` does so "
    "with the one at which you sit."
)


@dataclass(frozen=True)
class Heard:
    """What other machines say of a claim.

    Args:
        held: On how many machines it held, and on how many it was replayed.
        failed: Where it did not: the rows of their replays, from 1, and why.
        moved: By how much each value was another one at most, in words, by name.
    """

    held: tuple[int, int] = (0, 0)
    failed: tuple[tuple[int, str], ...] = ()
    moved: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Say on how many machines it held; nothing if nobody has tried.

        Examples:
            >>> Heard((2, 3)).sentence, Heard().sentence
            ('Held in 2 of 3 replays elsewhere.', '')
        """
        held, count = self.held
        replays = "replay" if count == 1 else "replays"
        return f"Held in {held} of {count} {replays} elsewhere." if count else ""


@dataclass(frozen=True)
class Jury:
    """All replays, in rows as `_HEAD` says, and what was heard of each claim."""

    rows: tuple[tuple[str, ...], ...] = ()
    heard: dict[str, Heard] = field(default_factory=dict)

    def of(self, sentence: str) -> Heard:
        """Return what was heard of a claim."""
        return self.heard.get(sentence, Heard())


def told(jury: Jury) -> str:
    """Write the replays as a table, and name all claims that failed in one of them."""
    if not jury.rows:
        return _NOBODY
    head = [("", *_HEAD), ("---",) * (len(_HEAD) + 1)]
    rows = [
        (str(number), *map(plain, row)) for number, row in enumerate(jury.rows, start=1)
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [*head, *rows])
    failed = [
        f"- [{plain(sentence)}](#{anchor(sentence)}): "
        + "; ".join(
            f"replay {row}{f', {plain(why)}' if why else ''}" for row, why in one.failed
        )
        for sentence, one in jury.heard.items()
        if one.failed
    ]
    if not failed:
        return f"{table}\n\nNo claim failed in any of them."
    count = "One claim" if len(failed) == 1 else f"{len(failed)} claims"
    listed = "\n".join(failed)
    return (
        f"{table}\n\n{count} failed in one of them, or could not be tried:\n\n{listed}"
    )


def plain(text: str) -> str:
    """Write text so that Markdown reads nothing into it."""
    return "".join(f"&#{ord(c)};" if c in "\\`*_[]$<&|" else c for c in text)


def note(words: Iterable[str]) -> str:
    """Write small print below a value, or a claim; nothing if there is none."""
    said = " ".join(filter(None, words))
    return f'<p class="rnn-elsewhere">{html.escape(said)}</p>' if said else ""
