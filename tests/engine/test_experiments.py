"""Experiments that pages share run once, and again only when they have to."""

import logging
import sys
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from engine.cache import fresh
from engine.cache.environment import SEEDS
from engine.plan import lessons
from engine.run import pool, processes, scheduler
from engine.session.serialise import from_text, to_text
from project import Project
from rnn_tutorial.experiments.experiment import shared

SEEDED = """
from rnn_tutorial.evidence import seeds
from rnn_tutorial.experiments.experiment import experiment

@experiment
def draw(seed, scale=10):
    note(str(seed))
    return {"drawn": scale * seed, "process": os.getpid(), "name": f"run {seed}"}

@experiment
def told(seed):
    return len(seeds())

@experiment
def brittle(seed):
    return 1 // (2 - seed)
"""
DEEP = "SCALE = 1\n"
LAB = """\
from dataclasses import dataclass
import numpy as np
from rnn_tutorial.experiments.experiment import shared
from part.deep import SCALE

def note(text):
    open({counts!r}, "a").write(text)

@dataclass(frozen=True, eq=False)
class Outcome:
    seeds: tuple
    losses: np.ndarray

@shared
def train(seeds, epochs=3):
    note("t")
    return Outcome(tuple(seeds), SCALE * epochs * np.array(seeds) / 3)

@shared
def twice(seeds):
    note("d")
    return 2 * train(seeds).losses
"""
CALL = "from part.lab import *\no = train(range(3))\nprint(o.seeds, o.losses.tolist())"
SHOWN = "(0, 1, 2) [0.0, 1.0, 2.0]\n"


class Lab(Project):
    """A project with experiments."""

    def __init__(self, root):
        super().__init__(root)
        self.write("part/deep.py", DEEP)
        self.write("part/unused.py", DEEP)
        self.write_lab(LAB)

    def write_lab(self, text):
        self.write("part/lab.py", text.replace("{counts!r}", repr(str(self.counts))))

    def run(self, *codes, depends=()):
        """Run pages, of which the last may declare that it depends on files.

        Return what they print, and which experiments ran.
        """
        pages = {
            f"{i}.md": lessons.plan(f"```python exec\n{code}\n```\n")
            for i, code in enumerate(codes)
        }
        pages[f"{len(codes) - 1}.md"].metadata["depends"] = depends
        self.counts.write_text("")
        self.problems = [str(p) for p in scheduler.run_all(pages, self.root)]
        outputs = [page.cells[0].get("outputs", []) for page in pages.values()]
        shown = ["".join(o.get("text", "") for o in cell) for cell in outputs]
        return shown, self.counts.read_text()


@pytest.fixture
def project(tmp_path):
    return Lab(tmp_path)


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, logger="mkdocs.plugins.run")
    return lambda: caplog.text


def test_pages_share_an_experiment_however_it_is_written(project, told):
    codes = [
        CALL,
        f"{CALL}  ",
        CALL.replace("(range(3))", "(epochs=3, seeds=range(3))"),
    ]
    assert project.run(*codes) == ([SHOWN] * 3, "t")
    assert project.problems == []
    assert "Running train(seeds=range(0, 3)): for the first time" in told()
    assert "experiments: 1 run;" in told()


def test_a_page_that_changes_does_not_run_its_experiment_again(project, told):
    project.run(CALL)
    assert project.run(f"{CALL}\nprint(9)") == ([f"{SHOWN}9\n"], "")
    assert "experiments: 1 kept;" in told()


def test_other_arguments_are_another_experiment(project):
    project.run(CALL)
    assert project.run(CALL.replace("(range(3))", "(range(3), 6)"))[1] == "t"


def test_what_the_experiment_imports_counts_and_nothing_else(project, told):
    codes = [f"import part.unused\n{CALL}", CALL]
    project.run(*codes)
    project.write("part/unused.py", "SCALE = 2\n")
    assert project.run(*codes) == ([SHOWN] * 2, "")
    project.write("part/deep.py", "SCALE = 10\n")
    shown = SHOWN.replace("1.0, 2.0", "10.0, 20.0")
    assert project.run(*codes) == ([shown] * 2, "t")
    assert "range(0, 3)): part/deep.py changed" in told()
    project.write("part/deep.py", DEEP)
    assert project.run(*codes) == ([SHOWN] * 2, "")


