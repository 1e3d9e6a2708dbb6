"""Runs MkDocs again and again, each time in a copy of a process that has loaded it all.

What others have written stays loaded; hooks are not, so that every project has its own.
Every line of input is an order, and its answer a line of output: to start MkDocs in a
folder, with options, an environment, and files for what it says (its process); or to
look whether such a process has ended (how; null if it has not), or wait until it has.
"""

import json
import os
import signal
import sys
from pathlib import Path

from mkdocs import plugins
from mkdocs.__main__ import cli

HOOKS = Path(__file__).parents[1] / "docs/_hooks"
USED = ("material", "mkdocs_jupyter", "mkdocstrings")


def load():
    """Import what the builds will import, and forget what is the project's own."""
    for plugin in plugins.get_plugins().values():
        if plugin.value.startswith(USED):
            plugin.load()
    sys.path.insert(0, str(HOOKS))
    import hooks  # noqa: F401

    sys.path.remove(str(HOOKS))
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("engine", "hooks"):
            del sys.modules[name]


def start(folder, options, environment, told):
    """Do in a copy of this process what `python -m mkdocs` does; return which."""
    if process := os.fork():
        return process
    # Ctrl-C can end it, whoever started the tests and how.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor, file in enumerate([os.devnull, *told]):
        anew = os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        os.dup2(os.open(file, anew), descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder
    sys.argv = ["mkdocs", *options]
    cli()


def ended(process, waits):
    """Tell how a process has ended."""
    found, status = os.waitpid(process, 0 if waits else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def main():
    """Follow one order after the other."""
    load()
    for line in iter(sys.stdin.readline, ""):
        order, *given = json.loads(line)
        done = {"start": start, "ended": ended}[order](*given)
        print(json.dumps(done), flush=True)


if __name__ == "__main__":
    main()
