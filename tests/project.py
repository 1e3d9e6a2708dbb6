"""A small project whose pages and experiments note when they really run."""

import time


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
