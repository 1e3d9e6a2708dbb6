"""The figures that read words and letters, in a real Chromium."""

import base64
import re

import numpy as np
import pytest
import torch
from torch import nn

from figure_pages import lead_to
from rnn_tutorial.data.story import VOCABULARY, exact_opinion
from rnn_tutorial.experiments.detective import opinion
from rnn_tutorial.pytorch.convert import to_torch
from rnn_tutorial.pytorch.reader import SymbolReader
from rnn_tutorial.sample import next_letter
from rnn_tutorial.scratch.lstm import LSTM
from rnn_tutorial.scratch.rnn import RNN

LAYERS = {"RNN": (RNN, nn.RNN), "LSTM": (LSTM, nn.LSTM)}
PHONE = {"viewport": {"width": 320, "height": 640}}


def reader(page, figure):
    """Build the network in PyTorch from the very file that the page reads."""
    data = page.evaluate(
        "name => fetch(document.querySelector(name).getAttribute('src'))"
        ".then(answer => answer.json())",
        f"rnn-{figure}",
    )
    payload = data["network"]
    width, hidden = payload["inputSize"], payload["hiddenSize"]
    table = numbers(payload["embedding"]).reshape(-1, width)
    symbols, outputs = len(table), payload["outputSize"]
    ours, theirs = LAYERS[payload["cell"]]
    model = SymbolReader(symbols, outputs, hidden, width, theirs)
    layer = ours(width, hidden, np.random.default_rng(0), dtype=np.float32)
    weights = {name: numbers(w) for name, w in payload["weights"].items()}
    for name, array in layer.cell.parameters().items():
        array[...] = weights[name].reshape(array.shape)
    model.rnn = to_torch(layer)
    with torch.no_grad():
        model.embedding.weight.copy_(torch.from_numpy(table))
        head = weights["W_hy"].reshape(hidden, outputs).T
        model.head.weight.copy_(torch.from_numpy(head.copy()))
        model.head.bias.copy_(torch.from_numpy(weights["b_y"].copy()))
    return model, data


def numbers(written):
    if isinstance(written, str):
        return np.frombuffer(base64.b64decode(written), "<f4").copy()
    return np.array(written, np.float32).ravel()


def sentence(live):
    return live.locator(".rnn-sentence").inner_text().replace("\u202f", " ")


def complaint(live):
    return live.locator(".rnn-complaint").inner_text()


def unfold(live):
    """Open what is folded away."""
    live.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


SIGNS = ["end", *"abcdefghijklmnopqrstuvwxyz"]
CELLS = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
MIDDLE = """one => { const { left, right } = one.getBoundingClientRect();
    return (left + right) / 2; }"""


def rows_of(live, title):
    live.get_by_text(title, exact=True).click()
    live.locator(".rnn-live tbody tr").first.wait_for()
    return live.locator(".rnn-live tbody tr").evaluate_all(CELLS)


def address_of(page, figure):
    """Return the figure's settings once they are in the address."""
    page.evaluate(f"document.querySelector('rnn-{figure}').write()")
    return page.url


def mulberry32(seed):
    """Draw as core/rng.mjs does."""
    state, mask = seed, 0xFFFFFFFF
    while True:
        state = (state + 0x6D2B79F5) & mask
        mixed = ((state ^ (state >> 15)) * (state | 1)) & mask
        step = ((mixed ^ (mixed >> 7)) * (mixed | 61)) & mask
        mixed ^= (mixed + step) & mask
        yield (mixed ^ (mixed >> 14)) / 2**32


def write(model, seed, beginning="", temperature=1.0):
    """Write a name as rnn_tutorial.sample does, with the page's rolls."""
    name, rolls = beginning, mulberry32(seed)
    for _ in range(20):
        sums = next_letter(model, name, temperature).cumsum()
        symbol = int((sums[:-1] <= next(rolls)).sum())
        if not symbol:
            break
        name += "abcdefghijklmnopqrstuvwxyz"[symbol - 1]
    return name


