"""The bars that every page has to clear, and a table of how it did."""

from __future__ import annotations

from collections.abc import Iterator

from audit.lighthouse import Judgement

PERFECT = ("accessibility", "best-practices", "seo")
SPEED = {"a page with figures": 98, "a page without": 100}
BLOCKED = 100  # milliseconds
LARGEST = 1.2  # seconds
ANSWER = 100  # milliseconds, while a network trains
HEAD = [
    "page",
    "speed",
    "access",
    "practices",
    "search",
    "kB",
    "blocked",
    "LCP",
    "shift",
]


def missed(page: Judgement, *, has_figure: bool) -> Iterator[str]:
    """Say which bars a page misses, and by what."""
    for name in PERFECT:
        if page.scores[name] < 100:
            why = ", ".join(page.faults)
            yield f"{name} is {page.scores[name]}, expected 100: {why}"
    kind = "a page with figures" if has_figure else "a page without"
    speed = page.scores["performance"]
    if speed < SPEED[kind]:
        yield f"performance is {speed}, expected {SPEED[kind]} of {kind}"
    if page.blocked > BLOCKED:
        yield f"the main thread is blocked for {page.blocked:.0f} ms, at most {BLOCKED}"
    if page.largest > LARGEST:
        yield f"the largest content comes after {page.largest:.1f} s, at most {LARGEST}"
    if page.shift:
        yield f"things jump by {page.shift:.3f}, and should not at all"


def late(answer: float) -> Iterator[str]:
    """Say if a page answers too late."""
    if answer > ANSWER:
        yield f"while it trains an answer takes {answer:.0f} ms, at most {ANSWER}"


def row(name: str, page: Judgement) -> list[str]:
    """Write a page's row of the table."""
    scores = [str(page.scores[one]) for one in ("performance", *PERFECT)]
    size = f"{sum(page.size.values()) / 1000:.0f}"
    clock = f"{page.blocked:.0f} ms", f"{page.largest:.2f} s", f"{page.shift:.3f}"
    return [name, *scores, size, *clock]


def line(cells: list[str]) -> str:
    """Lay out a row."""
    first, *rest = cells
    return f"{first:32}" + "".join(f"{cell:>10}" for cell in rest)