def test_what_an_experiment_reads_counts_for_its_pages(project):
    project.write("data.txt", "7")
    lab = LAB + "\n@shared\ndef read():\n    return open('data.txt').read()\n"
    project.write_lab(lab)
    code = "from part.lab import *\nprint(read())"
    assert project.run(code)[0] == ["7\n"]
    project.run(f"{code}  ")  # a page that has got it from the store
    project.write("data.txt", "8")
    assert project.run(code)[0] == ["8\n"]
    assert project.run(f"{code}  ")[0] == ["8\n"]


def test_what_a_page_declares_counts_for_what_it_asks_for_and_for_nobody_else(project):
    project.write("data.txt", "7")
    read = "subprocess.run(['cat', 'data.txt'], stdout=-1, text=True).stdout"
    body = f"    import subprocess\n    note('r')\n    return {read}\n"
    inner = f"\n@shared\ndef read():\n{body}"
    project.write_lab(f"{LAB}{inner}\n@shared\ndef outer():\n    return read()\n")
    code = "from part.lab import *\nprint(outer())"
    codes = f"{code}  # undeclared", code
    assert project.run(*codes, depends=["data.txt"]) == (["7\n"] * 2, "rr")
    project.write("data.txt", "8")
    assert project.run(*codes, depends=["data.txt"]) == (["7\n", "8\n"], "r")
    assert project.run(*codes, depends=["data.txt"])[1] == ""


def test_an_experiment_may_ask_for_another(project, monkeypatch):
    monkeypatch.setattr(processes, "cores", lambda: 1)
    code = "from part.lab import *\nprint(twice(range(3)).tolist())"
    shown, ran = project.run(code, CALL)
    assert shown == ["[0.0, 2.0, 4.0]\n", SHOWN]
    assert sorted(ran) == ["d", "t"]


def test_each_seed_is_a_run_of_its_own_and_only_new_ones_run(project, told):
    project.write_lab(f"import os\n{LAB}{SEEDED}")
    code = (
        "from part.lab import *\nd = draw([{}], scale=2)\nprint(d['drawn'], d['name'])"
    )
    assert project.run(code.format("0, 3"))[0] == ["[0 6] ('run 0', 'run 3')\n"]
    shown, ran = project.run(code.format("3, 1, 0"), code.format("1"))
    assert shown == ["[6 2 0] ('run 3', 'run 1', 'run 0')\n", "[2] ('run 1',)\n"]
    assert ran == "1"
    assert "Running draw(seeds=[3], scale=2): for the first time" in told()
    apart = "print(len({*draw(range(4), scale=1)['process'].tolist()}))"
    assert project.run(f"from part.lab import *\n{apart}")[0] == ["4\n"]


def test_the_number_of_seeds_is_no_secret_fact_of_a_run(project, monkeypatch):
    project.write_lab(f"import os\n{LAB}{SEEDED}")
    code = "from part.lab import *\nprint(draw(seeds())['drawn'], told([0]))"
    monkeypatch.delenv(SEEDS, raising=False)
    shown, ran = project.run(code)
    assert (shown, sorted(ran)) == (["[ 0 10 20] [3]\n"], ["0", "1", "2"])
    monkeypatch.setenv(SEEDS, "4")
    shown, ran = project.run(code)
    assert (shown, ran) == (["[ 0 10 20 30] [4]\n"], "3")


def test_a_seed_that_fails_is_told_and_the_others_are_kept(project, told):
    project.write_lab(f"import os\n{LAB}{SEEDED}")
    project.run("from part.lab import *\n\nbrittle(range(4))")
    [problem] = project.problems
    assert problem.startswith("0.md:4: ZeroDivisionError: ")
    line = (
        f"import os\n{LAB}{SEEDED}".split("\n").index("    return 1 // (2 - seed)") + 1
    )
    assert problem.endswith(f" (in part/lab.py:{line})")
    project.run("from part.lab import *\nprint(brittle([0, 1, 3]))")
    assert project.problems == []
    assert "experiments: 3 kept;" in told()


