"""Answers while a server's first site is being built, and shows how far that is."""

from __future__ import annotations

import html
import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template

SOON = 503  # it is there, but not yet
PAGE = Template(
    """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Being built …</title>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<style>
  body { font: 1.1rem/1.6 system-ui, sans-serif; margin: 15vh auto; max-width: 34rem;
    padding: 0 1rem; }
  progress { width: 100%; accent-color: #b35c00; }
</style>
<main role="status"><h1>The site is being built</h1>
<p id="news">$news</p><progress aria-label="The first build"></progress>
<p>This page gives way to the site as soon as that is there.</p></main>
<noscript><meta http-equiv="refresh" content="2"></noscript>
<script>
  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.status !== $soon) return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      news.textContent = page.getElementById("news").textContent;
    } catch {} // a moment ago it still answered, and in a moment the site does
    setTimeout(look, 500);
  };
  setTimeout(look, 500);
</script></html>
"""
)


class Meanwhile(logging.Handler):
    """A server that answers every question alike, from its making until it is closed.

    Args:
        host: Its address …
        port: … and port, which are free again when it is closed.
    """

    def __init__(self, host: str, port: int) -> None:
        super().__init__(logging.INFO)
        self.news = "It begins."
        told = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                news = html.escape(told.news)
                page = PAGE.substitute(news=news, soon=SOON).encode()
                self.send_response(SOON)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Retry-After", "1")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            daemon_threads = True

        self._server = Server((host, port), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        logging.getLogger("mkdocs").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Take what is logged for news."""
        self.news = record.getMessage()

    def close(self) -> None:
        """Make room for the server of the site."""
        logging.getLogger("mkdocs").removeHandler(self)
        self._server.shutdown()
        self._server.server_close()
        super().close()
