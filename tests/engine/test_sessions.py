"""Pages that misbehave: each is reported, none leaves anything running."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from engine.plan import lessons
from engine.run import arithmetic, processes, scheduler

HANG = "import time\ntime.sleep(60)"


def fence(code):
    return f"```python exec\n{code}\n```\n"


@pytest.fixture
def run(tmp_path):
    def run(*codes):
        pages = {f"{i}.md": lessons.plan(fence(code)) for i, code in enumerate(codes)}
        problems = scheduler.run_all(pages, tmp_path)
        return sorted(map(str, problems)), list(pages.values())

    run.folder = tmp_path
    return run


def text_of(notebook):
    return "".join(o.get("text", "") for o in notebook.cells[0].outputs)


ARITHMETIC = """\
import numpy as np, torch
from numpy._core._multiarray_umath import __cpu_features__ as can
print(torch.backends.cpu.get_cpu_capability(), can["X86_V3"], can["X86_V4"])
"""


@pytest.mark.skipif(not arithmetic.settings(), reason="no processor with AVX2")
def test_newer_processors_round_as_older_ones_do(run):
    _, [page] = run(ARITHMETIC)
    assert text_of(page) == "AVX2 True False\n"


IDS = """\
import multiprocessing
from uuid import uuid4
with multiprocessing.Pool(2) as pool:
    apart = {pool.apply(uuid4) for _ in range(2)}
