"""Words of the glossary, in a real browser: with a mouse, by keyboard, by touch."""

import time

import pytest

from figure_pages import until_all_is_there

WORD = "article a.rnn-word"
NOTE = ".rnn-note:popover-open"
MOVE_AND_PRESS = """async word => {
    scrollBy(0, 100);
    await new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)));
    word.click(); }"""


@pytest.fixture
def open_words(open_page, pages, wrong):
    """Opens a page that explains a word; returns the word, and what it means."""
    has_words = (n for n, f in pages.items() if "rnn-word" in f.read_text("utf-8"))
    name = next(has_words, None) or pytest.skip("no page uses a word of a glossary")

    def open_words(**options):
        page = open_page(name, wrong, **options)
        word = page.locator(WORD).first
        word.scroll_into_view_if_needed()
        return page, word, word.get_attribute("title")

    return open_words


def test_a_word_is_explained_by_keyboard(open_words):
    page, word, meaning = open_words()
    page.wait_for_load_state("networkidle")
    word.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    note = page.locator(NOTE)
    assert meaning in note.inner_text()
    assert word.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    assert note.count() == 0
    assert word.get_attribute("title") == meaning
    page.keyboard.press("Enter")
    page.wait_for_url("**#*")
    page.locator(f"h2[id='{page.url.partition('#')[2]}']").wait_for()


def test_a_word_is_explained_to_a_mouse_that_rests(open_words):
    page, word, meaning = open_words()
    page.wait_for_load_state("networkidle")
    word.hover()
    note = page.locator(NOTE)
    note.wait_for()
    assert meaning in note.inner_text()
    note.hover()
    note.get_by_role("link").click()
    page.wait_for_url("**#*")
    assert note.count() == 0


def test_a_word_is_explained_by_the_first_tap(open_words):
    phone = {"width": 320, "height": 640}
    page, word, meaning = open_words(viewport=phone, has_touch=True)
    page.wait_for_load_state("networkidle")
    before = page.url
    word.tap()
    note = page.locator(NOTE)
    assert meaning in note.inner_text()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= phone["width"]
    page.locator("article h1").tap()
    assert note.count() == 0
    word.tap()
    assert page.url == before
    note.get_by_role("link").tap()
    page.wait_for_url("**#*")


def test_a_word_leads_to_its_place_even_from_a_page_that_just_moved(open_words):
    page, word, _ = open_words()
    page.wait_for_load_state("networkidle")
    page.route("**/glossary/*", lambda route: (time.sleep(0.3), route.continue_()))
    word.evaluate(MOVE_AND_PRESS)
    page.wait_for_url("**#*")
    place = page.url.partition("#")[2]
    until_all_is_there(page)
    heading = page.locator(f"h2[id='{place}']")
    assert 0 <= heading.bounding_box()["y"] < page.viewport_size["height"]


def test_without_scripts_a_word_leads_to_the_glossary(open_words):
    page, word, _ = open_words(java_script_enabled=False)
    word.click()
    assert page.locator("h2:target").count() == 1
