"""Pages that run here, and their experiments on the machines of a cluster.

What comes back is kept as a result of the machine that has made it. What the cluster
can't do, this machine does, as if there were none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from engine.cache.environment import PROCESSOR
from engine.run import machines, packs
from engine.run.cluster import Cluster, Reply
from engine.run.packs import PackError
from engine.run.pool import Outcome, Pool, log, outcome_of, tell
from engine.run.tasks import Task

VARIABLE = "SITE_CLUSTER"  # in the environment: the address of a scheduler


@dataclass
class Spread(Pool):
    """Sessions on this machine, and tasks elsewhere.

    Args:
        address: That of the cluster, which is asked when there is something to do.
        cluster: The cluster, as long as there is one.
        away: Tasks that are there, by name.
        stays: The names of those that have to run here.
    """

    address: str = ""
    cluster: Cluster | None = None
    away: dict[str, Task] = field(default_factory=dict)
    stays: set[str] = field(default_factory=set)

    def go_on(self, news: Sequence[Connection] = ()) -> None:
        """Start what there is room for; hear what comes, from here or elsewhere."""
        if self.address and any(task.call for task in self.waiting):
            self.cluster = Cluster(self.address, self.root, log.info)
            self.address = ""
        self._hear()
        super().go_on([*news, self.cluster.heard] if self.cluster else news)
        self._hear()
        for task, session in self.running:
            if session.calls:
                self._answer(task, session)

    def _hear(self) -> None:
        for reply in self.cluster.arrived() if self.cluster else ():
            self._take_in(reply)
        if self.cluster and self.cluster.lost:
            self._do_without()

    def _do_without(self) -> None:
        told = "The cluster %s %s; the other experiments run on this machine."
        log.info(told, self.cluster.address, self.cluster.lost)
        self.cluster.close()
        self.cluster = None
        self.waiting += self.away.values()
        self.away.clear()

    def stop(self, *which: object) -> None:
        """End what runs, and leave nothing elsewhere."""
        super().stop(*which)
        if self.cluster:
            self.cluster.close()
            self.cluster = None

    def _goes_away(self, task: Task) -> bool:
        return bool(self.cluster and task.call) and task.name not in self.stays

    def _next(self) -> Task | None:
        """Send away what can go, the longest first; take out what begins here."""
        going = [task for task in self.waiting if self._goes_away(task)]
        self.waiting = [task for task in self.waiting if not self._goes_away(task)]
        for task in reversed([*going]):
            # (For whom other files matter, it is another of the same name.)
            if self.cluster.room and task.name not in self.away:
                going.remove(task)
                self.away[task.name] = task
                self.cluster.send(task)
        found = super()._next()
        self.waiting[:0] = going
        return found

    def _is_stuck(self) -> bool:
        is_done_there = self.away or any(map(self._goes_away, self.waiting))
        return super()._is_stuck() and not is_done_there

    def _is_on_its_way(self, asked: tuple) -> bool:
        is_away = any(task.asked == asked for task in self.away.values())
        return is_away or super()._is_on_its_way(asked)

    def _take_in(self, reply: Reply) -> None:
        """Take over what a worker has made of a task, or let that run once more."""
        task = self.away.pop(reply.task.name)
        match reply.said:
            case None if reply.why:
                tell(task, f"the cluster has not done it: {reply.why}")
                self.stays.add(task.name)
            case None:
                pass  # its worker is gone
            case {"kind": "result", "new": [*made]}:
                try:
                    self._keep(task, reply.worker, made)
                    return
                except PackError as error:
                    self.cluster.refuse(reply.worker, f"what it gives {error}")
            case {"kind": "broken" | "failed" as kind, "what": str() | None as what}:
                self.outcomes[task.asked] = Outcome(kind, what)
                tell(task, f"failed on {reply.worker}")
                return
            case _:
                self.cluster.refuse(reply.worker, "what it gives is no result")
        self.waiting.append(task)

    def _keep(self, task: Task, worker: str, made: list) -> None:
        """Keep a result, and those of experiments for which it has asked.

        Raises:
            PackError: If it is not the result of what is here.
        """
        if worker not in self.cluster.machines:
            raise PackError("comes too late")
        kind, called = self.cluster.machines[worker]
        entries = {}
        for one in made:
            match one:
                case [str(name), known, content]:
                    entries[name] = packs.understood_entry([known, content])
                case _:
                    raise PackError("is no result")
        entry = entries.get(task.name)
        if not entry or entry.facts != task.facts | {PROCESSOR: kind}:
            raise PackError("is the result of something else")
        for name, one in entries.items():
            self.store.keep(name, one.facts, one.result)
        found = self.store.find(entry.facts)
        if not found or found.files != entry.result.files:
            raise PackError("comes of other files, or versions, than there are here")
        machines.accept(self.store, {kind: called})
        machine = "" if kind == machines.own() else kind
        self.results[task.name] = entry.result
        marks = machines.marks(self.store, machine)
        self.outcomes[task.asked] = outcome_of(entry.result, marks)
        tell(task, f"done in {entry.result.seconds:.1f} s on {worker}")
