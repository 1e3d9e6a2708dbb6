"""Progress bars, shown when a person is watching: in a terminal or a notebook."""

import os
import sys
from collections.abc import Iterable
from typing import TypeVar

from tqdm.std import tqdm

Item = TypeVar("Item")


class _Bar(tqdm):
    """A bar without the thread that tqdm starts: with it, no process can be copied."""

    monitor_interval = 0


def watched(
    items: Iterable[Item], unit: str, progress: bool | None, total: int | None = None
) -> Iterable[Item]:
    """Pass items on, each one a `unit`, and show how many have come.

    Their `total` is needed if they don't know it; `progress` is as in `train`.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    in_notebook = getattr(shell, "kernel", None) is not None
    disable = False if in_notebook else None  # which means "unless in a terminal"
    disable = True if os.environ.get("TQDM_DISABLE") else disable
    if progress is not None:
        disable = not progress
    return _Bar(items, total=total, disable=disable, unit=unit, leave=False)
