"""What is drawn in a picture, one thing on the other, and what lies below each."""

from __future__ import annotations

import base64
import io
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from engine.render.colours import follows, is_pale

Point = tuple[float, float]

TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_STYLE = re.compile(r"([\w-]+):\s*([^;]+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MOVED = re.compile(r"translate\((\S+) (\S+)\)")
_UPSIDE_DOWN = re.compile(r"scale\(1 -1\) translate\(0 -(\S+)\)")
_CLIP = re.compile(r'<clipPath id="([^"]*)">\s*(<[^>]*>)')
BEGINS = re.compile(r"<g\b[^>]*(?<!/)>")  # a group that has something in it
_LETTERS = re.compile(r"scale\(\S+ -")  # of words that are drawn as paths
_TURNED = re.compile(r"rotate\((-?[\d.]+)")
_FONT_SIZE = re.compile(r"font-size: ([\d.]+)px")
_FAINT = 0.5  # what lies below shows through
SEEN = 255 * _FAINT
_PLACES = 16  # of a line, where is looked what lies below
_MARKS = 64  # of a group, for which is looked: the others will be like them
_FAINTER = 0.3  # and the page's ink can be read on any colour
_WIDTH = 0.6  # of a letter, as a part of its height


@dataclass(frozen=True)
class Surface:
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
    clip: Surface | None = None  # the part of the drawing that it can't leave
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
        """Its left, right, top and bottom."""
        across, down = zip(*self.corners, strict=True)
        return min(across), max(across), min(down), max(down)


_NOTHING = Surface([])  # but paper


class Layers:
    """What has been drawn by now."""

    def __init__(self) -> None:
        self.surfaces: list[Surface] = []
        self.boxes = np.empty((0, 4))

    def at(self, point: Point) -> Iterator[Surface]:
        """Yield the surfaces at a place, from the highest down."""
        if len(self.boxes) < len(self.surfaces):
            self.boxes = np.array([surface.box for surface in self.surfaces])
        (x, y), (left, right, top, bottom) = point, self.boxes.T
        near = (left < x) & (x < right) & (top < y) & (y < bottom)
        for index in np.flatnonzero(near)[::-1]:
            if point in (surface := self.surfaces[index]):
                yield surface


@dataclass(frozen=True)
class Mark:
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
    layers: Layers
    is_words: bool = False

    def below(self) -> Iterator[Surface]:
        """Yield what is right below it, at each of its places."""
        for point in self.points:
            solid = (s for s in self.layers.at(point) if not s.is_faint)
            yield next(solid, _NOTHING)


def drawn(svg: str, turned: Collection[str], kept: Collection[int]) -> Iterator[Mark]:
    """Yield what is drawn, one after the other."""
    shapes: dict[str, list[Point]] = {}
    layers, counted = Layers(), Counter()
    seen_in = dict(_clips(svg))
    group = 0, {}  # of the words of a formula
    clips, named = [""], [0]  # of the groups that are open
    for tag in TAG.finditer(svg):
        name, given = tag[0][1:].split(maxsplit=1)[0], dict(_ATTRIBUTE.findall(tag[0]))
        clip = seen_in.get(given.get("clip-path", clips[-1]))
        if BEGINS.match(tag[0]):
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
                    yield Mark(owner, colour, points, layers)
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
    clip: Surface | None,
) -> Iterator[Surface]:
    """Take a shape as a surface, if it is filled."""
    colour, opacity = _fill(given)
    if colour.startswith("#") and opacity > _FAINTER:
        stays = is_data or not (follows(colour) or colour in turned)
        yield Surface(
            corners,
            colour,
            stays=stays,
            is_data=is_data,
            is_faint=opacity <= _FAINT,
            has_colour=not stays and not is_pale(colour),
            clip=clip,
        )


def _words(
    place: int, given: dict[str, str], text: str, layers: Layers
) -> Iterator[Mark]:
    if point := _beginning(given):
        points = [point, *_along(given, point, text)]
        yield Mark(place, _fill(given)[0], points, layers, is_words=True)


def _clips(svg: str) -> Iterator[tuple[str, Surface]]:
    """Read the parts that a drawing is clipped to, by what refers to them."""
    for name, tag in _CLIP.findall(svg):
        given = dict(_ATTRIBUTE.findall(tag))
        corners = _rectangle(given) if tag.startswith("<rect") else _corners(given)
        if corners:
            yield f"url(#{name})", Surface(corners)


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


def _picture(given: dict[str, str], clip: Surface | None) -> Iterator[Surface]:
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
        return picture.getpixel(place)[3] > SEEN

    # A pixel less on each side, which belongs to the frame around it.
    place = {"x": left + 1, "y": bottom - height + 1}
    corners = _rectangle(place | {"width": width - 2, "height": height - 2})
    yield Surface(corners, stays=True, is_data=True, clip=clip, is_seen=is_seen)


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