def test_the_detective_says_what_pytorch_says(play):
    page, live = play("detective", "?detective.mirror=on")
    model, data = reader(page, "detective")
    columns = zip(*rows_of(live, "All numbers"), strict=True)
    words, p, change, known, twin, p_twin = columns
    story, mirror = " ".join(words), " ".join(twin)
    assert story == data["first"]
    other = next(word for word in words if word in data["others"])
    exchanged = {"butler": other, other: "butler"}
    assert twin == tuple(exchanged.get(word, word) for word in words)
    expected = opinion(model, story)
    np.testing.assert_allclose(np.array(p, float), expected, atol=1e-4)
    np.testing.assert_allclose(
        np.array(p_twin, float), opinion(model, mirror), atol=1e-4
    )
    changes = [float(text.replace("−", "-")) for text in change[1:]]
    np.testing.assert_allclose(changes, np.diff(expected), atol=1e-4)
    np.testing.assert_allclose(
        np.array(known, float), exact_opinion(story), atol=5.1e-5
    )
    halves = """tiles => [0, 1].map(half => tiles.map(tile => {
        const one = tile.querySelectorAll(".rnn-tile-half")[half];
        const part = name => one.querySelector(`.rnn-tile-${name}`);
        const share = parseFloat(part("fill").style.width) / 100;
        const { left } = one.getBoundingClientRect();
        return [part("text").textContent, share, part("note").textContent, left]; }))"""
    tiles = live.get_by_label("The story, word by word").get_by_role("button")
    places = []
    for half, text, said in zip(
        tiles.evaluate_all(halves), (words, twin), (p, p_twin), strict=True
    ):
        shown, bars, notes, lefts = zip(*half, strict=True)
        assert shown == text  # all of it, at once
        np.testing.assert_allclose(bars, np.array(said, float), atol=1e-4)
        moved = np.diff(np.array(said, float), prepend=float(said[0]))
        for note, by in zip(notes, moved, strict=True):
            if note:
                assert float(note.replace("−", "-")) == pytest.approx(100 * by, abs=1)
            else:
                assert abs(by) < 0.11
        places.append(lefts)
    assert places[0] == places[1]  # word under word


def test_the_detective_goes_by_keyboard(play):
    page, live = play("detective")
    tiles = live.get_by_label("The story, word by word").get_by_role("button")
    shown = live.locator(".rnn-told .rnn-tile-note").all_inner_texts()
    turns = [abs(int(note.replace("−", "-") or 0)) for note in shown]
    turn = tiles.nth(turns.index(max(turns)))  # is pointed at when a reader comes
    assert turn.get_attribute("aria-pressed") == "true"
    assert f"by {max(turns)} points" in sentence(live)
    tiles.last.focus()
    page.keyboard.press("Home")
    assert sentence(live).startswith("“the” comes first")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert sentence(live).startswith("“who”")
    assert page.evaluate("document.activeElement.textContent").startswith("who")
    pressed = live.locator('.rnn-tile[aria-pressed="true"]')
    assert pressed.count() == 1
    live.get_by_role("button", name="next").press("Enter")
    assert sentence(live).startswith("“was”")
    assert "detective.word=4" in address_of(page, "detective")
    plot = live.get_by_role("slider", name="Words read")
    plot.focus()
    page.keyboard.press("ArrowRight")
    assert sentence(live).startswith("“away”")
    assert plot.get_attribute("aria-valuetext") == f"word 5 of {tiles.count()}: away"
    page.keyboard.press("End")
    assert "Its verdict" in sentence(live)


def test_the_detective_reads_on_by_itself_and_rests(play):
    options = {"text": True, "before": lambda page: page.clock.install()}
    page, live = play("detective", "?detective.word=0", **options)
    word = "document.querySelector('rnn-detective').state.word"
    button = live.get_by_role("button", name="play")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)  # until told
    button.click()  # from the end it begins anew
    page.clock.run_for(1200)
    live.get_by_role("button", name="pause").wait_for()
    assert page.evaluate(word) == 3
    assert sentence(live).startswith("“who”")
    live.get_by_role("button", name="pause").click()
    page.clock.run_for(1200)
    assert page.evaluate(word) == 3
    button.click()
    page.clock.run_for(400)
    assert page.evaluate(word) == 4
    page.clock.resume()
    page.locator('article a[href*="detective.word"]').first.click()
    button.wait_for()  # a link stops it


def test_every_held_out_story_comes_by_and_is_judged(play):
    page, live = play("detective")
    _, data = reader(page, "detective")
    held = {text for text, _, held_out in data["stories"] if held_out}
    seen = page.evaluate(
        """() => {
        const element = document.querySelector('rnn-detective');
        return element.data.stories.filter(([,, heldOut]) => heldOut).map(() => {
            element.another.element.click();
            element.set({ word: 0 }); // read to the end
            return [element.state.text, element.sentence.textContent];
        }); }"""
    )
    assert {text for text, _ in seen} == held
    guilty = {text: did_it for text, did_it, _ in data["stories"]}
    for text, said in seen:
        accuses = "“the butler did it”" in said
        assert said.endswith("right." if accuses == guilty[text] else "wrong.")
    assert live.locator(".rnn-sentence").count() == 1