print(uuid4(), uuid4(), uuid4() in apart)
"""


def test_ids_are_the_same_in_every_run_of_a_page_but_not_in_its_processes(
    run, monkeypatch
):
    _, [first] = run(IDS)
    monkeypatch.setenv("SITE_FRESH", "1")
    _, [other, again] = run("# another page\n" + IDS, IDS)
    one, two, is_shared = text_of(again).split()
    assert text_of(first) == text_of(again) != text_of(other)
    assert one != two
    assert is_shared == "False"


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos._exit(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes\nctypes.string_at(0)",  # a segmentation fault
    ],
)
def test_a_page_that_dies(run, code):
    problems, [_, good] = run(code, "print(7)")
    assert problems == ["0.md:2: ended the Python session"]
    assert text_of(good) == "7\n"


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time\nfrom signal import *\nsignal(SIGTERM, SIG_IGN)\ntime.sleep(60)",
    ],
)
def test_a_page_that_hangs(run, monkeypatch, code):
    monkeypatch.setattr(processes, "PAGE_TIMEOUT", 2)
    problems, [_, good] = run(code, "print(7)")
    assert problems == ["0.md:2: ran for more than 2 seconds"]
    assert text_of(good) == "7\n"


def test_the_limit_of_a_page_can_be_set(run, monkeypatch):
    monkeypatch.setenv(processes.TIMEOUT_VARIABLE, "1.5")
    assert run(HANG)[0] == ["0.md:2: ran for more than 1.5 seconds"]
    monkeypatch.setenv(processes.TIMEOUT_VARIABLE, "soon")
    with pytest.raises(processes.Abort, match="SITE_PAGE_TIMEOUT is 'soon'; expected"):
        run("1")


@pytest.mark.parametrize(
    "code",
    [
        "while True: print('x' * 1000)",
        "while True:\n    try: print('x' * 1000)\n    except Exception: pass",
        "import sys\nsys.stderr.write('x' * 2_000_000)",
    ],
)
def test_a_page_that_prints_without_end(run, code):
    problems, _ = run(code)
    assert problems == ["0.md:2: printed more than 1,000,000 characters"]


ASKING = {
    "input": "input('Name? ')",
    "breakpoint": "breakpoint()",
    "pdb": "import pdb; pdb.set_trace()",
    "post mortem": "import pdb\ntry: 1 / 0\nexcept ArithmeticError as e:\n"
    "    pdb.post_mortem(e.__traceback__)",
    "IPython's": "from IPython.core.debugger import set_trace; set_trace()",
}


def test_pages_that_ask(run):
    problems, _ = run(*ASKING.values())
    lines = [2, 2, 2, 5, 2]
    reason = "RuntimeError: a page can't ask: nobody is there while it is built"
    assert problems == [f"{i}.md:{line}: {reason}" for i, line in enumerate(lines)]


GROUP = "raise ExceptionGroup('g', [ValueError(1)])"
RAISING = {  # and what is told, with its line
    "!false": "2: CalledProcessError: Command 'false' returned non-zero exit status 1.",
    "1\nout = !false": "3: CalledProcessError: Command 'false' returned non-zero exit "
    "status 1.",
    "%%sx\nfalse": "2: CalledProcessError: Command 'false ' returned non-zero exit "
    "status 1.",
    f"1\n{GROUP}": "3: ExceptionGroup: g (1 sub-exception): ValueError(1)",
    f"try: {GROUP}\nexcept* ValueError:\n    0 / 0": "4: ZeroDivisionError: division "
    "by zero",
    "exit()": "2: SystemExit",
    "quit(3)": "2: SystemExit: 3",
    "import sys\nsys.path.clear()\n1 / 0": "4: ZeroDivisionError: division by zero",
    "assert 1 > 2": "2: AssertionError",
}


def test_code_that_raises_is_told_in_a_sentence(run):
    problems, _ = run(*RAISING)
    assert problems == [f"{i}.md:{told}" for i, told in enumerate(RAISING.values())]


LAID_OUT = [
    "plt.plot([1, 2])\nplt.tight_layout()",
    "plt.imshow([[1, 2]])\nplt.colorbar()\nplt.tight_layout()",
    "figure, _ = plt.subplots(2, 2)\nfigure.tight_layout(rect=[0, 0, 1, 0.9])\n"
    "figure.subplots_adjust(top=0.7)\nassert figure.subplotpars.top == 0.7",
    "plt.plot([1, 2])\nplt.subplots_adjust(left=0.3)\n"
    "assert plt.gca().get_position().x0 == 0.3\nplt.gcf().canvas.draw()\n"
    "assert plt.gca().get_position().x0 == 0.3",
    "plt.matshow([[1, 2]])\nplt.colorbar()",
    "axes = plt.figure().add_axes((0, 0, 1, 1))\naxes.set_axis_off()",  # as networkx
    'figure = plt.figure(layout="none")\nplt.imshow([[1, 2]])\nplt.colorbar()\n'
    "plt.subplots_adjust(right=0.6)\n"
    "place = plt.gca().get_position().x0\n"
    'for i in 1, 2: figure.savefig("a.png", bbox_inches="tight")\n'
    "assert plt.gca().get_position().x0 == place",
]
NOT_LAID_OUT = [
    "plt.imshow([[1, 2]])\nplt.colorbar()\nplt.subplots_adjust(left=0.3)",
    'plt.imshow([[1, 2]])\nplt.colorbar()\nplt.gcf().set_layout_engine("tight")',
    'plt.subplots(3, 3, figsize=(4, 0.4))\nplt.suptitle("a\\nb\\nc")',
]


def test_who_never_asked_for_a_layout_may_lay_plots_out(run):
    begin = "import matplotlib.pyplot as plt\n"
    problems, _ = run(*(begin + code for code in LAID_OUT))
    assert problems == []


def test_what_the_layout_of_the_site_makes_impossible_is_told_with_it(run):
    begin = "import matplotlib.pyplot as plt\n"
    problems, _ = run(*(begin + code for code in NOT_LAID_OUT))
    assert len(problems) == len(NOT_LAID_OUT)
    assert all('begins with plt.figure(layout="none")' in told for told in problems)


def test_a_figure_that_pyplot_holds_back_may_be_shown_or_closed(run):
    hold = "import matplotlib.pyplot as plt\nplt.ioff(); figure, _ = plt.subplots()\n"
    lost = "written to stderr: a figure is lost: with plt.ioff() it is shown by"
    problems, pages = run(hold, hold + "plt.close()", hold + "plt.show()\n1")
    assert [problem.partition(" plt.show")[0] for problem in problems] == [
        f"0.md:2: {lost}"
    ]
    assert [len(page.cells[0].outputs) for page in pages] == [1, 0, 2]


COPIES = (
    "import os\nfor _ in range(5): os.fork()",
    "import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nelse: exit()",
    "import os\nif os.fork() == 0: raise KeyError",
)


def test_no_copy_of_a_page_goes_on_with_it(run):
    good = "import os\nif os.fork() == 0: os._exit(0)\nprint(7)"
    problems, [*_, page] = run(*COPIES, good)
    reason = (
        "2: a copy of the process (os.fork) went on with the page; end it: os._exit"
    )
    assert problems == [f"{i}.md:{reason}" for i in range(len(COPIES))]
    assert text_of(page) == "7\n"


def test_what_copies_say_is_heard(run):
    start = (
        "import warnings\nfrom multiprocessing import Process\n"
        "p = Process(target={})\np.start()\np.join()"
    )
    says = start.format("lambda: print(7)")
    warns = start.format("lambda: warnings.warn('careful')")
    fails = start.format("lambda: 1 / 0")
    problems, [page, *_] = run(says, warns, fails)
    assert text_of(page) == "7\n"
    assert problems[0].endswith("UserWarning: careful")
    assert (
        problems[1] == "2.md:2: written to stderr: ZeroDivisionError: division by zero"
    )


TASK = """\
import asyncio
async def fail(): raise ValueError("no")
async def sleep(): await asyncio.sleep(9)
"""
TASKS = {
    "task = asyncio.create_task(fail())\nawait asyncio.sleep(0.01)": (
        "a task (asyncio) failed, and nobody awaits it: ValueError: no"
    ),
    "task = asyncio.create_task(sleep())\nawait asyncio.sleep(0)": (
        "a task (asyncio) has not come to its end: await it"
    ),
    "await asyncio.gather(fail(), return_exceptions=True)": "",
    "task = asyncio.create_task(fail())\ntry: await task\nexcept ValueError: pass": "",
    "task = asyncio.create_task(sleep())\nawait asyncio.sleep(0)\ntask.cancel()\n"
    "await asyncio.wait([task])": "",
}


def test_tasks_that_nobody_awaits_are_told(run):
    problems, _ = run(*(TASK + code for code in TASKS))
    said = [f"{i}.md:2: {why}" for i, why in enumerate(TASKS.values()) if why]
    assert problems == said


LEFT = """\
import multiprocessing, subprocess, sys, time
def program(code, **more):
    return subprocess.Popen(["sh", "-c", code], **more)
