"""The first page: a network that learns in the reader's browser, if there is one."""

import gzip

import pytest

from figure_pages import DESKTOP, until_all_is_there, wait_until

MOST = 200_000  # bytes over the wire of the first page, its network and all it needs
IS = "document.querySelector('rnn-hero').className.includes('rnn-begun')"
SAID = "document.querySelector('rnn-hero .rnn-sentence').textContent"
EPOCH = "Number(document.querySelector('rnn-hero .rnn-numbers b').textContent)"

# How the cells of the memory look: which colour each has, and how much of it.
STRIP = """[...document.querySelectorAll("rnn-hero rect[opacity]")].map(cell =>
    [getComputedStyle(cell).fill, cell.getAttribute("opacity")])"""


@pytest.fixture(autouse=True)
def _hero(pages):
    if "<rnn-hero" not in pages["."].read_text(encoding="utf-8"):
        pytest.skip("the first page of this site trains nothing")


def test_a_press_trains_it_to_the_tick_and_all_that_weighs_little(
    open_page, wrong, site, address
):
    asked = set()

    def watch(page):
        page.on("request", lambda request: asked.add(request.url))

    options = {"viewport": DESKTOP, "reduced_motion": "reduce"}
    page = open_page(".", wrong, before=watch, **options)
    until_all_is_there(page)
    still = page.locator("rnn-hero .rnn-static svg")
    page.wait_for_timeout(300)
    assert still.is_visible()  # it does not start by itself
    assert not page.evaluate(IS)
    page.get_by_role("button", name="Train one here").click()
    wait_until(page, f"{SAID}.startsWith('✓ Left alone')")
    assert not still.is_visible()
    fills, seen = zip(*page.evaluate(STRIP), strict=True)
    assert len(set(fills)) == 2  # above zero, and below
    assert sorted(map(float, seen))[len(seen) // 2] > 0.6
    page.emulate_media(media="print")
    assert still.is_visible()
    assert not page.locator("rnn-hero .rnn-live").is_visible()
    names = {url.removeprefix(address).split("?")[0] or "index.html" for url in asked}
    files = [site / name for name in names if (site / name).is_file()]
    weights = {
        file.name: len(
            file.read_bytes()
            if file.suffix == ".woff2"
            else gzip.compress(file.read_bytes())
        )
        for file in files
    }
    assert "kernels.wasm" in weights
    assert sum(weights.values()) <= MOST, weights


def test_it_starts_once_by_itself_pauses_and_goes_on(open_page, wrong):
    page = open_page(".", wrong, viewport=DESKTOP)
    wait_until(page, f"{IS} && {EPOCH} > 0")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").wait_for()
    epoch = page.evaluate(EPOCH)
    page.wait_for_timeout(300)
    assert page.evaluate(EPOCH) == epoch
    page.get_by_role("button", name="Go on").click()
    wait_until(page, f"{EPOCH} > {epoch}")
    page.get_by_role("button", name="Another start").click()
    wait_until(page, f"{EPOCH} < {epoch}")
    page.reload()
    until_all_is_there(page)
    page.wait_for_timeout(300)
    assert not page.evaluate(IS)
