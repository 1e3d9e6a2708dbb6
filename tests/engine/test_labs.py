import nbformat
import pytest

from engine.plan import labs
from engine.problems import PlanError
from engine.render import labs as shown
from engine.render.outputs import Result
from engine.tokens import token

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
        ("# %% [markdown]\n# # T\n# So:\n\nx = 1\n# %%\n", 5, "code in a text cell"),
        ('# %% [markdown]\n"""T"""\nx = 1\n', 2, "code in a text cell"),
        ("# %% [markdown]\n# T\n  # indented\n", 3, "if it is text, `#` before it"),
        ("# %% hide\nx\n", 1, "`hide` is for lessons; known are alt, caption, id"),
        ("# %% Setup hide\nx\n", 1, "`hide` is for lessons"),
        ("# %%\n# %% alt='A' hide\nx\n", 2, "`hide` is for lessons"),
        ("# %% alt\nx\n", 1, "`alt` needs a value"),
        ("# %% alt='A' caption\nx\n", 1, "`caption` needs a value"),
        ("# %%\n# %% alt='a' alt='b'\nx\n", 2, "`alt` is given twice"),
        ("# %% alt='id=a id=b' id='a b'\nx\n", 1, "`id` is one word"),
        ("# %%\n# %% [markdown] Intro\n# T\n", 2, "nothing behind .* is shown"),
        ("# %% Intro [markdown]\n# T\n", 1, "nothing behind .* is shown"),
        ("# %% [markdown] alt='a'\n# T\n", 1, "nothing behind .* is shown"),
        ("# %% [md]\n# # T\n", 1, "write `# %% .markdown.`"),
        ("# %%\n\n>>> 1 + 1\n2\n", 3, "paste the code without prompts"),
        ("# %%% Part\nx\n", 1, "no cell stands in another"),
        ("# %% alt='A\nx\n", 1, "behind `# %%` can't be read"),
        ('# %%\nx = """\n# %%\n"""\n', 3, "can't be told apart"),
        ("# %% [markdown]\n# T\n#\n# ```\n# x\n", 4, "this fence is never closed"),
        ("# %% [markdown]\n# T\n# An RNN[^1].\n", 3, "notes .* are for lessons"),
        ("# %% [markdown]\n# *[RNN]: a network\n", 2, "abbreviations .* are for"),
        ("# %% [markdown]\n# T\n# :   what it is\n", 3, "definitions .* are for"),
        ("# %% [markdown]\n# Press ++ctrl+c++.\n", 2, "keys .* are for lessons"),
        ("# %% [markdown]\n# `x[^1]` and `#!py y`\n", 2, "colours .* are for lessons"),
        ('# %% [markdown]\n# T\n# !!!note "A"\n#     b\n', 3, "boxes .* for lessons"),
        ("# %% [markdown]\n# `:::py y`\n", 2, "colours .* are for lessons"),
        *(
            (f"# %% [markdown]\n# {one}\n", 2, reason)
            for reason, rows in (
                (
                    "attributes .* for lessons",
                    ("# A { #b }", "a {: .b }", "![](a){x=1}"),
                ),
                ("these stars would", ("2*3*4", "2**3 and 3**2", "(a)*(b)*(c)")),
                ("would be struck out", ("1~2 or 3~4",)),
                ("cut a table's row", ("| `a|b` | c |", "| $|x|$ | c |")),
                ("a list of contents", ("[TOC]",)),
                ("no address .b. here", ("[a][b]",)),
            )
            for one in rows
        ),
        ("# %% [markdown]\n# ```python exec\n# x\n# ```\n", 2, "in a cell of its own"),
    ],
)
def test_mistakes_name_line_and_reason(text, line, reason):
    with pytest.raises(PlanError, match=reason) as error:
        labs.read(text)
    assert error.value.line == line


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("# %% [markdown]\n#T\n\n \n# 1\n", "T\n\n \n1"),
        ('# %% [markdown]\n"""\nT\nx = 1\n"""\n', "T\nx = 1"),
        ("# %% Hidden states\nh", "h"),
        ("# %% [markdown]\n# `x[^1]` ``++i++`` a++", "`x[^1]` ``++i++`` a++"),
        *(
            (f"# %% [markdown]\n# {one}", one)
            for one in (
                r"2\*3\*4, `a*b*c`, $a*b*c$, *a* and *b*, 2*3, {0, 1}",
                "so*me* and *more* of f(*args, **kwargs)",
                r"a~b, $x_{a}$ and `{ .b }`, | `a|b`",
                r"| $\vert x\vert$ | *a* | \| |",
                "[a](b.md)[c](d.md), x[i][j]",
            )
        ),
        ("# %% [markdown]\n# [a][B]\n#\n# [b]: c.md", "[a][B]\n\n[b]: c.md"),
    ],
)
def test_texts_and_titles_that_editors_know_are_read(text, source):
    assert labs.read(text).cells[0].source == source


def test_two_readings_are_the_same():
    assert labs.read(LAB) == labs.read(LAB)


def test_the_page_is_markdown_with_addresses_and_tokens():
    page = shown.for_page(executed(), lambda target: f"/site/{target}")
    assert "(/site/../learn/a.md#b), $x_t$ and `$code$`.\n\n$$h = 1$$\n" in page
    assert f"\n{token(4)}\n\n{token(2)}\n" in page


def test_mkdocs_jupyter_gets_the_code_and_its_tokens_are_those_of_the_page():
    notebook = nbformat.reads(shown.for_jupyter(executed()), as_version=4)
    nbformat.validate(notebook)
    assert [(cell.source, cell.outputs) for cell in notebook.cells] == [
        ("y = 1\ny", [])
    ]
    assert shown.shown_code(executed(), ["<b>y</b>"]) == {4: Result("<b>y</b>")}


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
