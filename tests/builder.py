"""Runs MkDocs again and again, each time in a copy of a process that has loaded it all.

What others have written stays loaded; hooks are not, so that every project has its own.
Every line of input is an order: a folder, options, and the environment. What MkDocs
says goes to the two files that are given; how it has ended is a line of output.
"""

import json
import os
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


def run(folder, options, environment):
    """Do in this process what `python -m mkdocs` does."""
    for descriptor, file in enumerate([os.devnull, *sys.argv[1:]]):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC), descriptor)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder
    sys.argv = ["mkdocs", *options]
    cli()


def main():
    """Follow one order after the other."""
    load()
    for order in iter(sys.stdin.readline, ""):
        if process := os.fork():
            _, status = os.waitpid(process, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
        else:
            run(*json.loads(order))


if __name__ == "__main__":
    main()
