import html
import io
import re
import time
from functools import partial
from pathlib import Path

import matplotlib
import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from engine.cache.memo import Memo
from engine.plan import notebooks
from engine.render import (
    colours,
    diagrams,
    formulas,
    markup,
    outputs,
    placed,
    plain_formulas,
    svg,
    terminal,
    values_in_tex,
)
from engine.session import protocol

ROOT = Path(__file__).parents[2]
SHEETS = "figures.css", "theme.css"
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
    ("text", "whole"),
    [
        ("{x_1}, so", ["x_1,"]),
        ("a ({x_1}) so", ["(x_1)"]),
        ("<strong>the {h_t}</strong>: so", ["h_t:"]),
        ("{a = 33}.", ["a = 33."]),
        ("{x_1} so", []),
        ("{x_1 + x_2 + x_3 + x_4 + x_5}, so", []),  # longer than a row may be
    ],
)
def test_a_formula_stays_with_the_signs_around_it(katex, text, whole):
    page = re.sub(r"\{(.+)\}", r'<span class="arithmatex">\\(\1\\)</span>', text)
    shown, _ = formulas.render(page, katex)
    soup = BeautifulSoup(shown, "html.parser")
    for formula in soup.select(".rnn-formula"):
        formula.replace_with(formula.annotation.string)
    assert [one.text for one in soup.select(".rnn-whole")] == whole


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


@pytest.mark.parametrize(
    ("tex", "value", "written"),
    [
        ("#^2", "-2", "(-2)^2"),
        ("# _t", "-2", "(-2) _t"),
        ("#^2", "1.5e-7", r"(1.5 \times 10^{-7})^2"),
        ("#^2", "50%", r"(50\%)^2"),
        ("#^2", "1/2", "(1/2)^2"),
        ("#!", "a + b", "(a + b)!"),
        ("##^2", "-2", "-2(-2)^2"),
        (r"\frac{1}#^2", "-2", r"\frac{1}{(-2)}^2"),
        ("1 / #", "1e-5", r"1 / (1 \times 10^{-5})"),
        (r"1 \div #", "1/2", r"1 \div (1/2)"),
        # What is read right without brackets.
        ("x_#^2", "-2", "x_{-2}^2"),
        ("# - #", "-2", "-2 - -2"),
        (r"\frac1#^2 + \frac12 - #", "-2", r"\frac1{-2}^2 + \frac12 - -2"),
        ("#^2 / #", "1,234.5", r"1{,}234.5^2 / 1{,}234.5"),
        ("#_t", "h", "h_t"),
        ("#^2", r"\alpha", r"\alpha^2"),
        ("#^2", "(1, 2)", "(1, 2)^2"),
        ("1 / #", "-2", "1 / -2"),
        (r"= #, \le #, \quad #, &lt; #", "-2", r"= -2, \le -2, \quad -2, &lt; -2"),
        (r"\text{it is #}, |#|, 0.#", "12", r"\text{it is 12}, |12|, 0.12"),
        (r"\text{it is #}", "-2", r"\text{it is -2}"),
        (r"\begin{pmatrix} # & # \\ # \end{pmatrix}", "-2", None),
        (r"(#), # + #, = # \quad x", "x + 1", None),
        (r"\frac{#}{#}, \sqrt{#}, 2^#", "x+1", r"\frac{x+1}{x+1}, \sqrt{x+1}, 2^{x+1}"),
        (r"# \le 3, #\\ x", "1 - x", None),
        (r"\sum_{i=1}^# x_i", "12", r"\sum_{i=1}^{12} x_i"),
        # What takes an argument takes all of a value.
        (r"\sqrt[3]#", "12", r"\sqrt[3]{12}"),
        (r"a \pmod#", "12", r"a \pmod{12}"),
        (r"\boxed#, \ddot#, \widehat #", "12", r"\boxed{12}, \ddot{12}, \widehat {12}"),
        (r"\cfrac#{5}", "12", r"\cfrac{12}{5}"),
        (r"\cfrac{5}#, \overset{!}#", "12", r"\cfrac{5}{12}, \overset{!}{12}"),
        (r"\hat#, \sin#, 2\sin #", "h", r"\hat{h}, \sin h, 2\sin h"),
        (r"\alpha#", "h", r"\alpha h"),
        # A product stays one.
        (r"\alpha#", "-2", r"\alpha(-2)"),
        ("3 #, x_t#, x_{t}#", "-2", "3 (-2), x_t(-2), x_{t}{(-2)}"),
        (r"x\,#, (1)#, n!#", "-2", r"x\,(-2), (1)(-2), n!(-2)"),
        ("# #, 3#, #3", "12", "12 (12), 3(12), (12)3"),
        ("2 #", "1/2", "2 (1/2)"),
        (r"\log #", "-2", r"\log (-2)"),
        ("{#}^2, \\frac{#}{2}", "-2", "{(-2)}^2, \\frac{-2}{2}"),
        # And a sum is one factor, and one part of a difference.
        (r"#/2, 2#, 3 \cdot #", "x + 1", r"(x + 1)/2, 2(x + 1), 3 \cdot (x + 1)"),
        (r"1 - #, # \times 2", "1 - x", r"1 - (1 - x), (1 - x) \times 2"),
        (r"# x, #(y), # \rho", "x+1", r"(x+1) x, (x+1)(y), (x+1) \rho"),
        (r"\sin #, \sum_i #", "x+1", r"\sin (x+1), \sum_i (x+1)"),
        (r"\alpha*#", "x+1", r"\alpha*(x+1)"),
        # Nothing of a value is lost.
        ("S = #", "{1, 2}", r"S = \{1, 2\}"),
        ("#^2", "{1, 2}", r"\{1, 2\}^2"),
        ("#", "{'a': {1}}", r"\{\text{'a'}: \{1\}\}"),
        ("#", "x^{2} + y_{t}", "x^{2} + y_{t}"),
        ("#", r"\frac{1}{2}", r"\frac{1}{2}"),
        ("#", "~5", r"{\sim}5"),
        ("#", "1.0E-05", r"1.0 \times 10^{-5}"),
        ("#", "two words", r"two\ words"),
        ("#^2", "hidden_size", r"\text{hidden\_size}^2"),
        ("#", "{'n_in': W_xh}", r"\{\text{'n\_in'}: \text{W\_xh}\}"),
        ("#", "a & b", r"a \& b"),
        ("#, f'", "it's", r"\text{it's}, f'"),
        ("#", "h_t + x_1", "h_t + x_1"),
        (r"\text{from #}", "a_b: 1e-05", r"\text{from a\_b: 1e-05}"),
        (r"\operatorname{#}(x)", "1e-05", r"\operatorname{1 \times 10^{-5}}(x)"),
        (r"# #, #\,#", "1+2j", r"(1+2j) (1+2j), (1+2j)\,(1+2j)"),
        ("# #", "-1-2j", "(-1-2j) (-1-2j)"),
    ],
)
def test_a_value_in_a_formula_is_read_as_a_whole(tex, value, written):
    found = values_in_tex.with_values(tex, re.compile("#"), lambda _: value)
    assert found == (written or tex.replace("#", value))


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\frac{x_{1}}{2}", "x_1/2"),
        (r"\frac{\frac{a+1}{b}}{\sqrt{c^{2}}}", "((a+1)/b)/(√(c^2))"),
        (r"\sqrt{y} + \sqrt[3]{x + 1}", "√y + [3]√(x + 1)"),
        (r"x_{t-1}^{n}, W_{xh}, 10^{-5}", "x_(t-1)^n, W_xh, 10^-5"),
        (r"2\alpha x \le \hat{y}", "2 alpha x le hat(y)"),
        (r"\mathbf{W}_{\text{in}}\,x", "W_in x"),
        (r"\left( \frac12 \right)", "( 1/2 )"),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "1 2"),
        (r"\{1, 2\}, 50\%, \binom{n}{k}", "{1, 2}, 50%, binom(n, k)"),
        (r"{a}} \frac{", "a /"),
    ],
)
def test_a_formula_as_plain_text_is_read_as_it_is_meant(tex, words):
    page = rf'On <span class="arithmatex">\({tex}\)</span>'
    assert plain_formulas.plain(page) == f"On {words}"


