"""Sessions on their way, as many at a time as there are cores, and what they ask for.

The experiments that pages share run in sessions of their own, once, however many pages
ask for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from mkdocs.plugins import get_plugin_logger

from engine.cache import environment, fresh
from engine.problems import Fault, Problem
from engine.run import experiments, leftovers, machines, processes, tasks
from engine.run.kept_results import UNSURE, Result, Store
from engine.run.processes import Session
from engine.run.tasks import DIFFERENT, Task
from engine.session.protocol import Call, Job, Report

log = get_plugin_logger("run")

# So many sessions a core, at most, while pages wait for experiments.
MOST_SESSIONS = 4
MOST_NESTED = 20  # experiments that wait for other experiments


def tell(task: Task, news: str) -> None:
    """Say what becomes of a task."""
    name = task.name if len(task.name) <= 70 else f"{task.name[:68]} …"
    log.info("Running %s: %s", name, news)


@dataclass(frozen=True)
class Outcome:
    """What a page is told of an experiment, and what that depends on.

    It is a "result", or "broken" with the reason, or "failed": then the page runs it
    itself, so that the author sees what went wrong where it was called.
    """

    kind: str
    what: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)


@dataclass
class Pool:
    """Pages and experiments on their way, as many at a time as there are cores."""

    root: Path
    store: Store
    waiting: list[Task] = field(default_factory=list)
    results: dict[str, Result] = field(default_factory=dict)  # by page or experiment
    running: list[tuple[Task, Session]] = field(default_factory=list)
    outcomes: dict[tuple, Outcome] = field(default_factory=dict)  # by what was asked
    pages: dict[str, str] = field(default_factory=dict)  # that ask, by experiment
    problems: list[Problem] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)  # of experiments

    @cached_property
    def environment(self) -> dict[str, str]:
        """What sessions get instead of their user's."""
        return processes.environment(self.root / ".cache")

    @cached_property
    def limit(self) -> float:
        """How many seconds a page may run."""
        return processes.timeout()

    def to_the_end(self) -> None:
        """Run all, the longest first."""
        self.waiting.sort(key=lambda task: task.seconds)
        try:
            while self.waiting or self.running:
                self.go_on()
        finally:
            self.stop()  # after Ctrl-C

    def go_on(self, news: Sequence[Connection] = ()) -> None:
        """Start what there is room for; hear what sessions say, or that there is news.

        Args:
            news: Where that may come from.
        """
        while task := self._next():
            self._start(task)
        if self._is_stuck():
            self._break_a_circle()
        processes.wait([session for _, session in self.running], news)
        for task, session in [*self.running]:
            if session.last:
                self.running.remove((task, session))
                self._finish(task, session)
        for task, session in self.running:
            if session.calls:
                self._answer(task, session)

    def stop(self, is_pointless: Callable[[Task], bool] = lambda task: True) -> None:
        """End what runs, or some of it."""
        for task, session in [*self.running]:
            if is_pointless(task):
                self.running.remove((task, session))
                session.end()

    def _is_stuck(self) -> bool:
        """Tell whether all that runs waits for each other."""
        return bool(self.running) and not self._busy()

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

    def _start(self, task: Task) -> Session:
        environment, limit = self.environment, self.limit
        why = self.store.why(task.name, task.facts)
        tell(task, "all is to run again" if task.kept else why)
        # A value in the text changes nothing for the rest of the page.
        cells = [(c.source, c.metadata["kind"] != "value") for _, c in task.code]
        if task.call:
            limit *= processes.LONGER_FOR_EXPERIMENTS
            environment = environment | experiments.SETTINGS
        job = Job(cells, str(self.root), environment)
        task.left = self.store.left_by_last_run(task.name)
        task.left |= leftovers.of(task.name, self.store)
        session = processes.start(job, limit)
        self.running.append((task, session))
        return session

    def _answer(self, task: Task, session: Session) -> None:
        """Answer who asks for experiments, or see to it that they will run."""
        is_too_deep = self._depth(task) > MOST_NESTED
        for call in reversed(session.calls):  # what is put down last is the next
            if is_too_deep:
                reason = f"is one of more than {MOST_NESTED} that ask for each other"
                outcome = Outcome("broken", reason)
            else:
                outcome = self._outcome_of(call, task)
            if outcome:
                self._tell(task, session, call, outcome)

    def _outcome_of(self, call: Call, asker: Task) -> Outcome | None:
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
                marks = machines.marks(self.store, experiment.machine)
                self.outcomes[asked] = outcome_of(experiment.kept, marks)
            else:
                self.counts["run"] += 1
                self.waiting.append(experiment)
        return self.outcomes.get(asked)

    def _tell(self, task: Task, session: Session, call: Call, outcome: Outcome) -> None:
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
        outcome = Outcome("broken", "asks for itself")
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
            faults, outcome = [task.fault(session.cell, what)], Outcome(kind, what)
        if task.call:
            self.outcomes[task.asked] = outcome
        else:
            problems = [task.problem(fault) for fault in faults]
            self._end_page(task, problems, is_whole=kind == "done")
        tell(task, f"{'failed' if faults else 'done'} in {seconds:.1f} s")

    def _end_page(self, page: Task, problems: list[Problem], *, is_whole: bool) -> None:
        self.problems += problems

    def _take(
        self, task: Task, report: Report, seconds: float
    ) -> tuple[list[Fault], Outcome]:
        """Take over what came out; keep it if it is good."""
        task.fill(report.outputs)
        found = {p: self.store.hash_of_read(p, was) for p, was in report.files.items()}
        task.files = files = found | task.files
        packages = environment.versions_of(report.modules) | task.packages
        faults = [*task.failures()]
        if faults and task.broken:
            return faults, Outcome("broken", f"has no result, as {task.broken}")
        if faults:
            return faults, Outcome("failed")
        if task.call and (said := experiments.unseen(report.outputs)):
            return [task.fault(1, said)], Outcome("broken", said)
        written = {path: self.store.hash_now(path) for path in report.written}
        places = self.store.places_in(report)
        depends = files, packages, written
        result = Result(report.outputs, *depends, round(seconds, 2), places)
        self.results[task.name] = result
        unsure = [path for path, was in files.items() if was == UNSURE]
        if unsure:
            log.info("%s is not kept: %s changed meanwhile", task.name, unsure[0])
        if faults := [*self._leftovers(task, report, unsure)]:
            return faults, Outcome("broken", f"has no result: {faults[0].reason}")
        faults = self._differences(task, result)
        if not (unsure or task.broken or faults):
            self.store.keep(task.name, task.facts, result)
        return faults, outcome_of(result)

    def _leftovers(
        self, task: Task, report: Report, unsure: Collection[str]
    ) -> Iterator[Fault]:
        """Find what an earlier run has written, and this one reads; or the next will.

        Args:
            task: What has run.
            report: What its run has used.
            unsure: What has changed since it was read.
        """
        for path in sorted(task.left | {*report.written}):
            folder = path[: path.rfind("/") + 1] or "./"
            is_listed = folder in report.files and path not in report.written
            if path in task.left and (path in report.files or is_listed):
                yield task.fault(
                    1,
                    f"an earlier run has left {path}, and this one reads it: let the "
                    "code remove that first, or write it anew",
                )
            elif path in unsure and path in report.written:
                yield task.fault(
                    1,
                    f"reads {path}, and then changes it, which the next run would "
                    "read: let the code remove that first, or write it anew",
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


def outcome_of(result: Result, marks: dict[str, str] | None = None) -> Outcome:
    """Say what a page is told of a result, and from where it is."""
    found = experiments.result(result.outputs)
    return Outcome("result", found, result.files, result.packages | (marks or {}))
