"""Which claims can be tried, with which lines of their page."""

import io
import zipfile
from pathlib import Path

import nbformat
import pytest

from engine.plan import lessons, tryable
from engine.plan.imports import Imports
from engine.problems import Problem
from engine.publish import stand_in, try_claims
from told import nothing_wrong

ROOT = Path(__file__).parents[2]
KNOWN = {"math", "numpy"}
PAGE = """
```python exec
import math
import matplotlib.pyplot as plt
from evidence import claim, seeds
@staticmethod
def root(x):
    return math.sqrt(x)
found = [root(seed) for seed in seeds()]
figure = plt.figure()
for one in found: plt.plot(one)
```
```python exec hide
claim("A", holds=min(found) >= 0)
```
```python exec hide
claim("B", holds=figure is not None)
```
```python exec hide
import torch
claim("C", holds=torch.ones(1).item() == 1)
```
```python exec hide
claim("D", holds=torch.compile(root) is root)
```
"""


def found(imports, lacks=lambda source: ""):
    notebook = nbformat.from_dict(lessons.plan(PAGE))
    parts = tryable.statements(notebook)
    blocks = [n for n, cell in enumerate(notebook.cells, 1) if cell.source.strip()]
    return parts, tryable.attempts(parts, {*blocks}, imports, lacks)


def names(parts, attempt):
    return [parts[number - 1][1].splitlines()[0] for number in attempt.numbers]


def test_what_draws_is_in_nobodys_way():
    parts, attempts = found(Imports(ROOT, {*KNOWN, "evidence"}))
    (claim,) = [one for one in attempts.values() if '"A"' in names(parts, one)[-1]]
    assert names(parts, claim) == [
        "import math",
        "from evidence import claim, seeds",
        "@staticmethod",
        "found = [root(seed) for seed in seeds()]",
        'claim("A", holds=min(found) >= 0)',
    ]


def test_what_stands_in_for_pytorch_is_known_by_its_names():
    own = Imports(ROOT, {*KNOWN, "evidence"})
    parts, attempts = found(stand_in.imports(own), stand_in.lacking)
    claimed = {names(parts, one)[-1][7] for one in attempts.values() if one.numbers}
    assert claimed >= {"A", "C"}
    assert not claimed & {"B", "D"}


def test_the_stand_ins_bring_the_modules_that_need_them():
    own = Imports(ROOT, {*KNOWN, "collections.abc", "dataclasses", "typing"})
    with zipfile.ZipFile(io.BytesIO(stand_in.packed(own))) as archive:
        inside = {*archive.namelist()}
    assert {"torch/__init__.py", "rnn_tutorial/experiments/over_seeds.py"} <= inside
    theirs = (ROOT / "rnn_tutorial/experiments/over_seeds.py").read_bytes()
    with zipfile.ZipFile(io.BytesIO(stand_in.packed(own))) as archive:
        assert archive.read("rnn_tutorial/experiments/over_seeds.py") != theirs


@pytest.mark.any_page
def test_claims_that_are_not_offered_are_claims():
    pages = ROOT.glob("docs/**/*.md")
    texts = "".join(path.read_text(encoding="utf-8") for path in pages)
    words = "".join(texts.split()).replace('""', "")
    rows = try_claims.UNTRIED.read_text(encoding="utf-8").split("\n")
    nothing_wrong(
        Problem(
            try_claims.UNTRIED.relative_to(ROOT).as_posix(),
            next(n for n, row in enumerate(rows, start=1) if sentence in row),
            f"no lesson claims this any more: {sentence}",
        )
        for sentence in try_claims.untried()
        if "".join(sentence.split()) not in words
    )
