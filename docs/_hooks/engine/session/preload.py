"""What every session needs, loaded once: sessions are copies of a process that has it.

Nothing of the project is imported here, and nothing is computed: a process is copied
safely only while it has a single thread.
"""

# ruff: noqa: F401
import gc
import inspect
import io
import warnings
from contextlib import suppress

import matplotlib.pyplot
import numpy.random
import pytest
from IPython.core import application, completer, completerlib, oinspect
from IPython.core.magics import ast_mod, execution
from matplotlib_inline import backend_inline

with suppress(ImportError):  # where Python was built without it
    import sqlite3

from engine.session import experiments, files_read, orphans, page, shell

# The first figure looks up fonts and builds the grammar of formulas.
figure, axes = matplotlib.pyplot.subplots()
axes.semilogy([1, 10])
figure.savefig(io.BytesIO(), format="svg")
matplotlib.pyplot.close(figure)
# The first shell asks what is installed for backends, and the first error every module
# for its file.
matplotlib.backends.backend_registry.list_all()
inspect.getmodule(inspect.currentframe())

page.who_draws_ids()
files_read.loaded_before()

# What a page has left becomes this process's own, where the build finds it.
orphans.adopt()
warnings.filterwarnings("ignore", "forkserver: waitpid returned unexpected pid")

# What the collector never looks at stays shared: it would write into every object.
gc.collect()
gc.freeze()
