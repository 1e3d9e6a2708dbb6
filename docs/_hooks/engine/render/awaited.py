"""Results that are still to come, while a site is served: marks, and what is awaited.

Where something came out of an earlier run, that stands there, grey, with its date.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.render.outputs import Result

CLASS = "rnn-awaited"
UNKNOWN = "…"  # in the place of a value


def told(awaited: dict) -> str:
    """Say above a page why it is not whole yet, and how long that may take.

    Args:
        awaited: What the page's notebook says of that.
    """
    why, seconds = html.escape(awaited["why"]), awaited["seconds"]
    took = f", and took {_written(seconds)} when it last did" if seconds else ""
    grey = " What is grey is of an earlier run." if awaited["since"] else ""
    bar = f' max="{max(seconds, 1)}" value="0"' if seconds else ""
    return (
        f'<div class="admonition info {CLASS}-note" role="status">'
        '<p class="admonition-title">The code of this page is running</p>'
        f"<p>It runs {why}{took}; its results will appear here by themselves.{grey}</p>"
        f'<progress aria-label="The run of this page"{bar}></progress></div>'
    )


def page(shown: str, note: str) -> str:
    """Put the note above a page, and with it what its marks look like."""
    article = '<article class="md-content__inner md-typeset">'
    style, script = _own()
    shown = shown.replace("</head>", f"<style>{style}</style></head>", 1)
    shown = shown.replace(article, article + note, 1)
    return shown.replace("</body>", f"<script>{script}</script></body>", 1)


@cache
def _own() -> tuple[str, ...]:
    here = Path(__file__)
    return tuple(
        here.with_suffix(ending).read_text(encoding="utf-8")
        for ending in (".css", ".js")
    )


def _written(seconds: float) -> str:
    """Write down how long something took.

    Examples:
        >>> _written(3.21), _written(75)
        ('3 s', '1 min 15 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{max(rest, 1)} s"


def marked(result: Result, since: float | None) -> Result:
    """Mark what stands in the place of a result: the last one, or nothing."""
    kind = type(result)
    title = f'title="{_dated(since)}"' if since else 'title="still to come"'
    if result.text is not None:
        shown = html.escape(result.text) if since else UNKNOWN
        mark = f'<data class="{CLASS}" value="{shown}" {title}>{shown}</data>'
        return kind(mark, result.text if since else UNKNOWN)
    return kind(f'<div class="{CLASS}" {title}>{result.html}</div>')


def _dated(since: float) -> str:
    when = datetime.fromtimestamp(since, UTC).astimezone()
    return f"as of {when.day} {when:%B %Y, %H:%M}; it is being made again"
