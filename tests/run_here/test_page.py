"""Blocks run, changed, stopped and left, on one page that all tests share.

(In an order that needs few new beginnings of Python, as those take longest.)
"""

import gzip
import time

import pytest

from figure_pages import wait_until

PAGE = "learn/first-rnn"
AT_ONCE = 500  # milliseconds after a press: another one is none
MOST_BYTES = 3_500  # of script before the first press, on the wire
STOPPED = 3  # seconds after which a stopped page is free
# Other code, and what is said of it.
MISTAKES = {
    "a = 1\n\nprint(a / 0)": "Line 3: ZeroDivisionError: division by zero.",
    "a = = 1": "Line 1: this is no Python: invalid syntax.",
    "def f():\n    f()\nf()": "Line 2: a function has called itself too often (",
    "input()": "Line 1: RuntimeError: input() can't ask here: write the answer",
    "import asyncio\nasyncio.run(None)": "Line 2: RuntimeError: asyncio.run() can't",
    "print(“a”)": "Line 1: this is no Python: “ is curled, code takes straight quotes.",
    "exit(1)": "Line 1: the code has ended itself.",
    "while True:\n    print('again')": "Line 2: it printed more than 200,000 char",
    "import numpy\n[numpy.empty(2**27) for _ in '12345']": "Line 2: there is no more m",
    "import torch": "Line 1: PyTorch does not run in a browser.",
    "import pandas": "Line 1: there is no 'pandas' here, only NumPy and most of what",
    "from rnn_tutorial import Forecaster": "rnn_tutorial.pytorch.forecaster needs Py",
}


class Block:
    """A block of the page, as a reader deals with it."""

    def __init__(self, page, number):
        self.page, self.place = page, page.locator("rnn-run").nth(number)
        self.go = self.place.locator(".rnn-run-bar button").first
        self.field = page.locator(".rnn-run-editor textarea")

    @property
    def said(self):
        return self.place.get_by_role("status").text_content()

    @property
    def printed(self):
        return self.place.locator("div > pre").all_text_contents()

    def button(self, name):
        return self.place.get_by_role("button", name=name)

    def done(self):
        """Wait until nothing runs, and return what is said."""
        while self.go.text_content() == "Stop":  # from the press on
            self.page.wait_for_timeout(20)
        return self.said

    def run(self, code):
        """Run other code in the place of the block's."""
        if not self.field.count():
            self.button("Change the code").click()
        self.field.fill(code)
        self.field.press("Shift+Enter")
        return self.done()


@pytest.fixture(scope="module")
def opened(offered, chromium, address):
    """The page, what it has asked for since, and what went wrong."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, asked, wrong = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}{PAGE}/")
    page.wait_for_selector("rnn-run button")
    yield page, asked
    assert wrong == []
    context.close()


@pytest.fixture(scope="module")
def page(opened):
    return opened[0]


@pytest.fixture
def block(page):
    """The first block, with the page's own code."""
    block = Block(page, 0)
    yield block
    if block.button("Back to ours").count():
        block.button("Back to ours").click()


def test_nothing_of_python_comes_before_the_press(opened, site, address):
    page, asked = opened
    assert "assets/python-" not in " ".join(asked)
    own = [url.removeprefix(address) for url in asked if "/run-here/" in url]
    scripts = [path for path in own if path.endswith(".mjs")]
    assert scripts == ["assets/run-here/offers.mjs"]
    needed = [*scripts, "assets/figures/ui/dom.mjs"]
    weights = [len(gzip.compress((site / path).read_bytes())) for path in needed]
    assert sum(weights) < MOST_BYTES
    assert "Loads Python once: 7." in page.locator(".rnn-run-bar").first.text_content()


def test_a_block_runs_by_keyboard_and_says_what_ran_first(page):
    block = Block(page, 3)
    assert page.get_by_role("group", name="Block 4 of ").count() == 1
    block.go.focus()
    page.keyboard.press("Enter")
    assert block.done().startswith("A block above that this one needs runs first. Done")
    assert block.said.endswith("It gives what the page shows.")
    assert block.printed == ["[[ 0.46211716 -0.71629787]]\n"]
    assert page.evaluate("document.activeElement.textContent") == "Run again"


def test_a_second_press_that_comes_at_once_is_none(page):
    block = Block(page, 3)
    block.go.click()
    block.done()
    page.wait_for_timeout(AT_ONCE)
    block.go.dblclick()
    assert block.done().startswith("A block above that this one needs runs first. Done")


def test_once_python_is_there_other_blocks_need_no_connection(page):
    page.context.set_offline(True)
    Block(page, 4).go.click()
    said = Block(page, 4).done()
    page.context.set_offline(False)
    assert said.startswith("A block above that this one needs runs first. Done")


def test_a_block_uses_what_the_reader_made_of_those_above(page):
    above, below = Block(page, 2), Block(page, 3)
    above.button("Change the code").click()
    changed = above.field.input_value().replace("[1.0, 0.5", "[0.0, 0.5")
    above.field.fill(changed)
    page.wait_for_timeout(AT_ONCE)
    below.go.click()
    assert "needs runs first, as you changed it. Done" in below.done()
    assert below.printed == ["[[0.         0.09966799]]\n"]
    above.button("Back to ours").click()


def test_mistakes_are_told_in_a_sentence_and_the_page_lives_on(block):
    for code, told in MISTAKES.items():
        assert told in block.run(code), code
        is_folded = block.place.get_by_text("All that Python says").count()
        link = block.place.get_by_role("link", name="How to run it elsewhere")
        assert is_folded or link.count() or "ended itself" in told, code
    assert block.run("print(1); 2").startswith("Done")
    assert block.printed == ["1\n2"]
    assert block.run("a = 1").endswith(" It printed nothing.")