def test_a_value_whose_format_writes_its_sign_is_added_to_what_stands_before():
    def read(_):
        return values_in_tex.Signed("-2")

    assert values_in_tex.with_values("3 #, x#", re.compile("#"), read) == "3 -2, x-2"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc\r\x1b[Jx", "x"),
        ("abc\nde\x1b[1;2H\x1b[J", "a"),
        ("abc\x1b[2D\x1b[1K", "  c"),
        ("one\x1b[sTWO\x1b[uthree", "onethree"),
        ("one\x1b7TWO\x1b8three", "onethree"),
        ("a\x1b[2;5Hb", "a\n    b"),
        ("a\x1b[3db", "a\n\n b"),
        ("a\nb\x1b[H\x1b[2Jc", "c"),
        ("ab\x1b[2Jc", "  c"),
        ("a\x0cb\x0bc", "a\n b\n  c"),
        ("\tab\rX", "X       ab"),
        ("日本語\rx", "x 本語"),
        ("e\u0301f\ro", "of"),
        ("abcdef\r\x1b[2P", "cdef"),
        ("abc\r\x1b[2@", "  abc"),
        ("abc\r\x1b[2X", "  c"),
        ("a\nb\x1b[Lc", "a\nc\nb"),
        ("a\nb\nc\x1b[1A\x1b[M", "a\nc"),
        ("a\x1b[?25lb\x1b(B\x1b[0;1mc\x9b31md", "abcd"),
    ],
)
def test_a_text_with_codes_is_what_a_terminal_makes_of_it(text, seen):
    assert terminal.shown(text) == seen


@pytest.mark.parametrize("code", ["[?1049h", "[4h", "[2S", "[1;5r", "[3b", "(0", "#8"])
def test_codes_that_only_a_screen_can_follow_are_refused(code):
    with pytest.raises(terminal.CodeError, match="asks of a terminal"):
        terminal.shown(f"a\x1b{code}b")


def test_addresses_are_found_in_tags_and_nowhere_else():
    page = '<pre>&lt;a href="rnn:/x"&gt;</pre><a title=\' href="rnn:/y"\'>'
    assert placed.from_root(page, "..") == page
    page = '<img alt="a > b" src="rnn:/x" href="rnn:/y">'
    assert placed.from_root(page, "..") == page.replace("rnn:/", "../")


@pytest.fixture(scope="module")
def draw(tmp_path_factory):
    memo = Memo(tmp_path_factory.mktemp("drawn"))
    return lambda page: diagrams.render(page, memo)


def test_a_diagram_becomes_svg_with_its_text(draw):
    page = f'<pre class="rnn-mermaid"><code>{LOOP}</code></pre>'
    shown, faults = draw(page)
    assert faults == []
    assert 'aria-label="A loop"' in shown
    assert "<desc>It goes round</desc>" in shown
    [rules] = re.findall("<style>(.*?)</style>", shown)
    assert all(r.startswith(":where(#diagram-1-d)") for r in rules.split("}")[:-1])
    assert 'id="diagram-1-d"' in shown


