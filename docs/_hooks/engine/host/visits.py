"""Who looks at which page of a served site, and what is loaded again for them.

Nobody waits for a build: until it is done, they get the site as it was before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.livereload import LiveReloadServer, _timestamp

from engine.cache.storage import digest

_POLL = re.compile(r"/livereload/([0-9]+)/[0-9]+")  # of the script in every page
# What says something of all pages, or belongs to one, and is seen on no other.
_SEEN_BY_FEW = re.compile(
    r"search/.*|sitemap\.xml.*|.*/declared\.css|.*\.(?:json|svg|txt|zip)"
)


class Visits:
    """Stands between a server and those who ask it.

    Args:
        server: Answers.
        look: Is told which page somebody looks at, by its address from the site's root.
    """

    def __init__(self, server: LiveReloadServer, look: Callable[[str], None]) -> None:
        self.server, self.look = server, look
        self.places = [server.root, f"{server.root}-next"]  # to build in, by turns
        self._digests = self._seen()
        self._changed: dict[str, int] = {}  # when, by the server's own count
        self._all_changed = 0
        server.set_app(self.answer)

    def answer(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Answer, and take note of the page that is asked for, or asks."""
        asked = environ.get("PATH_INFO", "")
        poll = _POLL.fullmatch(asked)
        page = urlsplit(environ.get("HTTP_REFERER", "")).path if poll else asked
        page = page.removeprefix(self.server.mount_path).removesuffix("index.html")
        if not page or page.endswith(("/", ".html")):
            self.look(page)
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
        names = before.keys() | self._digests.keys()
        for name in names:
            if before.get(name) == self._digests.get(name):
                continue
            if name.endswith(".html"):
                page = name.removesuffix("index.html")
                self._changed[page] = self.server._wanted_epoch
            elif not _SEEN_BY_FEW.fullmatch(name):
                self._all_changed = self.server._wanted_epoch

    def _seen(self) -> dict[str, str]:
        root = Path(self.server.root)
        files = (file for file in root.rglob("*") if file.is_file())
        return {f.relative_to(root).as_posix(): _digest(f) for f in files}


def _digest(file: Path) -> str:
    """Hash what is seen: the head of a page says something of all others, too."""
    content = file.read_bytes()
    if file.suffix == ".html":
        head, body, rest = content.partition(b"<body")
        title = re.search(rb"<title>.*?</title>", head, re.DOTALL)
        content = (title[0] if title else b"") + (rest if body else head)
    return digest(content)
