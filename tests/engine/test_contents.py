"""Home, and lessons, tell what `nav` has: in its order, and with its numbers."""

import html
import re

from bs4 import BeautifulSoup

NAV = """\
nav:
  - Home: index.md
  - Learn:
      - Plain & simple:
          - learn/b.md
          - The other: learn/a.md
  - Labs:
      - labs/c.ipynb
"""
HOME = """\
# Home

<!-- number of learn/ --> lessons, <!-- number of labs/ --> lab, and
<!-- number of claims --> claims. As in [lesson #, part 2](learn/a.md).

<!-- course of learn/ -->

<!-- list of labs/ -->
"""
FIRST = """\
---
description: What a*b*c says & means.
can: count to two.
---
# B <= 1?
"""
SECOND = """\
---
title: Never in nav
needs: learn/b.md
lab: [labs/c.ipynb]
---
# Never shown

Since [lesson #](b.md).

## Sources
"""
PAGES = {
    "index.md": HOME,
    "learn/a.md": SECOND,
    "learn/b.md": FIRST,
    "labs/c.py": "# %% [markdown]\n# # A lab\n",
}


def test_pages_are_listed_and_numbered_as_in_nav(make_project, build):
    project = make_project(PAGES, NAV)
    done = build(project, "--strict")
    assert done.returncode == 0, done.stderr
    page = (project / "site/index.html").read_text(encoding="utf-8")
    assert "2 lessons, 1 lab, and\n0 claims." in page
    assert ">lesson 2, part 2</a>" in page
    row = re.search(r"<ol>(.*?)</ol>", page, re.DOTALL)[1]
    assert re.findall(r"<li>(.*?)</li>", row) == [
        '<strong>Plain &amp; simple</strong> <a href="learn/b/">B &lt;= 1?</a> 1 min',
        '<a href="learn/a/">The other</a> 1 min',
    ]
    assert '<strong><a href="labs/c/">A lab</a></strong>' in page
    assert "[lesson 2, part 2](learn/a.md)" in (project / "site/index.md").read_text()
    first, second, lab = (
        BeautifulSoup((project / f"site/{name}/index.html").read_text(), "html.parser")
        for name in ("learn/b", "learn/a", "labs/c")
    )
    assert first.h1.text.startswith("1 B <= 1?")
    assert first.select_one(".rnn-where").text == "Lesson 1 of 2 · 1 min"
    card = html.unescape(first.select_one(".rnn-card").text)
    assert card == "You can now count to two.Next: 2 · The other (1 min). "
    assert first.title.text.startswith("B <= 1? - ")
    shown = [link.text.strip() for link in first.select("a.md-nav__link")]
    assert {"1 · B <= 1?", "2 · The other"} <= {*shown}
    place = second.select_one(".rnn-where")
    assert place.text == "Lesson 2 of 2 · 1 min · needs lesson 1 · to practise: A lab"
    assert [link["href"] for link in place("a")] == ["../b/", "../../labs/c/"]
    assert second.select_one(".rnn-card").find_next_sibling("h2")["id"] == "sources"
    assert lab.select_one(".rnn-where").text == "Goes with 2 · The other"


def test_what_a_lesson_names_has_to_be_there(make_project, build):
    first = FIRST.replace("can:", "needs: learn/a.md\nlab: labs/d.ipynb\ncan:")
    second = f"{SECOND}\nAs in lesson 1, two lessons ago.\n"
    pages = PAGES | {"learn/b.md": first, "learn/a.md": second}
    done = build(make_project(pages, NAV))
    assert done.returncode != 0
    told = "docs/learn/b.md:{}: `{}` names {} (in `{}`)"
    before = "what is no lesson before this one in `nav`"
    for words in (
        told.format(3, "needs", before, "learn/a.md"),
        told.format(4, "lab", "no page of `nav`", "labs/d.ipynb"),
        "docs/learn/a.md:12: the build numbers lessons: write [lesson #](…) with a "
        "link to it (in `lesson 1`)",
        "docs/learn/a.md:12: the build numbers lessons: write [lesson #](…) with a "
        "link to it (in `lessons ago`)",
    ):
        assert words in done.stderr
