"""What a cell printed, drew and returned, as HTML."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from nbformat import NotebookNode
from PIL import Image

from engine.problems import Fault
from engine.render import (
    awaited,
    claims,
    exercises,
    explorables,
    markup,
    svg,
    terminal,
    values_in_tex,
)
from engine.session.protocol import VALUE
from engine.tokens import spelt_out

PICTURES = "assets/pictures"
COMPUTED = "computed by this page: "  # a value's tooltip, in front of its code
# LaTeX that is one formula, and nothing else.
_FORMULA = re.compile(
    r"\$\$?((?:\\.|[^$\\])+)\$\$?|\\\[(.+)\\\]|(\\begin\{(\w+\*?)\}.*\\end\{\4\})",
    re.DOTALL,
)
# Words to the build alone, of which a reader's notebook knows nothing.
FOR_THE_BUILD = (claims.TYPE, explorables.TYPE)


@dataclass(frozen=True)
class Result:
    """A cell's result: the HTML of a block, or the plain text of a value."""

    html: str = ""
    text: str | None = None

    def below(self, first: str) -> Result:
        """Put something between the code of a block and what came out."""
        return Result(first + self.html)

    def in_claim(self, last: str) -> Result:
        """Put something at the end of a claim's box, which is the last of a result."""
        return Result(self.html.removesuffix("</div></div>") + last + "</div></div>")


@dataclass
class Renderer:
    """Turns what cells put out into HTML.

    Addresses in it begin with `rnn:/`, which stands for the site's root.

    Args:
        markdown: Turns Markdown that a cell displays into HTML.
        evidence_url: Where all claims are listed, from the site's root, if anywhere.
    """

    markdown: Callable[[str], str]
    evidence_url: str | None = None
    files: dict[str, bytes] = field(default_factory=dict)  # to publish, by address
    faults: list[Fault] = field(default_factory=list)  # of the notebook seen last

    def results(self, notebook: NotebookNode) -> dict[int, Result]:
        """Render every code cell's outputs, by cell number from 1."""
        self.faults = []
        found = {
            number: self._result(cell, number)
            for number, cell in enumerate(notebook.cells, start=1)
            if cell.cell_type == "code"
        }
        if waiting := notebook.metadata.get("awaited"):
            since = waiting["since"]
            return {n: awaited.marked(one, since) for n, one in found.items()}
        return found

    def _result(self, cell: NotebookNode, number: int) -> Result:
        if cell.metadata["kind"] == "value":
            return _value(cell)
        if cell.metadata["kind"] == "exercise":
            return Result(exercises.place(cell))
        options, found = cell.metadata["options"], []
        for i, output in enumerate(cell.get("outputs", [])):
            prefix = f"fig-{number}-{i}" if i else f"fig-{number}"
            try:
                found.append(self._output(output, options, prefix))
            except Exception as error:  # a page may hand over anything at all
                reason = f"this output can't be shown: {_told(error, output)}"
                self.faults.append(Fault(reason, cell=number, line=-1))
        return Result(spelt_out("".join(found)))

    def _output(
        self, output: NotebookNode, options: dict[str, str], prefix: str
    ) -> str:
        if output.output_type == "stream":
            return _text(output.text) if output.name == "stdout" else ""
        if output.output_type == "error":
            return ""  # reported as a problem
        for kind, render in self.KINDS.items():
            if kind in output.data:
                data = output.data | {"sizes": output.get("metadata", {}).get(kind, {})}
                return render(self, data, options, prefix)
        kinds = ", ".join(output.data) or "nothing"
        raise ValueError(f"it is {kinds}, and not HTML, a picture or text")

    def _claim(self, data: dict, options: dict[str, str], prefix: str) -> str:
        made, shown = data[claims.TYPE], data["text/html"]
        if not claims.is_whole(made):
            raise ValueError
        return _result(claims.on_page(shown, made, self.evidence_url))

    def _explorable(self, data: dict, options: dict[str, str], prefix: str) -> str:
        """Publish the figure's data beside it."""
        made = data[explorables.TYPE]
        address, content = explorables.data_file(made)
        self.files[address] = content
        drawing, name = _drawing(data, options, prefix), options.get("id", made["name"])
        return explorables.on_page(made, address, drawing, name, self._caption(options))

    def _svg(self, data: dict, options: dict[str, str], prefix: str) -> str:
        return self._figure(_drawing(data, options, prefix), options)

    def _picture(
        self, data: dict, options: dict[str, str], prefix: str, *, kind: str
    ) -> str:
        """Publish a picture as a file that is named after its content."""
        content = base64.b64decode(data[f"image/{kind}"])
        picture = Image.open(io.BytesIO(content))
        picture.load()  # or half of one is published
        name = hashlib.sha256(content).hexdigest()[:16]
        address = f"{PICTURES}/{name}.{kind}"
        self.files[address] = content
        width, height = _size(picture.size, data["sizes"])
        return self._figure(
            f'<img src="rnn:/{address}" alt="{html.escape(options.get("alt", ""))}" '
            f'width="{width}" height="{height}">',
            options,
        )

    def _figure(self, picture: str, options: dict[str, str]) -> str:
        anchor = f' id="{html.escape(options["id"])}"' if "id" in options else ""
        return (
            f'<figure class="rnn-figure"{anchor}>{picture}'
            f"{self._caption(options)}</figure>"
        )

    def _caption(self, options: dict[str, str]) -> str:
        shown = _ONLY.sub(r"\1", self.markdown(options.get("caption", "")))
        return f"<figcaption>{shown}</figcaption>" if shown else ""

    def _html(self, data: dict, options: dict[str, str], prefix: str) -> str:
        shown = markup.with_own_styles(data["text/html"])
        return _result(shown, _ON_PAPER if _has_colours(shown) else "")

    def _markdown(self, data: dict, options: dict[str, str], prefix: str) -> str:
        return f'<div class="rnn-result">{self.markdown(data["text/markdown"])}</div>'

    def _latex(self, data: dict, options: dict[str, str], prefix: str) -> str:
        alone = _FORMULA.fullmatch(data["text/latex"].strip())
        if not alone:  # a text, with formulas in it
            return self._markdown(
                {"text/markdown": data["text/latex"]}, options, prefix
            )
        tex = (alone[1] or alone[2] or alone[3]).strip()
        tex = tex.removeprefix(r"\displaystyle").strip()
        return f'<div class="arithmatex">\\[{html.escape(tex)}\\]</div>'

    def _plain(self, data: dict, options: dict[str, str], prefix: str) -> str:
        return _text(data["text/plain"])

    # What can be displayed: of several the first is shown, as in Jupyter.
    KINDS: ClassVar[dict[str, Callable[..., str]]] = {
        claims.TYPE: _claim,
        explorables.TYPE: _explorable,
        "text/html": _html,
        "text/markdown": _markdown,
        "text/latex": _latex,
        "image/svg+xml": _svg,
        "image/png": partial(_picture, kind="png"),
        "image/jpeg": partial(_picture, kind="jpeg"),
        "image/gif": partial(_picture, kind="gif"),
        "image/webp": partial(_picture, kind="webp"),
        "text/plain": _plain,
    }


