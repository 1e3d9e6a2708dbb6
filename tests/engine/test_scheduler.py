from types import SimpleNamespace

import pytest

from engine import check
from engine.plan import lessons
from engine.render import claims
from engine.render.outputs import Renderer
from engine.render.placed import put
from engine.run import pool, processes, scheduler
from engine.run.tasks import Task
from engine.session.protocol import Call
from engine.tokens import token


@pytest.fixture
def run(tmp_path):
    def run(text):
        notebook = lessons.plan(text)
        problems = scheduler.run_all({"a.md": notebook}, tmp_path)
        results = Renderer(lambda text: f"<i>{text}</i>").results(notebook)
        return problems, results, notebook

    return run


def faults(notebook):
    """List what the checks find in a page that has run, with their places."""
    return [
        fault.at("a.md", notebook.cells)
        for look in check.OF_NOTEBOOKS
        for fault in look(notebook)
    ]


def fence(code, options=""):
    return f"```python exec {options}\n{code}\n```\n"


def test_blocks_and_values_share_a_session_in_order(run):
    text = fence("x = 1") + "`=x`\n" + fence("x = 2") + "`=x / 3:.2f` `=f'{x}<'`\n"
    problems, results, _ = run(text)
    assert problems == []
    assert [results[i].text for i in (2, 4, 5)] == ["1", "0.67", "2<"]
    assert (
        'title="computed by this page: x / 3" tabindex="-1">0.67</data>'
        in results[4].html
    )
    assert "2&lt;</data>" in results[5].html


def test_what_is_printed_and_returned_is_shown(run):
    code = "import sys\nprint('a <')\nsys.stdout.flush()\nprint('b')\n3"
    _, results, _ = run(fence(code))
    assert "<samp>a &lt;\nb</samp>" in results[1].html
    assert "<samp>3</samp>" in results[1].html


def test_what_is_printed_in_pieces_is_one_output(run):
    code = (
        "import time\nfor i in range(3):\n    print(i, flush=True)\n    time.sleep(0.3)"
    )
    _, _, notebook = run(fence(code))
    assert [output.text for output in notebook.cells[0].outputs] == ["0\n1\n2\n"]


SHOW = "from IPython.display import *\n"
SAID = {
    "another program's": ("import subprocess\nsubprocess.run(['echo', 'sub']);", "sub"),
    "before and after": (
        "import os\nprint('a')\nos.system('echo b');\nprint('c')",
        "a\nb\nc",
    ),
    "of C": ("import ctypes\nctypes.CDLL(None).puts(b'from C');", "from C"),
    "cleared": (SHOW + "print('a')\nclear_output()\nprint('b')", "b"),
    "cleared later": (SHOW + "print('a')\nclear_output(wait=True)\nprint('b')", "b"),
    "updated": (
        SHOW + "h = display('one', display_id=True)\nh.update('two')",
        "'two'",
    ),
    "Python's own": (
        "import sys\nprint('a')\nsys.__stdout__.write('b\\n')\nprint('c')",
        "a\nb\nc",
    ),
    "Python's own bytes": ("import sys\nsys.__stdout__.buffer.write(b'raw');", "raw"),
    "erased": ("print('abc\\r\\x1b[Jx')", "x"),
    "written over": ("for i in range(5): print(f'\\rstep {i}', end='')", "step 4"),
}


@pytest.mark.parametrize("what", SAID)
def test_readers_see_what_a_notebook_would_show(run, what):
    code, shown = SAID[what]
    problems, results, _ = run(fence(code))
    assert problems == []
    assert results[1].html.count("<samp>") == 1
    assert f"<samp>{shown}</samp>" in results[1].html


def test_the_sign_that_a_format_writes_adds_a_value_and_others_multiply_it(run):
    _, results, _ = run(fence("x = -2") + "\n`=x:+d` and `=x`\n")
    page = r'<span class="arithmatex">\(3 {}, 3{}, {}\)</span>'
    shown = put(page.format(token(2), token(3), token(3)), results)
    assert r"\(3 -2, 3(-2), -2\)" in shown


