"""Stylesheets: a page names those that it needs, and they have no idle rules.

The theme changes pages without a reload, and takes over what the next one names.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

from engine.cache.memo import Memo
from engine.check.styles import selectors

# What shows that a page has the part that a stylesheet is for; all others are for
# every page.
_PARTS = {
    "_mkdocstrings.css": 'class="doc ',
    "katex.css": 'class="katex',
    "home.css": 'class="rnn-hero"',
    "explorables.css": "rnn-explorable",
    "run-here.css": "<rnn-",
    "exercises.css": "<rnn-exercise",
    "try-claim.css": "<rnn-try",
}
_LINK = re.compile(r'<link rel="stylesheet" href="(?:[^"]*/)?([^"/]+)">\s*')
# Made by others, for sites of all kinds.
_OF_OTHERS = ("stylesheets/main.*.min.css", "katex/katex.css", "_mkdocstrings.css")
_NAMING = ("*.html", "assets/javascripts/*.*js", "assets/figures/**/*.mjs")
_NAME = re.compile(r"[\w-]+")
_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|/\*.*?\*/\s*', re.DOTALL)
_CONDITIONS = {"media", "supports"}


def needed(page: str) -> str:
    """Drop links to the stylesheets of parts that a page doesn't have.

    Examples:
        >>> link = '<link rel="stylesheet" href="../assets/{}.css">'
        >>> head = link.format("theme") + link.format("try-claim")
        >>> needed(f"{head}<rnn-try></rnn-try>") == f"{head}<rnn-try></rnn-try>"
        True
        >>> needed(f"{head}<p>a</p>")
        '<link rel="stylesheet" href="../assets/theme.css"><p>a</p>'
    """

    def kept(link: re.Match[str]) -> str:
        mark = _PARTS.get(link[1])
        return link[0] if mark is None or mark in page else ""

    return _LINK.sub(kept, page)


def shorten(site: Path, memo: Memo) -> None:
    """Drop from the styles of others what no page, and no script, has a name for.

    And from our own what no browser reads.

    Args:
        site: The folder of the built site.
        memo: Keeps what was made before.
    """
    naming = [file for pattern in _NAMING for file in site.rglob(pattern)]
    names = {*_NAME.findall("".join(file.read_text("utf-8") for file in naming))}
    for file in [file for name in _OF_OTHERS for file in site.glob(f"assets/{name}")]:
        sheet = file.read_text(encoding="utf-8")
        known = sorted(names & {*_NAME.findall(sheet)}) + sorted(_beginnings(names))
        key = ["styles", sheet, known]
        made = memo.get(key, lambda css=sheet, known=known: in_use(css, known))
        file.write_text(made, encoding="utf-8")
    for file in site.glob("assets/stylesheets/*.css"):
        file.write_text(uncommented(file.read_text(encoding="utf-8")), encoding="utf-8")


def uncommented(sheet: str) -> str:
    """Drop what is written for those who read a stylesheet where it is made.

    Examples:
        >>> uncommented('/* a */ b{c:"/* d */"} /* e */')
        'b{c:"/* d */"} '
    """
    return _COMMENT.sub(lambda found: found[1] or "", sheet)


def _beginnings(names: Collection[str]) -> set[str]:
    """List what scripts complete when they know more."""
    return {name for name in names if name.startswith("md-") and name.endswith("-")}


def in_use(sheet: str, names: Collection[str]) -> str:
    """Drop the rules for classes that nothing has.

    Examples:
        >>> in_use(".a b, .c{d:e}@media print{.c{f:g}} i{h:j}", ["a"])
        '.a b{d:e}i{h:j}'
        >>> in_use(".md-tag--b{c:d}", ["md-tag--"])
        '.md-tag--b{c:d}'
    """
    return _kept(tinycss2.parse_stylesheet(sheet, True, True), names)


def _kept(rules: list[Node], names: Collection[str]) -> str:
    made = ""
    for rule in rules:
        if rule.type == "qualified-rule":
            found = [s for s in selectors(rule.prelude) if _may_match(s, names)]
            head = ",".join(tinycss2.serialize(s).strip() for s in found)
            made += f"{head}{{{tinycss2.serialize(rule.content)}}}" if head else ""
        elif rule.type == "at-rule" and rule.lower_at_keyword in _CONDITIONS:
            inner = tinycss2.parse_rule_list(rule.content, True, True)
            if inside := _kept(inner, names):
                condition = tinycss2.serialize(rule.prelude)
                made += f"@{rule.at_keyword}{condition}{{{inside}}}"
        else:
            made += rule.serialize()
    return made


def _may_match(selector: list[Node], names: Collection[str]) -> bool:
    is_class = False
    for token in selector:
        if is_class and not _is_known(token.value, names):
            return False
        if token.type == "function" and token.lower_name in ("is", "where"):
            choices = selectors(token.arguments)
            if not any(_may_match(one, names) for one in choices):
                return False
        is_class = token == "."
    return True


def _is_known(name: str, names: Collection[str]) -> bool:
    begun = tuple(one for one in names if one.endswith("-"))
    return name in names or name.startswith(begun)
