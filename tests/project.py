"""Small projects whose pages and experiments note when they really run."""

import shutil
import time

from engine.plan import lessons
from engine.run import scheduler
from engine.run.kept_results import Store


class Project:
    """A folder with a package, and a file of notes beside it."""

    def __init__(self, root):
        self.root = root / "project"
        self.counts = root / ".hidden/counts"  # nothing on which a page depends
        self.counts.parent.mkdir()
        self.write("part/__init__.py", "")

    def write(self, name, text):
        """Write a file, a moment before something runs."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        time.sleep(0.03)  # or it might have been saved while a page ran


LAB = """\
import functools, sys

def shared(run):
    @functools.wraps(run)
    def ask(seed):
        return sys.experimenthook(run, [{"seed": seed}])[0]
    return ask

@shared
def draw(seed):
    open({counts!r}, "a").write(str(seed))
    return seed / 3
"""
CODE = "from part.lab import draw\nprint([draw(seed) for seed in ({},)])"


class Lab(Project):
    """A project with an experiment, and a page that asks for it."""

    def __init__(self, root):
        super().__init__(root)
        self.write("pyproject.toml", '[project]\nname = "lab"\n')
        self.write("part/lab.py", LAB.replace("{counts!r}", repr(str(self.counts))))
        self.store = Store(self.root / ".cache/results", self.root)

    def run(self, seeds):
        """Run the page; return what it prints, which seeds ran, and its notebook."""
        page = lessons.plan(f"```python exec\n{CODE.format(seeds)}\n```\n")
        self.counts.write_text("")
        assert scheduler.run_all({"a.md": page}, self.root) == []
        shown = "".join(one["text"] for one in page.cells[0].outputs)
        return shown, self.counts.read_text(), page

    def elsewhere(self, place):
        """Copy the project, but for what is kept."""
        copy = Lab.__new__(Lab)
        copy.root, copy.counts = place / "project", self.counts
        shutil.copytree(self.root, copy.root, ignore=shutil.ignore_patterns(".cache"))
        copy.store = Store(copy.root / ".cache/results", copy.root)
        return copy
