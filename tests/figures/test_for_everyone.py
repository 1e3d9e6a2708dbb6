"""The figures by keyboard, ear and thumb, enlarged, printed, and in any colours."""

import pytest

from figure_pages import (
    DESKTOP,
    FIGURES,
    until_all_is_there,
    until_it_is_done,
    wait_until,
)

# What is left of a screen of 1280 × 900 at 200 %, and of one of 1280 × 1024 at 400 %.
ENLARGED = [{"width": 640, "height": 450}, {"width": 320, "height": 256}]
TWO_FRAMES = """new Promise(then =>
    requestAnimationFrame(() => requestAnimationFrame(then)))"""
SMALLEST = 24  # px of what a finger has to meet, WCAG 2.5.8
SCREENS = 1.3  # of a phone, at most, as long as what few need is folded away
LETTERS = 12  # px, at least
every_figure = pytest.mark.parametrize("figure", FIGURES)


def focused(page):
    return page.evaluate("document.activeElement.textContent")


@every_figure
def test_small_screens_cut_nothing_off_and_links_lead_to_the_sentence(play, figure):
    page, live = play(figure, text=True, viewport=ENLARGED[0])
    tables = live.locator(".rnn-live details")
    for size in ENLARGED:
        page.set_viewport_size(size)
        for is_open in ("false", "true"):
            tables.evaluate_all(f"all => all.forEach(one => one.open = {is_open})")
            page.evaluate(TWO_FRAMES)  # a drawing follows its box a frame later
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], is_open
        assert faults_of(live) == [], size
    tables.evaluate_all("all => all.forEach(one => one.open = false)")
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate(TWO_FRAMES)
    assert live.locator(".rnn-live").bounding_box()["height"] <= SCREENS * 740
    assert live.locator(".rnn-live").evaluate(LOW_LETTERS, LETTERS) == []
    page.locator(f'article a[href*="#{figure}"][href*="?"]').first.click()
    wait_until(
        page,
        """id => {
        const figure = document.getElementById(id);
        const box = figure.querySelector(".rnn-sentence").getBoundingClientRect();
        return box.top > 100 && box.bottom < innerHeight - 100; }""",
        arg=figure,
    )


LOW_LETTERS = """(live, least) => [...live.querySelectorAll("*")].filter(one =>
    [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
    && parseFloat(getComputedStyle(one).fontSize) < least
).map(one => `${getComputedStyle(one).fontSize}: ${one.outerHTML.slice(0, 120)}`)"""


def faults_of(live):
    """List what sticks out, is cut off, or is too small for a finger."""
    return live.locator(".rnn-live").evaluate(
        """(live, smallest) => {
        const box = live.getBoundingClientRect();
        const shown = element => element.checkVisibility();
        const name = element => element.outerHTML.slice(0, 120);
        const controls = [...live.querySelectorAll("button, input, select, summary")];
        const texts = [...live.querySelectorAll("button, label, output, li, summary")];
        return [
            ...controls.filter(shown).filter(control => {
                const { left, right } = control.getBoundingClientRect();
                return left < box.left - 1 || right > box.right + 1;
            }).map(control => `outside: ${name(control)}`),
            ...controls.filter(shown).filter(control => {
                const { width, height } =
                    (control.closest("label") ?? control).getBoundingClientRect();
                return Math.min(width, height) < smallest;
            }).map(control => `too small: ${name(control)}`),
            ...texts.filter(shown).filter(text =>
                text.scrollWidth > text.clientWidth + 1
                && getComputedStyle(text).display !== "inline"
            ).map(text => `cut off: ${name(text)}`),
        ]; }""",
        SMALLEST,
    )