BESIDE = {
    "print": "print('fitting ...')",
    "print to the rest": "print('fit', end='')",
    "display": "from IPython import display as d; d.display(d.HTML('<table></table>'))",
    "another program": "import os; os.system('echo a')",
    "Python's own": "import sys; sys.__stdout__.write('a')",
    "figure": "import matplotlib.pyplot as plt; plt.plot([1, 2])",
}


@pytest.mark.parametrize("what", BESIDE)
def test_a_value_is_what_its_code_gives_and_nothing_beside_it_is_lost(run, what):
    code = f"def fit():\n    {BESIDE[what]}\n    return 3"
    problems, results, notebook = run(fence(code) + "\nIt is `=fit()`.\n")
    assert problems == []
    assert results[2].text == "3"
    told = "a.md:7: the code of this value also prints or displays something"
    assert any(str(problem).startswith(told) for problem in faults(notebook))


def test_what_no_page_can_do_of_a_terminal_is_told(run):
    _, _, notebook = run(fence("print('a')\nprint('\\x1b[?1049hb')"))
    renderer = Renderer(str)
    renderer.results(notebook)
    [fault] = renderer.faults
    assert fault.reason == r"this output can't be shown: " + (
        r"no page can do what \x1b[?1049h asks of a terminal"
    )


def test_pictures_of_all_kinds_are_as_large_as_they_are_said_to_be(run):
    for kind in ("gif", "webp", "png"):
        code = (
            "import io\nfrom PIL import Image as Pixels\n"
            "from IPython.display import Image\nfile = io.BytesIO()\n"
            f"Pixels.new('RGB', (200, 100)).save(file, '{kind}')\n"
            f"Image(data=file.getvalue(), format='{kind}', width=100)"
        )
        problems, results, notebook = run(fence(code, 'alt="A square"'))
        assert problems == faults(notebook) == []
        assert f'.{kind}" alt="A square" width="100" height="50">' in results[1].html


def test_the_characters_of_tokens_are_printed_as_any_others(run):
    _, results, _ = run(fence("print('\\ue000\\ue011\\ue001')") + "\n`=chr(0xE011)`\n")
    page = put(f"<p>{token(1)}</p><p>{token(2)}</p>", results)
    assert "<samp>&#xe000;&#xe011;&#xe001;</samp>" in page
    assert "&#xe011;</data>" in page


def test_processes_find_what_a_page_defines(run):
    code = (
        "from multiprocessing import Pool\ndef square(x):\n    return x * x\n"
        "with Pool(2) as pool:\n    print(pool.map(square, [1, 2, 3]))"
    )
    problems, results, _ = run(fence(code))
    assert problems == []
    assert "<samp>[1, 4, 9]</samp>" in results[1].html


def test_loaders_with_workers_run(run):
    code = (
        "from torch.utils.data import DataLoader\n"
        "class Squares:\n    def __len__(self): return 4\n"
        "    def __getitem__(self, i): return i * i\n"
        "print([x.tolist() for x in DataLoader(Squares(), 2, num_workers=2)])"
    )
    problems, results, _ = run(fence(code))
    assert problems == []
    assert "<samp>[[0, 1], [4, 9]]</samp>" in results[1].html


def test_many_experiments_may_wait_at_once():
    pages = [Task(str(i), None, {}, 0, None) for i in range(30)]
    asked = [
        Task(f"e{i}", None, {}, 0, None, call=Call(f"e{i}", "")) for i in range(30)
    ]
    waiting = [Task("x", None, {}, 0, None, call=Call("x", ""))]
    sessions = {}
    for task, call in [
        *((page, one.call) for page, one in zip(pages, asked, strict=True)),
        *((one, waiting[0].call) for one in asked),
    ]:
        sessions[task.name] = SimpleNamespace(calls=[call])
    running = [(task, sessions[task.name]) for task in (*pages, *asked)]
    state = pool.Pool(None, None, running=running)
    assert state._depth(pages[0]) == 0
    assert {state._depth(one) for one in asked} == {1}
    assert state._depth(waiting[0]) == 2


