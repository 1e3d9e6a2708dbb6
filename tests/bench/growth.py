"""How builds grow with the number of documents, which need next to no time to run."""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import replace

from builds import AS_WRITTEN, COLD, PROSE_EDIT, Project, failure, folder_of
from processes import Cost
from tools import engine, markdown_exec, mkdocs_jupyter
from tqdm import tqdm

SIZES = (8, 32, 128)
SCENARIOS = {COLD: AS_WRITTEN, "nothing changed": AS_WRITTEN, "prose edit": PROSE_EDIT}


def measure(repeats: int) -> list[dict[str, object]]:
    """Let tools build ever more documents, in turn, so that noise hits them all."""
    costs: dict[tuple[str, str, int], list[Cost]] = defaultdict(list)
    sizes = [size for _ in range(repeats) for size in SIZES]
    for size in tqdm(sizes, unit="round", leave=False):
        numbers = range(1, size + 1)
        for tool in (engine(numbers), mkdocs_jupyter(), markdown_exec()):
            project = Project(tool, folder_of(f"{tool.name} {size}"))
            project.set_up()
            for scenario, cost in _built(project, size):
                costs[tool.name, scenario, size].append(cost)
    return [
        {"tool": tool, "scenario": scenario, "documents": size}
        | {"wall_seconds": _median(each.wall_seconds for each in found)}
        | {"cpu_seconds": _median(each.cpu_seconds for each in found)}
        | {"builds": len(found)}
        for (tool, scenario, size), found in costs.items()
    ]


def _built(project: Project, size: int) -> list[tuple[str, Cost]]:
    found = []
    for scenario, sources in SCENARIOS.items():
        written = replace(sources, documents=size, is_short=True)
        project.write(written)
        if scenario == COLD:
            project.forget()
            right = project.expected(written)
        cost = project.build()
        if cost.exit_code:
            raise failure(project, scenario, "failed")
        if project.published(written.numbers) != right:
            raise failure(project, scenario, "published another number")
        found.append((scenario, cost))
    return found


def _median(values: object) -> float:
    return round(statistics.median(values), 2)
