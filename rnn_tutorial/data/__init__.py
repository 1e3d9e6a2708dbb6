"""Series, tasks and names to learn from, and how they are cut into examples."""

from importlib.resources import files

FILES = files(__name__) / "files"  # come with the package: nothing is ever downloaded
