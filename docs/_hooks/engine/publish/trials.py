"""Tries what is to be offered: only what gives what its page shows is.

First with the few statements that seem to be needed, then with all above. What came out
is kept as the results of pages are, so nothing is tried twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mkdocs.plugins import get_plugin_logger
from nbformat import NotebookNode

from engine.plan.notebooks import program
from engine.publish.trial import TRIED
from engine.run import scheduler
from engine.run.behind import AWAITED, Behind

log = get_plugin_logger("offers")

Told = list[str | dict]  # what was printed, and displayed


@dataclass(frozen=True)
class Offered:
    """What is to be offered.

    Args:
        name: The page, and the line of what is offered.
        page: The page.
        few: Statements that seem to be needed, and it.
        all: All that the page has run before it, and it.
        shown: What the page shows.
        depends: Files of which the page has said that they matter.
        evidence: The module whose seeds a claim asks for; "" if it is no claim.
        code: Of a block, as its author wrote it.
        task: What a page runs in the place of the last statement if that tries an
            exercise: the answer, and behind it what checks that.
    """

    name: str
    page: str
    few: list[str]
    all: list[str]
    shown: Told
    depends: tuple[str, ...] = ()
    evidence: str = ""
    code: str = ""
    task: tuple[str | dict, ...] = ()


@dataclass(frozen=True)
class Tried:
    """What has become of it.

    Args:
        why: What is in the way; "" if it gives what the page shows.
        needs_all: Whether the few statements were too few.
        asks: Whether it asks for seeds.
    """

    why: str
    needs_all: bool = False
    asks: bool = False


def run(
    offers: Iterable[Offered], root: Path, behind: Behind | None = None
) -> dict[str, Tried]:
    """Try offers, and say what has become of each, by its name.

    Those that are tried behind a server are missing until they have been.
    """
    offers = {one.name: one for one in offers}
    found = _round(offers, "few", root, behind)
    again = {
        name: offers[name]
        for name, one in found.items()
        if one.why and offers[name].all != offers[name].few
    }
    with_all = _round(again, "all", root, behind)
    found = {n: one for n, one in found.items() if n in with_all or n not in again}
    # (What is in the way of another block, above, would be no reason.)
    found |= {name: one for name, one in with_all.items() if not one.why}
    for name, one in found.items():
        if one.why:
            log.info("%s is not offered: %s", name, one.why)
    return found


def _round(
    offers: dict[str, Offered], which: str, root: Path, behind: Behind | None
) -> dict[str, Tried]:
    if not (offers or behind):
        return {}
    notebooks = {
        name: _notebook(one, getattr(one, which)) for name, one in offers.items()
    }
    kind = "Trials" if which == "few" else "Trials with all above"
    problems = scheduler.run_all(notebooks, root, kind, behind=behind)
    broken = {problem.path: problem.reason for problem in problems}
    return {
        name: _tried(one, notebooks[name], broken.get(name, ""), which == "all")
        for name, one in offers.items()
        if AWAITED not in notebooks[name].metadata
    }


def _notebook(offered: Offered, sources: list[str]) -> NotebookNode:
    given = f"{sources!r}, {offered.evidence!r}"
    notebook = program(f"from engine.publish import trial\ntrial.attempt({given})")
    notebook.metadata |= {"depends": offered.depends, "page": offered.page}
    return notebook


def _tried(
    offered: Offered, notebook: NotebookNode, broken: str, needs_all: bool
) -> Tried:
    if broken:
        return Tried(broken)
    outputs = notebook.cells[0].outputs
    [said] = (one["data"][TRIED] for one in outputs if TRIED in one.get("data", {}))
    is_same = told(outputs) == offered.shown
    why = said["error"] or ("" if is_same else "it shows something else there")
    why = why or _of_the_machine(offered)
    return Tried(why, needs_all, said["asks"])


# What a trial has from the build's machine, and pages otherwise: they are programs of
# 32 bits, with a Python of their own.
_ASKS = re.compile(
    r"\b(?:sys\.(?:version\w*|hexversion|platform|maxsize|implementation|executable|"
    r"getsizeof|argv|path|flags)|platform\.\w+|os\.(?:name|uname|cpu_count|getpid|"
    r"environ|getcwd|getlogin)|np\.int(?:p|_)|itemsize|nbytes)\b"
)
_WHOLE = re.compile(r"\bu?int64\b")


def _of_the_machine(offered: Offered) -> str:
    """Say what is another one in a page, although the trial has given the same."""
    if asked := _ASKS.search(offered.code):
        return f"{asked[0]} is another one there"
    shown = offered.code and _WHOLE.search(str(offered.shown))
    if shown and not _WHOLE.search("\n".join(offered.few)):
        return f"whole numbers are no {shown[0]} there, if the code doesn't say so"
    return ""


def told(outputs: Iterable[NotebookNode]) -> Told:
    """Read what was printed and displayed; the rest is for the build alone."""
    return [
        one.get("text") or dict(one["data"])
        for one in outputs
        if one.get("name", "stdout") == "stdout" and TRIED not in one.get("data", {})
    ]
