"""The playground, in a real Chromium: networks that learn in the page."""

import json
import re
import runpy

import pytest

from figure_pages import until_all_is_there, wait_until

LONG_TASK = 0.05  # s of work at a time after which a page feels slow
LONG = 60_000  # ms in which any training of these tests is done


@pytest.fixture
def learn(play):
    """Opens the playground, and waits until its run is there."""

    def learn(query="", **options):
        page, live = play("play", query, **options)
        live.locator("details").evaluate_all("all => all.map(one => one.open = true)")
        until(page, "text => !text.startsWith('One moment')")
        return page, live

    return learn


def until(page, holds, arg=None):
    """Wait until the figure's sentence is as a function in JavaScript wants it."""
    said = "document.querySelector('#play .rnn-sentence').textContent"
    wait_until(page, f"arg => ({holds})({said}, arg)", arg, timeout=LONG)


def sentence(live):
    return live.locator(".rnn-sentence").inner_text()


def complaint(live):
    return live.locator(".rnn-complaint").inner_text()


def legend(live):
    return live.locator(".rnn-legend li").all_inner_texts()


def press(live, name):
    live.get_by_role("button", name=name).click()


def train(page, live, more_than, rest=True):
    """Train at full speed."""
    live.get_by_label("Speed").select_option("0")
    press(live, "train")
    until(page, "(text, n) => parseInt(text) > n", more_than)
    if rest:
        press(live, "pause")
        live.get_by_role("button", name="train").wait_for()


def choose(live, series):
    live.get_by_role("group", name="Series").get_by_text(series, exact=True).click()


def state(page):
    return page.evaluate("document.querySelector('rnn-playground').state")


def run(program):
    """Run a program as a reader does, but here, where PyTorch is loaded."""
    runpy.run_path(str(program), run_name="__main__")


def test_the_program_trains_as_the_playground_did(learn, tmp_path, capsys):
    said, programs = [], []
    for cell, rates in (("RNN", "0.01"), ("GRU", "0.01_9:0.003")):
        asked = f"play.data=logistic&play.cell={cell}&play.units=8&play.rates={rates}"
        page, live = learn(f"?play.epochs=15&{asked}")
        until(page, "text => text.startsWith('15 epochs')")
        for name in ("download the weights", "download it as PyTorch code"):
            with page.expect_download() as handed:
                press(live, name)
            handed.value.save_as(tmp_path / cell / handed.value.suggested_filename)
        programs.append(tmp_path / cell / "playground.py")
        said.append(sentence(live))
    capsys.readouterr()
    for program in programs:
        run(program)
    told = capsys.readouterr().out
    errors = [float(line.split()[-1]) for line in told.splitlines()]
    assert len(errors) == 2 * len(said)
    for sentence_there, here, there in zip(
        said, errors[::2], errors[1::2], strict=True
    ):
        assert here == pytest.approx(there, rel=1e-3)
        assert f"error {there:.3f}" in sentence_there
    file = tmp_path / "RNN/playground-weights.json"
    saved = json.loads(file.read_text())
    assert saved["initial"] != saved["learned"]
    saved["settings"]["cell"] = "LSTM"
    file.write_text(json.dumps(saved))
    with pytest.raises(SystemExit, match="another kind of cell"):  # no traceback
        run(programs[0])


def test_it_learns_stops_and_starts_again_alike(learn):
    page, live = learn()
    train(page, live, 60)
    epochs = int(sentence(live).split()[0])
    page.wait_for_url(re.compile(rf"play\.epochs={epochs}\b"))
    before = sentence(live)
    page.reload()
    page.wait_for_selector("#play .rnn-runs")
    until(page, "(text, before) => text === before", before)
    seed = state(page)["seed"]
    press(live, "start again")
    until(page, "text => text.startsWith('0 epochs')")
    assert state(page)["seed"] == seed


def test_on_a_phone_both_charts_are_seen_while_it_trains(play):
    page, live = play("play", viewport={"width": 360, "height": 740})
    until(page, "text => text.startsWith('0 epochs')")
    live.locator(".rnn-learns").evaluate("charts => charts.scrollIntoView()")
    press(live, "train")
    until(page, "text => parseInt(text) > 3")
    places = [*live.locator(".rnn-chart").all(), live.locator(".rnn-main")]
    assert len(places) == 3
    edges = [(box["y"], box["y"] + box["height"]) for box in map(box_of, places)]
    assert min(edges)[0] >= 0
    assert max(edges)[1] <= 740
    assert [top for top, _ in edges] == sorted(top for top, _ in edges)


def box_of(place):
    return place.bounding_box()


