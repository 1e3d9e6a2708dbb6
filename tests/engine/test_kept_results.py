"""Results are kept exactly as long as nothing that they depend on changes."""

import compileall
import errno
import logging
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from engine.cache import environment, fresh, storage
from engine.plan import labs, lessons, pages
from engine.run import arithmetic, examples, kept_results, processes, scheduler
from engine.session import files_read
from project import Project

PART = "value = 1\n"


class Pages(Project):
    """A project with pages."""

    def __init__(self, root):
        super().__init__(root)
        self.write("part/one.py", PART)
        self.write("part/other.py", PART)
        self.write("data.txt", "7")

    def plan(self, code, front=""):
        counting = f"open({str(self.counts)!r}, 'a').write('x');"
        text = f"{front}```python exec\n{counting}\n{code}\n```\n"
        return pages.plan("docs/a.md", text)

    def run(self, code="1", front=""):
        """Run a page; return its outputs as text, and whether it really ran."""
        before = self.ran()
        notebook = self.plan(code, front)
        plans = {"docs/a.md": notebook}
        self.problems = scheduler.run_all(plans, self.root, unplanned=())
        shown = [str(output) for output in notebook.cells[0].outputs]
        return shown, self.ran() > before

    def ran(self):
        return len(self.counts.read_text()) if self.counts.exists() else 0


@pytest.fixture
def project(tmp_path):
    return Pages(tmp_path)


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, logger="mkdocs.plugins.run")
    return lambda: caplog.text


ONE = "from part.one import value\nprint(value)"


def test_nothing_changed_nothing_runs(project):
    first = project.run(ONE)
    assert first[1]
    assert project.run(ONE) == (first[0], False)


def test_the_files_of_a_result_that_is_taken_up_again_are_watched(project):
    reads = "open('part/one.py').read()", "open('data.txt').read()"
    for code in (*reads, reads[0]):
        project.run(code)
    assert "part/one.py" in scheduler.files_read(["docs/a.md"], project.root)


def test_prose_does_not_count():
    before = lessons.plan("# Title\n\n```python exec\n1\n```\n")
    after = lessons.plan("Other words.\n\n\n```python exec caption='C'\n1\n```\nEnd\n")
    assert [c.source for c in before.cells] == [c.source for c in after.cells]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("part/one.py", "value = 2\n", ONE),
        ("data.txt", "8", "print(open('data.txt').read())"),
        ("part/one.py", "value = 2\n", "import part.one as p\nprint(p.value)"),
    ],
)
def test_a_file_that_the_run_read_counts(project, told, name, text, code):
    first, _ = project.run(code)
    project.write(name, text)
    second, ran = project.run(code)
    assert ran
    assert second != first
    assert f"docs/a.md: {name} changed" in told()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="only on Linux")
@pytest.mark.parametrize(
    "place",
    [
        "'/proc/self/cwd'",
        "'/proc/thread-self/cwd'",
        "f'/proc/{os.getpid()}/root{os.getcwd()}'",
        'f"/proc/self/fd/{os.open(os.curdir, os.O_RDONLY)}"',
        'f"/dev/fd/{os.open(os.curdir, os.O_RDONLY)}"',
    ],
)
def test_a_file_that_a_process_leads_to_counts(project, place):
    code = f"import os\nprint(open({place} + '/data.txt').read())"
    project.run(code)
    assert project.problems == []
    project.write("data.txt", "8")
    assert project.run(code)[1]


def test_the_arithmetic_counts(project, monkeypatch, told):
    project.run(ONE)
    monkeypatch.setenv(arithmetic.VARIABLE, arithmetic.OWN)
    monkeypatch.setenv("MKL_CBWR", "AUTO")
    assert project.run(ONE)[1]
    assert "MKL_CBWR" in told()


def test_places_where_programs_of_others_lie_count(tmp_path):
    reads = files_read.Reads(tmp_path)
    reads.notes.close()
    assert not reads.is_systems("/opt/data/a.csv")
    assert reads.is_systems("/usr/share/words")


SEEDS = """
from rnn_tutorial.experiments.over_seeds import over_seeds

def read(seed):
    from part.one import value
    return value, open("data.txt").read()

def all_seeds():
    return over_seeds(read, [0, 1], workers=2)
"""


@pytest.mark.parametrize("name", ["part/one.py", "data.txt"])
def test_files_that_only_processes_of_seeds_read_count(project, name):
    project.write("part/seeds.py", SEEDS)
    code = "from part.seeds import all_seeds\nprint(all_seeds())"
    first, _ = project.run(code)
    assert not project.run(code)[1]
    project.write(name, {"part/one.py": "value = 2\n", "data.txt": "8"}[name])
    second, ran = project.run(code)
    assert ran
    assert second != first


BY_HAND = """\
import sys, types
made = types.ModuleType("made")
made.__file__ = {!r}
sys.modules["made"] = made
"""


def test_the_file_of_a_module_counts_however_it_was_loaded(project):
    code = BY_HAND.format(str(project.root / "data.txt"))
    project.run(code)
    project.write("data.txt", "8")
    assert project.run(code)[1]
    assert not project.run(code)[1]


