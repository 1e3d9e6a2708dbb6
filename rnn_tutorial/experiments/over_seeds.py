"""One experiment, repeated with many seeds, over all processor cores."""

import multiprocessing
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import torch

from rnn_tutorial import checks
from rnn_tutorial.progress import watched

Result = TypeVar("Result")
Caught = list[tuple[type[Warning], str]]  # warnings

# From which amount of work on more processes pay, in seconds, by how they start: to
# copy this one takes no time, but new ones have to import PyTorch.
WORTH_PROCESSES = {"fork": 0.5, "forkserver": 3.0, "spawn": 3.0}


def over_seeds(
    run: Callable[[int], Result],
    seeds: Iterable[int],
    workers: int | None = None,
    progress: bool | None = None,
) -> list[Result]:
    """Return what `run` returns for each seed, in the order of the seeds.

    It takes a seed, a whole number from 0 on, each once, and seeds everything that it
    draws. A seed's result is the same whatever runs beside it, in however many
    processes: every run has one thread, and the random numbers of the caller go on
    afterwards as if nothing had happened. With 1 of the `workers` that is this process.
    By default a notebook uses all cores if the first seed took long enough. In a script
    the default is 1, because processes would run the script again: pass another number
    if what it does stands below `if __name__ == "__main__":`. `progress`: see `train`.

    Raises:
        RuntimeError: If a process dies.

    Examples:
        >>> over_seeds(lambda seed: 10 * seed, seeds=[1, 2, 3])
        [10, 20, 30]
    """
    seeds = checked_seeds(seeds)
    if workers is not None:
        checks.positive_int("workers", workers)
    finished = _finished(run, seeds, workers)
    results = dict(watched(finished, "seed", progress, len(seeds)))
    return [results[seed] for seed in seeds]


def checked_seeds(seeds: Iterable[int]) -> list[int]:
    """Return seeds as a list, or say what is wrong with them."""
    seeds = list(seeds)
    checks.expect(bool(seeds), "seeds", seeds, "at least one seed")
    for seed in seeds:
        checks.non_negative_int("seed", seed)
    checks.expect(len({*seeds}) == len(seeds), "seeds", seeds, "each seed once")
    return seeds


def _finished(
    run: Callable[[int], Result], seeds: list[int], workers: int | None
) -> Iterator[tuple[int, Result]]:
    """Yield seeds and results as they come."""
    if workers is None:
        start = perf_counter()
        first, *seeds = seeds
        yield first, _told(_alone(run, first))
        method = _context(run).get_start_method()
        is_long = (perf_counter() - start) * len(seeds) > WORTH_PROCESSES[method]
        known = hasattr(os, "sched_getaffinity")  # which cores this process may use
        cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
        workers = cores if is_long and _can_travel(run) else 1
    if workers > 1 and seeds:
        yield from _in_processes(run, seeds, min(workers, len(seeds)))
    else:
        yield from ((seed, _told(_alone(run, seed))) for seed in seeds)


def _can_travel(run: Callable) -> bool:
    """Tell whether other processes can find the function, and start without harm."""
    function = _function(run)
    is_named = "<" not in getattr(function, "__qualname__", "<")
    is_script = hasattr(sys.modules["__main__"], "__file__")
    return is_named and function.__module__ != "__main__" and not is_script


def _function(run: Callable) -> Callable:
    return run.func if isinstance(run, partial) else run


def _in_processes(
    run: Callable[[int], Result], seeds: list[int], workers: int
) -> Iterator[tuple[int, Result]]:
    """Yield as they come; after an error or Ctrl-C no process goes on running."""
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(workers, mp_context=_context(run)) as pool:
        try:
            jobs = {pool.submit(_alone, run, seed): seed for seed in seeds}
            for job in as_completed(jobs):
                yield jobs[job], _told(job.result())
        except BaseException as error:
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            pool.shutdown(cancel_futures=True)  # its thread must not outlive us
            if isinstance(error, BrokenProcessPool):
                died = "a process that ran a seed ended without a result"
                raise RuntimeError(f"{died}; is memory short?") from None
            raise


def _context(run: Callable) -> multiprocessing.context.BaseContext:
    """Choose how processes start: copied from one that has imported what they need."""
    # A process of macOS that has loaded its frameworks must not be copied.
    methods = multiprocessing.get_all_start_methods()
    if "forkserver" not in methods or sys.platform == "darwin":
        return multiprocessing.get_context("spawn")
    threads = Path("/proc/self/task")  # where that is unknown, this one isn't copied
    if threads.exists() and len(list(threads.iterdir())) == 1:
        return multiprocessing.get_context("fork")  # from this one
    context = multiprocessing.get_context("forkserver")
    # The first optimiser of a process imports torch._dynamo, which takes a second.
    context.set_forkserver_preload([_function(run).__module__, "torch._dynamo"])
    return context


def _told(outcome: tuple[Result, Caught]) -> Result:
    """Give the warnings of a run that was alone, here where they are heard."""
    result, caught = outcome
    for category, message in caught:
        warnings.warn(message, category, stacklevel=2)
    return result


def _alone(run: Callable[[int], Result], seed: int) -> tuple[Result, Caught]:
    """Run one seed on one thread, and leave threads and random numbers as they were.

    Its warnings travel with its result.
    """
    threads = torch.get_num_threads()
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    torch.set_num_threads(1)
    try:
        with warnings.catch_warnings(record=True) as caught:
            result = run(seed)
    finally:
        torch.set_num_threads(threads)
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])
    return result, [(warning.category, str(warning.message)) for warning in caught]
