"""What becomes of a drawing's colours, so that they can be seen in both schemes.

matplotlib's own have a name, and a value in each scheme. Of others, greys become as
much of the page's ink, and those that dark paper would hide get another brightness
there; their hue stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

# matplotlib's default colours, and their names in stylesheets/figures.css.
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
PAPERS = (1, 0.0117)  # how bright the pages are, #fff and #171c2b
_LEAST, _MOST = 4.5, 7  # contrasts with dark paper: beyond that a hue is hardly seen
_PALE = 0.25  # how bright that is: the ink of dark pages is lost on it
_NEARLY = 10  # of 255: a grey with a touch of some colour


def brightness(parts: Sequence[float]) -> float:
    """Say how bright a colour is, given as red, green and blue from 0 to 1."""
    red, green, blue = (_light(part) for part in parts[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """Say by how much one brightness differs from another, as WCAG counts it."""
    low, high = sorted([one, other])
    return (high + 0.05) / (low + 0.05)


@cache
def is_pale(colour: str) -> bool:
    """Tell whether dark pages' ink would be lost on a colour.

    Examples:
        >>> [is_pale(colour) for colour in ("#ffffe0", "#ffd700", "#dc143c")]
        [True, True, False]
    """
    if name := PALETTE.get(colour):
        return name in ("paper", "grid")
    return brightness(_parts(colour)) > _PALE


@cache
def is_grey(colour: str) -> bool:
    """Tell whether a colour has, nearly, no hue."""
    parts = [round(part * 255) for part in _parts(colour)]
    return max(parts) - min(parts) <= _NEARLY


@cache
def follows(colour: str) -> bool:
    """Tell whether a colour is another one in the dark, whatever is drawn on it.

    Examples:
        >>> [follows(c) for c in ("#1f77b4", "#222222", "#000080", "#f5deb3")]
        [True, True, True, False]
    """
    return colour in PALETTE or is_grey(colour) or _is_lost(colour)


def adapted(colour: str, *, turns: bool = False) -> str:
    """Write a colour so that it can be seen in both schemes.

    Args:
        colour: As `#rrggbb`, in lower case.
        turns: Whether something is drawn on it that dark pages make pale.

    Examples:
        >>> adapted("#1f77b4")
        'var(--plot-blue)'
        >>> adapted("#000080")
        'color-mix(in srgb, #9c9cff var(--plot-dark), #000080)'
        >>> [adapted("#f5deb3"), adapted("#f5deb3", turns=True)]
        ['#f5deb3', 'color-mix(in srgb, #373125 var(--plot-dark), #f5deb3)']
    """
    if name := PALETTE.get(colour):
        return f"var(--plot-{name})"
    if is_grey(colour):
        return mixed(colour)
    if turns or _is_lost(colour):
        dark = _in_the_dark(colour)
        return f"color-mix(in srgb, {dark} var(--plot-dark), {colour})"
    return colour


def mixed(grey: str) -> str:
    """Write a grey as so much ink on the page's paper."""
    ink = round(100 - sum(_parts(grey)) / 0.03)
    return f"color-mix(in srgb, var(--plot-ink) {ink}%, var(--plot-paper))"


def _is_lost(colour: str) -> bool:
    return contrast(brightness(_parts(colour)), PAPERS[1]) < _LEAST


def _in_the_dark(colour: str) -> str:
    """Find the colour of a hue that dark paper shows as well as white paper this one.

    Examples:
        >>> [_in_the_dark(colour) for colour in ("#000080", "#006400", "#ffffe0")]
        ['#9c9cff', '#00c100', '#1e1e19']
    """
    light = [_light(part) for part in _parts(colour)]
    own = brightness(_parts(colour))
    wanted = contrast(own, PAPERS[0])
    if own < _PALE:
        wanted = min(max(wanted, _LEAST), _MOST)
    bright = wanted * (PAPERS[1] + 0.05) - 0.05
    # As bright as the hue gets, and then with white in it.
    most = min(bright / own, 1 / max(light))
    white = (bright - own * most) / (1 - own * most)
    found = [part * most + (1 - part * most) * white for part in light]
    return "#" + "".join(f"{round(255 * _coded(part)):02x}" for part in found)


def _coded(light: float) -> float:
    return light * 12.92 if light <= 0.0031 else 1.055 * light ** (1 / 2.4) - 0.055


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4


def _parts(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
