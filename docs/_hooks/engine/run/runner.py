"""The process on a worker of a cluster that runs experiments, one after the other.

It runs them as the build would, in sessions, and hands over what comes out as plain
values: rows of JSON. It ends with whoever has started it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import SimpleQueue

from engine.cache import environment, requirements
from engine.run import experiments, machines, packs, processes, tasks
from engine.run.kept_results import Facts, Result, Store
from engine.run.pool import Pool
from engine.session.protocol import Call

PRELOAD = "SITE_PRELOAD"  # in the environment: what sessions begin with


@dataclass
class Noted(Store):
    """Keeps results, and remembers those that are new."""

    new: list[tuple[str, Facts, Result]] = field(default_factory=list)

    def keep(self, page: str, known: Facts, result: Result) -> None:
        """Keep a result."""
        super().keep(page, known, result)
        self.new.append((page, known, result))


def done(root: Path, order: dict) -> dict:
    """Run an experiment, and those for which it asks.

    Args:
        root: The project's folder.
        order: The parts of a call, and what its asker has declared.
    """
    store = Noted(root / ".cache" / "results", root)
    call, declared = Call(*order["call"]), tuple(order["declared"])
    name, notebook = experiments.name(call), experiments.plan(call, declared)
    pool = Pool(root, store, [tasks.plan(name, notebook, store, call)])
    pool.to_the_end()
    outcome = pool.outcomes[call, declared]
    new = [[name, known, asdict(result)] for name, known, result in store.new]
    return {"kind": outcome.kind, "what": outcome.what, "new": new}


def greeting(root: Path) -> dict:
    """Say what there is here: whoever has something else can't use what comes out."""
    return {
        "common": packs.common(),
        "packages": requirements.packages(root / ".cache"),
        "machine": [machines.own(), environment.processor()],
    }


def main() -> None:
    """Obey, until nobody is there any more."""
    home = os.fdopen(os.dup(1), "w", encoding="utf-8")
    told = os.fdopen(os.dup(0), encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what else is printed here is no message
    orders: SimpleQueue[str] = SimpleQueue()

    def listen() -> None:
        for row in told:
            orders.put(row)
        os.kill(os.getpid(), signal.SIGINT)  # so that sessions end, too

    root = Path.cwd()
    processes.preload(json.loads(os.environ.pop(PRELOAD)), root)
    processes.warm_up(root / ".cache")
    print(json.dumps(greeting(root)), file=home, flush=True)
    threading.Thread(target=listen, daemon=True).start()
    try:
        while True:
            made = done(root, json.loads(orders.get()))
            print(json.dumps(made), file=home, flush=True)
    except KeyboardInterrupt:
        sys.exit()