def test_two_diagrams_share_no_ids(draw):
    page = f'<pre class="rnn-mermaid"><code>{LOOP}</code></pre>' * 2
    ids = re.findall(r'\sid="([^"]+)"', draw(page)[0])
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize(
    "source",
    [
        "block-beta\n{}  a b\n",
        "flowchart LR\n{}  a --> b\n  linkStyle 0 stroke:#f00,color:red\n",
        "%% a note\nstateDiagram-v2\n{}  [*] --> a\n",
        'flowchart LR\n{}  a["R#35;1 #quot;q#quot; #lt; R&D"]\n  style a fill:#f9f;\n',
        'flowchart LR\n{}  a["x<b"] -- x<y --> c[R<br>S<br/>T] -->|x<b| d ==> e\n',
        "stateDiagram-v2\n{}  state a <<choice>>\n  [*] --> a\n",
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
        (LOOP + '  a --- c["<b>State</b>"]', "<b> means nothing in it"),
        (LOOP + "  a --- c[H<sub class='d'>t</sub>]", "<sub class='d'> means nothing"),
        (LOOP + '  a --- c["x<y and z>2"]', "<y and z> means nothing in it"),
        (LOOP + '  a --- c["fa:fa-car Car"]', "fa:fa-car means nothing in it"),
        ("mindmap\n  root((R))\n    a\n", "mindmap is not drawn here, only: block, "),
        ("---\ntitle: T\n---\nsequenceDiagram\n  a->>b: c\n", "sequenceDiagram is"),
        ("---\nconfig:\n  theme: dark\n---\n" + LOOP, "leave out `theme`"),
        ('%%{init: {"themeVariables": {}}}%%\n' + LOOP, "out `themeVariables`"),
        (LOOP + "  style a color:#000", "`color:#000` needs a `fill:` beside it"),
        (LOOP + "  linkStyle 0 stroke:#333", "`stroke:#333` can't be seen both on"),
        (LOOP + "  linkStyle 0 stroke:red,color:navy", "`color:navy` can't be seen"),
        (LOOP + "  classDef b stroke:red,color:navy", "`color:navy` needs a `fill:`"),
        (LOOP.replace("accTitle", "%% accTitle"), "accTitle"),
        (LOOP.replace("accDescr", "%% accDescr"), "accDescr"),
    ],
)
def test_a_wrong_diagram_is_told_with_its_reason(draw, source, reason):
    _, [fault] = draw(f'<pre class="rnn-mermaid"><code>{source}</code></pre>')
    assert reason in fault.reason


PAINTED = "classDef hot fill:#f9f"
FLOW = f"""flowchart LR
  subgraph one ["Group"]
    a --> b
  end
  b ~~~ c
  one --> c
  a -. dotted .-> b ==> c
  c --> d["the my-svg file"]
  e:::hot --> f
  {PAINTED}
  style f fill:#ffffff
"""
STATES = f"""stateDiagram-v2
  [*] --> Still
  Still --> Moving : go
  state "A composite state" as Comp {{
    x --> y
    --
    z
  }}
  note right of Still : hello there
  state f <<fork>>
  Moving --> f
  f --> [*]
  {PAINTED}
  class Moving hot
"""
BLOCKS = f"""block-beta
  columns 2
  a b(("B"))
  block:g
    c d
  end
  e<["arrow"]>(right)
  a -- "x" --> b
  {PAINTED}
  class a hot
"""
# The colours of what has been drawn, and which of its words are on what.
LOOK = """() => {
    const box = element => element.getBoundingClientRect();
    const within = (a, b) => a.left >= b.left && a.right <= b.right
        && a.top >= b.top - 3 && a.bottom <= b.bottom + 3;
    const solid = element => !["none", "rgba(0, 0, 0, 0)"].includes(
        getComputedStyle(element).fill) && box(element).width;
    const shapes = [...document.querySelectorAll(
        "svg :is(rect, circle, polygon, path, ellipse)")].filter(
            e => !e.closest("defs, marker") && solid(e));
    return [...document.querySelectorAll("svg text")].filter(
        text => text.textContent).map(text => {
            const below = shapes.filter(e => within(box(text), box(e))).at(-1);
            const [t, s] = [text, below].map(e => e && box(e));
            const word = text.querySelector("tspan tspan") ?? text;
            return {
                words: text.textContent.trim(),
                colour: getComputedStyle(word).fill,
                below: below && getComputedStyle(below).fill,
                aside: s && Math.abs(t.left + t.right - s.left - s.right) / 2,
            }; }); }"""


@pytest.fixture(scope="module")
def in_scheme(chromium):
    """Opens a page with some HTML in one of the schemes."""
    places = [ROOT / "docs/assets/stylesheets" / name for name in SHEETS]
    styles = "".join(place.read_text() for place in places)
    styles += "body { --md-default-bg-color: white; --md-text-font-family: serif }"
    page = chromium.new_page()

    def open_page(shown, scheme):
        page.set_content(
            f"<style>{styles}</style><body data-md-color-scheme={scheme}>"
            f'<div class="md-typeset"><figure class="rnn-diagram">{shown}</figure>'
        )
        return page

    yield open_page
    page.close()


def rgb(colour):
    return f"#{''.join(f'{int(n):02x}' for n in re.findall('[0-9]+', colour)[:3])}"


