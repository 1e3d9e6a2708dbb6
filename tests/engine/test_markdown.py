"""What Markdown makes of a text: shown as it is typed, or refused; nothing is lost."""

import re

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from nbformat import v4

from conftest import ROOT
from engine import check
from engine.render import outputs, placed
from engine.render.dialect import Dialect
from engine.session.protocol import VALUE
from engine.tokens import token


@pytest.fixture(scope="module")
def convert():
    settings = load_config(str(ROOT / "mkdocs.yml"))
    extensions = [*settings.markdown_extensions, Dialect()]
    converter = Markdown(extensions=extensions, extension_configs=settings.mdx_configs)
    return lambda text: converter.reset().convert(text)


def reasons(page):
    looks = (*check.OF_PAGES, *check.OF_PLANNED_PAGES)
    return [fault.reason for look in looks for fault in look(page)]


CELL = "| a |\n|---|\n| {} |"
SVG = '<svg role="img" aria-label="a"><path {} d="M0 0h9v9"/></svg>'

# A text, and what has to be a part of its page.
SHOWN = [
    # Tabs of code, which in some languages are what counts.
    ("```\nif x:\n\ty = (\ta)\n```", "if x:\n\ty = (\ta)\n"),
    ("- a\n\n    ```\n    b:\n    \tc\n    ```", "b:\n\tc\n"),
    ("- a\n\n\t```\n\tb:\n\t\tc\n\t```", "b:\n\tc\n"),
    ("> ```\n> b:\n> \tc\n> ```", "b:\n\tc\n"),
    # Braces that are no list of attributes.
    (CELL.format("one of {0, 1}"), "<td>one of {0, 1}</td>"),
    (CELL.format("b { .c }"), '<td class="c">b</td>'),
    ("## Values in {0, 1}", ">Values in {0, 1}<"),
    ("## The format {x:.2f}", ">The format {x:.2f}<"),
    ('## JSON: {"a": 1}', ">JSON: {“a”: 1}<"),
    ("f(x) = {y}\n---", ">f(x) = {y}<"),
    ("## A *b* { #c .d }", '<h2 class="d" id="c">A <em>b</em><'),
    ("Labels are\n{0, 1}", "Labels are\n{0, 1}</p>"),
    ("- a\n- The dict\n  {'a': 1}", "The dict\n  {‘a’: 1}</li>"),
    ("> Labels are\n> {0, 1}", "Labels are\n{0, 1}</p>"),
    ("Term {x}\n:   So", "<dt>Term {x}</dt>"),
    ("`x`{1}", "<code>x</code>{1}"),
    ("*a*{0, 1}", "<em>a</em>{0, 1}"),
    ("**Shape**{batch, time}", "<strong>Shape</strong>{batch, time}"),
    ("a\n{: #b .c title='D e' data-f=g }", 'class="c" data-f="g" id="b" title="D e"'),
    ("- a\n  { .b }\n    - c", '<li class="b">a<ul>'),
    # Signs at a heading's end.
    ("## From Python to C#", ">From Python to C#<"),
    ("## From Python to C# { #c }", '<h2 id="c">From Python to C#<'),
    ("## So ## ", ">So<"),
    ("## So ## { #so-is }", '<h2 id="so-is">So<'),
    # Stars of products, and those of emphasis.
    ("Use 2**3 and 3**2.", "<p>Use 2**3 and 3**2.</p>"),
    ("We get 2*3*4 *good* ones.", "<p>We get 2*3*4 <em>good</em> ones.</p>"),
    ("a_1*b_1 + a_2*b_2", "<p>a_1*b_1 + a_2*b_2</p>"),
    ("2*3 and *so*", "<p>2*3 and <em>so</em></p>"),
    ("(a)*(b)*(c) `a`*`b`*`c`", "(a)*(b)*(c) <code>a</code>*<code>b</code>*<code>c<"),
    ("**L**ong *and* **S**hort", "<strong>L</strong>ong <em>and</em> <strong>S</"),
    ("re*al*", "<p>re<em>al</em></p>"),
    # Plain signs.
    (r"so" "\n" r"\- a, 1\. b, \*\*c\*\*", "so\n&#45; a, 1&#46; b, &#42;&#42;c&#42;"),
    (r"\"x\"", "<p>&#34;x&#34;</p>"),
    (r"![a \* b](c.svg)", 'alt="a &#42; b"'),
    (r"# A \_b\_", ">A &#95;b&#95;<"),
    (r"5\% of R\&D, \~7, a\^2", "<p>5&#37; of R&#38;D, &#126;7, a&#94;2</p>"),
    (r"\[a](b) \[*a*](b) \[a\](b) [a]\(b)", "<p>&#91;a](b) &#91;<em>a</em>](b) "),
    (r"\![a](b.md)", '<p>&#33;<a href="b.md">a</a></p>'),
    (r"\??? a \::: b \=== c \<b> \&amp;", "<p>&#63;?? a &#58;:: b &#61;== c &#60;b"),
    (r"\==a== \(b\) \:-) [^1\]", '&#61;=a== <span class="arithmatex">'),
    (CELL.format("`a | b`"), "<td><code>a | b</code></td>"),
    (CELL.format(r"a \| b"), "<td>a &#124; b</td>"),
    (CELL.format("- 5"), "<td>- 5</td>"),
    ("so ``` a\nb ``` c", "<code>a\nb</code>"),
    # Braces, brackets, carets and stars of what is computed.
    ("Is {{0}, {1}} or [[1, 2], [3]] or [[x, y]]?", "{{0}, {1}} or [[1, 2], [3]] or"),
    ("`{{x}}`, `[[a]]`, `x^2^` and $e^{2^{3}}$", "<code>[[a]]</code>"),
    ("x^2 and y^2, x^2*y^2, a ^ b ^ c", "x^2 and y^2, x^2*y^2, a ^ b ^ c"),
    ("2 ** 3 and 3 ** 2, a ** b and c ** d", "a ** b and c ** d"),
    # Rows that begin with a sign once, and what is counted.
    ("From 1.5 to\n2.5, or\n-3 – that\n– is", "2.5, or\n-3 – that\n– is"),
    ("• one<br>\n• two", "• one<br>\n• two"),
    # Addresses that links have, and a row that is none.
    ("[A *b*][c], ![d][E f]\n\n[c]: g.md\n[E f]: h.svg", '<a href="g.md">A <em>b<'),
    ("[a] and [a][]\n\n> [a]: <b.md> 'T'", '<a href="b.md" title="T">a</a> and'),
    (r"\[1]: Elman", "<p>&#91;1]: Elman</p>"),
    # Bars of another kind, and one row of them.
    ("The size |x| is\nthe same as |y|", "|x| is\nthe same as |y|"),
    ("p(a | b) is\np(b | a)", "p(a | b) is\np(b | a)"),
    ("Home | About", "<p>Home | About</p>"),
    # Backticks in code, and terms.
    ("`a``b`, `` `c ``", "<code>a``b</code>, <code>`c</code>"),
    ("A\n: b\n    c\n: d\n\nE\nF\n: g\n: h", "<dd>b\nc</dd>\n<dd>d</dd>"),
    # What stands within HTML.
    ("<div markdown>\n*a*\n\nb\n</div>", "<p><em>a</em></p>\n<p>b</p>"),
    ("<div>\n\n<p>a_b_ *</p>\n\n<p>2*3*4</p>\n\n</div>", "<p>2*3*4</p>"),
    ("<pre>\n*a*\n\n> b\n</pre>", "*a*\n\n> b"),
    (CELL.format("# of x"), "<td># of x</td>"),
    # A table ends, and a list, where another block begins.
    *(
        (f"{CELL.format('1')}\n{below}", f"</table>\n<{tag}")
        for below, tag in (
            ("## So", 'h2 id="so">So<'),
            ("---", "hr />"),
            ("* * *", "hr />"),
            ("```\nx\n```", 'div class="highlight">'),
            ("> so", "blockquote>"),
            ("- so", "ul>"),
            ("2. so", 'ol start="2">'),
        )
    ),
    ("a | b\n--|--\n-5 | 2\nc", "<td>-5</td>\n<td>2</td>\n</tr>\n<tr>\n<td>c</td>"),
    ("- one\n---", "<li>one</li>\n</ul>\n<hr />"),
    ("1. one\n---\nso", "<li>one</li>\n</ol>\n<hr />\n<p>so</p>"),
    ("> one\n---", "</blockquote>\n<hr />"),
    ("A\n:   B\n---", "</dl>\n<hr />"),
    ("One\n---\ntwo\n***\nthree", ">One<"),
    ("One\n===", ">One<"),
    ("![a](b.svg){width=3}", 'width="3"'),
    ('<ol markdown>\n<li markdown="span">a</li>\n</ol>', "<li>a</li>"),
    # Code between fences, and the text around it.
    ("a\n```\nx\n```\nb", "<p>a</p>\n<div class="),
    ("a\n```\nx\n```\nb", "</div>\n<p>b</p>"),
    ("```\nx\n```\n- one", "<li>one</li>"),
    ("a\n<!-- so -->\nb", "<p>b</p>"),
    # Boxes, with what else may stand on their rows; and what looks like some.
    *(
        (f"!!! {row}\n    a", f'<div class="admonition {kinds}">')
        for row, kinds in (
            ('note "A "B" c"', "note"),
            ("Note inline end", "note inline end"),
            ('note annotate my-own "A"', "note annotate my-own"),
        )
    ),
    ('!!! note ""\n    a', '<div class="admonition note">\n<p>a</p>'),
    ('??? "A"\n    b', "<summary>A</summary>"),
    ('???+note "A"\n    b', '<details class="note" open="open">'),
    ('===! "A"\n    b', ">A</label>"),
    ("?? or !! or !!! and ==", "?? or !! or !!! and =="),
    # Headings behind blanks; no row of a table; signs, and where no keys are.
    ("  ## A\n\n ### B", ">A<"),
    ("a\n   # B", "<p>a</p>\n<h1"),
    ("| a |\n|---|", "<tbody></tbody>"),
    (CELL.format("–"), "<td>–</td>"),
    (CELL.format("-"), "<td>-</td>"),
    ("&ndash; &#8211; AT&T", "&ndash; &#8211; AT&amp;T"),
    ("++ctrl+c++, x++y++ and C++ and ++i; j++", ", x++y++ and C++ and ++i; j++"),
    # Abbreviations, and code whose first word is no language.
    ("C++ is\n\n*[C++]: so", '<abbr title="so">C++</abbr>'),
    ("*[RNN](#a)* and *[b] c*", "</a></em> and <em>[b] c</em>"),
    ("`#!nosuch x` `:::nosuch x` `#! a`", "<code>#!nosuch x</code> <code>:::nosuch x<"),
    ("`#!python x`", '<code class="highlight"><span class="n">x</span></code>'),
    ("So:\n:5 and ::", ":5 and ::"),
    ("- a\xa0b, -\xa05 or\n2.\xa0May", "a\xa0b, -\xa05 or\n2.\xa0May"),
    ("A[^1]\n\n[^1]:\n    b", "b&#160;<a"),
    ('<a id="b"></a> <a href="#b" aria-label="c"></a>', '<a id="b"></a>'),
    # Colours that both schemes show.
    *(
        (html, html)
        for html in (
            '<b style="color: red">a</b>',
            '<b style="color: #000; background: yellow">a</b>',
            '<b style="background: rgba(255, 255, 0, .2)">a</b>',
            '<b style="background: var(--md-code-bg-color)">a</b>',
            '<b style="color: navy"></b>',
            '<p id="a"><style>#a i {background: #ffe; color: #000}</style></p>',
            SVG.format('stroke="currentColor" fill="none"'),
            SVG.format('stroke="black" fill="white"'),
        )
    ),
    ("a^[1] and [a](#b) (so) and (c)[d]", "a^[1] and"),
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_a_text_is_shown_as_it_is_meant(convert, text, shown):
    page = re.sub(r'<a class="headerlink".*?</a>', "<", convert(text))
    assert shown in page.replace("<<", "<")
    assert reasons(page) == []


FENCE = "```python\n{0}x\n{0}```"
LIST, FENCED = "this begins no list", "this fence can't be read"
SLASH, TYPED = "a backslash is left over", "this is shown as it is typed"
TICK, JOINED = "a backtick is left over", "this would be a term: put an empty line"
OPENS = "    <details markdown>\n    <summary>S</summary>\n\n    So.\n\n    </details>"
LATE = "<{}> ends outside of what it begins in"
UNREAD = "Markdown is left over: what stands within HTML"
UNDERLINED, EMPTY = (
    "this would be a rule, or a heading",
    "an item of this list is empty",
)
UNSEEN, DEFINED = "readers would not see this row", "this is defined above already"
BOX, TAB = "a box is left over", "a tab is left over"
WORDLESS = "this link has no words"
ONE_SCHEME = "this can't be seen both on light pages and on dark ones"
NO_ABBR = f"{UNSEEN}: it says what an abbreviation means"
OTHER_BLANK = "the blank behind this sign is one that Markdown doesn't know"
FAR = "text so far behind the sign of an item is code to other readers"
ITEM = "a table to some readers of Markdown, and an item of a list"
DASHED = "readers would see these dashes"
RUN_TOGETHER = "these rows would be one paragraph"
PLAIN, FALLS_OUT = "`alt` is plain text", "this would stand in another list, box"

REFUSED = [
    ("a { width }{: height }", TYPED),
    ("## A {lr=0.1}", TYPED),
    ("*a* { .b }", TYPED),
    # Lists that go on right behind something else.
    ("- a\n\n    " + FENCE.format("    ") + "\n- b", FALLS_OUT),
    ("- a\n\n    " + FENCE.format("    ") + "\n2. b", FALLS_OUT),
    (
        "- a\n\n    " + FENCE.format("    ").replace("python", "mermaid") + "\n- b",
        FALLS_OUT,
    ),
    ("- a\n\n    ![b](c.svg)\n- d", LIST),
    ("- a\n\n    <div>b</div>\n- c", LIST),
    ("1. a\n\n    b\n2. c", LIST),
    ("> - a\n>\n>     " + FENCE.format(">     ") + "\n> - b", FALLS_OUT),
    ("so\n  - a", LIST),
    # Text that falls out of what it was written for.
    ("- a\n\n  b", FALLS_OUT),
    ("- a\n\n  " + FENCE.format("  "), FALLS_OUT),
    ("!!! note\n    a\n\n   b", FALLS_OUT),
    ("1. a\n\n    - b\n\n      c", FALLS_OUT),
    # Backslashes.
    (r"About \5 of it", SLASH),
    (r"The caf\é", SLASH),
    ("one\\\ntwo", SLASH),
    (CELL.format(r"`a \| b`"), "readers would see this backslash"),
    # Tags that were meant as words.
    ("It starts with <s> and ends with </s>.", "browsers take <s> for a tag"),
    ("The <input> goes in", "browsers take <input> for a tag"),
    # Tags that end where Markdown has begun something else.
    *(
        (text, LATE.format("details"))
        for text in ("- a\n\n" + OPENS, "!!! b\n" + OPENS)
    ),
    ("- a <b>c\n\n    d</b>", LATE.format("b")),
    ("a\n\nb <div>c", "<div> is never closed"),
    ("a\n\nb</div> c", "this ends what has never begun"),
    # Plain text.
    ("![The state $h_t$](x.svg)", PLAIN),
    ("![The *rise*](x.svg)", PLAIN),
    ('[a](b.md "The $x$")', "`title` is plain text"),
    # What Markdown doesn't read, as it stands within HTML.
    *(
        (html.format(text), UNREAD)
        for html in (
            "<details>\n<summary>S</summary>\n\n{}\n</details>",
            "<div>\n{}\n</div>",
            "<p>\n{}</p>",
            "<figure>\n<figcaption>\n{}</figcaption>\n</figure>",
            "<table><tr><td>\n{}</td></tr></table>",
        )
        for text in (
            *("So *is it*.", "So _is_ it", "So __is__", "*a <b>b</b>*"),
            *("### Why", "> So", "so\n\nand so", "a\n---", "A\n:   B"),
        )
    ),
    ("<details markdown>\n<summary>*S*</summary>\n\na\n</details>", UNREAD),
    # Tables that are none.
    *((text, "a table is left over") for text in ("| a | b\n| 1 | 2", "a | b\n1 | 2")),
    ("So:\n| a | *b*\n| f(1) | `2`", "a table is left over"),
    ("So\n| a |\n|---|\n| 1 |", "a table is left over"),
    *((f"{sign}\xa0a", OTHER_BLANK) for sign in ("##", "-", "1.", "!!!", ":")),
    ("-     a\n-     b", FAR),
    ("!!!  note\n    a", BOX),
    ("-[ ] a", TYPED),
    *((f"a | b\n{row}\n1 | 2", ITEM) for row in ("- | -", "- | :-:", "-\t|--")),
    ("- a\n    ##B", "this begins no heading"),
    # Backticks, more on one side than on the other.
    *((text, TICK) for text in ("The ``code` x.", "The `code`` x.", "```a`` b")),
    # A term right below what another one means.
    ("Epoch\n: One pass.\nBatch\n: Some.", JOINED),
    ("Epoch\n\n: One pass\n  goes on.\n: Two", JOINED),
    ("- a\n\n    A\n    : b\n    *C*\n    D\n    : e", JOINED),
    # Rows that Markdown takes out of the text.
    ("Sources:\n\n[1]: Elman (1990)", UNSEEN),
    ("[Note]: important", UNSEEN),
    ('[Tip]: see "the figure"', UNSEEN),
    ("- a\n\n    [b]: https://c.example\n", UNSEEN),
    ("[a][b]\n\n[b]: c.md\n[B]: d.md", DEFINED),
    ("[a][b]\n\n[b]: c.md\n\n> [b]: c.md", DEFINED),
    ("An RNN\n\n*[RNN]: a network\n*[RNN]: another", DEFINED),
    # Lists of other signs.
    *(
        (f"So:\n\n{rows}", RUN_TOGETHER)
        for rows in (
            *("• a\n• b", "– a\n  c\n– b", "·a\n·b", "-first\n-second", "+a\n+`b`"),
            *("(a) x\n(b) y", "(1) x\n(2) y", "i. x\nii. y", "#. x\n#. y", "✓ x\n✓ y"),
            *("1.build\nit\n2.train", "1.`a`\n2.**b**", "a. x\nb. y", "a) x\nb) y"),
        )
    ),
    # Rows that are underlined, and not alone; items without a text.
    ("Intro line\ncontinued\nHeading words\n-----", UNDERLINED),
    # Rows that begin with a sign where they were wrapped.
    *(
        (f"The loss of {before}is\n{row}", "this would be a quotation, or a headline")
        for before in ("", "all\nruns ")
        for row in ("> 0.5", ">= $x$ or so", "> `2`", "# 3 in the list")
    ),
    ("Intro\nHeading\n===\nso", UNDERLINED),
    ("Intro\n  ---", UNDERLINED),
    ("- a\n\n    Intro\n    Heading\n    ---", UNDERLINED),
    ("So.\n\n- [l](https://example.org)\n-", EMPTY),
    ("- a\n- \n- b", EMPTY),
    ("* a\n*", EMPTY),
    ("1. a\n2.\n3. c", EMPTY),
    ("- a\n\n    - b\n    -", EMPTY),
    # Signs around something else than words.
    *((f"So {s}{x}{s}.", TYPED) for s in ("~~", "==") for x in ("$z$", "`z`", "z")),
    ("~~*z*~~", TYPED),
    ("==*z*==", TYPED),
    ("H~$2$~O", TYPED),
    # Attributes of another element.
    (CELL.format("f {start=1}"), TYPED),
    ("## Options {width=3}", TYPED),
    ("## Options {.a width=3}", TYPED),
    ("*a*{href=b}", TYPED),
    # What other tools read.
    ('--8<-- "README.md"', TYPED),
    *(("[[toc]]", TYPED), ("See [[page]].", TYPED), ("![[a page|b]]", TYPED)),
    *(("{{ name }}", TYPED), ("{% if x %}", TYPED), ("{{< figure >}}", TYPED)),
    *(("So [@elman1990].", TYPED), ("So [-@elman1990, p. 3].", TYPED)),
    *(("10^2^", TYPED), ("x^n^ is", TYPED), ("$x$^2^", TYPED), ("^^so^^", TYPED)),
    *(("This is ** bold ** so", TYPED), ("** a**", TYPED)),
    *(
        ('**"quoted"**text', TYPED),
        ("这是**粗体。**文字", TYPED),
        ("a**(b)** c", TYPED),
    ),
    # Boxes whose title would be lost, or that nobody reads.
    *(
        (f"{row}\n    a", BOX)
        for row in (
            *("!!! note Never do so", "!!! note so", "!!! inline end note"),
            *("!!! note Self-made", "!!! note - so", '!!! note Never "so"'),
            *("??? note Why so", "???+ note so", '??? note ""', "???- note"),
            *('!!! note "  "', "!!! note “so”", "!!! note: so", '??? +note "a"'),
            *("?? note", "!! note", '!!!! note "A"', "???", '?? "A"'),
        )
    ),
    *(
        (f"{row}\n    a", TAB)
        for row in ('=== ""', "=== “A”", '==== "A"', '== "A"', '==="A"', '===? "A"')
    ),
    # Colours of one scheme alone.
    *(
        (html, ONE_SCHEME)
        for html in (
            *('<b style="color: navy">a</b>', '<b style="color:white">a</b>'),
            *('<b style="background:yellow">a</b>', "<font color=black>a</font>"),
            '<table><tr><td bgcolor="#ffe">a</td></tr></table>',
            '<p style="background: navy"><b>a</b></p>',
            '<b style="background: rgba(255, 255, 0, .9)">a</b>',
            "*a*{style=background:#ffe}",
            '<style>#a {background: #ffe}</style>\n<b id="a">b</b>',
            *(SVG.format('stroke="black"'), SVG.format('style="fill: #eee"')),
        )
    ),
    # What has no words.
    *(("[](#a)", WORDLESS), ("[ ](#a)", WORDLESS), ("# A\n: b", "there is no term")),
    ("A[^1]\n\n[^1]:", "this note has no text"),
    # Abbreviations that no text has, and what is nearly one; terms.
    *((f"*[{s}]: b\n\nA", NO_ABBR) for s in ("RNN", "a")),
    *((f"*[A] {b}\n\nA", "an abbreviation is left over") for b in ("b", "- b")),
    *((f"A\n{b}", "what a term means is left") for b in (":b", ":`b`", "::  b")),
    # What begins no heading, underlines none; tables of other tools, and half a one.
    ("####### A", "this begins no heading"),
    ("# A\n===", "readers would see this row"),
    ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |", "a table is left over"),
    ("a  b\n-- --\n1  2", DASHED),
    ("| a | b |\n|---|---|\n|---|---|\n| 1 | 2 |", DASHED),
    ("| a |\n|---|\n| b |\n|:---|", DASHED),
    # Attributes of which one would be gone; nearly some.
    *((f"# A {{{b}}}", TYPED) for b in ("#a #b", "#a id=b", "title=a title=b")),
    *(("# A {.b", TYPED), ("```\nx\n```\n{.b}", TYPED)),
    # Links, keys, notes and parts of other files, nearly so.
    *((s, UNREAD[:21]) for s in ("![a] (b.png)", "[a]\n(b.md)", "(b.md)[a]")),
    *((s, UNREAD[:21]) for s in ("[a] (https://b.c)", "(https://b.c)[a]")),
    *((s, TYPED) for s in ("[TOC] a", "[toc]", "so^[a note].", '-8<- "a"', "{!a!}")),
    *((s, TYPED) for s in ("so [1]_.", ".. [1] So", ".. _so:", "@param a: b", "`a`_")),
    *((s, TYPED) for s in (":material-check: so", ":+1:", "{math}`a`", "see @fig-a")),
    *((s, TYPED) for s in ("so^[note].", '[=85% "85%"]', "%% so %%")),
    ("so[^a b]", "this note is defined nowhere"),
    *((s, TYPED) for s in (".. note:: a", "{--a--}", "{>>a<<}")),
    *((f"++{s}++", TYPED) for s in ("Ctrl+C", "ctrl + c", " ctrl", "ctrl+nosuch")),
    *((s, "browsers know no &") for s in ("&notso; a", "AT&T; a", "<b>&so;</b>")),
    ("```python exec\n1/0\n```", FENCED),
    ("so\n~~~ python exec\n1\n~~~", FENCED),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_nobody_can_have_meant_is_refused(convert, text, reason):
    found = reasons(convert(text))
    assert len(found) == 1
    assert found[0].startswith(reason)


def cell(output, **told):
    return v4.new_notebook(cells=[v4.new_code_cell(metadata=told, outputs=[output])])


def shows(html):
    return cell(v4.new_output("display_data", {"text/html": html}))


@pytest.mark.parametrize(
    "html", ["if a<b: stop", '<i>a</i> <b title="', "a </b", "a <?b"]
)
def test_html_that_ends_in_a_tag_is_refused(html):
    [fault] = check.tags.torn_outputs(shows(html))
    assert "a tag is never finished, and takes in what follows" in fault.reason


@pytest.mark.parametrize("html", ["a < b", "a <", "<b>a</b>", "1 <2", "<!-- a -->"])
def test_html_that_ends_otherwise_is_not(html):
    assert [*check.tags.torn_outputs(shows(html))] == []


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        (" (array([1.]), <BarContainer object of 10 artists>)", True),
        ("Text(0.5, 1.0, 't')", True),
        ("[Text(0, 0, 'a')]", True),
        ("<a list of 3 Patch objects>", True),
        ("Text(words=5) and a list of 3 Patch objects", False),
    ],
)
def test_what_functions_return_that_draw_is_refused(text, is_refused):
    output = v4.new_output("execute_result", {"text/plain": text}, execution_count=1)
    assert bool([*check.outputs.useless(cell(output))]) == is_refused


