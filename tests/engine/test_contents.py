"""The home page lists what `nav` has, with the titles and the words of the pages."""

import html
import re

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

<!-- number of learn/ --> lessons and <!-- number of labs/ --> lab.

<!-- numbered list of learn/ -->

<!-- list of labs/ -->
"""
PAGES = {
    "index.md": HOME,
    "learn/a.md": "# Never shown\n",
    "learn/b.md": "---\ndescription: What a*b*c says & means.\n---\n# B <= 1?\n",
    "labs/c.py": "# %% [markdown]\n# # A lab\n",
}


def test_pages_are_listed_as_in_nav(make_project, build):
    project = make_project(PAGES, NAV)
    done = build(project, "--strict")
    assert done.returncode == 0, done.stderr
    page = (project / "site/index.html").read_text(encoding="utf-8")
    assert "2 lessons and 1 lab." in page
    assert re.findall(r'<strong><a href="([^"]+)">([^<]*(?:<[^/].*?)?)</a>', page) == [
        ("learn/b/", "B &lt;= 1?"),
        ("learn/a/", "The other"),
        ("labs/c/", "A lab"),
    ]
    assert "</a></strong> What a*b*c says & means.</li>" in html.unescape(page)
    headings = re.findall(r"<p><strong>([^<]+)</strong></p>", page)
    assert headings == ["Plain &amp; simple", "Labs"]
