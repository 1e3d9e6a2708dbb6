"""Who may import whom: the engine's folders stand on floors."""

import ast
from pathlib import Path

import engine
from engine.render import claims, explorables
from rnn_tutorial.evidence import CLAIM_TYPE
from rnn_tutorial.explorables.explorable import EXPLORABLE_TYPE

ROOT = Path(engine.__file__).parent


def part_of(path):
    """Name the folder, or the file beside them, to which a module belongs."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path):
    """List the parts of the engine, and others, that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write out where it comes from"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".") for name in names)


MODULES = [path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py"]


def test_every_part_has_its_floor():
    assert {part_of(path) for path in MODULES} == set(engine.MAY_IMPORT)


def test_no_part_imports_one_that_it_may_not():
    for path in MODULES:
        own = part_of(path)
        allowed = {own, *engine.MAY_IMPORT[own]}
        found = {name[1] for name in imported(path) if name[0] == "engine"}
        assert found <= allowed, f"{path.relative_to(ROOT)} imports {found - allowed}"


def test_the_floors_have_no_circle():
    below = dict(engine.MAY_IMPORT)
    while below:
        free = [part for part, needs in below.items() if not set(needs) & set(below)]
        assert free, f"a circle among {sorted(below)}"
        for part in free:
            del below[part]


def test_the_engine_knows_no_subject():
    for path in MODULES:
        assert "rnn_tutorial" not in {name[0] for name in imported(path)}, path


def test_the_build_and_the_package_call_their_outputs_alike():
    assert claims.TYPE == CLAIM_TYPE
    assert explorables.TYPE == EXPLORABLE_TYPE
