"""Styles stay in the output, or the part of a page, that brings them along."""

import nbformat
import pytest

from engine.check import sight, styles
from engine.publish.styles import join

# As pandas writes them: of a `Styler`, and of any table.
STYLER = """<style type="text/css">
#T_1 th, #T_1_row0_col0, #T_1_row1_col0 { color: red }
#T_1 tr:hover > td.a { color: blue } /* , p */
@media print { #T_1 { display: none } }
</style><table id="T_1"><tr><td id="T_1_row0_col0" class="a">1<td id="T_1_row1_col0">"""
TABLE = "<div><style scoped>.dataframe th {color: red}</style><table></table></div>"
STAY = [
    STYLER,
    TABLE,
    "<p id='a'></p><style>\n#a{color:red}#a:hover b+i, #a>i~b {}</style>",
    "<svg><style>#a path {fill: red}</style><g id='a'/></svg>",
    "<!-- <style>p {}</style> --><pre>&lt;style>p {}</pre>",
    "<script>const style = '<style>p {}</style>'</script>",
    "<div><template shadowrootmode='open'><style>p {}</style></template></div>",
    "<b>no style</b>",
]
REACH = {
    "<style>p{color:red}</style>": "p",
    "<p id='a'></p><style>#a {}\n#b, #a {}</style>": "#b",
    "<p id='a'></p><style>#a, .rnn-claim {}</style>": ".rnn-claim",
    "<p id='a'></p><style>p#a {}</style>": "p#a",
    "<p id='a'></p><style>#a ~ p {}</style>": "#a ~ p",
    "<p id='a'></p><style>#a+p {}</style>": "#a+p",
    "<p id='a'></p><style>#a { .rnn-claim:has(~ &) {} }</style>": "#a",
    "<p id='a'></p><style>@media print { p {} }</style>": "p",
    "<style>@import 'a.css';</style>": "@import",
    "<style>@scope (body) { p {} }</style>": "@scope",
    "<style scoped>p {} } .rnn-claim {}</style>": ".rnn-claim",
    "<STYLE>*{}</STYLE>": "*",
    "<style/>p {}</style>": "p",
    "<svg><style>.a {fill: red}</style><g class='a'/></svg>": ".a",
    "<style>p {": "p",
}


def executed(shown):
    cell = nbformat.v4.new_code_cell("1", metadata={"line": 5, "kind": "block"})
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": shown})]
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize("shown", STAY)
def test_styles_for_a_part_of_an_output_may_stand_in_it(shown):
    assert list(styles.of_outputs(executed(shown))) == []


@pytest.mark.parametrize("shown", REACH)
def test_styles_of_an_output_that_would_reach_beyond_are_told(shown):
    [fault] = styles.of_outputs(executed(shown))
    assert fault.cell == 1
    assert f"`{REACH[shown]}` in the <style> of this output" in fault.reason


@pytest.mark.parametrize("shown", [one for one in STAY if one != TABLE])
def test_styles_for_a_part_of_a_page_may_be_typed(shown):
    made = '<div class="rnn-result" data-search-exclude><style>p {}</style></div>'
    assert list(styles.typed(f"<h1>T</h1>{made}{shown}")) == []


TYPED = {TABLE: ".dataframe th", "<style scoped>p {} } .rnn-claim {}</style>": "p"}


@pytest.mark.parametrize(("shown", "rule"), (REACH | TYPED).items())
def test_typed_styles_that_would_reach_beyond_are_told(shown, rule):
    made = '<div class="rnn-result" data-search-exclude><p id="b"></div>'
    [fault, *_] = styles.typed(made + shown)
    assert f"`{rule}` in a <style> would count for the whole page" in fault.reason


def test_no_style_hides_a_claim_by_the_id_of_what_is_around_it():
    claim = '<div class="rnn-claim"><strong>✓ It is so</strong></div>'
    page = f"<style>#a {{display: none}}</style><div id='a'>{claim}</div>"
    assert [fault.needles for fault in sight.claims_out_of(page)] == [("It is so",)]
    assert [*sight.claims_out_of(page.replace("#a", "#b"))] == []


HIDING = {
    '<div popover id="pop">': "popover",
    '<canvas role="img" aria-label="x">': "<canvas>",
    '<video title="v">': "<video>",
    '<progress max="3" value="1">': "<progress>",
    "<meter>": "<meter>",
    '<div class="md-skip">': 'class="md-skip"',
    '<div class="a md-overlay">': 'class="md-overlay"',
    '<div class="rnn-unseen">': 'class="rnn-unseen"',
    '<div class="headerlink">': 'class="headerlink"',
    "<div hidden>": "hidden",
    "<div inert>": "inert",
    '<div aria-hidden="true">': "aria-hidden",
    '<div style="opacity: 0.01">': "style",
    '<font color="white" size="1">': "<font>",
    '<p data-md-component="dialog">': "data-md-component",
    '<svg role="img"><foreignObject>': "<svg>",
    "<select>": "<select>",
    "<datalist>": "<datalist>",
    "<template>": "<template>",
    "<noscript>": "<noscript>",
    '<object title="o">': "<object>",
    '<iframe title="o">': "<iframe>",
    "<audio>": "<audio>",
    "<dialog>": "<dialog>",
    "<rp>": "<rp>",
    "<rnn-run>": "<rnn-run>",
}


@pytest.mark.parametrize("around", HIDING)
def test_a_claim_stands_in_what_shows_it_and_what_does_not_is_named(around):
    claim = '<div class="rnn-claim"><strong>✓ It is so</strong></div>'
    [fault] = sight.claims_out_of(f"<p>{around}<div>{claim}</div>")
    assert fault.needles == ("It is so",)
    assert f"may not: within {HIDING[around]}; it stands" in fault.reason


@pytest.mark.parametrize(
    "around",
    [
        '<div class="admonition note">',
        '<details class="tip" open="open"><summary>A</summary>',
        '<div class="tabbed-set tabbed-alternate" data-tabs="1:2">'
        '<div class="tabbed-content"><div class="tabbed-block">',
        '<div class="rnn-hero"><div class="mine" id="a" lang="en" role="note">',
        '<ol start="3"><li><blockquote><table><tr><td align="left">',
        '<div class="footnote"><ol><li id="fn:1"><p>',
        '<div hidden></div><canvas></canvas><div><br><img alt="a">',
    ],
)
def test_a_claim_may_stand_in_all_that_shows_it(around):
    claim = '<div class="rnn-result"><div class="rnn-claim"><b>✓ So</b></div></div>'
    assert [*sight.claims_out_of(around + claim)] == []


def test_a_stylesheet_that_imports_another_is_joined_with_none(tmp_path):
    folder, link = tmp_path / "assets/stylesheets", '<link rel="stylesheet" href="{}">'
    folder.mkdir(parents=True)
    sheets = {one: f"{one}{{}}" for one in "abcde"} | {"c": "@import url(x.css); c{}"}
    for name, text in sheets.items():
        (folder / f"{name}.css").write_text(text)
    links = [link.format(f"assets/stylesheets/{name}.css") for name in sheets]
    page = tmp_path / "index.html"
    page.write_text("".join(links))
    join(tmp_path)
    assert page.read_text() == links[0] + links[2] + links[3]
    assert {file.stem: file.read_text() for file in folder.iterdir()} == {
        "a": "a{}b{}",
        "c": "@import url(x.css); c{}",
        "d": "d{}e{}",
    }
