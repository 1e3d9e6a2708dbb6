"""The built site in a real Chromium."""

from pathlib import Path

import pytest

from figure_pages import typeface, until_all_is_there, wait_until

SIZES = {
    "phone": {"width": 360, "height": 740},
    "desktop": {"width": 1440, "height": 900},
}
SCHEMES = {"light": "default", "dark": "slate"}
# All pages are looked at in two settings, which have every size and scheme between
# them; one page of each kind in the other two as well. In the second setting, and in
# its colours, one page stands for the code reference, which a single template writes.
EVERY_PAGE = [("phone", "light"), ("desktop", "dark")]
OF_EACH_KIND = [("phone", "dark"), ("desktop", "light")]
KINDS = [".", "learn/first-rnn", "labs/sine", "reference/training", "glossary"]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
COLOURS = ["color-contrast", "link-in-text-block"]
# What is far from the screen is looked at as if it were near, two frames later.
ALL_NEAR = """() => new Promise(then => {
    const styles = new CSSStyleSheet();
    styles.replaceSync("* { content-visibility: visible !important }");
    document.adoptedStyleSheets = [styles];
    requestAnimationFrame(() => requestAnimationFrame(then)); })"""
MOST_STOPS = 12  # before the article
# Some 75 letters; figures are as wide as they are.
MOST_EMS = 32
LONG_LINES = """most => [...document.querySelectorAll("article :is(p, li, dd)")]
    .filter(element => element.checkVisibility()
        && !element.closest(".rnn-live, svg, .admonition-title")
        && element.clientWidth > most * parseFloat(getComputedStyle(element).fontSize))
    .map(element => element.outerHTML.slice(0, 100))"""
IDLE_STOPS = """() => [...document.querySelectorAll(".headerlink, pre, pre > code")]
    .filter(element => element.tabIndex >= 0 && element.checkVisibility()
        && (element.scrollWidth <= element.clientWidth || element.matches("a")))
    .map(element => element.outerHTML.slice(0, 100))"""
# Of a group of choices one is a stop.
STOPS_BEFORE = """() => {
    const article = document.querySelector("article");
    const isBefore = element => article.compareDocumentPosition(element) & 2;
    const isSeen = element => element.checkVisibility({ visibilityProperty: true });
    const all = [...document.querySelectorAll("a[href], button, input, [tabindex]")];
    return new Set(all.filter(isBefore).filter(isSeen)
        .filter(element => element.tabIndex >= 0 && !element.disabled)
        .map(element => element.type === "radio" ? element.name : element)).size; }"""
# Gone through backwards, which brings each stop to the upper edge.
HIDDEN_STOPS = """() => {
    const bar = document.querySelector(".md-header");
    const all = document.querySelectorAll(
        "article :is(a[href], button, input, summary, textarea, [tabindex])");
    return [...all].reverse().filter(element => {
        element.focus();
        return document.activeElement === element
            && element.getBoundingClientRect().bottom
                <= bar.getBoundingClientRect().bottom;
    }).map(element => element.outerHTML.slice(0, 100)); }"""
LANDMARKS = """() => [...document.querySelectorAll("nav:not([role]), main")]
    .filter(element => element.checkVisibility({ visibilityProperty: true }))
    .map(element => `${element.localName} ${element.ariaLabel}`)"""
FAULTS = """async options => {
    const found = await axe.run({ resultTypes: ["violations"], ...options });
    return found.violations.flatMap(violation => violation.nodes.map(
        node => `${violation.id}: ${node.html.slice(0, 200)}`)); }"""
