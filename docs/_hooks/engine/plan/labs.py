"""Labs: percent-format scripts that readers download as notebooks.

`read` makes the notebook to run; `render.labs` makes of its results a page, and what
the reader takes home.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

import jupytext
import nbformat
from nbformat import NotebookNode

from engine.plan.lessons import Block, Piece, Value, scan
from engine.plan.notebooks import new_notebook
from engine.plan.options import OPTIONS, check_once, check_options, meant
from engine.plan.prompts import check_prompts
from engine.problems import PlanError

_MARKER = re.compile(r"^# ?%%", re.MULTILINE)
_BEGINS = re.compile(r"# ?(?:%%|In\[)")  # for jupytext
_NOT_APART = (
    "the cells can't be told apart here: is this `# %%` inside a string, or another "
    "tool's sign, like `# In[1]:`?"
)
# (Behind a code's marker it is for editors; a text's looks like its first row.)
_NOT_BESIDE = (
    "nothing behind `# %% [markdown]` is shown: a title has its own row, `# ## Title`"
)
_GIVEN = re.compile(
    r"""(?<![\w-])([\w-]+)=(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\S+)"""
)
_DEPENDS = re.compile(r"# depends:\s*(.+)")  # above the first cell
_KEY = re.compile(r"#+\s*([\w-]+)\s*:")
_OPTIONS = {"alt", "caption", "id"}
_JUPYTEXT = {
    "cell_marker",
    "lines_to_end_of_cell_marker",
    "lines_to_next_cell",
    "title",
}
# What jupytext makes of markers that it reads otherwise than their author.
_ODD_MARKERS = {
    "region_name": "write `# %% [markdown]` above a text",
    "cell_depth": "begin every cell with `# %%`: no cell stands in another",
    "incorrectly_encoded_metadata": "what stands behind `# %%` can't be read",
}
# As jupytext knows it: a text that is one string.
_QUOTED = re.compile(r"""\s*[rR]?("{3}|'{3})(?:(?!\1).)*\1\s*""", re.DOTALL)


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
        raise PlanError(_line_of_another(rows, starts), _NOT_APART)
    for number, (cell, start) in enumerate(zip(cells, starts, strict=True), start=1):
        check_once(_GIVEN.findall(rows[start]), start + 1)
        options = _options(cell.metadata, start + 1)
        if cell.cell_type == "markdown":
            if options or cell.metadata.get("title"):
                raise PlanError(start + 1, _NOT_BESIDE)
            _check_text(rows, start + 1, [*starts, len(rows)][number])
        cell.id = f"cell-{number}"
        cell.metadata = nbformat.from_dict(
            {"line": _first_text(rows, start + 1), "kind": "block", "options": options}
        )
    for cell in cells:
        if cell.cell_type == "code":
            check_prompts(cell.source.lstrip(), cell.metadata["line"])
        _refuse_what_no_page_shows(cell)
    made = new_notebook(cells)
    declared = (_DEPENDS.match(row) for row in rows[: starts[0]])
    names = ",".join(match[1] for match in declared if match)
    made.metadata["depends"] = [name.strip() for name in names.split(",") if names]
    return made


def _options(found: dict[str, object], line: int) -> dict[str, str]:
    """Read what stands behind `# %%`; jupytext takes a lone word for a title."""
    title = found.get("title", "").split()
    options = {name: value for name, value in found.items() if name not in _JUPYTEXT}
    options |= dict.fromkeys(OPTIONS.intersection(title[:1] + title[-1:]))
    for name, value in options.items():
        if name in _ODD_MARKERS:
            raise PlanError(line, _ODD_MARKERS[name])
        if name == "hide":
            reason = "a lab shows all its code: `hide` is for lessons"
            raise PlanError(line, f"{reason}; known are {', '.join(sorted(_OPTIONS))}")
        if name in _OPTIONS and value is None:
            raise PlanError(line, f'`{name}` needs a value: {name}="…"')
    written = {name: str(value) for name, value in options.items()}
    check_options(written, _OPTIONS, line)
    return written


def _check_text(rows: list[str], start: int, end: int) -> None:
    if _QUOTED.fullmatch("\n".join(rows[start:end])):
        return
    for number, row in enumerate(rows[start:end], start=start + 1):
        if row.strip() and not row.startswith("#"):
            reason = "code in a text cell: put `# %%` above it (or, if it is text, `#` "
            raise PlanError(number, f"{reason}before it)")


