"""Who looks at which page of a served site, and what is loaded again for them.

Nobody waits for a build: until it is done, they get the site as it was before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from mkdocs.livereload import LiveReloadServer, _timestamp

from engine.cache.storage import digest

_POLL = re.compile(r"/livereload/([0-9]+)/[0-9]+")  # of the script in every page
# What says something of all pages, and what is seen on those alone that name it.
_SEEN_BY_NOBODY = re.compile(r"search/.*|sitemap\.xml.*")
_LINK = re.compile(r"<a\b[^>]*>")
_SEEN_BY_FEW = re.compile(r".*\.(?:json|svg|txt|zip)")
# What is seen on a page, of what stands in its head: the rest is about other pages.
_SEEN_OF_HEAD = re.compile(
    rb"<title>.*?</title>|<link\b[^>]*\bstylesheet\b[^>]*>|<script\b[^>]*\bsrc=[^>]*>",
    re.DOTALL,
)


class Visits:
    """Stands between a server and those who ask it.

    Args:
        server: Answers.
        look: Is told which page somebody looks at, by its address from the site's
            root, as browsers write it.
        sheet: With the rules of the classes that stand for styles in attributes.
    """

    def __init__(
        self, server: LiveReloadServer, look: Callable[[str], None], sheet: str
    ) -> None:
        self.server, self.look, self.sheet = server, look, sheet
        self.places = [server.root, f"{server.root}-next"]  # to build in, by turns
        self._digests, self._rules = self._seen(), self._declared()
        self._changed: dict[str, int] = {}  # when, by the server's own count
        self._all_changed = 0
        server.set_app(self.answer)

    def answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer, and take note of the page that is asked for, or asks."""
        asked = environ.get("PATH_INFO", "")
        poll = _POLL.fullmatch(asked)
        # (As WSGI has it, and as browsers write addresses.)
        here = asked.encode("latin-1").decode(errors="replace")
        referrer = unquote(urlsplit(environ.get("HTTP_REFERER", "")).path)
        page = referrer if poll else here
        page = page.removeprefix(self.server.mount_path).removesuffix("index.html")
        if not page or page.endswith(("/", ".html")):
            self.look(quote(page))
        if poll:
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"%d" % self._next_epoch(page, int(poll[1]))]
        return self.server.serve_request(environ, start_response)

    def _next_epoch(self, page: str, known: int) -> int:
        """Wait, but not forever, until a page has changed since somebody got it."""
        server = self.server

        def has_changed() -> bool:
            return max(self._changed.get(page, 0), self._all_changed) > known

        with server._epoch_cond:
            server._epoch_cond.wait_for(has_changed, server.poll_response_timeout)
            return server._visible_epoch if has_changed() else known

    def before_build(self) -> None:
        """Let nobody wait for the build that begins, as the server would have it."""
        self.server._wanted_epoch = self.server._visible_epoch

    def after_build(self) -> None:
        """Show what was built, and see which pages have changed."""
        self.places.reverse()
        self.server.root = self.places[0]
        self.server._wanted_epoch = _timestamp()
        before, self._digests = self._digests, self._seen()
        rules, self._rules = self._rules, self._declared()
        named = [name for name, _ in rules.items() ^ self._rules.items()]
        for name in before.keys() | self._digests.keys():
            is_same = before.get(name) == self._digests.get(name)
            if is_same or name == self.sheet or _SEEN_BY_NOBODY.fullmatch(name):
                continue
            if name.endswith(".html"):
                self._change(name)
            elif _SEEN_BY_FEW.fullmatch(name):
                named.append(name.rpartition("/")[2])
            else:
                self._all_changed = self.server._wanted_epoch
        if named:
            anyone = "|".join(map(re.escape, [*named, *map(quote, named)]))
            self._change_where(re.compile(rf"(?<![\w-])(?:{anyone})(?![\w-])"))

    def _change_where(self, pattern: re.Pattern[str]) -> None:
        """Note those pages as changed that name something, but for their links."""
        root = Path(self.server.root)
        for file in root.rglob("*.html"):
            body = file.read_text(encoding="utf-8").partition("<body")[2]
            if pattern.search(body) and pattern.search(_LINK.sub("", body)):
                self._change(file.relative_to(root).as_posix())

    def _change(self, name: str) -> None:
        self._changed[name.removesuffix("index.html")] = self.server._wanted_epoch

    def _declared(self) -> dict[str, str]:
        """Read the rules of the sheet, by their classes."""
        sheet = Path(self.server.root) / self.sheet
        rows = sheet.read_text(encoding="utf-8").split("\n") if sheet.exists() else ()
        return {row.partition(":")[0].lstrip("."): row for row in rows if row}

    def _seen(self) -> dict[str, str]:
        root = Path(self.server.root)
        files = (file for file in root.rglob("*") if file.is_file())
        return {f.relative_to(root).as_posix(): _digest(f) for f in files}


def _digest(file: Path) -> str:
    """Hash what is seen."""
    content = file.read_bytes()
    if file.suffix == ".html":
        head, body, rest = content.partition(b"<body")
        seen = b"".join(_SEEN_OF_HEAD.findall(head))
        content = seen + rest if body else head
    return digest(content)
