"""Experiments run on a cluster, and nothing is lost whatever happens there."""

import io
import json
import logging
import re
import shutil
import stat
import threading
import zipfile
from contextlib import suppress

import psutil
import pytest

from engine.cache import environment
from engine.run import cluster, machines, packs, processes, runner, spread
from engine.session.serialise import to_text
from project import Lab

distributed = pytest.importorskip("distributed", reason="Dask is not installed")
from engine.run import guest  # noqa: E402  which needs it

# Dask warns of slow disks, for example.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
# What stands in for the process of a worker: it knows the results, or what else to say.
STAND_IN = """
import json, sys, time
said = json.load(open({known!r}))
print(json.dumps(said["greeting"]), flush=True)
for row in sys.stdin:
    time.sleep(said["sleep"])
    reply = said["replies"][json.loads(row)["call"][2]]
    print(reply if type(reply) is str else json.dumps(reply), flush=True)
"""
SEEDS = "0, 1, 2, 3"


@pytest.fixture(scope="module")
def start():
    """Starts a scheduler and workers, as threads of this process."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    options = {
        "processes": False,
        "dashboard_address": "127.0.0.1:0",
        "threads_per_worker": 1,
    }
    return lambda workers: distributed.LocalCluster(n_workers=workers, **options)


@pytest.fixture(scope="module")
def two(start):
    with start(2) as two:
        yield two


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project, and what its experiment gives on one machine, seed by seed."""
    lab = Lab(tmp_path_factory.mktemp("made"))
    ignored = shutil.ignore_patterns("__pycache__", "stand_ins")
    engine = processes.HOOKS / "engine"
    shutil.copytree(engine, lab.root / "hooks/engine", ignore=ignored)

    def done(seed):
        call = "part.lab:draw", to_text({"seed": seed}), f"seed={seed}"
        return runner.done(lab.root, {"call": call, "declared": []})

    return lab, {f"seed={seed}": done(seed) for seed in range(4)}


@pytest.fixture
def project(made, two, tmp_path, monkeypatch):
    """A copy of it, where nothing is kept, and a cluster."""
    copy = made[0].elsewhere(tmp_path)
    monkeypatch.setattr(cluster, "HOOKS", copy.root / "hooks")
    monkeypatch.setattr(cluster, "_preloaded", lambda: [])
    monkeypatch.setattr(cluster, "PAUSE", 0.05)
    monkeypatch.setenv(spread.VARIABLE, two.scheduler_address)
    return copy


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, logger="mkdocs.plugins.run")
    return lambda: caplog.text


@pytest.fixture
def stand_in(made, project, tmp_path, monkeypatch):
    """Lets workers greet, and reply, with something else than the truth."""

    def stand_in(sleep=0, change=lambda reply: reply, **greeting):
        replies = {
            name: change(json.loads(json.dumps(r))) for name, r in made[1].items()
        }
        greeting = runner.greeting(project.root) | greeting
        known = tmp_path / "said.json"
        said = {"greeting": greeting, "replies": replies, "sleep": sleep}
        known.write_text(json.dumps(said))
        text = STAND_IN.replace("{known!r}", repr(str(known)))
        monkeypatch.setattr(
            cluster, "START", text.replace("{", "{{").replace("}", "}}")
        )

    return stand_in


def left():
    """List the processes of workers that go on, and don't end within a while."""
    return psutil.wait_procs(going(), timeout=10)[1]


def going():
    """List the processes of workers."""
    return [*filter(_is_workers, psutil.Process().children(recursive=True))]


def _is_workers(process):
    with suppress(psutil.Error):  # it has ended meanwhile
        command = " ".join(process.cmdline())
        return "runner.main" in command or "said.json" in command
    return False


def test_a_cluster_gives_what_one_machine_gives_bit_by_bit(made, project, told):
    _, ran, _ = project.run(SEEDS)
    assert sorted(ran) == ["0", "1", "2", "3"]
    here = [new for reply in made[1].values() for new in reply["new"]]
    there = {json.dumps(one.facts): one.result for one in packs.kept(project.store)}
    assert len(here) == len(there) == 4
    for _, facts, result in here:
        assert there[json.dumps(facts)].outputs == result["outputs"]
    assert told().count(" s on inproc://") == 4
    assert "experiments: 4 run" in told()
    assert project.run("0, 1, 2, 3")[1] == ""
    assert left() == []


def test_what_another_kind_of_processor_gave_is_told(project, stand_in, told):
    kind = {environment.PROCESSOR: "fast"}

    def change(reply):
        [[name, facts, result]] = reply["new"]
        return reply | {"new": [[name, facts | kind, result]]}

    stand_in(change=change, machine=["fast", "Fast One"])
    for _ in range(2):
        _, ran, page = project.run(SEEDS)
        assert ran == ""
        assert page.metadata[machines.OTHERS] == ["Fast One"]


def at_the_first_task(monkeypatch, do):
    """Do something in the middle of a build."""
    send, done = cluster.Cluster.send, []

    def first(self, task):
        send(self, task)
        if not done:
            done.append(threading.Thread(target=do))
            done[0].start()

    monkeypatch.setattr(cluster.Cluster, "send", first)
    return lambda: done[0].join()