def work(code="raise ValueError('no')"):
    time.sleep(0.2)
    print("worked")
    exec(code)
def process(*args, **more):
    one = multiprocessing.Process(target=work, args=args, **more)
    one.start()
    return one
"""
WENT_ON = "went on after the page: wait for it, or end it"
UNKNOWN = "ended with {}, and nobody has waited for it"
FORGOTTEN = {
    "process()": f"a process {UNKNOWN.format(1)}",
    "process('sys.exit(3)')": f"a process {UNKNOWN.format(3)}",
    "process('time.sleep(60)')": f"a process {WENT_ON}",
    "program('sleep 0.2; echo worked; exit 3')": f"a program {UNKNOWN.format(3)}",
    "p = program('echo worked; sleep 60')": f"a program {WENT_ON}",
}
KNOWN = (
    "process('sys.exit(3)').join()",
    "p = process('sys.exit(3)')\nwhile p.exitcode is None: time.sleep(0.1)",
    "process('')",
    "process('time.sleep(60)', daemon=True)\ntime.sleep(0.5)",
    "p = process('time.sleep(60)')\ntime.sleep(0.5)\np.terminate()",
    "program('echo worked; exit 3').wait()",
    "with program('echo worked; exit 3'): pass",
    "program('sleep 0.2; echo worked')",
    "p = program('echo worked; exec sleep 60')\ntime.sleep(0.5)\np.kill()",
    "p = program('echo worked', stdout=-1)\nprint(p.stdout.read().decode())",
    "!echo worked",
    "kept = multiprocessing.Manager().list()\nprint('worked')",
    "pool = multiprocessing.Pool(1)\npool.apply(work, [''])",
)


def test_what_a_page_starts_and_never_waits_for_is_told(run):
    plans = {
        f"{i}.md": lessons.plan(fence(LEFT) + fence("1\n" + code) + fence("2"))
        for i, code in enumerate([*FORGOTTEN, *KNOWN])
    }
    told = {str(p) for p in scheduler.run_all(plans, run.folder)}
    line = LEFT.count("\n") + 6  # behind two fences, where each is called
    assert told == {
        *(
            f"{i}.md:{line}: written to stderr: {why}"
            for i, why in enumerate(FORGOTTEN.values())
        ),
        f"0.md:{line + 3}: written to stderr: ValueError: no",
    }
    for name, page in plans.items():
        said = "".join(o.get("text", "") for cell in page.cells for o in cell.outputs)
        assert said.count("worked") == 1, name


TEE = """import sys
class Tee:
    def __init__(self, *streams): self.streams = streams
    def write(self, text):
        for stream in self.streams: stream.write(text)
    def flush(self): pass
