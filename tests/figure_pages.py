"""Where each figure that readers play with stands, and what tests do there."""

import re
from pathlib import Path

FIGURES = {
    "stepper": "learn/first-rnn",
    "gradients": "learn/vanishing-gradients",
    "gates": "learn/lstm",
    "asked": "learn/looking-inside",
    "play": "playground",
    "detective": "learn/who-did-it",
    "names": "learn/character-by-character",
}
THEME = Path(__file__).parents[1] / "docs/assets/stylesheets/theme.css"
DESKTOP = {"width": 1280, "height": 900}


def typeface():
    """Name the site's typeface."""
    return re.search(r'font-family: "(.+?)"', THEME.read_text(encoding="utf-8"))[1]


def follow_tab(page, text):
    """Follow a link at the top; no mouse: they slide in while a page scrolls up."""
    page.locator(".md-tabs a", has_text=text).first.evaluate("link => link.click()")


def lead_to(page, figure, query):
    """Lead to another state of a figure, as a way back does; no page is loaded."""
    page.evaluate(
        """([figure, query]) => {
        history.replaceState(history.state, "", query);
        const element = document.getElementById(figure).firstElementChild;
        element.dispatchEvent(new Event("rnn-address")); }""",
        [figure, query],
    )


def wait_until(page, condition, arg=None, timeout=30_000):
    """Wait until something is so. (Playwright's own way would evaluate texts.)"""
    for _ in range(timeout // 20):
        if page.evaluate(condition, arg):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"after {timeout} ms still not: {condition}")


IS_DONE = """figure => {
    const said = figure.querySelector(".rnn-runs .rnn-sentence")?.textContent;
    return said && !said.startsWith("One moment"); }"""


def until_it_is_done(page, figure):
    """Wait until a figure has computed what it shows."""
    wait_until(page, f"id => ({IS_DONE})(document.getElementById(id))", arg=figure)


def until_all_is_there(page):
    """Wait until a page has its letters and its figures.

    Figures run as soon as they are near the screen, 400 px.
    """
    wait_until(
        page,
        f"""() => {{
        const figures = [...document.querySelectorAll(".rnn-explorable")];
        const isNear = ({{ top, bottom }}) => top < innerHeight + 400 && bottom > -400;
        return document.fonts.status === "loaded"
            && document.readyState === "complete"
            && figures.every(figure => ({IS_DONE})(figure)
                || !isNear(figure.getBoundingClientRect())); }}""",
    )
