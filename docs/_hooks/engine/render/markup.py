"""The markup of pages: mended for readers and their programs, without idle space."""

from __future__ import annotations

import html
import re

_SEARCH = 'data-md-component="search" role="dialog"'
# A link to where one is costs nobody a stop; the table of contents has it too.
_ANCHOR = 'class="headerlink"'
# A part of the table of contents, or of the navigation, is no place to jump to.
_PART = re.compile(r'<nav class="md-nav" aria-label="[^"]*"')
_NAV = re.compile(r'<(/?)nav\b( class="md-nav")?')
# The name of a section with a page of its own is looked for where it isn't.
_SECTION = re.compile(
    r'(<nav class="md-nav" data-md-level="\d") aria-labelledby="[^"]*"'
    r"([^>]*>\s*<label [^>]*>\s*<span [^>]*></span>\s*)([^<]*?)(\s*</label>)"
)
# Of code what is as well seen without a colour of its own: thousands on a long page.
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.DOTALL)
_PLAIN = re.compile(r'<span class="[nopw]">([^<]*)</span>')
# Groups in drawings, of which matplotlib makes one for each thing.
_GROUP = re.compile(r'<(/?)g\b(?: id="(fig-\d+-[\w.]+_\d+)"(?=>))?[^>]*>')
_ASKED = re.compile(r"#(fig-[\w.-]+)")
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
        '<div class="md-nav">'
        >>> mend('<nav class="md-nav md-nav--primary" aria-label="Navigation">')
        '<nav class="md-nav md-nav--primary" aria-label="Navigation">'
    """
    page = page.replace(_SEARCH, f'{_SEARCH} aria-label="Search"')
    page = page.replace(_ANCHOR, f'{_ANCHOR} tabindex="-1"')
    page = _PART.sub('<nav class="md-nav"', page)
    return _with_one_nav_each(_SECTION.sub(_named, page))


def _with_one_nav_each(page: str) -> str:
    """Keep the outermost of nested lists as landmarks.

    Examples:
        >>> _with_one_nav_each('<nav><nav class="md-nav" id="a"></nav></nav>')
        '<nav><div class="md-nav" id="a"></div></nav>'
    """
    opened: list[str] = []

    def tag(match: re.Match[str]) -> str:
        end, inner = match[1], match[2] or ""
        if end:
            return f"</{opened.pop() if opened else 'nav'}"
        opened.append("div" if inner else "nav")
        return f"<{opened[-1]}{inner}"

    return _NAV.sub(tag, page)


def _named(section: re.Match[str]) -> str:
    """Let a section's name be its text, in which a quotation mark needs no escape.

    Examples:
        >>> section = '<nav class="md-nav" data-md-level="1" aria-labelledby="a">'
        >>> name = '<label for="a"> <span class="b"></span> Say "A" &amp; B </label>'
        >>> mend(section + name).partition(">")[0].partition("role")[2]
        '="group" aria-label="Say &quot;A&quot; &amp; B"'
    """
    nav, label, text, end = section.groups()
    name = html.escape(html.unescape(text))
    return f'{nav} role="group" aria-label="{name}"{label}{text}{end}'


def squeeze(page: str) -> str:
    r"""Begin every line of HTML at its start; drop empty ones, and idle tags.

    Examples:
        >>> squeeze('<pre><span class="n">a</span><span class="mi">1</span></pre>')
        '<pre>a<span class="mi">1</span></pre>'
        >>> squeeze('<p><span class="n">of an author</span></p>')
        '<p><span class="n">of an author</span></p>'
        >>> squeeze("<ul>\n\n    <li>a\n  b</li>\n<pre>\n\n  x</pre>\n")
        '<ul>\n<li>a\nb</li>\n<pre>\n\n  x</pre>\n'
    """
    page = _CODE.sub(lambda code: _PLAIN.sub(r"\1", code[0]), page)
    page = _without_idle_groups(page)
    if _SET_IN_STYLES.search(page):
        return page
    parts = _KEPT.split(page)
    for i in range(0, len(parts), 3):  # between: the kept part, and its name
        parts[i] = _BLANKS.sub("\n", parts[i])
        if i + 2 < len(parts):
            parts[i + 2] = ""
    return "".join(parts)


def _without_idle_groups(page: str) -> str:
    """Drop groups that only have a name, for which nothing asks.

    Examples:
        >>> _without_idle_groups('<g id="fig-1-line2d_1"><g class="a"><b/></g></g>')
        '<g class="a"><b/></g>'
        >>> _without_idle_groups('<g id="fig-1-a_1"><g class="a"/><b/></g>')
        '<g class="a"/><b/>'
    """
    asked = {*_ASKED.findall(page)}
    idle: list[bool] = []

    def tag(match: re.Match[str]) -> str:
        if match[0].endswith("/>"):
            return match[0]
        if match[1]:
            is_idle = bool(idle) and idle.pop()
        else:
            is_idle = bool(match[2]) and match[2] not in asked
            idle.append(is_idle)
        return "" if is_idle else match[0]

    return _GROUP.sub(tag, page)


def with_own_styles(shown: str) -> str:
    """Write styles for a part of the page as browsers understand it today.

    Examples:
        >>> with_own_styles("<style scoped>p {}</style>")  # as pandas writes it
        '<style>@scope {p {}}</style>'
    """
    return _SCOPED.sub(r"<style>@scope {\1}</style>", shown)
