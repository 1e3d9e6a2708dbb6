import re

import pytest

from engine.cache.memo import Memo
from engine.render import diagrams, formulas, svg

LOOP = """flowchart LR
  accTitle: A loop
  accDescr: It goes round
  a --> b
"""


def test_a_formula_becomes_html_and_mathml(katex):
    page = r'<p><span class="arithmatex">\(h_t &lt; 1\)</span></p>'
    shown, faults = formulas.render(page, katex)
    assert faults == []
    assert "<math" in shown
    assert 'class="katex-html"' in shown
    assert "arithmatex" not in shown


def test_display_formulas_are_blocks(katex):
    page = r'<div class="arithmatex">\[x\]</div>'
    shown, _ = formulas.render(page, katex)
    assert shown.startswith('<div class="rnn-formula"><span class="katex-display">')


@pytest.mark.parametrize(
    "tex",
    [
        *(r"\frac{1", r"\nope", "x_1_2", "}"),
        *(r"\href{https://a.example}{x}", r"\includegraphics{a.png}", r"\htmlId{a}{x}"),
    ],
)
def test_a_wrong_formula_is_told_with_its_reason(katex, tex):
    page = rf'<span class="arithmatex">\({tex}\)</span>'
    _, [fault] = formulas.render(page, katex)
    assert fault.needles == (f"${tex}$",)
    assert fault.reason.startswith("KaTeX parse error: ")


@pytest.fixture
def draw(tmp_path):
    return lambda page: diagrams.render(page, Memo(tmp_path))


def test_a_diagram_becomes_svg_with_its_text(draw):
    page = f'<pre class="rnn-mermaid"><code>{LOOP}</code></pre>'
    shown, faults = draw(page)
    assert faults == []
    assert 'aria-label="A loop"' in shown
    assert "<desc>It goes round</desc>" in shown
    assert "<style" not in shown


def test_two_diagrams_share_no_ids(draw):
    page = f'<pre class="rnn-mermaid"><code>{LOOP}</code></pre>' * 2
    ids = re.findall(r'\sid="([^"]+)"', draw(page)[0])
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    "source",
    [
        "mindmap\n{}  root((R))\n    a\n",
        "kanban\n{}  todo[To do]\n    a[Write]\n",
        'flowchart LR\n{}  a["R#35;1 #quot;q#quot; #lt; R&D"]\n  style a fill:#f9f;\n',
        "flowchart LR\n  accTitle: A\n  accDescr {{\n    B\n  }}\n  a --> b\n",
    ],
)
def test_what_mermaid_documents_is_drawn(draw, source):
    source = source.format("  accTitle: A\n  accDescr: B\n")
    shown, faults = draw(f'<pre class="rnn-mermaid"><code>{source}</code></pre>')
    assert faults == []
    assert "<desc>B</desc>" in shown
    text = re.sub(r"<[^>]*>", "", shown)
    assert "#35" not in source or "R#1 &quot;q&quot; &lt; R&amp;D" in text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (LOOP.replace("-->", "--> -->"), "Parse error on line 4"),
        (LOOP + "  a --- c[`=1 + 1`]", "`=1 + 1` means nothing in it"),
        (LOOP + '  a --- c["$$x$$"]', "$$x$$ means nothing in it"),
        (LOOP.replace("accTitle", "%% accTitle"), "accTitle"),
        (LOOP.replace("accDescr", "%% accDescr"), "accDescr"),
    ],
)
def test_a_wrong_diagram_is_told_with_its_reason(draw, source, reason):
    _, [fault] = draw(f'<pre class="rnn-mermaid"><code>{source}</code></pre>')
    assert reason in fault.reason


def test_the_words_of_a_drawing_stay_as_they_are():
    words = "C0 is #1f77b4, 'DejaVu Sans' is a font, id=&quot;a&quot;, url(#c)"
    drawing = f'<svg viewBox="0 0 4 3"><text style="fill: #1f77b4">{words}</text></svg>'
    shown = svg.inline(drawing, alt="A", prefix="f1")
    assert f'<text style="fill: var(--plot-blue)">{words}</text>' in shown


def test_svg_keeps_nothing_that_changes_or_leaks():
    drawing = (
        '<?xml version="1.0"?><!DOCTYPE svg><svg width="4pt" viewBox="0 0 4 3">'
        "<metadata><dc:date>2026-01-01</dc:date></metadata>"
        "<defs><style>*{stroke: red}</style></defs>"
        '<g id="a"><use xlink:href="#b"/></g><path clip-path="url(#c)"/></svg>'
    )
    shown = svg.inline(drawing, alt='A "b"', prefix="f1")
    assert "2026" not in shown
    assert "style" not in shown
    assert 'id="f1-a"' in shown
    assert 'href="#f1-b"' in shown
    assert "url(#f1-c)" in shown
    assert 'aria-label="A &quot;b&quot;"' in shown
