"""A dot per seed over a logarithmic scale, small enough to stand in a table."""

from __future__ import annotations

import html
import math

DECADE, WIDEST = 110, 300  # pixels per factor of ten; of the whole
LINE, HEIGHT, MARGIN = 7, 25, 26


def draw(numbers: list[float], alt: str) -> str:
    """Draw positive numbers between the powers of ten around them.

    Examples:
        >>> drawing = draw([2.0, 5.0, 0.5], "runs")
        >>> drawing.count("<circle"), ">0.1<" in drawing, ">10<" in drawing
        (3, True, True)
        >>> draw([0.0, 1.0], "runs")
        ''
    """
    if not all(0 < number < math.inf for number in numbers):
        return ""  # no place on such a scale
    logs = [math.log10(number) for number in numbers]
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    high = max(high, low + 1)
    decade = min(DECADE, WIDEST / (high - low))
    width = 2 * MARGIN + decade * (high - low)

    def place(log: float) -> str:
        return f"{MARGIN + decade * (log - low):.4g}"

    ticks = "".join(f"M{place(power)} {LINE - 4}v8" for power in range(low, high + 1))
    dots = "".join(f'<circle cx="{place(log)}" cy="{LINE}" r="3.5"/>' for log in logs)
    ends = "".join(
        f'<text x="{place(power)}" y="{HEIGHT - 1}">{_power_of_ten(power)}</text>'
        for power in (low, high)
    )
    return (
        f'<svg class="rnn-strip" role="img" aria-label="{html.escape(alt)}" '
        f'width="{width:.4g}" height="{HEIGHT}" viewBox="0 0 {width:.4g} {HEIGHT}">'
        f'<path d="M{place(low)} {LINE}H{place(high)}{ticks}"/>{dots}{ends}</svg>'
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
