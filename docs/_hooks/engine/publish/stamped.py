"""Addresses of style sheets and fonts that change with their content.

Both are made for the pages of one build: what a browser has kept of another would show
these wrongly, or without some letters. A page that is open while the site is published
again asks for the next one, and has to get its styles with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath

from engine.cache.storage import digest

_IN_SHEET = re.compile(
    r"""(?P<before>url\(\s*["']?)(?P<address>[^"')\s?#:]+\.woff2?)"""
)
_IN_PAGE = re.compile(
    r'(?P<before><link\b[^>]*?\bhref="?)(?P<address>[^"\s>?#]+\.(?:css|woff2?))(?=["\s>])'
)


def put(site: Path) -> None:
    """Write the addresses in the sheets and pages of a built site.

    Args:
        site: Its folder, in which nothing changes any more.
    """
    stamps = _stamps(site, "*.woff*")
    for sheet in site.rglob("*.css"):
        _rewrite(sheet, _IN_SHEET, site, stamps)
    stamps |= _stamps(site, "*.css")
    for page in site.rglob("*.html"):
        _rewrite(page, _IN_PAGE, site, stamps)


def _stamps(site: Path, pattern: str) -> dict[str, str]:
    """Make stamps of files, by their names as seen from the site's root."""
    return {
        file.relative_to(site).as_posix(): digest(file.read_bytes())[:8]
        for file in site.rglob(pattern)
    }


def _rewrite(
    file: Path, pattern: re.Pattern[str], site: Path, stamps: dict[str, str]
) -> None:
    text = file.read_text(encoding="utf-8")
    folder = dirname(file.relative_to(site).as_posix())
    stamped = pattern.sub(_with_stamp(folder, stamps), text)
    if stamped != text:
        file.write_text(stamped, encoding="utf-8")


def _with_stamp(folder: str, stamps: dict[str, str]) -> Callable[[re.Match[str]], str]:
    """Add the stamp to an address that is seen from a folder, or from a host's root."""

    def stamped(found: re.Match[str]) -> str:
        name = normpath(join(folder, found["address"]))
        if found["address"].startswith("/"):
            name = next((one for one in stamps if name.endswith(f"/{one}")), "")
        stamp = stamps.get(name)
        return f"{found[0]}?{stamp}" if stamp else found[0]

    return stamped
