"""The figure in which readers choose when networks are asked, in a real Chromium."""

import re

import numpy as np
import pytest

from figure_pages import lead_to, wait_until
from rnn_tutorial.explorables.recall import ASKED, STEPS
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.rnn import RNNCell

CELLS = {"RNN": RNNCell, "LSTM": LSTMCell}


def said(live):
    """Read what each network says of both bits, and how many it has right."""
    rows = live.locator(".rnn-live tbody tr")
    if not rows.count():
        live.get_by_text("All numbers of this step").click()
        rows.first.wait_for()
    texts = rows.evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent))"
    )
    return np.array([[float(text.replace("−", "-")) for text in row] for row in texts])


def test_networks_say_what_numpy_computes(play):
    page, live = play("asked")
    networks = page.evaluate(
        "fetch(document.querySelector('rnn-asked').getAttribute('src'))"
        ".then(answer => answer.json())"
    )["networks"]
    for step in (24, 7, 40):
        lead_to(page, "asked", f"?asked.t={step}&asked.noise=5")
        shown = said(live)
        for number, (each, numbers) in enumerate(zip(networks, shown, strict=True)):
            weights = each["network"]["weights"]
            read = page.evaluate(
                f"Array.from(document.querySelector('rnn-asked').loaded[{number}].x)"
            )
            cell = CELLS[each["network"]["cell"]](1, 32, np.random.default_rng(0))
            for name, values in cell.parameters().items():
                values[...] = weights[name]
            for bit, answer in zip((1, -1), numbers, strict=False):
                state = cell.initial_state(1)
                for value in [bit, *read[1:step]]:
                    state = cell.forward(np.array([[value]]), state)
                h = state[0] if isinstance(state, tuple) else state
                expected = (h @ np.array(weights["W_hy"]) + weights["b_y"]).item()
                assert answer == pytest.approx(expected, abs=5.1e-3), each["name"]


def test_the_plain_network_changes_its_mind_and_the_others_do_not(play):
    page, live = play("asked", "?asked.t=19")
    said(live)  # the table is open from here on
    live.get_by_role("slider", name="Asked after step").focus()
    right = []
    for _ in range(20, 33):
        page.keyboard.press("ArrowRight")
        right.append(said(live)[:, 2] / ASKED)
        verdicts = live.locator(".rnn-lane p span").all_inner_texts()
        for share, verdict in zip(right[-1], verdicts, strict=True):
            assert f"{share * ASKED:.0f} of {ASKED} right" in verdict
            sign = "✓" if share >= 0.9 else "✗" if share <= 0.1 else "?"
            assert verdict.startswith(sign)
    plain, *others = np.transpose(right)
    assert plain[0] > 0.9 > 0.1 > plain.min()
    assert np.min(others) > 0.9
    wait_until(page, "location.search.includes('asked.t=32')")


def test_the_line_is_dragged_over_every_network(play):
    page, live = play("asked")
    for plot, step in zip(live.locator(".rnn-plot").all(), (4, 20, 37), strict=True):
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        across = (step - 0.5) / STEPS * box["width"]
        page.mouse.click(box["x"] + across, box["y"] + box["height"] / 2)
        assert (
            live.locator(".rnn-sentence")
            .inner_text()
            .startswith(f"Asked after step {step}: the plain RNN ")
        )


def test_an_area_is_of_the_colour_of_who_is_above(play):
    page, live = play("asked")
    right, wrong = (live.locator(".rnn-area").nth(i).get_attribute("d") for i in (0, 1))
    values = page.evaluate("document.querySelector('rnn-asked').says[0]")
    for step, (plus, minus) in enumerate(zip(*values, strict=True)):
        x = round(1000 * (step + 0.5) / STEPS, 1)
        for path, is_open in ((right, plus > minus), (wrong, minus > plus)):
            found = re.findall(rf"[ML]{x:g} ([\d.]+)", path)
            low, high = (float(y) for y in found)
            drawn = abs(low - high) / 1000 * 3.2
            assert drawn == pytest.approx(is_open * abs(plus - minus), abs=2e-3), step


def test_a_step_that_is_not_there_is_answered(play):
    _, live = play("asked", f"?asked.t={STEPS + 1}")
    complaint = live.locator(".rnn-complaint").inner_text()
    assert f"“t” can't be “{STEPS + 1}”" in complaint
    assert "after step 24" in live.locator(".rnn-sentence").inner_text()


def test_the_crowd_has_as_many_right_as_numpy_counts(play):
    page, live = play("asked", "?asked.t=30")
    known = page.evaluate(
        "(() => { const { test, data } = document.querySelector('rnn-asked');"
        " return { x: Array.from(test.x), bits: test.bits,"
        " weights: data.networks[2].network.weights } })()"
    )
    x = np.array(known["x"]).reshape(STEPS, ASKED).T[..., None]
    cell = LSTMCell(1, 32, np.random.default_rng(0))
    for name, values in cell.parameters().items():
        values[...] = known["weights"][name]
    state = cell.initial_state(ASKED)
    for t in range(30):
        state = cell.forward(x[:, t], state)
    answers = state[0] @ np.array(known["weights"]["W_hy"]) + known["weights"]["b_y"]
    right = np.sum((answers[:, 0] > 0) == (np.array(known["bits"]) > 0))
    assert said(live)[2, 2] == right
