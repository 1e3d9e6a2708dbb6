"""Results are carried from one machine to another, whole or not at all."""

import gzip
import json
from types import SimpleNamespace

import pytest

import hooks
from engine.cache import environment, fresh
from engine.cache.storage import digest
from engine.host.source import Source
from engine.jury import share
from engine.plan.notebooks import new_notebook
from engine.run import machines, packs
from project import CODE, Lab


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project whose experiment has run, and the pack of that."""
    project = Lab(tmp_path_factory.mktemp("made"))
    project.run("1, 2")
    pack = project.root / ".cache/results.gz"
    assert packs.write(pack, project.store) == 2
    return project, pack


def of_another_kind(monkeypatch):
    """Let this machine have another kind of processor than it had."""
    machine = environment.machine() | {environment.PROCESSOR: "another kind"}
    monkeypatch.setattr(environment, "machine", lambda: machine)


def test_what_is_carried_need_not_run(made, tmp_path):
    _, pack = made
    there = made[0].elsewhere(tmp_path)
    assert packs.merge(pack, there.store) == (2, 2)
    shown, ran, page = there.run("2, 1, 0")
    assert (shown, ran) == (f"[{2 / 3}, {1 / 3}, 0.0]\n", "0")
    assert machines.OTHERS not in page.metadata
    # Of two packs with something in common nothing is there twice.
    assert packs.write(tmp_path / "all.gz", there.store) == 3


def test_what_another_kind_of_processor_gave_counts_and_is_told(
    made, tmp_path, monkeypatch
):
    there = made[0].elsewhere(tmp_path)
    of_another_kind(monkeypatch)
    assert there.run("1")[1] == "1"
    assert packs.merge(made[1], there.store) == (2, 2)
    for seeds, ran in (("1", ""), ("1, 2", ""), ("1, 2", "")):
        *found, page = there.run(seeds)
        assert found[1] == ran
    name = environment.processor()
    (there.root / ".cache/machines.json").unlink()  # as a cache may have lost it
    page = there.run("1, 2")[2]
    assert page.metadata[machines.OTHERS] == [name]
    sources = {"a.md": Source("a.md", page), "b.md": Source("b.md", new_notebook())}
    build = SimpleNamespace(root=there.root, sources=sources, made_with={})
    monkeypatch.setattr(hooks, "build", build, raising=False)
    circumstances = hooks._site(SimpleNamespace(repo_url="", site_url="")).circumstances
    assert circumstances["Experiments also ran on"] == f"{name} (1 page)"
    monkeypatch.setenv(fresh.VARIABLE, "compare")  # with what this one gives
    there.write("part/__init__.py", "")
    assert there.run("1, 2")[1] == "12"


def test_a_name_of_a_machine_is_only_a_name(made, tmp_path):
    store = made[0].elsewhere(tmp_path).store
    machines.accept(store, {"kind": "Fast | <b>2*</b>"})
    assert machines.names(store, ["kind"]) == ["Fast ? ?b?2??/b?"]


def again(change):
    """Pack rows anew when something in them is another one."""

    def changed(rows):
        rows = [json.loads(rows[0]), *(row.partition(" ")[2] for row in rows[1:])]
        rows[1:] = map(json.loads, rows[1:])
        change(rows)
        texts = [json.dumps(row) for row in rows]
        return [texts[0], *(f"{digest(text)} {text}" for text in texts[1:])]

    return changed


def put(place, *path):
    """Change one value of a row."""

    def change(rows):
        *before, (last, value) = path
        found = rows[place]
        for key in before:
            found = found[key]
        found[last] = value

    return again(change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: ["", *rows[1:]], "is damaged, or no pack of results"),
        (lambda rows: ["[" * 100_000, *rows[1:]], "is damaged, or no pack of results"),
        (put(0, ("results", None)), "is no pack of results"),
        (lambda rows: rows[:2], "is damaged: it has 1 results; expected 2"),
        (
            lambda rows: [*rows[:2], rows[2].replace("lab", "lib")],
            "is damaged: result 2 has another hash",
        ),
        (put(0, ("pack", 2)), "has the format 2; expected 1"),
        (put(0, ("project", "x")), "is of the project 'x'; this is 'lab'"),
        (
            put(0, "common", ("Python", "2.7")),
            "was made with Python 2.7; here it is 3.",
        ),
        (
            put(0, "common", ("the engine", "f" * 64)),
            "was made with other code: the engine is another one here",
        ),
        (put(2, 0, ("the engine", "f" * 64)), "another one here, in its result 2"),
        (put(0, ("machines", {})), "does not say whose its result 1 is"),
        (put(2, 1, "files", ("../a", "")), "names a file outside of the project"),
        (put(2, 1, "written", ("/etc/a", "f")), "names a file outside of the project"),
        (put(2, 1, ("places", ["/home"])), "has something that is no result"),
        (put(2, 1, ("outputs", [])), "has something that is no result"),
        (put(2, 1, ("outputs", [None])), "has something that is no result"),
        (put(2, 1, ("packages", {"torch": 1})), "has something that is no result"),
        (put(2, 1, ("more", 1)), "has something that is no result"),
    ],
)
def test_a_pack_that_is_not_right_is_refused_whole(
    made, tmp_path, capsys, monkeypatch, change, reason
):
    there, pack = made[0].elsewhere(tmp_path), tmp_path / "bad.gz"
    rows = gzip.decompress(made[1].read_bytes()).decode().split("\n")[:-1]
    pack.write_bytes(gzip.compress("\n".join([*change(rows), ""]).encode()))
    monkeypatch.chdir(there.root)
    told = packs.main("merge", str(pack))
    assert told.startswith(f"✗ {pack} ")
    assert reason in told
    assert told.endswith("; nothing of it is kept.")
    assert not (there.root / ".cache").exists()


@pytest.mark.parametrize("cut", [0, 100, -1])
def test_a_pack_that_has_not_arrived_whole_is_refused(made, tmp_path, cut):
    (tmp_path / "bad.gz").write_bytes(made[1].read_bytes()[:cut])
    with pytest.raises(packs.PackError, match="damaged"):
        packs.merge(tmp_path / "bad.gz", made[0].elsewhere(tmp_path).store)


def test_each_share_runs_its_own_seeds_whatever_they_claim(
    made, tmp_path, monkeypatch, capsys
):
    there = made[0].elsewhere(tmp_path)
    claim = "from rnn_tutorial import claim, seeds\nclaim('No', holds=seeds()[0] < 0)\n"
    code = f"{claim}{CODE.format('*seeds()')}"
    there.write("docs/index.md", f"# A\n\n```python exec\n{code}\n```\n")
    there.write("mkdocs.yml", "site_name: A site\n")
    monkeypatch.chdir(there.root)
    ran = []
    for number in (1, 2, 3):
        monkeypatch.setenv(environment.SEEDS, "5")
        there.counts.write_text("")
        assert share.main(f"{number}/3") is None
        ran.append("".join(sorted(there.counts.read_text())))
    assert ran == ["0", "12", "34"]
    assert "✓ The experiments of seeds 3 to 4 are kept.\n" in capsys.readouterr().out
    monkeypatch.setenv(environment.SEEDS, "2")
    assert share.main("1/3") is None
    assert "none of the seeds" in capsys.readouterr().out
    assert share.main("4/3").startswith("✗ SHARD is '4/3'; expected ")
