"""What a machine may lack: it works without, or one sentence says what is missing."""

import errno
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from engine.cache import storage, temporary
from engine.host import machine, provenance

PAGES = {
    "index.md": "# Home\n\n`=6 * 7`\n",
    "labs/a.py": "# %% [markdown]\n# # T\n\n# %%\nprint(1)\n",
}


@pytest.fixture(scope="module")
def project(make_project):
    """A project with files where the folders of its cache should be."""
    folder = make_project(PAGES)
    for name in ("labs", "home", "ipython", "temporary", "results", "matplotlib"):
        place = folder / ".cache" / name
        place.unlink(missing_ok=True)
        place.write_text("in the way")
    (folder / "tmp").mkdir()
    return folder


def test_without_a_cache_it_is_built_all_the_same(project, build, tmp_path):
    settings = os.path.relpath(project / "mkdocs.yml", tmp_path)
    temporary = str(project / "tmp")
    # From another folder:
    done = build(tmp_path, "--strict", "-f", settings, TMPDIR=temporary)
    assert done.returncode == 0, done.stderr
    assert ">42</data>" in (project / "site/index.html").read_text(encoding="utf-8")
    assert "What was made can't be kept: " in done.stderr
    assert [*(project / "tmp").iterdir()] == []


def test_a_site_that_can_not_be_written(make_project, build):
    folder = make_project({"index.md": "# Home\n"})
    (folder / "full").write_text("in the way")
    done = build(folder, "--site-dir", "full")
    assert done.returncode == 1
    told = f"The build was ended: {folder / 'full'}: Not a directory.\n"
    assert done.stdout.endswith(told)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left"), "The build was ended: site: No space"),
        (
            OSError(errno.EROFS, "Read-only", "a.md"),
            "The build was ended: a.md: Read-only",
        ),
        (MemoryError(), "The build was ended: there is no memory left"),
    ],
)
def test_what_a_machine_refuses(tmp_path, error, sentence):
    with pytest.raises(Abort, match=sentence):
        machine.explain(error, "site")


def test_a_mistake_of_the_build_itself_stays_a_traceback(tmp_path):
    machine.explain(KeyError("x"), tmp_path)


def test_too_little_memory_and_no_room(monkeypatch):
    def gone():
        raise FileNotFoundError

    machine.check()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (600_000_000, -1))
    with pytest.raises(Abort, match=r"may have 600 MB of memory here \(ulimit -v\)"):
        machine.check()
    monkeypatch.setattr(machine.tempfile, "gettempdir", gone)
    with pytest.raises(Abort, match="no folder for temporary files"):
        machine.check()


def test_files_where_folders_should_be(tmp_path):
    cache = tmp_path / "cache"
    cache.write_text("")
    storage.write(cache / "made/a.json", {"made": 1})
    assert storage.read(cache / "made/a.json") is None
    assert storage.drop_oldest(cache, 0) == 0
    place = temporary.writable(cache, "labs")
    assert place.is_dir()
    assert tmp_path not in place.parents
    with pytest.raises(OSError, match=r"made/a\.json"):
        storage.write_text(cache / "made/a.json", "1")


LEAVE = """
import os, signal, sys
from pathlib import Path
from engine.cache import temporary
cache = Path(sys.argv[1])
temporary.folder(cache)
fetched = cache / f"{temporary.FETCHED}{os.getpid()}"
fetched.mkdir(exist_ok=True)
temporary.remove_at_the_end(fetched, cache)
if sys.argv[2:]: os.kill(os.getpid(), signal.SIGKILL)
"""


def leave(cache, tmp, *options):
    """Run a process that makes its folder, and may be killed; return who is there."""
    hooks = str(temporary.__file__).partition("/engine/")[0]
    command = [sys.executable, "-c", LEAVE, str(cache), *options]
    where = os.environ | {"PYTHONPATH": hooks, "TMPDIR": str(tmp)}
    subprocess.run(command, env=where, check=False, capture_output=True)
    return [*tmp.iterdir()]


def test_what_a_killed_build_leaves_goes_with_the_next(tmp_path):
    (tmp_path / "tmp").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "tmp")
    for later in ("tmp", "linked"):
        [_] = leave(tmp_path / "cache", tmp_path / "tmp", "killed")
        assert leave(tmp_path / "cache", tmp_path / later) == []
        assert [one.name for one in (tmp_path / "cache").iterdir()] == ["temporary"]


def test_every_folder_for_a_while_lies_where_a_later_build_finds_it():
    engine = Path(temporary.__file__).parents[1]
    # A trial's is that of its session, which goes with it.
    own = {engine / "cache/temporary.py", engine / "publish/trial.py"}
    for file in {*engine.rglob("*.py")} - own:
        text = file.read_text(encoding="utf-8")
        for made in re.findall(r"(?:TemporaryDirectory|mkdtemp)\((.*)", text):
            assert made.startswith("dir="), (file, made)


def test_nothing_else_is_removed(tmp_path, monkeypatch):
    notes = tmp_path / "cache/temporary"
    monkeypatch.setattr(temporary.tempfile, "tempdir", str(tmp_path / "tmp"))
    kept = [tmp_path / "mkdocs_mine", tmp_path / "tmp/mine", tmp_path / "tmp/rnn-alive"]
    since = temporary.psutil.Process().create_time()
    for number, place in enumerate(kept):
        place.mkdir(parents=True)
        process = os.getpid() if "alive" in place.name else 2**22 + 1
        note = {"folder": str(place), "process": process, "since": since}
        storage.write(notes / f"{number}.json", note)
    gone = {"folder": str(tmp_path / "gone/rnn-a"), "process": 2**22 + 1, "since": 1.0}
    storage.write(notes / "gone.json", gone)
    storage.write(notes / "odd.json", {"folder": 7})
    temporary.folder(tmp_path / "cache")
    assert all(place.is_dir() for place in kept)


def test_the_commit_is_that_of_the_project_itself(tmp_path, monkeypatch):
    def git(*arguments):
        who = ["-c", "user.name=a", "-c", "user.email=b"]
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True)

    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "another project")
    (tmp_path / "rnn").mkdir()
    (tmp_path / "rnn/mkdocs.yml").write_text("")
    assert provenance.describe(tmp_path / "rnn")["Commit"] == "unknown"
    assert provenance.commit_time(tmp_path / "rnn") == "0"
    git("add", ".")
    git("commit", "-q", "-m", "with this one")
    assert provenance.describe(tmp_path / "rnn")["Commit"] != "unknown"