def page_with(source):
    """A page with a diagram, always in the same words: what is drawn is kept."""
    kind, rest = source.split("\n", maxsplit=1)
    source = html.escape(f"{kind}\n  accTitle: A\n  accDescr: B\n{rest}")
    return f'<pre class="rnn-mermaid"><code>{source}</code></pre>'


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("source", [FLOW, STATES, BLOCKS])
def test_all_words_of_a_diagram_can_be_read_in_both_schemes(
    draw, in_scheme, source, scheme
):
    shown, faults = draw(page_with(source))
    assert faults == []
    assert "0d0e0" not in shown
    assert not re.search(r"rgba?\(13,|hsl\(", shown)
    page = in_scheme(shown, scheme)
    paper = {"default": "#ffffff", "slate": "#171c2b"}[scheme]
    found = page.evaluate(LOOK)
    assert found
    for one in found:
        below = rgb(one["below"]) if one["below"] else paper
        low, high = sorted([brightness(rgb(one["colour"])), brightness(below)])
        assert (high + 0.05) / (low + 0.05) >= 4.5, one
    if source.startswith("state"):
        centred = [one for one in found if one["words"] in ("Still", "Moving", "x")]
        assert [one["words"] for one in centred if one["aside"] > 2] == []


def test_lines_of_diagrams_are_drawn_as_mermaid_means_them(draw, in_scheme):
    shown, _ = draw(page_with(FLOW))
    assert re.sub("<[^>]*>", "", shown).count("the my-svg file") == 1
    page = in_scheme(shown, "default")

    def line(name):
        return page.eval_on_selector(
            f"path[id*='-{name}']",
            """path => { const style = getComputedStyle(path);
            return [style.strokeWidth, style.strokeDasharray].map(parseFloat); }""",
        )

    assert line("L_a_b_0") == [1.5, 0]
    assert line("L_b_c_0") == [0, 0]  # hidden
    assert line("L_a_b_2") == [1.5, 2]  # dotted
    assert line("L_b_c_2") == [3.5, 0]  # thick


def test_a_state_begins_with_a_filled_dot(draw, in_scheme):
    shown, _ = draw(page_with(STATES))
    page = in_scheme(shown, "default")
    dot = page.eval_on_selector(".state-start", "dot => getComputedStyle(dot).fill")
    assert rgb(dot) == "#1c2233"
    tips = page.eval_on_selector_all(
        "marker path", "tips => tips.map(tip => getComputedStyle(tip).fill)"
    )
    assert {*map(rgb, tips)} == {"#5f6780"}


def test_the_words_of_a_drawing_stay_as_they_are():
    words = "C0 is #1f77b4, 'DejaVu Sans' is a font, id=&quot;a&quot;, url(#c)"
    drawing = f'<svg viewBox="0 0 4 3"><text style="fill: #1f77b4">{words}</text></svg>'
    shown = svg.inline(drawing, alt="A", prefix="f1")
    assert f'<text style="fill: var(--plot-blue)">{words}</text>' in shown


def drawn(draw, letters="none", **kind):
    """What a page shows of a figure."""
    drawing = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": letters}):
        figure = Figure(figsize=(3, 3))
        draw(figure.subplots(subplot_kw=kind))
        figure.savefig(drawing, format="svg", bbox_inches="tight")
    return svg.inline(drawing.getvalue(), alt="A", prefix="f1")


def test_what_a_program_tells_of_its_picture_is_read_out_once():
    def draw(ax):
        for top in (1, 2):
            ax.fill_between([0, 1], 0, top).set_gid('alt: So "said" & done.')

    shown = drawn(draw)
    assert 'aria-label="A So &quot;said&quot; &amp; done."' in shown
    assert "alt:" not in shown


def as_on_pages():
    """Have figures drawn with the settings of the site."""
    return matplotlib.rc_context(fname=Path(protocol.__file__).parent / "matplotlibrc")


def kept(shown, how="kept"):
    """The words that have the same colour in both schemes."""
    tags = rf'<(?:text|g) class="rnn-{how}"[^>]*>(?:\s*<(?:text|tspan)[^>]*>)*'
    return set(re.findall(rf"{tags}\s*(\w+)<", shown))


def cells(paint):
    def draw(axes):
        getattr(axes, paint)([[0, 1], [0.5, 0]], cmap="Blues")
        axes.set_title("title")
        place = {"imshow": 0, "pcolormesh": 0.5}[paint]
        axes.text(place, place, "pale", ha="center", va="center")
        axes.text(place + 1, place, "dark", color="white")
        axes.text(place, place + 1, "$x$", color="C1", ha="right")

    return draw


def pie(axes):
    axes.pie([1, 2], labels=["a", "b"], colors=["wheat", "C0"], autopct="n%d")


def boxes(axes):
    axes.set_ylim(0, 1)
    axes.annotate("boxed", (0.5, 0.5), bbox={"facecolor": "wheat"})
    axes.annotate("paper", (0.1, 0.1), bbox={"facecolor": "white"})
    axes.bar([0.5], [0.4], color="gold")
    axes.text(0.5, 0.2, "bar")
    axes.bar([0.9], [0.4], width=0.1, color="C1")
    axes.text(0.9, 0.2, "ours")
    axes.axvspan(0, 0.3, color="wheat", alpha=0.2)
    axes.text(0.1, 0.5, "faint")


def far_dots(axes):
    axes.scatter([0, 1], [0, 1], color="wheat", s=300, rasterized=True)
    axes.text(0, 0, "dot", ha="center", va="center")
    axes.text(0.5, 0.5, "clear")


def beyond(paint):
    """Paint far more than the axes show: there is none of it below their labels."""

    def draw(axes):
        paint(axes)
        axes.set(xlim=(0.5, 2), ylim=(1, 2), xlabel="along", title="above")
        axes.set_xticks([1, 1.5], ["aa", "bb"])
        axes.set_yticks([1, 1.5], ["cc", "dd"])
        axes.text(1, 1.5, "inside", ha="center")

    return draw


