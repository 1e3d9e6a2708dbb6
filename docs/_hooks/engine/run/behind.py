"""Pages that run behind a server: nobody waits for them, and they come when they can.

A process of its own runs them. Most of what comes out is found where results are kept;
here is remembered what is not kept, above all what went wrong.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import util
from pathlib import Path
from time import monotonic
from typing import TypeVar

from mkdocs.plugins import get_plugin_logger

from engine.problems import Problem
from engine.run import processes
from engine.run.kept_results import UNSURE, Facts, Store
from engine.run.tasks import Outputs, Task
from engine.session.files import state

log = get_plugin_logger("run")

# (What lies in the project's folder must not take the place of a module.)
START = (
    "import sys; sys.path[0] = {!r}; from engine.run import worker; worker.main({!r})"
)
PATIENCE = 10  # seconds in which it may end what it has begun
AT_LEAST = 4.0  # seconds between two builds for pages at which nobody looks …
SHARE = 3  # … or so many times what the last one took …
AT_MOST = 20.0  # … if that is less
AT_ONCE = 1.0  # seconds for which a build waits for what it can do without
AWAITED = "awaited"  # of the notebook of a page that has no result yet

Made = TypeVar("Made")


@dataclass(frozen=True)
class Ended:
    """What has come out of a run.

    Args:
        facts: What was known of it before.
        outputs: Those of each cell.
        problems: What went wrong.
        files: Those that it has read, with hashes; None if nobody knows them.
        world: How often more than pages had changed before it.
    """

    facts: Facts
    outputs: Outputs
    problems: list[Problem]
    files: dict[str, str] | None
    world: int

    def still_counts(self, page: Task, store: Store, world: int) -> bool:
        """Tell whether another run would come to the same."""
        if page.facts != self.facts:
            return False
        if self.files is None or UNSURE in self.files.values():
            return world == self.world
        return all(store.hash_of(path) == was for path, was in self.files.items())


class Behind:
    """The process that runs pages, and what is known of them.

    Args:
        root: The project's folder.
        preload: Modules that most pages import.
    """

    def __init__(self, root: Path, preload: list[str]) -> None:
        self.root, self.preload = root, preload
        self.ring: Callable[[], None] = lambda: None  # asks for a build, once one can
        self._ended: dict[str, Ended] = {}
        self._looked_at: list[str] = []
        self._pages: list[str] = []
        self._places: dict[str, int] = {}
        self._states: dict[str, str] = {}
        self._world = 0
        self._has_news = False
        self._last_build = self._took = 0.0
        self._soon: threading.Timer | None = None
        self._process: subprocess.Popen | None = None
        self._making: Future | None = None
        self._telling = threading.Lock()
        processes.timeout()  # or it would be the process that stumbles over it

    def begin_build(self, files: Iterable[str]) -> None:
        """Begin another build.

        Args:
            files: Those that are no pages, and on which pages may depend.
        """
        self._last_build, self._has_news = monotonic(), False
        self._cancel()
        states = {file: state(file) for file in files}
        known = states.keys() & self._states.keys()
        self._world += any(states[file] != self._states[file] for file in known)
        self._states = states
        if self._process is None or self._process.poll() is not None:
            self._start()
        self._tell("building", True)

    def end_build(self) -> None:
        """Leave the cores to pages; take note of how long it took."""
        self._tell("building", False)
        self._took = monotonic() - self._last_build

    def has_run(self, page: str) -> bool:
        """Tell whether a page has run since this began."""
        return page in self._ended

    def see_to(
        self, kind: str, waiting: list[Task], store: Store
    ) -> tuple[list[str], list[Problem]]:
        """See to it that pages run, but for those that would come to the same.

        Their notebooks say that they are awaited, and get the outputs of earlier runs.

        Args:
            kind: What they are, instead of all of that kind that were wanted before.
            waiting: All that has no result that is kept.
            store: Knows what is kept, and how files are now.

        Returns:
            The names of those that run, and what went wrong with the others.
        """
        wanted, problems = {}, []
        for page in waiting:
            ended = self._ended.get(page.name)
            if ended and ended.still_counts(page, store, self._world):
                page.fill(ended.outputs)
                problems += ended.problems
            else:
                wanted[page.name] = json.loads(json.dumps(page.notebook))
                outputs, since = store.last_outputs(page.name)
                is_like_it = len(outputs) == len(page.code)
                page.fill(outputs if is_like_it else [])
                seconds = store.seconds(page.name)
                page.notebook.metadata[AWAITED] = {
                    "why": store.why(page.name, page.facts),
                    "seconds": seconds if seconds < float("inf") else None,
                    "since": since if is_like_it else None,
                }
        self._tell("want", kind, wanted, self._world)
        return [*wanted], problems

    def made(self, make: Callable[[], Made]) -> Made | None:
        """Make what pages can do without for a while.

        Returns:
            It, or None if that takes longer; then it is there for some later build.
        """
        if self._making and self._making.running():
            return None
        self._making = making = Future()
        making.set_running_or_notify_cancel()

        def work() -> None:
            try:
                making.set_result(make())
            except BaseException as error:  # told by who asks again
                making.set_exception(error)
            if monotonic() - begun > AT_ONCE:
                self.ring()

        begun = monotonic()
        threading.Thread(target=work, daemon=True).start()
        with suppress(TimeoutError):
            return making.result(AT_ONCE)
        return None

    def later(self) -> None:
        """See to it that another build makes what this one leaves out."""
        self._has_news = True

    def look_at(self, first: list[str]) -> None:
        """Let the page that somebody looks at run before others.

        Args:
            first: That page, and those to which it leads.
        """
        self._looked_at = first
        self._tell_places()

    def in_order(self, pages: list[str]) -> None:
        """Let pages run in an order, but for what somebody looks at."""
        self._pages = pages
        self._tell_places()

    def _tell_places(self) -> None:
        order = dict.fromkeys([*self._looked_at, *self._pages])
        places = {page: place for place, page in enumerate(order)}
        if places != self._places:
            self._places = places
            self._tell("look", places)

    def _start(self) -> None:
        start = START.format(str(processes.HOOKS), str(self.root))
        options = util._args_from_interpreter_flags()
        self._process = subprocess.Popen(
            [sys.executable, *options, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self.root,
            text=True,
            encoding="utf-8",
        )
        threading.Thread(
            target=self._listen, args=(self._process,), daemon=True
        ).start()
        self._tell("preload", self.preload)
        self._tell("look", self._places)

    def _tell(self, *message: object) -> None:
        with suppress(OSError), self._telling:  # or it has ended: another will begin
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()

    def _listen(self, process: subprocess.Popen) -> None:
        for row in process.stdout:
            match json.loads(row):
                case ["ended", name, facts, outputs, problems, files, world]:
                    found = [Problem(*one) for one in problems]
                    ended = Ended(facts, outputs, found, files, world)
                    self._ended[name] = ended
                    self._ring_for(name)
                case ["log", level, name, text]:
                    logging.getLogger(name).log(level, text)
                case ["broken", reason]:
                    log.error("Nothing runs any more: %s", reason)

    def serve(self, ring: Callable[[], None]) -> None:
        """Learn how to ask for a build; for what has come out meanwhile, soon."""
        self.ring = ring
        if self._has_news:
            self._ring_in(AT_ONCE)

    def _ring_for(self, page: str) -> None:
        """Ask for a build: at once for who is waiting, or when there is time for it."""
        self._has_news = True
        pause = min(max(AT_LEAST, SHARE * self._took), AT_MOST)
        if self._places.get(page) == 0:
            self._ring_in(0)
        elif not self._soon:
            self._ring_in(max(self._last_build + pause - monotonic(), 0))

    def _ring_in(self, seconds: float) -> None:
        self._cancel()
        self._soon = threading.Timer(seconds, lambda: self.ring())
        self._soon.daemon = True
        self._soon.start()

    def _cancel(self) -> None:
        if self._soon:
            self._soon.cancel()
        self._soon = None

    def stop(self) -> None:
        """End the process, and all that it runs."""
        if self._process:
            with suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
