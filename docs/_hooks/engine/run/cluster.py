"""Experiments on the machines of a Dask cluster: `make site CLUSTER=tcp://host:8786`.

Workers get the project's files, run what they are told as the build would, and report
plain values. Nobody else's code is loaded here because of them, but for what Dask
itself does: it is for clusters whose machines one trusts.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING

from mkdocs.exceptions import Abort

from engine.cache import requirements
from engine.run import packs, runner
from engine.run.processes import HOOKS
from engine.run.tasks import Task

if TYPE_CHECKING:
    from distributed import Client, Future

# What workers begin with, in the project's folder.
START = (
    "import os, sys; sys.path[0] = os.path.abspath({!r}); "
    "from engine.run import runner; runner.main()"
)
TIMEOUT = 10.0  # seconds for an answer, or for the first worker that can be used
PAUSE = 0.5  # seconds between two looks at who is there
AHEAD = 2  # tasks for each thread of a worker: none of them waits for the next
_PASSED_ON = "RNN_TUTORIAL_", "SITE_ARITHMETIC", "SITE_PAGE_TIMEOUT"
_LEFT_OUT = frozenset({"node_modules", "site", "dist"})


@dataclass
class Sent:
    """A task on its way."""

    task: Task
    future: Future
    workers: frozenset[str]


@dataclass
class Reply:
    """What has become of a task; without words it has to run here."""

    task: Task
    worker: str = ""
    said: object = None
    why: str = ""


@dataclass
class Cluster:
    """The cluster, while a build uses it.

    Args:
        address: Where its scheduler listens.
        root: The project's folder.
        tell: Says a sentence.
        lost: Why it is used no more, if it is not.
        workers: Those that can be used, and how many tasks each runs at a time.
        machines: Of these, and of others that were: the kind of the processor, and how
            people call that.
    """

    address: str
    root: Path
    tell: Callable[[str], None]
    lost: str = ""
    workers: dict[str, int] = field(default_factory=dict)
    machines: dict[str, tuple[str, str]] = field(default_factory=dict)
    _asked: dict[str, Future] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)
    _sent: dict[str, Sent] = field(default_factory=dict)
    _inbox: SimpleQueue = field(default_factory=SimpleQueue)
    _since: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        self.heard, self._bell = socket.socketpair()
        self._over = threading.Event()
        distributed = _dask()
        from engine.run import guest  # which needs Dask as well

        self._guest = guest
        settings = {k: v for k, v in os.environ.items() if k.startswith(_PASSED_ON)}
        settings[runner.PRELOAD] = json.dumps(_preloaded())
        program = START.format(os.path.relpath(HOOKS, self.root))
        files = guest.packed(self.root, _LEFT_OUT)
        self._plugin = guest.Guest(files, settings, program)
        self.client: Client | None = None
        try:
            with warnings.catch_warnings(action="ignore"):
                self.client = distributed.Client(
                    self.address, timeout=TIMEOUT, set_as_default=False
                )
                self.client.register_plugin(self._plugin)
        except (OSError, ValueError, ImportError) as error:
            self.lost = f"does not answer ({_first_row(error)})"
            return
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def room(self) -> int:
        """How many more tasks it can be given."""
        threads = sum([*self.workers.values()])
        return max(AHEAD * threads - len(self._sent), 0)

    def send(self, task: Task) -> None:
        """Let an experiment run there."""
        call = task.call.function, task.call.arguments, task.call.written
        order = json.dumps({"call": call, "declared": task.declared})
        workers = frozenset(self.workers)
        try:
            future = self._submit(order, workers)
        except Exception as error:  # nobody is there any more
            self.lost = self.lost or f"is gone ({_first_row(error)})"
            self._ring()
            return
        self._sent[task.name] = Sent(task, future, workers)
        future.add_done_callback(lambda one: self._put(task.name, one))

    def _submit(self, order: str, workers: frozenset[str]) -> Future:
        run, name = self._guest.run, self._plugin.name
        return self.client.submit(run, name, order, workers=[*workers], pure=False)

    def _put(self, name: str, future: Future) -> None:
        self._inbox.put((name, future))
        self._ring()

    def _ring(self) -> None:
        with suppress(OSError):  # it is over
            self._bell.send(b".")

    def arrived(self) -> list[Reply]:
        """List what has become of tasks."""
        replies = []
        with suppress(BlockingIOError):
            self.heard.setblocking(False)
            self.heard.recv(1_000)
        with suppress(Empty):
            while True:
                name, future = self._inbox.get_nowait()
                sent = self._sent.get(name)
                if sent and sent.future is future:
                    del self._sent[name]
                    replies.append(self._reply(sent))
        for name, sent in [*self._sent.items()]:
            if not sent.workers & self.workers.keys():  # which have all gone
                del self._sent[name]
                replies.append(Reply(sent.task))
        return replies

    def _reply(self, sent: Sent) -> Reply:
        status = sent.future.status
        if status == "finished":
            with suppress(Exception):  # it was there a moment ago
                worker, row = sent.future.result(timeout=TIMEOUT)
                return Reply(sent.task, worker, _plain(row))
        why = ""
        if status == "error" and not self.lost:
            why = _first_row(sent.future.exception())
        return Reply(sent.task, why=why)

    def refuse(self, worker: str, why: str) -> None:
        """Use a worker no more, and say why."""
        self.workers.pop(worker, None)
        self.machines.pop(worker, None)
        if worker not in self._refused:
            self._refused.add(worker)
            self.tell(f"The worker {worker} is not used: {why}.")

    def _watch(self) -> None:
        """Look who comes and goes, until it is over."""
        while not (self._over.wait(PAUSE) or self.lost):
            try:
                if self.client.status != "running":
                    raise OSError("the connection is lost")
                self._look(self.client.nthreads())
            except Exception as error:
                if not self._over.is_set():
                    self.lost = f"is gone ({_first_row(error)})"
                    self._ring()

    def _look(self, threads: dict[str, int]) -> None:
        before = {*self.workers}
        for name in before - threads.keys():
            self.workers.pop(name, None)
        for name in threads.keys() - before - self._refused - self._asked.keys():
            self._asked[name] = self._submit("", frozenset({name}))
        for name, future in [*self._asked.items()]:
            if name not in threads:
                del self._asked[name]
            elif future.done():
                del self._asked[name]
                self._judge(name, threads[name], future)
        if self.workers or self._asked:
            self._since = monotonic()
        elif monotonic() - self._since > TIMEOUT:
            self.lost = "has no worker that can be used"
        if before != {*self.workers} or self.lost:
            self._ring()

    def _judge(self, name: str, threads: int, future: Future) -> None:
        """Use a worker, if there is the same as here, but for the processor."""
        try:
            _, row = future.result(timeout=TIMEOUT)
            match _plain(row):
                case {
                    "common": dict(common),
                    "packages": dict(packages),
                    "machine": [str(kind), str(called)],
                }:
                    packs.refuse_others(common)
                    _refuse_other_versions(packages, self.root)
                    self.machines[name] = kind, called
                    self.workers[name] = threads
                case _:
                    self.refuse(name, "it does not say what it is")
        except packs.PackError as error:
            self.refuse(name, f"what it gives {error}")
        except Exception as error:
            self.refuse(name, _first_row(error))

    def close(self) -> None:
        """End whatever runs there for this build."""
        self._over.set()
        if self.client:
            leave = threading.Thread(target=self._leave, daemon=True)
            leave.start()
            leave.join(TIMEOUT)
        self._bell.close()
        self.heard.close()

    def _leave(self) -> None:
        with suppress(Exception):  # nobody is there any more
            if not self.lost:
                self.client.cancel([sent.future for sent in self._sent.values()])
                self.client.unregister_worker_plugin(self._plugin.name)
        with suppress(Exception):
            self.client.close(timeout=1)


def _refuse_other_versions(there: dict[str, str], root: Path) -> None:
    """Refuse what is installed in another version; what is missing would be missed."""
    for name, version in requirements.packages(root / ".cache").items():
        was = there.get(name, version)
        if was != version and name != "pip":
            raise packs.PackError(f"was made with {name} {was}; here it is {version}")


def _plain(row: object) -> object:
    """Read a row of JSON; what is none is nothing that anybody expects."""
    try:
        return json.loads(str(row)) or ""
    except (ValueError, RecursionError):
        return ""


def _dask() -> object:
    try:
        import cloudpickle
        import distributed
    except ImportError:
        raise Abort(
            "A cluster is named, and Dask, which speaks to it, is not installed: "
            'pip install -c constraints.txt -e ".[cluster]"'
        ) from None
    from engine.run import guest

    cloudpickle.register_pickle_by_value(guest)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # we tell
    return distributed


def _preloaded() -> list[str]:
    names = forkserver._forkserver._preload_modules
    return [name for name in names if not name.startswith(("engine.", "__main__"))]


def _first_row(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).split("\n")[0].rstrip(".")