# What lessons have and labs have not: the page of a lab would lose it, or a reader's
# notebook shows it as it is typed.
_NOT_SHOWN = {
    re.compile(
        r"^(?:!!!|\?\?\?\+?) ?[\w\"]"
    ): "boxes (`!!!`) are for lessons: write a quotation",
    re.compile(
        r"^\s*===[!+]* +[\"']"
    ): "tabs (`===`) are for lessons: write one part below the other",
    re.compile(
        r"\]\(attachment:"
    ): "a lab has no attachments: link to a picture in docs/",
    re.compile(
        r"\[\^[^\]\s]+\]"
    ): "notes (`[^1]`) are for lessons: write it into the text, between brackets",
    re.compile(
        r"^\*\[[^\]]+\]:"
    ): "abbreviations (`*[…]:`) are for lessons: write out what it means",
    re.compile(
        r"^:[ \t]{1,3}\S"
    ): "definitions (`:`) are for lessons: write a list of points",
    re.compile(
        r"(?<!\S)\+\+[a-z][\w\"+-]*\+\+"
    ): "keys (`++…++`) are for lessons: write them in bold",
    re.compile(
        r"`(?:#!|:::)\w"
    ): "colours within a row (`#!`) are for lessons: write code without them",
    re.compile(
        r"\{:? ?(?:[.#][^\W\d]|[a-z-]+=)[^{}]*\}"
    ): "attributes (`{ … }`) are for lessons: leave them out",
    re.compile(
        r"^\s*\[TOC\]"
    ): "a list of contents (`[TOC]`) is for lessons: notebooks have one of their own",
    # And here notebooks see what is emphasised, or struck out.
    re.compile(
        r"(?<=[\w)\]`])(?P<star>\*{1,2})(?=[\w(\[`])[^*]*(?<=[\w)\]`])(?P=star)(?=[\w(\[`])"
    ): r"in notebooks these stars would make letters lean, or bold: write \*, or code",
    re.compile(
        r"(?<=[^\s~])~(?=[^\s~]).*(?<=[^\s~])~(?=[^\s~])"
    ): "in notebooks this would be struck out: write it without ~, or as code",
}
_CODE_BUT_COLOURED = re.compile(r"(`+)(?!(?:#!|:::)\w).+?(?<!`)\1(?!`)")
_FORMULA = re.compile(r"(?<![\d$\\])\$(?![\s$])(?:\\.|[^\\$])+?(?<!\s)\$(?![\d$])")
_CUT = re.compile(r"^\s*\|.*")  # a row of a table, by notebooks at each bar
_NOT_CUT = (
    "notebooks cut a table's row at each |, also in code and in formulas: write "
    "\\vert, or say it in the text"
)
_DEFINED = re.compile(r"(?m)^ {0,3}\[([^\]^]+)\]:")
_LINKED = re.compile(r"(?<![\\\w])\[[^\[\]]+\]\[([^\[\]]+)\]")


def _refuse_what_no_page_shows(cell: NotebookNode) -> None:
    if cell.cell_type == "raw":
        line = cell.metadata["line"]
        raise PlanError(line, "a raw cell is shown nowhere: make it one of text")
    own = {name.lower() for name in _DEFINED.findall(cell.source)}
    for piece in _pieces(cell):
        at = piece.line
        if isinstance(piece, Block):
            raise PlanError(at - 1, "code that runs stands in a cell of its own: # %%")
        if isinstance(piece, Value):
            raise PlanError(at, "values in the text are for lessons: let code print it")
        if not piece.is_code:
            _refuse_what_notebooks_read_otherwise(piece.text, own, at)


def _refuse_what_notebooks_read_otherwise(
    text: str, addresses: Collection[str], line: int
) -> None:
    """Stop at a row of Markdown that is another one for those who take the lab home."""
    bare = _FORMULA.sub("$x$", _CODE_BUT_COLOURED.sub("`x`", text))
    for pattern, reason in _NOT_SHOWN.items():
        if pattern.search(bare):
            raise PlanError(line, reason)
    if _CUT.match(text) and text.count("|") - text.count(r"\|") > bare.count("|"):
        raise PlanError(line, _NOT_CUT)
    for name in _LINKED.findall(bare):
        if name.lower() not in addresses:
            reason = f"notebooks know no address [{name}] here: it stands in this cell"
            raise PlanError(line, f"{reason}, or behind the words, between ( and )")


def _pieces(cell: NotebookNode) -> list[Piece]:
    """Cut the text of a cell into pieces, with their lines in the file."""
    above = cell.metadata["line"] - 1
    try:
        pieces = list(scan(cell.source)) if cell.cell_type == "markdown" else []
    except PlanError as error:
        raise PlanError(above + error.line, str(error)) from None
    return [replace(piece, line=above + piece.line) for piece in pieces]


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


def _line_of_another(rows: list[str], starts: list[int]) -> int:
    """Find the first row that begins a cell for jupytext alone, or for us alone."""
    ends = [*starts[1:], len(rows)]
    for count, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        if len(_cells(rows[:end], starts[:count])) != count:
            others = (at for at in range(start + 1, end) if _BEGINS.match(rows[at]))
            return next(others, start) + 1
    return starts[0] + 1


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
        key = _KEY.match(row)
        if key and not _DEPENDS.match(row) and meant(key[1], {"depends"}):
            raise PlanError(number, "did you mean `# depends: …`?")


def _first_text(rows: list[str], index: int) -> int:
    while index < len(rows) and not rows[index].strip():
        index += 1
    return index + 1
