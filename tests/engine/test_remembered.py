"""What a server remembers from one build to the next, and that it is never stale."""

import itertools
import json
import logging
import os
import shutil
from pathlib import Path

import pytest

from engine.cache import remembered
from engine.cache.remembered import Memory, Whole

NAV = """nav:
  - index.md
  - two.md
  - learn/one.md
  - words.md
  - code.md
  - labs/try.ipynb
"""
PAGES = {
    "index.md": "# Home\n\nHere we [begin](two.md#first).\n",
    "two.md": "---\ndescription: Of two.\n---\n# Two\n\n## First\n\nSo.\n\n"
    "$x `=-2.0:.1f`$\n\n--8<-- 'part.txt'\n",
    "learn/one.md": "# One\n\nA gate is [here](../data.csv).\n\nIt is `=1 + 1`.\n",
    "words.md": "# Words\n\n## Gate { #gate .rnn-term }\n\nWhat shuts.\n",
    "code.md": "# Code\n\n::: rnn_tutorial.shown\n",
    "labs/try.py": "# %% [markdown]\n# # Try\n#\n# See [this](../two.md).\n\n"
    "# %%\nprint(3)\n",
    "data.csv": "1\n",
    "rnn_tutorial/shown.py": '"""What it is.\n\nExamples:\n    >>> 1 + 1\n    2\n"""\n',
}
TWO = "two/index.html"
# What to call it, the file, what to replace and by what, the page that shows it, how.
EDITS = [
    ("prose", "docs/two.md", "So.", "Or so.", TWO, "<p>Or so."),
    ("a page's title", "docs/two.md", "# Two", "# Zwei", "index.html", "Zwei"),
    ("its front matter", "docs/two.md", "Of two", "Of both", TWO, 'content="Of both'),
    ("a sign", "docs/two.md", ":.1f", ":+.1f", TWO, "2.0"),
    (
        "a heading",
        "docs/two.md",
        "## First",
        "## Initially",
        "index.html",
        "the link leads to a place that is not on that page",
    ),
    ("it is back", "docs/two.md", "## Initially", "## First", "index.html", "begin"),
    ("a snippet", "part.txt", "A part", "A piece", TWO, "<p>A piece."),
    (
        "a word",
        "docs/words.md",
        "What shuts",
        "What opens",
        "learn/one/index.html",
        'title="What opens.">gate</a>',
    ),
    ("code", "docs/learn/one.md", "=1 + 1", "=1 + 2", "learn/one/index.html", ">3</"),
    (
        "a docstring",
        "rnn_tutorial/shown.py",
        "What it is",
        "What it does",
        "code/index.html",
        "<p>What it does.",
    ),
    ("an asset", "docs/data.csv", "1\n", "2\n", "data.csv", "2"),
    ("a lab", "docs/labs/try.py", "See", "Look at", "labs/try/index.html", "Look at"),
    (
        "the site's name",
        "mkdocs.yml",
        "site_name: The",
        "site_name: Our",
        "words/index.html",
        "Our ",
    ),
    (
        "how Markdown is read",
        "mkdocs.yml",
        "permalink_title: Link to",
        "permalink_title: Place of",
        TWO,
        'title="Place of ',
    ),
    (
        "the order",
        "mkdocs.yml",
        "  - two.md\n  - learn/one.md",
        "  - learn/one.md\n  - two.md",
        "words/index.html",
        'class="md-footer__link md-footer__link--prev" aria-label="Previous: Zwei"',
    ),
    (
        "a template",
        "docs/_overrides/partials/copyright.html",
        "",
        "Look around.",
        "index.html",
        "Look around.",
    ),
    (
        "a template that shows another page",
        "docs/_overrides/partials/copyright.html",
        "Look around.",
        "{% for one in pages %}{{ one.page.content | striptags }}{% endfor %}",
        "words/index.html",
        "Or so.",
    ),
    ("what that shows", "docs/two.md", "Or so", "Just so", "words/index.html", "Just"),
    ("a page", "docs/new.md", "", "# New\n", "new/index.html", "<h1"),
    (
        "its place",
        "mkdocs.yml",
        "  - words.md",
        "  - new.md\n  - words.md",
        "index.html",
        'href="new/"',
    ),
    ("it goes", "docs/new.md", "", None, "index.html", "Home"),
]


def test_whatever_is_edited_is_seen_and_nothing_is_stale(make_project, mkdocs):
    folder = make_project(PAGES, NAV)
    settings = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("hooks.py\n", "hooks.py\n  - edits.py\n", 1)
    snippets = "  - pymdownx.snippets\n  - pymdownx.superfences:"
    settings = settings.replace("  - pymdownx.superfences:", snippets)
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (folder / "part.txt").write_text("A part.", encoding="utf-8")
    (folder / "edits.json").write_text(json.dumps(EDITS), encoding="utf-8")
    shutil.copy(Path(__file__).with_name("edits.py"), folder)
    log, environment = folder / "serve.log", os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    mkdocs(folder, ["serve", "-a", "127.0.0.1:0"], environment, log, log).wait()
    assert (folder / "told.json").exists(), log.read_text(encoding="utf-8")[-3000:]
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    most = told.pop("most made for one page")
    assert most <= 2  # the page, and what the theme puts around it
    assert told == {"not seen": [], "stale": []}


@pytest.fixture
def project(tmp_path):
    """The folder of a project that is served."""
    remembered.begin_build(tmp_path, tmp_path / ".cache")
    yield tmp_path
    remembered._project.clear()


def made(memory, make=lambda: None, **more):
    """Make something for two builds; return how often that was needed."""
    times = itertools.count(1)
    found = []
    for _ in range(2):
        found.append(memory.get(("a",), lambda: (next(times), make())[0], **more))
        remembered.end_build()
    return found[-1]


def test_what_was_made_is_not_made_again_unless_nobody_has_asked_for_it(project):
    memory = Memory()
    assert made(memory) == 1
    remembered.end_build()
    assert memory.get(("a",), lambda: "anew") == "anew"


def test_a_single_build_remembers_nothing():
    assert made(Memory()) == 2


def test_what_reads_a_file_is_made_each_time(project):
    (project / "a").mkdir()
    (project / "a/b.txt").touch()
    read = (project / "a/b.txt").read_text
    assert made(Memory(), read) == 2
    assert made(Memory(), read, known=[project / "a"]) == 1
    assert made(Memory(), Path(__file__).read_text) == 1  # nobody edits that


def test_what_warns_or_no_longer_holds_is_made_each_time(project):
    assert made(Memory(), lambda: logging.getLogger("mkdocs").warning("So.")) == 2
    assert made(Memory(), holds=lambda _: False) == 2


def test_doubts_count_for_all_that_is_made_of_it(project):
    inner = Memory()
    make = lambda: inner.get(("b",), remembered.doubt)  # noqa: E731
    assert made(Memory(), make) == 2


def test_plain_values_are_told_apart():
    assert Whole({"a": [1]}) != Whole({"a": [1.0]})
    assert Whole({"a": [1]}) != str(Whole({"a": [1]}))