@every_figure
def test_a_figure_rests_until_it_is_used_and_then_speaks_once(play, figure, katex):
    page, live = play(figure, before=lambda page: page.clock.install())
    until_it_is_done(page, figure)
    page.evaluate(
        """id => { window.heard = [];
        const figure = document.getElementById(id);
        const log = kind => records => window.heard.push(...records.map(
            ({ target }) => `${kind}: ${target.textContent}`));
        for (const kind of ["status", "alert"])
            new MutationObserver(log(kind)).observe(
                figure.querySelector(`[role=${kind}]`), { childList: true });
        }""",
        figure,
    )
    speaking = live.locator(".rnn-live :is([role=status], [role=alert], output)")
    loud = speaking.evaluate_all(
        "all => all.filter(e => e.ariaLive !== 'off').map(e => e.role)"
    )
    assert sorted(loud) == ["alert", "status"]
    state = "JSON.stringify(document.querySelector('#%s').firstElementChild.state)"
    before = page.evaluate(state % figure), live.locator(".rnn-sentence").inner_text()
    page.clock.run_for(1200)
    after = page.evaluate(state % figure), live.locator(".rnn-sentence").inner_text()
    assert before == after
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("window.heard") == []
    assert_accessible(page, figure, katex)
    assert_prints_as_picture(page, live)
    assert page.evaluate("window.heard") == []
    changes = {
        "stepper": "{ t: 7 }",
        "gradients": "{ gain: 2 }",
        "gates": "{ f: { value: 0, first: 2, last: 20 } }",
        "asked": "{ t: 24 }",
        "play": "{ window: 12, epochs: 0 }",
        "detective": "{ word: 5 }",
        "names": "{ seed: 3, letters: 4 }",
    }
    page.evaluate(
        f"""id => {{
        const element = document.getElementById(id).firstElementChild;
        for (let i = 0; i < 5; i++) element.set({changes[figure]});
        }}""",
        figure,
    )
    wait_until(page, "window.heard.length > 0")
    page.clock.run_for(900)
    heard = page.evaluate("window.heard")
    assert heard == [f"status: {live.locator('.rnn-sentence').text_content()}"]


# axe walks through all of a page, whatever it is asked of it.
ALONE = """id => {
    const figure = document.getElementById(id);
    for (let e = figure; e.localName !== "article"; e = e.parentElement)
        for (const other of [...e.parentElement.children])
            if (other !== e) other.remove(); }"""


def assert_accessible(page, figure, katex):
    page.evaluate(ALONE, figure)
    axe = katex.parents[2] / "axe-core/axe.min.js"
    page.evaluate(axe.read_text(encoding="utf-8"))  # no policy keeps it out
    only_colours = {"runOnly": ["color-contrast", "link-in-text-block"]}
    for scheme, name, rules in (
        ("light", "default", {}),
        ("dark", "slate", only_colours),  # the rest stays as it is
    ):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_selector(f'body[data-md-color-scheme="{name}"]')
        found = page.evaluate(
            """async ([id, rules]) =>
            (await axe.run("#" + id, { resultTypes: ["violations"], ...rules }))
            .violations.flatMap(found =>
            found.nodes.map(node => `${found.id}: ${node.html.slice(0, 200)}`))""",
            [figure, rules],
        )
        assert found == [], scheme


def assert_prints_as_picture(page, live):
    assert not live.locator(".rnn-static svg").is_visible()
    page.emulate_media(media="print")
    assert live.locator(".rnn-static svg").is_visible()
    assert not live.locator(".rnn-live").is_visible()
    page.emulate_media(media="screen")


def test_a_complaint_is_not_repeated_at_every_key(play):
    page, live = play("detective", "?detective.text=")
    page.evaluate("document.querySelector('#detective details').open = true")
    page.evaluate(
        """() => { window.alerts = 0;
        new MutationObserver(() => window.alerts++).observe(
            document.querySelector(".rnn-complaint"), { childList: true }); }"""
    )
    box = live.get_by_label("or write your own")
    box.press_sequentially("the xylophone ate the cake and the cook was innocent")
    assert "“xylophone”" in live.locator(".rnn-complaint").inner_text()
    words = page.evaluate("window.alerts")
    assert words <= len("xylophone") + 1  # while that word is typed it changes
    live.get_by_role("button", name="back").click()
    live.get_by_role("button", name="back").click()
    assert page.evaluate("window.alerts") == words


