"""The figures that readers play with, in a real Chromium."""

import gzip
import itertools
import re
from urllib.parse import parse_qsl

import numpy as np
import pytest

from figure_pages import (
    DESKTOP,
    FIGURES,
    follow_tab,
    lead_to,
    until_all_is_there,
    until_it_is_done,
    wait_until,
)
from rnn_tutorial.data.sine import sine_wave
from rnn_tutorial.scratch.gru import GRUCell
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.rnn import RNNCell

CELLS = {"RNN": RNNCell, "LSTM": LSTMCell, "GRU": GRUCell}
MOST_SCRIPT = 30_000  # bytes of a page with a figure, compressed
PHONE = {"width": 320, "height": 640}
every_figure = pytest.mark.parametrize("figure", FIGURES)


def sentence(live):
    return live.locator(".rnn-sentence").inner_text()


def unfold(live):
    """Open what is folded away."""
    live.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def rows(live, title):
    """Open a table, if it is closed, and read the numbers in it."""
    table = live.locator("details", has_text=title)
    if table.get_attribute("open") is None:
        live.get_by_text(title).click()
    live.locator(".rnn-live tbody tr").first.wait_for()
    texts = live.locator(".rnn-live tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [[number(text) for text in row] for row in texts]


def number(text):
    """Read a number as the figures write it: −1.5, or 1.2 × 10⁻³."""
    text = text.replace("−", "-")
    mantissa, _, power = text.partition(" × 10")
    power = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(mantissa) * 10.0 ** int(power or 0)


def test_the_stepper_shows_what_numpy_computes(play):
    page, live = play("stepper", "?stepper.t=7&stepper.start=100")
    data = page.evaluate(
        "fetch(document.querySelector('rnn-stepper').getAttribute('src'))"
        ".then(answer => answer.json())"
    )
    trained = data["networks"][0]
    cell = RNNCell(1, 32, np.random.default_rng(0))
    for name, weights in cell.parameters().items():
        weights[...] = trained["weights"][name]
    states = [cell.initial_state(1)]
    for value in data["series"][100:107]:
        states.append(cell.forward(np.array([[value]]), states[-1]))
    shown = rows(live, "All numbers of this step")
    before, after = np.array(shown)[:, 1:].T
    np.testing.assert_allclose(before, states[-2][0], atol=5.1e-5)
    np.testing.assert_allclose(after, states[-1][0], atol=5.1e-5)
    head = trained["weights"]
    expected = states[-1] @ np.array(head["W_hy"]) + head["b_y"]
    assert f"expects {expected[0, 0]:.2f}".replace("-", "−") in sentence(live)
    np.testing.assert_allclose(data["series"], sine_wave(), atol=1e-7)


def test_the_stepper_writes_its_equation_with_numbers_that_add_up(play):
    _, live = play("stepper", "?stepper.net=small&stepper.t=2&stepper.start=30")
    lines = live.locator(".rnn-sum > div").all_inner_texts()
    assert len(lines) == 2
    for line in lines:
        inside, result = re.search(r"tanh\((.*)\) = (\S+)", line).groups()
        value = eval(inside.replace("·", "*").replace("−", "-"), {})  # our own text
        assert np.tanh(value) == pytest.approx(number(result), abs=0.02)


def test_the_stepper_goes_by_keyboard(play):
    page, live = play("stepper", "?stepper.t=0")
    assert "all zeros" in sentence(live)
    live.get_by_role("button", name="next").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    assert sentence(live).startswith("Step 2:")
    plot = live.get_by_role("slider", name="Values read")
    plot.focus()
    for key, step in {"ArrowRight": 3, "PageUp": 8, "ArrowLeft": 7, "End": 20}.items():
        page.keyboard.press(key)
        assert sentence(live).startswith(f"Step {step}:")
        assert plot.get_attribute("aria-valuetext") == f"{step} of 20 values read"
    unfold(live)
    bend = live.get_by_label("Bend this value")
    bend.focus()
    before = bend.input_value()
    page.keyboard.press("ArrowRight")
    assert float(bend.input_value()) > float(before)
    live.get_by_role("button", name="true values").click()
    assert bend.input_value() == before


def test_in_the_stepper_a_memory_stands_below_its_value(play):
    page, live = play("stepper")
    plot, cells = live.locator(".rnn-scrub"), live.locator(".rnn-plot-cells")
    line, column = live.locator(".rnn-knob"), live.locator(".rnn-cursor")
    for query in ("", "?stepper.t=20&stepper.free=50", "?stepper.t=13"):
        lead_to(page, "stepper", query)
        boxes = [one.bounding_box() for one in (line, column)]
        middles = [box["x"] + box["width"] / 2 for box in boxes]
        assert middles[0] == pytest.approx(middles[1], abs=2), query
    for place, share, step in ((plot, 0.0, 1), (cells, 0.35, 11), (plot, 0.9, 20)):
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + share * box["width"] + 1, box["y"] + 30)
        page.mouse.up()
        assert sentence(live).startswith(f"Step {step}:")


