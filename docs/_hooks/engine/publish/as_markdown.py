"""Pages as Markdown, with their measured values, for programs that read no HTML.

They lie where their sources do, so that links from one to another hold; `llms.txt`
lists them, as https://llmstxt.org has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from urllib.parse import quote

from bs4 import BeautifulSoup
from nbformat import NotebookNode

from engine.cache.remembered import Whole, remembered
from engine.plan.as_it_stands import CODE_SPAN
from engine.render import claims, svg, terminal, values_in_tex
from engine.render.contents import Entry
from engine.render.outputs import FIGURES
from engine.render.plain import as_markdown
from engine.tokens import TOKEN, token_number

INDEX = "llms.txt"
_PLACE = re.compile(rf"(?m)^(?P<indent>[ \t]*)(?P<token>{TOKEN.pattern})$")

# As the pages' own dialect has them: in code are none.
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?[ \t>]*(?P=fence)[ \t]*$"
    rf"|{CODE_SPAN.pattern}",
    re.MULTILINE,
)
_IN_ONE = r"(?!\n[ \t]*\n)"  # paragraph
_FORMULA = re.compile(
    rf"(?<!\\)\$\$(?:{_IN_ONE}[^$])+\$\$"
    rf"|(?<![\d$\\])\$(?![\s$])(?:\\.|{_IN_ONE}[^\\$])+?(?<!\s)\$(?![\d$])"
    rf"|(?<!\\)(?:\\\((?:{_IN_ONE}[^$])+?\\\)|\\\[(?:{_IN_ONE}[^$])+?\\\])"
)


@remembered
def written(shown: str, ran: Whole, values: tuple[tuple[int, str], ...]) -> str:
    """Write a lesson as it was read, with what came out of its code.

    Args:
        shown: The page as Markdown, with tokens for results.
        ran: The same as a notebook, as it ran.
        values: What its readers see in the places of its values, with their numbers.
    """
    texts = dict(values)

    def block(place: re.Match[str]) -> str:
        cell = ran.content.cells[token_number(TOKEN.search(place["token"])) - 1]
        if cell.metadata["kind"] == "value":  # which stands alone on its row
            return place[0]
        rows = "\n\n".join(filter(None, _shown(cell))).split("\n")
        return "\n".join(place["indent"] + row if row else "" for row in rows)

    shown = _PLACE.sub(block, shown)

    def value(place: re.Match[str]) -> str:
        return texts[token_number(place)]

    def formula(tex: re.Match[str]) -> str:
        return values_in_tex.with_values(tex[0], TOKEN, value)

    shown = _outside_code(shown, lambda text: _FORMULA.sub(formula, text))
    shown = TOKEN.sub(lambda place: _plain(value(place)), shown)
    return re.sub(r"\n{3,}", "\n\n", shown).strip() + "\n"


def _outside_code(text: str, written: Callable[[str], str]) -> str:
    r"""Write what stands between a text's code.

    Examples:
        >>> _outside_code("a `a` a\n~~~ a\na\n~~~\na", str.upper)
        'A `a` A\n~~~ a\na\n~~~\nA'
    """
    done, at = "", 0
    for code in _CODE.finditer(text):
        done += written(text[at : code.start()]) + code[0]
        at = code.end()
    return done + written(text[at:])


def _shown(cell: NotebookNode) -> Iterator[str]:
    options = cell.metadata["options"]
    if cell.metadata["kind"] == "exercise":  # what its attempts gave is for the build
        return
    for output in cell.get("outputs", []):
        text = _output(output, options.get("alt", ""))
        yield text
        if text.startswith(_PICTURE):
            yield options.get("caption", "")


_PICTURE = "*Picture: "


def _output(output: NotebookNode, alt: str) -> str:
    """Write an output as text: of a picture what those are told who can't see it."""
    if output.output_type == "stream":
        return _fenced(output.text) if output.name == "stdout" else ""
    data = output.get("data", {})
    if claim := data.get(claims.TYPE):
        values = claim["values"].items()
        more = ", ".join(f"{n.replace('_', ' ')}: {v['shown']}" for n, v in values)
        return f"> ✓ {_plain(claim['sentence'] + (f' ({more})' if more else ''))}"
    if alt and FIGURES & data.keys():
        alt = svg.with_told(alt, data.get("image/svg+xml", ""))
        return f"{_PICTURE}{_plain(alt)}*"
    for kind in ("text/markdown", "text/latex"):
        if kind in data:
            return data[kind]
    words = data.get("text/plain", "")
    if "text/html" in data and words.startswith("<"):  # it only says that it is HTML
        found = BeautifulSoup(data["text/html"], "html.parser")
        words = found.get_text(" ", strip=True)
    return _fenced(words)


def _plain(text: str) -> str:
    """Write plain text as Markdown, within a row of a table too."""
    return as_markdown(" ".join(text.split())).replace("|", "\\|")


def _fenced(text: str) -> str:
    """Show a text as a terminal does, between marks that are longer than any in it.

    Examples:
        >>> print(_fenced("a```b"))
        ````text
        a```b
        ````
    """
    with suppress(terminal.CodeError):  # which is told of the page
        text = terminal.shown(text)
    marks = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    return f"{marks}text\n{text.rstrip()}\n{marks}" if text.strip() else ""


def index(name: str, description: str, entries: Iterable[Entry]) -> str:
    """List the pages that there are as Markdown.

    Examples:
        >>> pages = [Entry("So", "A", "a.md", "One."), Entry("So", "B", "b c.md", "")]
        >>> print(index("Us", "We teach.", pages))
        # Us
        <BLANKLINE>
        > We teach.
        <BLANKLINE>
        ## So
        <BLANKLINE>
        - [A](a.md): One.
        - [B](b%20c.md)
        <BLANKLINE>
    """
    parts = [f"# {name}", f"> {description}"]
    for section, pages in groupby(entries, lambda entry: entry.section):
        rows = (
            f"- [{as_markdown(one.title)}]({quote(one.uri)})"
            + (f": {' '.join(one.description.split())}" if one.description else "")
            for one in pages
        )
        parts += [f"## {section}"] * bool(section) + ["\n".join(rows)]
    return "\n\n".join(parts) + "\n"