@pytest.mark.parametrize("how", ["page", "seeds", "examples"])
def test_no_bytecode_of_the_project_is_trusted(project, how):
    """By its date and its size, it may be that of what stood there before."""
    project.write("part/seeds.py", SEEDS)
    told = '"""Told.\n\n>>> from part.one import value\n>>> value\n1\n"""\n'
    project.write("part/test_told.py", told)
    compileall.compile_dir(project.root / "part", quiet=True)
    code = "from part.seeds import all_seeds\nprint(all_seeds())"

    def run():
        if how != "examples":
            return project.run({"page": ONE, "seeds": code}[how])
        notebook = examples.plan("part/test_told.py")
        scheduler.run_all({"part/test_told.py": notebook}, project.root)
        return [*examples.problems(notebook, project.root)], True

    first, _ = run()
    file = project.root / "part/one.py"
    date = file.stat().st_mtime_ns
    project.write("part/one.py", "value = 2\n")
    os.utime(file, ns=(date, date))
    second, ran = run()
    assert ran
    assert second != first


def test_databases_and_names_in_bytes_count(project):
    code = (
        "import sqlite3\nd = sqlite3.connect('a.db')\n"
        "print(d.execute('select * from t').fetchall(), open(b'data.txt').read())"
    )

    def change(command):
        with closing(sqlite3.connect(project.root / "a.db")) as database:
            database.execute(command)
            database.commit()
        time.sleep(0.05)

    change("create table t (x)")
    project.run(code)
    assert not project.run(code)[1]
    change("insert into t values (1)")
    assert "(1,)" in str(project.run(code)[0])
    project.write("data.txt", "8")
    assert project.run(code)[1]


SELECT = "print(d.execute('select * from t').fetchall())"
UNUSUAL = {
    "a link out of the project": "print(open('link.txt').read())",
    "a link into a hidden folder": "print(open('hidden.txt').read())",
    "a linked folder": "print(open('linked/far.txt').read())",
    "a path to C": (
        "import io, pathlib\nprint(io.FileIO(pathlib.Path('data.txt')).read())"
    ),
    "a file outside": "print(open('../outside/far.txt').read())",
    "its size": "import os\nprint(os.path.getsize('data.txt'))",
    "a descriptor": "import os\nprint(os.read(os.open('data.txt', os.O_RDONLY), 9))",
    "a path to a database": (
        f"import sqlite3, pathlib\nd = sqlite3.connect(pathlib.Path('a.db'))\n{SELECT}"
    ),
    "an address of a database": (
        f"import sqlite3\nd = sqlite3.connect('file:a.db?mode=ro', uri=True)\n{SELECT}"
    ),
    "a list of files": "import pathlib\nprint(sorted(pathlib.Path('part').iterdir()))",
    "a pattern": "import glob\nprint(sorted(glob.glob('part/*.py')))",
    "a file that is not there": "import os\nprint(os.path.exists('part/late.py'))",
    "a link that is not there": "import os\nprint(os.path.lexists('part/late.py'))",
    "whether it may": "import os\nprint(os.access('part/late.py', os.R_OK))",
    "a folder that is not there": "import os\nprint(os.path.isdir('late'))",
    "a module that is not there": (
        "try:\n  from part import late\n  print(1)\nexcept ImportError:\n  print(0)"
    ),
    "a module nobody finds": (
        "from importlib.util import find_spec\nprint(find_spec('late') is None)"
    ),
    "how large files are": (
        "import os\nprint([e.stat().st_size for e in os.scandir('docs')])"
    ),
    "where a link leads": "import os\nprint(os.path.realpath('moved'))",
    "what a link says": "import os\nprint(os.readlink('moved'))",
    "a hidden file": "print(open('.env').read())",
    "a list with hidden files": "import os\nprint(sorted(os.listdir('second')))",
    "folders and descriptors": (
        "import os\nprint(sum(len(f) for _, _, f, _ in os.fwalk('part')))"
    ),
    "a list of a descriptor": (
        "import os\nprint(sorted(os.listdir(os.open('part', os.O_RDONLY))))"
    ),
    "a file in a folder's descriptor": (
        "import os\nd = os.open('docs', os.O_RDONLY)\n"
        "print(os.read(os.open('x.txt', os.O_RDONLY, dir_fd=d), 9))"
    ),
    "whether it can be run": "import os\nprint(os.access('run.sh', os.X_OK))",
    "a folder that becomes a package": (
        "try:\n  import late\n  print(1)\nexcept ImportError:\n  print(0)"
    ),
    "a module in an archive": (
        "import sys\nsys.path.append('late.zip')\n"
        "try:\n  import packed\n  print(1)\nexcept ImportError:\n  print(0)"
    ),
    "a module outside": (
        "import sys\nsys.path.append('../outside')\n"
        "try:\n  import later\n  print(1)\nexcept ImportError:\n  print(0)"
    ),
    "up from a link": "print(open('linked/../other/x.txt').read())",
    "up from what is not there": (
        "import os\nprint(os.path.exists('late/../part/other.py'))"
    ),
    "who may write it": "import os\nprint(os.stat('part/other.py').st_mode)",
    "a strange name": "print(open('<x>.txt').read())",
    "a name of two lines": "print(open('x\\ny.txt').read())",
    "a list with hidden folders": "import os\nprint(sorted(os.listdir('third')))",
    "another database": (
        "import sqlite3\nd = sqlite3.connect(':memory:')\n"
        f"d.execute(\"attach 'a.db' as a\")\n{SELECT}"
    ),
    "all that is installed": (
        "from importlib.metadata import entry_points\n"
        "print(entry_points(group='of.mine'))"
    ),
    "a link among what is temporary": (
        "import os, tempfile\nlink = tempfile.mkdtemp() + '/l'\n"
        "os.symlink(os.path.abspath('.'), link)\nprint(open(link + '/data.txt').read())"
    ),
    "a module that is hidden": (
        "import sys\nsys.path[:0] = ['first', 'second']\nimport two\nprint(two.x)"
    ),
}


