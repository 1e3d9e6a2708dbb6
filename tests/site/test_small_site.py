"""What readers do on any site of this make: a small one, below a folder of its host."""

import functools
import http.server
import re
import threading
from pathlib import Path

import pytest

from figure_pages import typeface, wait_until

ROOT = Path(__file__).parents[2]

PAGES = {
    "index.md": """\
# Home

```python
x = 1
```

See [there](deep/er.md#inner).

<p id="told" style="color: rgb(1, 2, 3); background: rgb(250, 250, 250)">Not yet.</p>
<style>#told { opacity: 0.5 }</style>
<script>document.getElementById("told").textContent = "It ran.";</script>
""",
    "deep/er.md": """\
# Deeper

Gradients are clipped by `torch.nn.utils.clip_grad_norm_(model.parameters(), 1)`.

[Down](#inner)

=== "One"

    First.

=== "Two"

    ??? note "Folded"

        Above.

        === "Three"

            Third.

        === "Four"

            ??? note "Folded once more"

                ### Buried

                Fourth.
                {: #inner }

Below.
"""
    + "\nMore.\n" * 60
    + """
[Up](#inner)
""",
}
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { configurable: true, get() {
    throw new DOMException("Access is denied for this document.", "SecurityError");
  } });
"""


class Host(http.server.SimpleHTTPRequestHandler):
    """Serves a site below /rnn/, and its own page for what isn't there."""

    def translate_path(self, path):
        below = path.removeprefix("/rnn")
        return super().translate_path("/nowhere" if below == path else below)

    def send_error(self, code, *more):
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(make_project, build):
    """A site that doesn't know its address."""
    folder = make_project(PAGES)
    done = build(folder, SITE_URL="")
    assert done.returncode == 0, done.stderr
    handler = functools.partial(Host, directory=str(folder / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/rnn/"
        server.shutdown()


@pytest.mark.parametrize("gone", ["gone", "deep/er/gone/?a"])
def test_a_page_that_is_gone_leads_to_the_others(open_page, address, gone):
    page = open_page(f"{gone}#", [])
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert page.title() == re.search(r"(?m)^site_name: (.*)$", settings)[1]
    font = "getComputedStyle(document.body).fontFamily"
    assert typeface() in page.evaluate(font)
    assert search(page, "Deeper").startswith(f"{address}deep/er/")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="first page").click()
    page.wait_for_url(address)
    assert page.locator("h1").inner_text().startswith("Home")


def is_shown(page, place):
    """Wait until a place can be seen, and is on the screen."""
    page.locator(place).wait_for()
    on_screen = """place => {
        const { top, bottom } = document.querySelector(place).getBoundingClientRect();
        return top > 0 && bottom < innerHeight; }"""
    wait_until(page, on_screen, place)


def test_a_link_into_what_is_closed_opens_it_and_leads_there(open_page, address):
    page = open_page("deep/er", [])
    assert not page.locator("#inner").is_visible()
    for link in ("Down", "Up"):
        page.get_by_role("link", name=link).click()
        is_shown(page, "#inner")
        page.locator("summary").first.click()  # closes it
        assert not page.locator("#inner").is_visible()
    for start in (f"{address}deep/er/#inner", address):
        page = open_page(".", [])
        page.goto(start)
        if start == address:
            page.get_by_role("link", name="there").click()
        is_shown(page, "#inner")
    page.go_back()
    page.get_by_role("link", name="there").wait_for()
    page.go_forward()
    is_shown(page, "#inner")
    page.goto(f"{address}deep/er/")
    search(page, "Buried")
    page.locator('.md-search-result__link[href$="?h=buried#buried"]').click()
    is_shown(page, "#buried")


def test_what_is_closed_is_printed(open_page):
    page = open_page("deep/er", [])
    page.emulate_media(media="print")
    assert page.locator("#inner").is_visible()


def test_what_an_author_writes_as_html_works_under_the_policy(open_page, wrong):
    told = open_page(".", wrong).locator("#told")
    assert told.inner_text() == "It ran."
    style = "one => [getComputedStyle(one).color, getComputedStyle(one).opacity]"
    assert told.evaluate(style) == ["rgb(1, 2, 3)", "0.5"]


def search(page, text):
    """Type into the search, and return the address of what it finds first."""
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type(text, delay=20)
    found = page.locator(".md-search-result__link").first
    found.wait_for()
    return found.get_attribute("href")


def test_the_search_finds_a_name_within_code(open_page):
    for name in ("clip_grad_norm_", "clip_grad_norm", "nn.utils"):
        assert "deep/er" in search(open_page(".", []), name)


def test_where_nothing_can_be_stored_search_and_copying_work(open_page, wrong):
    def block(page):
        page.add_init_script(NO_STORAGE)

    page = open_page(".", wrong, before=block)
    page.locator(".md-code__button").first.wait_for()
    assert "deep/er" in search(page, "Deeper")
