"""Claims that stand where no reader can see them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from engine.check.elements import Elements
from engine.problems import Fault

_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE)
_STYLED = re.compile(r"#([\w-]+)")


# There are too many ways to leave nothing to be seen: elements that show what is in
# them, attributes that have no say in that, and of the site's own classes those that
# hide nothing. Classes of others mean nothing to its styles.
_SHOWING = re.compile(
    r"a|abbr|address|article|aside|b|bdi|bdo|blockquote|body|caption|center|cite|code|"
    r"d[dlt]|data|del|details|dfn|div|em|fieldset|figcaption|figure|footer|form|h[1-6]|"
    r"header|hgroup|html|i|ins|kbd|label|legend|li|main|mark|menu|nav|ol|output|p|pre|q|"
    r"s|samp|search|section|small|span|strong|su[bp]|summary|t[dhr]|table|tbody|tfoot|"
    r"thead|time|u|ul|var"
)
_HARMLESS = re.compile(
    r"id|class|title|lang|dir|role|tabindex|open|start|reversed|type|value|name|for|"
    r"href|target|rel|cite|datetime|colspan|rowspan|scope|headers|align|valign|"
    r"data-(?!md-)[\w-]+|aria-(?!hidden$)[\w-]+"
)
_SITES_CLASS = re.compile(r"(?:md|rnn|katex|mjx|tabbed|task-list)-|katex$|headerlink$")
_SHOWING_CLASSES = {"rnn-result", "rnn-claim", "rnn-evidence", "rnn-hero", "rnn-cards"}
_SHOWING_CLASSES |= {"rnn-course", "rnn-proof", "rnn-awaited"}
_SHOWING_CLASSES |= {"tabbed-set", "tabbed-alternate", "tabbed-content", "tabbed-block"}
_SHOWING_CLASSES |= {"md-typeset", "md-content__inner", "rnn-figure", "katex"}


def _hiding(tag: str, known: dict[str, str], styled: Collection[str]) -> str:
    """Name what of an element could hide what is in it; empty if nothing could."""
    if not _SHOWING.fullmatch(tag):
        return f"<{tag}>"
    names = (name for name in known if not _HARMLESS.fullmatch(name))
    kinds = (one for one in known.get("class", "").split() if _SITES_CLASS.match(one))
    kind = next((one for one in kinds if one not in _SHOWING_CLASSES), "")
    by_kind = f'class="{kind}"' if kind else ""
    by_style = "a <style>" if known.get("id") in styled else ""
    return next(names, "") or by_kind or by_style


class _Claims(Elements):
    """Collects the claims of a page that stand where nobody can see them."""

    def __init__(self, styled: Collection[str]) -> None:
        super().__init__(is_special=self._hides)
        self.styled = styled
        self.unseen: list[tuple[str, str]] = []  # their sentences, and what hides them
        self._by: list[str] = []  # what of each open element hides what is in it
        self._begins = ""

    def _hides(self, tag: str, known: dict[str, str]) -> bool:
        del self._by[len(self.open) :]  # of what was closed
        self._by.append(_hiding(tag, known, self.styled))
        return bool(self._by[-1])

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str]]) -> None:
        super().handle_starttag(tag, attributes)
        is_claim = "rnn-claim" in (dict(attributes).get("class") or "").split()
        if is_claim and self.is_inside:
            self._begins = next(filter(None, self._by))

    def handle_data(self, data: str) -> None:
        if self._begins and data.strip():
            self.unseen.append((data.strip("✓ \n"), self._begins))
            self._begins = ""

    def handle_comment(self, data: str) -> None:
        found = re.findall(r'class="rnn-claim"[^>]*>([^<]+)', data)
        self.unseen += [(sentence, "a comment") for sentence in found]


def claims_out_of(page: str) -> Iterator[Fault]:
    """Find claims in a part of the page that no reader can open.

    Examples:
        >>> page = '<div hidden><p>A<div class="rnn-claim">B is</div></div>'
        >>> [fault.needles for fault in claims_out_of(page)]
        [('B is',)]
        >>> page = '<style>#a {}</style><p id="a"><b class="rnn-claim">C is</b>'
        >>> [fault.needles for fault in claims_out_of(page)]
        [('C is',)]
    """
    if "rnn-claim" in page:
        styles = " ".join(_STYLE.findall(page))
        parser = _Claims({*_STYLED.findall(styles)})
        parser.feed(page)
        for sentence, where in parser.unseen:
            reason = (
                "this claim stands where no reader can see it, or may not: within "
                f"{where}; it stands in the text, a list, a table, a box or a tab"
            )
            yield Fault(reason, (sentence,))