@pytest.mark.parametrize("how", UNUSUAL)
def test_whatever_way_a_file_is_read_it_counts(tmp_path, monkeypatch, how):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    for name in ("outside", "temporary", "other"):
        (tmp_path / name).mkdir()
    project = Pages(tmp_path)
    far = tmp_path / "outside/far.txt"
    far.write_text("7")
    project.write(".kept/hidden.txt", "7")
    project.write("second/two.py", "x = 2")
    project.write("third/a", "")
    (project.root / "link.txt").symlink_to(far)
    (project.root / "linked").symlink_to(far.parent)
    (project.root / "hidden.txt").symlink_to(project.root / ".kept/hidden.txt")

    def save(value):
        far.write_text(value)
        project.write("data.txt", value)
        project.write(".kept/hidden.txt", value)
        project.write(".env", value)
        project.write("<x>.txt", value)
        project.write("x\ny.txt", value)
        (tmp_path / "other/x.txt").write_text(value)
        project.write("docs/x.txt", value)
        project.write("part/one.py", f"value = {value}\n")
        project.write("run.sh", "")
        (project.root / "run.sh").chmod(0o644 if value == "8" else 0o775)
        (project.root / "moved").unlink(missing_ok=True)
        (project.root / "moved").symlink_to(value)
        with closing(sqlite3.connect(project.root / "a.db")) as database:
            database.execute("create table if not exists t (x)")
            database.execute(f"insert into t values ({value})")
            database.commit()

    save("8")
    time.sleep(0.05)
    first, _ = project.run(UNUSUAL[how])
    assert project.problems == []
    assert not project.run(UNUSUAL[how])[1]
    save("999")
    (tmp_path / "outside/later.py").touch()
    with zipfile.ZipFile(project.root / "late.zip", "w") as archive:
        archive.writestr("packed.py", "")
    (project.root / "third/.git").mkdir()
    (project.root / "part/other.py").chmod(0o666)
    points = "[of.mine]\nlate = part.late\n"
    project.write("late-1.dist-info/entry_points.txt", points)
    for name in ("part/late.py", "late/a.py", "first/two.py", "second/.l"):
        project.write(name, "x = 1")
    second, ran = project.run(UNUSUAL[how])
    assert ran
    assert second != first


def test_what_a_page_writes_itself_is_not_what_it_depends_on(project):
    code = "open('made.txt', 'w').write('1')\nprint(open('made.txt').read())"
    first, _ = project.run(code)
    assert project.run(code) == (first, False)
    counter = (
        "n = int(open('data.txt').read())\nopen('data.txt', 'w').write(str(n + 1))"
    )
    project.run(counter)
    assert project.run(counter)[1]


LINKED = (
    "import os, tempfile\nmade = tempfile.mkdtemp() + '/l'\n"
    "os.symlink(os.path.abspath('made.txt'), made)\n"
)


@pytest.mark.parametrize("before", ["made = 'made.txt'\n", LINKED])
def test_what_a_page_has_written_is_there_again_with_its_result(project, before):
    code = before + "open(made, 'w').write('{0}')\nprint({0})"
    project.run(code.format(3))
    project.run(code.format(4))
    _, ran = project.run(code.format(3))
    assert ran
    assert (project.root / "made.txt").read_text() == "3"
    assert not project.run(code.format(3))[1]


OWN = {  # what a page makes itself, and then reads or looks at
    "a look before": "import os\nos.path.exists('N.png') or open('N.png', 'w').close()",
    "a picture": "from PIL import Image\nImage.new('L', (2, 2)).save('N.png')",
    "by C": "import torch\ntorch.save(7, 'N.pt')\nprint(torch.load('N.pt'))",
    "by another program": "!echo 7 > N.txt\nprint(open('N.txt').read())",
    "put in place": "import os\nopen('N.tmp', 'w').write('7')\n"
    "os.replace('N.tmp', 'N.txt')\nprint(open('N.txt').read())",
    "a copy": "import shutil\nshutil.copy('data.txt', 'N.txt')\n"
    "print(open('N.txt').read())",
    "a folder": "import os, shutil\nshutil.rmtree('Nd', ignore_errors=True)\n"
    "os.makedirs('Nd')\nopen('Nd/m', 'w').close()\nprint(os.listdir('Nd'))",
    "a folder that is moved": "import os, shutil\n"
    "shutil.rmtree('Ne', ignore_errors=True)\nos.makedirs('Nd')\n"
    "open('Nd/m', 'w').close()\nos.rename('Nd', 'Ne')\nprint(open('Ne/m').read())",
    "a database": "import sqlite3\nd = sqlite3.connect('N.db')\n"
    "d.execute('create table t (x)')\nd.commit()",
    "a database in memory": "import sqlite3\nsqlite3.connect(':memory:')",
    "a version": "from importlib.metadata import version\nversion('numpy')\n"
    "open('N.txt', 'w').close()",
}