def test_the_gradient_lab_measures_what_numpy_measures(play):
    page, live = play("gradients")
    for cell, start in itertools.product(CELLS, ("uniform", "orthogonal")):
        query = f"?gradients.cell={cell}&gradients.start={start}&gradients.gain=1.2"
        more = "&gradients.length=30&gradients.seed=5"
        lead_to(page, "gradients", query + more)
        weights = page.evaluate(
            "Object.fromEntries(Object.entries("
            "document.querySelector('rnn-gradients').network.params)"
            ".map(([name, numbers]) => [name, [...numbers]]))"
        )
        ours = CELLS[cell](1, 16, np.random.default_rng(0))
        for name, array in ours.parameters().items():
            array[...] = np.reshape(weights[name], array.shape)
        expected = jacobian_norms(ours, np.sin(np.linspace(0, 8 * np.pi, 30)))
        shown = np.array(rows(live, "The gradient by lag"))
        np.testing.assert_allclose(shown[:, 1], expected, rtol=2e-3, err_msg=query)
        if start == "orthogonal":
            block = np.array(ours.W_hh if cell == "RNN" else ours.W_h)[:, :16] / 1.2
            np.testing.assert_allclose(block @ block.T, np.eye(16), atol=1e-9)


def test_a_gradient_that_the_axis_does_not_reach_leaves_it_with_its_number(play):
    page, live = play("gradients")
    for query, side in (
        ("?gradients.gain=1", "rnn-down"),
        ("?gradients.cell=LSTM&gradients.forget=6&gradients.gain=3", "rnn-up"),
    ):
        lead_to(page, "gradients", query)
        lag, last = rows(live, "The gradient by lag")[-1]
        line = live.locator(".rnn-chart path.rnn-line").last.get_attribute("d")
        drawn = np.reshape(re.findall(r"[\d.]+", line), (-1, 2)).astype(float)
        exits = live.locator(".rnn-chart .rnn-exit")
        if 1e-12 < last < 1e12:
            assert exits.count() == 0
            assert drawn[-1, 0] == 990
            continue
        assert side in exits.get_attribute("class")
        said, place = exits.locator("span").inner_text().split(" at ")
        assert number(said.removeprefix("on to ")) == pytest.approx(last, rel=0.05)
        assert float(place) == lag
        assert drawn[-1, 0] < 990
        assert (drawn[:, 1] % 1000 == 0).sum() == 1  # at the edge only where it leaves


def test_three_ways_to_begin_are_measured_and_lead_there(play):
    _, live = play("gradients")
    choices = live.locator(".rnn-three button")
    assert choices.count() == 3
    for i in range(3):
        choices.nth(i).click()
        pressed = choices.evaluate_all("all => all.map(one => one.ariaPressed)")
        assert pressed == [str(j == i).lower() for j in range(3)]
        fate, left = choices.nth(i).inner_text().split("\n")[-2:]
        assert number(left) == pytest.approx(rows(live, "by lag")[-1][1], rel=0.05)
        said = {"vanishes": "vanished", "explodes": "explodes", "gets through": "gets"}
        assert said[fate] in sentence(live)


