"""Claims: sentences that pages prove, on their page.

A claim reaches the build as an output of its cell, with its sentence and its values. On
its own page it gets an anchor, and a link to the page of evidence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from markdown.extensions.toc import slugify_unicode
from nbformat import NotebookNode

# What `rnn_tutorial.evidence` calls its outputs.
TYPE = "application/vnd.rnn-tutorial.claim+json"


def made(notebook: NotebookNode) -> list[dict]:
    """Collect what a page's run has claimed."""
    return [claim for _, claim in by_cell(notebook)]


def by_cell(notebook: NotebookNode) -> Iterator[tuple[int, dict]]:
    """List claims with the number of the cell, from 1, that has made each."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            claim = output.get("data", {}).get(TYPE)
            if is_whole(claim):
                yield number, claim


def is_whole(claim: object) -> bool:
    """Tell whether a page has handed over what a claim consists of."""
    match claim:
        case {"sentence": str(), "values": dict(values)}:
            return all(str(arm) in values for arm in claim.get("arms", [])) and all(
                isinstance(one, dict) and "shown" in one for one in values.values()
            )
    return False


def anchor(sentence: str) -> str:
    """Name a claim's place; signs have a say in it too.

    Examples:
        >>> anchor("Two is even, always")
        'claim-two-is-even-always'
        >>> anchor("The loss is < -1.5%")
        'claim-the-loss-is-less-than-minus-1-point-5-percent'
    """
    words = _SIGN.sub(lambda m: f" {_name(m[0])} ", sentence)
    return f"claim-{slugify_unicode(words, '-')}"


# What decides on what is claimed: no commas between words, nor hyphens within them.
_SIGN = re.compile(r"[^\w\s,.;:'\"!?()‘’“”-]|(?<=\d)[.,:](?=\d)|(?<!\w)-(?=[\d.])")


def _name(sign: str) -> str:
    short = {".": "point", "-": "minus"}
    name = unicodedata.name(sign, f"{ord(sign):x}").lower()
    return short.get(sign, re.sub(r" sign$", "", name))


def written(sentence: str) -> str:
    r"""Write a sentence in HTML, with the quotation marks that Markdown has elsewhere.

    Examples:
        >>> print(written("After 'the cat' it doesn't < \"so\""))
        After ‘the cat’ it doesn’t &lt; “so”
    """
    for mark, opening, closing in ('"“”', "'‘’"):
        sentence = re.sub(rf"(?<!\S){mark}(?=\S)", opening, sentence)
        sentence = sentence.replace(mark, closing)
    return html.escape(sentence)


_SMALL = re.compile(r"(\d[\d.]*)e(-?)\+?0*(\d+)")
_BELOW_ZERO = re.compile(r"(?<![\w)])-(?=\d)")


def set_numbers(values: str) -> str:
    r"""Set numbers as books do: with a minus, and the smallest with powers of ten.

    Each of those keeps to one row.

    Examples:
        >>> print(set_numbers("-1.5e-07 to 2").replace("\u202f", " "))
        −<span class="rnn-whole">1.5 × 10<sup>−7</sup></span> to 2
    """
    return _SMALL.sub(_with_power, _BELOW_ZERO.sub("−", values))


def _with_power(match: re.Match[str]) -> str:
    factor, minus, power = match.groups()
    small = f"{factor}\u202f×\u202f10<sup>{'−' * bool(minus)}{power}</sup>"
    return f'<span class="rnn-whole">{small}</span>'


def on_page(shown: str, claim: dict, evidence_url: str | None) -> str:
    """Give a claim on its page an anchor and the way to its evidence."""
    name, words = anchor(claim["sentence"]), written(claim["sentence"])
    more = (
        f'<a class="rnn-claim-more" href="rnn:/{evidence_url}#{name}">Evidence'
        f'<span class="rnn-unseen"> of: {words}</span></a>'
        if evidence_url
        else ""
    )
    opening = '<div class="rnn-claim"'
    inner = shown.replace(opening, f'{opening} id="{name}"', 1)
    inner = inner.replace(html.escape(claim["sentence"]), words)
    head, values, rest = inner.removesuffix("</div>").partition("<dl>")
    return head + values + set_numbers(rest) + more + "</div>"
