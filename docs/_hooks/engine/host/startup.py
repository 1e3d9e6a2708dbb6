"""What has to be settled before a build: the address, and what a warning does."""

from __future__ import annotations

import errno
import gc
import logging
import os
import socket
import sys

from mkdocs.exceptions import Abort
from mkdocs.utils import CountHandler

from engine.cache import fresh


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


def check_python() -> None:
    """Refuse a Python that leaves checks out.

    Raises:
        Abort: If it does.
    """
    if sys.flags.optimize:
        raise Abort(
            "Python leaves assertions out (-O, PYTHONOPTIMIZE), so a page could show "
            "what is not so: build without that."
        )


def check_number(variable: str) -> None:
    """Make sure that a setting is a number from 1 on, before the first page asks.

    Raises:
        Abort: If it is set to something else.
    """
    text = os.environ.get(variable, "1")
    if not text.isdecimal() or int(text) < 1:
        raise Abort(f"{variable} is {text!r}; expected a positive whole number.")


def check_fresh() -> None:
    """Make sure that it is clear what has to be made again.

    Raises:
        Abort: If it is not.
    """
    if not fresh.is_understood():
        raise Abort(
            f"{fresh.VARIABLE} is {os.environ[fresh.VARIABLE]!r}; expected 1, compare, "
            "or a part to compare, like compare:3/20."
        )


def check_address(host: str, port: int) -> None:
    """Make sure that the site can be served, before minutes go into building it.

    Raises:
        Abort: If it can't, because another program listens there, for example.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":  # a port that was in use a moment ago is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", 0) == errno.EADDRINUSE:
            raise Abort(
                f"Port {port} of {host} is in use by another program: stop that one, "
                f"or choose another port, for example `make serve PORT={port + 1}`."
            ) from None
        reason = getattr(error, "strerror", "") or str(error)
        raise Abort(
            f"The site can't be served at {host}, port {port}: {reason}. Usual are "
            "127.0.0.1, which is this machine alone, and a port from 1024 to 65535."
        ) from None
