"""What has to be settled before a build: the address, and what a warning does."""

from __future__ import annotations

import gc
import logging
import socket

from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler


def collect_less(is_server: bool) -> None:
    """Keep Python's collector from searching what is imported, and stays, for garbage.

    A single build ends before its garbage matters.
    """
    gc.freeze()
    if not is_server:
        gc.disable()


def tolerate_warnings() -> None:
    """Stop counting warnings: in strict mode a single bad link would end the server."""
    logger = logging.getLogger("mkdocs")
    for handler in [h for h in logger.handlers if isinstance(h, CountHandler)]:
        logger.removeHandler(handler)


def check_address(host: str, port: int) -> None:
    """Make sure that the site can be served, before minutes go into building it.

    Raises:
        Abort: If another program listens there.
    """
    try:
        socket.create_server((host, port)).close()
    except OSError:
        raise Abort(
            f"Port {port} of {host} is in use by another program: stop that one, "
            f"or choose another port, for example `make serve PORT={port + 1}`."
        ) from None
