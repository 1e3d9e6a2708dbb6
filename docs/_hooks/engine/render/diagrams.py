"""Diagrams, from Mermaid to inline SVG, by the real mermaid.js in the build."""

from __future__ import annotations

import html
import re

from engine.cache.memo import Memo
from engine.problems import Fault
from engine.render import svg
from engine.render.dialect import DIAGRAM

_DIAGRAM = re.compile(
    rf'<pre class="{DIAGRAM}"><code>(?P<source>.*?)</code></pre>', re.DOTALL
)
_TITLE = re.compile(r"^[ \t]*accTitle\s*:\s*(?P<text>.+)", re.MULTILINE)
_DESCRIPTION = re.compile(
    r"^[ \t]*accDescr\s*(?::\s*(?P<text>.+)|\{(?P<long>[^}]*)\})",
    re.MULTILINE,
)
# Values and formulas.
_NOTHING = re.compile(r"`=.*?`|\$\$.+?\$\$|\$[^\s$\d](?:[^$\n]*[^\s$])?\$")
# How Mermaid writes what can't stand in a text; in styles it is a colour.
_ENTITY = re.compile(r"#(\d+|[a-zA-Z]\w*);")
_STYLE = re.compile(r"\s*(?:style|classDef|linkStyle)\b")
_ROOTS_STYLE = re.compile(r'(<svg\b[^>]*?) style="[^"]*"')
# What the site's style sheet can draw; Mermaid would bring one of its own along.
_KINDS = {
    "flowchart",
    "graph",
    "block",
    "block-beta",
    "stateDiagram",
    "stateDiagram-v2",
}
_KIND = re.compile(r"(?:\s*---\n(?:.*\n)*?---\n|\s*%%.*\n)*\s*(?P<name>[\w-]+)")
_PRIVATE = 0xE100  # letters that stand for entities while Mermaid measures its texts
_CONFIG = {
    "handDrawnSeed": 1,  # or round boxes are drawn a little differently each time
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False, "padding": 10},
    "block": {"padding": 6},
}


class DiagramError(ValueError):
    """Mermaid refuses a diagram, or it has no text for those who can't see it.

    Args:
        reason: In one sentence.
        rest: The diagram from the line on that is wrong, if that is known.
    """

    def __init__(self, reason: str, rest: str = "") -> None:
        super().__init__(reason)
        self.rest = rest


def to_svg(source: str, prefix: str) -> str:
    """Render one diagram.

    Raises:
        DiagramError: What is wrong with the diagram, in one sentence.
    """
    if not source:
        raise DiagramError("this diagram is empty", "```mermaid\n```")
    kind = _KIND.match(source)
    if kind and kind["name"] not in _KINDS:
        known = ", ".join(sorted(_KINDS))
        raise DiagramError(f"{kind['name']} is not drawn here, only: {known}")
    title, description = _TITLE.search(source), _DESCRIPTION.search(source)
    if not (title and description):
        missing = "accDescr" if title else "accTitle"
        raise DiagramError(f"the diagram has no alt text: add a line `{missing}: …`")
    if wrong := _NOTHING.search(source):
        raise DiagramError(f"a diagram's text is plain: {wrong[0]} means nothing in it")
    # Not every kind takes them.
    said = [match.span() for match in (title, description)]
    rows, letters, at = {}, [], 0
    for number, row in enumerate(source.split("\n"), start=1):
        if not any(start <= at < end for start, end in said):
            rows[number] = _with_letters(row, letters)
        at += len(row) + 1
    from mermaidx import render as mermaid  # takes a while

    try:
        drawing = mermaid("\n".join(rows.values()), theme="base", config=_CONFIG).svg()
    except RuntimeError as error:
        raise _refused(str(error), source, list(rows)) from None
    for at, letter in enumerate(letters):
        drawing = drawing.replace(chr(_PRIVATE + at), html.escape(letter))
    text = description["text"] or description["long"]
    return svg.inline(
        _ROOTS_STYLE.sub(r"\1", drawing.replace("my-svg", "d"), count=1),
        alt=title["text"].strip(),
        description=" ".join(text.split()),
        prefix=prefix,
    )


def _refused(error: str, source: str, lines: list[int]) -> DiagramError:
    """Read what Mermaid says, and count lines as the author does, from 1."""
    reason = re.sub(r"^Mermaid rendering failed: (Error: )?", "", error)
    reason = "Mermaid: " + " ".join(reason.split())
    match = re.search(r"(?<=\bon line )\d+", reason)
    if not match:
        return DiagramError(reason)
    line = lines[min(int(match[0]), len(lines)) - 1]
    rest = "\n".join(source.split("\n")[line - 1 :])
    return DiagramError(f"{reason[: match.start()]}{line}{reason[match.end() :]}", rest)


def _with_letters(row: str, letters: list[str]) -> str:
    """Replace entities by letters that Mermaid takes for any others.

    Examples:
        >>> letters = []
        >>> _with_letters('a["#35;1 #quot;b#quot; #nope;"]', letters), letters
        ('a["\ue1001 \ue101b\ue102 #nope;"]', ['#', '"', '"'])
    """

    def letter(match: re.Match[str]) -> str:
        is_number = match[1].isdecimal()
        shown = html.unescape(f"&{'#' if is_number else ''}{match[1]};")
        if len(shown) > 1:
            return match[0]  # no entity
        letters.append(shown)
        return chr(_PRIVATE + len(letters) - 1)

    return row if _STYLE.match(row) else _ENTITY.sub(letter, row)


def render(page: str, memo: Memo) -> tuple[str, list[Fault]]:
    """Render all diagrams of an HTML page; return it, and what is wrong with them.

    Args:
        page: HTML.
        memo: Knows diagrams that were drawn before.
    """
    count, faults = 0, []

    def replace(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        source = html.unescape(match["source"]).strip()
        try:
            prefix = f"diagram-{count}"
            body = memo.get(["diagram", source, prefix], lambda: to_svg(source, prefix))
        except DiagramError as error:
            needles = (error.rest, source) if error.rest else (source,)
            faults.append(Fault(str(error), needles))
            body = f"<pre>{html.escape(source)}</pre>"
        return f'<figure class="rnn-diagram" data-search-exclude>{body}</figure>'

    return _DIAGRAM.sub(replace, page), faults
