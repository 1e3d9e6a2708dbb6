"""What all tests say of one page, in seconds: `make test-page PAGE=learn/lstm.md`.

It checks nothing itself. The style is looked at where the page has code of its own, the
site is built as for all tests, and of these run those that look at pages, or name it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from engine.author import pages
from engine.author.pages import Page
from engine.cache import environment, storage

WRITING = "3"  # random starts with which `make serve` builds, if nothing is kept yet
BUILT = "BUILT_SITE"


def steps(page: Page, root: Path) -> dict[str, list[str]]:
    """List what is run, by what each step is called."""
    site = os.environ[BUILT]
    code = [page.source] * page.is_lab
    code += [
        name
        for name in [f"tests/controls/{page.controls}.py"]
        if (root / name).is_file()
    ]
    own = ["-q", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    quiet = ["--quiet", "--force-exclude"]  # what is laid out for readers stays so
    found = {
        "style": ["ruff", "check", *quiet, *code],
        "layout": ["ruff", "format", "--check", *quiet, *code],
        "build": ["mkdocs", "build", "--strict", "--site-dir", site],
        "tests": ["pytest", *own, f"--page={page.address}", "tests"],
    }
    return {name: one for name, one in found.items() if one[0] != "ruff" or code}


def seeds_kept(root: Path) -> str:
    """Say with how many random starts pages ran last, as those results are kept."""
    files = (root / ".cache/results/last").glob("*.json")
    for file in sorted(files, key=os.path.getmtime, reverse=True):
        kept = (storage.read(file) or {}).get("facts", {})
        if environment.SEEDS in kept:
            return kept[environment.SEEDS]
    return WRITING


def main(name: str, root: Path) -> int:
    """Take all steps, and say which of them have found something."""
    page = pages.find(name, root)
    os.environ.setdefault(environment.SEEDS, seeds_kept(root))
    failed = []
    for step, command in steps(page, root).items():
        print(f"→ {page.source}: {step}", flush=True)
        done = subprocess.run([sys.executable, "-m", *command], cwd=root, check=False)
        if done.returncode:
            failed.append(step)
            if step == "build":
                del os.environ[BUILT]  # what lies there is no site of this page
    if failed:
        print(f"✗ {page.source}: {' and '.join(failed)} found what is told above")
    else:
        print(f"✓ {page.source}: nothing to be found")
    return bool(failed)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], Path.cwd()))
    except LookupError as error:
        sys.exit(str(error.args[0]))
