"""What a page's HTML shows: values that nobody computed, pictures without a word."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.problems import Fault
from engine.render.outputs import PICTURES

_UNCOMPUTED = re.compile(r"<code>(=(?![=&])[^<]*)</code>")
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="(?P<folder>[^">]*/)?(?P<name>[^"/>]*)"[^>]*>')
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')


def uncomputed_values(page: str) -> Iterator[Fault]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> page = "<code>=loss:.2f</code> <code>==</code> <code>a=1</code>"
        >>> [fault.needles for fault in uncomputed_values(page)]
        [('=loss:.2f',)]
    """
    reason = "this value was not computed: it has to stand in a lesson, on one line"
    for code in _UNCOMPUTED.findall(page):
        yield Fault(reason, (html.unescape(code),))


def pictures_without_alt(page: str) -> Iterator[Fault]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> page = '<img alt="" src="../a.png"><img alt="B" src="b.png">'
        >>> [fault.needles for fault in pictures_without_alt(page)]
        [('a.png',)]
    """
    for image in _IMAGE.finditer(page):
        if not _ALT.search(image[0]) and PICTURES not in image[0]:  # drawn by a cell
            reason = "the image has no alt text: ![what it shows](…)"
            yield Fault(reason, (image["name"],))
