"""Emphasis: as CommonMark has it, but for the stars of products; nothing is lost."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from engine.render.dialect import Dialect

LIKE = MarkdownIt("commonmark")  # another reader, and not ours
MARKDOWN = Markdown(extensions=["attr_list", "tables", "footnotes", Dialect()])


def read(text):
    return MARKDOWN.reset().convert(text)


def row(text):
    return read(text).removeprefix("<p>").removesuffix("</p>")


def like(text):
    return LIKE.render(text).strip().removeprefix("<p>").removesuffix("</p>")


def letters(text):
    return re.sub(r"[*_\s]", "", html.unescape(re.sub("<[^>]*>", "", text)))


@pytest.mark.parametrize(
    "text",
    [
        "So *is* it, **is** it, ***is*** it, _is_ it, __is__ it.",
        "***is** it* and ***is* it** and **is *it***",
        "*a **b _c_ d** e* and **a**",
        "re*al*, **L**ong **S**hort-**T**erm, a_b_c, __init__ and _a_b_c",
        "5 * 3 * 2, a * b *c*, * and **, *a, b*, **c and d**",
        "*(a)*, (*a*), *a*.b, **a.**b, “*a*” and *“a”*",
        "*a _b* c_ and **a *b** c*",
        "****a**** and *****a***** and **a *b",
        "p(x*|y) is the **max** of x* over y*.",
    ],
)
def test_emphasis_is_that_of_others(text):
    assert row(text) == like(text)


# (With b for strong, i for em.)
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("h*h weights, and **2*3** more", "h*h weights, and <b>2*3</b> more"),
        ("so **4*h*h** for an LSTM", "so <b>4*h*h</b> for an LSTM"),
        ("It costs 2*3*4, **not 2*3**.", "It costs 2*3*4, <b>not 2*3</b>."),
        ("**2*3** of x_t and **b** then", "<b>2*3</b> of x_t and <b>b</b> then"),
        ("First **n*m** alone, *2*3* too", "First <b>n*m</b> alone, <i>2*3</i> too"),
        ("h*h and *one*, so 2 * h * h", "h*h and <i>one</i>, so 2 * h * h"),
        ("h*h gives *W* * *x* as its result", "h*h gives <i>W</i> * <i>x</i> as its"),
        ("2**3 and 3**2, (a)*(b)*(c)", "2**3 and 3**2, (a)*(b)*(c)"),
        ("`a`*`b`*`c` and $a$*$b$*$c$ so", "<code>a</code>*<code>b</code>*<code>c<"),
        ("the **`n`**th *of* **$m$**s", "the <b><code>n</code></b>th <i>of</i> <b><sp"),
        ("*so h*h is*, **2*h of x**", "<i>so h*h is</i>, <b>2*h of x</b>"),
        # What is read again later, with less around it.
        (
            "*a **b and h*h `c`** d `e`*",
            "<i>a <b>b and h*h <code>c</code></b> d <",
        ),
        ("[`a`*`b` and c*`d`](x.md)", "<code>a</code>*<code>b</code> and c*<code>d<"),
        # Tags and entities are no words; nor is what begins a new line.
        ("&mdash;*a*&mdash;*b*&mdash;", "&mdash;<i>a</i>&mdash;<i>b</i>&mdash;"),
        ("2 *  \nh* 3", "2 *<br />\nh* 3"),
        # Names stay names.
        (r"\*a\* and *b\** x_t", "&#42;a&#42; and <i>b&#42;</i> x_t"),
        ("## A_b *c* { #so_is }", '<h2 id="so_is">A_b <i>c</i></h2>'),
        ("| *a* h*h |\n|---|\n| **2*3** b_c |", "<td><b>2*3</b> b_c</td>"),
        ("so[^a_b]\n\n[^a_b]: The *note* h*h", "The <i>note</i> h*h"),
    ],
)
def test_products_and_names_are_text(text, shown):
    found = read(text).replace("em>", "i>").replace("strong>", "b>")
    assert shown in found


SCRAPS = [
    "*",
    "**",
    "***",
    "_",
    "__",
    " ",
    " ",
    "a",
    "bc",
    "x",
    "2",
    ".",
    "(",
    ")",
    "!",
]
texts = st.lists(st.sampled_from(SCRAPS), max_size=16).map("".join)
WITHIN = re.compile(r"[^\W_]\**\*[^\W_]|[)\]]\*+[\w(\[]|\w\*+[(\[]")
many = settings(max_examples=400)


@many
@given(texts)
@example("2*3 **b_c* d**")
def test_nothing_is_lost(text):
    found = row(f"x {text} x")
    assert letters(found) == letters(f"x {text} x")
    assert not re.search(r"\x02|\x03|rnn-text|<(em|strong)>(\s|</)", found)


@many
@given(texts.filter(lambda text: not WITHIN.search(text)))
def test_without_products_all_is_as_others_have_it(text):
    assert row(f"x {text} x") == like(f"x {text} x")