def test_what_a_dead_worker_had_to_do_another_one_does(
    project, start, stand_in, told, monkeypatch
):
    stand_in(sleep=0.2)
    with start(2) as two:
        monkeypatch.setenv(spread.VARIABLE, two.scheduler_address)

        def kill():
            busy = [one for one in two.workers.values() if one.state.tasks]
            two.sync(busy[0].close, timeout=0, executor_wait=False)

        wait = at_the_first_task(monkeypatch, kill)
        shown, ran, _ = project.run(SEEDS)
        wait()
    assert shown == f"[0.0, {1 / 3}, {2 / 3}, 1.0]\n"
    assert ran == ""
    assert sorted(re.findall(r"seed=(\d)\): done", told())) == ["0", "1", "2", "3"]
    assert "experiments: 4 run" in told()


def test_without_its_scheduler_all_runs_here(
    project, start, stand_in, told, monkeypatch
):
    stand_in(sleep=60)
    two = start(2)
    monkeypatch.setenv(spread.VARIABLE, two.scheduler_address)
    wait = at_the_first_task(monkeypatch, lambda: two.close())
    _, ran, _ = project.run(SEEDS)
    wait()
    assert sorted(ran) == ["0", "1", "2", "3"]
    assert told().count(f"The cluster {two.scheduler_address} is gone (") == 1
    assert left() == []


def test_where_nobody_answers_all_runs_here(project, told, monkeypatch):
    monkeypatch.setenv(spread.VARIABLE, "tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster, "TIMEOUT", 0.2)
    assert project.run("0")[1] == "0"
    assert "The cluster tcp://127.0.0.1:9 does not answer (" in told()


def of_other_files(reply):
    [[name, facts, result]] = reply["new"]
    files = result["files"] | {"part/lab.py": "0" * 64}
    return reply | {"new": [[name, facts, result | {"files": files}]]}


def of_another_engine(reply):
    [[name, facts, result]] = reply["new"]
    return reply | {"new": [[name, facts | {"the engine": "f"}, result]]}


@pytest.mark.parametrize(
    ("change", "greeting", "why"),
    [
        (None, {"packages": {"numpy": "0.1"}}, "made with numpy 0.1; here it is "),
        (None, {"common": {"Python": "2.7"}}, "was made with ATEN_CPU_CAPABILITY"),
        (None, {"machine": 1}, "it does not say what it is"),
        (of_other_files, {}, "comes of other files, or versions, "),
        (of_another_engine, {}, "was made with other code: the engine"),
        (lambda reply: "cos\nsystem\n(S'id'\ntR.", {}, "is no result"),
        (lambda reply: reply | {"new": []}, {}, "is the result of something else"),
    ],
)
def test_who_has_something_else_is_not_used(
    project, stand_in, told, monkeypatch, change, greeting, why
):
    monkeypatch.setattr(cluster, "TIMEOUT", 0.3)
    stand_in(change=change or (lambda reply: reply), **greeting)
    assert project.run("0")[1] == "0"
    found = re.findall(r"The worker (\S+) is not used: (.*)\.", told())
    assert 1 <= len(dict(found)) == len(found) <= 2
    assert all(why in each for _, each in found)


def test_what_fails_there_fails_where_it_is_called(project, stand_in, monkeypatch):
    stand_in(change=lambda reply: {"kind": "failed", "what": None, "new": []})
    assert project.run("0")[1] == "0"  # the page runs it, and so sees an error


def test_after_ctrl_c_no_task_is_left(project, two, stand_in, monkeypatch):
    stand_in(sleep=60)
    wait = processes.wait

    def interrupted(*args):
        wait(*args)
        if going() and two.scheduler.tasks:
            raise KeyboardInterrupt

    monkeypatch.setattr(processes, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        project.run(SEEDS)
    assert left() == []
    plugins = [name for one in two.workers.values() for name in one.plugins]
    assert not [name for name in plugins if name.startswith("rnn-")]


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:\\a", "link"])
def test_no_file_of_an_archive_lies_outside_of_its_folder(tmp_path, name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK if name == "link" else stat.S_IFREG) << 16
        archive.writestr(info, "/etc")
    files = made.getvalue()
    with pytest.raises(ValueError, match="its files have one"):
        guest.unpack(files, guest.digest(files), tmp_path / "in" / "it")
    assert not [one for one in tmp_path.rglob("*") if one.name != "in"]


def test_files_arrive_as_they_are_or_not_at_all(tmp_path):
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/run").write_text("1")
    (tmp_path / "a/b/run").chmod(0o750)
    (tmp_path / "a/.hidden").write_text("2")
    (tmp_path / ".git").mkdir()
    files = guest.packed(tmp_path / "a", frozenset())
    guest.unpack(files, guest.digest(files), tmp_path / "new")
    assert (tmp_path / "new/b/run").stat().st_mode == 0o100750
    assert not (tmp_path / "new/.hidden").exists()
    with pytest.raises(ValueError, match="not those of the build"):
        guest.unpack(files, guest.digest(b""), tmp_path / "other")
