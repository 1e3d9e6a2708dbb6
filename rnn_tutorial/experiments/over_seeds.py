"""One experiment, repeated with many seeds, over all processor cores."""

import multiprocessing
import os
import random
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
import torch

from rnn_tutorial import checks
from rnn_tutorial.progress import watched

Result = TypeVar("Result")

# From which amount of work on more processes pay, in seconds, by how they start: to
# copy this one takes no time, but new ones have to import PyTorch.
WORTH_PROCESSES = {"fork": 0.5, "forkserver": 3.0, "spawn": 3.0}


def over_seeds(
    run: Callable[[int], Result],
    seeds: Iterable[int],
    workers: int | None = None,
    progress: bool | None = None,
) -> list[Result]:
    """Run an experiment once per seed.

    A seed's result is the same whatever runs beside it, and however many processes
    there are: every run has one thread, and the random numbers of the caller go on
    afterwards as if nothing had happened.

    Args:
        run: The experiment: takes a seed, and seeds everything that it draws.
        seeds: The seeds, at least one, none of them twice.
        workers: Number of processes; 1 means this one. By default a notebook uses all
            cores if the first seed took long enough for that to pay. In a script the
            default is 1, because processes would run the script again: pass another
            number if what it does stands below `if __name__ == "__main__":`.
        progress: Whether to show a progress bar; by default if a person watches.

    Returns:
        The results, in the order of the seeds.

    Raises:
        ValueError: If there is no seed, one is not a whole number from 0 on, or one
            comes twice; and whatever `run` raises.
        RuntimeError: If a process dies.

    Examples:
        >>> over_seeds(lambda seed: 10 * seed, seeds=[1, 2, 3])
        [10, 20, 30]
    """
    numbers = _checked(seeds)
    if workers is not None:
        checks.positive_int("workers", workers)
    finished = watched(_finished(run, numbers, workers), "seed", progress, len(numbers))
    results = dict(finished)
    return [results[seed] for seed in numbers]


def _checked(seeds: Iterable[int]) -> list[int]:
    numbers = list(seeds)
    if not numbers:
        raise ValueError("seeds is empty; expected at least one seed.")
    for seed in numbers:
        checks.non_negative_int("seed", seed)
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"seeds is {numbers}; expected each seed once.")
    return numbers


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
        workers = _cores() if is_long and _can_travel(run) else 1
    if workers > 1 and seeds:
        yield from _in_processes(run, seeds, min(workers, len(seeds)))
    else:
        yield from ((seed, _told(_alone(run, seed))) for seed in seeds)


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    with _pool(run, workers) as pool:
        jobs = {pool.submit(_alone, run, seed): seed for seed in seeds}
        for job in as_completed(jobs):
            yield jobs[job], _told(job.result())


@contextmanager
def _pool(run: Callable, workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool; after an error or Ctrl-C nothing of it goes on running."""
    others = set(multiprocessing.active_children())
    with ProcessPoolExecutor(workers, mp_context=_context(run)) as pool:
        try:
            yield pool
        except BaseException as error:
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            pool.shutdown(cancel_futures=True)  # its thread must not outlive us
            if isinstance(error, BrokenProcessPool):
                raise RuntimeError(
                    "a process that ran a seed ended without a result; is memory short?"
                ) from None
            raise


def _context(run: Callable) -> multiprocessing.context.BaseContext:
    """Choose how processes start: copied from one that has imported what they need."""
    # A process of macOS that has loaded its frameworks must not be copied.
    methods = multiprocessing.get_all_start_methods()
    if "forkserver" not in methods or sys.platform == "darwin":
        return multiprocessing.get_context("spawn")
    if _has_one_thread():
        return multiprocessing.get_context("fork")  # from this one
    context = multiprocessing.get_context("forkserver")
    # The first optimiser of a process imports torch._dynamo, which takes a second.
    context.set_forkserver_preload([_function(run).__module__, "torch._dynamo"])
    return context


def _has_one_thread() -> bool:
    """Tell whether this process can be copied safely; where that's unknown, no."""
    threads = Path("/proc/self/task")
    return threads.exists() and len(list(threads.iterdir())) == 1


def _told(outcome: tuple[Result, list[tuple[type[Warning], str]]]) -> Result:
    """Give the warnings of a run that was alone, here where they are heard."""
    result, caught = outcome
    for category, message in caught:
        warnings.warn(message, category, stacklevel=2)
    return result


def _alone(
    run: Callable[[int], Result], seed: int
) -> tuple[Result, list[tuple[type[Warning], str]]]:
    """Run one seed on one thread; its warnings travel with its result."""
    with _undisturbed(), warnings.catch_warnings(record=True) as caught:
        result = run(seed)
    return result, [(warning.category, str(warning.message)) for warning in caught]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Work on one thread, and leave threads and random numbers as they were."""
    threads = torch.get_num_threads()
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])
