"""What lies below the words and lines of a drawing, so that both schemes show them.

On something whose colour is the same in both they have to keep theirs as well: on a
pale cell of a matrix the page's ink, pale in the dark, could not be seen. On a colour
that follows the scheme, as that of a slice of a pie, words need some paper around them.
And a line may leave the pale area where it begins, so that has to follow the scheme.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from engine.render.colours import follows, is_pale
from engine.render.layers import Layers, Mark, Point, drawn

_HATCHED = re.compile(r'<pattern\b[^>]*>\s*<rect\b[^>]*\sfill="(#[0-9a-f]{6})"')
_PARTLY, _MOSTLY = 0.1, 0.6  # of these places
PAPER = "#ffffff"


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
    for mark in drawn(svg, frozenset(), kept):
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
    for mark in drawn(svg, turned, kept):
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


def _asked(words: Mark) -> str:
    """Say what words ask for, given all that was drawn before them."""
    first, *along = words.points
    below = (s for s in words.layers.at(first) if not s.is_faint)
    if (surface := next(below, None)) and surface.stays:
        return "kept"
    is_meant = is_pale(words.colour)  # whoever chose that saw what lies below
    on_colour = any(_is_on_colour(words.layers, one) for one in along)
    return "edged" if on_colour and not is_meant else ""


def _is_on_colour(layers: Layers, point: Point) -> bool:
    for surface in layers.at(point):
        if not (surface.is_faint and not surface.has_colour):
            return surface.has_colour
    return False
