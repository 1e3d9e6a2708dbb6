"""Claims tried in the page: they hold or not, again and again, stopped and left."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest

STOPPED = 3  # seconds after which a stopped try is over
SEEDS = r"with seeds (\d+) and (\d+)"
FROM = "from rnn_tutorial.evidence import claim, per_seed, seeds"
# Claims of a page, by their cells: statements, whether they ask for seeds.
CLAIMS = {
    "1": (
        ["a = seeds()[0]", "claim('A', holds=a > 999, seed=a, each=per_seed([1, 2]))"],
        True,
    ),
    "2": (["claim('B', holds=len(seeds()) > 2, how_many=len(seeds()))"], True),
    "3": (["claim('C', holds=1 < 2, size=1)"], False),
    "4": (["while True: pass"], True),
    "5": (["claim('E', holds=[][0])"], True),
    "6": (["import torch", "claim('F', holds=bool(torch.ones(2).sum() == 2))"], False),
    "7": (["claim('G', holds=2 < 1, size=2)"], False),
}
REPORT = (
    "https://github.com/ada/rnn/issues/new?title=Does+not+hold"
    "&body=What+I+ran%2C+and+what+I+got%3A%0A%0Aand+my+machine%3A%0A%0AEnd"
)


def code(folder):
    """Write the file of such a page."""
    statements, claims = {"0": FROM}, {}
    for cell, (sources, fresh) in CLAIMS.items():
        numbers = [f"{cell}{i}" for i in range(len(sources))]
        statements |= dict(zip(numbers, sources, strict=True))
        claims[cell] = {"needs": ["0", *numbers], "fresh": fresh, "report": REPORT}
    python = {"folder": f"assets/{folder}/", "unpacked": 1e8, "env": {}}
    evidence, alone = "rnn_tutorial.evidence", [1, 2, 3, 4, 5, 7]
    page = {"python": python, "evidence": evidence, "alone": alone}
    return page | {"statements": statements, "claims": claims}


def box(cell):
    rows = "<div><dt>seed</dt><dd>7</dd></div><div><dt>how many</dt><dd>3</dd></div>"
    return (
        f'<div class="rnn-claim"><strong>✓ Claim {cell}</strong><dl>{rows}</dl>'
        f'<rnn-try src="code.json" cell="{cell}" loads="7.5"></rnn-try></div>'
    )


class Claim:
    """A claim of the page, as a reader deals with it."""

    def __init__(self, page, cell):
        self.page, self.place = page, page.locator(f'rnn-try[cell="{cell}"]')
        self.go = self.place.locator("button").first
        self.more = self.place.get_by_role("button", name="Run ten more")

    @property
    def said(self):
        return self.place.get_by_role("status").text_content()

    def done(self):
        """Wait until nothing runs, and return what is said."""
        while self.go.text_content() == "Stop":  # from the press on
            self.page.wait_for_timeout(20)
        return self.said

    def press(self):
        self.go.click()
        return self.done()

    def report(self):
        """Return what the form is filled in with."""
        link = self.place.get_by_role("link", name="Tell us")
        return parse_qs(urlsplit(link.get_attribute("href")).query)

    def begin(self):
        """Press, and wait until it runs, and until the next press is no second one."""
        self.page.wait_for_timeout(500)
        self.go.click()
        while self.said != "Running …":
            self.page.wait_for_timeout(20)
        self.page.wait_for_timeout(500)


@pytest.fixture(scope="module")
def page(site, chromium, address):
    folders = [one.name for one in (site / "assets").glob("python-*")]
    if not folders:
        pytest.skip("NumPy for the page could not be had, so there are no buttons")
    context = chromium.new_context(viewport={"width": 1000, "height": 900})
    sheets = (site / "assets/stylesheets").glob("*.css")
    styles = sorted(f"../{one.relative_to(site)}" for one in sheets)
    body = "".join(map(box, CLAIMS))
    head = "".join(f'<link rel="stylesheet" href="../{one}">' for one in styles)
    script = '<script type="module" src="../../assets/run-here/offers.mjs"></script>'

    def answer(route):
        name = route.request.url.removeprefix(f"{address}below/claims/")
        if name == "code.json":
            route.fulfill(json=code(folders[0]))
        else:
            text = f"<!doctype html><html><head>{head}</head>{body}{script}</html>"
            route.fulfill(body=text, content_type="text/html; charset=utf-8")

    context.route(f"{address}below/claims/**", answer)
    page = context.new_page()
    page.goto(f"{address}below/claims/")
    page.wait_for_selector("rnn-try button")
    yield page
    context.close()


def test_what_a_press_costs_is_told_before(page):
    assert "Loads Python once: 7.5 MB" in page.locator("rnn-try").first.text_content()


def test_a_claim_is_tried_by_keyboard_with_other_seeds(page):
    claim = Claim(page, 1)
    assert page.get_by_role("group", name="✓ Claim 1", exact=True).count() == 1
    claim.go.focus()
    page.keyboard.press("Enter")
    assert re.fullmatch(rf"Held here too, {SEEDS}, in [\d.]+ s\.", claim.done())
    first, second = map(int, re.search(SEEDS, claim.said).groups())
    assert 1000 <= first == second - 1
    cells = claim.place.locator("tbody tr").first.locator("th, td").all_text_contents()
    assert cells == ["seed", str(first), "7"]
    assert claim.place.get_by_role("link").count() == 0


def test_ten_more_are_counted(page):
    claim = Claim(page, 1)
    claim.more.click()
    assert claim.done().startswith("Held in 11 of 11 tries here, two fresh seeds each")


def test_a_claim_that_does_not_hold_says_so_and_fills_the_report(page):
    claim = Claim(page, 2)
    assert re.match(f"Did not hold here, {SEEDS}", claim.press())
    asked = claim.report()
    assert asked["title"] == ["Does not hold"]
    (body,) = asked["body"]
    assert re.search(f"it did not hold, {SEEDS}", body)
    assert "- how many: 2" in body
    assert "It held in 0 of 1 tries." in body
    assert body.endswith("End")


def test_what_no_seed_changes_is_computed_again(page):
    claim = Claim(page, 3)
    assert claim.press().startswith("The same on this device: computed again in ")
    assert not claim.more.is_visible()


def test_a_report_tells_of_tries_only_where_seeds_have_a_say(page):
    claim = Claim(page, 7)
    assert claim.press().startswith("Does not hold on this device: computed again in ")
    (body,) = claim.report()["body"]
    assert (
        "it did not hold.\nIt was computed again; no seed has a say in it.\n- s" in body
    )
    assert "tries" not in body


def test_what_can_not_be_decided_is_told(page):
    claim = Claim(page, 5)
    assert re.match(f"It could not be decided, {SEEDS}: IndexError", claim.press())
    assert claim.place.get_by_text("All that Python says").count()


def test_pytorch_is_stood_in_for_and_only_there(page):
    assert Claim(page, 6).press().startswith("The same on this device")
    told = page.evaluate(
        """async () => {
          const session = await import("../../assets/run-here/session.mjs");
          const tell = { part() {}, begun() {}, heard() {} };
          return (await session.run({}, ["import torch"], tell)).error.sentence;
        }"""
    )
    assert "PyTorch does not run in a browser" in told


def test_nothing_sticks_out_of_a_small_screen(page):
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1000, "height": 900})
    assert width <= 320


def test_a_try_is_stopped(page):
    claim = Claim(page, 4)
    claim.begin()
    began = time.monotonic()
    claim.go.click()
    assert claim.done().startswith("Stopped")
    assert time.monotonic() - began < STOPPED


def test_who_leaves_takes_python_along(page):
    claim = Claim(page, 4)
    claim.begin()
    assert any("run-here" in worker.url for worker in page.workers)
    claim.place.evaluate("at => at.remove()")
    while any("run-here" in worker.url for worker in page.workers):
        page.wait_for_timeout(20)
