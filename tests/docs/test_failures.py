"""A build with problems stops, lists all of them, and says where each one is."""

import pytest

CLAIM = (
    "from rnn_tutorial.evidence import claim\n"
    "claim('Two is odd', holds=2 % 2 == 1, rest=0)"
)
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"

PAGES = {
    "index.md": "# Home\n",
    "block.md": "---\ntitle: T\n---\n# T\n\n```python exec\nx = 1\n1 / 0\n```\n",
    "value.md": "# T\n\n`=nothing`\n",
    "claims.md": f"# T\n\n```python exec\n{CLAIM}\n```\n",
    "plot.md": f"# T\n\n```python exec\n{PLOT}\n```\n",
    "formula.md": "# T\n\nGood $x$,\nbad $\\frac{1$.\n",
    "diagram.md": "# T\n\n```mermaid\nflowchart LR\n  accTitle: a\n  a --> b\n```\n",
    "options.md": "# T\n\n```python exec colour='red'\nx\n```\n",
    "value-formula.md": "# T\n\n$}$ is `=1`\n\nbad $\\frac{`=3`$\n",
    "literal.md": "# T\n\n`=[1,\n2]`\n\n```python exec\n1\n```\n",
    "image.md": "# T\n\n![fine](assets/favicon.svg)\n",
    "blind.md": "# T\n\n![](assets/favicon.svg)\n",
    "front.md": "---\ntitle: a: b\n---\n# T\n",
    "near.md": "# T\n\n```python excec\nx\n```\n",
    "address.md": "# T\n\n```python exec\nobject()\n```\n",
    "stray.py": "x = 1\n",
    "labs/empty.py": "x = 1\n",
    "labs/cell.py": "# %% [markdown]\n# # T\n\n# %%\n1\nraise ValueError('no')\n",
    "labs/claim.py": f"# %% [markdown]\n# # T\n\n# %%\n{CLAIM}\n",
    "labs/plot.py": f"# %% [markdown]\n# # T\n\n# %%\n{PLOT}\n",
    "labs/formula.py": "# %% [markdown]\n# # T\n# Bad $\\nope$.\n",
    "labs/diagram.py": "# %% [markdown]\n# # T\n# ```mermaid\n# flowchart\n# ```\n",
    "labs/link.py": "# %% [markdown]\n# # T\n# [gone](../gone.md)\n",
}

PROBLEMS = [
    "docs/block.md:8: ZeroDivisionError: division by zero",
    "docs/value.md:3: NameError: name 'nothing' is not defined",
    "docs/claims.md:5: ClaimFailed: claim does not hold: Two is odd (rest=0)",
    "docs/plot.md:3: the figure has no alt text",
    "docs/formula.md:4: KaTeX parse error: Unexpected end of input",
    "docs/diagram.md:4: the diagram has no alt text: add a line `accDescr: …`",
    "docs/options.md:3: unknown option 'colour'",
    "docs/value-formula.md:3: KaTeX parse error: Expected 'EOF', got '}'",
    "docs/value-formula.md:5: KaTeX parse error: Unexpected end of input",
    "docs/literal.md:3: this value was not computed",
    "docs/blind.md:3: the image has no alt text",
    "docs/front.md:1: the front matter can't be read",
    "docs/near.md:3: this fence does not run",
    "docs/address.md:3: readers would see <object at 0x",
    "docs/stray.py:1: Python files stand in docs/labs/",
    "docs/labs/empty.py:1: a lab consists of cells",
    "docs/labs/cell.py:6 (cell 2): ValueError: no",
    "docs/labs/claim.py:6 (cell 2): ClaimFailed: claim does not hold: Two is odd",
    "docs/labs/plot.py:4 (cell 2): the figure has no alt text",
    "docs/labs/formula.py:3: KaTeX parse error: Undefined control sequence: \\nope",
    "docs/labs/diagram.py:4: the diagram has no alt text: add a line `accTitle: …`",
    "docs/labs/link.py:3: the link leads nowhere (in `../gone.md`)",
]


@pytest.fixture(scope="module")
def failed(make_project, build):
    folder = make_project(PAGES)
    return folder, build(folder)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_is_listed_with_its_place(failed, problem):
    _, done = failed
    listed = done.stderr.partition("nothing is published:")[2]
    assert f"\n  {problem}" in listed


def test_nothing_else_is_listed(failed):
    _, done = failed
    listed = done.stderr.partition("nothing is published:")[2]
    assert listed.count("\n  docs/") == len(PROBLEMS)


def test_the_build_fails_without_a_traceback(failed):
    _, done = failed
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_project_without_problems_is_built(make_project, build):
    pages = {"index.md": "# Home\n\n`=6 * 7`\n", "labs/a.py": "# %%\n1 + 1\n"}
    folder = make_project(pages)
    done = build(folder)
    assert done.returncode == 0, done.stderr
    assert ">42</data>" in (folder / "site/index.html").read_text(encoding="utf-8")


def test_values_stand_in_titles_headings_and_anchors(make_project, build):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    page = (
        "# The `=1 + 1`\n\n### Deep `=3`\n\n[figure](#f)\n\n"
        f'```python exec alt="Up" id="f"\n{plot}\n```\n'
    )
    folder = make_project({"index.md": "# Home\n", "value.md": page})
    done = build(folder, "--strict")
    assert done.returncode == 0, done.stderr
    for path in ("index.html", "value/index.html"):
        shown = (folder / "site" / path).read_text(encoding="utf-8")
        assert "\ue000" not in shown
        assert "The 2" in shown
    assert "<title>The 2 -" in shown


def test_a_failing_build_does_not_touch_the_published_site(make_project, build):
    folder = make_project({"index.md": "# Home\n\n`=nothing`\n"})
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text("published", encoding="utf-8")
    done = build(folder, "--site-dir", ".cache/site")
    assert done.returncode == 1
    assert (folder / "site/index.html").read_text(encoding="utf-8") == "published"
