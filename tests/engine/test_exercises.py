"""Exercises: how they are read, and that their checks tell right from wrong."""

import inspect
import json
import sys
from dataclasses import replace
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from engine.plan import attempts, lessons, pages
from engine.plan.imports import Imports
from engine.plan.notebooks import new_notebook
from engine.publish import exercises, python_in_page, run_here
from engine.render import answers
from engine.render.lessons import render
from engine.run import scheduler
from rnn_tutorial.pictures import plots

PARTS = {
    "start": "# start\nb = ...",
    "answer": "# answer\nb = a + 1",
    "first": "# wrong: adds nothing\nb = a",
    "second": "# wrong: takes away\nb = a - 1",
    "third": "# wrong: adds two\nb = a + 2",
    "check": '# check\nassert b == 3, "`b` should be one more than `a`."',
    "hint": "# hint: Look\n#   at `a`.",
    "last": "# hint: It is a sum.",
}
ABOVE = "# T\n\n```python exec\na = 2\n```\n"


def lesson(info='id="sum"', above=ABOVE, **changed):
    """Write a page with an exercise, some of whose parts are others."""
    parts = "\n".join(text for text in (PARTS | changed).values() if text)
    return f"{above}\n```python exercise {info}\n{parts}\n```\n"


def row(text, begin):
    """Find the line on which a page first has a row that begins so."""
    rows = text.split("\n")
    return next(i for i, row in enumerate(rows, start=1) if row.startswith(begin))


