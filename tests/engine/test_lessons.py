import pytest

from engine.plan import lessons
from engine.plan.lessons import Block, Prose, Value
from engine.problems import PlanError
from engine.render.lessons import render
from engine.tokens import TOKEN, token, token_number


def kinds(text):
    return [type(piece).__name__ for piece in lessons.scan(text)]


def test_fences_and_values_keep_their_lines():
    text = "# T\n\n```python exec\nx = 1\n```\n\nIt is `=x`.\n"
    found = [p for p in lessons.scan(text) if not isinstance(p, Prose)]
    assert found == [Block("x = 1", 4, "", "```"), Value("x", "", 7)]


def test_scanning_loses_no_prose():
    text = "a `code` b\n\n```md\n`=x`\n```\n~~~\n```python exec\n~~~\nlast"
    assert "".join(p.text for p in lessons.scan(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "`` `=x` ``\n",
        "```md\n`=x`\n```\n",
        "````md\n```python exec\nx\n```\n````\n",
        "```python\nx\n```\n",
        "`a = b`\n",
        '```sh title="docker exec"\nx\n```\n',
        '```bash title="exec.sh"\nx\n```\n',
        "```md\nSo:\n\n    ```python exec\n    x\n    ```\n```\n",
        "> ```md\n> `=x` here\n> ```\n",
        "- a\n\n        `=x`\n",
        "\\`=x`\n",
        "<!--\n```python exec\nx\n```\n\n`=x`\n-->\n",
        "As follows:\n\n    ```python exec\n    x\n    ```\n\n    `=x`\n",
        "\t```python exec\n\tx\n\t```\n",
    ],
)
def test_what_is_only_shown_does_not_run(text):
    assert lessons.plan(text) is None


@pytest.mark.parametrize(
    ("code", "expression", "spec"),
    [
        ("x", "x", ""),
        ("x:.3f", "x", ".3f"),
        ("x[1:3]", "x[1:3]", ""),
        ("x[1:3]:>8", "x[1:3]", ">8"),
        ("{1: 2}[1]:d", "{1: 2}[1]", "d"),
        ("n:,", "n", ","),
    ],
)
def test_a_value_is_split_at_the_colon_behind_the_expression(code, expression, spec):
    value = next(p for p in lessons.scan(f"`={code}`") if isinstance(p, Value))
    assert (value.expression, value.spec) == (expression, spec)


@pytest.mark.parametrize(
    "before",
    ["- a list\n", "1. a list\n", "!!! note\n", '=== "Tab"\n', "???+ tip\n\n    T\n"],
)
def test_what_stands_in_a_list_or_a_box_runs(before):
    notebook = lessons.plan(
        f"{before}\n    ```python exec\n    1\n    ```\n\n    `=2`\n"
    )
    assert [cell.metadata["kind"] for cell in notebook.cells] == ["block", "value"]


@pytest.mark.parametrize(
    "fence",
    [
        "```python main.py",
        "```bash title=run.sh",
        "```python:main.py",
        "```bash $",
        "```python colour='red'",
        "```python linenums='yes'",
        "```python exec linenums='yes'",
        "```python exec hl_lines=a",
        "- ```python",
        "- a\n\n        ```python exec",
    ],
)
def test_a_fence_that_markdown_would_not_read_is_refused(fence):
    with pytest.raises(PlanError) as error:
        lessons.plan(f"a\n\n{fence}\nx\n```\n")
    assert error.value.line == 3 + fence.count("\n")


