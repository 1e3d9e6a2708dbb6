"""Claims that can't be found, or that nobody would see."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from nbformat import NotebookNode

from engine.check import empty
from engine.plan.pages import has_markup
from engine.problems import Fault
from engine.render.claims import TYPE, anchor, by_cell

_UNSEEN = "a claim has to be the last thing in its block, or readers don't see it"
ELSEWHERE = (
    "a claim's condition is written out where it is claimed, so that its control can "
    "test it: holds=loss < 1, and no name of a condition"
)
_COMMENT = re.compile(rb"#.*")
_CHECKS = ("claim", "intervention")
_MAGIC = re.compile(r"\s*%%.*")  # of a whole cell, such as %%capture
_PLAIN = "is plain text: no values, no formulas, no emphasis"


def calls(source: str) -> Iterator[ast.Call | ast.alias]:
    """Find the calls of `claim` and its like in code, and other names given to them.

    Examples:
        >>> [call.args[0].value for call in calls("claim('A', holds=True)")]
        ['A']
    """
    for node in nodes(source):
        name = getattr(node, "func", None)
        if isinstance(node, ast.alias) and node.name in _CHECKS and node.asname:
            yield node
        called = getattr(name, "id", getattr(name, "attr", ""))
        if isinstance(node, ast.Call) and called in _CHECKS:
            yield node


def sentence_of(call: ast.Call) -> str:
    """Read the sentence of a call; "" if it isn't written out."""
    match call.args:
        case [ast.Constant(value=str(words)), *_]:
            return words
    return ""


@lru_cache(2_000)  # several checks ask
def nodes(source: str) -> tuple[ast.AST, ...]:
    """List all that a cell consists of; nothing if that is no Python."""
    try:
        return tuple(ast.walk(ast.parse(_python(source))))
    except (SyntaxError, ValueError):
        return ()  # told when the cell runs; or it is none of Python


def _python(source: str) -> str:
    r"""Write a cell, line by line, without what only IPython knows.

    Examples:
        >>> _python("%%time\n\n%%capture\nx = 1")
        '\n\n\nx = 1'
        >>> _python("\n%matplotlib inline\nx = 1").split("\n")[2]
        'x = 1'
    """
    if magic := _MAGIC.match(source):
        return "\n" * magic[0].count("\n") + _python(source[magic.end() :])
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        from IPython.core.inputtransformer2 import TransformerManager  # takes a while

        begin = len(source) - len(source.lstrip("\n"))
        return "\n" * begin + TransformerManager().transform_cell(source[begin:])
    return source


def unseen(notebook: NotebookNode) -> Iterator[Fault]:
    """Find claims that nobody would see, and claims without fixed words."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            for line, reason in [*_wrong_calls(cell)] or _lost(cell):
                yield Fault(reason, cell=number, line=line)


def _wrong_calls(cell: NotebookNode) -> Iterator[tuple[int, str]]:
    is_value = cell.metadata.get("kind") == "value"
    for node in calls(cell.source):
        reason = _UNSEEN if is_value else _wrong(node, cell.source)
        if reason:
            yield node.lineno - 1, reason


def _lost(cell: NotebookNode) -> Iterator[tuple[int, str]]:
    """List what a cell's run has claimed, somewhere else, without showing it."""
    for output in cell.get("outputs", []):
        rows = output.text.splitlines() if output.get("name") == "claims" else []
        for line, _, sentence in (row.partition(" ") for row in rows):
            yield int(line) - 1, f"{_UNSEEN}: {sentence}"


def unchecked(notebook: NotebookNode) -> Iterator[Fault]:
    """Find what looks like a claim to readers, and was made without a check."""
    shown = Counter(number for number, _ in by_cell(notebook))
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        for node, name in _renamings(cell.source):
            reason = f"`{name}` is the name of the check: call yours something else"
            yield Fault(reason, cell=number, line=node.lineno - 1)
        found = sum(isinstance(node, ast.Call) for node in calls(cell.source))
        if shown[number] > found:
            reason = (
                "a claim is made by calling `claim` or `intervention`, by its name, "
                "where it stands"
            )
            yield Fault(reason, cell=number)


def marked_up(notebook: NotebookNode) -> Iterator[Fault]:
    """Find formulas, emphasis and code in words that are shown as they are typed."""
    made = [*by_cell(notebook)]
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            shown = [claim for place, claim in made if place == number]
            for kind, words, line in _words(cell.source, shown):
                if has_markup(words):
                    reason = f"a claim's {kind} {_PLAIN}: {words}"
                    yield Fault(reason, cell=number, line=line)


def _words(source: str, shown: list[dict]) -> Iterator[tuple[str, str, int]]:
    """List the words of claims, those too that did not come to be made."""
    found = [node for node in calls(source) if isinstance(node, ast.Call)]
    lines = {sentence_of(node): node.lineno - 1 for node in found}
    for sentence in {**lines, **{claim["sentence"]: 0 for claim in shown}}:
        yield "sentence", sentence, lines.get(sentence, 0)
    for claim in shown:
        for name in claim["values"]:
            words, line = name.replace("_", " "), lines.get(claim["sentence"], 0)
            yield "value's name", words, line


