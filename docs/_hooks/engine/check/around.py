"""What the theme puts around a page's text: navigation, logo, styles and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.check import third_parties
from engine.problems import Fault

# They name an address of the page, and nothing is fetched from there.
_NAMING = re.compile(r'<link\b[^>]*\brel="?(?:canonical|alternate|prev|next)\b[^>]*>')
_ASKED_FOR = re.compile(r"=([^:&]+)")


def without_text(page: str, text: str) -> str | None:
    """Leave a page's own text out; None if it isn't on the page.

    Examples:
        >>> without_text("<body><p>So</p></body>", "<p>So</p>")
        '<body></body>'
        >>> without_text("<body></body>", "<p>So</p>")
    """
    text = text.strip()
    return page.replace(text, "", 1) if text in page else None


def loaded(around: str) -> Iterator[Fault]:
    """Find what is fetched from other hosts with every page.

    Examples:
        >>> page = '<link rel="canonical" href="//a.b"><link href="//c.d/e?f=So+it:3">'
        >>> [fault.needles for fault in loaded(page)]
        [('//c.d/e?f=So+it:3', 'So it')]
    """
    for fault in third_parties.loaded(_NAMING.sub("", around)):
        # Of a typeface only the name stands in the settings.
        [address] = fault.needles
        names = [name.replace("+", " ") for name in _ASKED_FOR.findall(address)]
        yield Fault(fault.reason, (address, *names))