# Contrast takes longer than all else, as pages have thousands of words in few colours:
# two of each kind stand for it, on whichever pages. A kind has the same elements and
# classes up to the root, and the same colours there; and letters of one size, more than
# one or a single. What was chosen is remembered while one page follows the other, by
# `judged`, the setting in which contrast is looked at, if it is.
CHOOSE = """judged => {
    const before = JSON.parse(sessionStorage.getItem(`chosen ${judged}`) ?? "{}");
    const numbers = before.numbers ?? {}, count = before.count ?? {};
    const known = new Map();
    const numbered = text => numbers[text] ??= Object.keys(numbers).length;
    const painted = element => {
        const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
        return [element.localName, element.getAttribute("class"),
            backgroundColor, backgroundImage, opacity];
    };
    const path = element => {
        if (!element) return "";
        if (!known.has(element)) known.set(element,
            numbered(`${path(element.parentElement)} ${painted(element)}`));
        return known.get(element);
    };
    for (const element of document.body.querySelectorAll("*")) {
        const own = [...element.childNodes].filter(node => node.nodeType === 3);
        const text = own.map(node => node.data.trim()).join("");
        const { color, fontSize, fontWeight } = getComputedStyle(element);
        const kind = [path(element), color, fontSize, fontWeight, text.length > 1];
        const isSeen = text && element.checkVisibility({ visibilityProperty: true });
        if (isSeen) count[kind] = (count[kind] ?? 0) + 1;
        element.toggleAttribute("data-chosen", isSeen && count[kind] <= 2);
    }
    for (const code of document.querySelectorAll("pre code"))  // most of all elements
        if (!code.querySelector("[data-chosen]")) code.textContent = code.textContent;
    if (judged)
        sessionStorage.setItem(`chosen ${judged}`, JSON.stringify({ numbers, count }));
    const rule = { id: "color-contrast", selector: "[data-chosen]" };
    axe.configure({ rules: [rule] }); }"""


def settings_for(name):
    if name in KINDS:
        return EVERY_PAGE + OF_EACH_KIND
    return EVERY_PAGE[:1] if name.startswith("reference/") else EVERY_PAGE


def test_there_is_a_page_of_each_kind(pages):
    assert set(KINDS) <= set(pages)


def test_every_page_opens_without_a_fault(open_page, each_page, address):
    wrong = []
    page = open_page(".", wrong, reduced_motion="reduce")
    axe = AXE.read_text(encoding="utf-8")
    for name in each_page:
        (size, scheme), *more = settings_for(name)
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(address + ("" if name == "." else f"{name}/"))
        until_all_is_there(page)
        page.evaluate(ALL_NEAR)
        look_at_stops(page, name)
        page.evaluate(axe)  # no policy keeps it out
        rules = {} if more else {rule: {"enabled": False} for rule in COLOURS}
        rules["target-size"] = {"enabled": True}
        look_at(page, name, size, scheme, {"rules": rules}, judges=not more)
        for size, scheme in more:
            page.set_viewport_size(SIZES[size])
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            rules = [*COLOURS, "scrollable-region-focusable"]  # the rest stays as it is
            look_at(page, name, size, scheme, {"runOnly": rules}, judges=True)
        assert wrong == [], name
    assert page.context.cookies() == []


def look_at(page, name, size, scheme, options, judges):
    where = f"{name}, {size}, {scheme}"
    page.wait_for_selector(f'body[data-md-color-scheme="{SCHEMES[scheme]}"]')
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES[size]["width"], f"{where} scrolls sideways"
    assert page.evaluate(LONG_LINES, MOST_EMS) == [], where
    page.evaluate(CHOOSE, f"{size} {scheme}" if judges else None)
    assert page.evaluate(FAULTS, options) == [], where


def look_at_stops(page, name):
    """By keyboard a reader gets to the article soon, and stops at nothing idle."""
    assert page.evaluate(IDLE_STOPS) == [], name
    assert page.evaluate(STOPS_BEFORE) <= MOST_STOPS, name
    names = page.evaluate(LANDMARKS)
    assert len(names) == len(set(names)), f"{name}: {names}"


