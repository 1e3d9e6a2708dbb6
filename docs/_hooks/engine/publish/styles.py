"""Stylesheets: a page names those that it needs, and they have no idle rules.

A long page costs most where a rule concerns all of it, again and again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby
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
    "run-here.css": "<rnn-(?:run|exercise|try)",
    "exercises.css": "<rnn-exercise",
    "try-claim.css": "<rnn-try",
}
_OF_LESSONS = "explorables.css", "run-here.css", "exercises.css", "try-claim.css"
_LINK = re.compile(r'<link rel="stylesheet" href="(?:[^"]*/)?([^"/]+)">\s*')
# Made by others, for sites of all kinds.
_OF_OTHERS = ("stylesheets/*.min.css", "katex/katex.css", "_mkdocstrings.css")
_RIGHT_TO_LEFT = "dir=rtl"
_NAMING = ("*.html", "assets/javascripts/*.*js", "assets/figures/**/*.mjs")
_NAME = re.compile(r"[\w-]+")
# What stays: strings, and a comment that keeps apart what stands at its sides.
_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<![\s;{}])(?<!^)/\*.*?\*/)"""
    r"|/\*.*?\*/\s*",
    re.DOTALL,
)
_OF_ITS_BEGIN = re.compile(r"@(?:charset|import|namespace)\b", re.IGNORECASE)
_CONDITIONS = {"media", "supports"}
_COMPLETED = "--plot-"  # by scripts, with the name of what a line means
_LINK_FROM = re.compile(
    r'<link rel="stylesheet" href="[^"]*\bassets/stylesheets/([^"/]+)">\s*'
)
_ASKED = re.compile(r"var\(\s*(--[\w-]+)")
_QUOTED = r"""(?:[^;{}"']|"[^"]*"|'[^']*')*"""
_VALUE = re.compile(rf"(?<=[{{;])\s*(--[\w-]+)\s*:{_QUOTED}(?:;|(?=\}}))")


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
        return link[0] if mark is None or re.search(mark, page) else ""

    return _LINK.sub(kept, page)


def shorten(site: Path, memo: Memo) -> None:
    """Drop from the styles of others what no page, and no script, has a name for.

    And from our own what no browser reads.

    Args:
        site: The folder of the built site.
        memo: Keeps what was made before.
    """
    naming = [file for pattern in _NAMING for file in site.rglob(pattern)]
    naming = "".join(file.read_text("utf-8") for file in naming)
    names = {*_NAME.findall(naming)}
    for file in [file for name in _OF_OTHERS for file in site.glob(f"assets/{name}")]:
        sheet = file.read_text(encoding="utf-8")
        known = sorted(names & {*_NAME.findall(sheet)}) + sorted(_beginnings(names))
        known += [_RIGHT_TO_LEFT] * ('<body dir="rtl"' in naming)
        key = ["styles", sheet, known]
        made = memo.get(key, lambda css=sheet, known=known: in_use(css, known))
        file.write_text(made, encoding="utf-8")
    for file in site.glob("assets/stylesheets/*.css"):
        file.write_text(uncommented(file.read_text(encoding="utf-8")), encoding="utf-8")
    sheets = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.css")}
    asked = names.union(*(_ASKED.findall(sheet) for sheet in sheets.values()))
    asked |= {f"{_COMPLETED}{name}" for name in names}
    for file, sheet in sheets.items():
        file.write_text(without_idle_values(sheet, asked), encoding="utf-8")
    join(site)


def without_idle_values(sheet: str, asked: Collection[str]) -> str:
    """Drop values that have names, such as icons, if nothing asks for them.

    Examples:
        >>> without_idle_values(":root{--a:1;--b-c:url('d;e');color:red}", ["--a"])
        ':root{--a:1;color:red}'
    """
    return _VALUE.sub(lambda found: found[0] if found[1] in asked else "", sheet)


def join(site: Path) -> None:
    """Make one stylesheet of those that all pages name, and one of lessons' parts.

    Each is a way to the host, and whoever reads on has both. One with what counts only
    at the begin of a stylesheet stays apart, and keeps apart what stands around it.

    Args:
        site: The folder of the built site.
    """
    pages = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    named = [_LINK_FROM.findall(page) for page in pages.values()]
    everywhere = [one for one in named[0] if all(one in each for each in named)]
    asked = {one for each in named for one in each}
    of_lessons = [one for one in _OF_LESSONS if one in asked]
    folder = site / "assets/stylesheets"
    runs = [*_runs(everywhere, folder), *_runs(of_lessons, folder)]
    for file, page in pages.items():
        for sheets in runs:
            page = with_first(page, sheets)
        file.write_text(page, encoding="utf-8")
    for sheets in runs:
        parts = [folder / one for one in sheets]
        joined = "".join(part.read_text(encoding="utf-8") for part in parts)
        for part in parts[1:]:
            part.unlink()
        for part in parts[:1]:
            part.write_text(joined, encoding="utf-8")


def _runs(sheets: list[str], folder: Path) -> Iterator[list[str]]:
    def stays_apart(name: str) -> bool:
        text = (folder / name).read_text(encoding="utf-8")
        return bool(_OF_ITS_BEGIN.search(text))

    for is_apart, run in groupby(sheets, stays_apart):
        if not is_apart:
            yield [*run]


def with_first(page: str, sheets: list[str]) -> str:
    """Let a page name the first of some stylesheets if it names any of them.

    Examples:
        >>> link = '<link rel="stylesheet" href="../assets/stylesheets/{}.css">'
        >>> with_first(link.format("b") + link.format("c"), ["a.css", "b.css", "c.css"])
        '<link rel="stylesheet" href="../assets/stylesheets/a.css">'
    """
    links = iter([*sheets[:1]])

    def named(link: re.Match[str]) -> str:
        if link[1] not in sheets:
            return link[0]
        first = next(links, None)
        return link[0].replace(f"/{link[1]}", f"/{first}") if first else ""

    return _LINK_FROM.sub(named, page)


def uncommented(sheet: str) -> str:
    """Drop what is written for those who read a stylesheet where it is made.

    Examples:
        >>> uncommented('/* a */ b{c:"/* d */"} /* e */')
        'b{c:"/* d */"} '
        >>> uncommented("b{c:'/* d'} .e/* f */ .g{}/* h */ i{c:'*/'}")
        "b{c:'/* d'} .e/* f */ .g{}i{c:'*/'}"
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
        >>> in_use("[dir=rtl] *{a:b}", [])
        ''
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
        if token.type == "[] block":
            asked = tinycss2.serialize(token.content).replace('"', "")
            if asked == _RIGHT_TO_LEFT and asked not in names:
                return False
        is_class = token == "."
    return True


def _is_known(name: str, names: Collection[str]) -> bool:
    begun = tuple(one for one in names if one.endswith("-"))
    return name in names or name.startswith(begun)