_SHOW = "show one that tells readers what was found"


def valueless(notebook: NotebookNode) -> Iterator[Fault]:
    """Find values of claims that are none, such as nan, on which no claim can stand."""
    for number, claim in by_cell(notebook):
        found = calls(notebook.cells[number - 1].source)
        lines = {sentence_of(n): n.lineno - 1 for n in found if isinstance(n, ast.Call)}
        for name, value in claim["values"].items():
            if wrong := empty.what(str(value["shown"])):
                reason = f"this claim's value `{name}` is {wrong}: {_SHOW}"
                line = lines.get(claim["sentence"], 0)
                yield Fault(reason, cell=number, line=line)


# Classes by which readers, and the checks, tell what the build has made.
_OWN = re.compile(
    r"""<[a-zA-Z][^<>]*?\sclass\s*=\s*(?:"[^"]*|'[^']*|[^\s"'>]*)"""
    r"(?<![\w-])(?P<name>rnn-(?:claim|evidence|result|static|unseen))(?![\w-])"
)
_WRITTEN = "is the build's own: a claim is made by calling `claim` or `intervention`"


def forged(notebook: NotebookNode) -> Iterator[Fault]:
    """Find outputs that look like what only the build makes."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            for kind in ("text/html", "text/markdown", "image/svg+xml"):
                shown = str(data.get(kind, ""))
                found = "rnn-" in shown and TYPE not in data and _OWN.search(shown)
                if found:
                    yield Fault(f"the class `{found['name']}` {_WRITTEN}", cell=number)


def written(page: str) -> Iterator[Fault]:
    """Find the same in the HTML of a page that has no results yet.

    Examples:
        >>> page = "<p class='a rnn-claim'>✓ So<p class='rnn-claims'>"
        >>> [fault.needles for fault in written(page)]
        [('rnn-claim',)]
    """
    for found in _OWN.finditer(page):
        yield Fault(f"the class `{found['name']}` {_WRITTEN}", (found["name"],))


def _renamings(source: str) -> Iterator[tuple[ast.AST, str]]:
    """Find places at which something else is called like a check."""
    for node in nodes(source):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.arg(arg=name)
            ) if name in _CHECKS:
                yield node, name
            case ast.alias(name=what, asname=str(name)) if name in _CHECKS:
                if what.rpartition(".")[2] != name:
                    yield node, name


def _wrong(call: ast.Call | ast.alias, source: str) -> str:
    if isinstance(call, ast.alias):
        return f"claims are found by their name: import `{call.name}` as it is called"
    python = _python(source)
    last = ast.parse(python).body[-1]
    is_last = isinstance(last, ast.Expr) and ast.dump(last.value) == ast.dump(call)
    rest = "\n".join(python.split("\n")[call.end_lineno - 1 :]).encode()
    is_last = is_last and not _MAGIC.match(source)  # which does with it what it likes
    behind = _COMMENT.sub(b"", rest[call.end_col_offset :])  # which counts bytes
    if not is_last or b";" in behind:
        return _UNSEEN
    if not sentence_of(call):
        return "a claim's sentence is written out, so that its control can be found"
    if not re.search(r"\w", sentence_of(call)):
        return "this claim has no words, so readers would see a tick alone"
    given = [k.value for k in call.keywords if k.arg == "holds"]
    is_hidden = not given and any(k.arg is None for k in call.keywords)
    if is_hidden or any(map(says_nothing, given)):
        return ELSEWHERE
    return ""


def says_nothing(condition: ast.expr) -> bool:
    """Tell whether a condition is no more than the names of such.

    Examples:
        >>> texts = "ok", "not (ok and bool(sure))", "ok.all()", "loss < 1", "True"
        >>> [says_nothing(ast.parse(text, mode="eval").body) for text in texts]
        [True, True, False, False, False]
        >>> texts = "run.ok", "told['ok'][0]", "ok is True", "loss[0] < 1"
        >>> [says_nothing(ast.parse(text, mode="eval").body) for text in texts]
        [True, True, True, False]
    """
    match condition:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return True
        case ast.Compare(left=inner, comparators=[ast.Constant(value=bool())]):
            return says_nothing(inner)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return says_nothing(inner)
        case ast.BoolOp(values=parts):
            return all(map(says_nothing, parts))
        case ast.Call(func=ast.Name(id="bool"), args=[inner]):
            return says_nothing(inner)
    return False


def repeated(pages: dict[str, NotebookNode]) -> Iterator[tuple[str, Fault]]:
    """Find sentences that are claimed twice: links and controls go by the sentence."""
    places: dict[str, tuple[str, int]] = {}
    for path, notebook in pages.items():
        for number, claim in by_cell(notebook):
            here = path, number
            first = places.setdefault(anchor(claim["sentence"]), here)
            if first is not here:
                line = pages[first[0]].cells[first[1] - 1].metadata["line"]
                reason = f"the same is claimed in {first[0]}:{line}"
                yield path, Fault(reason, cell=number)