def test_a_page_that_reads_what_it_has_made_need_not_run_again(project):
    def told():
        plans = {}
        for i, code in enumerate(OWN.values()):
            text = f"```python exec\n{code.replace('N', f'n{i}')}\n```"
            plans[f"docs/{i}.md"] = pages.plan("docs/a.md", text)
        before = set(kept(project))
        return scheduler.run_all(plans, project.root), set(kept(project)) - before

    problems, new = told()
    assert problems == []
    assert len(new) == len(OWN)
    problems, new = told()
    assert (problems, new) == ([], set())


def test_the_result_of_a_page_is_not_that_of_what_an_earlier_run_has_left(project):
    code = (
        "from pathlib import Path\np = {}('m.txt')\n"
        "p.exists() or p.write_text('made by {}')\nprint(p.read_text())"
    )
    project.run(code.format("Path", 1))
    assert project.problems == []
    assert not project.run(code.format("Path", 1))[1]
    project.run(code.format("Path", 2))
    [problem] = project.problems
    assert str(problem) == (
        "docs/a.md:2: an earlier run has left m.txt, and this one reads it: let the "
        "code remove that first, or write it anew"
    )
    at_home = code.format("Path.home().joinpath", 3)
    assert "made by 3" in project.run(at_home)[0][0]
    assert "made by 4" in project.run(at_home.replace("by 3", "by 4"))[0][0]


COUNTED = {  # what is read as another build has left it, and changed
    "appended to": "open('data.txt', 'a').write('x')\nopen('data.txt').read()",
    "looked for": "try: print(open('n.txt').read())\n"
    "except FileNotFoundError: open('n.txt', 'w').write('x')",
    "a shelf": "import shelve\nwith shelve.open('n') as kept:\n"
    "    kept['n'] = kept.get('n', 0) + 1\n    print(kept['n'])",
    "as it was": "text = open('data.txt').read()\nopen('data.txt', 'w').write(text)",
}


@pytest.mark.parametrize("how", COUNTED)
def test_no_page_counts_how_often_the_site_was_built(project, how):
    for _ in range(3):  # until it is mended, and not only once
        project.run(COUNTED[how])
        assert project.problems
        for problem in project.problems:
            assert problem.reason.endswith("remove that first, or write it anew")
    assert not kept(project)


TOUCH = "open('made.txt', 'w').write('1')"
CROSSED = {  # what one page does, what another does, and what is told of it
    "open": (TOUCH, "import os\nprint(os.path.exists('made.txt'))", "reads made.txt"),
    "put in place": (
        f"import os\n{TOUCH.replace('made', 'new')}\nos.replace('new.txt', 'made.txt')",
        "print(open('made.txt').read())",
        "reads made.txt",
    ),
    "move a folder": (
        "import os, shutil\nshutil.rmtree('to', ignore_errors=True)\n"
        "os.makedirs('from')\nopen('from/made.txt', 'w').close()\n"
        "shutil.move('from', 'to')",
        "import os\nprint(os.path.isfile('to/made.txt'))",
        "reads to/made.txt",
    ),
    "list": (
        "open('part/made.csv', 'w').close()",
        "from pathlib import Path\nprint(len(list(Path('part').glob('*.csv'))))",
        "lists part/, and so part/made.csv",
    ),
    "list all": (TOUCH, "import os\nprint(len(os.listdir()))", "lists ./, and so made"),
    "write": (TOUCH, f"import time\n{TOUCH}", "writes made.txt"),
}


@pytest.mark.parametrize("how", CROSSED)
def test_a_page_that_uses_what_another_writes_is_told(project, how):
    writes, reads, does = CROSSED[how]
    (project.root / "made.txt").touch()  # so that it can be read at all
    (project.root / "to").mkdir()
    (project.root / "to/made.txt").touch()

    def problems(writes, reads):
        texts = {"docs/b.md": writes, "docs/a.md": reads}
        plans = {
            name: pages.plan(name, f"```python exec\n{code}\n```")
            for name, code in texts.items()
        }
        return list(map(str, scheduler.run_all(plans, project.root, unplanned=())))

    for _ in range(2):  # the second time all is kept, or runs once more
        [told] = problems(writes, reads)
        assert does in told
        assert "while the site is built, before or after: let one of them do" in told


def test_a_declared_file_that_another_page_writes_is_told(project):
    project.write("made.txt", "0")
    front = "---\ndepends: [made.txt]\n---\n"
    texts = {"docs/b.md": ("", TOUCH), "docs/a.md": (front, "!cat made.txt")}
    for _ in range(2):
        plans = {
            name: pages.plan(name, f"{above}```python exec\n{code}\n```")
            for name, (above, code) in texts.items()
        }
        [told] = map(str, scheduler.run_all(plans, project.root, unplanned=()))
        assert told.startswith("docs/a.md:1: reads made.txt, which docs/b.md writes ")


LEFT = "docs/{}.png:1: no code writes this file any more, as docs/a.md did: remove it"