def test_a_page_gets_a_copy_of_its_own(project):
    spoil = "from part.lab import *\no = train(range(3))\no.losses[:] = 9"
    assert project.run(spoil, f"{spoil};" + CALL) == (["", SHOWN], "t")


def test_an_experiment_that_fails_fails_where_it_is_called(project):
    bad = "from part.lab import *\n\ntrain([1], epochs='many')"
    project.run(CALL, bad)
    [problem] = project.problems
    assert problem.startswith("1.md:4: TypeError: The 'out'")
    line = LAB[: LAB.index("SCALE * epochs")].count("\n") + 1
    assert problem.endswith(f" (in part/lab.py:{line})")
    caught = "try: train([1], epochs='x')\nexcept TypeError: print(1)"
    assert project.run(f"from part.lab import *\n{caught}")[0] == ["1\n"]
    assert project.problems == []


@pytest.mark.parametrize(
    ("code", "does"),
    [
        ('print("epoch", epochs)', "prints 'epoch 3'"),
        ('from IPython.display import display; display("a")', "displays \"'a'\""),
        (
            "import matplotlib.pyplot as plt; plt.plot([1])",
            "displays '<Figure size 460x290 with 1 Axes>'",
        ),
    ],
)
def test_what_an_experiment_shows_nobody_is_told_where_it_is_called(
    project, code, does
):
    project.write_lab(LAB.replace('note("t")', code))
    project.run(CALL)
    assert project.problems == [
        f"0.md:3: RuntimeError: train {does}, which no page shows: return what matters"
    ]


def test_a_seed_that_fails_in_another_process_names_its_line(project):
    code = (
        "\ndef odd(seed):\n    return 1 // (1 - seed)\n"
        "\n@shared\ndef many():\n    return over_seeds(odd, [0, 1], workers=2)\n"
    )
    start = "from rnn_tutorial.experiments.over_seeds import over_seeds\n"
    project.write_lab(start + LAB + code)
    project.run("from part.lab import *\nmany()")
    [problem] = project.problems
    line = (start + LAB + code).split("\n").index("    return 1 // (1 - seed)") + 1
    assert problem.startswith("0.md:3: ZeroDivisionError: ")
    assert problem.endswith(f" (in part/lab.py:{line})")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import os; os._exit(0)", "ended the Python session"),
        ("import time; time.sleep(60)", "ran for more than 2 seconds"),
    ],
)
def test_an_experiment_that_breaks_its_session(project, monkeypatch, body, reason):
    monkeypatch.setattr(processes, "PAGE_TIMEOUT", 2)
    monkeypatch.setattr(processes, "LONGER_FOR_EXPERIMENTS", 1)
    project.write_lab(LAB + f"\n@shared\ndef bad():\n    {body}\n")
    shown, _ = project.run("from part.lab import *\nbad()", CALL)
    assert project.problems == [f"0.md:3: RuntimeError: bad {reason}"]
    assert shown[1] == SHOWN


ODD = """
import functools, torch
@shared
def again(): return again()
@shared
def ping(): return pong()
@shared
def pong(): return ping()
@shared
def deep(n): return deep(n - 1) if n else 0
@torch.no_grad()
@shared
def still(): return torch.is_grad_enabled()
@functools.cache
@shared
def cached(): return 5
@shared
def early(): return 6
EARLY = early()
"""


@pytest.mark.parametrize("cores", [1, 2])
def test_experiments_that_ask_for_each_other_in_a_circle(project, monkeypatch, cores):
    monkeypatch.setattr(processes, "cores", lambda: cores)
    project.write_lab(LAB + ODD)
    shown, _ = project.run("from part.lab import *\nping()", CALL)
    [problem] = project.problems
    assert problem.startswith("0.md:3: ")
    assert "asks for itself" in problem
    assert shown[1] == SHOWN


def test_an_experiment_that_asks_for_itself(project):
    project.write_lab(LAB + ODD)
    project.run("from part.lab import *\nagain()")
    [problem] = project.problems
    assert problem.startswith("0.md:3: RecursionError")


