"""Two workers of a cluster against one, and what two cores of this machine give at all.

All workers are on this machine, so what two of them can win is what two processes that
know nothing of each other win. Both are measured, in turn.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from builds import Project, failure, folder_of
from corpus import Cell, Sources
from record import ROOT
from tools import Tool, engine
from tqdm import tqdm

from engine.cache.environment import SEEDS
from engine.run import arithmetic
from engine.run.spread import VARIABLE

RUNS = 24  # seeds, and so tasks
STEPS = 400
COUNTS = (1, 2)
WAYS = ("workers of a cluster", "plain processes")
_IMPORTS = """\
from rnn_tutorial.experiments.recall import recall
from rnn_tutorial.experiments.variants import Variant
"""
_ASK = 'recall({seeds}, Variant("LSTM"), seq_len=60, max_steps={steps})'
_LAB = f"""\
# %% [markdown]
# # A cluster at work

# %%
from rnn_tutorial.evidence import seeds
{_IMPORTS}found = {_ASK.format(seeds="seeds()", steps=STEPS)}
print(f"final loss {{found.asked.mean():.12f}}")
"""


def measure(repeats: int) -> list[dict[str, object]]:
    """Let one worker, and two, do the same; then one process, and two."""
    seconds: dict[tuple[str, int], list[float]] = defaultdict(list)
    shown = set()
    for _ in tqdm(range(repeats), unit="round", leave=False):
        for count in COUNTS:
            with cluster(count) as address:
                project = _project(address)
                project.set_up()
                _get_ready(project)
                cost = project.build()
            if cost.exit_code:
                raise failure(project, f"{count} workers", "failed")
            shown |= {*project.published([1])}
            seconds[WAYS[0], count].append(cost.wall_seconds - _idle(project))
            seconds[WAYS[1], count].append(_plain(count))
    if len(shown) != 1:
        raise failure(project, "the number of workers", "changed a number")
    medians = {case: statistics.median(found) for case, found in seconds.items()}
    return [
        {"way": way, "at_once": count, "seconds": round(medians[way, count], 2)}
        | {"times_one": round(medians[way, 1] / medians[way, count], 2)}
        | {"seeds": RUNS, "rounds": repeats}
        for way in WAYS
        for count in COUNTS
    ]


def _project(address: str) -> Project:
    environment = {VARIABLE: address, SEEDS: str(RUNS)}
    tool: Tool = replace(engine([1]), write=_written, environment=environment)
    return Project(tool, folder_of("workers"))


def _written(_: list[Cell]) -> str:
    return _LAB


def _get_ready(project: Project) -> None:
    """Let the build make what it makes once, and workers load what they always need."""
    project.write(Sources(documents=1))
    lab = project.folder / "docs/labs/nb1.py"
    text = lab.read_text(encoding="utf-8")
    lab.write_text(text.replace(f"={STEPS}", "=10"), encoding="utf-8")
    if project.build().exit_code:
        raise failure(project, "the build before", "failed")
    lab.write_text(text, encoding="utf-8")


def _idle(project: Project) -> float:
    """Time a build for which nothing has to run."""
    return project.build().wall_seconds


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Start a cluster on this machine; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "engine.run.local_cluster", str(workers)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "docs/_hooks")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process.stdout.readline().rpartition("CLUSTER=")[2].strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _plain(count: int) -> float:
    """Share the seeds out over processes; return how long the last of them took."""
    one_thread = {"OMP_NUM_THREADS": "1", SEEDS: "1"}
    environment = os.environ | arithmetic.settings() | one_thread
    begun = time.perf_counter()
    with ExitStack() as ended:
        for first in range(count):
            own = f"for seed in {[*range(first, RUNS, count)]}:\n"
            program = f"{_IMPORTS}{own} {_ASK.format(seeds='[seed]', steps=STEPS)}"
            command = [sys.executable, "-c", program]
            ended.enter_context(subprocess.Popen(command, cwd=ROOT, env=environment))
    return time.perf_counter() - begun
