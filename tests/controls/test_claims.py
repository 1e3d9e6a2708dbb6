"""Each claim on the site has a negative control: values that must make it fail.

The condition of a claim is taken from the page itself and evaluated twice, with values
that bear it out and with the same values but for one that does not.
"""

import ast
import math
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from engine.check import claims
from engine.plan import labs, lessons

DOCS = Path(__file__).parents[2] / "docs"


def controls():
    """Read the controls of all pages: by page, and in it by sentence.

    Of each claim: values that bear it out, and what is changed to refute it.
    """
    files = Path(__file__).parent.glob("[!_]*.py")
    names = sorted(file.stem for file in files if not file.stem.startswith("test_"))
    return {name: import_module(f"controls.{name}").CONTROLS for name in names}


def code_of_pages():
    """Yield the file in which a page's controls stand, and code of the page."""
    for path in sorted(DOCS.rglob("*.md")):
        for piece in lessons.scan(path.read_text(encoding="utf-8")):
            if isinstance(piece, lessons.Block):
                yield path.stem.replace("-", "_"), piece.source
    for path in sorted((DOCS / "labs").glob("*.py")):
        for cell in labs.read(path.read_text(encoding="utf-8")).cells:
            if cell.cell_type == "code":
                yield f"lab_{path.stem}", cell.source


def claims_of_pages():
    """Find the place, the sentence and the condition of every claim on the site."""
    for page, source in code_of_pages():
        for call in claims.calls(source):
            holds = next(k.value for k in call.keywords if k.arg == "holds")
            yield (page, ast.literal_eval(call.args[0])), ast.unparse(holds)


CLAIMS = dict(claims_of_pages())
CONTROLS = {
    (page, sentence): values
    for page, of_page in controls().items()
    for sentence, values in of_page.items()
}


def test_every_claim_has_a_control_and_every_control_a_claim():
    unchecked = set(CLAIMS) - set(CONTROLS)
    assert not unchecked, "add a control for each of these claims, in the page's file"
    gone = set(CONTROLS) - set(CLAIMS)
    assert not gone, "these pages make no such claims any more: remove their controls"


def test_every_condition_is_written_out_where_it_is_claimed():
    conditions = [
        ast.parse(condition, mode="eval").body for condition in CLAIMS.values()
    ]
    assert not [*filter(claims.says_nothing, conditions)], claims.ELSEWHERE


@pytest.mark.parametrize(("page", "sentence"), CONTROLS)
def test_a_claim_tells_true_from_false(page, sentence):
    good, perturbed = CONTROLS[page, sentence]

    def holds(values):
        return eval(CLAIMS[page, sentence], {"math": math, "np": np} | values)

    assert holds(good)
    assert not holds(good | perturbed)
