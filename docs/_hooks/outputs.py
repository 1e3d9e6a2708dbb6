"""What a cell printed, drew and returned, as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import svg
from lessons import TOKEN, token_number
from nbformat import NotebookNode
from problems import Problem, cell_number, without_ansi

Markdown = Callable[[str], str]
_USELESS = re.compile(
    r"<[\w. ]+(?: object)?(?: at 0x[0-9a-f]+)>|<IPython\.[\w.]+ object>"
)


@dataclass(frozen=True)
class Result:
    """A cell's result: the HTML of a block, or the plain text of a value."""

    html: str = ""
    text: str | None = None


def results(notebook: NotebookNode, markdown: Markdown) -> dict[int, Result]:
    """Render every code cell's outputs, by cell number from 1.

    Args:
        notebook: A notebook that has been run.
        markdown: Turns Markdown that a cell displays into HTML.
    """
    found = {}
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            found[number] = _result(cell, f"fig-{number}", markdown)
    return found


def _result(cell: NotebookNode, prefix: str, markdown: Markdown) -> Result:
    if cell.metadata["kind"] == "value":
        text = "".join(o.get("text", "") for o in cell.get("outputs", []))
        expression = html.escape(cell.metadata["options"]["expression"], quote=True)
        shown = html.escape(text)
        title = f"computed by this page: {expression}"
        tag = f'<data value="{shown}" title="{title}" tabindex="-1">'
        return Result(f"{tag}{shown}</data>", text)
    options = cell.metadata["options"]
    parts = [_output(o, options, prefix, markdown) for o in cell.get("outputs", [])]
    return Result("".join(parts))


def _output(
    output: NotebookNode, options: dict[str, str], prefix: str, markdown: Markdown
) -> str:
    if output.output_type == "stream":
        return _text(output.text) if output.name == "stdout" else ""
    if output.output_type == "error":
        return ""  # reported as a problem
    data = output.data
    if "image/svg+xml" in data:
        return _figure(data["image/svg+xml"], options, prefix)
    if "text/html" in data:
        return f'<div class="rnn-result" data-search-exclude>{data["text/html"]}</div>'
    if "text/markdown" in data:
        return f'<div class="rnn-result">{markdown(data["text/markdown"])}</div>'
    if "text/latex" in data:
        tex = data["text/latex"].strip("$").removeprefix(r"\displaystyle").strip()
        return f'<div class="arithmatex">\\[{tex}\\]</div>'
    return _text(data.get("text/plain", ""))


def _text(text: str) -> str:
    shown = html.escape(without_ansi(text).rstrip("\n"), quote=False)
    return (
        '<pre class="rnn-output" tabindex="0" aria-label="Output" data-search-exclude>'
        f"<samp>{shown}</samp></pre>"
    )


def _figure(drawing: str, options: dict[str, str], prefix: str) -> str:
    picture = svg.inline(drawing, alt=options.get("alt", ""), prefix=prefix)
    anchor = f' id="{html.escape(options["id"])}"' if "id" in options else ""
    caption = options.get("caption", "")
    caption = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="rnn-figure"{anchor}>{picture}{caption}</figure>'


def check(path: str, notebook: NotebookNode) -> Iterator[Problem]:
    """Find figures without their text, and outputs that tell a reader nothing."""
    ids: set[str] = set()
    for number, cell in enumerate(notebook.cells, start=1):
        reasons = [*_wrong_figure(cell), *_useless_output(cell)]
        anchor = cell.metadata["options"].get("id")
        if anchor in ids:
            reasons.append(f"the id {anchor!r} is used twice on this page")
        ids |= {anchor} - {None}
        for reason in reasons:
            line = cell.metadata["line"] - 1
            yield Problem(path, line, reason, cell_number(path, number))


def _wrong_figure(cell: NotebookNode) -> Iterator[str]:
    outputs, options = cell.get("outputs", []), cell.metadata["options"]
    if not cell.get("execution_count") or any(
        output.output_type == "error" for output in outputs
    ):
        return  # did not run, which is told elsewhere
    figures = sum("image/svg+xml" in output.get("data", {}) for output in outputs)
    unused = [name for name in ("alt", "caption", "id") if name in options]
    if figures and not options.get("alt", "").strip():
        yield 'the figure has no alt text: add alt="what it shows"'
    elif figures > 1:
        yield f"one block draws {figures} figures but has one alt text: split it"
    elif unused and not figures:
        yield f"there is {unused[0]}=…, but no figure was drawn"


def _useless_output(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
        is_shown = "image/svg+xml" not in output.get("data", {})
        found = _USELESS.search(text) if is_shown else None
        if found:
            yield f"readers would see {found[0]}: end the line with ; or print a value"


_ARITHMATEX = re.compile(r'<(span|div) class="arithmatex">.*?</\1>', re.DOTALL)
_UNCOMPUTED = re.compile(r"<code>(=(?![=&])[^<]*)</code>")
_IMAGE = re.compile(r'(<img\b[^>]*?\bsrc="(?:[^">]*/)?([^"/>]*)"[^>]*>)')
_ALT = re.compile(r'\balt="[^"]*[^"\s][^"]*"')
_TAG = re.compile(r"<[a-zA-Z][^>]*\ue000[^>]*>")
_PARAGRAPH = re.compile(rf"<p>\s*({TOKEN.pattern})\s*</p>")


def put(page: str, found: dict[int, Result]) -> str:
    """Replace the tokens of an HTML page by results.

    In formulas and attributes a value is plain text; elsewhere it says that it was
    computed.

    Examples:
        >>> from lessons import token
        >>> value = {1: Result("<data>3</data>", "3")}
        >>> put(f'<p title="{token(1)}">{token(1)}</p>', value)
        '<p title="3"><data>3</data></p>'
        >>> put(f'<p>{token(1)}</p>', {1: Result("<pre>3</pre>")})
        '<pre>3</pre>'
    """
    for plain in (_ARITHMATEX, _TAG):
        page = plain.sub(lambda m: put_text(m[0], found), page)

    def block(match: re.Match[str]) -> str:
        result = found[token_number(TOKEN.search(match[1]))]
        return result.html if result.text is None else match[0]

    page = _PARAGRAPH.sub(block, page)
    return TOKEN.sub(lambda m: found[token_number(m)].html, page)


def uncomputed_values(page: str) -> list[str]:
    """Find what looks like a value but was left as it stands.

    Examples:
        >>> uncomputed_values("<code>=loss:.2f</code> <code>==</code> <code>a=1</code>")
        ['=loss:.2f']
    """
    return [html.unescape(code) for code in _UNCOMPUTED.findall(page)]


def pictures_without_alt(page: str) -> list[str]:
    """Find images in the text that say nothing to a reader who can't see them.

    Examples:
        >>> pictures_without_alt('<img alt="" src="../a.png"><img alt="B" src="b.png">')
        ['a.png']
    """
    return [name for image, name in _IMAGE.findall(page) if not _ALT.search(image)]


def put_text(text: str, found: dict[int, Result]) -> str:
    """Replace the tokens of a formula, an attribute or a title by plain values."""
    return TOKEN.sub(lambda m: html.escape(found[token_number(m)].text or ""), text)
