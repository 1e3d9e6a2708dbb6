"""Turns the SVG of matplotlib and Mermaid into inline SVG that follows the page.

Colours become CSS variables (set once per scheme in stylesheets/figures.css), text
takes the page's typeface, ids become unique on the page, and what differs from build to
build or would style the rest of the page is dropped. Drawings of others keep their
colours: which of them lie on which, or mean something, nobody knows.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from engine.render import colours, layers, powers, scales, surfaces

_DROPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>"
    r"|<(title|desc)\b.*?</\1>|<defs>\s*</defs>",
    re.DOTALL,
)
_COLOUR = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)
_DATA = re.compile(r'\sdata-[\w-]+="[^"]*"')  # Mermaid's notes to itself
_ID = re.compile(
    r"""(\sid="|url\(\s*(?:['"]|&(?:quot|apos|#3[49]|#x2[27]);)?\s*#"""
    r"""|href="\s*#)""",
    re.IGNORECASE,
)
# What a program adds to a picture's description: of matplotlib a `gid`.
_TOLD = re.compile(r"""(?<=<g) id=(?:"alt: ([^"]*)"|'alt: ([^']*)')""")
_WHEN = re.compile(r'(?<=\s)(?:begin|end)="[^"]*"')  # of an animation
_OF_OTHER = re.compile(r"(?<![\w.:-])(?=[A-Za-z_][\w-]*\.[a-z])")
_PATH = re.compile(r'\sd="[^"]*"')
_NOT_TURNED = re.compile(r' transform="rotate\(-?0 [^")]*\)"')
_LONG = re.compile(r"-?\d+\.\d{3,}\b(?!e)")  # finer than anybody can see
_FONT = re.compile(r"'DejaVu Sans'[^;\"]*")
_OPENING = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(
    r'viewBox="\s*[^",\s]+[,\s]+[^",\s]+[,\s]+([^",\s]+)[,\s]+([^",\s]+)\s*"'
)
_ATTRIBUTE = re.compile(r"""(\s[\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ODD = re.compile(r"=\s*'|\s=|=\s")
# Blanks between the words of a text are some; but matplotlib places each word.
_WORDS = re.compile(r"(<(text|foreignObject)\b.*?</\2\s*>)", re.DOTALL)
_BETWEEN = re.compile(r"(?<![^>]) (?![^<])")
_KEEPS_ROWS = re.compile(r"xml:space|white-space|<(?:pre|textarea)\b", re.IGNORECASE)
_ROW = re.compile(r"\n(?=[^<>]*<)")  # between tags
# What a root says of itself, and not of all that is in it.
_OF_ROOT = re.compile(
    r"\s(?:xmlns[\w:-]*|xml:base|class|role|aria-[\w-]+|on\w+|version|baseProfile|x|y"
    r"|width|height|viewBox|preserveAspectRatio|zoomAndPan|contentScriptType"
    r'|contentStyleType|enable-background|style)="[^"]*"'
)
_SAID = re.compile(r'\s[\w:-]+="[^"]*"')
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_DECLARED = re.compile(r"(?:[^;&]|&#?\w+;)+")
# How large it is, and where, is for the page to say.
_PLACED = re.compile(
    r"\s*(?:(?:(?:min|max)-)?(?:width|height|(?:inline|block)-size)|margin|padding"
    r"|inset|top|right|bottom|left|position|display|float|z-index|vertical-align)\b",
    re.IGNORECASE,
)
_BOX = ("background", "border", "outline", "box-shadow", "color-scheme")
_UNITS = {"in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "pc": 16}  # in pixels


def is_of_matplotlib(svg: str) -> bool:
    """Say whether matplotlib has made a drawing."""
    return '<g id="figure_1">' in svg


def with_told(alt: str, svg: str) -> str:
    """Add to what those are told who can't see a drawing what its program tells them.

    Examples:
        >>> with_told("A line.", '<g id="alt: It rises."><g id="alt: It rises.">')
        'A line. It rises.'
    """
    told = dict.fromkeys(html.unescape("".join(m)) for m in _TOLD.findall(svg))
    return " ".join(filter(None, [alt, *told]))


@lru_cache(1_000)  # so a server does it once
def inline(
    svg: str,
    *,
    alt: str,
    prefix: str,
    description: str = "",
    keeps_colours: bool = False,
    rules: str = "",
) -> str:
    """Make an SVG document part of a page.

    Args:
        svg: A whole SVG document.
        alt: What a reader who can't see it is told.
        prefix: Put before every id.
        description: More of the same, for those who ask for it.
        keeps_colours: Whether it looks the same in both schemes, like a picture.
        rules: Of a style sheet, for what is in it.

    Examples:
        >>> inline('<svg viewBox="0 0 4 3"><path id="a" style="fill: #1F77B4"/></svg>',
        ...        alt="A line", prefix="f1")  # doctest: +NORMALIZE_WHITESPACE
        '<svg class="rnn-svg" role="img" aria-label="A line" width="4" height="3"
        viewBox="0 0 4 3"><path id="f1-a" style="fill: var(--plot-blue)"/></svg>'
    """
    alt = with_told(alt, svg)
    body = _DROPPED.sub("", _TOLD.sub("", svg)).strip()
    if _ODD.search(body):
        body = layers.TAG.sub(_quoted, body)
    body = _in_one_row(body)
    if is_of_matplotlib(body):
        body = powers.set_whole(body)
    is_read = is_of_matplotlib(body) and not keeps_colours
    scale = set(scales.scale(body)) if is_read else set()
    greys = set(scales.greys(body)) if is_read else set()
    turned = surfaces.turned(body, scale) if is_read else set()
    asked = dict(surfaces.asked(body, turned, scale)) if is_read else {}

    def adapt(tag: re.Match[str]) -> str:
        place = tag.start()

        def paint(colour: re.Match[str]) -> str:
            name = colour[0].lower()
            if not is_read:  # whose other colours are the author's
                known = name in colours.PALETTE
                return colours.adapted(name) if known else colour[0]
            if place in greys and colours.is_grey(name):
                return colours.mixed(name)
            return colours.adapted(name, turns=name in turned)

        written = _tag(tag[0], prefix, asked.get(place, ""))
        if place in scale and "fill:" not in written:  # matplotlib leaves out black
            return re.sub(r"^<\w+", r'\g<0> fill="#000000"', written)
        keeps = keeps_colours or place in scale
        return written if keeps else _COLOUR.sub(paint, written)

    body = layers.TAG.sub(adapt, body)
    described = f"<desc>{html.escape(description)}</desc>" if description else ""
    described += f"<style>{rules}</style>" if rules else ""
    root = _OPENING.search(body)
    kind = "rnn-svg rnn-foreign" if keeps_colours else "rnn-svg"
    style, said = _of_root(root[0])
    opening = (
        f'<svg class="{kind}" role="img" aria-label="{html.escape(alt)}"'
        f"{_size(root[0])}{style}>{described}"
    )
    inside, _, after = body[root.end() :].rpartition("</svg>")
    if said:
        inside = f"<g{said}>{inside}</g>"
    is_placed = is_of_matplotlib(svg)
    if is_placed:
        inside = _PATH.sub(lambda m: _LONG.sub(_short, m[0]), inside)
        inside = _NOT_TURNED.sub("", inside)
    whole = f"{body[: root.start()]}{opening}{inside}</svg>{after}"
    if is_placed:
        return whole.replace("> <", "><")
    parts = _WORDS.split(whole)  # between: the words, and what they are
    parts[::3] = [_BETWEEN.sub("", part) for part in parts[::3]]
    return "".join(part for i, part in enumerate(parts) if i % 3 != 2)


def _in_one_row(body: str) -> str:
    r"""Write a drawing in one row, and the end of one that is shown as a letter.

    Examples:
        >>> _in_one_row("<g>\n  <text\n>a\n  b</text>\n</g>")
        '<g> <text >a b</text> </g>'
        >>> _in_one_row('<g>\n  <text xml:space="preserve">a\n  b</text>\n</g>')
        '<g> <text xml:space="preserve">a&#10;  b</text> </g>'
    """
    if _KEEPS_ROWS.search(body):
        body = _WORDS.sub(lambda m: _ROW.sub("&#10;", m[1]), body)
    return re.sub(r"(?<!\s)\s*\n\s*", " ", body)


def _of_root(opening: str) -> tuple[str, str]:
    """Split what a root says: its own style, and what counts for all that is in it.

    Examples:
        >>> _of_root('<svg width="9" style="background: #222; width: 9em" fill="red">')
        (' style="background: #222"', ' fill="red"')
        >>> _of_root('<svg style="fill: red; background: url(&quot;a&quot;)">')
        (' style="background: url(&quot;a&quot;)"', ' style="fill: red"')
    """
    found = _STYLE.search(opening)
    declared = [one.strip() for one in _DECLARED.findall(found[1])] if found else []
    declared = [one for one in declared if one and not _PLACED.match(one)]
    own = [one for one in declared if one.lower().startswith(_BOX)]
    rest = "; ".join(one for one in declared if one not in own)
    said = "".join(_SAID.findall(_OF_ROOT.sub("", opening)))
    style = "; ".join(own)
    return (
        f' style="{style}"' if style else "",
        (f' style="{rest}"' if rest else "") + said,
    )


def _quoted(tag: re.Match[str]) -> str:
    """Write the attributes of a tag as everybody else does."""
    return _ATTRIBUTE.sub(
        lambda m: f'{m[1]}="{m[2] or (m[3] or "").replace(chr(34), "&quot;")}"', tag[0]
    )


def _tag(tag: str, prefix: str, how: str) -> str:
    """Adapt what stands in a tag; what stands between them is the author's text."""
    if how:  # as what it draws can be seen in both schemes
        tag = re.sub(r"^<\w+", rf'\g<0> class="rnn-{how}"', tag)
    tag = _DATA.sub("", tag)
    tag = _ID.sub(rf"\g<1>{prefix}-", tag)
    tag = _WHEN.sub(lambda m: _OF_OTHER.sub(f"{prefix}-", m[0]), tag)
    return _FONT.sub("var(--plot-font)", tag)


def _short(number: re.Match[str]) -> str:
    """Write a place in a drawing to a hundredth of a pixel."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _size(opening: str) -> str:
    """Read how large a drawing is, so that a page doesn't jump when it appears."""
    box = _VIEW_BOX.search(opening)
    if box:
        width, height = (f"{float(side):.0f}" for side in box.groups())
        return f' width="{width}" height="{height}" {box[0]}'
    sides = [
        re.search(rf'\s{side}="([\d.]+)\s*(\w*)"', opening)
        for side in ("width", "height")
    ]
    if not all(sides):
        return ""
    width, height = (
        f"{float(side[1]) * _UNITS[side[2]]:.0f}" if side[2] in _UNITS else side[1]
        for side in sides
    )
    return f' width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