BEYOND = [
    lambda axes: axes.bar([0, 1, 2], [9, 9, 9], width=1, color="gold"),
    lambda axes: axes.fill_between([-9, 9], -9, 9, color="gold"),
    lambda axes: axes.axvspan(-9, 9, color="gold"),
    lambda axes: axes.hist([1] * 9, bins=[-9, 9], color="gold"),
    lambda axes: axes.pcolormesh([-9, 9], [-9, 9], [[1]]),
    lambda axes: axes.stackplot([-9, 9], [9, 9], colors=["gold"]),
    lambda axes: axes.contourf([-9, 9], [-9, 9], [[1, 1], [1, 1]], colors="gold"),
    lambda axes: axes.hexbin([-9, 1, 9], [-9, 1.5, 9], gridsize=2),
    lambda axes: axes.imshow([[1]], extent=(-9, 9, -9, 9), aspect="auto"),
    lambda axes: axes.scatter([1], [1.5], s=1e6, color="gold"),
]


@pytest.mark.parametrize("paint", BEYOND)
def test_what_axes_hide_of_a_surface_lies_below_no_words(paint):
    assert kept(drawn(beyond(paint))) == {"inside"}


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (cells("imshow"), {"pale", "dark", "x"}),
        (cells("pcolormesh"), {"pale", "dark", "x"}),
        (pie, {"n33"}),
        (boxes, {"boxed", "bar"}),
        (far_dots, {"dot"}),
    ],
)
def test_words_on_what_is_the_same_in_both_schemes_stay_as_well(draw, words):
    assert kept(drawn(draw)) == words


def greys(axes):
    axes.pcolormesh([[0, 1], [0.5, 0.25]], cmap="gray")
    axes.text(0.5, 0.5, "zero", color="white", ha="center", va="center")
    axes.annotate("note", (0.1, 1.1), bbox={"facecolor": "white"})


def test_greys_that_are_data_stay_as_they_are():
    shown = drawn(greys)
    found = re.findall(r'fill(?:: |=")(#\w{6})', shown)
    assert found == ["#000000", "#ffffff", "#808080", "#404040"]
    assert kept(shown) == {"zero"}
    paper = shown.count("fill: var(--plot-paper)")
    assert (
        paper == drawn(lambda axes: axes.bar([1], [1])).count("paper)") + 2
    )  # zero, and note
    dark = drawn(lambda axes: axes.bar([1, 2], [1, 2], color=["black", "white"]))
    assert "fill: #" not in dark


def two_greys(paint, **options):
    def draw(axes):
        getattr(axes, paint)([[1, 0], [0, 1]], cmap="gray", **options)
        axes.text(0.5, 1.5, "zero", color="white", ha="center", va="center")
        axes.bar([1], [1], color="black")

    return draw


@pytest.mark.parametrize("options", [{}, {"edgecolors": "black"}])
@pytest.mark.parametrize("paint", ["pcolormesh", "pcolor"])
def test_cells_of_a_mesh_stay_as_they_are_if_they_are_but_black_and_white(
    paint, options
):
    shown = drawn(two_greys(paint, **options))
    assert sorted(re.findall(r'fill(?:: |=")(#\w{6})', shown)) == [
        *(2 * ["#000000"] + 2 * ["#ffffff"])
    ]
    assert kept(shown) == {"zero"}


def with_legend(paint, colours=("black", "white")):
    def draw(axes):
        paint(axes, ListedColormap(colours))
        handles = [Rectangle((0, 0), 1, 1, fc=c, ec="black") for c in colours]
        axes.legend(handles, ["zero", "one"])
        axes.bar([1], [1], color="C3")

    return draw


@pytest.mark.parametrize("colours", [("black", "white"), ("C0", "C1")])
@pytest.mark.parametrize(
    "paint",
    [
        lambda axes, cmap: axes.pcolormesh([[0, 1]], cmap=cmap),
        lambda axes, cmap: axes.pcolor([[0, 1]], cmap=cmap),
        lambda axes, cmap: axes.imshow([[0, 1]], cmap=cmap, interpolation="none"),
    ],
)
def test_a_legend_shows_the_colours_that_cells_have(paint, colours):
    with as_on_pages():
        shown = drawn(with_legend(paint, colours))
    legend = shown.partition('<g id="f1-legend_1">')[2]
    found = re.findall(r'fill(?:: |=")([^;"]*)', legend)
    assert found[0] == "var(--plot-paper)"
    assert [c for c in found if c.startswith("#")] == [*map(to_hex, colours)]
    assert "fill: var(--plot-red)" in shown


def test_regions_have_the_colours_of_their_colorbar():
    def draw(axes):
        numbers = np.arange(9.0).reshape(3, 3)
        found = axes.contourf(numbers, levels=[0, 4, 8], colors=["black", "white"])
        axes.figure.colorbar(found)

    shown = drawn(draw)
    regions = shown.partition('ContourSet_1">')[2].partition("</g>")[0]
    assert re.findall(r'fill(?:: |=")([^;"]*)', regions) == ["#000000", "#ffffff"]


def strokes(greys, **options):
    def draw(axes):
        axes.grid(visible=True)
        for at, grey in enumerate(greys):
            axes.plot([0, 1], [at, at + 1], color=grey, label=grey, **options)
        axes.legend()

    shown = drawn(draw)
    groups = re.findall(r'<g id="f1-line2d_\d+">(.*?)</g>', shown)
    told = [
        re.findall(r"(?:stroke|fill): (#\w+|[a-z-]+\(.*?%.*?\)\))", one)
        for one in groups
    ]
    return shown, [colour for colours in told for colour in {*colours}]


