"""What a block seems to need from those above it; trials find out what is hidden."""

import contextlib
import io
import random
from types import SimpleNamespace

import numpy as np
import pytest

from engine.plan import portable
from engine.plan.imports import Imports

KNOWN = {"functools", "heapq", "numpy", "random"}
BEGIN = "import functools, heapq, random\nimport numpy as np\na = [1, 2, 3, 4]"
# Of each page: what changes something in the middle, and what shows it.
CHANGES = {
    "shuffled": ("random.shuffle(a)", "print(a)"),
    "seeded": ("random.seed(7)", "print(random.random())"),
    "put out": ("b = np.zeros(4)\nnp.add(a, 1, out=b)", "print(b)"),
    "pushed": ("heapq.heappush(a, 0)", "print(a)"),
    "pulled": ("it = iter(a)\nnext(it)", "print(next(it))"),
    "set": ("class C: n = 0\nc = C()\nsetattr(c, 'n', 1)", "print(c.n)"),
    "mapped": ("list(map(a.append, [5]))", "print(a)"),
    "handed to a function": ("def f(x): x.append(1)\nf(a)", "print(a)"),
    "by a global": ("def f():\n global a\n a = a[:1]\n\nf()", "print(a)"),
    "by a function": ("def f(): a.append(1)\nfor _ in range(3): f()", "print(a)"),
    "by one it calls": (
        "def f(): a.append(1)\ndef g(): f()\nh = g\nhs = [*map(lambda _: h(), a[:])]",
        "print(a)",
    ),
    "known late": ("k = 4\ndef f(): return k\nk = 5", "print(f())"),
}


def judged(*sources):
    cells = [SimpleNamespace(source=one, metadata={"kind": "block"}) for one in sources]
    return portable.verdicts(SimpleNamespace(cells=cells), Imports(None, KNOWN))


def printed(sources):
    random.seed(0)
    np.random.seed(0)
    names = {}
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for source in sources:
            exec(source, names)
    return out.getvalue()


@pytest.mark.parametrize(("change", "show"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("is_apart", [False, True])
def test_what_changes_something_runs_before_what_shows_it(change, show, is_apart):
    parts = _last_line_apart(change) if is_apart else [change]
    sources = [BEGIN, *parts, show]
    needs = judged(*sources)[len(sources)].needs
    with_these = [sources[number - 1] for number in needs]
    assert printed([*with_these, show]) == printed(sources)
    if is_apart:  # or nothing could be wrong
        assert printed(sources) != printed([*sources[:-2], show])


def _last_line_apart(change):
    *before, last = change.split("\n")
    if not before or last.startswith(" "):
        return [change]
    return ["\n".join(before), last]


def test_what_only_looks_is_not_needed():
    looks = ["print(a)", "b = sum(a)", "c = np.array(a) + 1", "d = [x for x in a]"]
    assert judged(BEGIN, *looks, "print(a[0])")[6].needs == (1,)
