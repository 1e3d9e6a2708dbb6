"""Documents that run code, and the package that they use.

Written by code, so that every tool gets the same in the format that it wants.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

import nbformat

_TRAIN = '''\
"""Trains a small recurrent network to continue a sine wave."""

import numpy as np
import torch
from torch import nn

LEARNING_RATE = {rate}


class Forecaster(nn.Module):
    """Reads a window and says the next value."""

    def __init__(self, hidden_size=32):
        super().__init__()
        self.rnn = nn.RNN(1, hidden_size, batch_first=True)
        self.head = nn.Linear(hidden_size, 1)

    def forward(self, x):
        """Map windows (N, T, 1) to forecasts (N, 1)."""
        _, h_n = self.rnn(x)
        return self.head(h_n[0])


def windows(seq_len=20):
    """Cut two cycles of a sine into 480 windows, and the values that follow them."""
    wave = np.sin(np.linspace(0, 4 * np.pi, 500, dtype=np.float32))
    cut = np.lib.stride_tricks.sliding_window_view(wave, seq_len)[:-1]
    return torch.tensor(cut)[:, :, None], torch.tensor(wave[seq_len:])[:, None]


def train(seed, epochs):
    """Train a network; return it and the loss of each epoch."""
    torch.manual_seed(seed)
    model = Forecaster()
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    x, y = windows()
    losses = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses
'''

_SHORT = '''\
"""What is computed in no time, for documents of which there are many."""

import numpy as np

RATE = {rate}


def loss(seed):
    """Go down a parabola for ten steps, from a random place; return how far it is."""
    place = np.random.default_rng(seed).uniform()
    for _ in range(10):
        place -= RATE * 2 * place
    return place**2
'''

_TEXT = """\
# Sine wave {number}

A recurrent network {verb} 20 values of a sine wave one after the other. Its state after
each of them is

$$h_t = \\tanh(x_t W_{{xh}} + h_{{t-1}} W_{{hh}} + b_h),$$

and from the last one it says the value that comes next. The random start has seed
{number}.
"""

_IMPORTS = """\
import matplotlib.pyplot as plt
import numpy as np
import torch

from demo.train import train, windows
"""

_TRAINING = """\
model, losses = train(seed={number}, epochs=200)
print(f"final loss {{losses[-1]:.12f}}")
"""
_AT_ONCE = """\
from demo.short import loss

print(f"final loss {{loss(seed={number}):.12f}}")
"""
# How to find in a page what these print.
LOSS = r"final loss (\d\.\d{12})"

_LOSS_FIGURE = """\
figure, axes = plt.subplots()
axes.semilogy(losses)
axes.set_xlabel("epoch")
axes.set_ylabel("loss");
"""

_FORECAST_FIGURE = """\
x, y = windows()
with torch.no_grad():
    forecast = model(x)
figure, axes = plt.subplots()
axes.plot(np.arange(len(y)), y, label="sine")
axes.plot(np.arange(len(y)), forecast, "--", label="forecast")
axes.legend();
"""

_PRINT_FIGURE = """\
from io import StringIO  # markdown-exec: hide
drawing = StringIO()  # markdown-exec: hide
figure.savefig(drawing, format="svg")  # markdown-exec: hide
print(drawing.getvalue())  # markdown-exec: hide
plt.close(figure)  # markdown-exec: hide
"""


@dataclass(frozen=True)
class Cell:
    """A piece of a document: text, or code, which may draw a figure."""

    source: str
    is_code: bool = True
    alt: str = ""


@dataclass(frozen=True)
class Sources:
    """One state of the corpus: what an author may have changed.

    Args:
        verb: A word in the text of document 3.
        rate: The learning rate in the package.
        documents: How many there are.
        is_short: Whether they only print a number, for which they need no PyTorch.
    """

    verb: str = "reads"
    rate: float = 0.01
    documents: int = 8
    is_short: bool = False

    @property
    def numbers(self) -> range:
        """The numbers of the documents."""
        return range(1, self.documents + 1)

    def package(self) -> dict[str, str]:
        """Write the package's files."""
        files = {"__init__.py": '"""What the documents share."""\n'}
        files["train.py"] = _TRAIN.format(rate=self.rate)
        files["short.py"] = _SHORT.format(rate=self.rate)
        return {f"demo/{name}": text for name, text in files.items()}

    def document(self, number: int) -> list[Cell]:
        """Write a document."""
        verb = self.verb if number == 3 else Sources.verb
        text = Cell(_TEXT.format(number=number, verb=verb), is_code=False)
        if self.is_short:
            return [text, Cell(_AT_ONCE.format(number=number))]
        return [
            text,
            Cell(_IMPORTS),
            Cell(_TRAINING.format(number=number)),
            Cell(_LOSS_FIGURE, alt="The loss falls."),
            Cell(_FORECAST_FIGURE, alt="The forecast lies on the wave."),
        ]

    def program(self) -> str:
        """Write the code of all documents as one program: what they should print."""
        cells = [cell for number in self.numbers for cell in self.document(number)]
        return "\n".join(cell.source for cell in cells if cell.is_code)


def as_script(document: list[Cell]) -> str:
    """Write a lab of this project: a script with cells, in the percent format."""
    return "\n".join(_in_percent_format(cell) for cell in document)


def _in_percent_format(cell: Cell) -> str:
    if not cell.is_code:
        text = textwrap.indent(cell.source, "# ", lambda _: True)
        return f"# %% [markdown]\n{text}"
    alt = f' alt="{cell.alt}"' if cell.alt else ""
    return f"# %%{alt}\n{cell.source}"


def as_notebook(document: list[Cell]) -> str:
    """Write a notebook without outputs."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    for number, cell in enumerate(document, start=1):
        v4 = nbformat.v4
        new_cell = v4.new_code_cell if cell.is_code else v4.new_markdown_cell
        notebook.cells.append(new_cell(cell.source.strip(), id=f"cell-{number}"))
    return nbformat.writes(notebook) + "\n"


def as_fences(document: list[Cell]) -> str:
    """Write Markdown whose fences markdown-exec runs, in one session per page."""
    title = document[0].source.splitlines()[0].removeprefix("# ")
    options = f'exec="true" source="above" session="{title}"'
    parts = []
    for cell in document:
        if not cell.is_code:
            parts.append(cell.source)
        elif cell.alt:
            code = cell.source + _PRINT_FIGURE
            parts.append(f'```python {options} html="true"\n{code}```\n')
        else:
            parts.append(f'```python {options} result="text"\n{cell.source}```\n')
    return "\n".join(parts)