def test_what_has_the_focus_is_seen(open_page, address):
    page = open_page(".", [], viewport={"width": 1000, "height": 400})
    for name in ("learn/first-rnn", "reference/scratch", "playground"):
        page.goto(f"{address}{name}/")
        until_all_is_there(page)
        assert page.evaluate("document.querySelectorAll('article a[href]').length") > 5
        assert page.evaluate(HIDDEN_STOPS) == [], name


def test_every_page_can_be_read_without_javascript(open_page, each_page, address):
    page = open_page(".", [], viewport=SIZES["phone"], java_script_enabled=False)
    for name in each_page:
        page.goto(address + ("" if name == "." else f"{name}/"))
        assert page.locator("h1").first.is_visible(), name
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES["phone"]["width"], f"{name} scrolls sideways"
        article = page.locator("article")
        assert len(article.inner_text()) > 200, name
        for part in ("p", "pre", ".rnn-figure svg", ".rnn-formula"):
            shown = article.locator(f"{part}:visible").count()
            folded = article.locator(f":is(details, .tabbed-block) {part}").count()
            assert shown >= article.locator(part).count() - folded, f"{name}: {part}"


def test_formulas_diagrams_and_plots_need_no_javascript(open_page):
    page = open_page("learn/first-rnn", [], java_script_enabled=False)
    assert page.locator(".katex-html:visible").count() > 20
    for kind in (".rnn-diagram svg", ".rnn-figure svg"):
        box = page.locator(kind).first.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 100
    question = page.locator("details.question").first
    question.locator("summary").click()
    assert question.locator("p").first.is_visible()


def test_formulas_use_their_fonts(open_page):
    page = open_page("learn/first-rnn", [])
    page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    families = {name.strip('"') for name in page.evaluate(loaded)}
    assert {"KaTeX_Main", "KaTeX_Math", typeface()} <= families


def test_figures_change_their_colours_with_the_scheme(open_page):
    colour = "getComputedStyle(document.querySelector('.rnn-figure text')).fill"
    seen = {
        scheme: open_page(".", [], color_scheme=scheme).evaluate(colour)
        for scheme in ("light", "dark")
    }
    assert seen["light"] != seen["dark"]


def test_dark_pages_print_in_light_colours(open_page):
    colours = """selector => {
        const style = getComputedStyle(document.querySelector(selector));
        return [style.backgroundColor, style.color];
    }"""
    pages = {}
    for scheme in ("dark", "light"):
        pages[scheme] = open_page("learn/first-rnn", [], color_scheme=scheme)
        pages[scheme].emulate_media(media="print", color_scheme=scheme)
    for part in (".highlight code", ".rnn-claim", "figcaption", "td", "body"):
        dark, light = (page.evaluate(colours, part) for page in pages.values())
        assert dark == light, part


def test_each_kind_of_box_has_a_sign_of_its_own_and_all_have_one_shape(open_page):
    looks = """kinds => kinds.map(kind => {
        const box = document.createElement("div");
        box.innerHTML = `<div class="admonition ${kind}">
            <p class="admonition-title">A title</p><p>Words</p></div>`;
        document.querySelector("article").append(box);
        const [frame, title] = [box.firstElementChild, box.querySelector("p")];
        const sign = getComputedStyle(title, "::before").maskImage;
        const { borderTopColor, backgroundColor } = getComputedStyle(frame);
        return [sign, [borderTopColor, backgroundColor].join()]; })"""
    page = open_page("learn/first-rnn", [])
    kinds = ["derivation", "guess", "example", "question", "rnn-hint", "note"]
    signs, shapes = zip(*page.evaluate(looks, [*kinds, "warning"]), strict=True)
    assert len({*signs}) == len(signs)
    assert len({*shapes}) == 1
    # The legend has the same signs, and those of claims.
    legend = """[...document.querySelectorAll(".rnn-kind")].map(
        kind => getComputedStyle(kind, "::before").maskImage)"""
    assert {*signs[:-1]} < {*page.evaluate(legend)}
    assert len({*page.evaluate(legend)}) == len(kinds) + 2


