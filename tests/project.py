"""A small project whose pages and experiments note when they really run."""

import os
import time


class Project:
    """A folder with a package, and a file of notes beside it."""

    def __init__(self, root):
        self.root = root / "project"
        self.counts = root / "counts"
        self.write("part/__init__.py", "")

    def write(self, name, text):
        """Write a file that seems to have been there for a while."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        long_ago = time.time() - 60
        os.utime(path, (long_ago, long_ago))  # as if we had not been so quick
