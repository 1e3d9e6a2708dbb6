"""What has to be settled before a build: settings, the address, what a warning does."""

from __future__ import annotations

import errno
import gc
import logging
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import click
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import CountHandler

from engine.cache import fresh, temporary
from engine.host import machine
from engine.host.meanwhile import Meanwhile
from engine.session.files import state

log = get_plugin_logger("site")

HOOKS = Path(__file__).parents[2]
answers: list[Meanwhile] = []  # while the first site is being built

THEME = "material"
PAUSE = 0.5  # seconds between two looks at what pages have read …
SHORT_PAUSE = 0.2  # … and at pages, and all else that MkDocs watches


def collect_less(is_server: bool) -> None:
    """Keep Python's collector from searching what is imported, and stays, for garbage.

    A single build ends before its garbage matters.
    """
    gc.freeze()
    if not is_server:
        gc.disable()


def check(root: Path, seeds: str, number: str) -> None:
    """Make sure, before anything else is done, of what every build needs.

    Args:
        root: The project's folder.
        seeds: The setting that tells the seeds.
        number: A setting that is a whole number.

    Raises:
        Abort: If something is missing.
    """
    check_python()
    check_names(root)
    check_seeds(seeds)
    check_number(number)
    check_fresh()
    machine.check()


def begin_to_serve(host: str, port: int, site: Path, kept: Path) -> None:
    """Get ready to serve a folder, which goes when that is over.

    Raises:
        Abort: If it can't be served at this address.
    """
    _tolerate_warnings()
    machine.tell_of_edited_code(HOOKS)
    _begin_once(host, port, site, kept)


@cache
def _begin_once(host: str, port: int, site: Path, kept: Path) -> None:
    check_address(host, port)
    temporary.remove_at_the_end(site, kept)
    answers.append(Meanwhile(host, port))


def give_way() -> None:
    """Let the site's own server take its place, when there is a site."""
    while answers:
        answers.pop().close()


def builds_again() -> bool:
    """Tell whether a server will show what comes later, as it does if not told else."""
    command = click.get_current_context(silent=True)
    return command is None or command.params.get("livereload", True)


def look_often(server: LiveReloadServer) -> None:
    """Let a server, which has not begun, see soon that something was saved."""
    server.observer._timeout = SHORT_PAUSE
    for watching in server.observer.emitters:
        watching._timeout = SHORT_PAUSE


def outlive(builder: Callable, server: LiveReloadServer, settings: Path) -> Callable:
    """Let a server live through moments in which there are no settings, or wrong ones.

    Args:
        builder: Builds the site.
        server: Calls that, for every change of what it watches.
        settings: The file.

    Returns:
        What is to be called instead.
    """

    def build() -> None:
        if not settings.exists():
            log.warning("%s is gone: waiting until it is back.", settings.name)
            while not settings.exists():
                time.sleep(0.2)
            server.unwatch(str(settings))  # nobody has watched any more
            server.watch(str(settings))
        try:
            builder()
        except ConfigurationError as error:
            raise Abort(str(error)) from None

    return build


def watching(
    builder: Callable,
    server: LiveReloadServer,
    files: Callable[[], set[str]],
    bell: Path,
) -> Callable:
    """Let a server watch more than folders, which may be something else at each build.

    Args:
        builder: Builds the site.
        server: Has built it once.
        files: Lists what to watch: files that are there or not, and lists of folders,
            whose names end with a slash.
        bell: A file in a folder for the time of this server.

    Returns:
        What is to be called instead.
    """
    known: dict[str, str] = {}

    def look() -> None:
        while True:
            time.sleep(PAUSE)
            changed = [path for path, was in known.items() if state(path) != was]
            if changed:
                known.update({path: state(path) for path in changed})
                ring(bell)

    def watch() -> None:
        nonlocal known
        # What has changed during the build is still known as it was before.
        known = {path: known.get(path, state(path)) for path in files()}

    def build() -> None:
        builder()
        watch()

    watch()
    bell.touch()
    server.watch(str(bell), recursive=False)
    threading.Thread(target=look, daemon=True).start()
    return build


def ring(bell: Path) -> None:
    """Ask a server for another build."""
    with suppress(OSError):  # at the very end
        bell.write_text(str(time.time_ns()), encoding="utf-8")


def _tolerate_warnings() -> None:
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


def check_theme(name: str | None) -> None:
    """Make sure that the site has the theme for which all of it is made.

    Raises:
        Abort: If it has another.
    """
    if name != THEME:
        raise Abort(
            f"The theme is {name!r}; expected {THEME!r}, the only one known here."
        )


def check_names(root: Path) -> None:
    """Refuse code of the project that its pages could not import.

    Raises:
        Abort: If some has the name of the build's own.
    """
    name = __name__.partition(".")[0]
    for place in (root / name, root / f"{name}.py"):
        if place.exists():
            raise Abort(
                f"{place.name} has the name of the build's own code, so that pages "
                "would import that: call it something else."
            )


def check_links(docs: Path) -> None:
    """Refuse folders that lie in themselves, by a link: MkDocs goes on into them.

    Raises:
        Abort: If there is one.
    """
    for above, folders, _ in os.walk(docs):
        for place in (Path(above, name) for name in folders):
            if place.is_symlink() and place.absolute().is_relative_to(place.resolve()):
                raise Abort(
                    f"{place} is a link to a folder that it lies in: remove it, as "
                    "every page would be found there again and again."
                )


def check_number(variable: str) -> None:
    """Make sure that a setting is a whole number, before somebody asks for it.

    Raises:
        Abort: If it is set to something else.
    """
    text = os.environ.get(variable, "0")
    if not re.fullmatch("[0-9]+", text):
        raise Abort(f"{variable} is {text!r}; expected a whole number from 0 on.")


def check_seeds(variable: str) -> None:
    """Make sure that it is clear which seeds are meant.

    Raises:
        Abort: If it is not.
    """
    text = os.environ.get(variable, "1")
    match = re.fullmatch("(?:([0-9]+)-)?([0-9]+)", text)
    if not match or int(match[2]) < int(match[1] or 1):
        raise Abort(
            f"{variable} is {text!r}; expected how many seeds, or the first and the "
            "last, as in 100-109."
        )


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