# What is wrong with an exercise: its parts, the row that is blamed, and the reason.
MISTAKES = {
    "no name": ({"info": ""}, "```python exerc", 'an exercise has a name: id="…"'),
    "an option": ({"info": 'id="a" hide'}, "```python exerc", "unknown option 'hide'"),
    "no start": ({"start": "b = ..."}, "b = ...", "begins with a row `# start`"),
    "no answer": ({"answer": ""}, "```python exerc", "the exercise has no `# answer`"),
    "two checks": (
        {"last": PARTS["check"]},
        "```python exercise",
        "has more than one `# check`",
    ),
    "few mistakes": ({"third": ""}, "```python exercise", "too few mistakes"),
    "one hint": ({"last": ""}, "```python exercise", "an exercise has two hints"),
    "an empty part": ({"answer": "# answer\n"}, "# answer", "`# answer` is empty"),
    "no words": (
        {"first": "# wrong\nb = 1"},
        "# wrong",
        "say it in words: `# wrong: …",
    ),
    "no Python": ({"answer": "# answer\nb = = 1"}, "b = = 1", "this is no Python: inv"),
    "no comment": ({"last": "# hint: a\nb"}, "b", "a hint is a comment"),
    "no assert": ({"check": "# check\nb"}, "b", "nothing is checked: write `assert"),
    "no message": (
        {"check": "# check\nassert b"},
        "assert b",
        "say what is wrong if this fails: `assert",
    ),
    "the same twice": (
        {"third": "# wrong: again\nb  =  a + 1"},
        "b  =  a + 1",
        "this is the same code as `# answer`",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line(name):
    changed, begin, reason = MISTAKES[name]
    text = lesson(**changed)
    [error, *_] = pages.mistakes("docs/a.md", text)
    begin_of = text.rindex(f"\n{begin}") if begin == "b" else 0
    line = text.count("\n", 0, begin_of) + 2 if begin_of else row(text, begin)
    assert (error.line, reason) == (
        line,
        reason if reason in str(error) else str(error),
    )


def test_a_fence_that_is_nearly_an_exercise_is_told():
    for fence in ("```python exercice", "> ```python exercise"):
        [error] = pages.mistakes("docs/a.md", f"{fence} id='a'\n```\n")
        assert "this fence is no exercise" in str(error)


def test_readers_see_the_start_and_the_rest_is_folded():
    shown = render(lesson(above=""))
    assert shown.index("b = ...") < shown.index('??? rnn-hint "A hint"')
    assert "    Look at `a`.\n" in shown
    assert shown.rindex("b = a + 1") > shown.index('??? rnn-hint "An answer"')
    assert "assert" not in shown
    assert "adds two" not in shown


def test_an_answer_that_comes_later_is_not_there():
    shown = answers.left_out(render(lesson(above="")), date(2027, 1, 9))
    assert "from 9 January 2027 on" in shown
    assert "b = ..." in shown
    assert "Look" in shown
    assert "a + 1" not in shown


# Ways to write an answer into a lesson, and the depth at which it stands.
IN_BOXES = {
    '??? question "Why?"': "    ",
    '> ??? question "Why?"': ">     ",
    '- a\n\n    > ???+ Question "Why?"': "    >     ",
    '- ??? question "Why?"': "        ",
    '!!! question "Why?"\n\n    ??? success "Answer"': "        ",
    '!!! tip inline "**Answers** to it"': "    ",
}


@pytest.mark.parametrize("begin", IN_BOXES)
def test_an_answer_is_left_out_wherever_its_box_stands(begin):
    inside = IN_BOXES[begin]
    rows = [begin, f"{inside}Wombats.", inside.rstrip(), f"{inside}> Wombats."]
    text = "\n".join([*rows, "", "On."])
    told = f"{inside}The answer stands here from 9 January 2027 on."
    shown = answers.left_out(text, date(2027, 1, 9))
    assert [row for row in shown.split("\n") if row.strip("> ")] == [
        *(row for row in begin.split("\n") if row),
        told,
        "On.",
    ]


@pytest.mark.parametrize(
    "begin",
    ['??? note "Why?"\n    ', '!!! question "Why?"\n    ', "```\n??? question\n    "],
)
def test_what_is_no_answer_stays(begin):
    text = f"{begin}Wombats."
    assert answers.left_out(text, date(2027, 1, 9)) == text


# Headlines of answers in a lab, then what ends them.
HEADED = {
    "## Answers": "## On",
    "### Answers": "### On",
    "# Answers": "## Of 1\n\nWombats.\n\n# On",
    "##  Our notes\n\n##  Answers": "##\tOn",
    "## Answers:": "# On",
    "## **Answers** ##": "On\n--",
    "Answers\n-------": "Of 1\n\n- Wombats\n---\n\nOn\n===",
    "*Answers to 1 and 2*\n===": "# On",
}


@pytest.mark.parametrize("head", HEADED)
def test_answers_of_a_lab_are_known_by_the_words_of_their_headline(head):
    texts = f"Now.\n\n{head}\n\nWombats.", "Wombats.", f"Wombats.\n\n{HEADED[head]}"
    cells = [new_markdown_cell(text) for text in texts]
    cells.insert(1, new_code_cell("print('wombats')"))
    notebook = answers.without_answers(new_notebook(cells=cells), date(2027, 1, 9))
    shown = "\n".join(cell.source for cell in notebook.cells)
    assert "wombats" not in shown.lower()
    assert shown.startswith(f"Now.\n\n{head}\n\nThey stand here from 9")
    assert "On" in shown.split("\n")[-2:][0] + shown.split("\n")[-1]


def test_a_block_in_an_answer_that_comes_later_is_not_offered(tmp_path):
    text = ABOVE + '??? question "Why?"\n\n    ```python exec\n    a * 7\n    ```\n'
    notebook, python = lessons.plan(text), Imports(tmp_path, ())
    later = answers.unseen(notebook, render(text), date(2027, 1, 9))
    offer = run_here.Offer(python_in_page.Python("p", {}, python, 1, 1), "")
    for page, offered in (notebook, [1, 2]), (later, [1]):
        judged = offer.plan("a.md", page, Kept()).judged
        buttons, code = offer.for_page("a.md", page, judged)
        assert [*buttons] == offered
        assert (b"a * 7" in b"".join(code.values())) == (2 in offered)


def test_attempts_leave_the_page_as_it_was():
    page = {"a": [1], "json": json}
    codes = ["a.append(2)", "b = ...", "a = 1 / 0", "print(json)\na = [7]\nb = 1"]
    found = json.loads(attempts.results(codes, "assert a == [7], f'{a}'", page))
    assert [one["say"] for one in found] == [
        ["[1, 2]"],
        [attempts.DOTS.format("b")],
        [],
        [],
    ]
    assert found[2]["error"] == "ZeroDivisionError: division by zero"
    assert page == {"a": [1], "json": json}


SHARED = """\
import random
import numpy as np
import torch

class Cell:
    steps = 0

def step(log=[]):
    Cell.steps += 1
    log.append(Cell)
    return len(log)

random.seed(0), np.random.seed(0), torch.manual_seed(0)
"""
CHANGED = """\
random.random(), np.random.rand(), torch.rand(1), np.set_printoptions(precision=1)
b = 2 + step()"""
ASKED = (
    "random.random(), np.array([np.random.rand()]), torch.rand(1), step(), Cell.steps"
)


copied = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="no process is copied there"
)


@copied
def test_an_exercise_changes_nothing_for_the_blocks_below_it(tmp_path):
    above = f"# T\n\n```python exec\n{SHARED}```\n"
    below = f"```python exec\nprint({ASKED})\n```\n"
    tried = lesson(
        above=above, answer=f"# answer\n{CHANGED}", first="# wrong: a\nb = 1"
    )
    tried = tried.replace("b = a - 1", "b = step()").replace("b = a + 2", "b = 9")
    planned = [lessons.plan(text + below) for text in (above, tried)]
    assert scheduler.run_all({"a.md": planned[0], "b.md": planned[1]}, tmp_path) == []
    told = [page.cells[-1].outputs[0]["text"] for page in planned]
    assert told[0] == told[1]
    [exercise] = [c for c in planned[1].cells if c.metadata.get("kind") == "exercise"]
    answer = json.loads(exercise.outputs[0]["text"])[1]
    assert answer == {"say": [], "error": ""}


def test_where_a_process_cannot_be_copied_what_is_shared_is_given_back():
    page = {}
    exec(SHARED.replace("Cell.steps += 1", "pass"), page)
    exec("random.seed(1), np.random.seed(1), torch.manual_seed(1)", page)
    state = "random.getstate(), str(np.random.get_state()), str(torch.get_rng_state())"
    state = f"[{state}, str(np.array([1 / 3]))]"
    before = eval(state, page)
    found = attempts._tried(CHANGED, "assert b", page)
    assert found == {"say": [], "error": ""}
    assert eval(state, page) == before


@copied
def test_an_attempt_that_ends_its_process_is_told():
    with pytest.raises(RuntimeError, match="`import os` … ended the process"):
        attempts._tried_apart("import os\nos._exit(1)", "assert b", {})


def test_an_exercise_counts_on_blocks_above_and_makes_nothing_for_those_below(tmp_path):
    below = "```python exec\nprint(a)\n```\n"
    notebook = lessons.plan(lesson() + below)
    python = python_in_page.Python("p", {}, Imports(tmp_path, ()), 7_000_000, 1)
    offer = run_here.Offer(python, "")
    judged = offer.plan("a.md", notebook, Kept()).judged
    buttons, code = offer.for_page("a.md", notebook, judged)
    [content] = map(json.loads, code.values())
    assert content["cells"]["2"] == {"source": "", "needs": [1]}
    assert content["cells"]["3"]["needs"] == [1]
    assert [*content["checks"]] == ["2"]
    assert 'cell="2"' in buttons[2]
    assert "<rnn-exercise " in buttons[2]
    assert [*exercises.impossible(notebook, judged, judged)] == []
    fails = judged | {2: replace(judged[2], lacks="NameError: no a.")}
    [fault] = exercises.impossible(notebook, judged, fails)
    assert fault.reason.endswith("in the page: NameError: no a.")
    notebook = lessons.plan(lesson(above=ABOVE.replace("a =", "import torch\na =")))
    judged = offer.plan("a.md", notebook, Kept()).judged
    [fault] = exercises.impossible(notebook, judged, judged)
    assert fault.reason.endswith("it needs torch, which readers' browsers don't have")


class Kept:
    """Remembers nothing."""

    def get(self, key, make):
        return json.loads(json.dumps(make()))


def test_checks_that_let_a_mistake_pass_end_the_build(make_project, build):
    text = "".join(
        lesson(f'id="{name}"', above="" if i else ABOVE, **changed)
        for i, (name, changed) in enumerate(
            {
                "good": {},
                "answer": {"answer": "# answer\nb = a + 3"},
                "start": {"start": "# start\nb = a + 1 + 0"},
                "mistake": {"third": "# wrong: counts\nb = 3"},
                "raises": {"third": "# wrong: divides\nb = 1 / 0"},
            }.items()
        )
    )
    folder = make_project({"index.md": "# Home", "a.md": text})
    done = build(folder)
    lines = map(str.strip, done.stderr.split("\n"))
    told = [line for line in lines if line.startswith("docs/a.md:")]
    assert done.returncode
    assert told == [
        f"docs/a.md:{row(text, begin)}: {reason}"
        for begin, reason in (
            (
                "b = a + 3",
                "the answer does not pass the checks: `b` should be one more than `a`.",
            ),
            ("b = a + 1 + 0", "the start passes all checks: add one that it fails"),
            ("b = 3", "the mistake “counts” passes all checks: add one that it fails"),
            (
                "b = 1 / 0",
                "the mistake “divides” ends with ZeroDivisionError: division by zero: "
                "let an assert before that say what is wrong",
            ),
        )
    ]


def test_what_stands_in_is_what_the_page_offers(tmp_path):
    ours, there = tmp_path / "ours", tmp_path / "there/ours"
    ours.mkdir()
    there.mkdir(parents=True)
    (ours / "__init__.py").touch()
    (ours / "draw.py").write_text("import matplotlib\ndef a(): 1\ndef b(): 1\n")
    (there / "draw.py").write_text("def a(): 2\n")
    imports = Imports(tmp_path, (), tmp_path / "there")
    assert imports.lacking("from ours.draw import a") == ""
    assert imports.lacking("from ours.draw import b") == "matplotlib"
    packed = {module: read for _, read, module, _ in imports.own()}
    assert packed["ours.draw"] == there / "draw.py"


def test_the_pictures_that_stand_in_are_called_as_the_real_ones():
    place = python_in_page._INSTEAD / "rnn_tutorial/pictures/plots.py"
    spec = spec_from_file_location("light_plots", place)
    light = module_from_spec(spec)
    spec.loader.exec_module(light)
    for name in ("plot_loss", "plot_prediction", "drawable"):
        theirs, ours = inspect.signature(getattr(plots, name)), getattr(light, name)
        assert [*inspect.signature(ours).parameters] == [*theirs.parameters], name
    chart = light.plot_loss([0.5, 0.25], 0.1, "lazy")
    assert chart.words() == (
        "mean squared error over epoch: loss goes from 0.5 to 0.25; lazy stays at 0.1."
    )
    with pytest.raises(ValueError, match="only positive numbers"):
        light.plot_loss([0.5, 0.0])
    steps = light.plot_prediction([[1.0], [2.0]], [[1.0], [3.0]], start=4)
    assert steps.series[1]["points"] == [(4.0, 1.0), (5.0, 3.0)]
