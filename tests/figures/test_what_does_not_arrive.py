"""Figures of which something doesn't arrive, and what is left of those that go."""

import pytest

from figure_pages import FIGURES

TOO_LONG = 20_000  # ms


@pytest.fixture
def miss(open_page):
    """Opens a page at a figure for which requests fail, or are never answered."""

    def miss(figure, path, query="", answered=True):
        def before(page):
            page.on("pageerror", lambda error: crashes.append(str(error)))
            page.clock.install()
            page.route(path, lambda route: answered and route.abort())

        page = open_page(FIGURES[figure], [], f"{query}#{figure}", before=before)
        return page, page.locator(f"#{figure}")

    crashes = []
    yield miss
    assert crashes == []


def unfold(live):
    """Open what is folded away."""
    live.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def complaint(live, words):
    live.locator(".rnn-complaint", has_text=words).wait_for()


@pytest.mark.parametrize("path", ["**/rnn-stepper.mjs", "**/models/stepper-*.json"])
def test_a_figure_that_does_not_arrive_says_so_below_its_picture(miss, path):
    _, live = miss("stepper", path)
    complaint(live, "Check the connection, and reload the page")
    assert live.locator(".rnn-static svg").is_visible()


def test_a_worker_that_never_answers_is_told_of_and_replaced(miss):
    page, live = miss("play", "**/train-worker.mjs", answered=False)
    live.get_by_text("One moment").wait_for()
    unfold(live)
    page.clock.fast_forward(TOO_LONG)
    complaint(live, "then press “start again”")
    code = live.get_by_role("button", name="download it as PyTorch code")
    assert code.get_attribute("aria-disabled") == "true"
    page.unroute_all()
    live.get_by_role("button", name="start again").click()
    live.locator(".rnn-sentence", has_text="0 epochs: error").wait_for()
    assert live.locator(".rnn-complaint").inner_text() == ""


@pytest.mark.parametrize("answered", [True, False])
def test_code_that_does_not_arrive_can_be_asked_for_again(miss, answered):
    path = "**/{pad,pytorch}.mjs"
    page, live = miss("play", path, "?play.data=drawn", answered)
    live.locator(".rnn-sentence", has_text="0 epochs: error").wait_for()
    unfold(live)
    if not answered:
        page.clock.fast_forward(TOO_LONG)
    complaint(live, "The place to draw did not arrive")
    live.get_by_role("button", name="download it as PyTorch code").click()
    page.wait_for_timeout(300)
    if not answered:
        page.clock.fast_forward(TOO_LONG)
    complaint(live, "The program did not arrive")
    page.unroute_all()
    live.get_by_role("button", name="fetch the place to draw").click()
    live.locator(".rnn-pad").wait_for()
    with page.expect_download():
        live.get_by_role("button", name="download it as PyTorch code").click()