@pytest.mark.parametrize(
    ("fence", "rows", "told"),
    [
        ('```python exec hl_lines="9"', 1, "'9': this code has 1 row,"),
        ('```python exec hl_lines="1 2-4"', 3, "'2-4': this code has 3 rows"),
        ('```python exec hl_lines="0"', 1, "'0'"),
        ('```python exec hl_lines="3-1"', 3, "'3-1'"),
        ('- a\n\n    ```python hl_lines="2"', 1, "'2'"),
        ('```python hl_lines="1"', 0, "'1': this code has 0 rows"),
    ],
)
def test_rows_to_highlight_that_are_not_there_are_refused(fence, rows, told):
    indent = fence[: fence.rindex("```")].rpartition("\n")[2]
    body = "".join(f"{indent}x\n" for _ in range(rows))
    with pytest.raises(PlanError, match=f"`hl_lines` can't be {told}") as error:
        lessons.plan(f"a\n\n{fence}\n{body}{indent}```\n")
    assert error.value.line == 3 + fence.count("\n")
    every = fence.replace(told.split("'")[1], f"1-{rows}")
    if rows:
        lessons.plan(f"a\n\n{every}\n{body}{indent}```\n")


def test_options_reach_the_cell():
    notebook = lessons.plan('```python exec alt="A line" id="f" hide\nx\n```\n')
    options = {"alt": "A line", "id": "f", "hide": ""}
    assert notebook.cells[0].metadata["options"] == options


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\n```python exec captoin='x'\nx\n```\n", 2, "unknown option 'captoin'"),
        ("a\n\n```python exec\nx\n", 3, "never closed"),
        ('```python exec alt="open\nx\n```\n', 1, "can't be read"),
        ("```python exec\n>>> 1 + 1\n3\n```\n", 2, "without prompts .`>>>`"),
        ("```python exec\n\n  >>> 1\n```\n", 3, "without prompts"),
        ("```python exec\n# So:\n>>>\n>>> 1\n```\n", 3, "without prompts"),
        ("```python exec\nx = 1\nx\n>>> x\n```\n", 4, "without prompts"),
        ('```python exec\nx = """\n>>> 1\n"""\n```\n', 3, "without prompts"),
        ("- a\n\n    ```python exec\n    In [1]: x\n    ```\n", 4, "prompts .`In .1"),
        ("a\n`=1 +`\n", 2, "not a Python expression"),
        ("a\n```python exec alt='a' alt='b'\nx\n```\n", 2, "`alt` is given twice"),
        ("```python exec hide hide\nx\n```\n", 1, "`hide` is given twice"),
        ("a\n```python title='a' title='b'\nx\n```\n", 2, "`title` is given twice"),
        ("```python exec alt='a' caption\nx\n```\n", 1, "`caption` needs a value"),
        ("```python exec alt='a' id='a b'\nx\n```\n", 1, "`id` is one word"),
        ("```python exec alt='a' id=''\nx\n```\n", 1, "`id` is one word"),
    ],
)
def test_mistakes_name_line_and_reason(text, line, reason):
    with pytest.raises(PlanError, match=reason) as error:
        lessons.plan(text)
    assert error.value.line == line


@pytest.mark.parametrize(
    "code",
    [
        'def f():\n    """Half.\n\n    >>> f()\n    """',
        "x = \"\"\"\na\n\"\"\"\nr'''\n>>> x\n'''",
        "x = 1\n...",
        "x\nx\nIn [1]: x",
    ],
)
def test_examples_in_a_docstring_are_no_prompts(code):
    assert lessons.plan(f"```python exec\n{code}\n```\n").cells[0].source == code


@pytest.mark.parametrize(
    "fence",
    [
        "```Python Exec",
        "```py exec",
        "```python excec",
        "```python exec=1",
        "```python {exec}",
        "```{.python exec}",
        "> ```python exec",
        '```python exec caption="It is `=x`"',
        "- ```python exec",
        "1. ```python exec",
        ":   ```python exec",
        "[^1]: ```python exec",
        "```python execute",
        "```python run",
        "``python exec",
    ],
)
def test_a_fence_that_nearly_runs_is_refused(fence):
    with pytest.raises(PlanError, match=r"does not run|can't contain") as error:
        lessons.plan(f"a\n\n{fence}\nx\n```\n")
    assert error.value.line == 3


