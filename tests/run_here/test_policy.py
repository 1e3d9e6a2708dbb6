"""A block, an exercise and a claim under a Content-Security-Policy, in a sub-path."""

import pytest

POLICY = (
    "default-src 'none'; script-src 'self'{}; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:"
)
WASM = " 'wasm-unsafe-eval'"
# Of a page, browsers tell by themselves what was forbidden.
TELL = """\
addEventListener("securitypolicyviolation", (one) => console.error(one.blockedURI));
"""
START = '<div class="highlight"><pre><code>b = ...</code></pre></div>'
BODY = f"""\
<div class="highlight"></div><rnn-run src="code.json" cell="1" outputs="0"></rnn-run>
{START}<rnn-exercise src="code.json" cell="2" name="a"></rnn-exercise>
<div><dl></dl><rnn-try src="claims.json" cell="3"></rnn-try></div>
<script type="module" src="../assets/run-here/offers.mjs"></script>
"""
CELLS = {
    "1": {"source": "print(6 * 7)", "needs": []},
    "2": {"source": "", "needs": []},
}
CODE = {"cells": CELLS, "checks": {"2": "assert b == 2, 'Not 2.'"}, "ways": ""}
CLAIMS = {
    "evidence": "rnn_tutorial.evidence",
    "alone": [],
    "claims": {"3": {"needs": ["0"], "fresh": False, "report": ""}},
    "statements": {
        "0": "import torch\n"
        "from rnn_tutorial.evidence import claim\n"
        "states, _ = torch.nn.GRU(2, 3)(torch.zeros(4, 1, 2))\n"
        "claim('A', holds=states.shape == (4, 1, 3), size=1)"
    },
}


@pytest.fixture
def under_a_policy(offered, site, chromium, address):
    """Opens a page whose server sends a policy; returns it, and what that forbade."""
    contexts = []
    [folder] = (site / "assets").glob("python-*")
    python = {"folder": f"assets/{folder.name}/", "unpacked": 1, "env": {}}
    files = {"code.json": CODE, "claims.json": CLAIMS}

    def open_page(wasm):
        context, forbidden = chromium.new_context(), []
        contexts.append(context)
        policy = {"Content-Security-Policy": POLICY.format(wasm)}

        def answer(route):
            path = route.request.url.removeprefix(f"{address}below/")
            if path == "page/":
                route.fulfill(body=BODY, content_type="text/html", headers=policy)
            elif path.startswith("page/"):
                route.fulfill(json=files[path[5:]] | {"python": python})
            else:
                response = route.fetch(url=f"{address}{path}")
                headers = response.headers | policy
                is_worker = path.endswith("worker.mjs")
                body = f"{TELL}{response.text()}" if is_worker else response.body()
                route.fulfill(body=body, headers=headers)

        context.route(f"{address}below/**", answer)
        page = context.new_page()
        page.on("console", lambda m: m.type == "error" and forbidden.append(m.text))
        page.goto(f"{address}below/page/")
        return page, forbidden

    yield open_page
    for context in contexts:
        context.close()


def pressed(page, tag):
    """Press the button of an element, and return what is said in the end."""
    place = page.locator(tag)
    place.get_by_role("button").first.click()
    while place.get_by_role("button").first.text_content() == "Stop":
        page.wait_for_timeout(20)
    return place.get_by_role("status").text_content()


def test_a_strict_policy_lets_all_of_it_run(under_a_policy):
    page, forbidden = under_a_policy(WASM)
    assert page.get_by_text("Loads Python once").count() == 3
    assert pressed(page, "rnn-run").startswith("Done")
    assert page.get_by_text("Loads Python once").count() == 0
    assert page.locator("rnn-run samp").text_content() == "42\n"
    page.locator("rnn-exercise textarea").focus()
    page.wait_for_selector("rnn-exercise .rnn-run-editor textarea")
    page.locator("rnn-exercise textarea").fill("b = 2")
    assert pressed(page, "rnn-exercise") == "✓ Right!"
    assert pressed(page, "rnn-try").startswith("The same on this device")
    assert forbidden == []


def test_a_policy_that_forbids_it_is_told(under_a_policy):
    page, _ = under_a_policy("")
    told = "Python can't run here: this browser, or a rule of"
    for tag in "rnn-run", "rnn-exercise", "rnn-try":
        assert pressed(page, tag).startswith(told)