def test_no_result_is_cut_off_on_a_phone(open_page):
    cut_off = """() => [...document.querySelectorAll(".rnn-output, .rnn-formula")]
        .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
        .map(e => e.textContent.trim().slice(0, 80))"""
    for name in ("learn/first-rnn", "labs/sine", "."):
        page = open_page(name, [], viewport=SIZES["phone"])
        until_all_is_there(page)
        assert page.evaluate(cut_off) == [], name


def test_a_tap_on_a_value_tells_how_it_was_computed(open_page):
    page = open_page("learn/first-rnn", [], viewport=SIZES["phone"])
    page.locator("data").first.click()
    told = "getComputedStyle(document.activeElement, '::after').content"
    assert "computed by this page" in page.evaluate(told)


def test_answers_unfold_by_keyboard(open_page):
    page = open_page("learn/first-rnn", [])
    question = page.locator("details.question").first
    assert question.get_attribute("open") is None
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    assert question.get_attribute("open") is not None


def test_search_finds_a_word_of_the_lesson(open_page, wrong):
    asked = []

    def before(page):
        page.on("request", lambda request: asked.append(request.url))

    page = open_page(".", wrong, before=before)
    until_all_is_there(page)
    assert not any("search_index" in url for url in asked)  # nobody searches yet
    page.keyboard.press("/")
    page.keyboard.type("unrolled", delay=20)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    assert sum("search_index" in url for url in asked) == 1
    assert "learn/first-rnn" in result.get_attribute("href")


def test_a_word_that_was_searched_for_is_marked(open_page, wrong):
    page = open_page("learn/first-rnn", wrong, "?h=unrolled")
    marked = page.locator("article mark", has_text="unrolled").first
    marked.wait_for(state="attached")


def test_copied_code_is_the_code_alone(open_page, address):
    page = open_page("labs/sine", [], permissions=["clipboard-read", "clipboard-write"])
    page.locator(".md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import numpy as np\n")


BLOCKED = """Object.defineProperty(window, "localStorage", {
    configurable: true, get() { throw new DOMException("no", "SecurityError"); } })"""


def test_what_is_done_is_marked_where_something_can_be_kept_or_not(
    open_page, wrong, pages, address
):
    texts = {name: file.read_text(encoding="utf-8") for name, file in pages.items()}
    lessons = [name for name, text in texts.items() if "<rnn-done" in text]
    if not lessons:
        pytest.skip("no lessons")
    for before in (None, lambda page: page.add_init_script(BLOCKED)):
        page = open_page(lessons[0], wrong, before=before, viewport=SIZES["desktop"])
        button = page.locator("rnn-done button")
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        marked = page.locator(".md-nav__link.rnn-is-done")
        assert marked.count() == 1
        page.goto(address)
        until_all_is_there(page)
        course = page.locator(".rnn-course a")
        if before is None and course.count():
            done = page.locator(".rnn-course .rnn-is-done")
            assert done.get_attribute("href").endswith(f"{lessons[0]}/")
            assert page.locator(".rnn-course .rnn-is-here").count() == 1


def test_colours_are_those_of_the_device_until_others_are_chosen(open_page, wrong):
    page = open_page(".", wrong, color_scheme="dark")

    def until(scheme):
        """Wait until the page, and what the browser draws around it, have a scheme."""
        wait_until(
            page,
            """([scheme, name]) => document.body.dataset.mdColorScheme === name
            && (getComputedStyle(document.documentElement).colorScheme === "dark")
                === (scheme === "dark")""",
            [scheme, SCHEMES[scheme]],
        )

    until("dark")
    page.emulate_media(color_scheme="light")
    until("light")
    page.get_by_title("Colours as on your device").click()
    page.emulate_media(color_scheme="dark")
    until("light")
    page.locator("#__palette_1").focus()
    page.keyboard.press("Enter")
    page.emulate_media(color_scheme="light")
    until("dark")
    page.reload()
    until("dark")
    page.get_by_title("Dark colours; switch to the device").wait_for()