def test_of_long_code_the_buttons_and_the_wrong_line_are_in_view(page, block):
    assert block.run("\n" * 99 + "1 / 0").startswith("Line 100: ZeroDivisionError")
    block.field.press("Control+Home")
    foot = block.place.locator(".rnn-run-foot")
    place = "at => at.getBoundingClientRect().toJSON()"
    assert foot.evaluate(place)["bottom"] <= 900
    block.button("Show line 100").click()
    assert page.evaluate("getSelection().toString()") == "1 / 0"
    wrong = page.locator(".pce-line").last.evaluate(place)
    assert wrong["top"] > 0
    assert wrong["bottom"] <= foot.evaluate(place)["top"]
    block.button("Back to ours").click()
    assert block.said == ""
    assert not block.place.locator("details").count()


def test_where_pytorch_can_run_is_a_place_on_the_site(block, site):
    block.run("import torch")
    link = block.place.get_by_role("link", name="How to run it elsewhere")
    place, _, anchor = link.get_attribute("href").partition("#")
    text = (site / place.split("/", 3)[3] / "index.html").read_text(encoding="utf-8")
    assert f'id="{anchor}"' in text


def test_nothing_sticks_out_of_a_small_screen(page):
    page.set_viewport_size({"width": 320, "height": 640})
    block = Block(page, 0)
    block.run(f"print({'x' * 200!r})\n1 / 0")
    width = page.evaluate("document.documentElement.scrollWidth")
    buttons = block.place.locator("button").all()
    sizes = [button.bounding_box() for button in buttons if button.is_visible()]
    block.button("Back to ours").click()
    page.set_viewport_size({"width": 1280, "height": 900})
    assert width <= 320
    assert all(size["height"] >= 24 and size["x"] >= 0 for size in sizes)


def test_paper_has_no_buttons(page):
    page.emulate_media(media="print")
    seen = page.locator(".rnn-run-bar").first.is_visible()
    page.emulate_media(media="screen")
    assert not seen


def test_the_editor_is_a_text_field_that_lets_the_keyboard_out(page, block):
    block.button("Change the code").click()
    assert page.evaluate("document.activeElement.ariaLabel") == "Code of this block"
    page.keyboard.press("Tab")  # of whoever only comes by
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    block.field.focus()
    block.field.fill("if True:")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("print(2)")
    assert block.field.input_value() == "if True:\n    print(2)"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_an_endless_loop_is_stopped_and_the_next_run_begins_anew(page, block):
    block.button("Change the code").click()
    block.field.fill("print('on')\nwhile True: pass")
    block.field.press("Shift+Enter")
    page.wait_for_selector("rnn-run pre.rnn-output >> text=on")
    page.wait_for_selector("rnn-run .rnn-run-bar >> text=1 s")
    began = time.monotonic()
    block.go.click()
    assert block.done().startswith("Stopped after")
    assert time.monotonic() - began < STOPPED
    assert block.run("print('a new one')").startswith("Done")


def test_who_leaves_the_page_takes_python_along(page):
    block = Block(page, 0)
    block.button("Change the code").click()
    block.field.fill("while True: pass")
    block.field.press("Shift+Enter")
    wait_until(
        page,
        "document.querySelector('rnn-run [role=status]').textContent == 'Running …'",
    )
    assert any("run-here" in worker.url for worker in page.workers)
    page.locator(".md-tabs a", has_text="Play").first.evaluate("link => link.click()")
    page.wait_for_selector("rnn-playground")
    while any("run-here" in worker.url for worker in page.workers):
        page.wait_for_timeout(20)
    page.go_back()
    page.wait_for_selector(".rnn-run-editor")
    assert block.field.input_value() == "while True: pass"
    block.button("Back to ours").click()


def test_what_the_reader_wrote_survives_a_reload_until_it_is_given_up(page, block):
    block.button("Change the code").click()
    block.field.fill("print('mine')")
    page.reload()
    page.wait_for_selector(".rnn-run-editor")
    assert block.field.input_value() == "print('mine')"
    block.button("Back to ours").click()
    assert not block.field.count()
    block.button("Back to yours").click()
    assert block.field.input_value() == "print('mine')"
    block.button("Back to ours").click()
    page.reload()
    page.wait_for_selector("rnn-run button")
    assert not page.locator(".rnn-run-editor").count()
    assert block.place.evaluate("at => at.previousElementSibling.checkVisibility()")


def test_without_its_files_it_says_so(chromium, offered, address):
    context = chromium.new_context()
    context.route("**/assets/python-*/**", lambda route: route.abort())
    page = context.new_page()
    page.add_init_script("delete Storage.prototype.getItem")  # a store that is broken
    page.goto(f"{address}{PAGE}/")
    block = Block(page, 0)
    block.go.click()
    assert block.done().startswith("Python did not arrive. Check the connection")
    context.close()


def test_what_is_late_is_asked_for_again(chromium, offered, address):
    context = chromium.new_context()
    context.route("**/run-here/block.mjs", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{address}{PAGE}/")
    block = Block(page, 0)
    block.button("Change the code").click()
    page.wait_for_selector("rnn-run >> text=Not all of it has arrived. Check the conn")
    context.unroute("**/run-here/block.mjs")
    block.button("Change the code").click()
    page.wait_for_selector(".rnn-run-editor")
    context.close()


def test_without_scripts_there_are_no_buttons(chromium, offered, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{PAGE}/")
    assert page.locator("rnn-run").first.text_content() == ""
    context.close()
