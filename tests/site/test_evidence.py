"""The page of evidence, in a browser: which claims are shown."""

from figure_pages import wait_until

COUNT = "document.querySelectorAll('.rnn-evidence:not([hidden])').length"


def test_claims_are_chosen_by_keyboard_and_a_link_shows_all_again(open_page, wrong):
    page = open_page("evidence", wrong)
    page.locator("rnn-filter select").first.wait_for()
    every = page.evaluate(COUNT)
    page.keyboard.press("Tab")
    for number, letters in enumerate(("lstm", "a tested", "2")):
        page.locator("rnn-filter select").nth(number).focus()
        page.keyboard.type(letters)
        some = page.evaluate(COUNT)
        assert 0 < some < every
        said = page.locator("rnn-filter [role=status]").inner_text()
        assert said == f"{some} of {every} are shown."
        shown = ".rnn-evidence:not([hidden])"
        has = (f"{shown} a[href*='learn/lstm']", f"{shown} .rnn-tested")
        assert page.locator(has[min(number, 1)]).count() >= some
        heads = page.locator("h3:visible:has(~ .rnn-evidence)").count()
        assert heads == 1
    hidden = page.locator(".rnn-evidence[hidden]").first.get_attribute("id")
    page.evaluate("id => { location.hash = id }", hidden)
    wait_until(page, f"{COUNT} === {every}")
    assert page.locator(f"[id='{hidden}']").is_visible()


def test_without_scripts_all_claims_are_shown_and_nothing_offers_less(open_page):
    page = open_page("evidence", [], java_script_enabled=False)
    assert page.locator(".rnn-evidence[hidden], select").count() == 0
    assert page.locator(".rnn-evidence").count() > 100