def test_where_it_first_beats_both_baselines_is_said_and_marked(learn):
    page, live = learn("?play.data=logistic&play.rates=0.01&play.epochs=40")
    until(page, "text => text.startsWith('40 epochs')")
    first = int(
        re.search(r"It beats both, first after (\d+) epochs", sentence(live))[1]
    )
    view = "document.querySelector('rnn-playground').view.loss"
    mark = page.evaluate(f"{view}.paths.querySelector('.rnn-dots').getAttribute('d')")
    most = page.evaluate(f"{view}.x[1]")
    assert float(re.match(r"M([\d.]+)", mark)[1]) == pytest.approx(
        1000 * first / most, abs=0.1
    )
    errors = page.evaluate(
        """() => { const found = [];
        const { view } = document.querySelector("rnn-playground");
        const draw = view.draw.bind(view);
        view.draw = (run) => { found.push(...run.errors); draw(run); };
        document.querySelector("rnn-playground").refresh();
        return found; }"""
    )
    bars = [
        float(text) for text in re.findall(r"(?:has|sum) (\d\.\d+)", sentence(live))
    ]
    assert errors[first] < min(bars)
    assert min(errors[:first]) >= min(bars) - 5e-4


def test_one_epoch_is_one_epoch(learn):
    page, live = learn()
    press(live, "one epoch")
    until(page, "text => text.startsWith('1 epoch:')")
    press(live, "one epoch")
    until(page, "text => text.startsWith('2 epochs:')")


def test_whoever_changes_his_mind_during_training_sees_no_old_run(learn):
    page, live = learn()
    untrained = {}
    for cell in ("LSTM", "GRU", "RNN"):
        live.get_by_label("Cell", exact=True).select_option(cell)
        until(page, "text => text.startsWith('0 epochs')")
        untrained[cell] = sentence(live)
    assert len(set(untrained.values())) == 3
    train(page, live, 40, rest=False)
    for cell in ("LSTM", "GRU", "RNN", "LSTM"):
        live.get_by_label("Cell", exact=True).select_option(cell)
        until(page, "text => text.startsWith('0 epochs')")
        assert sentence(live) == untrained[cell]
        press(live, "one epoch")  # the first of the new run: the old one has ended
        until(page, "text => text.startsWith('1 epoch:')")
        train(page, live, 3, rest=False)
    window = live.get_by_label("Window", exact=True)
    window.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    until(page, "text => text.startsWith('0 epochs')")
    press(live, "one epoch")
    until(page, "text => text.startsWith('1 epoch:')")
    assert state(page)["window"] == 28


def test_a_kept_run_stays_until_the_series_is_another(learn):
    page, live = learn()
    train(page, live, 20)
    press(live, "keep for comparison")
    assert any("kept: the same settings" in entry for entry in legend(live))
    live.get_by_label("Cell", exact=True).select_option("GRU")
    until(page, "text => text.startsWith('0 epochs')")
    assert "kept: RNN" in legend(live)
    live.get_by_label("Hidden units").select_option("8")
    until(page, "text => text.startsWith('0 epochs')")
    assert "kept: RNN, 16 units" in legend(live)
    choose(live, "logistic map")
    until(page, "text => text.startsWith('0 epochs')")
    assert not any("kept" in entry for entry in legend(live))
    press(live, "one epoch")
    until(page, "text => text.startsWith('1 epoch:')")
    press(live, "keep for comparison")
    press(live, "forget what is kept")
    assert not any("kept" in entry for entry in legend(live))


def test_a_new_learning_rate_goes_into_the_link_with_its_epoch(learn):
    page, live = learn()
    train(page, live, 30)
    live.get_by_label("Learning rate").select_option("0.1")
    rates = "document.querySelector('rnn-playground').state.rates"
    wait_until(page, f"{rates}.length === 2")
    epochs = int(sentence(live).split()[0])
    (start, first), changed = state(page)["rates"]
    assert start == 0
    assert changed == [epochs, 0.1]
    press(live, "one epoch")
    until(page, "(text, n) => parseInt(text) === n", epochs + 1)
    page.wait_for_url(re.compile(rf"play\.epochs={epochs + 1}\b"))
    assert f"play.rates={first}_{epochs}%3A0.1" in page.url
    before = sentence(live)
    page.reload()
    page.wait_for_selector("#play .rnn-runs")
    until(page, "(text, before) => text === before", before)


def test_a_step_to_another_part_of_the_page_ends_no_run(learn):
    page, live = learn(text=True)
    until_all_is_there(page)
    train(page, live, 30, rest=False)
    page.locator("h2 .headerlink").first.click()
    assert page.url.endswith("#five-things-to-find-out")
    heading = page.locator("#five-things-to-find-out")
    assert 40 < heading.bounding_box()["y"] < 160  # below the theme's head
    page.keyboard.press("Tab")  # goes on from there
    is_after = "heading.compareDocumentPosition(document.activeElement) & 4"
    assert heading.evaluate(f"heading => {is_after}")
    until(page, "text => parseInt(text) > 60")
    press(live, "pause")
    live.get_by_role("button", name="train").wait_for()
    assert int(sentence(live).split()[0]) > 60


def test_a_reload_during_training_loses_little(learn):
    page, live = learn()
    choose(live, "logistic map")
    live.get_by_label("Cell", exact=True).select_option("GRU")
    press(live, "train")
    until(page, "text => parseInt(text) > 20")
    page.reload()
    page.wait_for_selector("#play .rnn-runs")
    until(page, "text => parseInt(text) > 5")
    found = state(page)
    assert (found["data"], found["cell"]) == ("logistic", "GRU")


