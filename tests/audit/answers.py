"""How soon a page answers while a network trains in it, on a phone four times as slow.

Browsers measure that themselves: from a press or a key until something of it is seen.
"""

from __future__ import annotations

from playwright.sync_api import Page, sync_playwright

import browser
from figure_pages import until_all_is_there

PAGE = "playground"
SLOWER = 4
PHONE = {"width": 412, "height": 823}
PATIENCE = 120_000  # milliseconds for what is done that slowly
NOTE = """() => {
    window.answers = [];
    const note = list => answers.push(...list.getEntries()
        .filter(entry => entry.interactionId).map(entry => entry.duration));
    const observer = new PerformanceObserver(note);
    observer.observe({ type: "event", durationThreshold: 16 }); }"""


def slowest_while_training(address: str) -> float:
    """Train in the playground, and use the page meanwhile.

    Args:
        address: The site's.

    Returns:
        Milliseconds until the slowest answer. What is answered within 16 counts as 16.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        page = chromium.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}{PAGE}/?play.cell=LSTM&play.epochs=0")
        until_all_is_there(page)
        page.locator("rnn-playground .rnn-live").wait_for()
        cdp = page.context.new_cdp_session(page)
        cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(NOTE)
        _use(page)
        found = page.evaluate("answers")
        chromium.close()
    return max(found, default=16)


def _use(page: Page) -> None:
    """Press, open, choose and type, as somebody does who doesn't want to wait."""
    live = page.locator("rnn-playground .rnn-live")
    live.get_by_role("button", name="train").tap()
    live.get_by_role("button", name="pause").wait_for()
    for folded in live.locator("summary").all():
        folded.tap()
        page.wait_for_timeout(500)
    live.get_by_label("Speed").focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Tab", "Shift+Tab"):
        page.keyboard.press(key)
        page.wait_for_timeout(500)
    assert live.get_by_role("button", name="pause").count(), "it doesn't train any more"
    page.locator(".md-header label[for=__drawer]").tap()
    page.wait_for_timeout(1000)
    page.locator(".md-overlay").tap(position={"x": PHONE["width"] - 20, "y": 400})
    page.wait_for_timeout(1000)
    live.get_by_role("button", name="pause").tap()
    live.get_by_role("button", name="train").wait_for()
    page.wait_for_timeout(500)
