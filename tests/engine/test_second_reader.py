"""What a second reader sees otherwise than Markdown is refused, and nothing else is."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.config import load_config

from conftest import ROOT
from engine.check import pages
from engine.host.source import place
from engine.render.dialect import Dialect

LISTED, TEXT = "this begins no list", "this would be a part of the text above"
CODE, TERM = "readers would see this as code", "this would be a term"
ELSEWHERE = "this would stand in another list, box or quotation"

# A text, the line of what Markdown reads otherwise than it looks, and how.
REFUSED = [
    # An item below what is nested.
    ("- a\n\n    - b\n- c", 4, ELSEWHERE),
    ("- a\n\n    !!! note\n        b\n- c", 5, ELSEWHERE),
    ("- a\n\n    | b |\n    |---|\n    | d |\n- c", 6, ELSEWHERE),
    ("- a\n\n    # b\n- c", 4, ELSEWHERE),
    ("Term\n:   - a\n\n        - b\n    - c", 5, ELSEWHERE),
    ("> - quoted\n- not quoted", 2, ELSEWHERE),
    # Items as a part of the text.
    ("So:\n- ![a](b.svg)\n- ![c](d.svg)", 2, LISTED),
    ("So:\n1. ![a](b.svg)", 2, LISTED),
    ("Do this\n1. First\n\n2. Second", 2, LISTED),
    ("Do this\n1. First\n\n    more of it", 2, LISTED),
    ("- f\n    1) g\n    2) h", 2, LISTED),
    ('<div class="b" markdown>\nSo\n- a\n</div>', 3, LISTED),
    ("So[^1].\n\n[^1]:\n    It\n    - a", 5, LISTED),
    # The order turned round.
    ("!!! note\n    - first\n        - second\n\n        - third", 2, ELSEWHERE),
    ('??? question "Why?"\n    1. a\n        1. b\n\n        2. c', 2, ELSEWHERE),
    (
        '=== "Tab"\n\n    - first\n        - second\n\n        - third\n\nso',
        3,
        ELSEWHERE,
    ),
    # Other blocks right below an item.
    ("- a\n    # b", 2, TEXT),
    ('1. a\n    !!! note "t"\n        b', 2, TEXT),
    ('- c\n    === "t"\n\n        d', 2, TEXT),
    ("- k\n    *[RNN]: a network", 2, TEXT),
    # What a term means in an item, and what is made a term.
    ("- a\n\n    B\n    :   c\n\n        d", 6, CODE),
    ("- a\n\n    B\n    :   - c\n\n        - d", 6, CODE),
    ("```\nx\n```\nTerm\n: what it means", 4, TERM),
    ("- an item\nOther\n: what it means", 1, TERM),
    # The second of two equal rows.
    ("- c\n\nso\n\n- a\n\n    - b\n- c", 8, ELSEWHERE),
]

ACCEPTED = [
    "So\nit\nis",
    "- a\n- b\n\nso\n\n1. c\n2. d",
    "- a\n    - b\n        - c\n- d",
    "1. a\n    - b\n\n    c\n\n2. d",
    "- a\nlazy",
    "> a\nlazy\n\n> - b\n>     - c",
    "of steps (0,\n1. The rest)\n\nso",
    "see\n1) of it",
    "in\n1990. A year",
    "The sign\n\\- a",
    "Two minus\n-3 and –\n– two",
    "# A\n## B\nC\n---\n\nD\n===",
    "a\n\n***\n\nb\n***\nc",
    "- a\n\n        code\n\n        more\n\n- b",
    "    - code\n\n    more\n\nso",
    "- a\n\n    ```\n    - b\n    ```\n\n- c",
    "> ```\n> - b\n> ```",
    "[a][b]\n\n[b]: c.md\n\n    code",
    "$$\na &= b\n$$",
    "$$\n- a\n= b\n$$\n\n\\[\n+ c\n\\]",
    "| a `b | c` | $p(a | b)$ |\n|---|---|\n| `x|y` | \\| |",
    "a | b\n--|--\nc | d\ne",
    "!!! note\n    a\n\n    - b\n\n        c\n\nd",
    '!!! note "T"\n\n    ??? tip\n        a\n    b',
    '=== "A"\n\n    a\n\n=== "B"\n\n    - b\n    - c',
    "Term\n:   a\n\n    b\n\n    - c\n\nOther\n:   d",
    "A\nB\n: c\n: d\n    e",
    "Term\n\n:   a",
    "So[^1] and[^b].\n\n[^1]: It\n    is.\n\n    - a\n\n[^b]: b",
    "[a][b], an RNN\n\n[b]: c.md\n    'T'\n*[RNN]: a network",
    "<div>\n- a\n\n    b\n</div>\n\nso",
    '<div class="a" markdown>\n- a\n\n    - b\n\n<p markdown>c</p>\n</div>',
    "<details markdown>\n<summary>S</summary>\n\n- a\n\n</details>",
    "a <b>c</b>\n<!-- - d\n\n- e -->\n\n- f",
    "a &amp; b\n{: .c }\n\n- d\n{ .e }",
]


@pytest.fixture(scope="module")
def convert():
    found = load_config(str(ROOT / "mkdocs.yml"))
    extensions = [*found.markdown_extensions, Dialect()]
    converter = Markdown(extensions=extensions, extension_configs=found.mdx_configs)
    return lambda text: converter.reset().convert(text)


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED)
def test_what_is_read_otherwise_than_it_looks_is_refused(convert, text, line, reason):
    faults = [*pages.misread_rows(convert(text))]
    told = [place(fault, {"a.md": text}) for fault in faults]
    assert [one.line for one in told] == [line], told
    assert told[0].reason.startswith(reason)


def test_each_block_is_told_by_itself(convert):
    items = "    - a\n        - b\n\n        - c\n"
    text = f"!!! note\n{items}\n??? note\n{items}"
    blamed = [place(one, {"": text}).line for one in pages.misread_rows(convert(text))]
    assert [text.split("\n")[:one].count("??? note") for one in blamed] == [0, 1]


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_is_read_as_it_looks_is_not(convert, text):
    assert [*pages.misread_rows(convert(text))] == []


@st.composite
def canonical(draw, depth=0):
    """Rows of blocks with empty lines around them; `W` stands for a word."""
    kind = draw(st.sampled_from(["text", "fence", "table", *KINDS * (depth < 2)]))
    if kind == "text":
        return ["W", "W"]
    if kind == "fence":
        return ["```", "W", "```"]
    if kind == "table":
        return ["| W | W |", "|---|---|", "| W | W |"]
    rows = []
    for head in KINDS_OF_HEADS[kind]:
        inner = draw(st.lists(canonical(depth=depth + 1), min_size=1, max_size=2))
        # Two lists side by side would be one.
        below = [row for block in inner for row in ["", *block, "", "W"]]
        rows += [head, *(f"    {row}" if row else "" for row in below), ""]
    return rows[:-1]


KINDS_OF_HEADS = {
    "bullets": ["- W", "- W"],
    "numbers": ["1. W", "2. W"],
    "box": ["!!! note"],
    "details": ['??? note "T"'],
    "tabs": ['=== "A"', '=== "B"'],
}
KINDS = [*KINDS_OF_HEADS]


@settings(max_examples=60)
@given(rows=canonical())
def test_blocks_with_empty_lines_around_them_are_read_in_order(convert, rows):
    count = iter(range(1000))
    text = re.sub("W", lambda _: f"W{next(count)}", "\n".join(rows))
    page = convert(text)
    assert [*pages.misread_rows(page)] == []
    shown = BeautifulSoup(page, "html.parser").get_text(" ")
    assert re.findall(r"W\d+", shown) == re.findall(r"W\d+", text)
