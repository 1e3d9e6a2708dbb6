"""A course: chosen lessons in their order, and answers that come on a day."""

import re

import pytest
from bs4 import BeautifulSoup

from engine.plan import course

NAV = """\
nav:
  - index.md
  - Learn:
      - So:
          - learn/a.md
          - learn/b.md
          - learn/d.md
          - learn/e.md
  - Labs:
      - labs/c.ipynb
"""
COURSE = """\
lessons:
  - learn/b.md
  - labs/c.ipynb
  - learn/d.md
answers:
  learn/b.md: 2999-01-29
  labs/c.ipynb: 2999-02-03
  learn/a.md: 2001-01-01
"""
ANSWER = """
??? question "Why {name}?"
    Because of wombats.

???+Question "And?"
    Wombats again.

    ```python exec
    from rnn_tutorial.evidence import claim
    claim("Two is even, says {name}", holds=2 % 2 == 0, rest=0)
    ```

The end of {name}.
"""
LAB = """\
# %% [markdown]
# # C
#
# ## Answers
#
# Wombats.

# %% [markdown]
# ```python
# # of wombats
# ```
#
# More of them, wombats.

# %%
print("wombats")

# %% [markdown]
# ## Asides
#
# A hollow.
#
# ## answers ##
#
# Wombats.
#
# ## Other
#
# A tunnel.

# %% [markdown]
# ## Sources
#
# A burrow.
"""
HOME = """\
# Home

[Begin with lesson #](<!-- first of learn/ -->), <!-- number of learn/ --> of them, as
[lesson #](learn/d.md), unlike [lesson #, part 2](learn/e.md).

<!-- course of learn/ -->
"""
NEEDING = """\
---
needs: {}
lab: labs/c.ipynb
---
"""
PAGES = {
    "index.md": HOME,
    "evidence.md": "# Evidence\n\n<!-- claims -->\n",
    "learn/a.md": "# A\n" + ANSWER.format(name="a"),
    "learn/b.md": NEEDING.format("[learn/a.md]") + "# B\n" + ANSWER.format(name="b"),
    "learn/d.md": NEEDING.format("[learn/a.md, learn/b.md]") + "# D\n",
    "learn/e.md": NEEDING.format("[learn/d.md]") + "# E\n\n[Lesson #](a.md)\n",
    "labs/c.py": LAB,
}


def test_a_course_is_what_its_file_says(make_project, build):
    project = make_project(PAGES, NAV + "  - evidence.md\n")
    (project / course.FILE).write_text(COURSE, encoding="utf-8")
    done, site = build(project, "--strict"), project / "site"
    assert done.returncode == 0, done.stderr
    assert_lessons_are_counted_as_taught(site)
    files = [one for one in site.rglob("*") if one.suffix in (".html", ".md", ".ipynb")]
    telling = {one.relative_to(site).as_posix() for one in files if has_wombats(one)}
    assert telling == {"learn/a/index.html", "learn/a.md"}
    assert (
        "wombats"
        not in (site / "search/search_index.json")
        .read_text()
        .split('"learn/b/"')[1]
        .split('"location"')[0]
    )
    shown = (site / "learn/b/index.html").read_text(encoding="utf-8")
    assert "from 29 January 2999 on" in shown
    assert "The end of b." in shown
    assert "says b" not in (site / "evidence/index.html").read_text(encoding="utf-8")
    lab = (site / "labs/c/index.html").read_text(encoding="utf-8")
    assert "from 3 February 2999 on" in lab
    assert all(f"A {place}." in lab for place in ("burrow", "hollow", "tunnel"))
    home = BeautifulSoup((site / "index.html").read_text(), "html.parser")
    rows = home.select(".md-nav--primary :is(a.md-nav__link, label)")
    names = [row.text.strip() for row in rows]
    order = ["1 · B", "C", "2 · D", course.BEYOND, "A", "E"]
    assert [name for name in dict.fromkeys(names) if name in order] == order