def test_a_run_that_diverges_says_so_and_stops(learn):
    page, live = learn("?play.rates=1&play.units=64&play.data=noise")
    live.get_by_label("Speed").select_option("0")
    press(live, "train")
    until(page, "text => text.startsWith('The training has run away')")
    button = live.get_by_role("button", name="train", exact=False)
    assert button.first.get_attribute("aria-disabled") == "true"
    assert live.locator(".rnn-live tbody td").first.inner_text() == "–"
    ends = "element => element.view.loss.paths.lastChild.getAttribute('d')"
    lost = page.locator("rnn-playground").evaluate(ends)
    press(live, "keep for comparison")
    live.get_by_label("Learning rate").select_option("0.01")
    until(page, "text => text.startsWith('0 epochs')")
    train(page, live, 5)
    assert "kept: rate 1" in legend(live)
    kept = "element => element.view.loss.paths.children"
    curves = page.locator("rnn-playground").evaluate(
        f"element => [...({kept})(element)].map(path => path.getAttribute('d'))"
    )
    assert lost.count("L") in [curve.count("L") for curve in curves]


def test_seeds_are_typed_or_another_is_taken(learn):
    page, live = learn()
    first = sentence(live)
    press(live, "other seed")
    until(page, "(text, first) => text.startsWith('0') && text !== first", first)
    box = live.get_by_label("Seed", exact=True)
    seed = int(box.input_value())
    assert state(page)["seed"] == seed
    box.fill("123456")
    page.keyboard.press("Enter")
    assert "a whole number from 0 to 9999" in complaint(live)
    assert box.input_value() == "123456"  # nothing is lost
    press(live, "start again")
    assert (box.input_value(), complaint(live)) == (str(seed), "")
    box.fill("123456")
    page.keyboard.press("Enter")
    box.fill(str(seed - 1))
    page.keyboard.press("Enter")
    until(page, "(text, first) => text === first", first)
    assert complaint(live) == ""


def test_a_drawing_can_be_typed_and_nonsense_is_answered(learn):
    page, live = learn("?play.data=drawn")
    box = live.get_by_label("Draw above, or type")
    for text, answer in {
        "0 1 hello": "“hello” is no number",
        "1": "2 to 50 numbers",
        "0.5 0.5": "alike",
        "0 3": "“3” is no number from −1 to 1",
    }.items():
        box.fill(text)
        press(live, "use these")
        assert answer in complaint(live)
        assert box.input_value() == text  # nothing is lost
    for text in ("0 1, 0 −1", "0,1,0,-1", "0; 1; 0; -1", "0,0 1,0 0 -1"):
        box.fill(text)
        page.keyboard.press("Enter")
        assert complaint(live) == ""
        assert state(page)["drawn"] == [0, 1, 0, -1]
    wait_until(page, "location.search.includes('play.drawn=0_1_0_-1')")


def test_a_series_is_drawn_by_hand(learn):
    page, live = learn("?play.data=drawn")
    pad = live.locator(".rnn-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    left, top, width, height = (box[key] for key in ("x", "y", "width", "height"))

    def stroke(*heights):
        page.mouse.move(left + 1, top + heights[0] * height)
        page.mouse.down()
        for i, share in enumerate(heights):
            across = left + 1 + (width - 2) * i / (len(heights) - 1)
            page.mouse.move(across, top + share * height)
        page.mouse.up()

    before = state(page)["drawn"]
    stroke(0.0, 0.0)  # along the upper edge: flat
    assert "alike" in complaint(live)
    assert state(page)["drawn"] == before
    stroke(0.1, 0.9)
    drawn = state(page)["drawn"]
    assert len(drawn) == 50
    assert drawn == sorted(drawn, reverse=True)
    assert all(value == round(value, 2) for value in drawn)
    until(page, "text => text.startsWith('0 epochs')")
    page.mouse.up()  # a click that ends here draws nothing
    assert state(page)["drawn"] == drawn
    train(page, live, 20)


def test_the_link_to_a_state_leads_there(learn):
    page, live = learn(permissions=["clipboard-read", "clipboard-write"])
    train(page, live, 10)
    press(live, "copy the link")
    live.get_by_role("button", name="copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("#play")
    query = link.partition("?")[2].partition("#")[0]
    other, there = learn(f"?{query}")
    until(other, "(text, wanted) => text === wanted", sentence(live))
    assert state(other) == state(page)
    assert complaint(there) == ""


def test_training_leaves_the_page_awake(learn):
    page, live = learn("?play.cell=LSTM&play.units=32", reduced_motion=None)
    page.evaluate(
        """() => { window.reports = 0;
        const figure = document.querySelector("rnn-playground");
        const refresh = figure.refresh.bind(figure);
        figure.refresh = () => { window.reports++; refresh(); }; }"""
    )
    session = page.context.new_cdp_session(page)
    # The time that the page's thread has worked, however busy the machine is otherwise.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in metrics}["TaskDuration"]

    before = worked()
    train(page, live, 60)
    reports = page.evaluate("window.reports")
    assert reports >= 2
    assert 0 < (worked() - before) / reports < LONG_TASK
