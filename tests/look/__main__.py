"""Takes pictures of every page of a built site, to be looked at: `make look`.

Each page is taken on a phone, a tablet and two screens, in both schemes; each figure in
up to four states: as it begins, and as its page's own links have it.
"""

from __future__ import annotations

import argparse
import html
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import browser
import host
from figure_pages import FIGURES, until_all_is_there, until_it_is_done

FOLDER = Path(__file__).parents[2] / ".cache/look"
SIZES = {360: 740, 768: 1024, 1280: 900, 1920: 1080}
SCHEMES = "light", "dark"
TALLEST = 4000  # px of one picture: a browser can't take much taller ones
STATES = 4
LINKS = """figure => [...document.querySelectorAll(`article a[href*="#${figure}"]`)]
    .filter(link => link.pathname === location.pathname && link.search)
    .map(link => link.search)"""
SHEET = """<!doctype html>
<meta charset="utf-8">
<title>How the site looks</title>
<style>
  body { font: 16px sans-serif; margin: 1rem; background: #888 }
  section { display: flex; gap: 1rem; overflow-x: auto; align-items: start }
  figure { margin: 0; flex: none; width: 15rem }
  img { display: block; width: 100% }
</style>
"""


def main() -> int:
    """Take the pages that are asked for, by default all, and lay them out."""
    parser = argparse.ArgumentParser(prog="make look", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("pages", nargs="*", help="such as learn/lstm; '.' is the first")
    asked = parser.parse_args()
    files = sorted(asked.site.rglob("index.html"))
    known = [file.parent.relative_to(asked.site).as_posix() for file in files]
    if unknown := set(asked.pages) - {*known}:
        parser.error(f"{asked.site} has no page {', '.join(sorted(unknown))}")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    sheet = FOLDER / "index.html"
    rows = [SHEET]
    with host.serve(asked.site) as address, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser.find())
        for name in asked.pages or known:
            print(f"→ {name}", flush=True)
            rows += _row(name, _taken(running, address, name))
            sheet.write_text("\n".join(rows), encoding="utf-8")
        running.close()
    print(f"✓ Look at {sheet}")
    return 0


def _row(name: str, pictures: Iterator[tuple[str, list[str]]]) -> Iterator[str]:
    yield f"<h2>{html.escape(name)}</h2>\n<section>"
    for told, names in pictures:
        images = "".join(f'<img src="{one}" alt="" loading="lazy">' for one in names)
        link = f'<a href="{names[0]}">{html.escape(told)}</a>'
        yield f"<figure>{link}{images}</figure>"
    yield "</section>"


def _taken(
    running: Browser, address: str, name: str
) -> Iterator[tuple[str, list[str]]]:
    """Take a page, and its figures, at every size and in every scheme."""
    url = address if name == "." else f"{address}{name}/"
    figures = [figure for figure, place in FIGURES.items() if place == name]
    for scheme in SCHEMES:
        for width, height in SIZES.items():
            tab = running.new_page(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            tab.goto(url)
            until_all_is_there(tab)
            where = f"{name.replace('/', '-').strip('.') or 'home'}-{width}-{scheme}"
            yield f"{width} {scheme}", [*_pieces(tab, where)]
            for figure in figures:
                yield from _states(tab, url, figure, where)
            tab.close()


def _pieces(tab: Page, where: str) -> Iterator[str]:
    """Take a whole page, in as many pictures as it needs."""
    size = tab.evaluate(
        "(({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight])"
        "(document.documentElement)"
    )
    for number, top in enumerate(range(0, size[1], TALLEST), start=1):
        height = min(TALLEST, size[1] - top)
        clip = {"x": 0, "y": top, "width": size[0], "height": height}
        yield _save(tab, f"{where}-{number}", full_page=True, clip=clip)


def _states(
    tab: Page, url: str, figure: str, where: str
) -> Iterator[tuple[str, list[str]]]:
    """Take a screen at a figure, in each of its states."""
    states = dict.fromkeys(["", *tab.evaluate(LINKS, figure)])
    for number, state in enumerate([*states][:STATES], start=1):
        tab.goto(f"{url}{state}#{figure}")
        until_it_is_done(tab, figure)
        tab.locator(f"#{figure}").evaluate("one => one.scrollIntoView()")
        told = f"{figure}: {state or 'as it begins'}"
        yield told, [_save(tab, f"{where}-{figure}-{number}")]


def _save(tab: Page, name: str, **options: object) -> str:
    file = f"{name}.jpg"
    tab.screenshot(path=FOLDER / file, type="jpeg", quality=80, **options)
    return file


if __name__ == "__main__":
    sys.exit(main())
