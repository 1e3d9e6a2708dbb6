"""Examples in docstrings: all that readers see are run, and told where they fail."""

import pytest

from engine.run import examples, scheduler

NOT_RUN = "this example is not run: only those of modules, classes and functions are"
# Docstrings, the row of each that is to be blamed, and what is to be told.
DOCSTRINGS = {
    ">>> 1\n2": (0, "the example prints 1, not 2"),
    ">>> 5": (0, "the example prints 5, not nothing"),
    ">>> x = 1\n5": (0, "the example prints nothing, not 5"),
    ">>> print(5)\n...": (0, "the example prints 5, not nothing"),
    ">>> [1, 2]\n[1,  2]": (0, "the example prints other white space"),
    ">>> {}['a']\nTraceback (most recent call last):\n    ...\nValueError: no": (
        0,
        "the example raises KeyError: 'a', not ValueError: no",
    ),
    ">>> 1\nTraceback (most recent call last):\n    ...\nValueError: no": (
        0,
        "the example prints 1, not ValueError: no",
    ),
    ">>> 1 / 0": (0, "the example raises ZeroDivisionError('division by zero')"),
    ">>> 1\n1\n>>> 1 / 0  # doctest: +SKIP\n8": (
        2,
        "this example is not run: it says +SKIP",
    ),
    ">>> 1 / 0  # doctest: +SKIP\n9": (0, "this example is not run: it says +SKIP"),
    ">>> import pytest; pytest.skip('no')": (-2, "this example is not run: no"),
    ">>> 1\n1\n>>>5": (2, "the example lacks blank after >>>: '    >>>5'"),
    ">>> 1\n1\n>>> 5  # doctest: +NO": (
        2,
        "the example has an invalid option: '+NO'",
    ),
}
OTHERS = '''
WIDTH = 3
"""How wide.

>>> WIDTH
89
"""

class Sizes:
    height: int = 1
    """How high.

    >>> 7
    8
    """

    @property
    def depth(self):
        """How deep.

        >>> 7
        7
        """

@Wrapper
def wrapped():
    """It is.

    >>> 7
    8
    """
'''


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Where each docstring stands in one module, and what is told of it."""
    folder, text, lines = tmp_path_factory.mktemp("project"), "", {}
    for number, docstring in enumerate(DOCSTRINGS):
        text += f'def f{number}():\n    r"""Do it.\n\n'
        lines[docstring] = text.count("\n") + 1
        text += "".join(f"    {row}\n" for row in docstring.split("\n"))
        text += '    """\n\n'
    text += "class Wrapper:\n    def __init__(self, f): self.f = f\n" + OTHERS
    (folder / "many.py").write_text(text, encoding="utf-8")
    notebook = examples.plan("many.py")
    assert scheduler.run_all({"many.py": notebook}, folder) == []
    problems = examples.problems(notebook, folder)
    return lines, text.split("\n"), {p.line: p.reason for p in problems}


@pytest.mark.parametrize("docstring", DOCSTRINGS)
def test_an_example_that_fails_is_told_at_its_line(told, docstring):
    lines, _, problems = told
    row, reason = DOCSTRINGS[docstring]
    assert problems[lines[docstring] + row] == reason


def test_examples_that_doctest_does_not_find_are_told(told):
    _, rows, problems = told
    places = [line for line, reason in problems.items() if reason == NOT_RUN]
    assert [rows[line - 1].strip() for line in places] == [">>> WIDTH", *[">>> 7"] * 2]
    assert len(problems) == len(DOCSTRINGS) + len(places)
