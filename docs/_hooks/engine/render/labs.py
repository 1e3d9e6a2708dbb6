"""Labs as readers see them: on their page, and as the notebook that they take home.

Their page is made of Markdown, like that of a lesson, so that all pages read alike.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from engine.plan.lessons import Block, Piece, Prose, scan
from engine.plan.notebooks import new_code_cell
from engine.render import lessons, outputs

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
    """Write a lab as the Markdown that its page is made of, in the way of lessons.

    A code cell's outputs become the token of its number. `address` turns a link to a
    source file into one to a page, or into None if there is no such file: then the link
    stays, and is found dead later.
    """
    pieces: list[tuple[Piece, int]] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown":
            text = _outside_code(cell.source, lambda t: _linked(t, address))
            found = [*scan(text), Prose("\n\n", 0)]
        else:
            longest = max(map(len, re.findall("`+", cell.source)), default=0)
            found = [Block(cell.source, 0, "", "`" * max(3, longest + 1))]
        pieces += [(piece, number) for piece in found]
    return lessons.join(pieces)


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
