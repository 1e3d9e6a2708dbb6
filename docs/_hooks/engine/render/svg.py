"""Turns the SVG of matplotlib and Mermaid into inline SVG that follows the page.

Colours become CSS variables (set once per scheme in stylesheets/figures.css), text
takes the page's typeface, ids become unique on the page, and what differs from build to
build or would style the rest of the page is dropped.
"""

from __future__ import annotations

import html
import re

from engine.render import surfaces

# matplotlib's default colours. Whatever else an author picks is left alone.
PALETTE = {
    "#ffffff": "paper",
    "#000000": "ink",
    "#b0b0b0": "grid",
    "#cccccc": "grid",
    "#808080": "grey",
    "#1f77b4": "blue",
    "#ff7f0e": "orange",
    "#2ca02c": "green",
    "#d62728": "red",
    "#9467bd": "purple",
    "#8c564b": "brown",
    "#e377c2": "pink",
    "#7f7f7f": "grey",
    "#bcbd22": "olive",
    "#17becf": "cyan",
}

_DROPPED = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>"
    r"|<(title|desc)\b.*?</\1>|<defs>\s*</defs>",
    re.DOTALL,
)
_COLOUR = re.compile(rf"(?:{'|'.join(PALETTE)})\b", re.IGNORECASE)
_DATA = re.compile(r'\sdata-[\w-]+="[^"]*"')  # Mermaid's notes to itself
_ID = re.compile(r'(\sid="|url\(#|href="#)')
_FONT = re.compile(r"'DejaVu Sans'[^;\"]*")
_OPENING = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(r'viewBox="\S+ \S+ (\S+) (\S+)"')


def inline(svg: str, *, alt: str, prefix: str, description: str = "") -> str:
    """Make an SVG document part of a page.

    Args:
        svg: A whole SVG document.
        alt: What a reader who can't see it is told.
        prefix: Put before every id.
        description: More of the same, for those who ask for it.

    Examples:
        >>> inline('<svg viewBox="0 0 4 3"><path id="a" style="fill: #1F77B4"/></svg>',
        ...        alt="A line", prefix="f1")  # doctest: +NORMALIZE_WHITESPACE
        '<svg class="rnn-svg" role="img" aria-label="A line" width="4" height="3"
        viewBox="0 0 4 3"><path id="f1-a" style="fill: var(--plot-blue)"/></svg>'
    """
    body = _DROPPED.sub("", svg).strip()
    body = re.sub(r"\s*\n\s*", " ", body)
    is_matplotlib = '<g id="figure_1">' in body
    keeping = set(surfaces.keeping(body, PALETTE)) if is_matplotlib else set()

    def adapt(tag: re.Match[str]) -> str:
        return _tag(tag[0], prefix, keeps=tag.start() in keeping)

    body = surfaces.TAG.sub(adapt, body)
    described = f"<desc>{html.escape(description)}</desc>" if description else ""
    opening = (
        f'<svg class="rnn-svg" role="img" aria-label="{html.escape(alt)}"'
        f"{_size(_OPENING.search(body)[0])}>{described}"
    )
    return _OPENING.sub(lambda _: opening, body, count=1).replace("> <", "><")


def _tag(tag: str, prefix: str, *, keeps: bool) -> str:
    """Adapt what stands in a tag; what stands between them is the author's text."""
    if keeps:  # its colours, in both schemes
        tag = re.sub(r"^<\w+", r'\g<0> class="rnn-kept"', tag)
    tag = _DATA.sub("", tag)
    tag = _ID.sub(rf"\g<1>{prefix}-", tag)
    tag = _COLOUR.sub(lambda m: f"var(--plot-{PALETTE[m[0].lower()]})", tag)
    return _FONT.sub("var(--plot-font)", tag)


def _size(opening: str) -> str:
    """Read how large a drawing is, so that a page doesn't jump when it appears."""
    box = _VIEW_BOX.search(opening)
    if box:
        width, height = (f"{float(side):.0f}" for side in box.groups())
        return f' width="{width}" height="{height}" {box[0]}'
    sides = [re.search(rf'\s{side}="([\d.]+)', opening) for side in ("width", "height")]
    if not all(sides):
        return ""
    width, height = (side[1] for side in sides)
    return f' width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
