"""Eight documents through five tools: how long they build, and what they publish."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus import Sources
from processes import Cost
from projects import Project
from record import ROOT
from tools import BENCH, PEERS, THIS_ENGINE, all_tools
from tqdm import tqdm

AS_WRITTEN = Sources()
PROSE_EDIT = replace(AS_WRITTEN, verb="sees")
PACKAGE_EDIT = replace(PROSE_EDIT, rate=0.02)

COLD = "cold"
SCENARIOS = {
    COLD: AS_WRITTEN,
    "nothing changed": AS_WRITTEN,
    "prose edit": PROSE_EDIT,
    "package edit": PACKAGE_EDIT,
}
_SECONDS = (
    "wall_seconds",
    "cpu_seconds",
    "wall_ratio_to_this_engine",
    "cpu_ratio_to_this_engine",
)
MOST_TRIES = 5  # until a tool that is known to crash has a site to go on from


@dataclass(frozen=True)
class Build:
    """A build that ended well, and how many pages show what their code doesn't give."""

    cost: Cost
    stale: int


Builds = dict[tuple[str, str], list[Build | None]]


def measure(repeats: int) -> list[dict[str, object]]:
    """Let the tools build in turn, so that a noisy minute hits them all."""
    if not PEERS.exists():
        raise SystemExit("The other tools are missing: type `make bench ONLY=builds`.")
    projects = [Project(tool, folder_of(tool.name)) for tool in all_tools()]
    runs = [
        (project, scenario)
        for _ in range(repeats)
        for project in projects
        for scenario in SCENARIOS
    ]
    builds: Builds = defaultdict(list)
    with tqdm(runs, unit="build", leave=False) as progress:
        progress.set_description("preparing")
        for project in projects:
            project.set_up()
        versions = {project.tool.name: project.versions() for project in projects}
        losses = {
            sources.rate: projects[0].expected(sources)
            for sources in (AS_WRITTEN, PACKAGE_EDIT)
        }
        for project, scenario in progress:
            progress.set_description(f"{project.tool.name}, {scenario}")
            expected = losses[SCENARIOS[scenario].rate]
            build = _build(project, scenario, expected)
            builds[project.tool.name, scenario].append(build)
    return list(_rows(builds, versions))


def folder_of(name: str) -> Path:
    """Name the folder of a tool's project."""
    return BENCH / re.sub(r"\W+", "-", name.lower())


def _build(project: Project, scenario: str, expected: list[str]) -> Build | None:
    """Build once, and read what is published; None if it crashed as it is known to."""
    project.write(SCENARIOS[scenario])
    if scenario == COLD:
        project.forget()
    cost = project.build()
    if cost.exit_code:
        _build_again(project, scenario)
        return None
    published = project.published(SCENARIOS[scenario].numbers)
    if not all(published):
        raise failure(project, scenario, "published a page without its result")
    stale = [shown != right for shown, right in zip(published, expected, strict=True)]
    return Build(cost, sum(stale))


def _build_again(project: Project, scenario: str) -> None:
    """After a known crash, do what its user would: the next scenario needs a site."""
    for _ in range(MOST_TRIES):
        known = project.tool.known_crash
        if not known or known not in project.log():
            raise failure(project, scenario, "failed")
        if project.build().exit_code == 0:
            return
    raise failure(project, scenario, f"crashed {MOST_TRIES} times in a row")


def failure(project: Project, scenario: str, what: str) -> SystemExit:
    """Say what went wrong, with the tool's last words."""
    last = "\n".join(f"  {line}" for line in project.log().splitlines()[-15:])
    folder = project.folder.relative_to(ROOT)
    return SystemExit(
        f"{project.tool.name} {what} (scenario: {scenario}). Its last words, "
        f"from {folder}/log.txt:\n{last}"
    )


def _rows(builds: Builds, versions: dict[str, str]) -> Iterator[dict[str, object]]:
    for scenario in SCENARIOS:
        ours = builds[THIS_ENGINE, scenario]
        for tool in versions:
            theirs = builds[tool, scenario]
            survived = [build for build in theirs if build]
            yield {
                "tool": tool,
                "scenario": scenario,
                **_seconds(survived, [build for build in ours if build]),
                "documents": AS_WRITTEN.documents,
                "stale": max((build.stale for build in survived), default=None),
                "builds": len(theirs),
                "failed": len(theirs) - len(survived),
                "versions": versions[tool],
            }


def _seconds(builds: list[Build], ours: list[Build]) -> dict[str, float | None]:
    """Say how long they took, and how many times as long as this engine."""
    if not builds:
        return dict.fromkeys(_SECONDS)
    wall, cpu = _medians(builds)
    our_wall, our_cpu = _medians(ours)
    found = (wall, cpu, wall / our_wall, cpu / our_cpu)
    return {name: round(value, 2) for name, value in zip(_SECONDS, found, strict=True)}


def _medians(builds: list[Build]) -> tuple[float, float]:
    return (
        statistics.median(build.cost.wall_seconds for build in builds),
        statistics.median(build.cost.cpu_seconds for build in builds),
    )
