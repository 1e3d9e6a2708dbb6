"""Numbers along an axis, set as words are: matplotlib places each of their digits.

It does so by the widths of its own letters, and the page has others: a ten fell apart.
"""

from __future__ import annotations

import re
from itertools import groupby

_TICK_OR_NUMBER = re.compile(
    r'<g id="(?P<place>[xy](?=tick_)|legend_|axes_|matplotlib\.axis_)'
    r"|<text>(?P<digits>(?:\s*<tspan [^<>]*>[\d.,×−+-]</tspan>)+)\s*</text>"
)
_DIGIT = re.compile(
    r'<tspan x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" style="(?P<style>[^"]*)">(?P<sign>.)<'
)
_SIZE = re.compile(r"font-size: ([\d.]+)px|font: ([\d.]+)px")
_WIDTHS = {"−": 0.84, "×": 0.84, "+": 0.84, ".": 0.32, ",": 0.32, "-": 0.36}
_DIGITS = 0.64  # of the size, in matplotlib's own letters
_FIRST, _NEAR = ("0", "1", "2"), ("-3", "-2", "-1", "0", "1", "2", "3")


def set_whole(svg: str) -> str:
    r"""Write the numbers of the axes of a drawing of matplotlib as wholes.

    Those of an upright axis end where they did, those of a level one are centred.

    Examples:
        >>> digits = "".join(
        ...     f'<tspan x="{x}" y="{y}" style="font-size: {size}px">{sign}</tspan>'
        ...     for x, y, size, sign in [(0, -1, 10, 1), (6, -1, 10, 0), (13, -5, 7, 3)]
        ... )
        >>> print(set_whole(f'<g id="ytick_1"><text>{digits}</text></g>'))
        ... # doctest: +NORMALIZE_WHITESPACE
        <g id="ytick_1"><text text-anchor="end"><tspan x="17.48" y="-1"
        style="font-size: 10px">10</tspan><tspan class="rnn-power" dy="-4.00"
        style="font-size: 7px">3</tspan></text></g>
    """
    axis = ""

    def write(found: re.Match[str]) -> str:
        nonlocal axis
        if found["place"]:
            axis = found["place"]
        is_tick = axis in ("x", "y")
        return (
            _written(found["digits"], axis) if found["digits"] and is_tick else found[0]
        )

    return _TICK_OR_NUMBER.sub(write, svg)


def _written(digits: str, axis: str) -> str:
    placed = [*_DIGIT.finditer(digits)]
    last = placed[-1]
    size = float(next(filter(None, _SIZE.search(last["style"]).groups())))
    end = float(last["x"]) + size * _WIDTHS.get(last["sign"], _DIGITS)
    anchor, x = ("end", end) if axis == "y" else ("middle", end / 2)
    groups = groupby(placed, lambda one: (one["y"], one["style"]))
    rows = [(*place, "".join(one["sign"] for one in each)) for place, each in groups]
    if short := _short(*(signs for *_, signs in rows)):
        rows = [(*rows[0][:2], short)]
    parts, above = [], None
    for y, style, signs in rows:
        place = f'x="{x:.2f}" y="{y}"'
        if above is not None:
            place = f'class="rnn-power" dy="{float(y) - above:.2f}"'
        parts.append(f'<tspan {place} style="{style}">{signs}</tspan>')
        above = float(y)
    return f'<text text-anchor="{anchor}">{"".join(parts)}</text>'


def _short(base: str, exponent: str = "", *_: str) -> str:
    """Write a number without its power of ten, where that is easier to read.

    Examples:
        >>> _short("10", "0"), _short("3×10", "−1"), _short("10", "−1")
        ('1', '0.3', '')
    """
    power = exponent.replace("−", "-")
    factor, times, _ = base.rpartition("×")
    if base.endswith("10") and power in (_NEAR if times else _FIRST):
        return f"{float(factor or 1) * 10 ** int(power):g}"
    return ""
