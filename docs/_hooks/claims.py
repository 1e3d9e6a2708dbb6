"""Claims: sentences that pages prove, and the page that lists them all.

A claim reaches the build as an output of its cell, with its sentence and its values. On
its own page it gets an anchor and links; the page of evidence shows it again, with
every seed's value.
"""

from __future__ import annotations

import ast
import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import strip
from markdown.extensions.toc import slugify_unicode
from nbformat import NotebookNode
from problems import Problem, cell_number

# What `rnn_tutorial.evidence` calls its outputs.
TYPE = "application/vnd.rnn-tutorial.claim+json"

LIST = "<!-- claims -->"
CIRCUMSTANCES = "<!-- circumstances -->"
HELP = "when-a-claim-does-not-hold-for-you"

_UNSEEN = "a claim has to be the last thing in its block, or readers don't see it"


@dataclass(frozen=True)
class Group:
    """The claims of one page."""

    title: str
    url: str  # from the site's root
    claims: list[dict]  # sentence, values


@dataclass(frozen=True)
class Site:
    """What a report has to say of the site."""

    repo_url: str
    site_url: str
    circumstances: dict[str, str]


def calls(source: str) -> Iterator[ast.Call | ast.alias]:
    """Find the calls of `claim` in a cell's code, and other names given to it.

    Examples:
        >>> [call.args[0].value for call in calls("claim('A', holds=True)")]
        ['A']
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return  # told when the cell runs; or it has commands that only IPython knows
    for node in ast.walk(tree):
        name = getattr(node, "func", None)
        if isinstance(node, ast.alias) and node.name == "claim" and node.asname:
            yield node
        if isinstance(node, ast.Call) and "claim" in (
            getattr(name, "id", ""),
            getattr(name, "attr", ""),
        ):
            yield node


def check(path: str, notebook: NotebookNode) -> Iterator[Problem]:
    """Find claims that nobody would see, and claims without fixed words."""
    for number, cell in enumerate(notebook.cells, start=1):
        is_value = cell.metadata.get("kind") == "value"
        for node in calls(cell.source) if cell.cell_type == "code" else ():
            reason = _UNSEEN if is_value else _wrong(node, cell.source)
            if reason:
                line = cell.metadata["line"] + (0 if is_value else node.lineno - 1)
                yield Problem(path, line, reason, cell_number(path, number))


def _wrong(call: ast.Call | ast.alias, source: str) -> str:
    if isinstance(call, ast.alias):
        return "claims are found by their name: import `claim` as `claim`"
    last = ast.parse(source).body[-1]
    is_last = isinstance(last, ast.Expr) and ast.dump(last.value) == ast.dump(call)
    rest = "\n".join(source.split("\n")[call.end_lineno - 1 :]).encode()
    if not is_last or b";" in rest[call.end_col_offset :]:  # which counts bytes
        return _UNSEEN
    words = call.args[0] if call.args else None
    if not (isinstance(words, ast.Constant) and isinstance(words.value, str)):
        return "a claim's sentence is written out, so that its control can be found"
    return ""


def made(notebook: NotebookNode) -> list[dict]:
    """Collect what a page's run has claimed."""
    return [claim for _, _, claim in _found(notebook)]


def _found(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode, dict]]:
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            claim = output.get("data", {}).get(TYPE)
            if claim:
                yield number, cell, claim


def repeated(pages: dict[str, NotebookNode]) -> Iterator[Problem]:
    """Find sentences that are claimed twice: links and controls go by the sentence."""
    places: dict[str, Problem] = {}
    for path, notebook in pages.items():
        for number, cell, claim in _found(notebook):
            here = Problem(path, cell.metadata["line"], "", cell_number(path, number))
            first = places.setdefault(anchor(claim["sentence"]), here)
            if first is not here:
                reason = f"the same is claimed in {first.path}:{first.line}"
                yield replace(here, reason=reason)


def anchor(sentence: str) -> str:
    """Name a claim's place.

    Examples:
        >>> anchor("Two is even, always")
        'claim-two-is-even-always'
    """
    return f"claim-{slugify_unicode(sentence, '-')}"


