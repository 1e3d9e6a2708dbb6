"""Runs the pages that have to run, each in a session of its own, on all cores.

Pages whose results still count are not run at all. The experiments that pages share run
in sessions of their own, once, however many pages ask for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, time

from mkdocs.plugins import get_plugin_logger
from nbformat import NotebookNode

from engine.cache import environment, fresh
from engine.problems import Fault, Problem
from engine.run import common_files, experiments, leftovers, processes, tasks
from engine.run.kept_results import UNSURE, Result, Store
from engine.run.processes import Session
from engine.run.tasks import DIFFERENT, Task
from engine.session.protocol import Call, Job, Report

log = get_plugin_logger("run")

# So many sessions a core, at most, while pages wait for experiments.
MOST_SESSIONS = 4
MOST_NESTED = 20  # experiments that wait for other experiments


def run_all(
    notebooks: dict[str, NotebookNode],
    root: Path,
    kind: str = "Pages",
    unplanned: Collection[str] | None = None,
) -> list[Problem]:
    """Give every notebook its outputs: kept ones, or those of a run.

    Args:
        notebooks: Source path (as said in problems) and notebook of each page.
        root: Folder in which the code runs; what sessions need goes to its `.cache`.
        kind: What they are, in the log.
        unplanned: Paths of pages that have no notebook, as it could not be made; None
            if these are not all pages, so nobody knows what no page writes any more.

    Returns:
        All that went wrong; a page stops at its first failing cell.
    """
    store = Store(root / ".cache" / "results", root)
    waiting, kept = [], {}
    for path, notebook in notebooks.items():
        page = tasks.plan(path, notebook, store)
        page.anew = fresh.runs_again(path)
        if page.still_counts:
            page.fill(page.kept.outputs)
            kept[path] = page.kept
        else:
            waiting.append(page)
    start, run = perf_counter(), _Run(root, store, waiting, results={**kept})
    pages = f"{len(waiting)} run, {len(notebooks) - len(waiting)} kept"
    ran, began = bool(waiting), time()
    if ran:
        run.to_the_end()
    used = ", ".join(f"{count} {how}" for how, count in run.counts.items())
    more = f"; experiments: {used}" if used else ""
    told = (kind, pages, more, perf_counter() - start, store.drop_oldest() / 1e6)
    log.info("%s: %s%s; %.1f s; results: %.1f MB", *told)
    crossed = [*common_files.crossed(run.results, notebooks, run.pages)]
    blamed = {problem.path for problem in [*run.problems, *crossed]}
    late = [*common_files.pages_written(run.results, notebooks, run.pages)]
    if unplanned is not None:
        failed = {*unplanned, *blamed}
        late += leftovers.told(store, run.results, run.pages, kept, failed)
    if ran:
        late += common_files.changed_since(run.results, notebooks, store)
        late += common_files.made_by_whom(run.results, notebooks, store, began)
    return [*run.problems, *crossed, *(one for one in late if one.path not in blamed)]


def files_read(pages: Iterable[str], root: Path) -> set[str]:
    """List what pages have read when they last ran, as seen from the project's root."""
    store = Store(root / ".cache" / "results", root)
    return {path for page in pages for path in store.files_read(page)}


def _log(task: Task, news: str) -> None:
    name = task.name if len(task.name) <= 70 else f"{task.name[:68]} …"
    log.info("Running %s: %s", name, news)


@dataclass(frozen=True)
class _Outcome:
    """What a page is told of an experiment, and what that depends on.

    It is a "result", or "broken" with the reason, or "failed": then the page runs it
    itself, so that the author sees what went wrong where it was called.
    """

    kind: str
    what: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)


