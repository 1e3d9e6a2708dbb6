"""What blocks print in the page is what they printed when it was built."""

import json
import re
from urllib.parse import urljoin

import numpy as np
import pytest
from bs4 import BeautifulSoup

from engine.plan.imports import Imports
from engine.publish import as_readers
from engine.publish.python_in_page import Python
from engine.publish.trials import Offered, Tried

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
DIGITS = 1e-12
MORE_THAN_A_PIPE_HOLDS = "…" * 50_000
CHECK = "assert squares == 333_283_335_000, '333 billion.'"
# What the build's own Python gives, and what is said if a page gives something else.
OTHERWISE = {
    "np.arange(10) ** 12 % 7": ("array([0, 1, 1, 1, 1, 1, 1, 0, 1, 1])", "it gives"),
    "np.prod(np.arange(1, 15))": ("np.int64(87178291200)", "it gives np.int32(1278"),
    "hash(2**40 + 0.5)": (str(hash(2**40 + 0.5)), "it gives"),
    "np.arange(3) + 2**40": (repr(np.arange(3) + 2**40), "OverflowError"),
    "__import__('os').abort()": ("", "Python has ended there"),
    "squares = (np.arange(10_000) ** 2).sum()": (CHECK, "is told “333 billion.”"),
    "squares = sum(n * n for n in range(10_000))": (CHECK, ""),
    "print(np.arange(3) / 3, 2**40)": ("[0. 0.33333333 0.66666667] 1099511627776", ""),
}
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


def test_what_is_another_one_in_a_page_is_not_offered(
    offered, site, tmp_path, monkeypatch
):
    _, python, *_ = next(blocks(offered, site))
    files = {one.name: one.read_bytes() for one in (site / python["folder"]).iterdir()}
    python = Python(python["folder"], files, Imports(tmp_path, set()), 1, 1)
    offers = []
    for code, (shown, _) in OTHERWISE.items():
        source = [f"import numpy as np\n# {MORE_THAN_A_PIPE_HOLDS}\n{code}"]
        told, own = [{"text/plain": shown}], {"code": code}
        if shown == CHECK:
            own = {"task": (*source, {"checks": CHECK})}
        offers.append(Offered(code, "a", source, source, told, **own))
    tried, given = {one.name: Tried("") for one in offers}, (python, tmp_path, tmp_path)
    found = as_readers.confirmed(tried, offers, *given)
    for code, (_, said) in OTHERWISE.items():
        assert said in found[code].why, code
    assert not found[code].why
    monkeypatch.setattr(as_readers, "_run", None)  # what has ended is kept
    ended = [one for one in offers if "ended" not in found[one.name].why]
    assert as_readers.confirmed(tried, ended, *given) | found == found
