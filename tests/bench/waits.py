"""How long who writes looks at nothing: at the beginning, and after an edit."""

from __future__ import annotations

import shutil
import socket
import statistics
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

from builds import AS_WRITTEN, PACKAGE_EDIT, Project, failure, folder_of
from tools import Tool, engine, mkdocs_jupyter, myst_nb, quarto
from tqdm import tqdm

MOST_SECONDS = 600  # a bound against hanging
KINDS = ("first_answer_seconds", "looked_at_page_seconds")


def measure(repeats: int) -> list[dict[str, object]]:
    """Let each tool begin with nothing kept, and then follow an edit of the package.

    The page that somebody looks at is the last one. Tools that can't serve what they
    make have to make the whole site; what keeps results although a package has changed
    is told to keep none.
    """
    rows = []
    for tool in _tools():
        if tool.program and not shutil.which(tool.program):
            why = f"there is no program {tool.program} on this machine"
            rows.append({"tool": tool.name, **dict.fromkeys(KINDS), "why": why})
            continue
        project = Project(tool, folder_of(tool.name))
        project.set_up()
        right = project.expected(PACKAGE_EDIT)[-1]
        seconds = defaultdict(list)
        for _ in tqdm(range(repeats), desc=tool.name, unit="round", leave=False):
            project.write(AS_WRITTEN)
            project.forget()
            is_server = bool(tool.serve)
            waits = _served(project, right) if is_server else _whole(project, right)
            for kind, took in waits:
                seconds[kind].append(took)
        medians = {kind: statistics.median(seconds[kind]) for kind in KINDS}
        rows.append(
            {"tool": tool.name}
            | {kind: round(found, 2) for kind, found in medians.items()}
            | {"why": "", "serves": is_server, "documents": AS_WRITTEN.documents}
            | {"rounds": repeats, "versions": project.versions()}
        )
    return rows


def _tools() -> list[Tool]:
    numbers = AS_WRITTEN.numbers
    jupyter = mkdocs_jupyter(keeps=False)
    return [engine(numbers), jupyter, myst_nb(numbers, "MyST-NB"), quarto()]


def _served(project: Project, right: str) -> Iterator[tuple[str, float]]:
    port = _free_port()
    page = project.tool.page.format(AS_WRITTEN.numbers[-1])
    page = page.removeprefix("site/").removesuffix("index.html")
    with project.served(port):
        yield KINDS[0], _until(project, port, "", "<html")
        _until(project, port, page, "final loss 0")
        project.write(PACKAGE_EDIT)
        yield KINDS[1], _until(project, port, page, right)


def _whole(project: Project, right: str) -> Iterator[tuple[str, float]]:
    for kind, sources in zip(KINDS, (AS_WRITTEN, PACKAGE_EDIT), strict=True):
        project.write(sources)
        project.forget()
        cost = project.build()
        if cost.exit_code:
            raise failure(project, kind, "failed")
        yield kind, cost.wall_seconds
    if project.published(PACKAGE_EDIT.numbers)[-1] != right:
        raise failure(project, kind, "published another number")


def _until(project: Project, port: int, page: str, words: str) -> float:
    """Ask for a page until it has some words; return how long that took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < MOST_SECONDS:
        address = f"http://127.0.0.1:{port}/{page}"
        with suppress(OSError), urllib.request.urlopen(address) as answer:
            if words in answer.read().decode():
                return time.perf_counter() - begun
        time.sleep(0.05)
    raise failure(project, f"/{page}", f"never showed {words!r}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