def jacobian_norms(cell, values):
    """Multiply the steps' own Jacobians, found by tiny nudges."""
    parts = 2 if isinstance(cell, LSTMCell) else 1
    size = parts * cell.hidden_size

    def forward(x_t, flat):
        state = np.split(flat, parts, axis=1)
        new = cell.forward(x_t, tuple(state) if parts == 2 else state[0])
        return np.concatenate(new, axis=1) if parts == 2 else new

    states = [np.zeros((1, size))]
    for value in values:
        states.append(forward(np.full((1, 1), value), states[-1]))
    total, norms = np.eye(size), [1.0]
    for value, state in zip(values[:0:-1], states[-2:0:-1], strict=True):
        nudged = [state + sign * 1e-6 * np.eye(size) for sign in (1, -1)]
        x_t = np.full((size, 1), value)
        up, down = (forward(x_t, rows) for rows in nudged)
        total = ((up - down) / 2e-6) @ total
        norms.append(np.linalg.norm(total, ord=2))
    return norms


def test_clipping_is_said_to_bring_nothing_back(play):
    _, live = play(
        "gradients",
        "?gradients.start=orthogonal&gradients.gain=3&gradients.clip=on",
    )
    assert "It explodes" in sentence(live)
    assert "brings nothing back" in sentence(live)
    names = live.locator(".rnn-legend li").all_inner_texts()
    assert names[:2] == ["1: nothing is lost", "gradient"]
    assert names[2].startswith("after clipping: ")
    length = number(re.search(r"has the length (.*?);", sentence(live))[1])
    share = number(names[2].removeprefix("after clipping: ").removesuffix(" of it"))
    assert share == pytest.approx(1 / length, rel=0.05)


def test_a_kept_curve_stays_for_comparison(play):
    _, live = play("gradients", "?gradients.cell=LSTM")
    unfold(live)
    live.get_by_role("button", name="keep this curve").click()
    curve = live.locator(".rnn-chart path:not(.rnn-grid)")
    kept = curve.nth(1).get_attribute("d")
    live.get_by_role("slider", name="Forget bias").press("End")
    assert live.locator(".rnn-legend li").nth(1).inner_text() == "kept"
    assert curve.nth(1).get_attribute("d") == kept
    assert curve.nth(2).get_attribute("d") != kept
    live.get_by_role("slider", name="Steps").press("Home")
    assert curve.nth(1).get_attribute("d").count("L") == 9  # as far as the axis goes
    live.get_by_role("button", name="forget the kept curve").click()
    assert live.locator(".rnn-legend li").count() == 2


@every_figure
def test_nonsense_in_the_address_is_answered(play, figure):
    text = "%3Cimg%20src=x%20onerror=alert(1)%3E"
    names = {"stepper": "bent", "gradients": "gain", "play": "window"}
    names |= {"detective": "word", "names": "temp", "gates": "f", "asked": "t"}
    page, live = play(figure, f"?{figure}.{names[figure]}={text}&{figure}.zz=1")
    # What comes from the worker a moment later wipes nothing away.
    until_it_is_done(page, figure)
    complaint = live.locator(".rnn-complaint").inner_text()
    assert "<img src=x" in complaint
    assert "expected" in complaint
    assert "“zz” is no setting" in complaint
    assert live.locator("img").count() == 0


def test_links_in_the_text_set_the_figures(open_page, wrong, pages):
    seen = set()
    for name in [*FIGURES.values(), "learn/gru"]:
        page = open_page(name, wrong, viewport=DESKTOP, reduced_motion="reduce")
        links = page.locator('article a[href*="?"][href*="#"]')
        assert links.count() >= 3
        for i in range(links.count()):
            target = links.nth(i).get_attribute("href")
            figure = target.partition("#")[2]
            seen.add(figure)
            links.nth(i).click()
            live = page.locator(f"#{figure}")
            page.wait_for_selector(f"#{figure} .rnn-runs", timeout=20_000)
            query = target.partition("?")[2].partition("#")[0]
            for key, value in parse_qsl(query, keep_blank_values=True):
                if key == figure:  # all else as it was at first
                    continue
                state = page.evaluate(
                    """([figure, key]) => {
                    const element = document.getElementById(figure).firstElementChild;
                    return element.settings[key].write(element.state[key]);
                    }""",
                    [figure, key.partition(".")[2]],
                )
                assert state == value, target
            assert live.locator(".rnn-complaint").inner_text() == "", target
            wait_until(
                page,
                """id => {
                const box = document.getElementById(id).getBoundingClientRect();
                return box.top < innerHeight && box.bottom > 0; }""",
                arg=figure,
            )
    assert seen == set(FIGURES)


