"""Diagrams, from Mermaid to inline SVG, by the real mermaid.js in the build."""

from __future__ import annotations

import html
import re

from tinycss2.color3 import RGBA, parse_color

from engine.cache.memo import Memo
from engine.problems import Fault
from engine.render import colours, diagram_styles, layers, svg
from engine.render.dialect import DIAGRAM

_DIAGRAM = re.compile(
    rf'<pre class="{DIAGRAM}"><code>(?P<source>.*?)</code></pre>', re.DOTALL
)
_TITLE = re.compile(r"^[ \t]*accTitle\s*:\s*(?P<text>.+)", re.MULTILINE)
_DESCRIPTION = re.compile(
    r"^[ \t]*accDescr\s*(?::\s*(?P<text>.+)|\{(?P<long>[^}]*)\})",
    re.MULTILINE,
)
# Values, formulas, tags other than that of a line's end, and icons.
_NOTHING = re.compile(
    r"`=.*?`|\$\$.+?\$\$|\$[^\s$\d](?:[^$\n]*[^\s$])?\$"
    r"|(?<!<)</?(?!br\b)[a-zA-Z][^<>\"\n|\])}]*(?<![-=.])>"  # no arrow's end
    r"|\bfa[a-z]?:fa-[\w-]+"
)
# How Mermaid writes what can't stand in a text; in styles it is a colour.
_ENTITY = re.compile(r"#(\d+|[a-zA-Z]\w*);")
_STYLE = re.compile(r"\s*(?:style|classDef|linkStyle)\b")
_ROOTS_STYLE = re.compile(r'(<svg\b[^>]*?) style="[^"]*"')
_STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# Whose colours are known: those of others have themes of their own, with dozens more.
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
# Its own colours, letters and styles are not for a diagram to choose.
_OWN_THEME = re.compile(r"[\"']?\b(theme(?:Variables|CSS)?|darkMode)\b[\"']?\s*:")
_SETTINGS = re.compile(r"\A\s*---\n.*?\n\s*---\n|%%\{.*?\}%%", re.DOTALL)
_COLOURED = re.compile(r"[\s,;]color\s*:\s*([^,;]+)")
_FILLED = re.compile(r"[\s,;]fill\s*:")
_ON_PAPER = re.compile(r"[\s,;](?P<name>stroke|color)\s*:\s*(?P<colour>[^,;\n]+)")
_LEAST = {"stroke": 1.5, "color": 3}  # contrasts, of lines and of words
_OWN_ID = re.compile(r'((?:\sid="|#))my-svg')
# Where words begin that are to stand in the middle of a state, or above what is in it.
_OF_STATE = re.compile(
    r'(<g class="label"[^>]*) transform="translate\(-[\d.]+, (-?[\d.]+)\)"(?=><rect/>)'
)
_ABOVE = re.compile(
    r'(<rect\b[^>]*\sx="(-?[\d.]+)"[^>]*\swidth="([\d.]+)"[^>]*/>(?:</g>)?'
    r'<g class="cluster-label") transform="translate\(-?[\d.]+, (-?[\d.]+)\)"'
)
_CONFIG = {
    "handDrawnSeed": 1,  # or round boxes are drawn a little differently each time
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False, "padding": 10},
    "block": {"padding": 6},
    "themeVariables": diagram_styles.THEME | {"strokeWidth": 1.2},
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
        told = f"a diagram's text is plain: {wrong[0]} means nothing in it"
        raise DiagramError(told, source[wrong.start() :])
    _refuse_colours(source)
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
    drawing = layers.TAG.sub(lambda m: _OWN_ID.sub(r"\1d", m[0]), drawing)
    found = _STYLES.search(drawing)
    drawing = f"{drawing[: found.start()]}{drawing[found.end() :]}"
    rules = "".join(diagram_styles.rules(found[1], drawing, f"{prefix}-d"))
    drawing = diagram_styles.kept(_centred(drawing), found[1])
    drawing = layers.TAG.sub(lambda m: diagram_styles.mapped(m[0]), drawing)
    for at, letter in enumerate(letters):
        drawing = drawing.replace(chr(_PRIVATE + at), html.escape(letter))
    text = description["text"] or description["long"]
    return svg.inline(
        _ROOTS_STYLE.sub(r"\1", drawing, count=1),
        alt=title["text"].strip(),
        description=" ".join(text.split()),
        prefix=prefix,
        rules=rules,
    )


def _refuse_colours(source: str) -> None:
    """Stop at colours that could not be read in both schemes."""
    for settings in _SETTINGS.finditer(source):
        if own := _OWN_THEME.search(settings[0]):
            rest = source[settings.start() + own.start() :]
            told = f"a diagram has the colours of the site: leave out `{own[1]}`"
            raise DiagramError(f"{told}, and use `style`, `classDef` or `class`", rest)
    for row in re.finditer(r"^\s*(?:style|classDef)\s.*", source, re.MULTILINE):
        colour = _COLOURED.search(row[0])
        if colour and not _FILLED.search(row[0]):
            if colour[1].strip().lower() in colours.PALETTE:
                continue  # which follows the scheme
            told = f"`color:{colour[1].strip()}` needs a `fill:` beside it"
            raise DiagramError(f"{told}, as pages may be dark", row[0].strip())
    for row in re.finditer(r"^\s*linkStyle\s.*", source, re.MULTILINE):
        for found in _ON_PAPER.finditer(row[0]):
            name, colour = found["name"], found["colour"].strip()
            if colour.lower() not in colours.PALETTE and not _is_seen(
                colour, _LEAST[name]
            ):
                told = f"`{name}:{colour}` can't be seen both on light pages "
                told += "and on dark ones: take another colour"
                raise DiagramError(told, row[0].strip())


def _is_seen(colour: str, least: float) -> bool:
    """Tell whether a colour can be seen in both schemes.

    Examples:
        >>> [_is_seen(colour, 1.5) for colour in ("#f00", "black", "#333", "#ffe")]
        [True, False, False, False]
    """
    found = parse_color(colour)
    if not isinstance(found, RGBA):
        return True  # Mermaid's to tell
    own = colours.brightness(found)
    return all(colours.contrast(own, paper) >= least for paper in colours.PAPERS)


def _centred(drawing: str) -> str:
    """Have words stand in the middle, as wide as they are in the letters of the site.

    Examples:
        >>> _centred('<g class="label" transform="translate(-9, -7)"><rect/>')[17:]
        'text-anchor="middle" transform="translate(0, -7)"><rect/>'
        >>> box = '<rect x="8" y="8" width="20" height="9"/>'
        >>> _centred(f'{box}<g class="cluster-label" transform="translate(9, 6)">')[66:]
        'text-anchor="middle" transform="translate(18.0, 6)">'
    """

    def above(match: re.Match[str]) -> str:
        middle = float(match[2]) + float(match[3]) / 2
        place = f'transform="translate({middle}, {match[4]})"'
        return f'{match[1]} text-anchor="middle" {place}'

    drawing = _OF_STATE.sub(
        r'\1 text-anchor="middle" transform="translate(0, \2)"', drawing
    )
    return _ABOVE.sub(above, drawing)


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