def test_the_words_of_a_fence_open_no_comment():
    notebook = lessons.plan("```python exec title='<!-- a'\nx\n```\n\n`=2`\n")
    assert [cell.metadata["kind"] for cell in notebook.cells] == ["block", "value"]


def test_an_open_fence_is_blamed_not_the_next_one():
    with pytest.raises(PlanError, match="never closed") as error:
        lessons.plan("```python exec\nx\n\n```python exec\ny\n```\n")
    assert error.value.line == 1


@pytest.mark.parametrize("code", ["==", "=>", "=", " = "])
def test_an_operator_is_no_value(code):
    assert lessons.plan(f"`{code}`") is None


def test_fences_keep_their_length():
    text = "````python exec\nx = [\n```\n]\n````\n"
    assert "````python\nx = [\n```\n]\n````\n" in render(text)


def test_only_newlines_count_as_lines():
    assert lessons.plan("a\x0cb\u2028c\n`=x`\n").cells[0].metadata["line"] == 2


def test_a_block_in_a_list_keeps_its_indent():
    text = "- item\n\n    ```python exec\n    if 1:\n        x = 2\n    ```\n"
    assert lessons.plan(text).cells[0].source == "if 1:\n    x = 2"
    shown = render(text)
    assert "    ```python\n    if 1:\n        x = 2\n    ```\n" in shown
    assert f"\n    {token(1)}\n" in shown


@pytest.mark.parametrize("indent", ["", "    "])
def test_notes_follow_their_code_and_the_result_comes_behind_them(indent):
    rows = (
        "```python exec",
        "x  # (1)!",
        "```",
        "",
        "1.  One `=x`",
        "",
        "    and",
        "2.  B",
    )
    text = "".join(f"{indent}{row}".rstrip() + "\n" for row in (*rows, "", "After."))
    shown = render(("- a\n\n" if indent else "") + text)
    places = [shown.index(t) for t in ("```\n", "One", "and", "2.", token(1), "After")]
    assert places == sorted(places)
    assert f"\n{indent}{token(1)}\n\n" in shown


def test_without_a_mark_the_result_follows_its_code():
    shown = render("```python exec\nx\n```\n\n1. One\n")
    assert shown.index(token(1)) < shown.index("1. One")


def test_hidden_code_is_not_shown():
    assert "secret" not in render("```python exec hide\nsecret = 1\n```\n")


def test_options_for_the_highlighter_are_passed_on():
    shown = render('```python exec title="a.py" alt="x"\nx\n```\n')
    assert '```python title="a.py"\n' in shown


def test_numbers_survive_their_tokens():
    for number in (1, 9, 10, 123):
        match = TOKEN.fullmatch(token(number))
        assert token_number(match) == number


def test_what_stands_behind_a_comment_is_read():
    text = "<!-- a `=x` -->\n<!--\n`=x` --> so `=y`.\n\nb <!-- `=x` --> `=z`\n"
    text += "\n<!-- c --> `=u` and `=v`\n"
    values = [piece for piece in lessons.scan(text) if isinstance(piece, Value)]
    assert [(value.expression, value.line) for value in values] == [
        ("y", 3),
        ("z", 5),
        ("u", 7),
        ("v", 7),
    ]
    assert render(text).startswith("<!-- a `=x` -->\n<!--\n`=x` --> so \ue000")


ARROW = "```mermaid\nflowchart LR\n  a --> b\n```\n"


def test_code_that_is_shown_begins_no_comment_and_a_fence_ends_none():
    text = "Code:\n\n    <!-- so -->\n    <!-- and\n\n" + ARROW + "\n`=y`\n"
    [value] = [piece for piece in lessons.scan(text) if isinstance(piece, Value)]
    assert value.line == text.count("\n")
    assert lessons.plan("<!--\n" + ARROW + "-->\n") is None
    for comment in ("<!-- never", "So <!-- never"):
        with pytest.raises(PlanError, match="this comment is never closed") as error:
            lessons.plan(f"a\n\n{comment}\n\n{ARROW}")
        assert error.value.line == 3
