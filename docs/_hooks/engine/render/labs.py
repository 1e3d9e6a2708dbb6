"""Labs as readers see them: on their page, and as the notebook that they take home.

mkdocs-jupyter brings 0.6 MB of styles and scripts with every page, of which the site
uses nothing, and boxes within boxes. What is taken from it is the text and the
highlighted code, put into the theme's own markup: its colours, its copy button, its
print styles.
"""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Callable

import nbformat
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from engine.plan.notebooks import new_code_cell
from engine.render import outputs
from engine.tokens import TOKEN, token, token_number

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

    def formula(match: re.Match[str]) -> str:
        formulas.append(_arithmatex(match))
        return token(len(page.cells) + len(formulas))

    for number, cell in enumerate(page.cells, start=1):
        cell.metadata = {}
        if cell.cell_type == "markdown":
            cell.source = _outside_code(
                cell.source, lambda text: _FORMULA.sub(formula, _linked(text, address))
            )
        elif cell.cell_type == "code" and cell.outputs:
            data = {"text/html": token(number)}
            shown = {"output_type": "display_data", "data": data, "metadata": {}}
            cell.outputs = [nbformat.from_dict(shown)]
    return page, formulas


def _linked(text: str, address: Callable[[str], str | None]) -> str:
    r"""Let links lead to pages; those that lead nowhere stay, and are found dead later.

    Examples:
        >>> _linked('[a](b.md "c") [d][e] <a href="b.md">\n\n[e]: b.md', str.upper)
        '[a](B.MD "c") [d][e] <a href="B.MD">\n\n[e]: B.MD'
    """

    def lead(match: re.Match[str]) -> str:
        return match["before"] + (address(match["target"]) or match["target"])

    return _LINK.sub(lead, text)


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


def tidy(page: str) -> str:
    """Keep the cells of a notebook page, in the theme's markup.

    Examples:
        >>> tidy('<style>x</style><div class="jp-Cell jp-MarkdownCell">'
        ...      '<div class="jp-MarkdownOutput"><p>Hi</p></div></div>')
        '<p>Hi</p>'
    """
    soup = BeautifulSoup(page, "html.parser")
    parts = []
    for cell in soup.select(".jp-Cell[id], .jp-MarkdownCell"):
        text = cell.select_one(".jp-MarkdownOutput")
        parts.append(_text(text) if text else _code(cell))
    return "\n".join(parts)


def _text(cell: Tag) -> str:
    for link in cell.select("a.anchor-link"):
        link["class"] = "headerlink"
        link["title"] = "Link to this section"
    return cell.decode_contents().strip()


def _code(cell: Tag) -> str:
    source = cell.select_one("[class*=highlight] pre")
    code = "" if source is None else source.decode_contents()
    shown = f'<div class="highlight"><pre><span></span><code>{code}</code></pre></div>'
    outputs = [
        o.decode_contents().strip() for o in cell.select(".jp-OutputArea-output")
    ]
    return "\n".join([shown, *outputs])


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
