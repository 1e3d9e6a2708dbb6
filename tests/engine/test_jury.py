"""Claims are replayed on other machines, and what came out there is told here."""

import json
import math
from dataclasses import asdict

import pytest

from engine.check import conditions
from engine.jury import compare, records, replay
from engine.jury.records import Claimed, Record
from engine.plan.lessons import plan
from engine.publish import seal
from engine.render import elsewhere, evidence

PAGE = """\
# A page

```python exec
from rnn_tutorial import claim, per_seed, seeds
TWO = 2
```

```python exec
claim("One is odd", holds=1 % TWO == 1, halves=per_seed([0.5 for seed in seeds()]))
```

```python exec
claim("Two is odd", holds=2 % 2 == 1)
```

```python exec
claim("Three is odd", holds=3 % 2 == 1)
```
"""
WITH = "  # TWO = 2"  # which settles it
BROKEN = "# B\n\n```python exec\nfrom rnn_tutorial import claim\n1 / 0\n```\n"
NOT_REACHED = '\n```python exec\nclaim("Four is even", holds=4 % 2 == 0)\n```\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(PAGE)
    (tmp_path / "docs/b.md").write_text(BROKEN + NOT_REACHED)
    (tmp_path / "docs/c.md").write_text("# Prose\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A site\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RNN_TUTORIAL_SEEDS", "2")
    monkeypatch.setenv("SITE_ARITHMETIC", "own")
    return tmp_path


def test_what_does_not_hold_is_noted_and_the_page_goes_on(project, capsys):
    assert replay.main("kept") == 1
    [path] = (project / "kept").iterdir()
    found = records.read(path).claims
    assert {text: one.held for text, one in found.items()} == {
        "One is odd": True,
        "Two is odd": False,
        "Three is odd": True,
        "Four is even": None,
    }
    one, four = found["One is odd"], found["Four is even"]
    assert (one.page, one.condition) == ("docs/index.md", f"1 % TWO == 1{WITH}")
    assert conditions.of_notebook(plan(PAGE))["One is odd"] == one.condition
    with_three = plan(PAGE.replace("TWO = 2", "TWO = 3"))
    assert conditions.of_notebook(with_three)["One is odd"] != one.condition
    assert one.values["halves"]["seeds"] == [0.5, 0.5]
    assert "division by zero" in four.why
    told = capsys.readouterr().out
    assert "✗ docs/index.md: Two is odd\n" in told
    assert "✗ 2 of 4 claims hold here" in told


def record(held, seeds, first="0", condition="loss < 1"):
    values = {"loss": {"shown": "", "seeds": seeds}}
    why = "" if held else "it was not so"
    claims = {"Less is left": Claimed("docs/a.md", condition, held, why, values)}
    last = int(first) + len(seeds) - 1
    return Record("2026-01-02", {"Processor": "X|1"}, {}, f"{first}-{last}", claims)


def test_a_later_replay_of_the_same_machine_takes_the_place_of_the_earlier(tmp_path):
    for seeds in ([0.1], [0.2]):
        record(True, seeds).keep(tmp_path)
    [path] = tmp_path.iterdir()
    assert records.read(path).claims["Less is left"].values["loss"]["seeds"] == [0.2]


CLAIM = {
    "sentence": "Less is left",
    "values": {
        "loss": {"shown": "0.1 to 0.2", "seeds": [0.1, 0.2], "each": ["0.1", "0.2"]}
    },
}


def shown(*replays):
    jury = compare.jury([CLAIM], {"Less is left": "loss < 1"}, [*replays], 0)
    text = f"{evidence.LIST}\n\n{elsewhere.PLACE}"
    group = evidence.Group("A", "a/", [CLAIM])
    return evidence.listed(text, [group], evidence.Site("", "", {}), jury=jury)


def test_how_far_values_moved_elsewhere_is_told():
    page = shown(record(True, [0.1, 0.25, 9.0]), record(True, [0.1]))
    assert "Elsewhere: moved by at most 0.05." in page
    assert "Held in 2 of 2 replays elsewhere." in page
    assert "| 1 | 2026-01-02 | X&#124;1; ? | ?, ?, ? | its own | 0-2 | 1 of 1 |" in page
    assert "No claim failed in any of them." in page


def test_what_failed_elsewhere_is_named():
    page = shown(record(True, [0.1]), record(False, [0.5]))
    assert "Held in 1 of 2 replays elsewhere." in page
    assert "- [Less is left](#claim-less-is-left): replay 2, it was not so" in page


def test_replays_of_another_claim_or_with_other_seeds_are_not_compared():
    page = shown(record(False, [0.5], condition="loss < 2"))
    assert "replays elsewhere" not in page
    assert "Less is left](" not in page
    page = shown(record(True, [0.5], first="7"))
    assert "Held in 1 of 1 replay elsewhere." in page
    assert "moved" not in page


def test_a_site_that_nobody_has_replayed_says_so():
    assert "No other machine has replayed the claims of this site yet." in shown()


def test_a_claim_whose_condition_cannot_be_found_ends_nothing():
    group, site = evidence.Group("A", "a/", [CLAIM]), evidence.Site("", "", {})
    sealed = json.loads(seal.evidence(site, [group], {}, elsewhere.Jury()))
    assert sealed["claims"][0]["condition"] == ""


GOOD = json.loads(json.dumps(asdict(record(True, [0.5]))))
[ONE] = GOOD["claims"].values()


@pytest.mark.parametrize(
    "content",
    [
        *("", [], {}, {"claims": {"A": {}}}),
        *(GOOD | {"seeds": seeds} for seeds in ("x", 3)),
        *(GOOD | {"machine": machine} for machine in ([], {"Python": 3})),
        *(GOOD | {"settings": None}, GOOD | {"date": "soon"}, GOOD | {"more": 1}),
        *(
            GOOD | {"claims": {"A": ONE | more}}
            for more in (
                *({"held": "no"}, {"held": 1}, {"more": 1}, {"condition": None}),
                *({"values": {"x": x}} for x in ({}, {"shown": 0.5}, "x")),
                *(
                    {"values": {"x": {"shown": "", "seeds": seeds}}}
                    for seeds in (1, ["1"], [math.nan])
                ),
            )
        ),
    ],
)
def test_files_that_are_no_records_are_named(tmp_path, content):
    (tmp_path / "b.json").write_text(json.dumps(GOOD))
    assert len(records.of_folder(tmp_path)[0]) == 1
    (tmp_path / "b.json").unlink()
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / "a.json").write_text(text)
    found, [(path, why)] = records.of_folder(tmp_path)
    assert (found, path.name) == ([], "a.json")
    assert why.startswith("this is no record of a replay: ")
