"""Links, images and ids of the finished pages, wherever their text comes from.

MkDocs checks the links of Markdown files only. Labs and docstrings have links too, so
all pages are checked alike, as the reader gets them.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from engine.cache.remembered import remembered
from engine.problems import Fault

TAG = re.compile(
    r"""<(?P<name>[a-zA-Z][\w-]*)(?P<rest>\s(?:[^<>"']|"[^"]*"|'[^']*')*)>"""
)
TEXTS = ("alt", "title", "aria-label")  # attributes for readers
ATTRIBUTE = re.compile(
    rf"\s(id|name|href|xlink:href|src|srcset|poster|{'|'.join(TEXTS)})\s*=\s*"
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')\s#][^"')\s]*)""")
_BASE = "http://site/"
_FIGURE = re.compile(r'<figure class="[^"]*\brnn-explorable"[^>]*><(rnn-[a-z]+) ')


def ids(page: str) -> list[str]:
    """List the ids of a page, in order.

    Examples:
        >>> ids('<h2 id="a">A</h2><code>&lt;p id="b"&gt;</code>')
        ['a']
    """
    return [value for _, name, value in _attributes(page) if name == "id"]


def _attributes(page: str) -> Iterator[tuple[str, str, str]]:
    for tag in TAG.finditer(page):
        for name, *values in ATTRIBUTE.findall(tag["rest"]):
            yield tag["name"].lower(), name.lower(), html.unescape("".join(values))
        if "url(" in tag["rest"]:
            for target in _IN_STYLE.findall(html.unescape(tag["rest"])):
                yield tag["name"].lower(), "style", target


@dataclass(frozen=True)
class _Link:
    """Where something on a page leads to.

    Args:
        tag: What leads there.
        written: The address, as it stands there …
        wanted: … and as seen from the site's root, if it is on the site.
        place: The id there, if one is meant.
    """

    tag: str
    written: str
    wanted: str | None
    place: str


@dataclass(frozen=True)
class _Page:
    """The names of the places on a page, those of old too, its ids, and its links."""

    places: frozenset[str]
    ids: tuple[str, ...]
    links: tuple[_Link, ...]


@remembered
def _read(page: str, address: str) -> _Page:
    found = [*_attributes(page)]
    links = (_link(tag, to, address) for tag, to in _targets(found))
    places = {v for tag, n, v in found if n == "id" or (tag, n) == ("a", "name")}
    own = tuple(value for _, name, value in found if name == "id")
    return _Page(frozenset(places), own, tuple(links))


def _link(tag: str, target: str, address: str) -> _Link:
    parts = urlsplit(target)
    is_elsewhere = parts.scheme or parts.netloc
    wanted = None if is_elsewhere else _address(target, address)
    return _Link(tag, target, wanted, unquote(parts.fragment))


def _targets(
    attributes: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[str, str]]:
    """List what a page leads to, or shows, with the tags that do so."""
    for tag, name, value in attributes:
        if name == "srcset":
            yield from (
                (tag, one.split()[0]) for one in value.split(",") if one.strip()
            )
        elif name not in ("id", "name", *TEXTS):
            yield tag, value


def followed(
    pages: dict[str, str],
    files: set[str],
    failed: Collection[str] = (),
    around: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, Fault]]:
    """Follow all links; return the address of a page, and what is wrong on it.

    Args:
        pages: HTML of every page, by its address from the site's root.
        files: Addresses of all other files.
        failed: Addresses of pages that lack something, which is told already: places on
            them may be there once that is mended.
        around: What stands around the pages, by their address: if given, the links
            there are followed, and not those of the pages.

    Examples:
        >>> pages = {"": '<a href="b/#x">', "b/": '<p id="y"><img src="../c.png">'}
        >>> for address, fault in followed(pages, files=set()):
        ...     print(address, fault.needles, fault.reason)
         ('b/#x', '#x', 'b') the link leads to a place that is not on that page
        b/ ('../c.png', 'c.png') there is no such image
    """
    read = {address: _read(page, address) for address, page in pages.items()}
    looked_at = read
    if around is not None:
        looked_at = {address: _read(rest, address) for address, rest in around.items()}
    known: dict[str, Container[str] | None] = {}
    for address, page in read.items():
        rest = looked_at.get(address, page)
        known[_address(address, "")] = page.places | rest.places
    known |= dict.fromkeys((_address(address, "") for address in failed), None)
    others = {_address(address, "") for address in files}
    for address, page in looked_at.items():
        for fault in _repeated_ids(page.ids):
            yield address, fault
        for link in page.links:
            if link.tag == "use" and link.written.startswith("#"):
                continue
            reason = _wrong(link, known, others)
            if reason:
                yield address, Fault(reason, _as_written(link.written))


def unscripted(
    pages: dict[str, str], files: set[str], _: Collection[str] = ()
) -> Iterator[tuple[str, Fault]]:
    """Find figures to play with for which there is no script; arguments as above.

    Examples:
        >>> figure = '<figure class="rnn-explorable" id="{0}"><rnn-{0} src="a.json">'
        >>> page = figure.format("a") + figure.format("b")
        >>> found = unscripted({"": page}, files={"assets/figures/rnn-a.mjs"})
        >>> [fault.needles for _, fault in found]
        [('<rnn-b ',)]
    """
    for address, page in pages.items():
        for name in dict.fromkeys(_FIGURE.findall(page)):
            script = f"assets/figures/{name}.mjs"
            if script not in files:
                reason = f"this figure has no script: there is no docs/{script}"
                yield address, Fault(reason, (f"<{name} ",))


def _repeated_ids(ids: Iterable[str]) -> Iterator[Fault]:
    for name, count in Counter(ids).items():
        # Claims have ids as well; that one is made twice is told elsewhere.
        if count > 1 and not name.startswith("claim-"):
            written = [f'id="{name}"', f"id='{name}'", f"#{name}", *_modules(name)]
            yield Fault("this id is used twice on one page", (*written, name))


def _address(target: str, seen_from: str) -> str:
    parts = urlsplit(urljoin(_BASE + seen_from, target))
    return unquote(parts.path).strip("/").removesuffix("index.html").strip("/")


def _wrong(
    link: _Link, known: Mapping[str, Container[str] | None], others: set[str]
) -> str:
    if not link.written.strip():
        return "the link has no target"
    if link.wanted is None:
        return ""  # elsewhere
    if link.written.startswith("/"):
        return "the address counts on the site's place on its host: leave out the /"
    if link.wanted not in known:
        is_image = link.tag == "img"
        missing = "there is no such image" if is_image else "the link leads nowhere"
        return "" if link.wanted in others else missing
    places = known[link.wanted]
    if link.place and places is not None and link.place not in places:
        return "the link leads to a place that is not on that page"
    return ""


def _as_written(target: str) -> tuple[str, ...]:
    """List what may stand in the source of a page for an address, the best first."""
    path, _, anchor = target.partition("#")
    found = [target]
    if anchor:
        found += [f"#{anchor}", f"#{anchor.rpartition('--')[2]}"]  # --: in a docstring
    found.append(path.rstrip("/").rpartition("/")[2])
    return tuple(dict.fromkeys(found)) if target.strip() else ("]()", 'href=""')


def _modules(name: str) -> list[str]:
    """List the modules in which an object of the code may be.

    Examples:
        >>> _modules("rnn.train.fit")
        ['rnn.train', 'rnn']
    """
    names = name.split(".")
    return [".".join(names[:end]) for end in range(len(names) - 1, 0, -1)]