def test_whatever_is_typed_is_kept_and_answered(play):
    page, live = play("detective", **PHONE)
    unfold(live)
    box = live.get_by_label("or write your own")
    tiles = live.get_by_label("The story, word by word").get_by_role("button")
    for typed, answer, read in [
        ("The butcher, who ate THE jam!", "never read “butcher”", 6),
        ("", "", 0),
        ("?! …", "", 0),
        ("the butler " * 300, "reads its first 60 words", 60),
        ("<img src=x onerror=alert()>", "never read “img”", 5),
        ("The Butler ate the cake.", "", 5),
    ]:
        box.fill(typed)
        assert box.input_value() == typed
        assert (answer in complaint(live)) if answer else complaint(live) == ""
        assert tiles.count() == read
        assert live.locator("img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert ("nothing to read yet" in sentence(live)) == (read == 0)
    model, _ = reader(page, "detective")
    expected = opinion(model, "the butler ate the cake")[-1]
    assert f"the network says {100 * expected:.0f} %" in sentence(live)


def test_a_word_that_is_being_typed_is_not_yet_unknown(play):
    page, live = play("detective", "?detective.text=")
    unfold(live)
    box = live.get_by_label("or write your own")
    box.type("the but")
    assert complaint(live) == ""
    box.type("c")
    assert "“butc”" in complaint(live)
    assert "detective.text=the+butc" in address_of(page, "detective")
    box.fill("")
    assert live.locator(".rnn-magnets button").count() == len(VOCABULARY) - 1
    for word in ("the", "butler"):
        live.locator(".rnn-magnets").get_by_text(word, exact=True).click()
    assert box.input_value() == "the butler"


def test_the_bets_are_those_of_pytorch(play):
    page, live = play("names", "?names.start=mari&names.temp=0.2&names.letters=0")
    model, _ = reader(page, "names")
    assert_bets(rows_of(live, "All bets"), next_letter(model, "mari", 0.2))
    live.get_by_label("Temperature").press("End")
    live.get_by_label("The name, letter by letter").locator("button").first.click()
    assert sentence(live).startswith("You wrote “m”")
    rows = live.locator(".rnn-live tbody tr").evaluate_all(CELLS)
    assert_bets(rows, next_letter(model, "", 2.0))


def assert_bets(rows, expected):
    """All symbols stand there with the right probability, the likeliest first."""
    signs, bets = zip(*rows, strict=True)
    assert sorted(signs) == sorted(SIGNS)
    shown = np.array(bets, float)
    assert (np.diff(shown) <= 0).all()
    expected = [expected[SIGNS.index(sign)] for sign in signs]
    np.testing.assert_allclose(shown, expected, atol=1e-4)


def test_all_that_shows_the_bets_has_one_order_and_the_roll_lies_in_its_side(play):
    page, live = play("names", "?names.start=&names.temp=1.5")
    outside, inside = 0, []
    for seed in range(1, 8):
        at = 1 + seed % 3
        lead_to(
            page,
            "names",
            f"?names.start=&names.temp=1.5&names.seed={seed}&names.at={at}",
        )
        rows = (
            rows_of(live, "All bets")
            if seed == 1
            else (live.locator(".rnn-live tbody tr").evaluate_all(CELLS))
        )
        order = [sign for sign, _ in rows]
        tiles = live.locator(".rnn-bets .rnn-tile-text").all_inner_texts()
        listed = [text.removeprefix("◆ ") for text in tiles]
        assert listed[:6] == order[:6]
        assert listed[6].startswith("21 others")
        rest = live.locator(".rnn-rest .rnn-tile-text").all_text_contents()
        assert [text.removeprefix("◆ ") for text in rest] == order[6:]
        needle = live.locator(".rnn-die i").evaluate(MIDDLE)
        sides = live.locator(".rnn-die span").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect())"
            ".map(({ left, right }) => [left, right])"
        )
        assert len(sides) == 7
        came = re.match("The die fell on (?:“(.)”|the (end))", sentence(live)).groups()
        place = min(6, order.index(came[0] or came[1]))
        outside += place == 6
        left, right = sides[place]
        assert left - 2 <= needle <= right + 2, seed
        if place < 6 and right - left > 20:  # px
            inside.append((needle - left) / (right - left))
        assert "◆" in tiles[place]
    assert 0 < outside < 7
    assert np.ptp(inside) > 0.3  # anywhere in its side, as the roll has it