def of_ink(percent):
    return f"color-mix(in srgb, var(--plot-ink) {percent}%, var(--plot-paper))"


@pytest.mark.parametrize(
    ("greys", "ink"),
    [
        (["#cccccc", "#b0b0b0", "#808080"], [20, 31, 50]),
        (["#cccccc", "#b0b0b0"], [20, 31]),
        (["black", "#808080", "#cccccc"], [100, 50, 20]),
        (["#222222", "0.9"], [87, 10]),
    ],
)
@pytest.mark.parametrize("options", [{}, {"marker": "o"}])
def test_greys_of_lines_are_as_much_of_the_ink(greys, ink, options):
    shown, found = strokes(greys, **options)
    assert found == [*map(of_ink, ink)] * 2
    assert "stroke: var(--plot-grid)" in shown  # the grid stays as it is
    assert strokes(["#808080", "black"])[1] == []  # which the site has its own for


def shaded(colour):
    def draw(axes):
        axes.axvspan(0, 1, color=colour)
        axes.plot([0, 2], [1, 3], "k")
        axes.axhline(2, color="C0")

    return draw


def in_front(colour, line):
    def draw(axes):
        axes.set_facecolor(colour)
        axes.plot([0, 2], [1, 3], color=line)

    return draw


def arrow(axes):
    axes.bar([0, 1], [3, 3], color="gold")
    axes.plot([0], [1], "ko")
    axes.errorbar([0, 1], [3, 3], yerr=1, fmt="none", ecolor="black")


def on_white(axes):
    axes.imshow([[1, 1], [1, 1]], cmap="gray", vmin=0, vmax=1)
    axes.plot([0, 1], [0, 1], "k")


FIGURE, AXES, AREA = (f"#f1-patch_{number} path" for number in (1, 2, 3))
LINES = '#f1-axes_1 > g:is([id*="line2d"], [id*="LineC"]) :is(path[clip-path], use)'
WORDS = '#f1-axes_1 > [id*="text"] :is(text, use)'
LOOK_OF = """what => [...document.querySelectorAll(what)].map(one => {
    const { fill, stroke } = getComputedStyle(one);
    const paint = document.createElement("canvas").getContext("2d");
    paint.fillStyle = fill === "none" ? stroke : fill;
    paint.fillRect(0, 0, 1, 1);
    return `${[...paint.getImageData(0, 0, 1, 1).data]}`; })"""


def looks(page, what):
    """How bright parts of a figure are, as they are seen on a page."""
    return [brightness(rgb(colour)) for colour in page.evaluate(LOOK_OF, what)]


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize(
    ("draw", "what", "below"),
    [
        # The page's ink, on areas that are pale on pale pages.
        *((shaded(colour), LINES, AREA) for colour in ("0.9", "whitesmoke", "wheat")),
        *((in_front(c, "k"), LINES, AXES) for c in ("0.95", "#eaeaf2", "lightyellow")),
        (arrow, LINES, AREA),
        (on_white, LINES, None),
        # Colours that are dark, on the page.
        *(
            (in_front("white", colour), LINES, FIGURE)
            for colour in ("darkblue", "navy", "#222222", "darkgreen", "0.15")
        ),
        (lambda axes: axes.text(0, 0, "navy", color="navy"), WORDS, FIGURE),
        # Those that are pale on dark areas.
        (in_front("black", "gold"), LINES, AXES),
        (in_front("navy", "lightblue"), LINES, AXES),
    ],
)
def test_what_a_figure_shows_is_seen_in_both_schemes(
    in_scheme, draw, what, below, scheme
):
    with as_on_pages():
        shown = drawn(draw)
    page = in_scheme(f'<div class="rnn-figure">{shown}</div>', scheme)
    marks = looks(page, what)
    assert marks
    area = looks(page, below)[0] if below else 1
    assert [mark for mark in marks if colours.contrast(mark, area) < 3] == []


@pytest.mark.parametrize("style", ["ggplot", "seaborn-v0_8", "fivethirtyeight"])
def test_words_of_all_styles_are_seen_in_both_schemes(in_scheme, style):
    def draw(axes):
        axes.plot([0, 1], [0, 1], label="a")
        axes.set(title="above", xlabel="along")
        axes.legend()

    with as_on_pages(), pyplot.style.context(style):
        shown = drawn(draw, letters=matplotlib.rcParams["svg.fonttype"])
    for scheme in ("default", "slate"):
        page = in_scheme(f'<div class="rnn-figure">{shown}</div>', scheme)
        words = looks(page, '[id*="text_"] :is(text, use)')
        [area] = looks(page, FIGURE)
        assert len(words) > 10
        assert [word for word in words if colours.contrast(word, area) < 3] == []


@pytest.mark.parametrize("letters", ["none", "path"])
def test_words_that_are_drawn_are_seen_as_written_ones_are(letters):
    def draw(axes):
        axes.imshow([[0, 1]], cmap="Blues", aspect="auto")
        axes.text(0, 0, "pale")
        axes.bar([0.8], [0.3], color="C0")
        axes.text(0.8, 0.2, "$x$ on blue")

    shown = drawn(draw, letters=letters)
    asked = re.findall(r'<(?:text|g) class="rnn-(kept|edged)"', shown)
    assert asked[-2:] == ["kept", "edged"]


