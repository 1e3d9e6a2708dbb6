"""A dot per seed over a logarithmic scale, small enough to stand in a table.

Of what was measured twice, with a cause and without, each seed's dots are joined.
"""

from __future__ import annotations

import html
import math

DECADE, WIDEST = 110, 300  # pixels per factor of ten; of the whole
LINE, HEIGHT, MARGIN = 7, 25, 26
MOST = 11  # dots in a row: of more runs the lowest, the highest, and each tenth between
APART = 20  # from the dots above, which were measured first


def chosen(numbers: list[float], most: int) -> list[int]:
    """Choose so many of the runs that they lie as all do: evenly, by rank.

    Examples:
        >>> chosen([5, 1, 4, 2, 3], 3), chosen([5, 1, 4], 3)
        ([1, 4, 0], [0, 1, 2])
    """
    if len(numbers) <= most:
        return [*range(len(numbers))]
    ranked = sorted(range(len(numbers)), key=numbers.__getitem__)
    steps = range(most)
    return [ranked[round(step * (len(ranked) - 1) / (most - 1))] for step in steps]


def draw(numbers: list[float], alt: str, before: list[float] | None = None) -> str:
    """Draw positive numbers between the powers of ten around them.

    If there are numbers from `before`, they stand above, each joined to its seed's.
    Of many runs some are drawn, which lie as all do.

    Examples:
        >>> drawing = draw([2.0, 5.0, 0.5], "runs")
        >>> drawing.count("<circle"), ">0.1<" in drawing, ">10<" in drawing
        (3, True, True)
        >>> draw([0.0, 1.0], "runs")
        ''
        >>> draw([2.0, 5.0], "runs", before=[0.2, 0.5]).count("<circle")
        4
    """
    rows = [before, numbers] if before else [numbers]
    if not all(0 < number < math.inf for row in rows for number in row):
        return ""  # no place on such a scale
    drawn = chosen(numbers, MOST)
    places = [[math.log10(row[run]) for run in drawn] for row in rows]
    logs = [log for row in places for log in row]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    high = max(high, low + 1)
    decade = min(DECADE, WIDEST / (high - low))
    width = 2 * MARGIN + decade * (high - low)

    def place(log: float) -> str:
        return f"{MARGIN + decade * (log - low):.4g}"

    last = LINE + APART * (len(rows) - 1)
    height = last + HEIGHT - LINE
    ticks = "".join(f"M{place(power)} {last - 4}v8" for power in range(low, high + 1))
    joins = "".join(
        f"M{place(above)} {LINE}L{place(below)} {last}"
        for above, below in zip(places[0], places[-1], strict=True)
        if before
    )
    dots = "".join(
        f'<circle cx="{place(log)}" cy="{LINE + APART * row}" r="3.5"/>'
        for row, logs in enumerate(places)
        for log in logs
    )
    ends = "".join(
        f'<text x="{place(power)}" y="{height - 1}">{_power_of_ten(power)}</text>'
        for power in (low, high)
    )
    return (
        f'<svg class="rnn-strip" role="img" aria-label="{html.escape(alt)}" '
        f'width="{width:.4g}" height="{height}" viewBox="0 0 {width:.4g} {height}">'
        f'<path d="M{place(low)} {last}H{place(high)}{ticks}{joins}"/>{dots}{ends}'
        "</svg>"
    )


def _power_of_ten(power: int) -> str:
    """Write it out where that is short.

    Examples:
        >>> _power_of_ten(-3), _power_of_ten(2), _power_of_ten(-12)
        ('0.001', '100', '10⁻¹²')
    """
    if -6 <= power <= 6:
        return f"{10**power:.{max(-power, 0)}f}"
    return f"10{str(power).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
