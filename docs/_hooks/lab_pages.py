"""Makes mkdocs-jupyter's HTML a page like the others.

With every page it brings 0.6 MB of styles and scripts, of which the site uses nothing,
and boxes within boxes. What is taken from it is the text and the highlighted code, put
into the theme's own markup: its colours, its copy button, its print styles.
"""

from __future__ import annotations

import html

from bs4 import BeautifulSoup, Tag


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
