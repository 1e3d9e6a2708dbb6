"""The HTML of a page, from its text to the whole, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine import check
from engine.cache.memo import Memo
from engine.cache.remembered import remembered
from engine.check import around
from engine.problems import Fault
from engine.publish import offline, styles
from engine.render import diagrams, formulas, markup, placed
from engine.render.outputs import Result

# (A value that is written with its sign is a text of another kind, and equal.)
Results = tuple[tuple[int, Result, type], ...]


@dataclass(frozen=True)
class Text:
    """A page's own text.

    Args:
        html: It, with results.
        headings: The titles of its sections, in their order.
        title: That of the page.
        faults: What is wrong.
    """

    html: str
    headings: tuple[str, ...]
    title: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Page:
    """A whole page, what of it the theme has put around its text, and faults.

    Args:
        html: All of it.
        around: That without the text; None if the text isn't there.
        faults: What is wrong in it …
        loaded: … and what is loaded from elsewhere around it.
    """

    html: str
    around: str | None
    faults: tuple[Fault, ...]
    loaded: tuple[Fault, ...]


def as_ingredient(results: Mapping[int, Result]) -> Results:
    """Write results so that they are equal to others if nothing differs."""
    return tuple((number, one, type(one.text)) for number, one in results.items())


@remembered
def text(
    page: str,
    results: Results,
    headings: tuple[str, ...],
    title: str,
    root: str,
    is_planned: bool,
    is_listing: bool,
    memo: Memo,
) -> Text:
    """Put results, and diagrams, into a page's text.

    Args:
        page: HTML with tokens.
        results: What to put in their places.
        headings: Of its sections, with tokens too.
        title: Of the page.
        root: The site's, as seen from the page.
        is_planned: Whether its fences have been read.
        is_listing: Whether it lists what other pages claim.
        memo: Knows what was made before.
    """
    found = {number: one for number, one, _ in results}
    titles = tuple(placed.title(one, page, found) for one in headings)
    title = placed.plain_title(title, page, found)
    looks = () if is_listing else check.OF_TEXTS
    faults = [fault for look in looks for fault in look(page)]
    page = placed.put(page, found)
    faults += check.page(page, memo, is_planned=is_planned)
    page, wrong = diagrams.render(page, memo)
    if offline.is_wanted():
        page = offline.without_verifier(page)
    page = placed.from_root(page, root)
    return Text(page, titles, title, (*faults, *wrong))


@remembered
def whole(page: str, content: str, script: Path) -> Page:
    """Put formulas into a whole page, its table of contents too, and trim it.

    Args:
        page: HTML, as the theme's templates have made it.
        content: The page's own text.
        script: KaTeX's JavaScript.
    """
    rest = around.without_text(page, content)
    loaded = tuple(around.loaded(rest or ""))
    page, faults = formulas.render(page, script)
    page = styles.needed(markup.squeeze(markup.mend(page)))
    if offline.is_wanted():
        page = offline.with_scripts(page)
    return Page(page, rest, tuple(faults), loaded)
