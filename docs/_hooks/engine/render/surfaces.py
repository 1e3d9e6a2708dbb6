"""What lies below the words and lines of a drawing, so that both schemes show them.

On something whose colour is the same in both they have to keep theirs as well: on a
pale cell of a matrix the page's ink, pale in the dark, could not be seen. On a colour
that follows the scheme, as that of a slice of a pie, words need some paper around them.
And a line may leave the pale area where it begins, so that has to follow the scheme.
"""

from __future__ import annotations

import base64
import io
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from engine.render.colours import PALETTE, follows, is_grey, is_pale

Point = tuple[float, float]

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_STYLE = re.compile(r"([\w-]+):\s*([^;]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MOVED = re.compile(r"translate\((\S+) (\S+)\)")
_UPSIDE_DOWN = re.compile(r"scale\(1 -1\) translate\(0 -(\S+)\)")
_CLIP = re.compile(r'<clipPath id="([^"]*)">\s*(<[^>]*>)')
_HATCHED = re.compile(r'<pattern\b[^>]*>\s*<rect\b[^>]*\sfill="(#[0-9a-f]{6})"')
_BEGINS = re.compile(r"<g\b[^>]*(?<!/)>")  # a group that has something in it
_LETTERS = re.compile(r"scale\(\S+ -")  # of words that are drawn as paths
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_FONT_SIZE = re.compile(r"font-size: ([\d.]+)px")
_FAINT = 0.5  # what lies below shows through
_SEEN = 255 * _FAINT
_PLACES = 16  # of a line, where is looked what lies below
_PARTLY, _MOSTLY = 0.1, 0.6  # of these places
_MARKS = 64  # of a group, for which is looked: the others will be like them
_FAINTER = 0.3  # and the page's ink can be read on any colour
_WIDTH = 0.6  # of a letter, as a part of its height
PAPER = "#ffffff"


@dataclass(frozen=True)
class _Surface:
    """A part of a drawing: its corners, if its colour stays, where it can be seen.

    Args:
        corners: Of its outline.
        colour: Its own, if it has one.
        stays: Whether its colour is the same in both schemes.
        is_data: Whether that is so because its colour means something.
        is_faint: Whether what lies below shows through.
        has_colour: Whether it has one that follows the scheme, and is not pale.
    """

    corners: list[Point]
    colour: str = ""
    stays: bool = False
    is_data: bool = False
    is_faint: bool = False
    has_colour: bool = False
    clip: _Surface | None = None  # the part of the drawing that it can't leave
    is_seen: Callable[[Point], bool] = lambda _: True

    def __contains__(self, point: Point) -> bool:
        x, y = point
        left, right, top, bottom = self.box
        if not (left < x < right and top < y < bottom):
            return False
        if self.clip and point not in self.clip:
            return False
        inside = False  # as often as a ray to the right crosses an edge
        ends = [*self.corners[1:], self.corners[0]]
        for (x1, y1), (x2, y2) in zip(self.corners, ends, strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
        return inside and self.is_seen(point)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        across, down = zip(*self.corners, strict=True)
        return min(across), max(across), min(down), max(down)


_NOTHING = _Surface([])  # but paper
_FILL = re.compile(r"fill: (#[0-9a-f]{6})\b", re.IGNORECASE)
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
            found |= {f"#{r:02x}{g:02x}{b:02x}" for r, g, b, a in pixels if a > _SEEN}
    return found & {*colours}


def turned(svg: str, kept: Collection[int] = ()) -> set[str]:
    """List the pale colours that can't stay, for what lies on them, or they on.

    Either is dark in light pages, and pale in dark ones.

    Args:
        svg: A drawing of matplotlib.
        kept: Places of tags whose colours don't follow the scheme, whatever they are.

    Examples:
        >>> area = '<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: #f5deb3"/>'
        >>> line = '<path d="M 1 1 L 20 8" style="fill: none; stroke: #000000"/>'
        >>> turned(f'<g id="a_1">{area}</g><g id="a_2">{line}</g>')
        {'#f5deb3'}
    """
    found = {*_HATCHED.findall(svg)}
    for mark in _drawn(svg, frozenset(), kept):
        is_shape = mark.colour and not (mark.is_words or is_pale(mark.colour))
        for surface in mark.below():
            if surface.has_colour:
                found.add(mark.colour)
            elif is_shape and surface.stays and not surface.is_data:
                found.add(surface.colour)
    return {one for one in found if one and not follows(one) and is_pale(one)}


def asked(
    svg: str, turned: Collection[str] = (), kept: Collection[int] = ()
) -> Iterator[tuple[int, str]]:
    """Yield the places of the tags of what lies on something, and what that asks.

    Words and lines are `kept`, in their colour, on what is the same in both schemes;
    lines that leave it are `lifted`, with paper around them. Words are `edged`, with
    paper, where some are on a colour that follows the scheme.

    Args:
        svg: A drawing of matplotlib.
        turned: The pale colours that follow the scheme in it.
        kept: Places of tags whose colours don't follow it, whatever they are.

    Examples:
        >>> cell = '<path d="M 0 0 L 9 0 L 9 9 L 0 9 z" style="fill: #f5deb3"/>'
        >>> svg = f'{cell}<text x="1" y="8">a</text><text x="20" y="8">b</text>'
        >>> [(svg[at:at + 10], how) for at, how in asked(svg)]
        [('<text x="1', 'kept')]
        >>> svg = svg.replace("#f5deb3", "#1f77b4")
        >>> [(svg[at:at + 10], how) for at, how in asked(svg)]
        [('<text x="1', 'edged')]
    """
    votes: dict[int, list[bool]] = defaultdict(list)
    strong = set()
    for mark in _drawn(svg, turned, kept):
        if not mark.is_words:
            votes[mark.place] += [one.is_data for one in mark.below()]
            if not is_pale(mark.colour or PAPER):  # as grids are
                strong.add(mark.place)
        elif how := _asked(mark):
            yield mark.place, how
    for place, found in votes.items():
        if sum(found) > _MOSTLY * len(found):
            yield place, "kept"
        elif sum(found) > _PARTLY * len(found) and place in strong:
            yield place, "lifted"


class _Layers:
    """What has been drawn by now."""

    def __init__(self) -> None:
        self.surfaces: list[_Surface] = []
        self.boxes = np.empty((0, 4))

    def at(self, point: Point) -> Iterator[_Surface]:
        """Yield the surfaces at a place, from the highest down."""
        if len(self.boxes) < len(self.surfaces):
            self.boxes = np.array([surface.box for surface in self.surfaces])
        (x, y), (left, right, top, bottom) = point, self.boxes.T
        near = (left < x) & (x < right) & (top < y) & (y < bottom)
        for index in np.flatnonzero(near)[::-1]:
            if point in (surface := self.surfaces[index]):
                yield surface


@dataclass(frozen=True)
class _Mark:
    """Something that is drawn on all that was drawn before: words, or a shape.

    Args:
        place: Of the tag that its look is asked of.
        colour: What is seen of it, for the most part; none, if that is faint.
        points: Where it is.
        layers: On which it may lie.
        is_words: Whether it is some; their first point is in their first letters.
    """

    place: int
    colour: str
    points: list[Point]
    layers: _Layers
    is_words: bool = False

    def below(self) -> Iterator[_Surface]:
        """Yield what is right below it, at each of its places."""
        for point in self.points:
            solid = (s for s in self.layers.at(point) if not s.is_faint)
            yield next(solid, _NOTHING)


def _drawn(svg: str, turned: Collection[str], kept: Collection[int]) -> Iterator[_Mark]:
    """Yield what is drawn, one after the other."""
    shapes: dict[str, list[Point]] = {}
    layers, counted = _Layers(), Counter()
    seen_in = dict(_clips(svg))
    group = 0, {}  # of the words of a formula
    clips, named = [""], [0]  # of the groups that are open
    for tag in TAG.finditer(svg):
        name, given = tag[0][1:].split(maxsplit=1)[0], dict(_ATTRIBUTE.findall(tag[0]))
        clip = seen_in.get(given.get("clip-path", clips[-1]))
        if _BEGINS.match(tag[0]):
            group = tag.start(), given
            clips.append(given.get("clip-path", clips[-1]))
            named.append(tag.start() if "id" in given else named[-1])
        elif name == "/g>":
            clips.pop()
            named.pop()
        elif name == "path" and "id" in given:
            shapes[f"#{given['id']}"] = _corners(given)
        elif name == "use" and _LETTERS.search(group[1].get("transform", "")):
            if not counted[group[0]]:
                letters = svg[tag.start() : svg.index("</g", tag.end())].count("<use")
                yield from _words(*group, "x" * letters, layers)
            counted[group[0]] += 1
        elif name in ("path", "use"):
            corners = _corners(given) if name == "path" else _moved(given, shapes)
            is_data, owner = tag.start() in kept, named[-1]
            if corners and owner and not is_data and counted[owner] < _MARKS:
                counted[owner] += 1
                points = _spread(corners) if name == "path" else [_middle(corners)]
                points = [one for one in points if not clip or one in clip]
                colour, is_area = _painted(given), name == "path" and _is_area(given)
                is_box = is_area and (not colour or is_pale(colour))
                if not is_box:  # as that around a legend
                    yield _Mark(owner, colour, points, layers)
            if corners:
                layers.surfaces += _filled(corners, given, turned, is_data, clip)
        elif name == "image":
            layers.surfaces += _picture(given, clip)
        elif name.startswith("text") and layers.surfaces:
            place, given = (tag.start(), given) if given else group
            text = svg[tag.end() : svg.index("</text", tag.end())]
            yield from _words(place, given, TAG.sub("", text).strip(), layers)


def _filled(
    corners: list[Point],
    given: dict[str, str],
    turned: Collection[str],
    is_data: bool,
    clip: _Surface | None,
) -> Iterator[_Surface]:
    """Take a shape as a surface, if it is filled."""
    colour, opacity = _fill(given)
    if colour.startswith("#") and opacity > _FAINTER:
        stays = is_data or not (follows(colour) or colour in turned)
        yield _Surface(
            corners,
            colour,
            stays=stays,
            is_data=is_data,
            is_faint=opacity <= _FAINT,
            has_colour=not stays and not is_pale(colour),
            clip=clip,
        )


def _words(
    place: int, given: dict[str, str], text: str, layers: _Layers
) -> Iterator[_Mark]:
    if point := _beginning(given):
        points = [point, *_along(given, point, text)]
        yield _Mark(place, _fill(given)[0], points, layers, is_words=True)


def _asked(words: _Mark) -> str:
    """Say what words ask for, given all that was drawn before them."""
    first, *along = words.points
    below = (s for s in words.layers.at(first) if not s.is_faint)
    if (surface := next(below, None)) and surface.stays:
        return "kept"
    is_meant = is_pale(words.colour)  # whoever chose that saw what lies below
    on_colour = any(_is_on_colour(words.layers, one) for one in along)
    return "edged" if on_colour and not is_meant else ""


def _is_on_colour(layers: _Layers, point: Point) -> bool:
    for surface in layers.at(point):
        if not (surface.is_faint and not surface.has_colour):
            return surface.has_colour
    return False


def _clips(svg: str) -> Iterator[tuple[str, _Surface]]:
    """Read the parts that a drawing is clipped to, by what refers to them."""
    for name, tag in _CLIP.findall(svg):
        given = dict(_ATTRIBUTE.findall(tag))
        corners = _rectangle(given) if tag.startswith("<rect") else _corners(given)
        if corners:
            yield f"url(#{name})", _Surface(corners)


def _rectangle(given: Mapping[str, str | float]) -> list[Point]:
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


def _is_area(given: dict[str, str]) -> bool:
    return _fill(given)[0] != "none"


def _painted(given: dict[str, str]) -> str:
    """Say what colour is seen of a line, or of an area that is not faint."""
    style = dict(_STYLE.findall(given.get("style", "")))
    colour, opacity = _fill(given)
    if colour == "none":
        colour = style.get("stroke", "").lower()
    return colour if colour.startswith("#") and opacity > _FAINT else ""


def _spread(corners: list[Point]) -> list[Point]:
    """Take places along a line, or an outline, that are equally far from each other."""
    across, down = np.transpose(corners)
    steps = np.hypot(np.diff(across), np.diff(down))
    gone = np.concatenate([[0], steps.cumsum()])
    at = (np.arange(_PLACES) + 0.5) / _PLACES * gone[-1]  # ends may be on an edge
    return [*zip(np.interp(at, gone, across), np.interp(at, gone, down), strict=True)]


def _middle(corners: list[Point]) -> Point:
    across, down = np.mean(corners, axis=0)
    return across, down


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

    # A pixel less on each side, which belongs to the frame around it.
    place = {"x": left + 1, "y": bottom - height + 1}
    corners = _rectangle(place | {"width": width - 2, "height": height - 2})
    yield _Surface(corners, stays=True, is_data=True, clip=clip, is_seen=is_seen)


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
