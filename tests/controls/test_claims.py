"""Each claim on the site has a negative control: values that must make it fail.

The condition of a claim is taken from the page itself and evaluated with values
that bear it out, and then with the same values but for one that does not.
"""

import ast
import math
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from engine.author import pages
from engine.check import claims
from engine.plan import labs, lessons
from engine.problems import Problem
from told import nothing_wrong

ROOT = Path(__file__).parents[2]
NAMES = {"math": math, "np": np}


@dataclass(frozen=True)
class Claim:
    """A claim as it is written: what it says, its condition, and where it stands."""

    sentence: str
    condition: ast.expr
    place: str
    line: int

    def problem(self, reason):
        return Problem(self.place, self.line, f"{reason}: {self.sentence}")


def code_of(page):
    """Yield the code of a page, with its lines."""
    text = (ROOT / page.source).read_text(encoding="utf-8")
    if page.is_lab:
        for cell in labs.read(text).cells:
            if cell.cell_type == "code":
                yield cell.metadata["line"], cell.source
    else:
        for piece in lessons.scan(text):
            if isinstance(piece, lessons.Block):
                yield piece.line, piece.source


def claims_of_pages():
    """Find every claim on the site, by the module of its control and its sentence."""
    for page in pages.all_pages(ROOT):
        for line, source in code_of(page):
            for call in claims.calls(source):
                sentence = ast.literal_eval(call.args[0])
                holds = next(k.value for k in call.keywords if k.arg == "holds")
                claim = Claim(sentence, holds, page.source, line + call.lineno - 1)
                yield (page.controls, sentence), claim


def controls():
    """Read the controls: of each claim values that bear it out, and what refutes it."""
    files = Path(__file__).parent.glob("[!_]*.py")
    names = sorted(file.stem for file in files if not file.stem.startswith("test_"))
    for name in names:
        for sentence, values in import_module(f"controls.{name}").CONTROLS.items():
            yield (name, sentence), values


CLAIMS = dict(claims_of_pages())
CONTROLS = dict(controls())


def file_of(page):
    return f"tests/controls/{page}.py"


@pytest.mark.any_page
def test_every_claim_has_a_control_and_every_control_a_claim():
    lacking = (
        claim.problem(f"this claim needs a control in {file_of(page)}")
        for (page, sentence), claim in CLAIMS.items()
        if (page, sentence) not in CONTROLS
    )
    gone = (
        Problem(file_of(page), 1, f"no page claims this any more: {sentence}")
        for page, sentence in CONTROLS
        if (page, sentence) not in CLAIMS
    )
    nothing_wrong([*lacking, *gone])


def test_every_condition_is_written_out_where_it_is_claimed():
    nothing_wrong(
        claim.problem(claims.ELSEWHERE)
        for claim in CLAIMS.values()
        if claims.says_nothing(claim.condition)
    )


@pytest.mark.any_page
@pytest.mark.parametrize(("page", "sentence"), CONTROLS)
def test_a_claim_tells_true_from_false(page, sentence):
    claim = CLAIMS.get((page, sentence))
    if not claim:
        pytest.skip("no page claims this, which is told above")
    good, *perturbed = CONTROLS[page, sentence]
    assert perturbed

    def holds(values):
        condition = compile(ast.Expression(claim.condition), claim.place, "eval")
        try:
            return eval(condition, NAMES | values)
        except NameError as error:
            reason = f"its control in {file_of(page)} gives no value for {error.name!r}"
            return nothing_wrong([claim.problem(reason)])

    if not holds(good):
        nothing_wrong([claim.problem("the values that bear it out refute it")])
    for values in perturbed:
        if holds(good | values):
            nothing_wrong([claim.problem("the values that refute it bear it out")])