@every_figure
def test_state_survives_reload_and_back(play, figure):
    asked = {
        "stepper": "stepper.t=5",
        "gradients": "gradients.cell=GRU",
        "gates": "gates.o=0.5_3_9",
        "asked": "asked.t=24",
        "play": "play.data=square",
        "detective": "detective.text=the+cook",
        "names": "names.seed=7",
    }[figure]
    page, _live = play(figure, f"?{asked}")
    state = "JSON.stringify(document.querySelector('#%s').firstElementChild.state)"
    before = page.evaluate(state % figure)
    page.reload()
    page.wait_for_selector(f"#{figure} .rnn-runs")
    assert page.evaluate(state % figure) == before
    until_all_is_there(page)
    follow_tab(page, "Look up")
    page.wait_for_selector(f"#{figure}", state="detached")
    page.go_back()
    wait_until(
        page,
        """id => {
        document.getElementById(id)?.scrollIntoView();
        return document.querySelector(`#${id} .rnn-runs`); }""",
        arg=figure,
    )
    assert page.evaluate(state % figure) == before


def note_scripts(page, scripts):
    """Note which scripts of figures a page fetches."""

    def note(request):
        if request.url.endswith(".mjs") and "/figures/" in request.url:
            scripts.add(request.url)

    page.on("request", note)


def test_a_page_without_figures_fetches_none_of_their_scripts(open_page, wrong, pages):
    scripts = set()
    texts = {name: file.read_text(encoding="utf-8") for name, file in pages.items()}
    name = next(name for name, text in texts.items() if "rnn-explorable" not in text)
    page = open_page(name, wrong, before=lambda page: note_scripts(page, scripts))
    until_all_is_there(page)
    # But for the one that whatever makes elements shares.
    assert [script for script in scripts if not script.endswith("/dom.mjs")] == []


# What is kept for a figure before it runs, and what it takes.
ROOM = """figure => [parseFloat(getComputedStyle(figure).minHeight),
    figure.querySelector(".rnn-live").offsetHeight]"""


@every_figure
def test_figures_come_late_light_and_without_a_jump(
    open_page, figure, wrong, site, address
):
    scripts = set()

    def watch(page):
        note_scripts(page, scripts)
        page.add_init_script(
            """window.shift = 0;
            new PerformanceObserver(list => {
                for (const entry of list.getEntries())
                    if (!entry.hadRecentInput) window.shift += entry.value;
            }).observe({ type: "layout-shift", buffered: true });"""
        )

    # (Late fonts are another matter: from here on they are there.)
    page = open_page(FIGURES[figure], wrong, before=watch)
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        scripts.clear()
        page.goto(f"{address}{FIGURES[figure]}/")
        until_all_is_there(page)
        page.evaluate(
            """async id => {
            const figure = document.getElementById(id);
            const top = () => figure.getBoundingClientRect().top;
            // What is far above the figure has no part in this.
            const far = top() - innerHeight - 1000;
            if (far > 0) scrollBy({ top: far, behavior: "instant" });
            for (let i = 0; i < 200 && top() >= 100; i++) {
                scrollBy({ top: 250, behavior: "instant" });
                await new Promise(then => setTimeout(then, 30));
            } }""",
            figure,
        )
        page.wait_for_selector(f"#{figure} .rnn-runs", timeout=20_000)
        until_it_is_done(page, figure)
        page.wait_for_timeout(200)
        assert page.evaluate("window.shift") < 0.02, size
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        files = [site / script.removeprefix(address) for script in scripts]
        weight = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
        assert 0 < weight <= MOST_SCRIPT, scripts
    for width in (DESKTOP["width"], 360):
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_timeout(100)
        kept, taken = page.locator(f"#{figure} > [src]").evaluate(ROOM)
        assert kept == pytest.approx(taken, abs=8), width


@every_figure
def test_without_scripts_the_picture_stays(open_page, figure, wrong):
    page = open_page(FIGURES[figure], wrong, java_script_enabled=False)
    still = page.locator(f"#{figure} .rnn-static")
    assert still.locator("svg").is_visible()
    assert still.locator("td").first.is_visible()
