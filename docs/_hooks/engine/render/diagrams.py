"""Diagrams, from Mermaid to inline SVG, by the real mermaid.js in the build."""

from __future__ import annotations

import html
import re

from engine.cache.memo import Memo
from engine.problems import Fault
from engine.render import svg

# A ```mermaid fence as a lesson and as mkdocs-jupyter leave it.
_DIAGRAM = re.compile(
    r'<pre class="(?:rnn-)?mermaid">(?:<code>)?(?P<source>.*?)(?:</code>)?</pre>',
    re.DOTALL,
)
_TITLE = re.compile(r"^\s*accTitle:\s*(.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^\s*accDescr:\s*(.+)$", re.MULTILINE)
_CONFIG = {
    "handDrawnSeed": 1,  # or round boxes are drawn a little differently each time
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False, "padding": 10},
    "block": {"padding": 6},
}


class DiagramError(ValueError):
    """Mermaid refuses a diagram, or it has no text for those who can't see it."""


def to_svg(source: str, prefix: str) -> str:
    """Render one diagram.

    Raises:
        DiagramError: What is wrong with the diagram, in one sentence.
    """
    title, description = _TITLE.search(source), _DESCRIPTION.search(source)
    if not (title and description):
        missing = "accDescr" if title else "accTitle"
        raise DiagramError(f"the diagram has no alt text: add a line `{missing}: …`")
    plain = _DESCRIPTION.sub("", _TITLE.sub("", source))  # not every kind takes them
    from mermaidx import render as mermaid  # takes a while

    try:
        drawing = mermaid(plain.strip(), theme="base", config=_CONFIG).svg()
    except RuntimeError as error:
        reason = re.sub(r"^Mermaid rendering failed: (Error: )?", "", str(error))
        raise DiagramError("Mermaid: " + " ".join(reason.split())) from None
    return svg.inline(
        drawing.replace("my-svg", "d"),
        alt=title[1].strip(),
        description=description[1].strip(),
        prefix=prefix,
    )


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
            faults.append(Fault(str(error), (source,)))
            body = f"<pre>{html.escape(source)}</pre>"
        return f'<figure class="rnn-diagram" data-search-exclude>{body}</figure>'

    return _DIAGRAM.sub(replace, page), faults