def test_experiments_that_ask_too_deep(project, monkeypatch):
    monkeypatch.setattr(pool, "MOST_NESTED", 4)
    project.write_lab(LAB + ODD)
    assert project.run("from part.lab import *\nprint(deep(3))")[0] == ["0\n"]
    project.run("from part.lab import *\ndeep(12)")
    assert "is one of more than 4 that ask for each other" in project.problems[0]
    assert project.problems[0].startswith("0.md:3: RuntimeError: deep has no result")


def test_decorators_above_count(project):
    project.write_lab(LAB + ODD)
    code = "from part.lab import *\nprint(still(), cached(), EARLY)"
    assert project.run(code)[0] == ["False 5 6\n"]
    assert project.problems == []


def test_an_answer_that_nobody_waits_for_is_dropped(project):
    slow = "    import time; time.sleep({})\n    return '{}'\n"
    project.write_lab(
        LAB
        + f"\n@shared\ndef slow():\n{slow.format(2, 'slow')}"
        + f"\n@shared\ndef other():\n{slow.format(0, 'other')}"
    )
    code = (
        "from part.lab import *\nimport signal\n"
        "def ring(*_): raise TimeoutError\n"
        "signal.signal(signal.SIGALRM, ring)\nsignal.setitimer(signal.ITIMER_REAL, 1)\n"
        "try: slow()\nexcept TimeoutError: print('late')\n"
    )
    assert project.run(code, f"{code}print(other())") == (
        ["late\n", "late\nother\n"],
        "",
    )
    assert project.problems == []


def test_a_page_that_got_no_answer_is_not_kept(project):
    body = "    import os\n    os.path.exists('stop') and os._exit(1)\n    return 1\n"
    project.write_lab(LAB + f"\n@shared\ndef bad():\n{body}")
    code = "from part.lab import *\ntry: print(bad())\nexcept RuntimeError: print('no')"
    project.write("stop", "")
    assert project.run(code)[0] == ["no\n"]
    (project.root / "stop").unlink()
    assert project.run(code)[0] == ["1\n"]


def test_a_page_that_dies_while_it_waits(project):
    slow = "import time; time.sleep(1)\n    return 1\n"
    project.write_lab(LAB + f"\n@shared\ndef slow():\n    {slow}")
    die = "threading.Timer(0.3, lambda: os._exit(1)).start()"
    dying = f"from part.lab import *\nimport os, threading\n{die}\nslow()"
    shown, _ = project.run(dying, "from part.lab import *\nprint(slow())")
    assert project.problems == ["0.md:2: ended the Python session"]
    assert shown[1] == "1\n"


def test_waiting_for_an_experiment_is_not_counted(project, monkeypatch):
    monkeypatch.setattr(processes, "PAGE_TIMEOUT", 3)
    slow = "    import time; time.sleep(2)\n    return 1\n"
    project.write_lab(LAB + f"\n@shared\ndef a():\n{slow}\n@shared\ndef b():\n{slow}")
    shown, _ = project.run("from part.lab import *\nprint(a() + b())")
    assert (shown, project.problems) == (["2\n"], [])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "train(iter([1]))",
            "TypeError: seeds of train: a list_iterator can't be kept",
        ),
        ("train(open('part/lab.py'))", "seeds of train: a TextIOWrapper can't be kept"),
    ],
)
def test_arguments_that_are_no_plain_values(project, code, reason):
    project.run(f"from part.lab import *\n{code}")
    assert reason in project.problems[0]


def test_results_that_are_no_plain_values(project):
    project.write_lab(LAB + "\n@shared\ndef bad():\n    return lambda: 1\n")
    project.run("from part.lab import *\nbad()")
    reason = "TypeError: the result of bad: a function can't be kept"
    assert reason in project.problems[0]


def test_what_nobody_else_can_find_stays_with_the_page(project, told):
    inner = (
        "    @shared\n    def inner():\n        return lambda: 6\n    return inner\n"
    )
    project.write_lab(LAB + f"\ndef outer():\n{inner}")
    code = (
        "from part.lab import outer, shared\n"
        "@shared\ndef mine():\n    return lambda: 5\n"
        "print(mine()(), outer()()())"
    )
    assert project.run(code)[0] == ["5 6\n"]
    assert "experiments" not in told()


