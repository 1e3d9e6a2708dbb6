"""What every session imports, once: sessions are copies of a process that knows it.

Nothing of the project is imported here, and nothing is computed: a process is copied
safely only while it has a single thread.
"""

# ruff: noqa: F401
import gc
import io

import matplotlib.pyplot
import numpy
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline import backend_inline

# The first optimiser of a process imports half of PyTorch, which takes a second.
torch.optim.Adam([torch.nn.Parameter(torch.zeros(1))])

# The first figure looks up fonts and builds the grammar of formulas.
figure, axes = matplotlib.pyplot.subplots()
axes.semilogy([1, 10])
figure.savefig(io.BytesIO(), format="svg")
matplotlib.pyplot.close(figure)

# What the collector never looks at stays shared: it would write into every object.
gc.collect()
gc.freeze()
