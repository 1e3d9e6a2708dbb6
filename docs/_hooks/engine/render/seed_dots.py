"""A dot per seed over a logarithmic scale, small enough to stand in a table.

Of what was measured twice, with a cause and without, each seed's dots are joined. All
values of a claim share a scale, if they are near enough; what it allows is drawn.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

Axis = tuple[int, int]  # the powers of ten at both ends
DECADE, WIDEST = 110, 270  # pixels per factor of ten; of the whole
MOST_SHARED = 5  # powers of ten on a scale of several values
LINE, HEIGHT, MARGIN = 7, 25, 26
MOST_PARTS = 1000  # of a limit that is written as a fraction
MOST_DIGITS = 12  # of one that is not
MOST = 11  # dots in a row: of more runs the lowest, the highest, and each tenth between
APART = 20  # from the dots above, which were measured first


class Bound(NamedTuple):
    """What a claim allows a value: numbers above the lowest, below the highest."""

    low: float | None = None
    high: float | None = None
    is_strict: bool = True  # neither of them itself is allowed
    within: tuple[float, float] | None = None  # how far of what, if that is claimed


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


def shared(numbers: Iterable[float]) -> Axis | None:
    """Choose a scale for several values, unless they lie too far apart.

    Examples:
        >>> shared([0.5, 20.0, 0.0]), shared([1e-9, 1.0])
        ((-1, 2), None)
    """
    logs = [math.log10(number) for number in numbers if 0 < number < math.inf]
    if not logs:
        return None
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    high = max(high, low + 1)
    return (low, high) if high - low <= MOST_SHARED else None


def told(bound: Bound) -> str:
    """Say what a claim allows.

    Examples:
        >>> told(Bound(high=1e-9)), told(Bound(low=0.25, is_strict=False))
        ('claimed: below 10⁻⁹', 'claimed: at least 0.25')
        >>> told(Bound(0.45, 0.55, within=(0.05, 0.5))), told(Bound(0.1, 0.2))
        ('claimed: within 0.05 of 0.5', 'claimed: above 0.1 and below 0.2')
    """
    if bound.within:
        far, middle = map(_written, bound.within)
        return f"claimed: within {far} of {middle}"
    words = ("above", "below") if bound.is_strict else ("at least", "at most")
    sides = zip(words, bound[:2], strict=True)
    said = (f"{word} {_written(limit)}" for word, limit in sides if limit is not None)
    return f"claimed: {' and '.join(said)}"


def draw(
    numbers: list[float],
    alt: str,
    before: list[float] | None = None,
    axis: Axis | None = None,
    bound: Bound | None = None,
) -> str:
    """Draw positive numbers between the powers of ten around them.

    If there are numbers from `before`, they stand above, each joined to its seed's.
    Of many runs some are drawn, which lie as all do. The scale is the `axis`, if there
    is one; a `bound` is a dashed line.

    Examples:
        >>> drawing = draw([2.0, 5.0, 0.5], "runs")
        >>> drawing.count("<circle"), ">0.1<" in drawing, ">10<" in drawing
        (3, True, True)
        >>> draw([0.0, 1.0], "runs")
        ''
        >>> draw([2.0, 5.0], "runs", before=[0.2, 0.5]).count("<circle")
        4
        >>> draw([2.0, 5.0], "runs", bound=Bound(high=6.0)).count("rnn-bound")
        1
    """
    rows = [before, numbers] if before else [numbers]
    if not all(0 < number < math.inf for row in rows for number in row):
        return ""  # no place on such a scale
    drawn = chosen(numbers, MOST)
    places = [[math.log10(row[run]) for run in drawn] for row in rows]
    logs = [log for row in places for log in row]
    limits = [limit for limit in (bound or Bound())[:2] if limit]
    limits = [math.log10(limit) for limit in limits if limit > 0]
    low, high = axis or (math.floor(min(logs)), math.ceil(max(logs)))
    if not axis:  # then what is allowed has a place, too
        low = min([low, *map(math.floor, limits)])
        high = max([high, low + 1, *map(math.ceil, limits)])
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
    allowed = "".join(
        f'<path class="rnn-bound" d="M{place(limit)} 0v{last + LINE}"/>'
        for limit in limits
        if low <= limit <= high
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
        f'<path d="M{place(low)} {last}H{place(high)}{ticks}{joins}"/>{allowed}'
        f"{dots}{ends}"
        "</svg>"
    )


def _written(number: float) -> str:
    """Write a limit with all the digits that it has; or as the fraction that it is.

    Examples:
        >>> _written(0.99999), _written(0.00012345), _written(12345.6), _written(1 / 3)
        ('0.99999', '0.00012345', '12,345.6', '1/3')
        >>> _written(1e-9), _written(-0.25), _written(2.5e-9), _written(2e6)
        ('10⁻⁹', '-0.25', '2.5e-09', '2,000,000')
    """
    power = round(math.log10(number)) if number > 0 else 0
    if power < -3 and math.isclose(number, 10**power, rel_tol=1e-15):
        return _power_of_ten(power)
    text = f"{number:.15g}"
    fraction = Fraction(number).limit_denominator(MOST_PARTS)
    is_quotient = len(Decimal(text).as_tuple().digits) > MOST_DIGITS
    if is_quotient and math.isclose(fraction, number, rel_tol=1e-15):
        return str(fraction)
    return text if 0 < abs(number) < 1e-6 else f"{Decimal(text):,f}"


def _power_of_ten(power: int) -> str:
    """Write it out where that is short.

    Examples:
        >>> _power_of_ten(-3), _power_of_ten(2), _power_of_ten(-12)
        ('0.001', '100', '10⁻¹²')
    """
    if -6 <= power <= 6:
        return f"{10**power:.{max(-power, 0)}f}"
    return f"10{str(power).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
