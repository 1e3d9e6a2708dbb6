"""What is offered to run in the page is tried before, and gives what the page shows."""

import shutil
import sys
from pathlib import Path

import pytest

from engine.cache.memo import Memo
from engine.plan import lessons
from engine.plan.imports import Imports
from engine.publish import python_in_page, run_here, trials, try_claims
from engine.run import pool, scheduler

ROOT = Path(__file__).parents[2]
# What code alone doesn't tell: the blocks of a page, of which the last shows it.
HIDDEN = {
    "a late global": ("k = 1", "def f(): return k", "k = 5", "print(f())"),
    "a field": ("k = 1", "class C:\n k: int = k", "print(C.k)"),
    "a default": ("W = 2", "def f(x, W=W): return x * W", "print(f(3))"),
    "an inner scope": ("x = 1", "def f(d): return sum(x for x in d) + x", "f([1])"),
    "perhaps bound": ("a = 1", "match (2,):\n case (b,): a = b", "a"),
    "not bound": ("a = 0", "try: a = int('x')\nexcept ValueError: pass\nprint(a)"),
    "used up": ("a = (i for i in range(4))", "b = sum(a)", "print(list(a))"),
    "pulled": ("a = iter([1, 2, 3])", "b = list(zip(a, a))", "print(list(a))"),
    "two names": ("a = b = []", "a.append(1)", "print(b)"),
    "a grid": ("a = [0]\nb = [a] * 2", "a[0] = 1", "print(b)"),
    "a setting": (
        "import numpy as np\na = np.ones(2) / 3",
        "np.set_printoptions(precision=2)",
        "print(a)",
    ),
    "kept to itself": ("def f(x=[]):\n x.append(1)\n return x", "f()", "f()"),
    "patched": ("class C:\n n = 0\nc = C()", "C.n = 1", "print(c.n)"),
    "drawn": (
        "import random\nrandom.seed(0)",
        "a = random.random()",
        "random.random()",
    ),
    "drawn by NumPy": (
        "import numpy as np\nnp.random.seed(0)",
        "a = np.random.normal()",
        "print(np.random.normal())",
    ),
    "executed": ("a = [1]", "exec('a[0] = 9')", "print(a)"),
    "by a view": ("import numpy as np\na = np.arange(4)\nb = a[:2]", "b += 1", "a"),
    "by a loop": ("a = [1]\nb = [a, a]", "for c in b: c.append(0)", "print(a)"),
    "by a part": ("a = []\nb = a.append", "b(1)", "print(a)"),
    "by a function": ("a = []\ndef f(): a.append(1)", "f()", "print(a)"),
    "by a global": ("a = 0\ndef f():\n global a\n a += 1", "f()", "print(a)"),
    "by a lambda": ("a = []\nf = lambda: a.append(1)", "f()", "print(a)"),
    "by a method": ("a = []\nclass C:\n def f(_): a.append(1)", "C().f()", "print(a)"),
    "counted": (
        "a = [0]\ndef count(f):\n def g():\n  a[0] += 1\n return g",
        "@count\ndef f(): pass",
        "f()",
        "print(a)",
    ),
    "by an owner": (
        "import numpy as np\na = np.zeros(2)\nclass Net:\n"
        " def __init__(self, W): self.W = W\n def step(self): self.W += 1\nn = Net(a)",
        "n.step()",
        "print(a)",
    ),
    "a kind of numbers": (
        "import numpy as np\na = np.ones(1, np.int64)",
        "a + 1",
        "print(a.dtype)",
    ),
    "calls itself": ("def f(n): return n and n + f(n - 1)", "print(f(3))"),
    "calls what comes": ("def f(): return g()", "def g(): return 7", "print(f())"),
}
# What no browser gives, and why.
IMPOSSIBLE = {
    "a magic": (("a = 9", "%time a = 1", "print(a)"), "something else"),
    "a file": (("print(open('words.txt').read())",), "FileNotFoundError"),
    "a program": (
        (
            "print(open('words.txt').read())",
            "import subprocess\nsubprocess.run(['true']).returncode",
        ),
        "subprocess.Popen",  # and not the file that a block above reads
    ),
    "a thread": (
        ("import threading\nt = threading.Thread(target=str)\nt.start()\nt.join()",),
        "can't start a thread",
    ),
    "help": (("help(len)",), "'help' is not defined"),
    "a machine's name": (
        ("import sys\nprint(sys.platform)",),
        "sys.platform is another",
    ),
    "a machine's numbers": (
        ("import numpy as np\nprint(np.array([1]).dtype)",),
        "whole numbers are no int64 there",
    ),
    "a shell's own": (("display(1)",), "'display' is not defined"),
}
CLAIM = "ev.claim('A', holds={}, n={})"
CLAIMS = {
    "hidden": ("a = b = []", "a.append(1)", CLAIM.format("len(b) == 1", "len(b)")),
    "no value": ("a = b = []", "a.append(1)", "ev.claim('A', holds=len(b) <= 1)"),
    "seeds": ("s = ev.seeds()", CLAIM.format("len(s) > 1", "len(s)")),
    "a file": ("n = len(open('words.txt').read())", CLAIM.format("n == 2", "n")),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project that claims, and has a file which no browser has."""
    root = tmp_path_factory.mktemp("project")
    (root / "rnn_tutorial").mkdir()
    (root / "rnn_tutorial/__init__.py").touch()
    shutil.copy(ROOT / "rnn_tutorial/evidence.py", root / "rnn_tutorial")
    (root / "words.txt").write_text("ab")
    return root


@pytest.fixture(scope="module")
def plans(project):
    """The pages of all cases, planned and run, with what is to be offered."""
    python = python_in_page.Python(
        "p",
        {},
        Imports(project, {*sys.stdlib_module_names, "collections.abc", "numpy"}),
        1,
        1,
    )
    blocks = HIDDEN | {name: sources for name, (sources, _) in IMPOSSIBLE.items()}
    claims = {
        f"claim: {name}": ("import rnn_tutorial.evidence as ev", *sources)
        for name, sources in CLAIMS.items()
    }
    pages = {
        name: lessons.plan("".join(f"```python exec\n{one}\n```\n" for one in sources))
        for name, sources in (blocks | claims).items()
    }
    assert scheduler.run_all(pages, project) == []
    offer, tries = run_here.Offer(python, ""), try_claims.Trials(python, str)
    memo = Memo(project / ".cache")
    return {
        name: (tries if name in claims else offer).plan(name, notebook, memo)
        for name, notebook in pages.items()
    }


@pytest.fixture(scope="module")
def tried(plans, project):
    """What came out of the last offer of each page."""
    offers = {name: [*plan.offers.values()][-1] for name, plan in plans.items()}
    found = trials.run(offers.values(), project)
    return {name: found[offer.name] for name, offer in offers.items()}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_code_does_not_tell_a_trial_does(tried, name):
    assert tried[name].why == ""


def test_where_few_statements_are_too_few_it_takes_all(tried, plans):
    found = {name for name in HIDDEN if tried[name].needs_all}
    assert found >= {"a setting", "used up", "two names", "kept to itself"}
    plan = plans["used up"]
    last = max(plan.offers)
    every = {one.name: tried["used up"] for one in plan.offers.values()}
    assert plan.judged[last].needs == (1,)
    assert plan.settled(every)[last].needs == (1, 2)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_no_browser_gives_is_not_offered(tried, plans, name):
    assert IMPOSSIBLE[name][1] in tried[name].why
    plan = plans[name]
    every = {one.name: tried[name] for one in plan.offers.values()}
    assert all(plan.settled(every)[number].lacks for number in plan.offers)


def test_what_only_a_shell_can_wait_for_is_not_even_tried(project):
    python = python_in_page.Python("p", {}, Imports(project, {"asyncio"}), 1, 1)
    page = lessons.plan("```python exec\nimport asyncio\nawait asyncio.sleep(0)\n```\n")
    plan = run_here.Offer(python, "").plan("a", page, Memo(project / ".cache"))
    assert plan.offers == {}


def test_claims_are_tried_and_it_is_found_out_whether_they_ask_for_seeds(tried, plans):
    hidden, bare, seeds, file = (tried[f"claim: {name}"] for name in CLAIMS)
    assert (hidden.why, hidden.needs_all, hidden.asks) == ("", True, False)
    assert bare.why == ""
    [attempt] = plans["claim: no value"].attempts.values()
    assert attempt.numbers == (1, 2, 3, 4)  # what it claims holds with fewer, too
    assert (seeds.why, seeds.needs_all, seeds.asks) == ("", False, True)
    assert "FileNotFoundError" in file.why
    plan = plans["claim: seeds"]
    [attempt] = plan.settled({plan.offers[3].name: seeds}).values()
    assert attempt.is_fresh


def test_what_was_tried_once_is_told_again_and_not_tried_again(
    tried, plans, project, monkeypatch, caplog
):
    caplog.set_level("INFO")

    def start(*_):
        raise AssertionError

    monkeypatch.setattr(pool.processes, "start", start)
    offers = {name: [*plan.offers.values()][-1] for name, plan in plans.items()}
    again = trials.run(offers.values(), project)
    assert {name: again[one.name] for name, one in offers.items()} == tried
    assert "the block at a file:2 is not offered: FileNotFoundError" in caplog.text
