"""The figure in which readers choose when networks are asked, in a real Chromium."""

import re

import numpy as np
import pytest

from figure_pages import lead_to, wait_until
from rnn_tutorial.explorables.asked import ASKED, STEPS
from rnn_tutorial.scratch.lstm import LSTMCell
from rnn_tutorial.scratch.rnn import RNNCell

CELLS = {"RNN": RNNCell, "LSTM": LSTMCell}
NUMBER = r"(−?\d+\.\d+)"
SAYS = re.compile(rf"says {NUMBER} if .* \+1, and {NUMBER} if with −1\. .* has (\d+) ")


def said(live):
    """Read from the sentence what the network says of both bits, and how it does."""
    sentence = live.locator(".rnn-sentence").inner_text()
    plus, minus, right = SAYS.search(sentence).groups()
    return *(float(one.replace("−", "-")) for one in (plus, minus)), int(right)


def test_a_network_says_what_numpy_computes(play):
    page, live = play("asked")
    networks = page.evaluate(
        "fetch(document.querySelector('rnn-asked').getAttribute('src'))"
        ".then(answer => answer.json())"
    )["networks"]
    for number, step in ((1, 24), (2, 7), (3, 40)):
        lead_to(page, "asked", f"?asked.network={number}&asked.t={step}&asked.noise=5")
        network = networks[number - 1]["network"]
        weights = network["weights"]
        read = page.evaluate(
            f"Array.from(document.querySelector('rnn-asked').loaded[{number - 1}].x)"
        )
        cell = CELLS[network["cell"]](1, 32, np.random.default_rng(0))
        for name, values in cell.parameters().items():
            values[...] = weights[name]
        for bit, shown in zip((1, -1), said(live), strict=False):
            state = cell.initial_state(1)
            for value in [bit, *read[1:step]]:
                state = cell.forward(np.array([[value]]), state)
            h = state[0] if isinstance(state, tuple) else state
            answer = (h @ np.array(weights["W_hy"]) + weights["b_y"]).item()
            assert shown == pytest.approx(answer, abs=5.1e-3), number


def test_the_plain_network_changes_its_mind_and_the_others_do_not(play):
    page, live = play("asked")
    assert said(live)[2] > 0.9 * ASKED
    slider = live.get_by_label("Asked after step")
    slider.focus()
    right = []
    for _ in range(12):
        page.keyboard.press("ArrowRight")
        right.append(said(live)[2])
    assert min(right) < 0.1 * ASKED
    wait_until(page, "location.search.includes('asked.t=32')")
    for number in ("2", "3"):
        live.get_by_label("Network", exact=True).select_option(number)
        assert said(live)[2] > 0.9 * ASKED


def test_a_step_that_is_not_there_is_answered(play):
    _, live = play("asked", f"?asked.t={STEPS + 1}")
    complaint = live.locator(".rnn-complaint").inner_text()
    assert f"“t” can't be “{STEPS + 1}”" in complaint
    assert "after step 20" in live.locator(".rnn-sentence").inner_text()


def test_the_crowd_has_as_many_right_as_numpy_counts(play):
    page, live = play("asked", "?asked.network=3&asked.t=30")
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
    assert said(live)[2] == right
