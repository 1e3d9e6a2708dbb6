import ast
import email.message
import importlib.metadata
import re
import runpy
import subprocess
import sys
import types
from importlib import import_module
from pathlib import Path

import pytest

import rnn_tutorial

PACKAGE = Path(rnn_tutorial.__file__).parent
HEAVY = {"torch", "numpy", "matplotlib", "tqdm"}
LIGHT = ["import rnn_tutorial", "from rnn_tutorial import claim, seeds"]
NUMPY_ONLY = [
    "from rnn_tutorial import sine_wave, sliding_windows",
    *(
        f"import rnn_tutorial.{folder}.{path.stem}"
        for folder in ("data", "scratch")
        for path in sorted((PACKAGE / folder).glob("[!_]*.py"))
    ),
]


@pytest.fixture(scope="module")
def loaded():
    """Which heavy packages one fresh Python has loaded after each statement in turn."""
    statements = [*LIGHT, *NUMPY_ONLY]
    told = [f"{line}; print(*sys.modules.keys() & {HEAVY})" for line in statements]
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(["import sys", *told])],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = run.stdout.splitlines()
    return dict(zip(statements, map(str.split, lines), strict=True))


@pytest.mark.parametrize("statement", LIGHT)
def test_the_package_itself_and_claims_load_nothing_heavy(loaded, statement):
    assert loaded[statement] == []


@pytest.mark.parametrize("statement", NUMPY_ONLY)
def test_data_and_scratch_need_numpy_only(loaded, statement):
    assert loaded[statement] == ["numpy"]


def test_every_public_name_is_the_object_of_its_module():
    for name, module in rnn_tutorial._HOME.items():
        assert getattr(rnn_tutorial, name) is getattr(import_module(module), name)


def test_type_checkers_are_told_of_the_same_names():
    tree = ast.parse(Path(rnn_tutorial.__file__).read_text(encoding="utf-8"))
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    told = {name.asname: node.module for node in imports for name in node.names}
    assert {name: told[name] for name in told if name} == rnn_tutorial._HOME


def test_public_names_are_those_that_have_a_home():
    assert set(rnn_tutorial.__all__) == {*rnn_tutorial._HOME, "__version__"}
    assert set(rnn_tutorial.__all__) <= set(dir(rnn_tutorial))


def test_unknown_name_is_refused_as_by_any_module():
    message = "^module 'rnn_tutorial' has no attribute 'LSTMM'$"
    with pytest.raises(AttributeError, match=message):
        rnn_tutorial.LSTMM  # noqa: B018


def test_train_is_always_the_module_never_the_function_in_it():
    from rnn_tutorial import train

    assert train is import_module("rnn_tutorial.train")
    assert "train" not in rnn_tutorial.__all__


def test_package_is_marked_as_typed():
    assert (PACKAGE / "py.typed").exists()


@pytest.mark.parametrize(
    ("urls", "where"),
    [
        ([], "docs/learn/first-rnn.md"),
        (["Tutorial, https://a.b/rnn/"], "https://a.b/rnn/learn/first-rnn/"),
    ],
)
def test_a_first_minute_in_a_terminal(monkeypatch, capsys, urls, where):
    known = types.SimpleNamespace(metadata=email.message.Message())
    for url in urls:
        known.metadata["Project-URL"] = url
    monkeypatch.setattr(importlib.metadata, "distributions", lambda **_: [known])
    monkeypatch.delitem(sys.modules, "rnn_tutorial.__main__", raising=False)
    runpy.run_module("rnn_tutorial", run_name="__main__")
    shown = capsys.readouterr().out
    before, after = map(float, re.search(r"from (\S+) to (\S+)\.\n", shown).groups())
    assert after < before / 1000
    columns = [*zip(*shown.split("\n")[4:17], strict=True)]
    assert ["".join(column).strip() for column in columns[:20]] == ["#"] * 20
    alone = [set(column) - {" "} for column in columns[20:]]
    assert len(alone) == 56
    assert all("o" in column for column in alone)
    close = [column for column in alone if column == {"o"}]  # and the truth behind it
    assert len(close) > 40
    assert shown.endswith(f"How that works, line by line: {where}\n")
