"""Sentences that say why, and what they stand on.

Whoever says "because" shows one of four feet: an `intervention` beside the sentence, or
a link to one; a box `!!! derivation` whose algebra a claim checks, or a link to its
section; a link to a source; or a box `!!! guess`. Words that only look like a cause are
settled by a comment in their sentence: `<!-- purpose -->` (what we want to reach by it)
or `<!-- construction -->` (so by definition, by arithmetic, or by code that is shown).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.check import claims
from engine.plan import labs, lessons
from engine.render.claims import anchor

CAUSE = re.compile(
    r"\b(?:because|so that|(?:the|one|another|a|this) reasons?|reason (?:is|why)"
    r"|(?:that|this|here|which) is why|(?:that|this)['’]s why|makes(?! of\b)"
    r"|causes|caused|due to|thanks to|owing to|leads? to|therefore|hence"
    r"|comes? from|explains?|helps|prevents?|decides|since (?!\d)"
    r"|it(?: is| was|['’]s)(?: not)? (?:the |its )?[\w* -]{2,30} that"
    r"|it (?:is|was)(?:n['’]t| not) the)\b",
    re.IGNORECASE,
)
SETTLED = re.compile(r"<!-- (?:purpose|construction) -->")
SOURCE = re.compile(r"\]\((?:https?://|[^)]*#sources)")
LINK = re.compile(r"\]\((?P<page>[^)#?]*)[^)#]*#(?P<anchor>[^)]+)\)")
SENTENCE = re.compile(
    r"(?<=[.?!])['\")*]*(?:\s*<!-- \w+ -->)?\s+(?=[\"'(*\[]*[A-Z`$=])"
)
NOT_SAID = re.compile(
    r"`[^`]*`|\]\([^)]*\)|[\"“]\w+[\"”]"
)  # code, links, words as words
BOX = re.compile(r"^(?P<indent> *)(?:!!!|\?\?\?\+?) (?P<kind>\w+)")
HEADING = re.compile(r"^#+ (?P<title>.*)$")
FEET = ("guess", "derivation")


@dataclass
class Unit:
    """A paragraph, or a block of code; `box` is the kind of box in which it stands."""

    line: int
    text: str = ""
    source: str | None = None
    box: str = ""
    section: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def is_test(self) -> bool:
        """Whether a cause is tested here."""
        return "intervention" in (name for name, _ in checked(self.source or ""))


def checked(source: str) -> Iterator[tuple[str, str]]:
    """List what code claims, and by which check."""
    for call in claims.calls(source):
        if isinstance(call, ast.Call) and call.args:
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            yield name, ast.literal_eval(call.args[0])


def units(text: str) -> list[Unit]:
    """Cut a lesson into paragraphs and blocks of code."""
    found, open_boxes, section, is_new = [], [], "", True
    for piece in lessons.scan(_without_front_matter(text)):
        if isinstance(piece, lessons.Block):
            box = _innermost(open_boxes, len(piece.indent))
            found.append(
                Unit(piece.line, "", piece.source, box, section, piece.options)
            )
            is_new = True
            continue
        if getattr(piece, "is_code", False):
            is_new = True
            continue
        if isinstance(piece, lessons.Value):
            if found:
                found[-1].text += "1"
            continue
        row = piece.text
        indent = len(row) - len(row.lstrip())
        if not row.strip() and row.endswith("\n"):
            is_new = True
        if is_new and row.strip():
            open_boxes = [(at, kind) for at, kind in open_boxes if indent > at]
            if heading := HEADING.match(row):
                section = heading["title"].strip()
            box = _innermost(open_boxes, indent)
            found.append(Unit(piece.line, box=box, section=section))
            if opened := BOX.match(row):
                open_boxes.append((indent, opened["kind"]))
        is_new = row.endswith("\n") and bool(
            not row.strip() or HEADING.match(row) or BOX.match(row)
        )
        if found and found[-1].source is None:
            found[-1].text += row
    return found


def _without_front_matter(text: str) -> str:
    """Leave out its words, not its lines."""
    match = re.match(r"---\n.*?\n---\n", text, re.DOTALL)
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text


def _innermost(open_boxes: list[tuple[int, str]], indent: int) -> str:
    around = [kind for at, kind in open_boxes if indent > at and kind in FEET]
    return around[-1] if around else ""


def units_of_lab(text: str) -> list[Unit]:
    """Cut a lab into the same."""
    found = []
    for cell in labs.read(text).cells:
        line, options = cell.metadata["line"], cell.metadata["options"]
        if cell.cell_type == "code":
            found.append(Unit(line, "", cell.source, "", "", options))
            continue
        for unit in units(cell.source):
            unit.line += line - 1
            found.append(unit)
    return found


def read(path) -> list[Unit]:
    """Cut a page into paragraphs and blocks."""
    text = path.read_text(encoding="utf-8")
    return units_of_lab(text) if path.suffix == ".py" else units(text)


def feet(page: list[Unit]) -> set[str]:
    """Name the places on a page that a sentence elsewhere can stand on."""
    tested = {
        anchor(sentence)
        for unit in page
        for name, sentence in checked(unit.source or "")
        if name == "intervention"
    }
    derived = {unit.section for unit in page if unit.box == "derivation"}
    return tested | {re.sub(r"[^\w]+", "-", one.lower()).strip("-") for one in derived}


def without_feet(
    page: list[Unit], elsewhere: set[str] = frozenset()
) -> Iterator[tuple[int, str]]:
    """List the sentences that say why and stand on nothing: line, sentence."""
    known = feet(page) | elsewhere
    for at, unit in enumerate(page):
        if unit.box or _is_beside_a_test(page, at):
            continue
        words = unit.text + " ".join(
            f" {unit.options.get(name, '')}" for name in ("alt", "caption")
        )
        for sentence in map(str.strip, SENTENCE.split(words)):
            bare = re.sub(NOT_SAID, "", " ".join(sentence.split()))
            if bare.rstrip("\"'*) ").endswith("?") or not CAUSE.search(bare):
                continue
            if SETTLED.search(sentence) or SOURCE.search(sentence):
                continue
            if not known.isdisjoint(link["anchor"] for link in LINK.finditer(sentence)):
                continue
            offset = unit.text[: max(unit.text.find(sentence), 0)].count("\n")
            yield unit.line + offset, bare


def _is_beside_a_test(page: list[Unit], at: int) -> bool:
    """Tell whether the code right before or behind a paragraph tests a cause."""
    for step in (-1, 1):
        beside = at + step
        while 0 <= beside < len(page) and page[beside].source is not None:
            if page[beside].is_test:
                return True
            beside += step
    return page[at].is_test


def unchecked_derivations(page: list[Unit]) -> Iterator[int]:
    """List the lines of boxes of algebra that no claim checks."""
    inside: list[Unit] = []
    for unit in [*page, Unit(0)]:
        if unit.box == "derivation":
            inside.append(unit)
        elif inside:
            if not any(list(checked(one.source or "")) for one in inside):
                yield inside[0].line
            inside = []