def test_what_only_an_earlier_run_has_written_is_told(project):
    project.write("docs/a.md", "")
    old, new = (f"open('docs/{name}.png', 'w').close()" for name in ("old", "new"))
    left = []
    for code in (new, old, new):  # the last time its result is kept
        project.run(code)
        left.append(list(map(str, project.problems)))
    assert left == [[], [LEFT.format("new")], [LEFT.format("old")]]
    (project.root / "docs/old.png").unlink()
    project.run(new)
    assert project.problems == []


def test_what_a_page_has_written_that_is_gone_is_told(project):
    project.write("docs/a.md", "")
    project.run("open('docs/old.png', 'w').write('1')")
    for failed in (["docs/a.md"], []):  # which may be mended, and write it again
        told = scheduler.run_all({}, project.root, unplanned=failed)
        assert list(map(str, told)) == [LEFT.format("old")] * (not failed)
    project.run("1 / 0")
    assert "ZeroDivisionError" in str(*project.problems)
    project.write("docs/old.png", "somebody's own")
    assert scheduler.run_all({}, project.root, unplanned=()) == []


def test_what_an_experiment_has_written_is_its_pages(project):
    project.write(
        "part/asked.py",
        "from rnn_tutorial.experiments.experiment import shared\n\n"
        "@shared\ndef write(name):\n    open(name, 'w').close()\n",
    )
    code = "from part.asked import write\nwrite({!r})"
    project.write("docs/a.md", "")
    for _ in range(2):  # the second time nothing asks for it
        project.run(code.format("docs/old.png"))
        assert project.problems == []
    project.run(code.format("docs/new.png"))
    assert list(map(str, project.problems)) == [LEFT.format("old")]


def test_a_page_that_writes_a_page_is_told(project):
    project.write("docs/a.md", "")
    for _ in range(2):
        project.run("open('docs/b.md', 'w').write('# B'); open('b.md', 'w').close()")
        [problem] = project.problems
        assert str(problem).startswith("docs/a.md:1: writes docs/b.md: pages are read")


def test_what_ipython_stores_is_not_there_in_another_session(project):
    project.run("%load_ext storemagic\nsecret = 41\n%store secret")
    shown, _ = project.run("%load_ext storemagic\n%store -r\nprint('secret' in dir())")
    assert "False" in shown[-1]


def test_a_result_is_of_the_files_as_they_are_at_the_end(project):
    """Also if it is C, or another program, that changes them."""
    texts = {
        "docs/a.md": "print(open('data.txt').read())",
        "docs/b.md": "import time, torch\ntime.sleep(1)\ntorch.save(1, 'data.txt')",
    }

    def problems():
        plans = {
            name: pages.plan(name, f"```python exec\n{code}\n```")
            for name, code in texts.items()
        }
        return list(map(str, scheduler.run_all(plans, project.root)))

    [told] = problems()
    assert told.startswith("docs/a.md:1: reads data.txt, which has changed while the ")
    texts["docs/a.md"] = "import torch\nprint(torch.load('data.txt'))"
    assert problems() == []  # b.md has not run again


def test_what_two_pages_read_and_one_has_made_is_told_whoever_it_was(project):
    begin = "import time, torch\ntime.sleep(0.3 * {0})\n"  # not both at once
    code = begin + "torch.save({0}, 'm.pt')\ntime.sleep({0})\n"
    plans = {
        f"docs/{n}.md": pages.plan(
            "docs/a.md",
            f"```python exec\n{code.format(n)}print(torch.load('m.pt'))\n```",
        )
        for n in (0, 1)
    }
    told = list(map(str, scheduler.run_all(plans, project.root)))
    assert told[-1].startswith("docs/1.md:1: reads m.pt, which ")
    assert all(" changed while " in one or "docs/" in one[10:] for one in told)


def test_a_preloaded_module_is_none_of_the_project(tmp_path):
    (tmp_path / "part").mkdir()
    with pytest.raises(processes.Abort, match="preload names part"):
        processes.preload(["part.one"], tmp_path)


def test_a_package_that_is_not_installed_counts(project, monkeypatch):
    code = "try:\n  import a_b\nexcept ImportError:\n  print('none')"
    project.run(code)
    assert not project.run(code)[1]
    installed = environment.packages() | {"a_b": "1"}
    monkeypatch.setattr(environment, "packages", lambda: installed)
    assert project.run(code)[1]


def test_who_asks_what_is_installed_hears_only_of_that(project):
    code = "from importlib import metadata\nprint(len([*metadata.distributions()]))"
    project.run(code)
    project.write("weights.txt", "1")
    assert not project.run(code)[1]
    project.write("a_b-1.dist-info/METADATA", "Name: a-b\nVersion: 1\n")
    assert project.run(code)[1]
    project.write("a_b-1.dist-info/METADATA", "Name: a-b\nVersion: 2\n")
    assert "2" in project.run("import importlib.metadata as m\nm.version('a-b')")[0][0]


