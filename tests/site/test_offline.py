"""A site that is read as files, in a real Chromium: a small one, with every figure."""

import re
import shutil
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from engine.publish import offline, seal
from figure_pages import DESKTOP, FIGURES, typeface, until_it_is_done, wait_until

ROOT = Path(__file__).parents[2]
BLOCK = "```python exec\nprint(6 * 7)\n```\n"
THERE = """\
# There

??? question "How far?"

    An albatross away.

[Back](../index.md#inner)
"""
LONG = 60_000  # ms


def elements(site):
    """Return the figures of the site, without pictures, and where their data are."""
    for figure, name in FIGURES.items():
        page = (site / name / "index.html").read_text(encoding="utf-8")
        found = f'id="{figure}"><(rnn-[a-z]+) src="[./]+(assets/models/[^"]+)"'
        tag, data = re.search(found, page).groups()
        yield (
            f'<figure class="rnn-explorable" id="{figure}"><{tag} src="rnn:/{data}">'
            f"</{tag}></figure>"
            '<script type="module" src="rnn:/assets/figures/load.mjs"></script>',
            data,
        )


@pytest.fixture(scope="module")
def folder(make_project, build, site, tmp_path_factory):
    """The small site, in a folder that is not the one where it was built."""
    parts, data = zip(*elements(site), strict=True)
    verifier = re.search(
        "(?s)<div>.*?</div>", (ROOT / "docs/verify.md").read_text("utf-8")
    )
    home = f"# Home\n\n{BLOCK}\n[There](deep/er.md)\n\n## Inner\n\nA place.\n"
    pages = {
        "index.md": home,
        "deep/er.md": THERE,
        "deep/figures.md": "\n\n".join(["# Figures", *parts]),
        "verify.md": f"# Verify\n\n{verifier[0]}\n",
    }
    project = make_project(pages)
    for name in {*data}:
        (project / "docs" / name).parent.mkdir(exist_ok=True)
        shutil.copy(site / name, project / "docs" / name)
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("extra:\n", "extra:\n  run_here: deep/er/#x\n"))
    done = build(project, "--strict", SITE_OFFLINE="1")
    assert done.returncode == 0, done.stderr
    stick = tmp_path_factory.mktemp("a stick") / "site"
    return Path(shutil.move(project / "site", stick))


@pytest.fixture
def open_file(chromium, wrong):
    """Opens a page of a folder, as a double click does."""
    contexts = []

    def open_file(folder, name):
        context = chromium.new_context(viewport=DESKTOP, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        known = (folder.as_uri(), "data:", "blob:")
        page.on("console", lambda m: m.type == "error" and wrong.append(m.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda r: wrong.append(f"failed: {r.url[:200]}"))
        page.on("request", lambda r: r.url.startswith(known) or wrong.append(r.url))
        page.goto(f"{folder.as_uri()}/{name}")
        return page

    yield open_file
    for context in contexts:
        context.close()


def test_links_answers_and_letters(folder, open_file):
    page = open_file(folder, "index.html")
    page.locator("article").get_by_role("link", name="There").click()
    page.locator("h1", has_text="There").wait_for()
    page.locator("summary").click()
    assert page.get_by_text("An albatross away").is_visible()
    page.get_by_role("link", name="Back").click()
    assert page.url == f"{folder.as_uri()}/index.html#inner"
    page.wait_for_load_state()  # with its style sheets
    loaded = "name => document.fonts.load(`1em '${name}'`).then(found => found.length)"
    assert page.evaluate(loaded, typeface()) > 0


def test_the_search_finds_a_word_and_opens_its_page(folder, open_file):
    page = open_file(folder, "index.html")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type("albatross", delay=20)
    page.locator(".md-search-result__link").first.click()
    page.locator("h1", has_text="There").wait_for()
    assert page.url.startswith(f"{folder.as_uri()}/deep/er.html")


def test_every_figure_runs_and_a_network_learns(folder, open_file):
    page = open_file(folder, "deep/figures.html")
    for figure in FIGURES:
        page.locator(f"#{figure}").scroll_into_view_if_needed()
        until_it_is_done(page, figure)
    live = page.locator("#play")
    before = error(live)
    live.locator("details").evaluate_all("all => all.map(one => one.open = true)")
    live.get_by_label("Speed").select_option("0")
    live.get_by_role("button", name="train").click()
    wait_until(
        page,
        "parseInt(document.querySelector('#play .rnn-sentence').textContent) > 60",
        timeout=LONG,
    )
    assert error(live) < before / 2


def error(live):
    return float(re.search(r"error ([\d.]+)\d", live.inner_text())[1])


def test_a_block_runs_in_the_page(folder, open_file):
    page = open_file(folder, "index.html")
    if not page.locator("rnn-run").count():
        pytest.skip("NumPy for the page could not be had, so there are no buttons")
    block = page.locator("rnn-run")
    block.get_by_role("button", name="Run it here").click()
    block.get_by_text("42").wait_for(timeout=LONG)


def test_the_page_that_verifies_says_what_it_takes(folder, open_file):
    page = open_file(folder, "verify.html")
    assert "this needs a web server" in page.locator("article").inner_text()


def test_the_folder_has_what_its_manifest_lists_and_no_page_for_servers(folder):
    assert seal.differences(folder) == []
    assert not (folder / "404.html").exists()


def test_a_site_for_the_web_says_so_if_it_is_opened_as_a_file(site, chromium, address):
    page = chromium.new_page()
    sentence = page.get_by_text("make site OFFLINE=1")
    page.goto((site / "glossary/index.html").as_uri())
    assert sentence.is_visible()
    page.goto(f"{address}glossary/")
    assert sentence.count() == 0
    page.close()


def test_what_is_asked_for_has_to_be_clear(monkeypatch):
    monkeypatch.setenv(offline.VARIABLE, "yes")
    with pytest.raises(Abort, match="SITE_OFFLINE is 'yes'; expected 1, or nothing"):
        offline.is_wanted()