def test_the_same_dice_write_the_same_names(play):
    page, live = play("names", "?names.start=&names.temp=0.8&names.seed=41")
    model, data = reader(page, "names")
    live.get_by_role("button", name="ten names").click()
    shown = live.get_by_label("Ten names").locator("button")
    training, held_out = (set(data[key].split()) for key in ("training", "heldOut"))
    expected = [write(model, 41 + i, "", 0.8) for i in range(10)]
    assert shown.locator(".rnn-tile-text").all_inner_texts() == expected
    kinds = [
        "copied" if n in training else "real!" if n in held_out else "invented"
        for n in expected
    ]
    notes = shown.locator(".rnn-tile-note").all_inner_texts()
    assert [note.split()[1] for note in notes] == kinds
    assert f"{kinds.count('copied')} copied" in sentence(live)
    assert not training & held_out
    address_of(page, "names")
    page.reload()
    page.wait_for_selector("#names .rnn-runs")
    assert shown.locator(".rnn-tile-text").all_inner_texts() == expected
    shown.nth(3).click()
    name = live.get_by_label("The name, letter by letter").locator(".rnn-tile-text")
    assert "".join(name.all_inner_texts()) == expected[3] + "end"


def test_a_name_is_written_letter_by_letter_by_keyboard(play):
    page, live = play("names")
    assert re.search("“mar[a-z]*” (stands in|is )", sentence(live))  # one is rolled
    lead_to(page, "names", "?names.seed=5&names.letters=0")
    model, _ = reader(page, "names")
    whole = write(model, 5, "mar")
    button = live.get_by_role("button", name="one letter")
    button.focus()
    for letter in whole[3:]:
        page.keyboard.press("Enter")
        assert f"The die fell on “{letter}”" in sentence(live)
        came = live.locator(".rnn-bets .rnn-came .rnn-tile-text").inner_text()
        assert came.endswith(f"◆ {letter}")
    page.keyboard.press("Enter")
    assert "The die fell on the end" in sentence(live)
    assert f"“{whole}” " in sentence(live)
    page.keyboard.press("Enter")  # the next name begins
    assert "names.seed=6" in address_of(page, "names")
    live.get_by_label("Temperature").press("End")
    assert "names.temp=2" in address_of(page, "names")


def test_any_beginning_is_kept_and_answered(play):
    page, live = play("names", **PHONE)
    box = live.get_by_label("Begin with")
    for typed, answer, read in [
        ("MAR", "", 3),
        ("zoé 7", "leaves out “é”, blanks, “7”", 2),
        ("", "", 0),
        ("ab" * 500, "reads its first 20 letters", 20),
    ]:
        box.fill(typed)
        assert (answer in complaint(live)) if answer else complaint(live) == ""
        assert live.locator(".rnn-typed").count() == read
        live.get_by_role("button", name="roll a name").click()
        assert box.input_value() == typed
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box.fill("mar")
    bets = live.get_by_label("The bets on the next letter")
    second = bets.get_by_role("button").nth(1)
    letter = second.locator(".rnn-tile-text").inner_text()
    second.click()
    assert box.input_value() == f"mar{letter}"
    rest = live.get_by_label("The other bets")
    assert not rest.is_visible()
    bets.get_by_role("button", name="others").click()
    places = {
        letter: (box["x"], box["y"])
        for button in rest.get_by_role("button").all()
        for letter, box in [(button.inner_text().split()[0], button.bounding_box())]
    }
    now = rest.get_by_role("button").first
    now.focus()
    for key, way in [
        ("ArrowDown", (0, 1)),
        ("ArrowRight", (1, 0)),
        ("ArrowUp", (0, -1)),
        ("ArrowLeft", (-1, 0)),
    ]:
        (x, y), before = places[focused(page)], focused(page)
        page.keyboard.press(key)  # as they lie before the eye
        went = np.sign(np.subtract(places[focused(page)], (x, y)))
        assert focused(page) != before
        assert tuple(went) == way
    letters = live.locator(".rnn-bets, .rnn-rest").get_by_role("button")
    letters.get_by_text("end", exact=True).click()
    assert "Only the die can end a name" in complaint(live)


def focused(page):
    return page.evaluate("document.activeElement.textContent").split()[0]
