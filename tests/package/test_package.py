import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import rnn_tutorial

ROOT = Path(__file__).parents[1]
HEAVY = {"torch", "numpy", "matplotlib", "tqdm"}
SCRATCH = sorted(
    path.stem
    for path in (ROOT / "rnn_tutorial/scratch").glob("*.py")
    if path.stem != "__init__"
)


def loaded_after(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


def test_import_loads_nothing_heavy():
    loaded = loaded_after("import rnn_tutorial")
    assert "rnn_tutorial" in loaded
    assert not loaded & HEAVY


def test_evidence_needs_the_standard_library_only():
    assert not loaded_after("from rnn_tutorial import claim, seeds") & HEAVY


@pytest.mark.parametrize("name", SCRATCH)
def test_scratch_needs_numpy_only(name):
    loaded = loaded_after(f"import rnn_tutorial.scratch.{name}")
    assert loaded & HEAVY == {"numpy"}


def test_data_does_not_load_torch():
    loaded = loaded_after("from rnn_tutorial import sine_wave, sliding_windows")
    assert loaded & HEAVY == {"numpy"}


def test_no_module_of_the_data_needs_more_than_numpy():
    names = [path.stem for path in (ROOT / "rnn_tutorial/data").glob("[!_]*.py")]
    loaded = loaded_after(f"from rnn_tutorial.data import {', '.join(names)}")
    assert loaded & HEAVY == {"numpy"}


def test_every_public_name_is_the_object_of_its_module():
    for name, module in rnn_tutorial._HOME.items():
        assert getattr(rnn_tutorial, name) is getattr(import_module(module), name)


def test_public_names_are_those_that_have_a_home():
    assert set(rnn_tutorial.__all__) == {*rnn_tutorial._HOME, "__version__"}


def test_dir_lists_every_public_name():
    assert set(rnn_tutorial.__all__) <= set(dir(rnn_tutorial))


def test_public_names_are_listed_in_order():
    assert rnn_tutorial.__all__ == sorted(rnn_tutorial.__all__)


def test_unknown_name_is_refused_as_by_any_module():
    message = "^module 'rnn_tutorial' has no attribute 'LSTMM'$"
    with pytest.raises(AttributeError, match=message):
        rnn_tutorial.LSTMM  # noqa: B018


def test_train_is_always_the_module_never_the_function_in_it():
    from rnn_tutorial import train

    assert train is import_module("rnn_tutorial.train")
    assert "train" not in rnn_tutorial.__all__


def test_package_is_marked_as_typed():
    assert (Path(rnn_tutorial.__file__).parent / "py.typed").exists()
