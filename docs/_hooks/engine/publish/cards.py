"""Cards: what others show of a page that somebody links to, in the site's own letters.

A card says what the page's head says of it, so whatever that says is what is drawn.
"""

from __future__ import annotations

import base64
import html
import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from PIL import Image, ImageDraw, ImageFont, ImageOps

from engine.cache import storage
from engine.cache.memo import Memo
from engine.publish import npm

FOLDER = "assets/cards"
SIZE = 1200, 630  # what others ask for
LETTERS = npm.TYPEFACE + "/atkinson-hyperlegible-next-latin-wght-normal.woff2"
# Where these lack a letter of a card; they come with matplotlib.
MORE_LETTERS = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
_BOLD = 600  # from which weight on
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
        ('assets/cards/learn/lstm/card.png', 'assets/cards/card.png')
        >>> address("learn/lstm.html")
        'assets/cards/learn/lstm.html.png'
    """
    is_folder = not url or url.endswith("/")
    return f"{FOLDER}/{url}{'card' if is_folder else ''}.png"


def put(site: Path, root: Path, mark: Path | None, memo: Memo) -> None:
    """Draw the cards that the pages of a built site name.

    Args:
        site: Its folder.
        root: The project's, with the packages of npm.
        mark: A drawing that stands for the site.
        memo: Keeps what was drawn before.
    """
    letters = root / LETTERS
    files = [one for one in (letters, mark) if one]
    drawn_with = [storage.digest(one.read_bytes()) for one in files]
    for page in site.rglob("*.html"):
        says = dict(_SAYS.findall(page.read_text(encoding="utf-8")))
        if not (place := says.get("image", "")):
            continue
        words = [html.unescape(says[name]) for name in _WORDS]
        made = memo.get(
            ["card", *drawn_with, *words],
            lambda words=words: base64.b64encode(draw(*words, mark, letters)).decode(),
        )
        file = site / unquote(place[place.rindex(FOLDER) :])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(made))


def draw(above: str, title: str, about: str, mark: Path | None, letters: Path) -> bytes:
    """Draw a card as a PNG.

    Args:
        above: What stands at the top, beside the mark.
        title: What stands large.
        about: What stands under that, as far as there is room.
        mark: A drawing.
        letters: A font with an axis for its weight.
    """
    card = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(card)
    x = _EDGE
    if mark:
        picture = _small(mark)
        card.paste(picture, (_EDGE, _EDGE), picture)
        x += _MARK + 28
    quiet = _font(letters, _ABOVE, 500, above)
    pen.text((x, _EDGE + _MARK // 2), above, _QUIET, quiet, anchor="lm")
    for size in _TITLE:
        bold = _font(letters, size, 750, title)
        lines = _lines(title, bold)
        if len(lines) <= 3:
            break
    y = _EDGE + _MARK + 56
    for line in lines:
        pen.text((_EDGE, y), line, _INK, bold)
        y += round(1.12 * size)
    plain = _font(letters, _ABOUT, 400, about)
    room = max(SIZE[1] - _EDGE - y - 24, 0) // round(1.35 * _ABOUT)
    told = _lines(about, plain)
    if len(told) > room > 0:
        told = [*told[: room - 1], f"{told[room - 1].rstrip(' .,:;')} …"]
    y = SIZE[1] - _EDGE
    for line in reversed(told[:room]):
        pen.text((_EDGE, y), line, _INK, plain, anchor="ls")
        y -= round(1.35 * _ABOUT)
    packed = BytesIO()
    card.quantize(_COLOURS).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _small(mark: Path) -> Image.Image:
    """Read a drawing, or a picture, as large as it stands on a card."""
    if mark.suffix == ".svg":
        import novasvg  # takes a while, and most cards are kept

        drawn = novasvg.Document.load_from_data(mark.read_text(encoding="utf-8"))
        return drawn.render_to_bitmap(_MARK, _MARK, 0).to_pil()
    with Image.open(mark) as picture:
        return ImageOps.pad(picture.convert("RGBA"), (_MARK, _MARK))


def _font(letters: Path, size: int, weight: int, text: str) -> ImageFont.FreeTypeFont:
    """Take the site's own letters; others, if these lack one."""
    import matplotlib
    from fontTools.ttLib import TTFont

    with TTFont(letters) as known:
        if {*map(ord, text)} <= {*known.getBestCmap()}:
            font = ImageFont.truetype(letters, size)
            font.set_variation_by_axes([weight])
            return font
    name = MORE_LETTERS[weight >= _BOLD]
    return ImageFont.truetype(f"{matplotlib.get_data_path()}/fonts/ttf/{name}", size)


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
