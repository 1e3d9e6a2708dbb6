"""Which colours of a drawing are data, and which greys tell things apart.

These have to keep, or to change, together.
"""

from __future__ import annotations

import base64
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np
from PIL import Image

from engine.render.colours import PALETTE, is_grey
from engine.render.layers import BEGINS, SEEN, TAG

_PAINTED = re.compile(r"(?:fill: none; stroke|fill): (#[0-9a-f]{6})\b", re.IGNORECASE)
_STROKE = re.compile(r"stroke: (#([0-9a-f]{2})\2\2)\b", re.IGNORECASE)
_GREY_FILL = re.compile(r"fill: (#([0-9a-f]{2})\2\2)\b", re.IGNORECASE)
_ID = re.compile(r'<g id="(?P<name>[A-Za-z]\w*?)_\d+"')
_ON_PAPER = ("axes", "legend")  # the first patch of each is paper
# All patches of these are; those of the figure are also what is behind 3D axes.
_PAPER = ("figure", "subfigure", "pane3d", "text")
_DATA = ("patch", "Collection", "Mesh", "ContourSet", "Quiver", "Barbs")
_AREAS = ("patch", "FillBetweenPolyCollection")
_LEAST_GREYS = 3  # of a scale: two are ink and paper
_LEAST_COLOURS = 6  # of one, in a group: fewer may have been picked
_ALIKE = {"#b0b0b0", "#cccccc"}  # which the palette would not tell apart
_CELLS = "Mesh"  # whose colours are values, however few
_LINE = "line"  # of data: those of ticks and grids are none


def scale(svg: str) -> Iterator[int]:
    """Yield the places of the tags whose colours are data: more or less of something.

    Those are all cells, what explains, or shares, the colours of cells and pictures,
    and what has many colours, or some greys, in one group. They stay as they are.

    Args:
        svg: A drawing of matplotlib.

    Examples:
        >>> parts = [f'<path style="fill: #{n}{n}{n}"/>' for n in ("00", "80", "ff")]
        >>> [*scale(f'<g id="PathCollection_1">{"".join(parts)}</g>')]
        [25, 54, 83]
        >>> [*scale(f'<g id="PathCollection_1">{"".join(parts[1:])}</g>')]
        []
        >>> [*scale(f'<g id="QuadMesh_1">{"".join(parts[1:])}</g>')]
        [19, 48]
    """
    found: dict[int, str] = {}
    kinds: dict[int, tuple[str, int]] = {}
    for place, tag, kind, group in _parts(svg):
        if kind.endswith(_DATA) and " id=" not in tag:
            if colour := _PAINTED.search(tag):
                found[place] = colour[1].lower()
            elif tag.startswith(("<path", "<use")) and "fill:" not in tag:
                found[place] = "#000000"  # which matplotlib leaves out
            elif not kind.endswith(_CELLS):
                continue
            kinds[place] = kind, group
    cells = {found[at] for at in found if kinds[at][0].endswith(_CELLS)}
    explained = {found[at] for at in found if kinds[at][0].startswith("legend")}
    own = {found[at] for at in found if not kinds[at][0].endswith("patch")}
    cells |= _pictured(svg, explained | (own - {*PALETTE}))
    explained &= cells
    groups: dict[int, set[str]] = defaultdict(set)
    for place, colour in found.items():
        groups[kinds[place][1]].add(colour)
    scales = {group: _scale_among(groups[group]) for group in groups}
    for place, (kind, group) in kinds.items():
        colour = found.get(place)
        is_own = not kind.endswith("patch")
        is_data = is_own and (colour in cells or colour in scales.get(group, ()))
        if kind.endswith(_CELLS) or is_data or colour in explained:
            yield place


def _scale_among(colours: set[str]) -> set[str]:
    """List those of the colours of a group that are values."""
    greys = {one for one in colours if is_grey(one)}
    others = colours - {*PALETTE}
    found = greys if _is_scale(greys) else set()
    return found | others if len(others) >= _LEAST_COLOURS else found


def greys(svg: str) -> Iterator[int]:
    """Yield the places of the tags of lines and areas that greys tell apart.

    Then all of these greys have to follow the scheme alike.

    Args:
        svg: A drawing of matplotlib.

    Examples:
        >>> parts = [f'<path style="stroke: #{n}{n}{n}"/>' for n in ("b0", "cc", "00")]
        >>> [*greys(f'<g id="axes_1"><g id="line2d_1">{"".join(parts)}</g></g>')]
        [32, 63, 94]
        >>> [*greys(f'<g id="axes_1"><g id="line2d_1">{"".join(parts[1:])}</g></g>')]
        []
    """
    found: dict[int, str] = {}
    for place, tag, kind, _ in _parts(svg):
        is_line = kind.endswith(("Collection", "ContourSet")) and "fill: none" in tag
        if (is_line or kind == _LINE) and (grey := _STROKE.search(tag)):
            found[place] = grey[1].lower()
        elif kind.endswith(_AREAS) and (fill := _GREY_FILL.search(tag)):
            found[place] = fill[1].lower()
    if _is_scale({*found.values()}):
        yield from found


def _is_scale(greys: set[str]) -> bool:
    return len(greys) >= _LEAST_GREYS or greys >= _ALIKE


def _parts(svg: str) -> Iterator[tuple[int, str, str, int]]:
    """Yield the places of all tags but groups, the tags, their kinds and groups."""
    above, has_paper = [""], set()  # groups that are open, by their kinds
    groups = [0]
    for tag in TAG.finditer(svg):
        if tag[0].startswith("</g"):
            above.pop()
            groups.pop()
        elif BEGINS.match(tag[0]):
            match, parent = _ID.match(tag[0]), above[-1]
            kind = match["name"] if match else parent
            if kind in _ON_PAPER:
                kind = f"{kind} {tag.start()}"
            elif kind == "patch" and parent.startswith((*_ON_PAPER, *_PAPER)):
                is_paper = parent.startswith(_PAPER) or parent not in has_paper
                has_paper.add(parent)
                kind = "paper" if is_paper else kind
            elif kind == "line2d" and parent.startswith(_ON_PAPER):
                kind = _LINE
            if match and parent.startswith("legend") and kind.endswith(_DATA):
                kind = f"legend {kind}"
            above.append(kind)
            groups.append(tag.start() if match else groups[-1])
        else:
            yield tag.start(), tag[0], above[-1], groups[-1]


def _pictured(svg: str, colours: Collection[str]) -> set[str]:
    """List those of some colours that are in the pictures of a drawing."""
    found: set[str] = set()
    for tag in TAG.finditer(svg) if colours and "<image" in svg else ():
        if tag[0].startswith("<image"):
            content = tag[0].partition("base64,")[2].partition('"')[0]
            try:
                picture = Image.open(io.BytesIO(base64.b64decode(content)))
            except OSError:
                continue  # of another kind
            pixels = np.unique(
                np.asarray(picture.convert("RGBA")).reshape(-1, 4), axis=0
            )
            found |= {f"#{r:02x}{g:02x}{b:02x}" for r, g, b, a in pixels if a > SEEN}
    return found & {*colours}