@pytest.mark.parametrize(
    "text",
    [
        *("None", "", "  ", "[]", "()", "{}", "set()", "range(0, 0)", "range(3, 1)"),
        *("dict_keys([])", "array([], dtype=float64)", "nan", "NaT", "<NA>"),
        *("[1e-05, NaN]", "[inf, …, nan] (20 values)"),
    ],
)
def test_a_value_of_nothing_is_refused(text):
    shown = v4.new_output("display_data", {VALUE: text})
    [fault] = check.outputs.nothing(cell(shown, kind="value"))
    assert fault.reason.startswith("this value is ")
    shown.data[VALUE] = f"a {text}"
    assert [*check.outputs.nothing(cell(shown, kind="value"))] == []


@pytest.mark.parametrize(
    "code",
    ["torch.__version__", 'd["_a_"]', "a *b* c", r'f"\(x\)"', "f('`a`', '$b$')"],
)
def test_the_code_of_a_value_is_no_plain_text_of_an_author(convert, code):
    told = {"kind": "value", "options": {"expression": code}}
    notebook = cell(v4.new_output("stream", text="1"), **told)
    found = outputs.Renderer(convert).results(notebook)
    assert reasons(placed.put(convert(f"So {token(1)}."), found)) == []


def test_a_heading_that_is_made_of_code_is_no_text_of_an_author():
    parts = "<span>__call__</span>\n\n<small>cached</small>"
    assert reasons(f'<h2 class="doc doc-heading">\n{parts}\n</h2>') == []
    assert reasons(f"<h2>\n{parts}\n</h2>") != []