@pytest.mark.parametrize("cores", [1, 2, 64])
def test_experiments_run_on_all_cores(monkeypatch, cores):
    monkeypatch.setattr(processes, "cores", lambda: cores)
    pages = [Task(str(i), None, {}, 0, None) for i in range(99)]
    asked = [
        Task(f"e{i}", None, {}, 0, None, call=Call(f"e{i}", "")) for i in range(99)
    ]
    state = pool.Pool(None, None, pages + asked)
    while task := state._next():
        state.running.append((task, SimpleNamespace(calls=[])))
    assert [bool(task.call) for task, _ in state.running] == [True] * cores


def test_displayed_markdown_and_latex_are_rendered(run):
    code = "from IPython.display import *\ndisplay(Markdown('**a**'), Math('x_1'))"
    _, results, _ = run(fence(code))
    assert "<i>**a**</i>" in results[1].html
    assert r'<div class="arithmatex">\[x_1\]</div>' in results[1].html


def test_an_error_names_its_line_and_ends_the_page(run):
    code = "x = 1\n\nraise ValueError('no x')\n"
    problems, _, notebook = run("# T\n" + fence(code) + fence("y = 1"))
    assert [str(p) for p in problems] == ["a.md:5: ValueError: no x"]
    assert notebook.cells[1].execution_count is None


def test_a_syntax_error_is_a_problem(run):
    problems, _, _ = run(fence("y = 1\nx = = 1"))
    assert str(problems[0]) == "a.md:3: SyntaxError: invalid syntax"


def test_a_warning_is_a_problem(run):
    code = "import warnings\nwarnings.warn('careful')"
    problems, _, _ = run(fence(code))
    assert str(problems[0]) == "a.md:3: written to stderr: UserWarning: careful"


@pytest.mark.parametrize("code", ["1, 2", "(1, 2)  # a pair"])
def test_a_value_may_be_any_expression(run, code):
    problems, results, _ = run(f"`={code}`")
    assert problems == []
    assert results[1].text == "(1, 2)"


@pytest.mark.parametrize("code", ["object()", "print(object())", "[object()]"])
def test_an_output_that_says_nothing_is_a_problem(run, code):
    _, _, notebook = run(fence(code))
    [problem] = faults(notebook)
    assert "readers would see <" in problem.reason


HELPER = """\
from rnn_tutorial.evidence import claim
def report(): claim("From a helper", holds=True)
def made(): return claim("From a helper", holds=True)
"""
UNSEEN = "has to be the last thing in its block, or readers don't see it"


def test_what_is_claimed_anywhere_and_not_shown_is_told(run, tmp_path):
    (tmp_path / "helper.py").write_text(HELPER, encoding="utf-8")
    codes = (
        "from helper import *\nreport()",
        "kept = made()",
        "%timeit -n1 -r1 claim('Timed', holds=True)",
        "say = claim\nsay('By another name', holds=True);",
        "%matplotlib inline\nclaim('Below a magic', holds=True)\n1",
        "%%writefile a.py\nclaim('Written', holds=False)",
        "%matplotlib inline\nclaim('Shown', holds=True)",
    )
    problems, _, notebook = run("".join(map(fence, codes)))
    assert problems == []
    found = [(str(f).split(": ")[0], UNSEEN in f.reason) for f in faults(notebook)]
    lines = (3, 6, 9, 13, 17, 22)
    assert found == [(f"a.md:{line}", True) for line in lines]


LATER = "import threading\nt = threading.Timer({}, report)\nt.start()"
COPY = """\
import os
if os.fork() == 0:
    try: report()
    except RuntimeError as error: print(error, flush=True)
    os._exit(0)
os.wait();
"""


def test_what_threads_and_copies_claim_is_told(run, tmp_path):
    (tmp_path / "helper.py").write_text(HELPER, encoding="utf-8")
    begin = fence("from helper import report")
    problems, _, notebook = run(begin + fence(LATER.format(0.3)))
    assert problems == []
    [told] = faults(notebook)
    assert UNSEEN in told.reason
    problems, _, _ = run(begin + fence(LATER.format(30)))
    assert "a thread went on after the page: join it" in str(problems[0])
    problems, results, _ = run(begin + fence(COPY))
    assert problems == []
    assert "this is claimed where no page shows it: From a helper" in results[2].html


