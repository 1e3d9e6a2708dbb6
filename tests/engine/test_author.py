"""What authors type: a page is begun, tested alone, and taken out again."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.author import drop, new, one_page, pages
from engine.cache import storage

ROOT = Path(__file__).parents[2]
NAV = """\
nav:
  - Home: index.md
  - Learn:  # what one reads
      - learn/first.md
  - Labs:
      - labs/first.ipynb
"""
FIRST = "# First\n\nThere is [a lab](../labs/first.ipynb).\n"
LAB = "# %% [markdown]\n# # Lab\n#\n# After [the lesson](../learn/first.md#first).\n"
PAGES = {"index.md": "# Home\n", "learn/first.md": FIRST, "labs/first.py": LAB}
BEGUN = {"lesson": "learn/whos-there.md", "lab": "labs/whos-there.py"}


@pytest.fixture
def project(make_project):
    folder = make_project(PAGES, NAV)
    (folder / "tests/controls").mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("learn/first.md", "docs/learn/first.md"),
        ("docs/labs/first.py", "docs/labs/first.py"),
        ("labs/first.ipynb", "docs/labs/first.py"),
        ("learn/first/", "docs/learn/first.md"),
        (".", "docs/index.md"),
    ],
)
def test_a_page_is_found_by_each_of_its_names(project, name, source):
    assert pages.find(name, project).source == source


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("learn/frist.md", "There is no page 'learn/frist.md'; the nearest is "),
        ("", "Which page? Name one, as in PAGE=learn/lstm.md."),
    ],
)
def test_a_page_that_is_not_there_is_told(project, name, told):
    with pytest.raises(LookupError, match=re.escape(told)):
        pages.find(name, project)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """All of this project that git would keep, with a lesson and a lab begun."""
    folder = tmp_path_factory.mktemp("copied")
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for kind in BEGUN:
        new.new(kind, "Who's there?", folder)
    return folder


def test_what_is_begun_builds(project, build):
    for kind, page in BEGUN.items():
        assert f"make test-page PAGE={page}" in new.new(kind, "Who's there?", project)
    done = build(project, "--strict")
    assert done.returncode == 0, done.stderr
    for page in BEGUN.values():
        place = project / "site" / pages.find(page, project).address
        text = (place / "index.html").read_text(encoding="utf-8")
        assert ": every state is within -1 and 1" in text


def told_by_tests(folder, page, *more):
    """Run the tests that need no site, and say what they have told."""
    command = [*one_page.steps(pages.find(page, folder), folder)["tests"], *more]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=os.environ | {"BUILT_SITE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(autouse=True)
def place_of_the_site(monkeypatch):
    monkeypatch.setenv("BUILT_SITE", "")


@pytest.mark.parametrize("page", BEGUN.values())
def test_what_is_begun_passes_its_tests(copied, page):
    code, told = told_by_tests(copied, page)
    assert code == 0, told
    assert int(re.search(r"(\d+) passed", told)[1]) >= 5


def test_what_is_begun_has_the_style_of_all_code(copied):
    for page in BEGUN.values():
        for name, step in one_page.steps(pages.find(page, copied), copied).items():
            if name in ("style", "layout"):
                command = [sys.executable, "-m", *step]
                subprocess.run(command, cwd=copied, check=True)


def test_mistakes_on_a_page_are_told_with_its_lines(copied):
    lesson = copied / "docs" / BEGUN["lesson"]
    text = lesson.read_text(encoding="utf-8")
    mistakes = "\nIt fell to 0.5.\n\nIt fell because of noise.\n"
    lesson.write_text(text.replace("every state is", "all are") + mistakes, "utf-8")
    code, told = told_by_tests(copied, BEGUN["lesson"])
    lesson.write_text(text, encoding="utf-8")
    last, name = text.count("\n"), f"docs/{BEGUN['lesson']}"
    assert code == 1
    assert f"{name}:{last + 2}: the result 0.5 is typed: write a value" in told
    assert f"{name}:{last + 4}: this reason stands on nothing" in told
    assert re.search(rf"{name}:\d+: this claim needs a control in tests/cont", told)
    assert "tests/controls/whos_there.py:1: no page claims this any more" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", 'Which name? Give the title, as in NAME="Attention".'),
        ("A *b*", "NAME is plain text: no values, no formulas, no emphasis."),
        ('A "b"', "NAME has a '\"', which can't stand in it."),
        ("A for $5", "NAME has a '$', which can't stand in it."),
        ("1.5 times", "NAME is '1.5 times'; expected a letter from a to z before any"),
        ("日本", "NAME is '日本'; expected a letter from a to z"),
        ("A" * 31, "NAME has 31 signs: begin with at most 30"),
    ],
)
def test_a_name_that_can_not_be_used_is_told(project, name, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        new.new("lesson", name, project)


def contents(folder):
    files = [one for one in (folder / "docs").rglob("*.md") if one.is_file()]
    return {file: file.read_bytes() for file in [*files, folder / "mkdocs.yml"]}


def test_nothing_is_overwritten(project):
    before = contents(project)
    told = "docs/learn/first.md is there already: choose another NAME."
    with pytest.raises(FileExistsError, match=re.escape(told)):
        new.new("lesson", "First", project)
    assert contents(project) == before


def test_what_was_begun_and_dropped_leaves_nothing(project):
    before = contents(project)
    new.new("lesson", "So what", project)
    assert "      - learn/so-what.md\n" in (project / "mkdocs.yml").read_text("utf-8")
    told = drop.drop(pages.find("learn/so-what", project), project)
    assert told.endswith("Nobody names it.")
    assert contents(project) == before
    assert [*(project / "tests/controls").iterdir()] == []
    assert (project / ".cache/dropped/docs/learn/so-what.md").is_file()


def test_a_dropped_page_leaves_the_list_and_who_points_there_is_told(project):
    untried = project / "docs/_hooks/untried.toml"
    untried.write_text('"so" = [\n  "Two is even",\n  "B",\n]\n', encoding="utf-8")
    lesson = project / "docs/learn/first.md"
    claim = '\n```python exec\nclaim("Two is even", holds=2 % 2 < 1)\n```\n'
    lesson.write_text(FIRST + claim, encoding="utf-8")
    (project / "docs/learn/next.md").write_text("# Next\n\n[So](first.md#so).\n")
    (project / "tests/test_it.py").write_text('play("learn/first")\n')
    told = drop.drop(pages.find("learn/first.md", project), project)
    for place in ("docs/labs/first.py:4: ", "docs/learn/next.md:3: [So](first.md#so)."):
        assert place in told
    assert told.index("These tests") < told.index("tests/test_it.py:1: ")
    settings = (project / "mkdocs.yml").read_text(encoding="utf-8")
    assert "Learn:" not in settings
    assert "learn/first" not in settings.split("\ntheme:")[0]
    assert untried.read_text(encoding="utf-8") == '"so" = [\n  "B",\n]\n'


def test_what_is_no_lesson_and_no_lab_stays(project):
    with pytest.raises(ValueError, match=r"docs/index.md is no lesson and no lab"):
        drop.drop(pages.find("index.md", project), project)


def test_the_seeds_are_those_of_the_last_run(tmp_path):
    assert one_page.seeds_kept(tmp_path) == one_page.WRITING
    last = tmp_path / ".cache/results/last"
    for at, facts in enumerate([{"RNN_TUTORIAL_SEEDS": "7"}, {}]):
        file = last / f"{at}.json"
        storage.write(file, {"facts": facts})
        os.utime(file, (at, at))
    assert one_page.seeds_kept(tmp_path) == "7"


def test_what_is_said_to_be_changed_is_there():
    text = (ROOT / "docs/make-it-yours.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[\w-]+/)+[\w-]+\.\w+)`", text)
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).is_file()] == []
