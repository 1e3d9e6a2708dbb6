"""Serves a built site as a decent host would: compressed, at an address of its own."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# What browsers unpack themselves is packed; fonts and archives already are.
PACKED = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".wasm", ".map"}
# What stands in the article of a page, and what of that a figure needs.
ARTICLE = re.compile(
    rb'(?s)(?<=<article class="md-content__inner md-typeset">).*?(?=</article>)'
)
FIGURES = re.compile(
    rb'(?s)<h1.*?</h1>|<figure class="rnn-figure rnn-explorable".*?</figure>'
    rb'|<script type="module" src="[^"]*/figures/load\.mjs"></script>'
)


@contextmanager
def serve(site: Path, *, bare: bool = False) -> Iterator[str]:
    """Serve a folder; hand over its address.

    Args:
        site: The folder.
        bare: Whether pages come without their text, which makes most of the work.
    """
    kind = _Bare if bare else _Handler
    handler = functools.partial(kind, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128  # a page with a figure asks for dozens of files at once

    def handle_error(self, *_: object) -> None:
        """Say nothing: a page may be left before all of it has come."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    served = staticmethod(lambda html: html)

    def send_head(self) -> io.BytesIO | None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if self.path.partition("?")[0][-1] == "/" else file
        takes_packed = "gzip" in self.headers.get("Accept-Encoding", "")
        if file.suffix not in PACKED or not file.is_file() or not takes_packed:
            return super().send_head()
        body = _packed(file, file.stat().st_mtime_ns, self.served)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, *_: object) -> None:
        pass


class _Bare(_Handler):
    served = staticmethod(
        lambda html: ARTICLE.sub(lambda all: b"".join(FIGURES.findall(all[0])), html)
    )


@functools.cache
def _packed(file: Path, _: int, served: Callable) -> bytes:
    content = file.read_bytes()
    if file.suffix == ".html":
        content = served(content)
    return gzip.compress(content, mtime=0)
