"""The claims that readers can try on their own devices, with other seeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from engine.cache.memo import Memo
from engine.plan import tryable
from engine.plan.imports import Imports
from engine.plan.tryable import Attempt
from engine.publish import stand_in, trials
from engine.publish.python_in_page import Python
from engine.publish.trials import Offered, Tried
from engine.render import claims, try_claim

EVIDENCE = "rnn_tutorial.evidence"  # the module whose seeds are others in a trial
UNTRIED = Path(__file__).parents[2] / "untried.toml"


@dataclass(frozen=True)
class Trials:
    """What can be tried.

    Args:
        python: What pages load.
        report: Names the address at which a reader can say that a claim is wrong, of a
            page's address and the claim.
    """

    python: Python
    report: Callable[[str, dict], str]

    def plan(self, path: str, notebook: NotebookNode, memo: Memo) -> Plan:
        """Find out which claims of a page may be offered.

        Args:
            path: Its source, as said in the log.
            notebook: The page, as it ran.
            memo: Knows what was found before.
        """
        made = dict(claims.by_cell(notebook))
        left_out = {*self._untried}
        wanted = {n for n, one in made.items() if one["sentence"] not in left_out}
        cells = [[cell.source, cell.metadata] for cell in notebook.cells]
        found = memo.get(
            ["tryable", cells, sorted(wanted), self.python.folder],
            lambda: self._found(notebook, wanted),
        )
        attempts = {
            # Without a value, a trial couldn't tell whether the few are too few.
            number: Attempt(few if made[number]["values"] else all_, all_)
            for number, (few, all_) in found["attempts"]
        }
        return Plan(path, notebook, found["parts"], attempts, found["alone"])

    def _found(self, notebook: NotebookNode, wanted: set[int]) -> dict:
        if not wanted:
            return {"parts": [], "attempts": [], "alone": []}
        parts, own = tryable.statements(notebook), self.python.imports
        alone = tryable.attempts(parts, wanted, own)
        found = tryable.attempts(parts, wanted, self._imports, stand_in.lacking) | alone
        attempts = [[n, [one.numbers, one.everything]] for n, one in found.items()]
        return {"parts": parts, "attempts": attempts, "alone": sorted(alone)}

    def for_page(
        self, url: str, plan: Plan, tried: dict[str, Tried]
    ) -> tuple[dict[int, str], dict[str, bytes]]:
        """Return a page's elements, by the numbers of their cells, and its file.

        Args:
            url: The page's address.
            plan: What of it may be offered.
            tried: What trials have shown.
        """
        found = plan.settled(tried)
        if not found:
            return {}, {}
        page = {
            "python": {
                "folder": f"{self.python.folder}/",
                "unpacked": self.python.unpacked,
                "env": {},
            },
            "evidence": EVIDENCE,
            "alone": [number for number in plan.alone if number in found],
        }
        reports = {n: self.report(url, plan.claims[n]) for n in found}
        address, text = try_claim.code_file(plan.parts, found, reports, page)
        loads = self.python.loads
        elements = {n: try_claim.element(n, address, loads) for n in found}
        return elements, {address: text.encode()}

    @cached_property
    def _imports(self) -> Imports:
        return stand_in.imports(self.python.imports)

    @cached_property
    def _untried(self) -> dict[str, str]:
        return untried()


@dataclass(frozen=True)
class Plan:
    """Which claims of a page may be offered.

    Args:
        path: Its source.
        notebook: The page, as it ran.
        parts: Its statements.
        attempts: Those that claims seem to need, by the numbers of the cells.
        alone: The claims that need nothing that stands in for PyTorch.
    """

    path: str
    notebook: NotebookNode
    parts: list[tuple[int, str]]
    attempts: dict[int, Attempt]
    alone: list[int]

    @cached_property
    def claims(self) -> dict[int, dict]:
        """What the page has claimed, by the numbers of the cells."""
        return dict(claims.by_cell(self.notebook))

    @cached_property
    def offers(self) -> dict[int, Offered]:
        """What is to be tried, by the numbers of the cells."""
        return {n: self._offered(n, one) for n, one in self.attempts.items()}

    def _offered(self, number: int, attempt: Attempt) -> Offered:
        cell = self.notebook.cells[number - 1]
        shown = [one for one in cell.outputs if claims.TYPE in one.get("data", {})]
        return Offered(
            name=f"the claim at {self.path}:{cell.metadata['line']}",
            page=self.path,
            few=self._sources(attempt.numbers),
            all=self._sources(attempt.everything),
            shown=trials.told(shown),
            depends=self.notebook.metadata.get("depends", ()),
            evidence=EVIDENCE,
        )

    def _sources(self, numbers: tuple[int, ...]) -> list[str]:
        return [self.parts[number - 1][1] for number in numbers]

    def settled(self, tried: dict[str, Tried]) -> dict[int, Attempt]:
        """Keep those that trials have borne out."""
        found = {}
        for number, attempt in self.attempts.items():
            one = tried[self.offers[number].name]
            numbers = attempt.everything if one.needs_all else attempt.numbers
            if not one.why:
                found[number] = replace(attempt, numbers=numbers, is_fresh=one.asks)
        return found


def untried() -> dict[str, str]:
    """Return the claims that are not offered, by their sentences, and why."""
    lists = tomllib.loads(UNTRIED.read_text(encoding="utf-8"))
    return {one: why for why, sentences in lists.items() for one in sentences}
