"""What newer versions of Python's packages changed: a page of renewals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

PLACE = "<!-- changes -->"
_NEVER = "No renewal is on record yet."

FELL = "no longer holds"
AGAIN = "holds again"
MOVED = "moved"
ROUNDED = "only rounds differently"
_MEANING = {
    FELL: "The sentence was true with the old versions, and is not with the new.",
    AGAIN: "The sentence was false with the old versions, and is true with the new.",
    MOVED: "The sentence is true with both; a value that readers see is another one.",
    ROUNDED: "The sentence is true with both, and readers see the same values.",
}
KINDS = tuple(_MEANING)


@dataclass(frozen=True)
class Change:
    """What became of a claim: one of the words above, and its values, in words."""

    page: str
    kind: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Renewal:
    """All claims, made with old and with new versions, on one machine.

    Args:
        date: When.
        versions: Of each package that changed: the old and the new one.
        claims: How many there were.
        changes: What became of those that changed, by sentence.
    """

    date: str
    versions: dict[str, tuple[str, str]]
    claims: int
    changes: dict[str, Change]

    def of(self, kind: str) -> dict[str, Change]:
        """Return the changes of one kind."""
        return {k: one for k, one in self.changes.items() if one.kind == kind}

    @property
    def sentence(self) -> str:
        """Sum it up.

        Examples:
            >>> Renewal("2026-01-02", {}, 7, {"A": Change("a.md", "moved")}).sentence
            'Of 7 claims 1 moved, and 6 gave the same numbers.'
        """
        counts = {kind: len(self.of(kind)) for kind in _MEANING}
        told = [f"{count} {kind}" for kind, count in counts.items() if count]
        told.append(f"{self.claims - len(self.changes)} gave the same numbers")
        *most, last = told
        listed = f"{', '.join(most)}, and {last}" if most else last
        return f"Of {self.claims} claims {listed}."


def told(renewals: list[Renewal], plain: Callable[[str], str]) -> str:
    """Write down all renewals, the latest first.

    Args:
        renewals: In that order.
        plain: Writes text so that Markdown reads nothing into it.
    """
    return "\n\n".join(_one(renewal, plain) for renewal in renewals) or _NEVER


def _one(renewal: Renewal, plain: Callable[[str], str]) -> str:
    rows = [
        f"| {plain(name)} | {plain(old)} | {plain(new)} |"
        for name, (old, new) in renewal.versions.items()
    ]
    parts = [f"## {renewal.date}", renewal.sentence]
    for kind, meaning in _MEANING.items():
        if found := renewal.of(kind):
            listed = (
                f"- {plain(sentence)} ({plain(one.page)}){_values(one, plain)}"
                for sentence, one in found.items()
            )
            parts.append(f"**{len(found)} {kind}.** {meaning}")
            parts.append("\n".join(listed))
    table = ["| Package | Before | After |", "|---|---|---|", *rows]
    parts += ["\n".join(table)] if rows else ["No package has a newer version."]
    return "\n\n".join(parts)


def _values(change: Change, plain: Callable[[str], str]) -> str:
    said = [
        f"{name.replace('_', ' ')}: {words}" for name, words in change.values.items()
    ]
    return f": {plain('; '.join(said))}" if said else ""