class Log:
    def __init__(self): self.text = ""
    def write(self, text): self.text += text
log = Log()
"""
DEAF = ("sys.stdout = Tee()\nprint('lost')", "print(1)\nsys.stderr = Tee(log)")
HEARD = (
    "sys.stdout = Tee(log, sys.stdout)\nprint(7)\nassert log.text == '7\\n'",
    "sys.stdout = Tee(log, sys.__stdout__)\nprint(7)\nassert log.text == '7\\n'",
    "class Some(Tee):\n    def write(self, text): text and super().write(text)\n"
    "sys.stdout = Some(sys.stdout)\nprint(7)",
    "import contextlib\nwith contextlib.redirect_stdout(Tee(log)): print(8)\n"
    "print(log.text == '8\\n', end='7\\n')",
)


def test_a_stdout_of_a_pages_own_has_to_hand_on_what_it_gets(run):
    problems, pages = run(*(TEE + code for code in (*DEAF, *HEARD)))
    begin, how = TEE.count("\n") + 2, "is another one: put it back, as contextlib."
    assert problems == [
        f"0.md:{begin}: written to stderr: sys.stdout {how}redirect_stdout does",
        f"1.md:{begin + 1}: written to stderr: sys.stderr {how}redirect_stderr does",
    ]
    assert [text_of(page)[-2:] for page in pages[2:]] == ["7\n"] * len(HEARD)


def test_a_page_is_not_called_as_the_build_is(run):
    _, [page] = run("import sys\nprint(sys.argv)")
    assert text_of(page) == "['']\n"


def test_a_warning_of_a_figure_names_no_file_of_the_build(run):
    code = "import matplotlib.pyplot as plt\nplt.title('\\u4e9c\\U0001f600')"
    problems, _ = run(f"{code};")
    assert "written to stderr: UserWarning: Glyph" in problems[0]


FIND_LINE = (
    "import gc, os, socket, sys\n"
    "line = sys.experimenthook.home\nnumber = line.end.fileno()\n"
)
ODD = (
    "os.write(number, b'\\x80\\x04abc\\n')",
    "os.write(number, b'7' * 100_000 + b'\\n')",
    "os.write(number, b'[' * 100_000 + b'\\n')",
    "line.send('cell', 99)",
    "line.send('cell', 'first')",
    "line.send('done', [[{'output_type': 'stream'}]], [], [])",
    "line.send('asks', {})",
    "line.end.sendall(b'\\xff\\xff\\xff\\xff')",  # and then a message
)
GONE = (
    "line.end.close()",
    "os.closerange(3, 500)",
    "line.end.shutdown(socket.SHUT_RDWR)",
)


def test_whatever_a_page_does_to_the_line_is_told(run):
    codes = [FIND_LINE + code for code in ODD + GONE]
    problems, [*_, good] = run(*codes, "print(7)")
    reasons = ["wrote on the line between the page and the build"] * len(ODD)
    reasons += ["ended the Python session"] * len(GONE)
    assert sorted(problems) == sorted(
        f"{i}.md:2: {reason}" for i, reason in enumerate(reasons)
    )
    assert text_of(good) == "7\n"


def test_what_can_not_be_told_the_build_is_a_problem(run):
    show = "from IPython.display import display\ndisplay({'a/b': {1j}}, raw=True)\n"
    problems, _ = run(show + "1")
    assert problems == [
        "0.md:3: TypeError: Object of type set is not JSON serializable"
    ]


AWAY = (
    "import os, subprocess, sys\n"
    "nap = [sys.executable, '-c', 'import time; time.sleep(300)']\n"
    "os.posix_spawn(nap[0], nap, os.environ, setsid=True)\n"
    "twice = 'import subprocess, sys; '\n"
    "twice += 'subprocess.Popen(sys.argv[1:], start_new_session=True)'\n"
    "subprocess.run([sys.executable, '-c', twice, *nap])\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows who is orphaned")
def test_what_has_left_its_session_ends_with_the_page(run, monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "PAGE_TIMEOUT", 3)
    monkeypatch.setenv("RNN_TUTORIAL_MARK", str(tmp_path))
    problems, _ = run(AWAY, AWAY + "import os; os._exit(1)", AWAY + HANG)
    assert problems == [
        "1.md:2: ended the Python session",
        "2.md:2: ran for more than 3 seconds",
    ]
    assert not [row for row in marked(tmp_path) if "time.sleep(300)" in row]


def test_what_pages_put_into_the_temporary_folder_goes_with_them(run):
    code = "import tempfile\nprint(tempfile.mkdtemp())"
    _, pages = run(code, code + "\nimport os; os._exit(1)")
    folder = Path(text_of(pages[0]).strip())
    assert folder.parents[2] == Path(tempfile.gettempdir())
    assert [*folder.parents[1].glob("tmp*")] == []


def test_later_code_that_is_no_python_is_told_as_well(run):
    text = fence("1 / 0") + fence("x = = 1") + fence("unknown") + fence("%%no such")
    page = lessons.plan(text)
    problems = scheduler.run_all({"a.md": page}, run.folder)
    assert [str(p) for p in problems] == [
        "a.md:2: ZeroDivisionError: division by zero",
        "a.md:5: SyntaxError: invalid syntax",
    ]
    assert page.cells[2].execution_count is None


@pytest.mark.skipif(sys.platform == "darwin", reason="no process is copied there")
def test_if_the_warm_process_ends_there_is_another(run, monkeypatch):
    run("1")
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
    assert run("2")[0] == []

    def end(process):
        raise EOFError

    monkeypatch.setattr(multiprocessing.context.ForkServerProcess, "start", end)
    with pytest.raises(processes.Abort, match="No process can be started in which"):
        run("3")


def test_pages_do_not_share_anything(run):
    spoil = "import torch, math\ntorch.set_default_dtype(torch.float64)\nmath.pi = 3"
    look = "import torch, math\nprint(torch.zeros(1).dtype, math.pi > 3.1)"
    problems, notebooks = run(spoil, look, spoil, look)
    assert problems == []
    assert [text_of(n) for n in notebooks[1::2]] == ["torch.float32 True\n"] * 2


def test_unseeded_pages_draw_different_numbers(run):
    draw = (
        "import random, numpy as np, torch\n"
        "print(random.random(), np.random.rand(), torch.rand(1).item())"
    )
    _, notebooks = run(draw, draw + "  ", draw + "   ")
    numbers = [text_of(notebook).split() for notebook in notebooks]
    for drawn in zip(*numbers, strict=True):
        assert len(set(drawn)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads as Linux does")
def test_a_session_begins_with_one_thread_even_after_learning(run):
    count = "print(len(os.listdir('/proc/self/task')))"
    learn = "x = torch.ones(3, requires_grad=True)\n(x * x).sum().backward()\n"
    problems, [page] = run(f"import os, torch\n{count}\n{learn}{count}")
    assert problems == []
    assert text_of(page) == "1\n1\n"


def test_ordinary_processes_do_where_none_can_be_copied(run, monkeypatch):
    spawn = multiprocessing.get_context("spawn")
    monkeypatch.setattr(processes, "_context", lambda: spawn)
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    problems, [page, _] = run(plot, "1 / 0")
    assert problems == ["1.md:2: ZeroDivisionError: division by zero"]
    assert "image/svg+xml" in page.cells[0].outputs[0].data


def test_a_warning_of_a_seed_reaches_the_build(run):
    problems, _ = run(
        "import warnings\n"
        "from rnn_tutorial.experiments.over_seeds import over_seeds\n"
        "def careless(seed):\n    warnings.warn('careful')\n"
        "over_seeds(careless, [0, 1]);"
    )
    assert len(problems) == 1
    assert "UserWarning: careful" in problems[0]


def test_nothing_of_the_build_is_imported_by_pages(run):
    problems, _ = run("import hooks")
    assert "ModuleNotFoundError" in problems[0]


def marked(mark):
    """Name the processes that were started with a mark in their environment."""
    listed = subprocess.run(
        ["ps", "axeww", "-o", "pid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [
        row for row in listed.stdout.splitlines() if f"RNN_TUTORIAL_MARK={mark}" in row
    ]
    return [row for row in rows if " ps axeww" not in row and "Z" not in row.split()[1]]


def until(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited for 60 s in vain"
        time.sleep(0.3)  # to look costs something


HELPERS = (
    "import os, sys\n"
    "nap = [sys.executable, '-c', 'import time; time.sleep(300)']\n"
    "os.posix_spawn(nap[0], nap, os.environ)\n"
)


@pytest.mark.parametrize("how", ["end", signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_a_build_is_over(
    make_project, mkdocs, environment, tmp_path, how
):
    code = HELPERS + ("" if how == "end" else "import time\ntime.sleep(300)")
    text = f"# Home\n\n{fence(code)}"
    folder = make_project({"index.md": text, "b.md": text + fence("2")})
    mark = environment | {"RNN_TUTORIAL_MARK": str(tmp_path)}
    log = tmp_path / "log"
    build = mkdocs(folder, ["build"], mark, log, log)
    if how != "end":
        helpers = "time.sleep(300)"
        until(lambda: sum(helpers in row for row in marked(tmp_path)) == 2)
        os.kill(build.pid, how)
    until(lambda: build.poll() is not None)
    until(lambda: marked(tmp_path) == [])
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert (build.code == 0) == (how == "end")


def test_a_claim_is_checked_whatever_a_page_has_made_of_its_check(run):
    own = Path(__file__).parents[2] / "rnn_tutorial/evidence.py"
    (run.folder / "evidence.py").write_text(own.read_text(encoding="utf-8"))
    problems, _ = run(
        "import evidence\nevidence._truth = bool\n"
        "evidence.claim('One is less than two', holds=1 < 2)\n"
        "evidence.claim('Three is odd', holds=3 % 2)"
    )
    [problem] = problems
    assert problem.startswith("0.md:5: RuntimeError: nothing has checked that this")