# The kinds of which each needs a text for those who can't see it.
FIGURES = frozenset(kind for kind in Renderer.KINDS if kind.startswith("image/"))


def _size(own: tuple[int, int], wanted: dict[str, object]) -> tuple[int, int]:
    """Say how large a picture is to be shown; who gives one side keeps its shape.

    Examples:
        >>> _size((200, 100), {"width": 100}), _size((200, 100), {})
        ((100, 50), (200, 100))
    """
    sides = [wanted.get(side) for side in ("width", "height")]
    known = [s if isinstance(s, int | float) and s > 0 else None for s in sides]
    scale = next((k / o for k, o in zip(known, own, strict=True) if k), 1)
    width, height = (round(k or o * scale) for k, o in zip(known, own, strict=True))
    return width, height


def _told(error: Exception, output: NotebookNode) -> str:
    """Say why an output isn't shown; what broken data raise is no sentence."""
    data = output.get("data", {})
    kind = next((kind for kind in Renderer.KINDS if kind in data), "")
    if isinstance(error, terminal.CodeError):
        return str(error)
    return f"it is no {kind} ({type(error).__name__})" if kind else str(error)


# What the light scheme has stays so, within what has colours that follow no scheme.
_ON_PAPER = ' data-md-color-scheme="default"'
_COLOUR = re.compile(
    r"""(?:[\s;"'{](?:background(?:-color)?|color)\s*:|\s(?:bg)?color\s*=)[\s"']*"""
    r"(?!var\(|inherit|currentcolor|transparent|none|initial|unset|url)[#\w]",
    re.IGNORECASE,
)


def _has_colours(shown: str) -> bool:
    """Tell whether some HTML is coloured for one scheme, and knows of no other.

    Examples:
        >>> _has_colours('<b style="color: navy">'), _has_colours("<b bgcolor=#ffe>")
        (True, True)
        >>> _has_colours('<b style="color: var(--ink); background:none">')
        False
    """
    return bool(_COLOUR.search(shown)) and "prefers-color-scheme" not in shown


def _result(shown: str, scheme: str = "") -> str:
    return f'<div class="rnn-result"{scheme} data-search-exclude>{shown}</div>'


def _drawing(data: dict, options: dict[str, str], prefix: str) -> str:
    drawing = data["image/svg+xml"]
    if "</svg>" not in drawing:  # it would swallow the rest of the page
        raise ValueError
    alt, is_foreign = options.get("alt", ""), not svg.is_of_matplotlib(drawing)
    return svg.inline(drawing, alt=alt, prefix=prefix, keeps_colours=is_foreign)


_SIGNED = re.compile(r"(?:.?[<>=^])?[+ ]")  # what a format begins with


def _value(cell: NotebookNode) -> Result:
    shown = [output.get("data", {}).get(VALUE) for output in cell.get("outputs", [])]
    text = next((one for one in reversed(shown) if one is not None), "")
    expression = html.escape(cell.metadata["options"]["expression"], quote=True)
    shown = html.escape(text)
    tag = f'<data value="{shown}" title="{COMPUTED}{expression}" tabindex="-1">'
    # (As of `:+.1f`: it stands behind what it is added to, if it isn't below zero.)
    is_signed = _SIGNED.match(cell.metadata["options"].get("spec", ""))
    plain = values_in_tex.Signed(text) if is_signed else text
    return Result(spelt_out(f"{tag}{shown}</data>"), plain)


def _text(text: str) -> str:
    shown = html.escape(terminal.shown(text).rstrip("\n"), quote=False)
    return (
        '<pre class="rnn-output" tabindex="0" aria-label="Output" data-search-exclude>'
        f"<samp>{shown}</samp></pre>"
    )


_ONLY = re.compile(r"^<p>((?:(?!</?p>).)*)</p>$", re.DOTALL)  # paragraph of a text
