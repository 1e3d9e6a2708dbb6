"""What pages weigh: bytes over the wire of all that a first load fetches."""

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path

from fontTools.ttLib import TTFont

from engine.publish import fonts, npm

ROOT = Path(__file__).parents[2]
BUDGETS = {"html": 56_000, "styles": 35_000, "scripts": 42_000, "fonts": 46_000}
LISTING = 66_000  # of HTML: the page that lists every claim of the site
TEXT, FIGURES = 150_000, 250_000  # of a page without figures, and with some
SOURCES = 155_000  # of a page of the reference, with the code of whole modules
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"?]+)')

SLANTED = re.compile(r"<(?:em|i|cite|dfn|var|address)\b")


def over_the_wire(file):
    """Count the bytes that a host sends; fonts are packed already."""
    content = file.read_bytes()
    return len(content if file.suffix == ".woff2" else gzip.compress(content))


def weigh(page, site):
    """Count bytes by kind."""
    text = page.read_text(encoding="utf-8")
    linked = {(page.parent / address).resolve() for address in LINKED.findall(text)}
    of_formulas = fonts.in_formulas(text)
    own = [file for file in site.rglob("*.woff2") if "katex" not in file.parts]
    if not SLANTED.search(text):
        own = [file for file in own if "italic" not in file.name]
    shown = [file for file in site.rglob("*.woff2") if of_formulas.get(file.stem)]
    return {
        "html": over_the_wire(page),
        "styles": sum(over_the_wire(one) for one in linked if one.suffix == ".css"),
        "scripts": sum(over_the_wire(one) for one in linked if one.suffix != ".css"),
        "fonts": sum(map(over_the_wire, own + shown)),
    }


def test_pages_keep_within_their_budgets(each_page, site):
    for name, file in each_page.items():
        text = file.read_text(encoding="utf-8")
        found, budgets = weigh(file, site), {**BUDGETS}
        budgets["all"] = FIGURES if 'class="rnn-figure' in text else TEXT
        if "mkdocstrings-source" in text:
            budgets["all"] = SOURCES
        if 'class="rnn-evidence"' in text:
            budgets["all"] += LISTING - budgets["html"]
            budgets["html"] = LISTING
        found["all"] = sum(found.values())
        grown = [
            f"{kind} {size:,} bytes, at most {budgets[kind]:,}"
            for kind, size in found.items()
            if size > budgets[kind]
        ]
        assert grown == [], f"{name}: {found}"


def letters_of(font):
    return {chr(code) for code in TTFont(font).getBestCmap() or ()}


MARKS = {
    "mathnormal": "KaTeX_Math-Italic",
    "mathbb": "KaTeX_AMS-Regular",
    "amsrm": "KaTeX_AMS-Regular",
    "texttt": "KaTeX_Typewriter-Regular",
    "mathbf": "KaTeX_Main-Bold",
    "textbf": "KaTeX_Main-Bold",
}


class Formulas(HTMLParser):
    """Collects what a page shows, by the font in which it does so."""

    def __init__(self):
        super().__init__()
        self.shown, self.path = {}, []

    @property
    def font(self):
        return self.path[-1] if self.path else ""

    def handle_starttag(self, tag, attributes):
        if tag == "span":
            classes = (dict(attributes).get("class") or "").split()
            font = "KaTeX_Main-Regular" if "katex-html" in classes else self.font
            marked = [MARKS[one] for one in classes if one in MARKS]
            self.path.append(marked[0] if font and marked else font)

    def handle_endtag(self, tag):
        if tag == "span" and self.path:
            self.path.pop()

    def handle_data(self, data):
        self.shown.setdefault(self.font, set()).update(data)


def test_fonts_have_every_letter_that_pages_show(each_page, site):
    whole = {file.stem: file for file in (ROOT / npm.KATEX / "fonts").glob("*.woff2")}
    whole |= {file.stem: file for file in (ROOT / npm.TYPEFACE).glob("*.woff2")}
    shown = Formulas()
    for file in each_page.values():
        shown.path = []
        shown.feed(file.read_text(encoding="utf-8"))
    for file in site.rglob("*.woff2"):
        kind = file.stem if file.stem.startswith("KaTeX") else ""
        wanted = shown.shown.get(kind, set()) & letters_of(whole[file.stem])
        assert wanted <= letters_of(file), file.name


def test_figures_find_the_colours_that_they_name(site):
    sheets = [file.read_text(encoding="utf-8") for file in site.rglob("*.css")]
    scripts = [file.read_text("utf-8") for file in site.glob("assets/figures/**/*.mjs")]
    named = {*re.findall(r'colour: ?"(\w+)"', "".join(scripts))}
    assert {"verified", "kept", "other"} <= named
    assert [one for one in named if f"--plot-{one}:" not in "".join(sheets)] == []


STYLED = 3  # times the number of its elements, until a page is there
LONG = ("learn/first-rnn", "reference/scratch", "reference/experiments")


def test_nothing_has_all_of_a_long_page_styled_anew(open_page, address):
    """Counted, not timed: it is most of what keeps a phone from hearing its reader."""
    page = open_page(".", [])
    browser = page.context.new_cdp_session(page)
    categories = ["devtools.timeline", "disabled-by-default-devtools.timeline"]
    for name in LONG:
        events, ends = [], []
        browser.on(
            "Tracing.dataCollected", lambda told, to=events: to.extend(told["value"])
        )
        browser.on("Tracing.tracingComplete", lambda told, to=ends: to.append(told))
        traced = {"includedCategories": categories}
        browser.send("Tracing.start", {"traceConfig": traced})
        page.goto(f"{address}{name}/")
        page.wait_for_load_state("networkidle")
        browser.send("Tracing.end")
        while not ends:
            page.wait_for_timeout(20)
        styled = sum(
            event["args"].get("elementCount", 0)
            for event in events
            if event["name"] == "UpdateLayoutTree"
        )
        elements = page.evaluate("document.querySelectorAll('*').length")
        assert 0 < styled < STYLED * elements, name
