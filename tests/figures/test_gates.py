"""The figure that lets readers hold the gates, in a real Chromium, beside NumPy."""

import re

import numpy as np
import pytest

from figure_pages import lead_to, wait_until
from rnn_tutorial.explorables.recall import ASKED
from rnn_tutorial.scratch.cell import sigmoid

PAGES = {"LSTM": "learn/lstm", "GRU": "learn/gru"}
# Gate, address, and what is held: from step, to step, value.
HELD = {
    ("LSTM", "f"): ("0.25_3_7", (3, 7, 0.25)),
    ("LSTM", "i"): ("1_2_20", (2, 20, 1.0)),
    ("LSTM", "o"): ("0_9_9", (9, 9, 0.0)),
    ("GRU", "z"): ("0_10_12", (10, 12, 0.0)),
    ("GRU", "r"): ("0.5_2_20", (2, 20, 0.5)),
}


@pytest.fixture
def hold(play):
    """Opens the figure on the page of a cell, and all that is folded away."""

    def hold(cell, query="", **options):
        page, live = play("gates", query, PAGES[cell], **options)
        live.locator("details").evaluate_all("all => all.map(one => one.open = true)")
        return page, live

    return hold


def sentence(live):
    return live.locator(".rnn-sentence").inner_text()


def rows(live):
    live.locator(".rnn-live tbody tr").first.wait_for()
    texts = live.locator(".rnn-live tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return np.array([[float(t.replace("−", "-")) for t in row[1:]] for row in texts])


def weights_of(page):
    payload = page.evaluate(
        "fetch(document.querySelector('rnn-gates').getAttribute('src'))"
        ".then(answer => answer.json())"
    )["network"]
    return {name: np.array(values) for name, values in payload["weights"].items()}


def lstm(w, x, gate, first, last, value):
    """Read with a gate held, by the equations; yields everything after each step."""
    h = c = np.zeros(len(w["W_h"]))
    for t, x_t in enumerate(x, start=1):
        a = np.split(x_t * w["W_x"][0] + h @ w["W_h"] + w["b"], 4)
        i, f, g, o = sigmoid(a[0]), sigmoid(a[1]), np.tanh(a[2]), sigmoid(a[3])
        if first <= t <= last:
            held = np.full_like(c, value)
            i, f, o = (
                held if gate == name else said
                for name, said in (("i", i), ("f", f), ("o", o))
            )
        c = f * c + i * g
        h = o * np.tanh(c)
        yield np.stack([i, f, g, o, np.tanh(c), h], axis=1)


def gru(w, x, gate, first, last, value):
    h = np.zeros(len(w["W_h"]))
    for t, x_t in enumerate(x, start=1):
        from_x = np.split(x_t * w["W_x"][0] + w["b"], 3)
        from_h = np.split(h @ w["W_h"], 3)
        r, z = sigmoid(from_x[0] + from_h[0]), sigmoid(from_x[1] + from_h[1])
        if first <= t <= last:
            held = np.full_like(h, value)
            r, z = (held, z) if gate == "r" else (r, held)
        n = np.tanh(from_x[2] + r * (from_h[2] + w["b_hn"]))
        h = (1 - z) * n + z * h
        yield np.stack([r, z, n, h], axis=1)


@pytest.mark.parametrize("cell", PAGES)
def test_a_held_gate_does_what_the_equations_say(hold, cell):
    page, live = hold(cell)
    w = weights_of(page)
    for (of, gate), (text, (first, last, value)) in HELD.items():
        if of != cell:
            continue
        others = [name for of, name in HELD if of == cell and name != gate]
        free = "".join(f"gates.{name}=free&" for name in others)
        query = f"?{free}gates.{gate}={text}&gates.noise=5&gates.bit=-1"
        lead_to(page, "gates", query)
        x = page.evaluate(
            "Array.from(document.querySelector('rnn-gates').network.x)"
        )  # what it has just read
        assert x[0] == -1
        assert 0.1 < np.std(x[1:]) < 0.5
        steps = {"LSTM": lstm, "GRU": gru}[cell]
        *_, expected = steps(w, x, gate, first, last, value)
        np.testing.assert_allclose(rows(live), expected, atol=5.1e-5, err_msg=query)
        answer = (expected[:, -1] @ w["W_hy"] + w["b_y"]).item()
        assert f"{answer:.2f} if with −1".replace("-", "−") in sentence(live), query


def test_at_first_two_gates_are_shut_and_both_answers_are_one(hold):
    for cell, names in (
        ("LSTM", "forget gate f and input gate i"),
        ("GRU", "update gate z and reset gate r"),
    ):
        page, live = hold(cell)
        assert f"You hold {names} shut from step 10 to 12" in sentence(live)
        assert "either way" in sentence(live)
        right, alone = map(int, re.findall(r"(?:has|alone,) (\d+)", sentence(live)))
        assert abs(right - ASKED / 2) < 0.1 * ASKED
        assert alone > 0.9 * ASKED
        plus, minus = page.evaluate(ANSWERS)
        assert plus[:9] != minus[:9]
        assert plus[9:] == minus[9:]


# What the two lines of the chart are drawn through.
ANSWERS = """[...document.querySelectorAll("#gates .rnn-chart .rnn-line")].slice(-2)
    .map(line => line.getAttribute("d").split(/[ML]/).slice(1))"""


def test_gates_are_held_and_let_go_by_keyboard(hold):
    page, live = hold("LSTM", "?gates.i=free")
    forget = live.get_by_role("button", name="shut forget gate f")
    ends = [
        live.get_by_role("slider", name=f"forget gate f: {end}")
        for end in ("from", "to")
    ]
    forget.focus()
    page.keyboard.press("Enter")
    assert sentence(live).startswith("Nobody holds the gates.")
    assert forget.get_attribute("aria-pressed") == "false"
    assert not ends[0].is_visible()
    wait_until(page, "location.search.includes('gates.f=free')")
    page.keyboard.press("Enter")
    assert "from step 10 to 12" in sentence(live)
    ends[0].focus()
    for key, first in {"ArrowLeft": 9, "PageDown": 4, "PageUp": 9, "Home": 1}.items():
        page.keyboard.press(key)
        assert f"from step {first} to 12" in sentence(live)
        assert ends[0].get_attribute("aria-valuetext") == f"step {first}"
    page.keyboard.press("ArrowRight")
    ends[1].focus()
    page.keyboard.press("End")
    assert "from step 2 to 20" in sentence(live)
    page.keyboard.press("Home")  # the first makes way
    assert "in step 1." in sentence(live)
    value = live.get_by_role("slider", name="forget gate f", exact=True)
    value.focus()
    page.keyboard.press("ArrowRight")
    assert "forget gate f at 0.05 in step 1." in sentence(live)
    wait_until(page, "location.search.includes('gates.f=0.05_1_1')")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_bar_on_the_time_axis_is_dragged(hold, width):
    page, live = hold("LSTM", "?gates.i=free", viewport={"width": width, "height": 740})
    plots = live.locator(".rnn-scrub")

    def drag(start, end, gate=0):
        plots.nth(gate).scroll_into_view_if_needed()
        box = plots.nth(gate).bounding_box()
        for step, do in ((start, page.mouse.down), (end, page.mouse.up)):
            across = (step - 0.5) / 20 * box["width"]
            page.mouse.move(box["x"] + across, box["y"] + box["height"] / 2)
            do()

    drag(11, 14)
    assert "from step 13 to 15" in sentence(live)
    drag(14, 19)
    assert "from step 18 to 20" in sentence(live)  # no further than the last
    drag(17.5, 3)
    assert "from step 3 to 20" in sentence(live)
    drag(20.5, 5)
    assert "from step 3 to 5" in sentence(live)
    drag(12, 9)
    assert "from step 9 to 12" in sentence(live)  # beside it, another begins
    drag(4, 6, gate=2)
    assert "9 to 12, and output gate o shut from step 4 to 6" in sentence(live)


def test_gates_and_memory_stand_below_the_time_axis(hold):
    _, live = hold("LSTM")
    edges = live.locator(":is(.rnn-chart .rnn-plot, .rnn-plot-cells)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect())"
        ".map(({ left, right }) => `${left} ${right}`)"
    )
    assert len(edges) == 7  # the answers, four gates, two states
    assert len(set(edges)) == 1


def test_both_gates_of_a_gru_shut_in_one_step_leave_nothing(hold):
    _, live = hold("GRU", "?gates.z=0_10_10&gates.r=0_10_10")
    assert "either way" in sentence(live)
    right = int(sentence(live).split("it has ")[1].split()[0])
    assert abs(right - ASKED / 2) < 30


def test_a_hold_that_makes_no_sense_is_answered(hold):
    nonsense = ["2_1_5", "0_5_2", "0_0_5", "0_2_21", "0_2", "x_1_2"]
    page, live = hold("LSTM", f"?gates.f={nonsense[0]}")
    complaint = live.locator(".rnn-complaint").inner_text()
    assert f"“f” can't be “{nonsense[0]}”: expected free, or a number" in complaint
    assert "shut from step 10 to 12" in sentence(live)
    read = "text => document.querySelector('rnn-gates').settings.f.read(text) ?? null"
    assert [page.evaluate(read, text) for text in nonsense] == [None] * len(nonsense)
    assert page.evaluate(read, "0_2_5") is not None
