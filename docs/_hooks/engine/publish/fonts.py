"""Fonts with the letters that the site has, and no others: half of their bytes."""

from __future__ import annotations

import base64
import html
import json
import re
from io import BytesIO
from pathlib import Path

from engine.cache import storage
from engine.cache.memo import Memo

_TEXTS = {".html", ".mjs", ".json"}  # pages, and what scripts write into them
_TYPED = {chr(code) for code in range(0x20, 0x7F)}  # by readers, into some figures
_WEIGHTS = (400, 750)  # of text, and of titles
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]  # no fractions

# (Up to the end of what it stands in: more than the formula, and nothing less. Of that,
# what a <span> begins or ends with.)
_FORMULA = re.compile(
    r'<span class="katex-html".*?'
    r"(?=</(?:p|div|li|t[dh]|d[dt]|h\d|summary|figcaption)>)",
    re.DOTALL,
)
_TEXT = re.compile(r"<span[^>]*>([^<]+)|>([^<]+)</span>")
# What KaTeX marks letters with that are of another font than most.
_MARKS = {
    "KaTeX_Math-Italic": "mathnormal",
    "KaTeX_AMS-Regular": "amsrm|mathbb|textbb",
    "KaTeX_Typewriter-Regular": "mathtt|texttt",
}
_PLAIN = "KaTeX_Main-Regular"


def shorten(site: Path, memo: Memo) -> None:
    """Leave out of all fonts what no page can show.

    Args:
        site: The folder of the built site.
        memo: Keeps what was made before.
    """
    texts = [_text(file) for file in site.rglob("*") if file.suffix in _TEXTS]
    of_pages = _TYPED.union(*map(html.unescape, texts))
    of_formulas = in_formulas("".join(texts))
    for file in sorted(site.rglob("*.woff2")):
        is_own = not file.name.startswith("KaTeX")
        wanted = of_pages if is_own else of_formulas.get(file.stem, of_formulas[""])
        whole, letters = file.read_bytes(), "".join(sorted(wanted))
        key = ["font", storage.digest(whole), letters]
        kept = memo.get(key, lambda font=whole, text=letters: _encoded(font, text))
        file.write_bytes(base64.b64decode(kept))


def _text(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json" and text:  # in which letters may have numbers
        return json.dumps(json.loads(text), ensure_ascii=False)
    return text


def in_formulas(pages: str) -> dict[str, set[str]]:
    """Find the letters of formulas, by the fonts that need them; of others, all.

    Examples:
        >>> letter = '<span class="mord mathnormal">h</span>'
        >>> page = f'<p>a<span class="katex-html">{letter}=2</span> b</p>'
        >>> found = in_formulas(page)
        >>> sorted(found["KaTeX_Math-Italic"]), sorted(found["KaTeX_Main-Regular"])
        (['h'], ['2', '='])
        >>> sorted(found[""])
        ['2', '=', 'h']
    """
    formulas = "".join(_FORMULA.findall(pages))
    found = {"": _letters(formulas)}
    for font, marks in _MARKS.items():
        marked = re.compile(rf'<span class="[^"]*\b(?:{marks})\b[^"]*"[^>]*>([^<]+)')
        found[font] = {*html.unescape("".join(marked.findall(formulas)))}
        formulas = marked.sub("", formulas)
    return found | {_PLAIN: _letters(formulas)}


def _letters(markup: str) -> set[str]:
    return {*html.unescape("".join(map("".join, _TEXT.findall(markup))))}


def _encoded(whole: bytes, letters: str) -> str:
    return base64.b64encode(with_letters(whole, letters)).decode()


def with_letters(whole: bytes, letters: str) -> bytes:
    """Return a font with some of its letters, as WOFF2."""
    from fontTools import subset  # takes a while, and most fonts are kept
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    # (Its date stays: the same letters give the same bytes.)
    font = TTFont(BytesIO(whole), recalcTimestamp=False)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": _WEIGHTS})
    options = subset.Options()
    options.layout_features = _FEATURES
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()
