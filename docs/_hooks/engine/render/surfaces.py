"""What lies below the words of a drawing, so that they can be read in both schemes.

On something whose colour is the same in both they have to keep theirs as well: on a
pale cell of a matrix the page's ink, pale in the dark, could not be read. On a colour
that follows the scheme, as that of a slice of a pie, they need some paper around them.
"""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

Point = tuple[float, float]

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_STYLE = re.compile(r"([\w-]+):\s*([^;]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MOVED = re.compile(r"translate\((\S+) (\S+)\)")
_UPSIDE_DOWN = re.compile(r"scale\(1 -1\) translate\(0 -(\S+)\)")
_CLIP = re.compile(r'<clipPath id="([^"]*)">\s*(<[^>]*>)')
_BEGINS = re.compile(r"<g\b[^>]*(?<!/)>")  # a group that has something in it
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_FONT_SIZE = re.compile(r"font-size: ([\d.]+)px")
_FAINT = 0.5  # what lies below shows through
_SEEN = 255 * _FAINT
_FAINTER = 0.3  # and the page's ink can be read on any colour
_WIDTH = 0.6  # of a letter, as a part of its height
PAPER = "#ffffff"
_PALE = (PAPER, "#b0b0b0", "#cccccc")  # of the palette: ink can be read on them


@dataclass(frozen=True)
class _Surface:
    """A part of a drawing: its corners, if its colour stays, where it can be seen.

    Args:
        corners: Of its outline.
        stays: Whether its colour is the same in both schemes.
        is_faint: Whether what lies below shows through.
        has_colour: Whether it has one that follows the scheme, and is not pale.
    """

    corners: list[Point]
    stays: bool = False
    is_faint: bool = False
    has_colour: bool = False
    clip: _Surface | None = None  # the part of the drawing that it can't leave
    is_seen: Callable[[Point], bool] = lambda _: True

    def __contains__(self, point: Point) -> bool:
        if self.clip and point not in self.clip:
            return False
        x, y = point
        left, right, top, bottom = self._box
        if not (left < x < right and top < y < bottom):
            return False
        inside = False  # as often as a ray to the right crosses an edge
        ends = [*self.corners[1:], self.corners[0]]
        for (x1, y1), (x2, y2) in zip(self.corners, ends, strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
        return inside and self.is_seen(point)

    @cached_property
    def _box(self) -> tuple[float, float, float, float]:
        across, down = zip(*self.corners, strict=True)
        return min(across), max(across), min(down), max(down)


_FILL = re.compile(r"fill: (#[0-9a-f]{6})\b", re.IGNORECASE)
_STROKE = re.compile(r"stroke: (#([0-9a-f]{2})\2\2)\b", re.IGNORECASE)
_GREY = re.compile(r"#(..)\1\1")
_ID = re.compile(r'<g id="(?P<name>[A-Za-z]\w*?)_\d+"')
_ON_PAPER = ("axes", "legend")  # the first patch of each is paper
# All patches of these are; those of the figure are also what is behind 3D axes.
_PAPER = ("figure", "subfigure", "pane3d", "text")
_DATA = ("patch", "Collection", "Mesh", "ContourSet")
_LEAST_GREYS = 3  # of a scale: two are ink and paper
_ALIKE = {"#b0b0b0", "#cccccc"}  # which the palette would not tell apart
_CELLS = "Mesh"  # whose colours are values, however few
_LINE = "line"  # of data: those of ticks and grids are none


def scale(svg: str) -> Iterator[int]:
    """Yield the places of the tags whose colours are data: more or less of something.

    Those are greys that make a scale, all cells, and what explains, or shares, the
    colours of cells and pictures, which stay as they are.

    Args:
        svg: A drawing of matplotlib.

    Examples:
        >>> parts = [f'<path style="fill: #{n}{n}{n}"/>' for n in ("00", "80", "ff")]
        >>> [*scale(f'<g id="patch_1">{"".join(parts)}</g>')]
        [16, 45, 74]
        >>> [*scale(f'<g id="patch_1">{"".join(parts[1:])}</g>')]
        []
        >>> [*scale(f'<g id="QuadMesh_1">{"".join(parts[1:])}</g>')]
        [19, 48]
    """
    found: dict[int, str] = {}
    kinds: dict[int, str] = {}
    for place, tag, kind in _parts(svg):
        if kind.endswith(_DATA) and " id=" not in tag:
            if fill := _FILL.search(tag):
                found[place] = fill[1].lower()
            elif tag.startswith(("<path", "<use")) and "fill:" not in tag:
                found[place] = "#000000"  # which matplotlib leaves out
            elif not kind.endswith(_CELLS):
                continue
            kinds[place] = kind
    greys = {colour for colour in found.values() if _GREY.fullmatch(colour)}
    is_scale = _is_scale(greys)
    cells = {found[at] for at in found if kinds[at].endswith(_CELLS)}
    explained = {found[at] for at in found if kinds[at].startswith("legend")}
    explained &= cells | _pictured(svg, explained)
    for place, kind in kinds.items():
        colour = found.get(place)
        is_grey = is_scale and colour in greys
        is_shared = colour in cells and not kind.endswith("patch")
        if kind.endswith(_CELLS) or is_grey or is_shared or colour in explained:
            yield place


def lines(svg: str) -> Iterator[tuple[int, bool]]:
    """Yield the places of the tags of lines whose greys tell them from each other.

    With each comes whether one of these greys is the page's ink or paper: then all have
    to follow the scheme alike.

    Args:
        svg: A drawing of matplotlib.

    Examples:
        >>> parts = [f'<path style="stroke: #{n}{n}{n}"/>' for n in ("b0", "cc", "00")]
        >>> [*lines(f'<g id="axes_1"><g id="line2d_1">{"".join(parts)}</g></g>')]
        [(32, True), (63, True), (94, True)]
        >>> [*lines(f'<g id="axes_1"><g id="line2d_1">{"".join(parts[:2])}</g></g>')]
        [(32, False), (63, False)]
        >>> [*lines(f'<g id="axes_1"><g id="line2d_1">{"".join(parts[1:])}</g></g>')]
        []
    """
    found: dict[int, str] = {}
    for place, tag, kind in _parts(svg):
        is_line = kind.endswith(("Collection", "ContourSet")) and "fill: none" in tag
        if (is_line or kind == _LINE) and (grey := _STROKE.search(tag)):
            found[place] = grey[1].lower()
    greys = {*found.values()}
    if _is_scale(greys):
        is_mixed = not greys.isdisjoint(("#000000", PAPER))
        yield from ((place, is_mixed) for place in found)


def _is_scale(greys: set[str]) -> bool:
    return len(greys) >= _LEAST_GREYS or greys >= _ALIKE


def _parts(svg: str) -> Iterator[tuple[int, str, str]]:
    """Yield the places of all tags but groups, the tags, and their kinds."""
    above, has_paper = [""], set()  # groups that are open, by their kinds
    for tag in TAG.finditer(svg):
        if tag[0].startswith("</g"):
            above.pop()
        elif _BEGINS.match(tag[0]):
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
        else:
            yield tag.start(), tag[0], above[-1]


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
            found |= {f"#{r:02x}{g:02x}{b:02x}" for r, g, b, a in pixels if a > _SEEN}
    return found & {*colours}


def words(
    svg: str, palette: Collection[str], kept: Collection[int] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the places of the tags of words that lie on something, and what that asks.

    They are `kept`, in their colour, on what is the same in both schemes, and `edged`,
    with paper, where some of them are on a colour that follows the scheme.

    Args:
        svg: A drawing of matplotlib.
        palette: The colours that follow the scheme, in lower case.
        kept: Places of tags whose colours don't follow it, whatever they are.

    Examples:
        >>> cell = '<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: #f5deb3"/>'
        >>> svg = f'{cell}<text x="1" y="8">a</text><text x="20" y="8">b</text>'
        >>> [(svg[at:at + 10], how) for at, how in words(svg, {"#1f77b4"})]
        [('<text x="1', 'kept')]
        >>> svg = svg.replace("#f5deb3", "#1f77b4")
        >>> [(svg[at:at + 10], how) for at, how in words(svg, {"#1f77b4"})]
        [('<text x="1', 'edged')]
    """
    shapes: dict[str, list[Point]] = {}
    surfaces: list[_Surface] = []
    seen_in = dict(_clips(svg))
    group = 0, {}  # of the words of a formula
    clips = [""]  # of the groups that are open
    for tag in TAG.finditer(svg):
        name, given = tag[0][1:].split(maxsplit=1)[0], dict(_ATTRIBUTE.findall(tag[0]))
        clip = seen_in.get(given.get("clip-path", clips[-1]))
        if _BEGINS.match(tag[0]):
            group = tag.start(), given
            clips.append(given.get("clip-path", clips[-1]))
        elif name == "/g>":
            clips.pop()
        elif name == "path" and "id" in given:
            shapes[f"#{given['id']}"] = _corners(given)
        elif name in ("path", "use"):
            corners = _corners(given) if name == "path" else _moved(given, shapes)
            colour, opacity = _fill(given)
            if corners and colour.startswith("#") and opacity > _FAINTER:
                stays = tag.start() in kept or colour not in palette
                is_faint = opacity <= _FAINT
                has_colour = not stays and colour not in _PALE
                surfaces.append(_Surface(corners, stays, is_faint, has_colour, clip))
        elif name == "image":
            surfaces += _picture(given, clip)
        elif name.startswith("text") and surfaces:
            place, given = (tag.start(), given) if given else group
            text = svg[tag.end() : svg.index("</text", tag.end())]
            if how := _asked(surfaces, given, TAG.sub("", text).strip()):
                yield place, how


def _asked(surfaces: list[_Surface], given: dict[str, str], text: str) -> str:
    """Say what words ask for, given all that was drawn before them."""
    point = _beginning(given)
    if not point:
        return ""
    below = (s for s in reversed(surfaces) if not s.is_faint and point in s)
    if (surface := next(below, None)) and surface.stays:
        return "kept"
    is_paper = _fill(given)[0] == PAPER  # whoever chose that saw what lies below
    on_colour = any(_is_on_colour(surfaces, one) for one in _along(given, point, text))
    return "edged" if on_colour and not is_paper else ""


def _is_on_colour(surfaces: list[_Surface], point: Point) -> bool:
    for surface in reversed(surfaces):
        if point in surface and not (surface.is_faint and not surface.has_colour):
            return surface.has_colour
    return False


def _clips(svg: str) -> Iterator[tuple[str, _Surface]]:
    """Read the parts that a drawing is clipped to, by what refers to them."""
    for name, tag in _CLIP.findall(svg):
        given = dict(_ATTRIBUTE.findall(tag))
        corners = _rectangle(given) if tag.startswith("<rect") else _corners(given)
        if corners:
            yield f"url(#{name})", _Surface(corners)


def _rectangle(given: dict[str, str]) -> list[Point]:
    sides = (float(given.get(n, 0)) for n in ("x", "y", "width", "height"))
    left, top, width, height = sides
    right, bottom = left + width, top + height
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _corners(given: dict[str, str]) -> list[Point]:
    """Read a path; what bends in it is taken as straight between its handles."""
    numbers = [float(number) for number in _NUMBER.findall(given.get("d", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _moved(given: dict[str, str], shapes: dict[str, list[Point]]) -> list[Point]:
    left, top = (float(given.get(name, 0)) for name in ("x", "y"))
    shape = shapes.get(given.get("xlink:href", ""), [])
    return [(x + left, y + top) for x, y in shape]


def _fill(given: dict[str, str]) -> tuple[str, float]:
    style = dict(_STYLE.findall(given.get("style", "")))
    opacity = float(style.get("fill-opacity", style.get("opacity", 1)))
    return style.get("fill", "#000000").lower(), opacity


def _picture(given: dict[str, str], clip: _Surface | None) -> Iterator[_Surface]:
    """Take a picture as matplotlib has it: upside down, and clear where nothing is."""
    turned = _UPSIDE_DOWN.search(given.get("transform", ""))
    kind, _, content = given.get("xlink:href", "").partition("base64,")
    if not turned or not kind.startswith("data:image/"):
        return
    left, low, width, height = (float(given[n]) for n in ("x", "y", "width", "height"))
    bottom = float(turned[1]) - low
    picture = Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA")

    def is_seen(point: Point) -> bool:
        across, up = (point[0] - left) / width, (bottom - point[1]) / height
        place = int(across * picture.width), int(up * picture.height)
        return picture.getpixel(place)[3] > _SEEN

    corners = _rectangle(given | {"y": bottom - height})
    yield _Surface(corners, stays=True, clip=clip, is_seen=is_seen)


def _beginning(given: dict[str, str]) -> Point | None:
    """Find a place within the first letters: a little above where they stand."""
    moved = _MOVED.search(given.get("transform", ""))
    place = moved.groups() if moved else (given.get("x"), given.get("y"))
    if None in place:
        return None
    ahead = {"middle": 0, "end": -2}
    anchor = re.search(r"text-anchor: (\w+)", given.get("style", ""))
    x, y = map(float, place)
    return x + ahead.get(anchor[1] if anchor else "start", 2), y - 3


def _along(given: dict[str, str], first: Point, text: str) -> list[Point]:
    """Find places within letters, from the first to about the last."""
    size = _FONT_SIZE.search(given.get("style", ""))
    length = len(text) * _WIDTH * float(size[1] if size else 10)
    turned = _TURNED.search(given.get("transform", ""))
    angle = math.radians(float(turned[1]) if turned else 0)
    anchor = re.search(r"text-anchor: (\w+)", given.get("style", ""))
    back = {"middle": 0.5, "end": 1}.get(anchor[1] if anchor else "start", 0)
    steps = [(part / 4 - back) * length for part in range(5)]
    x, y = first
    return [(x + s * math.cos(angle), y + s * math.sin(angle)) for s in steps]
