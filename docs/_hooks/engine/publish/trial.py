"""Runs, in a session of its own, what a browser would run, and shows what comes out.

Nobody can tell from code alone all that it needs from above it: who may know an object
by another name, or which setting has a say. So what is offered is tried before.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import io
import os
import sys
import tempfile
import threading

from IPython.display import clear_output, display

from engine.publish import runner

TRIED = "application/vnd.site.tried+json"
# What only IPython brings.
_NOT_THERE = {"display", "get_ipython"}
_NOT_THERE |= {"help"}  # nor is the module that has its words
# What is refused, by how `sys.audit` calls it: a page is one process, alone.
_REFUSED = (
    *("subprocess.", "os.system", "os.fork", "os.exec", "os.posix_spawn", "os.spawn"),
    "socket.__new__",
)


def attempt(sources: list[str], evidence: str = "") -> None:
    """Run code as a browser does, and show what the last of it does.

    Behind that stands, for the build alone, the error that has ended it, and whether it
    has asked for seeds.

    Args:
        sources: What to run, one after the other.
        evidence: The module whose seeds a claim asks for.
    """
    os.chdir(tempfile.mkdtemp())  # where a page has no files, either
    sys.addaudithook(_refuse)
    vars(os).pop("fork", None)  # which code may ask for, to do without
    threading.Thread.start = _start_no_thread
    asked = _note_seeds(evidence) if evidence else []
    there = {k: v for k, v in vars(builtins).items() if k not in _NOT_THERE}
    names = {"__name__": "__main__", "__builtins__": there}
    error = ""
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            *above, last = sources
            for source in above:
                runner.execute(source, runner.HERE, names)
            clear_output()
            value = runner.execute(last, runner.HERE, names)
            if value is not None:
                display(value)
        except BaseException as ended:
            error = runner.sentence(ended)
    display({TRIED: {"error": error, "asks": bool(asked)}}, raw=True)


def _refuse(event: str, _: object) -> None:
    if event.startswith(_REFUSED):
        raise RuntimeError(f"a page in a browser has no {event}")


def _start_no_thread(_: threading.Thread) -> None:
    raise RuntimeError("a page in a browser can't start a thread")


def _note_seeds(evidence: str) -> list[bool]:
    """Note whether seeds are asked for, under whatever name."""
    module, asked = importlib.import_module(evidence), []
    seeds = module.seeds

    def noted() -> range:
        asked.append(True)
        return seeds()

    module.seeds = noted
    return asked