def test_lines_that_leave_a_picture_are_lifted_from_it():
    def draw(axes):
        axes.imshow([[1, 0]], cmap="gray")
        axes.set_xlim(-0.5, 4)
        axes.plot([0, 4], [0, 0.3], "k")
        axes.plot([0, 1], [0, 0.3], "k")

    found = re.findall(r'class="rnn-(\w+)" id="f1-line2d', drawn(draw))
    assert found[-2:] == ["lifted", "kept"]


def test_what_lies_below_a_hatch_follows_the_scheme_as_the_hatch_does():
    def hatched(axes, **options):
        axes.bar([0], [1], color="wheat", **options)

    assert 'fill="color-mix(' in drawn(partial(hatched, hatch="x"))
    assert "fill: #f5deb3" in drawn(hatched)


def test_the_frame_of_a_colorbar_is_no_line_on_it():
    def draw(axes):
        axes.figure.colorbar(axes.scatter([0, 1], [0, 1], c=[0, 1]))

    with as_on_pages():
        assert "rnn-lifted" not in drawn(draw)


@pytest.mark.parametrize(
    "paint",
    [
        lambda axes, some: axes.scatter(some, some, c=some, s=some),
        lambda axes, some: axes.quiver(some, some, some, some, some),
    ],
)
def test_dots_and_arrows_have_the_colours_of_their_colorbar(paint):
    def draw(axes):
        dots = paint(axes, [1, 2, 3])
        axes.figure.colorbar(dots)
        axes.plot([0, 2], [2, 0], color=pyplot.cm.viridis(0.0))

    shown = drawn(draw)
    assert "fill: #440154" in shown
    assert "#440154)" in shown  # the line is no value


def test_the_columns_of_words_in_a_figure_stay(in_scheme):
    def draw(axes):
        axes.text(0.1, 0.5, "name      loss\nGRU   0.3", family="monospace")

    shown = drawn(draw)
    assert "name      loss" in shown
    page = in_scheme(f'<div class="rnn-figure">{shown}</div>', "default")
    assert page.evaluate(
        """() => [...document.querySelectorAll("text")].filter(
        one => one.textContent.includes("   ")).map(one => one.getNumberOfChars())"""
    ) == [14, 9]


def hill(axes, **options):
    axes.plot_surface(*np.mgrid[:3, :3], np.eye(3), **options)


@pytest.mark.parametrize(
    "draw",
    [
        hill,
        partial(hill, cmap="gray"),
        lambda axes: axes.plot([0, 1], [0, 1], [0, 1]),
        lambda axes: axes.scatter([0, 1], [0, 1], [0, 1]),
    ],
)
def test_3d_axes_stand_on_the_page_between_walls_that_follow_the_scheme(draw):
    with as_on_pages():
        shown = drawn(draw, projection="3d")
    before, walls, _ = re.split(r'<g id="f1-(?:pane3d|grid3d)_1">', shown, maxsplit=2)
    assert re.findall('fill: ([^;"]*)', before) == ["var(--plot-paper)"] * 2
    assert re.findall('(?:fill|stroke): ([^;"]*)', walls) == ["var(--plot-grid)"] * 6
    assert kept(shown) == set()


def test_subfigures_stand_on_the_page_as_well():
    def draw(axes):
        for part in axes.figure.subfigures(2, facecolor="white"):
            greys(part.subplots())

    found = re.findall(r'fill(?:: |=")(#\w{6})', drawn(draw))
    assert found == ["#000000", "#ffffff", "#808080", "#404040"] * 2


COLOURS = [f"C{i}" for i in range(10)]


def bars(axes):
    found = axes.bar(range(10), 4, width=0.3, color=COLOURS)
    axes.bar_label(found, [f"wide{c}" for c in COLOURS], label_type="center")


def slices(axes):
    _, _, texts = axes.pie([1] * 10, autopct="", colors=COLOURS, labels=[""] * 10)
    for text, colour in zip(texts, COLOURS, strict=True):
        text.set_text(f"wide{colour}")


def on_colours(axes):
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axvspan(0.5, 1, color="C0")
    axes.text(0.45, 0.1, "begins")
    axes.text(0.55, 0.2, "white", color="white")
    axes.text(0.55, 0.3, "other", color="C1")
    axes.text(0.7, 0.9, "upright", rotation=90, va="top")
    axes.text(0.7, 0.4, "$x$")
    axes.annotate("paper", (0.7, 0.5), bbox={"facecolor": "white"})
    axes.text(0.1, 0.6, "before")
    axes.axvspan(0, 0.1, color="C3", alpha=0.2)
    axes.text(0.02, 0.7, "faint")
    axes.axvspan(0.2, 0.3, ymin=0.75, color="C3", alpha=0.5)
    axes.text(0.22, 0.8, "half")


@pytest.mark.parametrize("draw", [bars, slices])
def test_words_on_all_colours_that_follow_the_scheme_have_paper_around_them(draw):
    assert kept(drawn(draw), "edged") == {f"wide{colour}" for colour in COLOURS}


def test_words_have_paper_around_them_if_some_are_on_a_colour():
    words = {"begins", "other", "upright", "x", "half"}
    assert kept(drawn(on_colours), "edged") == words


def test_a_legend_on_the_data_lies_on_paper():
    def draw(axes):
        axes.stackplot([0, 1], [1, 1], [2, 2], labels=["first", "second"])
        axes.legend(loc="center")

    with as_on_pages():
        shown = drawn(draw)
    legend = shown.partition('<g id="f1-legend_1">')[2]
    assert re.findall('fill: ([^;"]*)', legend)[0] == "var(--plot-paper)"
    assert kept(shown, "edged") == set()


