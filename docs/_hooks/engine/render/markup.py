"""The markup of pages: mended for readers and their programs, without idle space."""

from __future__ import annotations

import html
import re

_SEARCH = 'data-md-component="search" role="dialog"'
# A part of the table of contents is no place of its own to jump to.
_PART = re.compile(r'<nav class="md-nav" aria-label="[^"]*"')
# The name of a section with a page of its own is looked for where it isn't.
_SECTION = re.compile(
    r'(<nav class="md-nav" data-md-level="\d") aria-labelledby="[^"]*"'
    r"([^>]*>\s*<label [^>]*>\s*<span [^>]*></span>\s*)([^<]*?)(\s*</label>)"
)
# Where white space counts.
_KEPT = re.compile(
    r"(<(pre|textarea|script|listing|xmp)\b.*?</\2\s*>)", re.DOTALL | re.IGNORECASE
)

# (Looked for from where they begin, or a long row of blanks takes the square of that.)
_BLANKS = re.compile(r"(?<![ \t])[ \t]*\n\s*")
_SCOPED = re.compile(r"<style\s+scoped\s*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
# (With a dash in styles, without one in scripts.)
_SET_IN_STYLES = re.compile(
    r"white-?space(?:-?collapse)?[\"']?\s*[:=,]|xml:space\s*=", re.IGNORECASE
)


def mend(page: str) -> str:
    """Mend a whole page.

    Examples:
        >>> mend('<nav class="md-nav" aria-label="Data">')
        '<nav class="md-nav" role="none">'
        >>> mend('<nav class="md-nav md-nav--primary" aria-label="Navigation">')
        '<nav class="md-nav md-nav--primary" aria-label="Navigation">'
    """
    page = page.replace(_SEARCH, f'{_SEARCH} aria-label="Search"')
    page = _PART.sub('<nav class="md-nav" role="none"', page)
    return _SECTION.sub(_named, page)


def _named(section: re.Match[str]) -> str:
    """Let a section's name be its text, in which a quotation mark needs no escape.

    Examples:
        >>> section = '<nav class="md-nav" data-md-level="1" aria-labelledby="a">'
        >>> name = '<label for="a"> <span class="b"></span> Say "A" &amp; B </label>'
        >>> mend(section + name).partition(">")[0]
        '<nav class="md-nav" data-md-level="1" aria-label="Say &quot;A&quot; &amp; B"'
    """
    nav, label, text, end = section.groups()
    name = html.escape(html.unescape(text))
    return f'{nav} aria-label="{name}"{label}{text}{end}'


def squeeze(page: str) -> str:
    r"""Begin every line of HTML at its start, and drop empty ones.

    Examples:
        >>> squeeze("<ul>\n\n    <li>a\n  b</li>\n<pre>\n\n  x</pre>\n")
        '<ul>\n<li>a\nb</li>\n<pre>\n\n  x</pre>\n'
    """
    if _SET_IN_STYLES.search(page):
        return page
    parts = _KEPT.split(page)
    for i in range(0, len(parts), 3):  # between: the kept part, and its name
        parts[i] = _BLANKS.sub("\n", parts[i])
        if i + 2 < len(parts):
            parts[i + 2] = ""
    return "".join(parts)


def with_own_styles(shown: str) -> str:
    """Write styles for a part of the page as browsers understand it today.

    Examples:
        >>> with_own_styles("<style scoped>p {}</style>")  # as pandas writes it
        '<style>@scope {p {}}</style>'
    """
    return _SCOPED.sub(r"<style>@scope {\1}</style>", shown)
