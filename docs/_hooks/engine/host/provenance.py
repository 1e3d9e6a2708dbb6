"""What the site is made with: versions, machine, commit."""

from __future__ import annotations

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from engine.cache import environment


def describe(root: Path, *, is_draft: bool = False) -> dict[str, str]:
    """Say what results may depend on, in the order in which to read it.

    Args:
        root: The project's folder.
        is_draft: Whether somebody writes at it: then the commit is the one before, from
            the first edit to the last, so that no page changes with another's edit.
    """
    edited = () if is_draft else ("--dirty",)
    commit = _git(root, "describe", "--always", *edited, "--abbrev=12")
    return {
        "Commit": f"after {commit}" if is_draft and commit else commit or "unknown",
        "Date of the commit": _git(root, "log", "-1", "--format=%cs") or "unknown",
        "Python": platform.python_version(),
        "PyTorch": version("torch").partition("+")[0],
        "NumPy": version("numpy"),
        "matplotlib": version("matplotlib"),
        "Processor": environment.processor(),
        "System": f"{platform.system()}, {platform.machine()}",
        "Threads": "one per run",
    }


def commit_time(root: Path) -> str:
    """Date the site by the commit, so that one commit gives one site."""
    return _git(root, "log", "-1", "--format=%ct") or "0"


def _git(root: Path, *arguments: str) -> str:
    """Ask git; nothing if there is none, or it knows nothing of this project.

    (That may have been unpacked inside of another one's repository.)
    """
    for asked in (("ls-files", "mkdocs.yml"), arguments):
        try:
            done = subprocess.run(
                ["git", *asked], cwd=root, capture_output=True, text=True, check=False
            )
        except OSError:
            return ""
        told = done.stdout.strip()
        if not told:
            break
    return told