@pytest.mark.parametrize(
    "egg",
    ["Old_One-1.5-py3.11.egg-info", "old.one.egg-info", "old_one.egg-info/PKG-INFO"],
)
def test_a_package_that_was_installed_as_an_egg_counts(tmp_path, monkeypatch, egg):
    (tmp_path / egg).parent.mkdir(exist_ok=True)
    (tmp_path / egg).write_text("Metadata-Version: 2.1\nVersion: 1.5\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert environment.packages.__wrapped__() == {"old_one": "1.5"}


@pytest.mark.parametrize("file", ["Loose.py", "Loose/__init__.py", "Loose/part.py"])
def test_a_module_that_lies_among_packages_counts(tmp_path, monkeypatch, file):
    path = tmp_path / "site-packages" / file
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site-packages")])
    found = [environment.versions_of(["Loose"])]
    path.parent.mkdir(parents=True)
    for text in ("value = 1", "value = 2", "value = 2"):
        path.write_text(text)
        found.append(environment.versions_of(["Loose"]))
    assert found[0] == {"Loose": ""}
    assert found[0] != found[1] != found[2] == found[3]


RECORD = """\
mylib/__init__.py,sha256=aaa,10
mylib/__pycache__/__init__.cpython-313.pyc,,
mylib/words.json,sha256=bbb,20
mylib-0.1.dist-info/INSTALLER,sha256=ccc,4
mylib-0.1.dist-info/RECORD,,
../../../bin/mylib,sha256=ddd,200
"""
ELSEWHERE = RECORD.replace("ccc", "eee").replace("ddd", "fff").replace("313", "314")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    place = tmp_path / "site-packages"
    for name in ("mylib", "mylib-0.1.dist-info"):
        (place / name).mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(place)])
    for name in ("packages", "_records", "_content"):
        monkeypatch.setattr(environment, name, getattr(environment, name).__wrapped__)

    def installed(record, code="X = 1"):
        (place / "mylib/__init__.py").write_text(code)
        if record:
            (place / "mylib-0.1.dist-info/RECORD").write_text(record)
        return environment.versions_of(["mylib"])["mylib"]

    return installed


def test_a_package_that_changes_and_keeps_its_version_counts(installed):
    changed = [
        RECORD.replace("aaa", "zzz"),
        RECORD.replace("bbb", "zzz"),
        RECORD + "mylib/part.so,sha256=ggg,9\n",
    ]
    assert len({*map(installed, [RECORD, *changed])}) == 4
    # Who has installed the same, and where, has no say.
    elsewhere = "\n".join(reversed(ELSEWHERE.splitlines()))
    assert installed(elsewhere) == installed(RECORD)


@pytest.mark.parametrize("record", ["", RECORD.replace("sha256=aaa", "")])
def test_a_package_that_lists_no_hashes_counts_as_loose_modules(installed, record):
    one, two, again = (installed(record, f"X = {x}") for x in (1, 2, 1))
    assert one == again != two


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        (ONE, True),
        ("import os; print(os.getcwd())", False),
        ("import part.one; part.one.__file__", False),
        ("import os; '<b>' + os.path.abspath('data.txt')", False),
        ("from pathlib import Path\nprint(Path.cwd().name)", False),
        ("import os\nprint(len(os.path.realpath('part')))", False),
    ],
)
def test_a_result_that_tells_where_the_project_is_counts_there(project, code, counts):
    first = project.run(code)
    assert project.run(code) == (first[0], False)
    old, project.root = project.root, project.root.with_name("renamed_one")
    old.rename(project.root)
    shown, ran = project.run(code)
    assert ran != counts
    assert (shown == first[0]) == counts
    assert str(old) not in str(shown)


def test_settings_of_matplotlib_beside_the_project_do_not_count(tmp_path):
    (tmp_path / "matplotlibrc").write_text("lines.linewidth: 9\n")
    code = "import matplotlib; print(matplotlib.rcParams['lines.linewidth'])"
    hooks = {"PYTHONPATH": str(storage.__file__).partition("/engine/")[0]}

    def width(before):
        command = [sys.executable, "-c", before + code]
        return float(subprocess.check_output(command, cwd=tmp_path, env=hooks))

    assert (width(""), width("from engine.session import drawing;")) == (9, 1.8)


def test_a_date_that_lies_ahead_is_no_change(project):
    os.utime(project.root / "part/one.py", (2**31, 2**31))
    time.sleep(0.05)
    project.run(ONE)
    assert not project.run(ONE)[1]


def test_pages_know_nothing_of_who_builds(project, monkeypatch):
    code = (
        "import os, time, warnings\n"
        "print(os.environ.get('MY_SETTING'), os.environ['TZ'], time.tzname[0],"
        " os.path.expanduser('~'))\n"
        "warnings.warn('careful')"
    )
    monkeypatch.setenv("MY_SETTING", "mine")
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    shown, _ = project.run(code)
    assert "None UTC UTC /" in shown[0]
    assert os.path.expanduser("~/") not in shown[0]
    assert "UserWarning: careful" in project.problems[0].reason


def test_what_no_session_gets_does_not_count():
    code = "from engine.cache import environment; print(environment.machine())"
    hooks = str(storage.__file__).partition("/engine/")[0]
    told = [
        subprocess.run(
            [sys.executable, *options, "-c", code],
            env={"PYTHONPATH": hooks, "PYTHONHASHSEED": "1"} | more,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for options, more in (([], {}), (["-B", "-q"], {"PYTHONUTF8": "1"}))
    ]
    assert told[0] == told[1] != ""


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("1", False),
        ("import os\nprint(len(os.environ), os.environ['HOME'] > '')", True),
        ("import os\nprint(os.getenv('PATH').count(':'))", True),
        ("import os\nprint(os.environb[b'PATH'].count(b':'))", True),
        ("import os\nprint(dict(os.environ)['PATH'].count(':'))", True),
        ("import shutil\nprint(shutil.which('mine') is None)", True),
        ("import os\nprint(os.getenv('TZ'))", False),
        ("!echo $PATH", True),
        ("import subprocess\nprint(subprocess.check_output('/bin/ls'))", True),
    ],
)
def test_where_programs_are_counts_for_who_asks_or_starts_some(
    project, monkeypatch, told, code, counts
):
    project.run(code)
    assert project.problems == []
    assert not project.run(code)[1]
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/mine")
    assert project.run(code)[1] == counts
    assert ("$PATH changed" in told()) == counts


