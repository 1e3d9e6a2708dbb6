"""What the site offers to run in the page: Python, an editor, and each page's code."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from engine.cache import environment
from engine.cache.memo import Memo
from engine.cache.remembered import Memory, doubt
from engine.plan import portable
from engine.plan.portable import Verdict
from engine.publish import exercises, npm, python_in_page, trials
from engine.publish.javascript import uncommented
from engine.publish.python_in_page import Python
from engine.publish.trials import Offered, Tried
from engine.render import exercises as tasks
from engine.render import run_here
from engine.session.files import state

EDITOR = "assets/prism-code-editor"
_ready = Memory()


@dataclass(frozen=True)
class Offer:
    """What pages may offer.

    Args:
        python: What they load.
        ways: Where it is told how to run elsewhere what can't run in a page.
    """

    python: Python
    ways: str

    def files(self, root: Path) -> Iterator[tuple[str, bytes]]:
        """List what all pages share: path on the site, content."""
        for name, content in self.python.files.items():
            yield f"{self.python.folder}/{name}", content
        for name, content in npm.editor(root):
            is_script = name.endswith(".js")
            short = uncommented(content.decode()).encode() if is_script else content
            yield f"{EDITOR}/{name}", short

    def plan(self, path: str, notebook: NotebookNode, memo: Memo) -> Plan:
        """Find out what of a page may be offered.

        Args:
            path: Its source, as said in the log.
            notebook: The page, as it ran.
            memo: Knows what was found before.
        """
        cells = [[cell.source, cell.metadata] for cell in notebook.cells]
        known = self.python.imports
        found = memo.get(
            ["portable", cells, self.python.folder],
            lambda: [
                [number, asdict(verdict)]
                for number, verdict in portable.verdicts(notebook, known).items()
            ],
        )
        return Plan(path, notebook, {n: Verdict(**verdict) for n, verdict in found})

    def for_page(
        self, uri: str, notebook: NotebookNode, judged: dict[int, Verdict]
    ) -> tuple[dict[int, str], dict[str, bytes]]:
        """Return a page's buttons, by the numbers of their cells, and its file.

        Args:
            uri: The page.
            notebook: As it ran.
            judged: What of it can be offered, as trials have shown.
        """
        numbers = [*run_here.shown(notebook, judged)]
        if not numbers:
            return {}, {}
        seeds = os.environ.get(environment.SEEDS)
        python = {
            "folder": f"{self.python.folder}/",
            "unpacked": self.python.unpacked,
            "env": {environment.SEEDS: seeds} if seeds else {},
        }
        page = {"python": python, "ways": self.ways}
        found = exercises.of(notebook)
        checks = {n: exercises.checks(found[n]) for n in numbers if n in found}
        address, text = run_here.code_file(numbers, judged, page | {"checks": checks})
        loads = self.python.loads
        buttons = {
            number: tasks.element(found[number], number, uri, address, loads)
            if number in found
            else run_here.buttons(notebook, number, uri, address, loads)
            for number in numbers
        }
        return buttons, {address: text.encode()}


@dataclass(frozen=True)
class Plan:
    """What of a page may be offered.

    Args:
        path: Its source.
        notebook: The page, as it ran.
        judged: Its blocks, as far as their code tells.
    """

    path: str
    notebook: NotebookNode
    judged: dict[int, Verdict]

    @cached_property
    def offers(self) -> dict[int, Offered]:
        """What is to be tried, by the numbers of the cells."""
        return {
            number: self._offered(number)
            for number in run_here.shown(self.notebook, self.judged)
        }

    def _offered(self, number: int) -> Offered:
        cell = self.notebook.cells[number - 1]
        is_task = cell.metadata["kind"] == "exercise"
        return Offered(
            name=f"the block at {self.path}:{cell.metadata['line']}",
            page=self.path,
            few=[*self._sources(self.judged[number].needs), cell.source],
            all=[*self._sources(self._above(number)), cell.source],
            shown=trials.told(cell.outputs),
            depends=self.notebook.metadata.get("depends", ()),
            code="" if is_task else cell.source,
            task=exercises.solved(cell) if is_task else (),
        )

    def _above(self, number: int) -> tuple[int, ...]:
        """List all that can run before a block."""
        return tuple(n for n, one in self.judged.items() if n < number and one.source)

    def _sources(self, numbers: Iterable[int]) -> list[str]:
        return [self.judged[number].source for number in numbers]

    def settled(self, tried: dict[str, Tried]) -> dict[int, Verdict]:
        """Judge the blocks by what trials have shown."""
        judged = dict(self.judged)
        for number, offered in self.offers.items():
            found = tried[offered.name]
            if found.why:
                judged[number] = replace(judged[number], lacks=found.why)
            elif found.needs_all:
                judged[number] = replace(judged[number], needs=self._above(number))
        return judged


def offer(root: Path, cache: Path, ways: str | None) -> Offer | None:
    """Get ready what pages may offer; None if they are not to, or there is no NumPy."""
    if not ways:
        return None

    def get() -> Python | None:
        python = python_in_page.get(root, cache)
        if python is None:
            doubt()  # the next time it may be there
        return python

    sources = tuple((path, state(path)) for path in python_in_page.sources(root))
    python = _ready.get(sources, get, [root])
    return Offer(python, ways) if python else None
