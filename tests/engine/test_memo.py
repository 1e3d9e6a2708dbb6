"""What was rendered before is used again until anything that it is made of changes."""

import itertools
from pathlib import Path

import jinja2
import pytest

from engine.cache import environment, memo, requirements
from engine.cache.memo import Memo
from engine.host import speedups

ROOT = Path(__file__).parents[2]


@pytest.fixture
def make():
    numbers = itertools.count()
    return lambda: [next(numbers), "ü"]


def test_what_was_made_is_not_made_again(tmp_path, make):
    made = [Memo(tmp_path).get(["a", 1], make) for _ in range(2)]
    assert made == [[0, "ü"]] * 2


def test_other_ingredients_make_something_else(tmp_path, make):
    kept = Memo(tmp_path)
    made = [kept.get(what, make)[0] for what in (["a"], ["b"], ["a", ""], ["a"])]
    assert made == [0, 1, 2, 0]


def test_what_is_installed_and_the_hooks_count(tmp_path, make, monkeypatch):
    kept = Memo(tmp_path)
    kept.get([], make)
    monkeypatch.setattr(memo, "_always", lambda folder: "other")
    assert kept.get([], make)[0] == 1


def test_the_hooks_are_among_what_counts():
    machine, packages, hooks = memo._made_with(ROOT / ".cache")
    assert "Python" in machine
    assert "mkdocs_material" in packages
    assert len(hooks) == 1 + len(list(memo.ENGINE.rglob("*.py")))


def test_what_only_tests_need_does_not_count(tmp_path):
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    found = [requirements.packages(tmp_path / ".cache") for _ in range(2)]
    assert found[0] == found[1]
    installed = environment.packages()
    assert {"zizmor", "hypothesis", "playwright", "greenlet"} <= installed.keys()
    used = {"zizmor", "hypothesis", "playwright", "greenlet"} & found[0].keys()
    assert used == set()
    assert {"jupytext", "nbconvert", "mistune", "numpy"} <= found[0].keys()


def test_without_requirements_all_counts(tmp_path):
    assert requirements.packages(tmp_path / ".cache") == environment.packages()


def test_a_damaged_entry_is_made_again(tmp_path, make):
    kept = Memo(tmp_path)
    kept.get([], make)
    [file] = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes()[:-1])
    assert [kept.get([], make)[0], kept.get([], make)[0]] == [1, 1]


def test_fresh_makes_all_again(tmp_path, make, monkeypatch):
    Memo(tmp_path).get([], make)
    monkeypatch.setenv("SITE_FRESH", "1")
    assert Memo(tmp_path).get([], make)[0] == 1


def test_a_damaged_template_is_compiled_again(tmp_path, monkeypatch):
    def rendered():
        loader = jinja2.DictLoader({"a": "{{ 1 + 1 }}"})
        monkeypatch.setattr(speedups, "COMPILED", tmp_path)
        kept = speedups.templates.__wrapped__()
        return jinja2.Environment(loader=loader, bytecode_cache=kept).get_template("a")

    assert rendered().render() == "2"
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    for size in (0, 10, file.stat().st_size - 1):
        file.write_bytes(file.read_bytes()[:size])
        assert rendered().render() == "2"


def test_what_fails_is_not_kept(tmp_path, make):
    kept = Memo(tmp_path)
    with pytest.raises(ZeroDivisionError):
        kept.get([], lambda: 1 / 0)
    assert kept.get([], make)[0] == 0


def test_it_stays_within_bounds(tmp_path, monkeypatch):
    kept = Memo(tmp_path)
    for i in range(4):
        kept.get([i], lambda: "x" * 1000)
    monkeypatch.setattr(memo, "MOST_BYTES", 3000)
    kept.drop_oldest()
    assert len(list(tmp_path.rglob("*.json"))) == 2
    assert kept.get([3], lambda: "new") == "x" * 1000
    assert kept.get([0], lambda: "new") == "new"
