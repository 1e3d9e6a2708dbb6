"""Cards: what others show of a page that somebody links to, in the site's own letters.

A card says what the page's head says of it, so whatever that says is what is drawn.
"""

from __future__ import annotations

import base64
import html
import re
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from engine.cache import storage
from engine.cache.memo import Memo
from engine.publish import npm

FOLDER = "assets/cards"
SIZE = 1200, 630  # what others ask for
MARK = "assets/mark.svg"  # in the folder of pages
LETTERS = npm.TYPEFACE + "/atkinson-hyperlegible-next-latin-wght-normal.woff2"
_EDGE, _MARK = 80, 88
_PAPER, _INK, _QUIET = "#1b2a4e", "#ffffff", "#ffb27a"
_COLOURS = 8  # of letters and their edges: a card weighs a few kilobytes
_TITLE = (84, 72, 60, 50)  # the largest with which a title has at most three lines
_ABOUT, _ABOVE = 36, 38
_WORDS = "site_name", "title", "description"
_SAYS = re.compile(r'<meta property="og:(\w+)" content="([^"]*)">')


def address(url: str) -> str:
    """Name the card of a page.

    Args:
        url: The page's address, from the site's root.

    Examples:
        >>> address("learn/lstm/"), address("")
        ('assets/cards/learn-lstm.png', 'assets/cards/home.png')
    """
    name = url.removesuffix("index.html").removesuffix(".html").strip("/")
    return f"{FOLDER}/{name.replace('/', '-') or 'home'}.png"


def put(site: Path, root: Path, docs: Path, memo: Memo) -> None:
    """Draw the cards that the pages of a built site name.

    Args:
        site: Its folder.
        root: The project's, with the packages of npm.
        docs: The folder of the pages, with the mark.
        memo: Keeps what was drawn before.
    """
    mark = (docs / MARK).read_text(encoding="utf-8")
    letters = root / LETTERS
    drawn_with = mark, storage.digest(letters.read_bytes())
    for page in site.rglob("*.html"):
        says = dict(_SAYS.findall(page.read_text(encoding="utf-8")))
        if not (place := says.get("image", "")):
            continue
        words = [html.unescape(says[name]) for name in _WORDS]
        made = memo.get(
            ["card", *drawn_with, *words],
            lambda words=words: base64.b64encode(draw(*words, mark, letters)).decode(),
        )
        file = site / FOLDER / place.rpartition("/")[2]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(base64.b64decode(made))


def draw(above: str, title: str, about: str, mark: str, letters: Path) -> bytes:
    """Draw a card as a PNG.

    Args:
        above: What stands beside the mark.
        title: What stands large.
        about: What stands under that, as far as there is room.
        mark: A square drawing, as SVG.
        letters: A font with an axis for its weight.
    """
    import novasvg  # takes a while, and most cards are kept

    card = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(card)
    drawn = novasvg.Document.load_from_data(mark)
    picture = drawn.render_to_bitmap(_MARK, _MARK, 0).to_pil()
    card.paste(picture, (_EDGE, _EDGE), picture)
    beside = _EDGE + _MARK + 28, _EDGE + _MARK // 2
    pen.text(beside, above, _QUIET, _font(letters, _ABOVE, 500), anchor="lm")
    for size in _TITLE:
        bold = _font(letters, size, 750)
        lines = _lines(title, bold)
        if len(lines) <= 3:
            break
    y = _EDGE + _MARK + 56
    for line in lines:
        pen.text((_EDGE, y), line, _INK, bold)
        y += round(1.12 * size)
    plain = _font(letters, _ABOUT, 400)
    room = (SIZE[1] - _EDGE - y - 24) // round(1.35 * _ABOUT)
    y = SIZE[1] - _EDGE
    told = _lines(about, plain)
    if len(told) > room > 0:
        told = [*told[: room - 1], f"{told[room - 1].rstrip(' .,:;')} …"]
    for line in reversed(told[: max(room, 0)]):
        pen.text((_EDGE, y), line, _INK, plain, anchor="ls")
        y -= round(1.35 * _ABOUT)
    packed = BytesIO()
    card.quantize(_COLOURS).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _font(letters: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(letters, size)
    font.set_variation_by_axes([weight])
    return font


def _lines(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a text where a line would leave the card."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= SIZE[0] - 2 * _EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
