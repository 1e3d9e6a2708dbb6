"""Exercises as readers do them, and the plot of the first tutorial, on one page."""

import json

import pytest
from bs4 import BeautifulSoup

from figure_pages import wait_until

PAGE = "learn/first-rnn"
RIGHT = "x_2 = np.array([[inputs[1]]])\n"
RIGHT += "h_2 = np.tanh(x_2 @ cell.W_xh + h_1 @ cell.W_hh + cell.b_h)"


@pytest.fixture(scope="module")
def page(offered, chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{address}{PAGE}/")
    page.wait_for_selector("rnn-exercise textarea")
    yield page
    assert wrong == []
    context.close()


def judged(place, act):
    """Do something that checks, wait for the end of it, and return what is said."""
    button = place.get_by_role("button").first
    act()
    while button.text_content() == "Stop":  # from the press on
        place.page.wait_for_timeout(20)
    return place.get_by_role("status").text_content()


@pytest.fixture
def exercise(page):
    return page.locator("rnn-exercise").first


def test_the_start_fails_and_is_told(exercise):
    assert exercise.get_by_label("Your code").input_value().endswith("h_2 = ...")
    assert exercise.get_attribute("aria-label") == "Your turn: the second step"
    told = judged(exercise, exercise.get_by_role("button", name="Check").click)
    assert told.startswith("h_2 is still ...: write your own code")


def test_a_mistake_is_told_and_the_answer_is_right(page, exercise):
    exercise.locator("textarea").focus()
    page.wait_for_selector("rnn-exercise .rnn-run-editor textarea")
    assert page.evaluate("document.activeElement.ariaLabel") == "Your code"
    field, check = exercise.locator("textarea"), exercise.get_by_role("button").first
    field.fill(RIGHT.replace("h_1 @", "h_0 @"))
    told = judged(exercise, lambda: field.press("Shift+Enter"))
    assert told.startswith("Nothing is remembered yet: the old state is h_1, not h_0.")
    assert exercise.locator("li").count() == 2
    field.fill("x_2 = ")
    told = judged(exercise, lambda: field.press("Shift+Enter"))
    assert told == "Line 1: this is no Python: invalid syntax. Show line 1"
    exercise.get_by_role("button", name="Show line 1").click()
    assert page.evaluate("getSelection().toString()") == "x_2 = "
    field.fill(RIGHT)
    assert judged(exercise, check.click) == "✓ Right!"


def test_a_reload_keeps_it_until_one_starts_again(page):
    page.reload()
    page.wait_for_selector("rnn-exercise textarea")
    exercise = page.locator("rnn-exercise").first
    assert exercise.get_by_label("Your code").input_value() == RIGHT
    assert exercise.get_by_role("status").text_content() == "Solved."
    exercise.locator("textarea").focus()
    exercise.get_by_role("button", name="Start again").click()
    page.wait_for_selector("rnn-exercise .rnn-run-editor textarea")
    wait_until(page, "Object.keys(localStorage).every(k => !k.includes('exerc'))")
    assert exercise.locator("textarea").input_value().endswith("h_2 = ...")
    assert exercise.get_by_role("button", name="Start again").count() == 0


def test_hints_come_one_after_the_other(page):
    folds = page.locator("details.rnn-hint")
    seen = [[fold.is_visible() for fold in folds.all()[:3]]]
    for i in range(2):
        folds.nth(i).locator("summary").click()
        seen.append([fold.is_visible() for fold in folds.all()[:3]])
    assert seen == [[True, False, False], [True, True, False], [True, True, True]]
    folds.nth(2).locator("summary").click()
    assert "h_1 @ cell.W_hh" in folds.nth(2).inner_text()


def test_it_fits_on_a_small_screen_and_paper_has_the_start(page, exercise):
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    on_paper = (
        exercise.is_visible(),
        exercise.evaluate("at => at.previousElementSibling.checkVisibility()"),
    )
    page.emulate_media(media="screen")
    assert width <= 320
    assert on_paper == (False, True)


def test_without_scripts_the_start_is_code_and_hints_unfold(offered, chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{PAGE}/")
    assert page.locator(".highlight:has(+ rnn-exercise)").first.is_visible()
    assert all(fold.is_visible() for fold in page.locator("details.rnn-hint").all()[:3])
    context.close()


def test_the_program_in_numpy_trains_and_draws(page):
    block = page.locator("rnn-run").last
    assert "plot_loss(losses" in block.evaluate(
        "at => { while (!at.matches('.highlight')) at = at.previousElementSibling;"
        "return at.textContent }"
    )
    block.get_by_role("button", name="Change the code").click()
    block.get_by_role("button", name="Back to ours").wait_for()
    field = page.locator(".rnn-run-editor textarea").last
    field.fill(field.input_value().replace("epochs=10)", "epochs=100)"))
    field.press("Shift+Enter")
    block.get_by_text("first loss 0.4740, last 0.0001").wait_for(timeout=120_000)
    chart = block.get_by_role("img")
    chart.wait_for()
    label = chart.get_attribute("aria-label")
    assert label.startswith("mean squared error over epoch: loss goes from 0.47 to ")
    assert label.endswith("; repeat the last value stays at 0.0003.")
    assert chart.locator("path.rnn-line").count() == 2
    block.get_by_role("button", name="Back to ours").click()


def test_there_are_exercises_on_many_pages(offered):
    assert sum(len([*exercises_in(text)]) for text in offered.values()) >= 10


def test_every_answer_is_right_in_the_page(each_offered, page, address):
    """What the build has found out natively holds in readers' browsers."""
    session = f"{address}assets/run-here/session.mjs"
    run = """async ([module, address, code, cell, answer]) => {
      const session = await import(module);
      const boot = { ...code.python, folder: address + code.python.folder };
      const tell = { part() {}, begun() {}, heard() {} };
      const above = code.cells[cell].needs.map((one) => code.cells[one].source);
      const checks = { checks: code.checks[cell] };
      return session.run(boot, [...above, answer, checks], tell);
    }"""
    found = {}
    for name, text in each_offered.items():
        for cell, address_of_code, answer in exercises_in(text):
            file = address_of_code.rpartition("/")[2]
            code = page.evaluate(
                "async (url) => (await fetch(url)).json()",
                f"{address}assets/run-here/code/{file}",
            )
            given = [session, address, code, cell, answer]
            found[name, cell] = page.evaluate(run, given)
    wrong = {key: one for key, one in found.items() if one.get("say") != []}
    assert not wrong, json.dumps([*wrong.values()])


def exercises_in(text):
    """List the exercises of a page: cell, address of the page's code, answer."""
    for place in BeautifulSoup(text, "html.parser").find_all("rnn-exercise"):
        folds = place.find_next_siblings("details", class_="rnn-hint", limit=3)
        code = folds[2].find("code").get_text()
        yield place["cell"], place["src"], code