BROKEN = {  # what a cell displays: kinds, and what is said to be wrong
    "{'image/png': b'no picture'}": "it is no image/png (UnidentifiedImageError)",
    "{'image/png': 'xx'}": "it is no image/png (Error)",
    "{'image/jpeg': b''}": "it is no image/jpeg (UnidentifiedImageError)",
    "{'image/png': half}": "it is no image/png (OSError)",
    "{'image/svg+xml': '<svg'}": "it is no image/svg+xml (ValueError)",
    "{'image/svg+xml': ''}": "it is no image/svg+xml (ValueError)",
    "{'image/svg+xml': 'x</svg>'}": "it is no image/svg+xml (TypeError)",
    "{'text/plain': 5}": "it is no text/plain (TypeError)",
    "{'text/latex': None}": "it is no text/latex (AttributeError)",
    "{'application/x-foo': 'LOST'}": "it is application/x-foo, and not HTML, a picture "
    "or text",
    "{}": "it is nothing, and not HTML, a picture or text",
    f"{{'{claims.TYPE}': 5}}": f"it is no {claims.TYPE} (KeyError)",
    f"{{'{claims.TYPE}': {{'sentence': 'A', 'values': 3}}, 'text/html': ''}}": "it is "
    f"no {claims.TYPE} (ValueError)",
}
HALF = """\
import io
from IPython.display import display
from PIL import Image
Image.effect_noise((90, 90), 9).save(file := io.BytesIO(), "png")
half = file.getvalue()[:900]
"""


def test_outputs_that_are_not_what_they_say_are_told_at_their_blocks(run):
    texts = [fence(HALF), *(fence(f"display({one}, raw=True)") for one in BROKEN)]
    problems, results, notebook = run("".join(texts))
    assert problems == []
    [*faults(notebook)]  # no check stumbles over them either
    assert [*check.claims.repeated({"a.md": notebook})] == []
    renderer = Renderer(str)
    assert renderer.results(notebook) == results
    told = [(fault.cell, fault.reason.partition(": ")[2]) for fault in renderer.faults]
    assert told == [*enumerate(BROKEN.values(), start=2)]


def test_the_users_own_settings_do_not_count(run, tmp_path, monkeypatch):
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("secret = 42", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    problems, _, _ = run("`=secret`")
    assert "NameError" in problems[0].reason


def test_a_wrong_value_names_its_line(run):
    problems, _, _ = run("a\n`=nothing`\n")
    assert str(problems[0]) == "a.md:2: NameError: name 'nothing' is not defined"


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nNone"


def test_a_figure_has_alt_text_and_caption_and_follows_the_scheme(run):
    _, results, notebook = run(fence(PLOT, 'alt="Up" caption="It *rises*" id="up"'))
    assert faults(notebook) == []
    shown = results[1].html
    assert '<figure class="rnn-figure" id="up">' in shown
    assert 'aria-label="Up"' in shown
    assert "<figcaption><i>It *rises*</i></figcaption>" in shown
    assert "var(--plot-blue)" in shown
    assert "#1f77b4" not in shown
    assert "DejaVu" not in shown


def test_two_runs_draw_the_same_bytes(run):
    text = fence(PLOT, 'alt="Up"')
    assert run(text)[1] == run(text)[1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (fence(PLOT), "no alt text"),
        (fence(PLOT, 'alt="  "'), "no alt text"),
        (fence("x = 1", 'alt="Up"'), "no figure was drawn"),
        (fence("x = 1", 'caption="Up"'), "no figure was drawn"),
        (fence(f"{PLOT}\nplt.figure()\n{PLOT}", 'alt="Up"'), "draws 2 figures"),
    ],
)
def test_figures_without_their_text_are_problems(run, text, reason):
    _, _, notebook = run(text)
    [problem] = faults(notebook)
    assert problem.line == 1
    assert reason in problem.reason
