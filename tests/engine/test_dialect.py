"""What Markdown and its formulas become, in one site: alike in lessons and labs."""

import json
import re

import pytest

ALIKE = r"""
## The same

Money: \$10-\$20, a path C:\\Users, code `$PATH`, and $x < 1$.

| $\vert x \vert$ | $\Vert y \Vert$ |
|---|---|
| `a` | \$5 |

\begin{equation} f(x) = y \end{equation}

$$
a \\ b
$$

## Exercise

Four blanks make code:

    export A=$HOME/$USER

## Exercise

``=SUM(A1)`` and `=`, ``` ``=a`` ```, [home](index.md "H"), <b>bold</b>

3. Three
4. Four
"""

CODE = """\
from uuid import uuid4
from rnn_tutorial.evidence import claim
from IPython.display import HTML, Markdown, display


class Table:
    def _repr_html_(self):
        return f'<table id="T_{uuid4().hex}"><tr><th>$z$ and $5</th></tr></table>'


display(Table(), Markdown("cheap: $x$ and \\\\$5"))"""

PAGE = f"""\
# The $h_t$ of `=1 + 1` \\$

## The $x_{{t}} < `=0.5:.0%`$ part

$p = `=0.5:.0%`$, $n = `=12345:,`$, $s = `=1e-5`$

```python exec
{CODE}
```

```python exec
x = 1  # (1)!
print("printed")
```

1. The note.

```python exec alt="A line" caption="The loss $L_t$ *falls* < 1"
import matplotlib.pyplot as plt
plt.plot([1, 2]);
```

```python exec
claim("The loss is > 1", holds=True)
```

```python exec
claim("The loss is < 1", holds=True)
```

| $|x|$ | So |
|---|---|
| `a|b` | it is |

More[^1] below.

[^1]: A note,

    ```python exec
    print("run in a note")
    ```

    and its end.
"""


@pytest.fixture(scope="module")
def site(make_project, build):
    rows = ALIKE.replace("index.md", "../index.md").split("\n")
    lab = "".join(f"# {row}".rstrip() + "\n" for row in ["# T", *rows])
    pages = {
        "index.md": "# Home\n",
        "evidence.md": "# E\n\n<!-- claims -->\n",
        "lesson.md": f"# T\n{ALIKE}",
        "labs/lab.py": f"# %% [markdown]\n{lab}",
        "page.md": PAGE,
    }
    folder = make_project(pages)
    done = build(folder, "--strict")
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def page(site):
    return (site / "page/index.html").read_text(encoding="utf-8")


def same(site, path):
    text = (site / path / "index.html").read_text(encoding="utf-8")
    article = text[text.index('<h2 id="the-same">') : text.index("</article>")]
    return article.replace("../../", "../").split("<aside")[0].strip()


def test_lessons_and_labs_read_the_same_text_alike(site):
    shown = same(site, "lesson")
    assert same(site, "labs/lab") == shown
    for part in (
        "Money: &#36;10-&#36;20, a path C:&#92;Users, code <code>$PATH</code>",
        "export A=$HOME/$USER",
        'id="exercise"',
        'id="exercise_1"',
        '<code class="rnn-shown">=SUM(A1)</code> and <code>=</code>',
        "<code>``=a``</code>",
        'href="../" title="H"',
        '<ol start="3">\n<li>Three</li>',
    ):
        assert part in shown
    assert shown.count('class="rnn-formula"') == 5


def test_bars_in_a_table_of_a_lesson_stay_in_their_code_and_formula(page):
    assert "<td><code>a|b</code></td>" in page
    assert 'encoding="application/x-tex">|x|<' in page


def test_values_in_formulas_are_drawn_as_they_are_meant(page):
    tex = re.findall(r'encoding="application/x-tex">([^<]*)<', page)
    assert {r"p = 50\%", "n = 12{,}345", r"s = 1 \times 10^{-5}"} <= set(tex)


def test_formulas_in_headings_are_drawn_in_the_contents_and_plain_elsewhere(page, site):
    assert "<title>The h_t of 2 $ - " in page
    contents = page[page.index('class="md-nav__list" data-md-component="toc"') :]
    contents = contents[: contents.index("</ul>")]
    assert 'class="katex"' in contents
    assert r"\(" not in page
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    found = {entry["title"]: entry["text"] for entry in index["docs"]}
    assert "p = 50%, n = 12,345" in found["The x_t &lt; 50% part"]


def test_what_a_cell_shows_as_html_stays_as_typed_and_markdown_does_not(page):
    assert "<th>$z$ and $5</th>" in page
    assert re.search(r'cheap: <span class="rnn-formula">.*</span> and &#36;5', page)


def test_notes_follow_their_code_and_captions_are_markdown(page):
    assert re.search(r"</code></pre></div>\s*<ol>\s*<li>The note", page)
    assert page.index("The note.") < page.index("printed</samp>")
    caption = page[page.index("<figcaption>") : page.index("</figcaption>")]
    assert "<em>falls</em> &lt; 1" in caption
    assert 'class="katex"' in caption


def test_a_note_has_code_that_runs_within_it(page):
    note = page[page.index('<li id="fn:1">') :].partition("</li>")[0]
    assert note.index("A note,") < note.index("run in a note</samp>")
    assert note.index("run in a note</samp>") < note.index("and its end.")


def test_claims_that_differ_in_a_sign_are_both_listed(site):
    listed = (site / "evidence/index.html").read_text(encoding="utf-8")
    for name in ("greater-than", "less-than"):
        assert f'page/#claim-the-loss-is-{name}-1"' in listed
    assert "**" not in listed
    assert "<h3" in listed
    assert "The h_t of 2 &#36;" in listed
