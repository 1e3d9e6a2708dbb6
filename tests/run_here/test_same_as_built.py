"""Claims tried with the build's own seeds give what the build has measured."""

import json
import re
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup

from engine.publish import try_claims

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?")
TINY = 1e-6  # below that, numbers are what rounding has left
# Of those that need PyTorch's stand-in, some that take little time.
BRIEF = (
    "With gain 0.9 the gradient after so many steps back",
    "The forget gates of a fresh nn.LSTM",
)
RUN = """async ([address, boot, request]) => {
  const session = await import(`${address}assets/run-here/session.mjs`);
  const tell = { part() {}, begun() {}, heard() {} };
  return session.attempt(boot, request, tell);
}"""


def claims_with_a_button(pages, site):
    """List them: the sentence, what to run, what the page shows."""
    for name, file in pages.items():
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for element in page.select("rnn-try"):
            box = element.parent
            sentence = box.strong.get_text().removeprefix("✓ ")
            address = urljoin(f"/{name}/", element["src"]).lstrip("/")
            code = json.loads((site / address).read_text(encoding="utf-8"))
            shown = {
                row.dt.get_text(): row.dd.get_text() for row in box.select("dl > div")
            }
            yield sentence, (int(element["cell"]), code, shown)


@pytest.fixture(scope="module")
def claims(pages, site):
    found = dict(claims_with_a_button(pages, site))
    if not found:
        pytest.skip("NumPy for the page could not be had, so there are no buttons")
    return found


def brief(claims):
    """Leave those that take little time in a browser."""
    for sentence, (cell, code, shown) in claims:
        if cell in code["alone"] or sentence.startswith(BRIEF):
            yield sentence, cell, code, shown


def test_as_many_claims_can_be_tried_as_is_said(claims, pages):
    text = pages["evidence"].read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    everything = page.select(".rnn-evidence")
    assert (
        f"{len(claims)} of the {len(everything)} claims can be tried" in page.get_text()
    )
    leads = [one.get_text() for one in page.select(".rnn-evidence a")]
    assert sum(one.startswith("Try it where") for one in leads) == len(claims)
    assert not claims.keys() & try_claims.untried().keys()


def test_a_report_opens_the_form_of_its_claim(claims):
    for sentence, (cell, code, _) in claims.items():
        report = code["claims"][str(cell)]["report"]
        assert report.startswith("https://github.com/ada/rnn/issues/new?title="), (
            sentence
        )


@pytest.fixture(scope="module")
def python(chromium, address):
    page = chromium.new_page()
    page.goto(f"{address}404.html")

    def attempt(cell, code, count):
        boot = code["python"] | {"folder": f"{address}{code['python']['folder']}"}
        needs = code["claims"][str(cell)]["needs"]
        request = {
            "sources": [code["statements"][str(number)] for number in needs],
            "seeds": [0, count],
            "evidence": code["evidence"],
            "stood_in": cell not in code["alone"],
        }
        return page.evaluate(RUN, [address, boot, request])

    yield attempt
    page.close()


def test_many_claims_are_brief(claims):
    assert len([*brief(claims.items())]) > 15


def test_the_same_seeds_give_the_same_values(each_page, site, python):
    claims = claims_with_a_button(each_page, site)
    for sentence, cell, code, shown in brief(claims):
        counts = re.findall(r"\((\d+) seeds\)", " ".join(shown.values()))
        answer = python(cell, code, int(counts[0]) if counts else 2)
        assert answer.get("held"), (sentence, answer)
        ours = {name.replace("_", " "): text for name, text in answer["values"].items()}
        assert ours.keys() == shown.keys(), sentence
        for name, text in shown.items():
            wanted = pytest.approx(numbers(text), rel=0.02, abs=TINY)
            assert numbers(ours[name]) == wanted, (sentence, name)


def numbers(text):
    """Read them as the page sets them, −1.5 × 10⁻⁷, or as Python does."""
    text = text.replace("\u202f×\u202f10", "e").replace("−", "-")
    return [float(number.replace(",", "")) for number in NUMBER.findall(text)]
