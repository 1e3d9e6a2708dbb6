"""Runs a share of the experiments, so that several machines can do all of them.

    RNN_TUTORIAL_SEEDS=10 python -m engine.jury.share 2/4

Experiments ask for random starts one by one, so the share is one of these: every
machine runs all pages, with other seeds. What pages claim is noted, not checked: it is
meant for all seeds. Where a page gives up, with so few, the build will do the rest.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from pathlib import Path

from mkdocs.config import load_config

from engine.cache import environment
from engine.jury.replay import replays
from engine.run import processes, scheduler

_SHARE = re.compile(r"([1-9]\d*)/([1-9]\d*)")


def of(seeds: range, share: str) -> range:
    """Say which seeds belong to a share.

    Raises:
        ValueError: If that is none.

    Examples:
        >>> [[*of(range(10), f"{number}/4")] for number in (1, 2, 3, 4)]
        [[0, 1], [2, 3, 4], [5, 6], [7, 8, 9]]
        >>> of(range(10), "5/4")
        Traceback (most recent call last):
            ...
        ValueError: SHARD is '5/4'; expected which of how many, as in 2/4
    """
    match = _SHARE.fullmatch(share)
    number, parts = map(int, match.groups()) if match else (1, 0)
    if number > parts:
        raise ValueError(f"SHARD is {share!r}; expected which of how many, as in 2/4")
    begin, end = (len(seeds) * n // parts for n in (number - 1, number))
    return seeds[begin:end]


def main(share: str) -> str | None:
    """Run a share, and say what it was; return what went wrong."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    setting = os.environ.get(environment.SEEDS, "")
    try:
        seeds = of(environment.seeds(setting), share)
    except ValueError as error:
        return f"✗ {error}."
    if not seeds:
        print(f"✓ Share {share} has none of the seeds.")
        return None
    os.environ[environment.SEEDS] = f"{seeds[0]}-{seeds[-1]}"
    config = load_config("mkdocs.yml")
    root = Path(config.config_file_path).parent
    processes.preload(config.extra.get("preload", ()), root)
    notebooks = dict(replays(config, root))
    problems = scheduler.run_all(notebooks, root, "Experiments")
    ended = len({problem.path for problem in problems})
    more = f"; {ended} of {len(notebooks)} pages ended early" if ended else ""
    print(f"✓ The experiments of seeds {seeds[0]} to {seeds[-1]} are kept{more}.")
    return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
