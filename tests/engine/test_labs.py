import nbformat
import pytest

from engine.plan import labs
from engine.problems import PlanError
from engine.render import labs as shown
from engine.tokens import TOKEN, token

LAB = """\
# %% [markdown]
# # Title
# See [the lesson](../learn/a.md#b), $x_t$ and `$code$`.
#
# $$h = 1$$

# %% alt="A line" caption="It falls"
y = 1
y
"""


def executed():
    notebook = labs.read(LAB)
    data = {"text/plain": "1"}
    output = nbformat.v4.new_output("execute_result", data, execution_count=1)
    notebook.cells[1].outputs = [output]
    return notebook


def test_cells_know_their_lines_and_options():
    cells = labs.read(LAB).cells
    assert [cell.metadata["line"] for cell in cells] == [2, 8]
    assert cells[1].metadata["options"] == {"alt": "A line", "caption": "It falls"}


def test_text_before_the_first_cell_is_skipped_but_counted():
    cells = labs.read("# Licence\n\n# %%\nx = 1\n").cells
    assert [(cell.source, cell.metadata["line"]) for cell in cells] == [("x = 1", 4)]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("x = 1\n", 1, "a lab consists of cells"),
        ("# Licence\nx = 1\n# %%\ny = 2\n", 2, "code before the first cell"),
        ("# %%\n\n# %% captoin='c'\nx\n", 3, "unknown option 'captoin'"),
        ('# %%\nx = """\n# %%\n"""\n', 1, "can't be told apart"),
    ],
)
def test_mistakes_name_line_and_reason(text, line, reason):
    with pytest.raises(PlanError, match=reason) as error:
        labs.read(text)
    assert error.value.line == line


def test_two_readings_are_the_same():
    assert labs.read(LAB) == labs.read(LAB)


def test_the_page_gets_tokens_addresses_and_no_formulas():
    page, formulas = shown.for_page(executed(), lambda target: f"/site/{target}")
    text = page.cells[0].source
    assert "(/site/../learn/a.md#b)" in text
    assert "`$code$`" in text
    assert [f.count("arithmatex") for f in formulas] == [1, 1]
    assert len(TOKEN.findall(text)) == 2
    assert page.cells[1].outputs[0].data["text/html"] == token(2)


def test_formulas_return_to_their_places():
    _, formulas = shown.for_page(executed(), str)
    html = f"<p>{token(3)} and {token(2)}</p><p>{token(4)}</p>"
    html = shown.put_formulas(html, formulas, offset=2)
    inline = r'<span class="arithmatex">\(x_t\)</span>'
    display = r'<div class="arithmatex">\[h = 1\]</div>'
    assert html == f"<p>{inline} and {token(2)}</p>{display}"


def test_a_dollar_sign_alone_is_no_formula():
    _, formulas = shown.for_page(labs.read("# %% [markdown]\n# 5$ or \\$6, $ 7\n"), str)
    assert formulas == []


def test_the_download_is_a_valid_notebook_with_outputs():
    text = shown.for_download(executed(), "setup = 1", lambda target: "")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == "setup = 1"
    assert notebook.cells[2].outputs[0].data["text/plain"] == "1"
    assert "See the lesson, $x_t$" in notebook.cells[1].source


def test_links_of_the_download_work_anywhere_if_the_site_has_an_address():
    text = shown.for_download(executed(), "", lambda target: "https://a.b/learn/a/#b")
    assert "[the lesson](https://a.b/learn/a/#b)" in text