def assert_lessons_are_counted_as_taught(site):
    pages = {
        name: BeautifulSoup((site / name / "index.html").read_text(), "html.parser")
        for name in ("", "learn/a", "learn/b", "learn/d", "learn/e", "labs/c")
    }
    assert [p.text for p in pages[""].article("p")] == [
        "Begin with lesson 1, 2 of them, as\nlesson 2, unlike a lesson beyond this "
        "course, part 2.",
        "Beyond this course: A, E",
    ]
    assert pages[""].article.p.a["href"] == "learn/b/"
    assert [row.a.text for row in pages[""].article("li")] == ["B", "D"]
    assert pages["learn/e"].article.find("a", href="../a/").text == (
        "A lesson beyond this course"
    )
    assert {name: told_of_its_place(page) for name, page in pages.items() if name} == {
        "learn/b": "Lesson 1 of 2 · needs A (beyond this course) · to practise: C",
        "learn/d": "Lesson 2 of 2 · needs lesson 1 and A (beyond this course) · "
        "to practise: C",
        "learn/a": "Beyond this course",
        "learn/e": "Beyond this course · needs lesson 2 · to practise: C",
        "labs/c": "Goes with 1 · B, 2 · D and E (beyond this course)",
    }
    cards = {
        name: [row.text.strip() for row in page.select(".rnn-card p")][-1]
        for name, page in pages.items()
        if page.select(".rnn-card")
    }
    assert cards == {
        "learn/b": "Next: C.",
        "learn/d": "Beyond this course: A (1 min).",
        "learn/a": "Beyond this course: E (1 min).",
        "learn/e": "Practise: C",
    }
    assert "That was the last of 2 lessons." in pages["learn/d"].text
    index = (site / "llms.txt").read_text(encoding="utf-8")
    assert "## Beyond this course: So\n\n- [A](learn/a.md)\n- [E]" in index
    titles = {link.text.strip() for link in pages["learn/e"].select("a.md-nav__link")}
    assert {"A", "1 · B", "2 · D", "E"} <= titles


def told_of_its_place(page):
    return re.sub(r" · 1 min", "", page.select_one(".rnn-where").text)


def has_wombats(file):
    return "wombats" in file.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("lessons: [a.md", 1, "expected ',' or ']'"),
        ("- a.md\n", 1, "expected lines that begin with lessons or answers"),
        ("answers: 2027-01-29\nlesons: []\n", 2, "nothing is known of 'lesons'"),
        ("lessons: learn/a.md\n", 1, "`lessons` is a list"),
        ("lessons: false\n", 1, "`lessons` is a list"),
        ("lessons:\n- learn/a.md\n- labs/c.py\n", 3, "has no page 'labs/c.py'"),
        ("lessons:\n- learn/a.md\n- learn/a.md\n", 2, "stands here twice"),
        ("lessons:\n- index.md\n", 1, "stands in a section of `nav`"),
        ("answers: soon\n", 1, "from a day on"),
        ("answers:\n  learn/a.md: 3\n", 2, "from a day on"),
        ("answers:\n  learn/z.md: 2027-01-29\n", 2, "has no page 'learn/z.md'"),
        ("answers: 2027-01-29 10:00:00\n", 1, "from a day on"),
        ("answers: false\n", 1, "from a day on"),
        ("answers: 2027-01-29\nanswers: 2020-01-01\n", 2, "answers stands here twice"),
    ],
)
def test_what_is_wrong_in_its_file_is_named(tmp_path, text, line, told):
    (tmp_path / course.FILE).write_text(text, encoding="utf-8")
    nav = ["index.md", {"Learn": ["learn/a.md"]}, {"Labs": ["labs/c.ipynb"]}]
    found, problems = course.read(tmp_path, nav)
    assert found == course.Course()
    [problem] = problems
    assert told in problem.reason
    assert (problem.path, problem.line) == (course.FILE, line)


def test_a_day_for_all_counts_where_there_is_no_nav(tmp_path):
    (tmp_path / course.FILE).write_text("answers: 2999-01-29\n", encoding="utf-8")
    found, problems = course.read(tmp_path, [])
    assert (found.hides("learn/a.md").year, problems) == (2999, [])


def test_a_file_that_is_a_link_to_nothing_is_named(tmp_path):
    (tmp_path / course.FILE).symlink_to("gone.yml")
    _, [problem] = course.read(tmp_path, [])
    assert "No such file" in problem.reason
