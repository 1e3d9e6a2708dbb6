"""What newer versions changed: compared, kept, told to readers and in a feed."""

import json
import xml.etree.ElementTree as ET

import pytest

from engine.jury import renew
from engine.jury.records import Claimed, Record
from engine.publish import feed
from engine.render import changes, elsewhere

ATOM = "{http://www.w3.org/2005/Atom}"


def claimed(held=True, shown="0.10", seeds=(0.1, 0.1)):
    values = {"the_loss": {"shown": shown, "seeds": [*seeds]}}
    return Claimed("docs/a.md", "loss < 1", held, "", values)


def record(**claims):
    return Record("2026-01-02", {}, {}, "2", claims)


OLD = record(
    fell=claimed(),
    again=claimed(held=False),
    moved=claimed(),
    rounded=claimed(),
    same=claimed(),
    gone=claimed(),
)
NEW = record(
    fell=claimed(held=False, seeds=(0.1, 3)),
    again=claimed(),
    moved=claimed(shown="0.20", seeds=(0.2, 0.1)),
    rounded=claimed(seeds=(0.1, 0.1001)),
    same=claimed(),
    new=claimed(),
)
RENEWAL = renew.between(OLD, NEW, {"a|b": ("1", "2")})


def test_each_claim_is_told_by_what_became_of_it():
    assert {name: one.kind for name, one in RENEWAL.changes.items()} == {
        "fell": "no longer holds",
        "again": "holds again",
        "moved": "moved",
        "rounded": "only rounds differently",
    }
    assert RENEWAL.changes["moved"].values == {"the_loss": "moved by at most 0.1"}
    assert RENEWAL.sentence == (
        "Of 6 claims 1 no longer holds, 1 holds again, 1 moved, 1 only rounds "
        "differently, and 2 gave the same numbers."
    )


def test_a_renewal_is_written_for_readers():
    text = changes.told([RENEWAL], elsewhere.plain)
    assert text.startswith("## 2026-01-02\n\nOf 6 claims")
    assert "- moved (docs/a.md): the loss: moved by at most 0.1" in text
    assert "| a&#124;b | 1 | 2 |" in text
    assert "No renewal is on record" in changes.told([], elsewhere.plain)


@pytest.mark.parametrize("site_url", ["https://a.example/rnn/", ""])
def test_the_feed_is_one(site_url):
    text = feed.atom([RENEWAL], "A & B", site_url, "changes/")
    root = ET.fromstring(text.encode())
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.iter(f"{ATOM}entry")):
        assert all(one.find(f"{ATOM}{tag}").text for tag in ("id", "title", "updated"))
    [entry] = root.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"{site_url}changes/#2026-01-02"
    content = entry.find(f"{ATOM}content").text
    assert "<p>fell: no longer holds</p>" in content
    assert "<p>a|b: 1, then 2</p>" in content


def test_before_and_after_are_compared_and_kept(tmp_path, monkeypatch, capsys):
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n")
    pinned = tmp_path / "constraints.txt"
    monkeypatch.chdir(tmp_path)
    for moment, found, version in (("before", OLD, "1"), ("after", NEW, "2")):
        pinned.write_text(f"torch=={version}\n")
        monkeypatch.setattr(renew, "replay", lambda config, found=found: found)
        assert renew.main(moment, "kept") == (moment == "after")  # something fell
    assert "✗ docs/a.md: fell\n✗ Of 6 claims 1 no longer" in capsys.readouterr().out

    folder = tmp_path / "docs" / renew.FOLDER
    (folder / "2025-01-01.json").write_text(json.dumps({"date": "2025-01-01"}))
    [read], [(path, why)] = renew.of_folder(folder)
    assert read.changes == RENEWAL.changes
    assert dict(read.versions) == {"torch": ["1", "2"]}
    assert path.name == "2025-01-01.json"
    assert "no record of a renewal" in why

    [good] = (one for one in folder.iterdir() if one != path)
    right = json.loads(good.read_text())
    for wrong in (
        *({"date": 3}, {"date": "soon"}, {"versions": []}, {"claims": "6"}),
        *({"versions": {"a": ["1"]}}, {"changes": {"A": {"page": "a"}}}),
        {"changes": {"A": {"page": "a", "kind": "odd", "values": {}}}},
    ):
        path.write_text(json.dumps(right | wrong))
        assert [one for one, _ in renew.of_folder(folder)[1]] == [path], wrong
