"""What the policy of every page forbids, and that it keeps nobody from anything."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from engine.publish import declared

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
    assert not (site / declared.SHEET).exists()  # it is part of what all pages share
    sheets = site.glob("assets/stylesheets/*.css")
    known = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    assert used == {*re.findall(r"(?m)(?:^|\})\.(as-\d+):", known)}


def test_a_page_may_run_and_look_like_its_own_scripts_and_styles_alone(texts):
    for name, text in texts.items():
        inside = re.findall(r"<(script|style)\b([^>]*)>(.*?)</\1>", text, re.DOTALL)
        for kind in ("script", "style"):
            own = {
                f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
                for tag, attributes, content in inside
                if tag == kind and not re.search(r"\bsrc=|json", attributes)
            }
            allowed = policy_of(text)[f"{kind}-src"]
            assert {one for one in allowed if "sha256" in one} == own, (name, kind)


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
