"""matplotlib, loaded with the settings beside this file.

It would prefer those of the folder where it is loaded, and nobody would hear of their
changes: a page sets what it wants itself.
"""

from contextlib import chdir
from pathlib import Path

with chdir(Path(__file__).parent):
    import matplotlib.pyplot  # noqa: F401
