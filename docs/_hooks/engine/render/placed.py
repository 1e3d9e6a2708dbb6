"""Puts what cells gave where pages have its tokens: in HTML, formulas and titles."""

from __future__ import annotations

import html
import re

from engine.render import formulas, plain_formulas, values_in_tex
from engine.render.outputs import Result
from engine.tokens import TOKEN, spelt_out, token_number

_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
# An address in a tag that begins at the site's root, or what else stands in quotes.
_ADDRESS = re.compile(r"""(\s(?:href|src)=)"rnn:/([^"]*)"|"[^"]*"|'[^']*'""")
# Where a tag would be shown as it is written, or not at all.
_PLAIN = re.compile(
    r"<(textarea|script|style|title|option|svg|math)\b.*?</\1\s*>", re.DOTALL
)
_PARAGRAPH = re.compile(rf"<p>\s*({TOKEN.pattern})\s*</p>")


def put(page: str, found: dict[int, Result]) -> str:
    """Replace the tokens of an HTML page by results.

    In formulas a value is TeX, in attributes plain text; elsewhere it says that it was
    computed.

    Examples:
        >>> from engine.tokens import token
        >>> value = {1: Result("<data>3</data>", "3")}
        >>> put(f'<p title="{token(1)}">{token(1)}</p>', value)
        '<p title="3"><data>3</data></p>'
        >>> put(f'<p>{token(1)}</p>', {1: Result("<pre>3</pre>")})
        '<pre>3</pre>'
    """
    if found:
        page = _put_tex(page, found)
        for where in (_PLAIN, _TAG):
            page = where.sub(lambda m: put_text(m[0], found), page)

    def block(match: re.Match[str]) -> str:
        result = found[token_number(TOKEN.search(match[1]))]
        return result.html if result.text is None else match[0]

    page = _PARAGRAPH.sub(block, page)
    return TOKEN.sub(lambda m: found[token_number(m)].html, page)


def from_root(page: str, root: str) -> str:
    """Make the addresses that begin at the site's root relative to the page.

    Examples:
        >>> from_root('<a href="rnn:/evidence/#a">', root="../..")
        '<a href="../../evidence/#a">'
        >>> from_root('&lt;a href="rnn:/a">', root=".")  # a text
        '&lt;a href="rnn:/a">'
    """

    def address(part: re.Match[str]) -> str:
        return f'{part[1]}"{root}/{part[2]}"' if part[1] else part[0]

    return _TAG.sub(lambda tag: _ADDRESS.sub(address, tag[0]), page)


def put_text(text: str, found: dict[int, Result]) -> str:
    """Replace the tokens of an attribute or a title by plain values."""
    return TOKEN.sub(lambda m: _escaped(found[token_number(m)].text or ""), text)


def _escaped(text: str) -> str:
    return spelt_out(html.escape(text))


def _put_tex(page: str, found: dict[int, Result]) -> str:
    def read(match: re.Match[str]) -> str:
        return found[token_number(match)].text or ""

    return formulas.FORMULA.sub(
        lambda m: values_in_tex.with_values(m[0], TOKEN, read, _escaped), page
    )


def title(text: str, page: str, found: dict[int, Result]) -> str:
    """Write a heading of a page with its values, and its formulas to be drawn.

    Args:
        text: The heading, as MkDocs hands it over.
        page: HTML of its page, with tokens.
        found: The results.
    """
    return put_text(_put_tex(plain_formulas.marked(text, page), found), found)


def plain_title(text: str, page: str, found: dict[int, Result]) -> str:
    """Write a page's title with its values, for places where nothing can be drawn."""
    return plain_formulas.plain(title(text, page, found))
