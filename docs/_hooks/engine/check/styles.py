"""Styles that a page, or an output, brings along: their rules have to stay in it.

Browsers would apply them to the whole page, and to the claims on it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import tinycss2
from nbformat import NotebookNode
from tinycss2.ast import Node

from engine.check.elements import Elements
from engine.check.outputs import in_the_page
from engine.check.prose import is_made
from engine.problems import Fault
from engine.render.markup import with_own_styles

_CONDITIONS = {"media", "supports", "container"}  # of the rules in them
_FOR_ALL = "would count for the whole page"


class _Styles(Elements):
    """Collects the styles of some HTML, and the ids that they may be for."""

    def __init__(
        self, page: str, *, is_special: Callable[[str, dict[str, str]], bool]
    ) -> None:
        super().__init__(is_special=is_special)
        self.styles: list[str] = []
        self.ids: set[str] = set()
        self.feed(f"{page}</style>")  # or one that is never closed is no data
        self.close()

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        self.handle_starttag(tag, attributes)  # browsers make no difference

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        if not self.is_inside:
            self.ids |= {value or "" for name, value in attributes if name == "id"}
            if tag == "style":
                self.styles.append("")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == ("style", False) and not self.is_inside:
            self.styles[-1] += data


def of_outputs(notebook: NotebookNode) -> Iterator[Fault]:
    """Find outputs with rules that would count for the whole page."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            kind, shown = in_the_page(output.get("data", {}))
            if "<style" not in shown.lower():
                continue
            if kind == "image/svg+xml" and '<g id="figure_1">' not in shown:
                reason = f"the <style> of this drawing {_FOR_ALL}: "
                yield Fault(f"{reason}write styles at its elements", cell=number)
            elif kind == "text/html":
                found = _Styles(with_own_styles(shown), is_special=_is_apart)
                for rule in _too_wide(found, may_scope=True):
                    reason = f"`{rule}` in the <style> of this output {_FOR_ALL}: "
                    reason += "begin each rule with the #id of something in the output"
                    yield Fault(reason, cell=number, line=-1)
                    break


def typed(page: str) -> Iterator[Fault]:
    """Find the same in what is typed in a page.

    Examples:
        >>> page = '<p id="a"><style>#a b, #a > i {} #a + p {} #c {} p {}</style>'
        >>> [fault.needles[0] for fault in typed(page)]
        ['#a + p {', '#c {', 'p {']
    """
    if "<style" in page.lower():
        found = _Styles(page, is_special=lambda *tag: is_made(*tag) or _is_apart(*tag))
        for rule in _too_wide(found):
            reason = f"`{rule}` in a <style> {_FOR_ALL}: begin each rule with the #id "
            needles = f"{rule} {{", f"{rule}{{", "<style"
            yield Fault(f"{reason}of something that is typed there", needles)


def _is_apart(tag: str, _: dict[str, str]) -> bool:
    return tag == "template"  # whose styles stay in it


def _too_wide(found: _Styles, *, may_scope: bool = False) -> Iterator[str]:
    """List the selectors that begin with none of the ids, and all other rules."""
    for style in found.styles:
        rules = tinycss2.parse_stylesheet(style, True, True)
        yield from _reaching(rules, found.ids, may_scope)


def _reaching(
    rules: list[Node], ids: Collection[str], may_scope: bool
) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            is_nested = any(one.type == "{} block" for one in rule.content)
            for selector in selectors(rule.prelude):
                if is_nested or not _stays(selector, ids):
                    yield tinycss2.serialize(selector)
        elif rule.type != "at-rule":
            yield rule.message
        elif rule.lower_at_keyword in _CONDITIONS and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, True, True)
            yield from _reaching(inner, ids, may_scope)
        elif not (
            # Without a selector, its rules are for what the <style> stands in.
            may_scope
            and rule.lower_at_keyword == "scope"
            and not tinycss2.serialize(rule.prelude).strip()
        ):
            yield f"@{rule.at_keyword}"


def selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """Split what stands before a block at its commas."""
    tokens = [token for token in prelude if token.type != "comment"]
    while tokens:
        end = next((i for i, one in enumerate(tokens) if one == ","), len(tokens))
        selector = tokens[:end]
        while selector and selector[0].type == "whitespace":
            del selector[0]
        while selector and selector[-1].type == "whitespace":
            del selector[-1]
        yield selector
        tokens = tokens[end + 1 :]


def _stays(selector: list[Node], ids: Collection[str]) -> bool:
    """Tell whether a selector is for an element with one of the ids, or within it."""
    if not selector or selector[0].type != "hash" or selector[0].value not in ids:
        return False
    is_behind = False  # the first element
    for token in selector[1:]:
        if token in ("+", "~"):  # and what stands beside it
            return False
        if token == ">" or (is_behind and token.type != "whitespace"):
            break
        is_behind = is_behind or token.type == "whitespace"
    return True
