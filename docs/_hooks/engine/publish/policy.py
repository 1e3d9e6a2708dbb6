"""The policy in the head of every page: from where it may load what, and run what.

All comes from the site itself. Scripts and styles that stand in a page are known by
their hashes, and attributes with styles have become classes (`declared.py`), so nothing
runs, and nothing looks otherwise, because somebody got some text into a page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from mkdocs.exceptions import Abort

from engine.cache.remembered import remembered
from engine.publish import declared
from engine.render import explorables, offers

# (A comment may have what looks like a script.)
_INSIDE = re.compile(
    r"<!--.*?-->|<(script|style)\b([^>]*)>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE
)
_SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\stype\s*=\s*["']?([^\s"'>]*)""", re.IGNORECASE)
_RUN = {"", "module", "importmap", "text/javascript", "application/javascript"}
_STARTS = "|".join(
    one.removesuffix(".mjs") for one in (explorables.LOADER, offers.SCRIPT)
)
_COMPUTES = re.compile(rf'<script\b[^>]*\ssrc="[^"]*(?:{_STARTS})\.m?js"')
_HEAD = re.compile(r'<head>\s*<meta charset="utf-8">')  # which has to come first


def put(site: Path, names: Iterable[str], *, serving: bool, offline: bool) -> None:
    """Give pages of a folder their policy; WebAssembly is for figures and Python.

    (It is workers that compile it. In Chromium those that are fetched don't inherit the
    page's policy; a browser where they do needs the word.)

    Args:
        site: The folder.
        names: The files of its pages.
        serving: Whether the server of MkDocs will add a script to them.
        offline: Whether they will be opened as files.

    Raises:
        Abort: If a page has no place for it.
    """
    pages = {name: (site / name).read_text(encoding="utf-8") for name in sorted(names)}
    pages = declared.put(site, pages)
    for name, page in pages.items():
        policy = _policy(page, serving=serving, offline=offline)
        head = (
            '<head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        )
        page, has_place = _HEAD.subn(head, page, count=1)
        if not has_place:
            raise Abort(
                f"{name} can't get a policy: its head has to begin with "
                '<meta charset="utf-8">, as the theme has it.'
            )
        (site / name).write_text(page, encoding="utf-8")


@remembered
def _computes(page: str) -> bool:
    return bool(_COMPUTES.search(page))


@remembered
def _hashes(page: str) -> tuple[tuple[str, str], ...]:
    """List the scripts and styles that stand in a page: kind, hash.

    Examples:
        >>> page = '<script src="a.js"></script><!--<style>p {}</style>-->'
        >>> _hashes(page + '<script type="application/json">{}</script>')
        ()
        >>> _hashes("<Script>a()</Script>")
        (('script', "'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"),)
    """
    found = []
    for kind, attributes, content in _INSIDE.findall(page):
        kind, written = kind.lower(), _TYPE.search(attributes)
        is_run = (written[1].lower() if written else "") in _RUN
        if kind == "style" or (kind and is_run and not _SOURCE.search(attributes)):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest())
            found.append((kind, f"'sha256-{digest.decode()}'"))
    return tuple(found)


def _policy(page: str, *, serving: bool, offline: bool) -> str:
    known = {"script": [], "style": []}
    for kind, digest in sorted({*_hashes(page)}):
        known[kind].append(digest)
    if serving:  # the script that reloads the page is another one each time
        known["script"] = ["'unsafe-inline'"]
    own = ["'self'", *(["file:"] if offline else [])]
    held = ["data:", "blob:"] if offline else []  # workers, and what they load
    rules = {
        "default-src": ["'none'"],
        "script-src": [*own, *held[1:], *known["script"]],
        "style-src": [*own, *known["style"]],
        "img-src": [*own, "data:"],  # the theme's icons
        "font-src": own,
        "media-src": [*own, "data:"],  # sounds and films of outputs
        "frame-src": own,
        "connect-src": [*own, *held],
        "worker-src": [*own, *held],
        "base-uri": ["'self'"],  # 404.html finds its own
        "form-action": ["'none'"],
    }
    if _computes(page):
        rules["script-src"].insert(1, "'wasm-unsafe-eval'")
    return "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in rules.items())
