"""What blocks print in the page is what they printed when it was built."""

import json
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
DIGITS = 1e-12
SLOW = "BagOfGroups("  # trains for as long as all the others together, ten times
RUN = """async ([address, boot, sources]) => {
  const session = await import(`${address}assets/run-here/session.mjs`);
  let text = "";
  const heard = (part, stream) => (text += stream === "out" ? part : "");
  const tell = { part() {}, begun() {}, heard };
  const answer = await session.run(boot, sources, tell);
  return { text, ...answer };
}"""


def blocks(offered, site):
    """List all blocks with buttons: what to run, and what the page shows."""
    for name, text in offered.items():
        page = BeautifulSoup(text, "html.parser")
        for element in page.select("rnn-run"):
            file = urljoin(f"/{name}/", element["src"]).lstrip("/")
            code = json.loads((site / file).read_text(encoding="utf-8"))
            own = code["cells"][element["cell"]]
            needed = [code["cells"][str(number)] for number in own["needs"]]
            sources = [cell["source"] for cell in (*needed, own)]
            if SLOW in own["source"]:
                continue
            yield (
                f"{name}: {own['source'][:40]!r}",
                code["python"],
                sources,
                shown(element),
            )


def shown(element):
    """Collect what the page shows below a block as its output; of pictures, a sign."""
    siblings = [at for at in element.find_next_siblings() if at.name != "script"]
    own = siblings[: int(element["outputs"])]
    texts = ["✓" if is_drawn(at) else at.get_text() for at in own]
    return "\n".join(text.rstrip() for text in texts)


def is_drawn(output):
    """Tell claims and figures from text."""
    return output.name == "figure" or bool(output.select(".rnn-claim"))


@pytest.fixture(scope="module")
def outputs(each_offered, site, chromium, address):
    """What every block gives in the page, in one Python, and what it should give."""
    page = chromium.new_page()
    page.goto(f"{address}404.html")
    found = {}
    for name, python, sources, expected in blocks(each_offered, site):
        boot = python | {"folder": f"{address}{python['folder']}"}
        found[name] = page.evaluate(RUN, [address, boot, sources]), expected
    page.close()
    return found


def test_there_are_blocks_on_many_pages(offered, site):
    assert len([*blocks(offered, site)]) > 40


def test_every_block_gives_what_the_page_shows(outputs):
    for name, (answer, expected) in outputs.items():
        assert "error" not in answer, f"{name}: {answer['error']}"
        given = answer["text"].rstrip()
        if answer.get("data"):
            given = f"{given}\n✓".strip()
        elif "value" in answer:
            given = f"{given}\n{answer['value']}".strip()
        assert NUMBER.sub("#", given) == NUMBER.sub("#", expected), name
        numbers = [[float(n) for n in NUMBER.findall(t)] for t in (given, expected)]
        for ours, theirs in zip(*numbers, strict=True):
            assert ours == pytest.approx(theirs, rel=DIGITS, abs=DIGITS), name
