"""Words of the glossary: each is explained there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.problems import Fault
from engine.render import glossary


def untold(page: str) -> Iterator[Fault]:
    """Find words that have a headline in the glossary, and no sentence below it.

    Examples:
        >>> [fault.needles for fault in untold('<h2 class="rnn-term" id="a">A</h2>')]
        [('#a ',)]
    """
    if glossary.is_glossary(page):
        for name in glossary.untold(page):
            reason = "this word is not explained: a paragraph stands below its headline"
            yield Fault(reason, (f"#{name} ",))
