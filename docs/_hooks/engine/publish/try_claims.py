"""The claims that readers can try on their own devices, with other seeds."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from engine.plan import tryable
from engine.plan.imports import Imports
from engine.publish import stand_in
from engine.publish.python_in_page import Python
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

    def for_page(
        self, url: str, notebook: NotebookNode
    ) -> tuple[dict[int, str], dict[str, bytes]]:
        """Return a page's elements, by the numbers of their cells, and its file."""
        made = dict(claims.by_cell(notebook))
        left_out = {*self._untried}
        wanted = {n for n, one in made.items() if one["sentence"] not in left_out}
        if not wanted:
            return {}, {}
        parts, own = tryable.statements(notebook), self.python.imports
        alone = tryable.attempts(parts, wanted, own)
        found = tryable.attempts(parts, wanted, self._imports, stand_in.lacking) | alone
        if not found:
            return {}, {}
        page = {
            "python": {
                "folder": f"{self.python.folder}/",
                "unpacked": self.python.unpacked,
                "env": {},
            },
            "evidence": EVIDENCE,
            "alone": sorted(alone),
        }
        reports = {number: self.report(url, made[number]) for number in found}
        address, text = try_claim.code_file(parts, found, reports, page)
        loads = self.python.loads
        elements = {n: try_claim.element(n, address, loads) for n in found}
        return elements, {address: text.encode()}

    @cached_property
    def _imports(self) -> Imports:
        return stand_in.imports(self.python.imports)

    @cached_property
    def _untried(self) -> dict[str, str]:
        return untried()


def untried() -> dict[str, str]:
    """Return the claims that are not offered, by their sentences, and why."""
    lists = tomllib.loads(UNTRIED.read_text(encoding="utf-8"))
    return {one: why for why, sentences in lists.items() for one in sentences}