def test_fresh_runs_experiments_once(project, monkeypatch):
    project.run(CALL)
    monkeypatch.setenv(fresh.VARIABLE, "1")
    assert project.run(CALL, f"{CALL}  ") == ([SHOWN] * 2, "t")


def test_a_difference_is_told_where_the_experiment_is_asked_for(project, monkeypatch):
    lab = LAB + (
        "\n@shared\ndef odd():\n    import os\n    return os.urandom(4).hex()\n"
    )
    project.write_lab(lab)
    project.run("from part.lab import *\nx = odd()")
    monkeypatch.setenv(fresh.VARIABLE, "compare")
    project.run("from part.lab import *\nx = odd()")
    reason = "a fresh run gives another result than the one that was kept"
    assert project.problems == [f"0.md:2: odd(): {reason}"]
    parts = []
    for number in range(2):  # whatever a page of the part asks for is compared too
        monkeypatch.setenv(fresh.VARIABLE, f"compare:{number}/2")
        project.run("from part.lab import *\nx = odd()")
        parts.append(len(project.problems))
    assert sorted(parts) == [0, 1]


def test_long_names_are_shortened(project, told):
    project.run(CALL.replace("range(3)", "list(range(100))"))
    assert "Running train(seeds=[0, 1, 2," in told()
    assert max(map(len, told().splitlines())) < 150


DTYPES = ["<f4", "<f8", "<i8", "|b1", "<c16", "<U3"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: npst.arrays(dtype, npst.array_shapes(min_dims=0, min_side=0))
)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
HASHABLE = PLAIN | st.tuples(PLAIN, PLAIN)
VALUES = st.recursive(
    PLAIN | ARRAYS | st.builds(range, st.integers(-9, 9), st.integers(-9, 9)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(HASHABLE, inner, max_size=3)
    ),
    max_leaves=6,
)


@dataclass(frozen=True)
class Kept:
    """Counts how often it is initialised."""

    root: float

    def __post_init__(self):
        object.__setattr__(self, "root", self.root**0.5)


def test_what_was_initialised_once_stays_as_it_is():
    assert from_text(to_text(Kept(16.0))).root == 4.0


@pytest.mark.parametrize(
    "value",
    [
        np.ma.array([1.0, 2.0], mask=[True, False]),
        np.str_(""),
        np.array([None]),
        torch.ones(1),
        {1},
        lambda: 1,
        [object()],
    ],
)
def test_what_would_not_arrive_as_it_is_is_refused(value):
    with pytest.raises(TypeError, match="can't be kept; expected numbers"):
        to_text(value)


def test_what_is_kept_can_not_run_anything():
    with pytest.raises(TypeError, match="is no dataclass"):
        from_text('{"dataclass": "os:getcwd", "fields": {"dict": []}}')
    for module in ("antigravity", "this", "__hello__"):  # to import them does something
        with pytest.raises(TypeError, match="is no dataclass of this project"):
            from_text(f'{{"dataclass": "{module}:x", "fields": {{"dict": []}}}}')
        assert module not in sys.modules


@pytest.mark.parametrize("text", ["*seeds", "seeds, /", "**settings"])
def test_parameters_without_a_name_are_refused(text):
    space = {}
    exec(f"def train({text}): pass", space)
    with pytest.raises(TypeError, match="train has the parameter"):
        shared(space["train"])


@given(VALUES)
def test_what_travels_is_what_arrives(value):
    arrived = from_text(to_text(value))
    assert to_text(arrived) == to_text(value)
    assert repr(arrived) == repr(value)
    assert type(arrived) is type(value)


def test_an_experiment_claims_nothing_unseen(project):
    claiming = (
        "\n@shared\ndef claiming():\n    claim('Unseen', holds=True)\n    return 1\n"
    )
    project.write_lab("from rnn_tutorial.evidence import claim\n" + LAB + claiming)
    [shown], _ = project.run("from part.lab import *\nclaiming();")
    assert shown == "2 Unseen"  # the note for the check
