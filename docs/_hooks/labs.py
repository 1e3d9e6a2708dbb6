"""Labs: percent-format scripts that readers download as notebooks.

`read` makes the notebook to run. `for_page` makes what mkdocs-jupyter renders (results
and formulas as tokens, links as addresses), `for_download` what the reader gets.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from pathlib import Path

import claims
import jupytext
import nbformat
from lessons import TOKEN, check_options, token, token_number
from nbformat import NotebookNode
from notebooks import new_code_cell, new_notebook
from problems import PlanError

_MARKER = re.compile(r"^# ?%%", re.MULTILINE)
_DEPENDS = re.compile(r"# depends:\s*(.+)")  # above the first cell
_OPTIONS = {"alt", "caption", "id"}
_JUPYTEXT = {
    "cell_marker",
    "lines_to_end_of_cell_marker",
    "lines_to_next_cell",
    "title",
}
# A link or an image whose target is a file of the docs: no scheme, not only #….
_LINK = re.compile(
    r"!?(?P<text>\[[^\]]*\])\((?P<target>(?![a-z][\w+.-]*:|[#/])[^)\s]+)\)",
    re.IGNORECASE,
)
# Dollars as pymdownx.arithmatex reads them in lessons; `\\$` is a dollar.
_FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^\s$](?:[^$]*[^\s\\$])?)\$(?!\d)",
    re.DOTALL,
)
_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


def read(text: str) -> NotebookNode:
    r"""Read a percent script; each cell knows the line on which its text begins.

    Raises:
        PlanError: If the script has no cells, or they can't be told apart.

    Examples:
        >>> nb = read("# %% [markdown]\n# # Hi\n# %% alt='A line'\n\n1 + 1\n")
        >>> [(cell.id, cell.metadata["line"]) for cell in nb.cells]
        [('cell-1', 2), ('cell-2', 5)]
        >>> nb.cells[1].metadata["options"]
        {'alt': 'A line'}
    """
    starts = [text.count("\n", 0, match.start()) for match in _MARKER.finditer(text)]
    rows = text.split("\n")
    _check_line_ends(rows)
    _check_beginning(rows, starts)
    cells = _cells(rows, starts)
    if len(cells) != len(starts):
        raise PlanError(
            starts[0] + 1, "the cells can't be told apart: is `# %%` inside a string?"
        )
    for number, (cell, start) in enumerate(zip(cells, starts, strict=True), start=1):
        found = cell.metadata.items()
        options = {name: str(value) for name, value in found if name not in _JUPYTEXT}
        check_options(options, _OPTIONS, start + 1)
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict(
            {"line": _first_text(rows, start + 1), "kind": "block", "options": options}
        )
    made = new_notebook(cells)
    declared = (_DEPENDS.match(row) for row in rows[: starts[0]])
    names = ",".join(match[1] for match in declared if match)
    made.metadata["depends"] = [name.strip() for name in names.split(",") if name]
    return made


def check_title(notebook: NotebookNode) -> None:
    """Refuse a lab that doesn't say what it is about.

    Raises:
        PlanError: If its first cell is not a text that begins with a title.
    """
    first = notebook.cells[0]
    if first.cell_type != "markdown" or not first.source.startswith("# "):
        reason = "a lab begins with its title: `# %% [markdown]`, then `# # Title`"
        raise PlanError(first.metadata["line"], reason)


def _cells(rows: list[str], starts: list[int]) -> list[NotebookNode]:
    # Behind an empty row, or "coding:" in the first one would make it a file's header.
    body = "\n".join(["", *rows[starts[0] :]])
    try:
        # Hydrogen's dialect, because the plain one runs comments like `# copy x`.
        return jupytext.reads(body, fmt="py:hydrogen").cells[1:]
    except Exception as error:  # from what stands behind a marker
        if starts[1:]:
            _cells(rows, starts[1:])  # fails as well if it is a later one
        reason = f"what stands behind `# %%` can't be read: {error}"
        raise PlanError(starts[0] + 1, reason) from None


def _check_line_ends(rows: list[str]) -> None:
    for number, row in enumerate(rows, start=1):
        whole = row.removesuffix("\r")
        if "".join(whole.splitlines()) != whole:
            raise PlanError(number, "this line has a line end in it: write an escape")


def _check_beginning(rows: list[str], starts: list[int]) -> None:
    if not starts:
        raise PlanError(1, "a lab consists of cells: begin one with `# %% [markdown]`")
    for number, row in enumerate(rows[: starts[0]], start=1):
        if row.strip() and not row.startswith("#"):
            raise PlanError(number, "code before the first cell: put `# %%` above it")


def _first_text(rows: list[str], index: int) -> int:
    while index < len(rows) and not rows[index].strip():
        index += 1
    return index + 1


def for_page(
    notebook: NotebookNode, address: Callable[[str], str | None]
) -> tuple[NotebookNode, list[str]]:
    """Make the notebook that mkdocs-jupyter renders, and the formulas it leaves out.

    A code cell's outputs become the token of its number; formulas become tokens that
    count on from there. `address` turns a link to a source file into one to a page, or
    into None if there is no such file: then the link stays, and is found dead later.
    """
    page = copy.deepcopy(notebook)
    formulas: list[str] = []

    def link(match: re.Match[str]) -> str:
        target = address(match["target"]) or match["target"]
        return match[0].replace(f"({match['target']})", f"({target})")

    def formula(match: re.Match[str]) -> str:
        formulas.append(_arithmatex(match))
        return token(len(page.cells) + len(formulas))

    for number, cell in enumerate(page.cells, start=1):
        cell.metadata = {}
        if cell.cell_type == "markdown":
            cell.source = _outside_code(
                cell.source, lambda text: _FORMULA.sub(formula, _LINK.sub(link, text))
            )
        elif cell.cell_type == "code" and cell.outputs:
            data = {"text/html": token(number)}
            shown = {"output_type": "display_data", "data": data, "metadata": {}}
            cell.outputs = [nbformat.from_dict(shown)]
    return page, formulas


def _arithmatex(match: re.Match[str]) -> str:
    """Write a formula as pymdownx.arithmatex does."""
    if match["display"] is None:
        return f'<span class="arithmatex">\\({match["inline"]}\\)</span>'
    return f'<div class="arithmatex">\\[{match["display"]}\\]</div>'


def _outside_code(source: str, change: Callable[[str], str]) -> str:
    r"""Change Markdown but for its code.

    Examples:
        >>> _outside_code("a `a` ``a`a``\n```\na\n```\na", str.upper)
        'A `a` ``a`a``\n```\na\n```\nA'
    """
    parts, end = [], 0
    for code in _CODE.finditer(source):
        parts += [change(source[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, change(source[end:])])


def put_formulas(html: str, formulas: list[str], offset: int) -> str:
    """Replace the formulas' tokens by the markup that all pages use for formulas."""

    def formula(match: re.Match[str]) -> str:
        number = token_number(match)
        return formulas[number - offset - 1] if number > offset else match[0]

    def paragraph(match: re.Match[str]) -> str:
        markup = formula(TOKEN.search(match[0]))
        return markup if markup.startswith("<div") else match[0]

    html = re.sub(rf"<p>\s*{TOKEN.pattern}\s*</p>", paragraph, html)
    return TOKEN.sub(formula, html)


def for_download(
    notebook: NotebookNode, setup: str, address: Callable[[str], str | None]
) -> str:
    """Write the executed notebook that readers take home.

    Args:
        notebook: The notebook as it ran.
        setup: Code that goes first.
        address: Turns a link to a source file into one that works anywhere, or into
            None: then only its text stays.
    """

    def link(match: re.Match[str]) -> str:
        target = address(match["target"])
        if not target:
            return match["text"][1:-1]
        return match[0].replace(f"({match['target']})", f"({target})")

    download = copy.deepcopy(notebook)
    download.metadata.pop("depends", None)
    for cell in download.cells:
        cell.metadata = {}
        if cell.cell_type == "markdown":
            cell.source = _outside_code(cell.source, lambda text: _LINK.sub(link, text))
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(claims.TYPE, None)  # a word to the build alone
    download.cells.insert(0, new_code_cell(setup, "setup"))
    return nbformat.v4.writes(download)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook for mkdocs-jupyter to find."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.v4.writes(notebook), encoding="utf-8")
