"""Labs as readers see them: on their page, and as the notebook that they take home.

Their text is read as that of lessons is, so that the same means the same everywhere;
their code is what mkdocs-jupyter makes of it, put into the theme's own markup: its
colours, its copy button, its print styles.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Callable

import nbformat
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from engine.plan.lessons import Block, Piece, Prose, scan
from engine.plan.notebooks import new_code_cell, new_notebook
from engine.render import lessons, outputs
from engine.render.outputs import Result
from engine.tokens import token

# What a link or an image leads to, if that is a file of the docs: no scheme, not only
# #…. It stands behind the text, in a list of references, or in HTML.
_TARGET = r"""(?P<target>(?![a-z][\w+.-]*:|[#/])[^)\s"'<>]+)"""
_LINK = re.compile(
    r"(?P<before>\]\(<?|^\ {0,3}\[[^\]\n]+\]:\s*<?"
    r"|<(?:a|img)\b[^<>]*?\s(?:href|src)=[\"']?)" + _TARGET,
    re.IGNORECASE | re.MULTILINE,
)
_PLAIN_LINK = re.compile(
    rf"""!?\[(?P<text>[^\]]*)\]\({_TARGET}(?:\s+(?:"[^"]*"|'[^']*'))?\)""",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[`~]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


def for_page(notebook: NotebookNode, address: Callable[[str], str | None]) -> str:
    """Write a lab as the Markdown of its page, in the way of lessons.

    A code cell's outputs become the token of its number, and its code one that counts
    on behind the last cell. `address` turns a link to a source file into one to a page,
    or into None if there is no such file: then the link stays, and is found dead later.
    """
    pieces: list[tuple[Piece, int]] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            text = _outside_code(cell.source, lambda t: _linked(t, address))
            found = [*scan(text), Prose("\n\n", 0)]
        else:
            found = [Block(cell.source, 0, "", "")]
        pieces += [(piece, number) for piece in found]
    behind = len(notebook.cells)
    return lessons.join(pieces, lambda _, number: f"\n{token(behind + number)}\n")


def for_jupyter(notebook: NotebookNode) -> str:
    """Write the notebook of which mkdocs-jupyter makes HTML: all that is code."""
    cells = [copy.deepcopy(c) for c in notebook.cells if c.cell_type == "code"]
    for cell in cells:
        cell.metadata, cell.outputs = {}, []
    return nbformat.v4.writes(new_notebook(cells))


def code_cells(page: str) -> list[str]:
    """Find the code in the page of a notebook, cell by cell, in the theme's markup.

    Examples:
        >>> code_cells('<style>x</style><div class="jp-Cell" id="a">'
        ...            '<div class="highlight-ipynb"><pre><b>x</b></pre></div></div>')
        ['<div class="highlight"><pre><span></span><code><b>x</b></code></pre></div>']
    """
    soup = BeautifulSoup(page, "html.parser")
    sources = [
        cell.select_one("[class*=highlight] pre")
        for cell in soup.select(".jp-Cell[id]")
    ]
    codes = ["" if found is None else found.decode_contents() for found in sources]
    return [
        f'<div class="highlight"><pre><span></span><code>{code}</code></pre></div>'
        for code in codes
    ]


def shown_code(notebook: NotebookNode, codes: list[str]) -> dict[int, Result]:
    """Number the code of all cells as its tokens on the page are."""
    numbers = (
        n for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"
    )
    behind = len(notebook.cells)
    return {
        behind + number: Result(code)
        for number, code in zip(numbers, codes, strict=True)
    }


def _linked(text: str, address: Callable[[str], str | None]) -> str:
    r"""Let links lead to pages; those that lead nowhere stay, and are found dead later.

    Examples:
        >>> _linked('[a](b.md "c") [d][e] <a href="b.md">\n\n[e]: b.md', str.upper)
        '[a](B.MD "c") [d][e] <a href="B.MD">\n\n[e]: B.MD'
    """

    def lead(match: re.Match[str]) -> str:
        return match["before"] + (address(match["target"]) or match["target"])

    return _LINK.sub(lead, text)


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


def actions(notebook: str, wheel: str, colab: str) -> str:
    """Offer what a reader can do with a lab, below its title."""
    buttons = [
        f'<a class="md-button md-button--primary" href="{notebook}" download>'
        "Download the notebook</a>",
        f'<a class="md-button" href="{wheel}" download>Download the package</a>',
    ]
    if colab:
        target = html.escape(colab, quote=True)
        buttons.append(f'<a class="md-button" href="{target}">Open in Colab</a>')
    return f'<p class="rnn-actions">{" ".join(buttons)}</p>'


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

    def shorten(match: re.Match[str]) -> str:
        return match[0] if address(match["target"]) else match["text"]

    def links(text: str) -> str:
        return _linked(_PLAIN_LINK.sub(shorten, text), address)

    download = copy.deepcopy(notebook)
    download.metadata.pop("depends", None)
    for cell in download.cells:
        cell.metadata = {}
        if cell.cell_type == "markdown":
            cell.source = _outside_code(cell.source, links)
        for output in cell.get("outputs", []):
            for kind in outputs.FOR_THE_BUILD:
                output.get("data", {}).pop(kind, None)
    download.cells.insert(0, new_code_cell(setup, "setup"))
    return nbformat.v4.writes(download)
