"""The colours of diagrams: what Mermaid is given, and what the page makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2
from tinycss2.ast import Node

# Mermaid computes with colours, so it gets some that nobody else would take.
_COLOURS = {
    "#0d0e01": "var(--rnn-tint)",
    "#0d0e02": "var(--plot-ink)",
    "#0d0e03": "var(--plot-grey)",
    "#0d0e04": "var(--plot-paper)",
}
_TINT, _INK, _GREY, _PAPER = _COLOURS
_COLOUR = re.compile(rf"{'|'.join(_COLOURS)}|rgba?\(13, ?14, ?(\d)(?:, ?[\d.]+)?\)")
_USES = {
    _TINT: "mainBkg primaryColor stateBkg compositeTitleBackground altBackground",
    _INK: "primaryTextColor secondaryTextColor tertiaryTextColor textColor "
    "nodeTextColor titleColor noteTextColor stateLabelColor transitionLabelColor "
    "specialStateColor innerEndBackground errorTextColor",
    _GREY: "primaryBorderColor secondaryBorderColor tertiaryBorderColor nodeBorder "
    "clusterBorder stateBorder noteBorderColor compositeBorder border1 border2 "
    "lineColor arrowheadColor transitionColor",
    _PAPER: "background secondaryColor tertiaryColor secondBkg tertiaryBkg clusterBkg "
    "edgeLabelBackground labelBackground labelBackgroundColor noteBkgColor "
    "compositeBackground errorBkgColor",
}
THEME = {name: colour for colour, names in _USES.items() for name in names.split()}
_CLASSES = re.compile(r'\sclass="([^"]*)"')
_OF_CLASS = re.compile(r"\.([\w-]+)")
_OF_TAG = re.compile(r"(?:^|[\s>+~])([a-zA-Z]\w*)")
_OF_ATTRIBUTE = re.compile(r'\[[\w-]+\$?="([^"]*)"\]')
# A node, or a box around some, with a fill of its own.
_PAINTED = re.compile(
    r'<g class="(?=[^"]*\b(?:node|cluster)\b)(?=[^>]*>(?:<g\b[^>]*>)*'
    r'<(?:rect|circle|ellipse|polygon|path)\b[^>]*\sstyle="[^"]*\bfill:\s*(?!none))'
)


def rules(styles: str, drawing: str, name: str) -> Iterator[str]:
    """Write those of Mermaid's rules that count for something in a drawing.

    The site's own sheet may say otherwise, as their ids have no weight.

    Examples:
        >>> styles = "#my-svg .a rect,#my-svg .b{fill:#0d0e01;font-family:x;}"
        >>> [*rules(styles, '<g class="a"><rect/></g>', "d1")]
        [':where(#d1) .a rect{fill:var(--rnn-tint)}']
    """
    classes = {one for row in _CLASSES.findall(drawing) for one in row.split()}
    tags = {*re.findall(r"<(\w+)", drawing)}

    def counts(selector: str) -> bool:
        bare = _OF_ATTRIBUTE.sub("", selector.replace("#my-svg", ""))
        return (
            ":root" not in bare
            and classes.issuperset(_OF_CLASS.findall(bare))
            and tags.issuperset(_OF_TAG.findall(bare))
            and all(f'{end}"' in drawing for end in _OF_ATTRIBUTE.findall(selector))
        )

    for rule in tinycss2.parse_stylesheet(styles, True, True):
        if rule.type != "qualified-rule":  # how something moves
            continue
        selectors = tinycss2.serialize(rule.prelude).split(",")
        selectors = [one.strip() for one in selectors if counts(one)]
        said = ";".join(_declared(rule.content))
        if selectors and said:
            written = ",".join(selectors).replace("#my-svg", f":where(#{name})")
            yield f"{written}{{{said}}}"


def _declared(content: list[Node]) -> Iterator[str]:
    for one in tinycss2.parse_declaration_list(content, True, True):
        if one.type == "declaration" and one.name not in ("font-family", "animation"):
            value = mapped(tinycss2.serialize(one.value).strip())
            yield f"{one.name}:{value}{'!important' if one.important else ''}"


def mapped(text: str) -> str:
    """Write the colours of the page for those that Mermaid was given."""
    return _COLOUR.sub(lambda m: _COLOURS[f"#0d0e0{m[1]}" if m[1] else m[0]], text)


def kept(drawing: str, styles: str) -> str:
    """Mark what an author has painted: its words have to be read on that colour."""
    named = re.findall(r"#my-svg \.([\w-]+)\W[^{}]*\{[^{}]*\bfill:[^{};]*!imp", styles)
    drawing = _PAINTED.sub('<g class="rnn-kept ', drawing)
    for name in {*named}:
        own = rf'<g class="(?!rnn-kept)(?=[^"]*\bnode\b)(?=[^"]*(?<![\w-]){name}[ "])'
        drawing = re.sub(own, '<g class="rnn-kept ', drawing)
    return drawing