@dataclass
class _Run:
    """Pages and experiments on their way, as many at a time as there are cores."""

    root: Path
    store: Store
    waiting: list[Task]
    running: list[tuple[Task, Session]] = field(default_factory=list)
    outcomes: dict[tuple, _Outcome] = field(default_factory=dict)  # by what was asked
    results: dict[str, Result] = field(default_factory=dict)  # by page or experiment
    pages: dict[str, str] = field(default_factory=dict)  # that ask, by experiment
    problems: list[Problem] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)  # of experiments

    def to_the_end(self) -> None:
        """Run all, the longest first."""
        environment = processes.environment(self.root / ".cache")
        limit = processes.timeout()
        self.waiting.sort(key=lambda task: task.seconds)
        try:
            while self.waiting or self.running:
                while task := self._next():
                    self._start(task, environment, limit)
                processes.wait([session for _, session in self.running])
                for task, session in [*self.running]:
                    if session.last:
                        self.running.remove((task, session))
                        self._finish(task, session)
                for task, session in self.running:
                    if session.calls:
                        self._answer(task, session)
                if self.running and not self.waiting and not self._busy():
                    self._break_a_circle()
        finally:
            for _, session in self.running:  # after Ctrl-C
                session.end()

    def _busy(self) -> int:
        """Count the sessions that need a core: not those that wait for experiments."""
        return sum(not session.calls for _, session in self.running)

    def _next(self) -> Task | None:
        """Take out what begins now, the longest first; None while there is no room."""
        cores = processes.cores()
        if self._busy() >= cores:
            return None
        is_full = len(self.running) >= MOST_SESSIONS * cores
        for place in reversed(range(len(self.waiting))):
            if self.waiting[place].call or not is_full:
                return self.waiting.pop(place)
        return None

    def _start(self, task: Task, environment: dict[str, str], limit: float) -> None:
        why = self.store.why(task.name, task.facts)
        _log(task, "all is to run again" if task.kept else why)
        # A value in the text changes nothing for the rest of the page.
        cells = [(c.source, c.metadata["kind"] != "value") for _, c in task.code]
        if task.call:
            limit *= processes.LONGER_FOR_EXPERIMENTS
            environment = environment | experiments.SETTINGS
        job = Job(cells, str(self.root), environment)
        task.left = self.store.left_by_last_run(task.name)
        self.running.append((task, processes.start(job, limit)))

    def _answer(self, task: Task, session: Session) -> None:
        """Answer who asks for experiments, or see to it that they will run."""
        is_too_deep = self._depth(task) > MOST_NESTED
        for call in reversed(session.calls):  # what is put down last is the next
            if is_too_deep:
                reason = f"is one of more than {MOST_NESTED} that ask for each other"
                outcome = _Outcome("broken", reason)
            else:
                outcome = self._outcome_of(call, task)
            if outcome:
                self._tell(task, session, call, outcome)

    def _outcome_of(self, call: Call, asker: Task) -> _Outcome | None:
        """Find what came out of an experiment, or have it run."""
        asked = call, asker.declared
        if asked not in self.outcomes and not self._is_on_its_way(asked):
            name, notebook = experiments.name(call), experiments.plan(*asked)
            experiment = tasks.plan(name, notebook, self.store, call)
            experiment.anew = asker.anew
            self.pages[name] = self.pages.get(asker.name, asker.name)
            if experiment.still_counts:
                self.counts["kept"] += 1
                self.results[name] = experiment.kept
                self.outcomes[asked] = _outcome(experiment.kept)
            else:
                self.counts["run"] += 1
                self.waiting.append(experiment)
        return self.outcomes.get(asked)

    def _tell(
        self, task: Task, session: Session, call: Call, outcome: _Outcome
    ) -> None:
        task.files.update(outcome.files)
        task.packages.update(outcome.packages)
        if outcome.kind == "broken":
            task.broken = f"{call.name} {outcome.what}"
        session.answer(call, outcome.kind, outcome.what)

    def _break_a_circle(self) -> None:
        """End the wait of an experiment that, in the end, waits for itself."""
        running = {task.call: (task, session) for task, session in self.running}
        seen = []
        call = self.running[0][1].calls[0]
        while call not in seen:
            seen.append(call)
            call = running[call][1].calls[0]
        asker, session = running[call]
        outcome = _Outcome("broken", "asks for itself")
        self._tell(asker, session, session.calls[0], outcome)

    def _depth(self, task: Task) -> int:
        """Count the experiments that wait for each other, up to a page."""
        askers = {
            call: asker for asker, session in self.running for call in session.calls
        }
        waiting = []
        while task and task.call and task.call not in waiting:  # or it is a circle
            waiting.append(task.call)
            task = askers.get(task.call)
        return len(waiting)

    def _is_on_its_way(self, asked: tuple) -> bool:
        return any(
            task.asked == asked
            for task in [*self.waiting, *(task for task, _ in self.running)]
        )

    def _finish(self, task: Task, session: Session) -> None:
        kind, what = session.last
        session.end(patience=5 if kind == "done" else 0)
        seconds = perf_counter() - session.start
        if kind == "done":
            faults, outcome = self._take(task, what, seconds)
        else:
            faults, outcome = [task.fault(session.cell, what)], _Outcome(kind, what)
        if task.call:
            self.outcomes[task.asked] = outcome
        else:
            self.problems += map(task.problem, faults)
        _log(task, f"{'failed' if faults else 'done'} in {seconds:.1f} s")

    def _take(
        self, task: Task, report: Report, seconds: float
    ) -> tuple[list[Fault], _Outcome]:
        """Take over what came out; keep it if it is good."""
        task.fill(report.outputs)
        faults = [*task.failures()]
        if faults and task.broken:
            return faults, _Outcome("broken", f"has no result, as {task.broken}")
        if faults:
            return faults, _Outcome("failed")
        found = {p: self.store.hash_of_read(p, was) for p, was in report.files.items()}
        files = task.files | {p: h for p, h in found.items() if p not in task.files}
        packages = environment.versions_of(report.modules) | task.packages
        written = {path: self.store.hash_now(path) for path in report.written}
        places = self.store.places_in(report)
        depends = files, packages, written
        result = Result(report.outputs, *depends, round(seconds, 2), places)
        self.results[task.name] = result
        if faults := [*self._leftovers(task, report)]:
            return faults, _Outcome("broken", f"has no result: {faults[0].reason}")
        faults = self._differences(task, result)
        unsure = [path for path, was in files.items() if was == UNSURE]
        if unsure:
            log.info("%s is not kept: %s changed meanwhile", task.name, unsure[0])
        elif not (task.broken or faults):
            self.store.keep(task.name, task.facts, result)
        return faults, _outcome(result)

    def _leftovers(self, task: Task, report: Report) -> Iterator[Fault]:
        """Find what an earlier run has written, and this one reads."""
        for path in sorted(task.left):
            folder = path[: path.rfind("/") + 1] or "./"
            is_listed = folder in report.files and path not in report.written
            if path in report.files or is_listed:
                yield task.fault(
                    1,
                    f"an earlier run has left {path}, and this one reads it: let the "
                    "code remove that first, or write it anew",
                )

    def _differences(self, task: Task, result: Result) -> list[Fault]:
        """Tell, if that is asked for, where a fresh run gives another result."""
        if not fresh.compares():
            return []
        found = [*task.differences(result.outputs)]
        if found and task.call:  # to be told where it is asked for
            self.problems += [
                asker.problem(asker.fault(session.cell, f"{task.name}: {DIFFERENT}"))
                for asker, session in self.running
                if task.call in session.calls and not asker.call
            ]
        return found


def _outcome(result: Result) -> _Outcome:
    found = experiments.result(result.outputs)
    return _Outcome("result", found, result.files, result.packages)
