"""Tasks of asyncio that nobody awaits: what they say, or why they fail, goes unseen."""

from __future__ import annotations

import asyncio
from functools import wraps
from weakref import ref


class Tasks:
    """Knows the tasks of a page, and the cells that have begun them."""

    def __init__(self) -> None:
        self.cell = 0  # that runs
        self._begun: list[tuple[int, ref[asyncio.Task]]] = []
        create_task = asyncio.BaseEventLoop.create_task

        @wraps(create_task)
        def noted(*args: object, **kwargs: object) -> asyncio.Task:
            task = create_task(*args, **kwargs)
            self._begun.append((self.cell, ref(task)))
            return task

        asyncio.BaseEventLoop.create_task = noted

    def lost(self) -> tuple[int, str]:
        """Say which cell has begun a task that is lost, and how; 0 if none is."""
        for cell, found in self._begun:
            task = found()  # (What is gone has told of its error when it went.)
            if task is None or task.cancelled():
                continue
            if not task.done():
                return cell, "a task (asyncio) has not come to its end: await it"
            if task._log_traceback:  # nobody has asked for its error
                error = task.exception()
                told = f"{type(error).__name__}: {error}".removesuffix(": ")
                return cell, f"a task (asyncio) failed, and nobody awaits it: {told}"
        return 0, ""