def test_what_only_processes_of_seeds_import_counts(project, monkeypatch):
    more = SEEDS.replace("    return value,", "    import yaml\n    return value,")
    project.write("part/seeds.py", more)
    code = "from part.seeds import all_seeds\nprint(all_seeds())"
    project.run(code)
    assert project.problems == []
    newer = environment.packages() | {"pyyaml": "99"}
    monkeypatch.setattr(environment, "packages", lambda: newer)
    assert project.run(code)[1]


def test_examples_that_ask_whether_a_file_is_there(project):
    told = '"""Told.\n\n>>> import os\n>>> os.path.exists("late")\nFalse\n"""\n'
    project.write("part/told.py", told)

    def problems():
        notebook = examples.plan("part/told.py")
        scheduler.run_all({"part/told.py": notebook}, project.root)
        return [*examples.problems(notebook, project.root)]

    assert problems() == []
    project.write("part/late.py", "")  # beside it: nobody has asked
    before = kept(project)
    assert problems() == []
    assert kept(project) == before
    project.write("late", "")
    assert len(problems()) == 1


def test_a_package_counts_for_what_has_imported_it(project, told, monkeypatch):
    project.run("import sqlite3")
    project.run("import yaml")
    version = "from importlib.metadata import version\nversion('pyyaml')"
    project.run(version)
    newer = environment.packages() | {"pyyaml": "99", "just_installed": "1"}
    monkeypatch.setattr(environment, "packages", lambda: newer)
    assert project.run(version)[1]
    assert "docs/a.md: pyyaml changed" in told()
    assert not project.run("import sqlite3")[1]
    assert project.run("import yaml")[1]


def test_a_file_with_a_strange_name_can_be_opened(project):
    shown, _ = project.run("open(b'\\xff', 'w').close()\nprint(open(b'\\xff').read())")
    assert (len(shown), project.problems) == (1, [])


def test_a_file_that_takes_the_place_of_another_during_the_run(project, told):
    project.write("new.txt", "8")
    os.utime(project.root / "new.txt", (1, 1))
    code = (
        "import os\nprint(open('data.txt').read())\n"
        "if os.path.exists('new.txt'): os.replace('new.txt', 'data.txt')"
    )
    first, _ = project.run(code)
    assert "data.txt changed meanwhile" in told()
    assert "reads data.txt, and then changes it" in project.problems[0].reason
    assert project.run(code)[0] != first


def test_a_file_that_the_run_did_not_read_does_not_count(project):
    project.run(ONE)
    project.write("part/other.py", "value = 2\n")
    project.write("data.txt", "8")
    assert not project.run(ONE)[1]


def test_a_touched_file_and_a_change_taken_back_do_not_count(project):
    first, _ = project.run(ONE)
    os.utime(project.root / "part/one.py", (1, 1))
    assert not project.run(ONE)[1]
    project.write("part/one.py", "value = 2\n")
    assert project.run(ONE)[1]
    project.write("part/one.py", PART)  # as a branch switch does
    assert project.run(ONE) == (first, False)


def test_a_deleted_file_counts(project):
    project.run("import os\nos.path.exists('x') or open('data.txt').read()")
    (project.root / "data.txt").unlink()
    _, ran = project.run("import os\nos.path.exists('x') or open('data.txt').read()")
    assert ran
    assert "FileNotFoundError" in project.problems[0].reason


@pytest.mark.parametrize("page", ["lesson", "lab"])
def test_a_declared_file_counts(project, page):
    front = "---\ndepends: ['*.txt']\n---\n"
    project.run(front=front)
    assert not project.run(front=front)[1]
    project.write("more.txt", "new")
    assert project.run(front=front)[1]
    lab = labs.read("# depends: a.csv, b/*.csv\n\n# %%\n1\n")
    assert lab.metadata["depends"] == ["a.csv", "b/*.csv"]


def test_the_code_and_the_seeds_count(project, told, monkeypatch):
    monkeypatch.delenv("RNN_TUTORIAL_SEEDS", raising=False)
    project.run("1")
    assert project.run("2")[1]
    assert "docs/a.md: its code changed" in told()
    monkeypatch.setenv("RNN_TUTORIAL_SEEDS", "10")
    assert project.run("2")[1]
    assert "RNN_TUTORIAL_SEEDS changed" in told()
    monkeypatch.delenv("RNN_TUTORIAL_SEEDS")
    assert not project.run("2")[1]


@pytest.mark.parametrize("fact", ["Python", "the processor", "the engine"])
def test_versions_machine_and_engine_count(project, told, monkeypatch, fact):
    project.run()
    facts = environment.machine() | {
        "the engine": kept_results._engine(),
        fact: "another",
    }
    monkeypatch.setattr(environment, "machine", lambda: facts)
    monkeypatch.setattr(kept_results, "_engine", lambda: facts["the engine"])
    assert project.run()[1]
    assert f"{fact} changed" in told()