def brightness(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_all_colours_can_be_read_on_paper_and_paper_on_them(scheme):
    styles = [(ROOT / "docs/assets/stylesheets" / n).read_text() for n in SHEETS]
    place = {"light": 0, "dark": 1}[scheme]
    named = dict(
        re.findall(r"--plot-(\w+): (#\w{6})", styles[0].split("@media")[place])
    )
    dark = re.search(r"--md-default-bg-color: (#\w{6})", styles[1])[1]
    paper = brightness({"light": "#ffffff", "dark": dark}[scheme])
    assert named.keys() == {*colours.PALETTE.values()} - {"paper"}
    for name in named.keys() - {"grid"}:
        low, high = sorted([brightness(named[name]), paper])
        assert (high + 0.05) / (low + 0.05) >= 4.5, name


FOREIGN = {  # parts of drawings, and what becomes of them
    '<svg viewBox="0 0 24 24" fill="none" stroke=\'red\'><path/></svg>': (
        'viewBox="0 0 24 24"><g fill="none" stroke="red"><path/></g></svg>'
    ),
    "<svg viewBox='0,0,10,20'><g id='p' fill='url(#p)'/></svg>": (
        'width="10" height="20" viewBox="0,0,10,20"><g id="f1-p" fill="url(#f1-p)"/>'
    ),
    '<svg width="10cm" height="1in"><path fill="url(\'#p\')"/></svg>': (
        'width="378" height="96" viewBox="0 0 378 96"><path fill="url(\'#f1-p\')"/>'
    ),
    "<svg><text><tspan>Hello</tspan>\n <tspan>world</tspan></text></svg>": (
        "<tspan>Hello</tspan> <tspan>world</tspan>"
    ),
    '<svg><text><tspan>a</tspan>\n<tspan class="b">b</tspan> <a>c</a></text></svg>': (
        '<tspan>a</tspan> <tspan class="b">b</tspan> <a>c</a>'
    ),
    "<svg><foreignObject><b>a</b> <i>b</i></foreignObject> <g/></svg>": (
        "<b>a</b> <i>b</i></foreignObject><g/>"
    ),
    "<svg><text xml:space='preserve'>a\n\n  <tspan\nx='1'>b</tspan></text></svg>": (
        'preserve">a&#10;&#10;  <tspan x="1">b</tspan>'
    ),
    "<svg style='background:#222; width: 9em; color:red' letter-spacing='3'/></svg>": (
        ' style="background:#222"><g style="color:red" letter-spacing="3">'
    ),
    '<svg dominant-baseline="middle" shape-rendering="crispEdges" x="3"></svg>': (
        '<g dominant-baseline="middle" shape-rendering="crispEdges"></g>'
    ),
    "<svg><a id='a' style='clip-path:url(\"#c\")' mask='url( #m )'/></svg>": (
        'style="clip-path:url(&quot;#f1-c&quot;)" mask="url( #f1-m )"'
    ),
    '<svg><animate id="a" begin="0.5s; b.end+1.5s" end="click"/></svg>': (
        'begin="0.5s; f1-b.end+1.5s" end="click"'
    ),
}


@pytest.mark.parametrize("drawing", FOREIGN)
def test_drawings_of_others_keep_what_they_say(drawing):
    assert FOREIGN[drawing] in svg.inline(drawing, alt="A", prefix="f1")


def displayed(drawing):
    """What a page shows of a cell that displays a drawing."""
    output = nbformat.v4.new_output("display_data", {"image/svg+xml": drawing})
    notebook = notebooks.program("")
    notebook.cells[0].outputs = [output]
    return outputs.Renderer(markdown=str).results(notebook)[1].html


@pytest.mark.parametrize(
    "part",
    [
        '<polygon fill="white" points="0,0 9,0 9,9"/><text x="1" y="8">a</text>',
        '<rect fill="#ffffff" width="9" height="9"/><text fill="black">a</text>',
        '<path style="fill: #1f77b4; stroke: #000000"/>',
    ],
)
def test_drawings_of_others_keep_their_colours_on_white(part):
    shown = displayed(f'<svg viewBox="0 0 9 9">{part}</svg>')
    assert '<svg class="rnn-svg rnn-foreign"' in shown
    assert part in shown


def test_drawings_of_matplotlib_follow_the_scheme():
    drawing = io.StringIO()
    Figure().savefig(drawing, format="svg")
    shown = displayed(drawing.getvalue())
    assert '<svg class="rnn-svg"' in shown
    assert "fill: var(--plot-paper)" in shown


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


@pytest.mark.parametrize(
    "shown",
    [
        "<PRE>def f():\n    if x:\n\n        return 1\n</PRE>",
        "<pre>a\n\n  b</pre >",
        "<div style='white-space-collapse: preserve'>a\n    b</div>",
        '<div style="WHITE-SPACE: pre">a\n    b</div>',
        "<svg><text xml:space='preserve'>a\n    b</text></svg>",
        "<p>a\n    b</p><script>p.style.whiteSpace = 'pre'</script>",
        "<listing>a\n    b</listing>",
    ],
)
def test_white_space_that_counts_is_kept(shown):
    assert markup.squeeze(shown) == shown


def test_a_long_row_of_blanks_takes_no_time():
    blanks = " " * 300_000
    began = time.perf_counter()
    shown = markup.squeeze(f"<p>a{blanks}b</p> \n\n <p>c{blanks}")
    svg.inline(f"<svg><text>a{blanks}b</text></svg>", alt="A", prefix="f1")
    assert time.perf_counter() - began < 5
    assert shown == f"<p>a{blanks}b</p>\n<p>c{blanks}"
