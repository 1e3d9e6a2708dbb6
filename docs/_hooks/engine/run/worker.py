"""The process that runs pages behind a server: what is looked at comes first.

It is told which pages have to run, and tells when one has. What it runs is kept as all
results are, so that the next build finds it; what is not kept it hands over.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from multiprocessing import connection
from pathlib import Path
from queue import Empty, SimpleQueue

import nbformat
from mkdocs.exceptions import Abort

from engine.cache import fresh
from engine.problems import Problem
from engine.run import processes, tasks
from engine.run.kept_results import Store
from engine.run.pool import MOST_SESSIONS, Pool
from engine.run.processes import Session
from engine.run.tasks import Task

# How far others go before: the server, and what somebody is waiting for.
NICE, NICER = 10, 19
MOST_AT_ONCE = 3  # sessions a core, when somebody looks at one page after another

Say = Callable[..., None]


@dataclass
class Wanted(Pool):
    """Pages that somebody may look at, and the experiments for which they ask.

    Args:
        say: Sends a message to the server.
        places: In which order pages are wanted; what is looked at has place 0.
        kinds: What is wanted, of each kind.
        ended: What has run since this process began.
        world: How often more than pages has changed.
        is_building: Whether the server needs a core for itself.
    """

    say: Say = print
    places: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, list[Task]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    world: int = 0
    is_building: bool = False

    def look(self, places: dict[str, int]) -> None:
        """Learn which pages come first."""
        self.places = places

    def want(self, kind: str, notebooks: dict[str, dict], world: int) -> None:
        """Learn what has to run, instead of what was wanted before.

        Args:
            kind: What it is.
            notebooks: What there is of that, by name.
            world: Another, if more than pages has changed: then what runs is pointless.
        """
        self.store = Store(self.store.folder, self.root)
        if world != self.world:
            self.world = world
            self.stop()
            self.outcomes.clear()
        planned = (
            tasks.plan(name, nbformat.from_dict(content), self.store)
            for name, content in notebooks.items()
        )
        self.kinds[kind] = [page for page in planned if not self._has_run(page)]
        pages = {page.name: page for kind in self.kinds.values() for page in kind}
        self.stop(lambda task: not task.call and self._is_other(task, pages))
        running = {task.name for task, _ in self.running}
        asked = {call for _, session in self.running for call in session.calls}
        experiments = [task for task in self.waiting if task.call in asked]
        new = [page for page in pages.values() if page.name not in running]
        self.waiting = [*experiments, *new]

    def _has_run(self, page: Task) -> bool:
        is_fresh = page.name in self.ended or not fresh.runs_again(page.name)
        return page.kept is not None and is_fresh

    @staticmethod
    def _is_other(task: Task, pages: dict[str, Task]) -> bool:
        page = pages.get(task.name)
        return page is None or page.facts != task.facts

    def _place(self, task: Task) -> tuple[int, int]:
        """Say how soon a task is wanted, and that pages come before what is tried."""
        name = self.pages.get(task.name, task.name)
        tried_for = task.notebook.metadata.get("page")
        last = len(self.places)
        return self.places.get(tried_for or name, last), int(bool(tried_for))

    def _next(self) -> Task | None:
        """Take out what is wanted first; of what is wanted alike, the longest."""
        self.waiting.sort(key=lambda task: (self._place(task), -task.seconds))
        cores, busy = max(processes.cores() - self.is_building, 1), self._busy()
        is_full = len(self.running) >= MOST_SESSIONS * cores
        for task in self.waiting:
            is_looked_at = self._place(task)[0] == 0
            ahead = [
                other
                for other, session in self.running
                if not session.calls and self._place(other) <= self._place(task)
            ]
            rivals = len(ahead) if is_looked_at else busy
            if rivals >= cores or busy >= MOST_AT_ONCE * cores:
                return None
            if task.call or is_looked_at or not is_full:
                self.waiting.remove(task)
                return task
        return None

    def _start(self, task: Task) -> Session:
        session = super()._start(task)
        if hasattr(os, "setpriority"):
            nice = NICER if self._place(task)[0] else NICE
            os.setpriority(os.PRIO_PROCESS, session.process.pid, nice)
        return session

    def _outcome_of(self, call: object, asker: Task) -> object:
        """Let an experiment be wanted as soon as the first page that asks for it."""
        found = super()._outcome_of(call, asker)
        for task in self.waiting:
            if task.call == call and self._place(asker) < self._place(task):
                self.pages[task.name] = self.pages.get(asker.name, asker.name)
        return found

    def _end_page(self, page: Task, problems: list[Problem], *, is_whole: bool) -> None:
        """Hand over what has come out, and the files on which that depends."""
        self.ended.add(page.name)
        cells = [cell.get("outputs", []) for _, cell in page.code]
        found = [astuple(problem) for problem in problems]
        files = page.files if is_whole and not page.broken else None
        self.say("ended", page.name, page.facts, cells, found, files, self.world)


def main(root: str) -> None:
    """Run what the server wants, until that is gone."""
    # Ctrl-C is for the server, which tells. (To ignore it would be inherited.)
    signal.signal(signal.SIGINT, lambda *_: None)
    # What else is read and printed here, and in what is started, are no messages.
    told = os.fdopen(os.dup(0), "rb")
    home = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    lock = threading.Lock()

    def say(*message: object) -> None:
        with lock:
            home.write(json.dumps(message) + "\n")
            home.flush()

    _log_to(say)
    heard, bell, inbox = *socket.socketpair(), SimpleQueue()

    def listen() -> None:
        for row in told:
            inbox.put(json.loads(row))
            bell.send(b".")
        inbox.put(None)
        bell.send(b".")

    threading.Thread(target=listen, daemon=True).start()
    folder = Path(root)
    wanted = Wanted(folder, Store(folder / ".cache" / "results", folder), say=say)
    try:
        while _obey(wanted, inbox):
            wanted.go_on([heard])
            if connection.wait([heard], 0):
                heard.recv(1_000)
    except Abort as error:
        say("broken", str(error))
    finally:
        wanted.stop()


def _obey(wanted: Wanted, inbox: SimpleQueue) -> bool:
    """Do what the server has said meanwhile; False if there is none any more."""
    while True:
        try:
            message = inbox.get_nowait()
        except Empty:
            return True
        match message:
            case None:
                return False
            case ["preload", names]:
                processes.preload(names, wanted.root)
                processes.warm_up(wanted.root / ".cache")
            case ["look", places]:
                wanted.look(places)
            case ["building", is_building]:
                wanted.is_building = is_building
            case ["want", kind, notebooks, world]:
                wanted.want(kind, notebooks, world)


def _log_to(say: Say) -> None:
    """Let the server write what is to be logged."""

    class Home(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            say("log", record.levelno, record.name, record.getMessage())

    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)
    logger.addHandler(Home())