def test_a_file_that_changes_during_the_run_makes_no_stale_result(project, told):
    code = (
        "from part.one import value\nprint(value)\n"
        "if value == 1:\n    open('part/one.py', 'w').write('value = 2\\n')"
    )
    first, _ = project.run(code)
    assert "part/one.py changed meanwhile" in told()
    second, ran = project.run(code)
    assert ran
    assert second != first


def test_what_failed_is_not_kept(project):
    project.run("1 / 0")
    assert project.run("1 / 0")[1]
    assert "ZeroDivisionError" in project.problems[0].reason


def kept(project):
    folder = project.root / ".cache/results"
    return [f for f in folder.rglob("*.json") if f.parent.name != "last"]


# With the right hash, and yet nothing that this engine has written.
ODD = ("7", "[]", "no JSON", "[" * 100_000, "9" * 5000)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("'1'", "'2'").replace('"1"', '"2"'),
        lambda text: "",
        lambda text: '{"outputs": [], "files": {}}',
        *(lambda text, body=body: f"{storage.digest(body)}\n{body}" for body in ODD),
    ],
)
def test_a_damaged_result_is_made_again_with_one_line(project, told, damage):
    first, _ = project.run("1")
    [file] = kept(project)
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert project.run("1") == (first, True)
    assert told().count("is damaged") == 1
    assert not project.run("1")[1]


def test_what_another_version_has_kept_is_made_again(project):
    project.run("1")
    for file in (project.root / ".cache/results").rglob("*.json"):
        other = {"outputs": "all", "future": 1, "facts": 7, "seconds": "many"}
        storage.write(file, other)
    assert project.run("1")[1]
    assert not project.run("1")[1]


def test_a_full_disk_costs_the_result_but_not_the_build(project, told, monkeypatch):
    def no_space(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "replace", no_space)
    shown, ran = project.run("1")
    assert (len(shown), ran, project.problems) == (1, True, [])
    assert "What was made can't be kept: " in told()
    assert list(project.root.rglob("*.part")) == []


def test_the_oldest_results_are_dropped(project, monkeypatch):
    for i in range(4):
        project.run(f"'{i}' * 10_000")
    sizes = [file.stat().st_size for file in kept(project)]
    monkeypatch.setattr(kept_results, "MOST_BYTES", sum(sizes) - 1)
    project.run("'4' * 10_000")
    assert len(kept(project)) == 3
    assert not project.run("'4' * 10_000")[1]
    assert project.run("'0' * 10_000")[1]


def test_fresh_runs_all(project, told, monkeypatch):
    project.run()
    monkeypatch.setenv(fresh.VARIABLE, "1")
    assert project.run()[1]
    assert "Running docs/a.md: all is to run again" in told()


def test_a_kept_result_that_a_fresh_run_does_not_give_is_told(project, monkeypatch):
    project.run("import random\nrandom.random()")
    project.run(ONE)
    monkeypatch.setenv(fresh.VARIABLE, "compare")
    project.run(ONE)
    assert project.problems == []
    project.run("import random\nrandom.random()")
    [problem] = project.problems
    assert str(problem) == (
        "docs/a.md:2: a fresh run gives another result than the one that was kept"
    )


def test_examples_put_out_nothing_but_what_fails(project):
    """The seconds that a test runner takes are other ones in every run."""
    project.write("part/told.py", '"""Told.\n\n>>> 1 + 1\n2\n>>> 1\n2\n"""\n')
    notebook = examples.plan("part/told.py")
    assert scheduler.run_all({"part/told.py": notebook}, project.root) == []
    [output] = notebook.cells[0].outputs
    assert output.output_type == "display_data"
    [problem] = examples.problems(notebook, project.root)
    assert str(problem) == "part/told.py:5: the example prints 1, not 2"


def test_parts_of_a_comparison_are_all_pages_each_once(monkeypatch):
    names, parts = [f"docs/{number}.md" for number in range(40)], []
    for number in (3, 1, 2):
        monkeypatch.setenv(fresh.VARIABLE, f"compare:{number}/3")
        assert fresh.compares()
        assert not fresh.makes_all_again()
        parts.append({name for name in names if fresh.runs_again(name)})
    assert all(len(part) > 5 for part in parts)
    assert sorted(name for part in parts for name in part) == sorted(names)


def test_a_page_outside_the_part_is_kept(project, monkeypatch):
    project.run()
    monkeypatch.setenv(fresh.VARIABLE, "compare:0/2")
    counts = [project.run()[1]]
    monkeypatch.setenv(fresh.VARIABLE, "compare:1/2")
    counts.append(project.run()[1])
    assert sorted(map(bool, counts)) == [False, True]
    assert project.problems == []


def test_the_longest_page_runs_first(project, told, monkeypatch):
    monkeypatch.setattr(processes, "cores", lambda: 1)
    both = {
        "short": project.plan("1"),
        "long": project.plan("import time\ntime.sleep(0.5)"),
    }
    scheduler.run_all(both, project.root)
    monkeypatch.setenv(fresh.VARIABLE, "1")
    scheduler.run_all(both, project.root)
    again = told().split("Pages:")[1]
    assert again.index("Running long") < again.index("Running short")