def on_page(shown: str, claim: dict, evidence_url: str | None) -> str:
    """Give a claim on its page an anchor and the way to its evidence."""
    name = anchor(claim["sentence"])
    more = (
        f'<a class="rnn-claim-more" href="rnn:/{evidence_url}#{name}">Evidence'
        f'<span class="rnn-unseen"> of: {html.escape(claim["sentence"])}</span></a>'
        if evidence_url
        else ""
    )
    opening = '<div class="rnn-claim"'
    inner = shown.replace(opening, f'{opening} id="{name}"', 1)
    return inner.removesuffix("</div>") + more + "</div>"


def listed(text: str, groups: list[Group], site: Site) -> str:
    """Put the list of all claims, and what the site was made with, into a page."""
    groups = [group for group in groups if group.claims]
    parts, known = [_count(groups)], set()
    for group in groups:
        parts.append(f"### {html.escape(html.unescape(group.title))}")
        for claim in group.claims:
            if anchor(claim["sentence"]) not in known:  # else it is a problem, and told
                known.add(anchor(claim["sentence"]))
                parts.append(_entry(claim, group, site))
    rows = [f"| {name} | {value} |" for name, value in site.circumstances.items()]
    table = "\n".join(["| What | Which |", "|---|---|", *rows])
    return text.replace(LIST, "\n\n".join(parts)).replace(CIRCUMSTANCES, table)


def _count(groups: list[Group]) -> str:
    claims = sum(len(group.claims) for group in groups)
    pages = "page" if len(groups) == 1 else "pages"
    return f"**{claims}** claims on **{len(groups)}** {pages} held in this build."


def _entry(claim: dict, group: Group, site: Site) -> str:
    sentence, name = claim["sentence"], anchor(claim["sentence"])
    rows = "".join(_row(label, value) for label, value in claim["values"].items())
    words = html.escape(sentence)
    unseen = f'<span class="rnn-unseen">: {words}</span>'
    return (
        f'<section class="rnn-evidence" id="{name}"><p><strong>✓ {words}</strong></p>'
        f"<dl>{rows}</dl>"
        f'<p><a href="rnn:/{group.url}#{name}">Where it stands{unseen}</a> '
        f'<a href="{html.escape(_report(claim, group, site))}">'
        f"Does not hold for you? Tell us{unseen}</a></p></section>"
    )


def _row(label: str, value: dict) -> str:
    name = html.escape(label.replace("_", " "))
    shown = html.escape(value["shown"])
    seeds = value.get("seeds", [])
    more = ""
    if len(seeds) > 1:
        each = "".join(
            f"<li>seed {seed}: {one}</li>" for seed, one in enumerate(value["each"])
        )
        more = (
            strip.draw(seeds, f"{name}: {shown}")
            + f"<details><summary>Every seed<span class='rnn-unseen'> of {name}</span>"
            f"</summary><ul>{each}</ul></details>"
        )
    return f"<div><dt>{name}</dt><dd>{shown}{more}</dd></div>"


def _report(claim: dict, group: Group, site: Site) -> str:
    """Name the address at which a reader can say that a claim is wrong."""
    if not site.repo_url:
        return f"#{HELP}"
    place = f"{site.site_url}{group.url}#{anchor(claim['sentence'])}"
    values = [
        f"- {name.replace('_', ' ')}: {value['shown']}"
        for name, value in claim["values"].items()
    ]
    known = [f"- {name}: {value}" for name, value in site.circumstances.items()]
    body = "\n".join(
        [
            f"The claim: {claim['sentence']}",
            f"Where it stands: {place}",
            "",
            "What the site measured:",
            *values,
            "",
            "What I ran, and what I got:",
            "",
            "My versions of Python, PyTorch and NumPy, and my machine:",
            "",
            "What the site was made with:",
            *known,
        ]
    )
    title = f"Does not hold for me: {claim['sentence']}"
    if "gitlab" in site.repo_url:
        form, names = "-/issues/new", ("issue[title]", "issue[description]")
    else:
        form, names = "issues/new", ("title", "body")
    query = urlencode(dict(zip(names, (title, body), strict=True)))
    return f"{site.repo_url.rstrip('/')}/{form}?{query}"
