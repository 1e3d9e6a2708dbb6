"""What the policy of every page forbids, and that it keeps nobody from anything."""

import re
from urllib.parse import urljoin

import pytest

from engine.publish import declared
from figure_pages import until_all_is_there

# First of all, but for what has to come within the first kilobyte.
META = re.compile(
    r'<head><meta charset="utf-8">'
    r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
)
COMPUTES = re.compile(r"<script\b[^>]*/(?:figures/load|run-here/offers)\.m?js")
FORBIDDEN = {
    "script": "document.head.append(Object.assign("
    "document.createElement('script'), { textContent: 'window.ran = 1' }))",
    "handler": "document.body.setAttribute('onclick', 'window.ran = 1')",
    "eval": "try { setTimeout('window.ran = 1') } catch {}",
    "style": "document.body.setAttribute('style', 'color: red')",
    "picture": "new Image().src = 'http://a.invalid/b.png'",
    "request": "fetch('http://a.invalid/').catch(() => {})",
    "form": "document.body.append(document.createElement('form'));"
    "document.forms[document.forms.length - 1].submit()",
}


@pytest.fixture(scope="module")
def texts(site):
    files = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    return {file.relative_to(site).as_posix(): text for file, text in files.items()}


def policy_of(text):
    rules = [rule.split() for rule in META.search(text)[1].split("; ")]
    return {name: allowed for name, *allowed in rules}


def test_every_page_has_a_strict_policy(texts):
    for name, text in texts.items():
        policy = policy_of(text)
        assert policy["default-src"] == ["'none'"], name
        allowed = {one for rule in policy.values() for one in rule}
        assert not any(":/" in one or "*" in one for one in allowed), name
        unsafe = {one for one in allowed if "unsafe" in one}
        computes = COMPUTES.search(text)
        assert unsafe == ({"'wasm-unsafe-eval'"} if computes else set()), name


def test_no_style_stands_in_an_attribute(texts, site):
    used = set()
    for name, text in texts.items():
        shown = re.sub(r"(?s)<(script|style|textarea)\b.*?</\1>", "", text)
        assert not re.search(r"""<\w(?:[^<>"']|"[^"]*")*\sstyle=""", shown), name
        used |= {*re.findall(r'class="(?:[^"]* )?(as-\d+)"', shown)}
    sheet = (site / declared.SHEET).read_text(encoding="utf-8")
    assert used == {*re.findall(r"(?m)^\.(as-\d+):", sheet)}


def test_pages_with_the_same_policy_are_swapped_and_others_loaded(
    texts, open_page, address, wrong
):
    kinds = {True: [], False: []}
    for name, text in texts.items():
        if name.endswith("index.html"):
            url = urljoin(address, name.removesuffix("index.html"))
            kinds["'wasm-unsafe-eval'" in policy_of(text)["script-src"]].append(url)
    if min(map(len, kinds.values())) < 2:
        pytest.skip("there are no two pages of each kind")
    (first, second), (third, fourth) = (urls[:2] for urls in kinds.values())
    page = open_page(".", wrong)
    page.goto(first)
    for target, is_swapped in ((second, True), (third, False), (fourth, True)):
        until_all_is_there(page)
        page.evaluate("window.isSame = true")
        page.evaluate(
            """address => {
            const link = document.createElement("a");
            document.body.append(Object.assign(link, { href: address }));
            link.click(); }""",
            target,
        )
        page.wait_for_url(target)
        page.locator("h1").first.wait_for()
        assert bool(page.evaluate("window.isSame")) == is_swapped, target
        metas = page.locator('meta[http-equiv="Content-Security-Policy"]')
        assert metas.count() == 1


def test_what_is_forbidden_does_not_happen_and_is_heard(open_page):
    for name, script in FORBIDDEN.items():
        wrong = []
        page = open_page(".", wrong)
        with page.expect_console_message(lambda one: "Security Policy" in one.text):
            page.evaluate(f"() => {{ {script} }}")
            page.evaluate("document.body.click()")
        assert wrong, name
        assert not page.evaluate("window.ran")
        assert (
            page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
        )