def test_while_it_trains_the_playground_hardly_speaks(play):
    page, live = play("play")
    page.evaluate(
        """() => { window.heard = 0;
        new MutationObserver(() => window.heard++).observe(
            document.querySelector("[role=status]"), { childList: true }); }"""
    )
    live.get_by_role("button", name="train").click()
    wait_until(
        page,
        "parseInt(document.querySelector('.rnn-sentence').textContent) > 40",
        timeout=60_000,
    )
    assert page.evaluate("window.heard") <= 1
    live.get_by_role("button", name="pause").click()
    said = "document.querySelector('[role=status]').textContent"
    wait_until(page, f"/^\\d+ epochs: error/.test({said})")


def test_buttons_that_can_do_no_more_keep_the_focus(play):
    page, live = play("stepper", "?stepper.t=19")
    for name in ("next", "back"):
        button = live.get_by_role("button", name=name, exact=True)
        button.focus()
        for _ in range(21):
            page.keyboard.press("Enter")
        assert button.get_attribute("aria-disabled") == "true"
        assert name in focused(page)
    assert live.locator(".rnn-sentence").inner_text().startswith("Nothing is read yet")


def test_fingers_step_and_bend(play):
    options = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    page, live = play("stepper", "?stepper.t=0", **options, is_mobile=True)
    live.get_by_role("button", name="next").tap()
    assert live.locator(".rnn-sentence").inner_text().startswith("Step 1:")
    plot = live.locator(".rnn-scrub").bounding_box()
    page.touchscreen.tap(plot["x"] + plot["width"] / 2, plot["y"] + 20)
    assert live.locator(".rnn-sentence").inner_text().startswith("Step 16:")
    page.evaluate("document.querySelector('#stepper details').open = true")
    bend = live.get_by_label("Bend this value")
    bend.scroll_into_view_if_needed()
    box = bend.bounding_box()
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    assert float(bend.input_value()) > 1
    assert live.get_by_role("button", name="true values").is_enabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_colours_of_ones_own_what_is_chosen_shows(play, scheme):
    _, live = play("detective", color_scheme=scheme, forced_colors="active")
    outline = "tile => getComputedStyle(tile).outlineStyle"
    chosen = live.locator('.rnn-tile[aria-pressed="true"]').first
    other = live.locator('.rnn-tile[aria-pressed="false"]').first
    assert chosen.evaluate(outline) == "solid"
    assert other.evaluate(outline) == "none"
    width = "bar => getComputedStyle(bar).outlineStyle"
    assert live.locator(".rnn-tile-bar").first.evaluate(width) == "solid"


def test_back_leads_from_a_figure_to_the_link_that_set_it(play):
    page, live = play("gates", text=True)
    until_all_is_there(page)
    link = page.locator('article a[href*="gates.o="]').first
    link.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    before = page.url
    link.click()
    assert "You hold" in live.locator(".rnn-sentence").inner_text()
    assert "output gate" in live.locator(".rnn-sentence").inner_text()
    page.go_back()  # the theme may fetch the page anew
    said = "document.querySelector('.rnn-runs .rnn-sentence')?.textContent"
    wait_until(page, f"{said} && !{said}.includes('output gate')")
    wait_until(page, f"Math.abs(scrollY - {place}) < 5")
    assert page.url.partition("#")[0] == before.partition("#")[0]


def test_a_link_to_a_state_leads_to_the_figure(open_page, wrong):
    page = open_page("learn/lstm", wrong, "?gates.f=0_2_20", viewport=DESKTOP)
    page.wait_for_selector("#gates .rnn-runs", timeout=20_000)
    wait_until(
        page,
        """() => {
        const box = document.getElementById("gates").getBoundingClientRect();
        return box.top < innerHeight / 2 && box.bottom > innerHeight / 2; }""",
    )
