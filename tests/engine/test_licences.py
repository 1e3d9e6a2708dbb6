"""All that is shipped has a licence, and a page says which."""

import json
import re
from pathlib import Path

import pytest

from engine.publish import licences
from engine.publish.licences import Part

ROOT = Path(__file__).parents[2]
LISTED = [
    Part("Letters", "text", ("assets/fonts/*",), "OFL-1.1", "https://a.example", "b/*"),
    Part("Numbers", "data", ("package/*.csv",), "public domain"),
    Part("Gone", "nothing", ("gone/*",), "MIT"),
]


def test_what_is_shipped_without_a_licence_is_named():
    made = ["assets/fonts/a.woff2", "package/a.csv", "package/a.bin"]
    written = ["a.css", "vendored.min.js"]
    found = licences.unlicensed(made, written, LISTED)
    assert [problem.reason.split(" is ")[0] for problem in found] == [
        "package/a.bin",
        "vendored.min.js",
    ]


def test_the_list_has_what_is_there():
    table = licences.table(["assets/fonts/a.woff2", "package/a.csv", "b/c.txt"], LISTED)
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td>", table)
    letters, licence = rows[0]
    assert letters == '<a href="https://a.example">Letters</a>'
    assert licence == '<a href="rnn:/b/c.txt">OFL-1.1</a>'
    assert rows[1:] == [("Numbers", "public domain")]


def test_licences_are_those_that_packages_name():
    listed = licences.parts(ROOT)
    [part] = [one for one in listed if one.covers("assets/katex/katex.css")]
    package = (ROOT / "node_modules/katex/package.json").read_text(encoding="utf-8")
    assert part.licence == json.loads(package)["license"]
    assert "Permission is hereby granted" in dict(licences.texts(listed))[part.text]


def test_data_of_the_package_are_found(tmp_path):
    for name in ("a.py", "data/b.csv", "py.typed", "__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert licences.data(tmp_path, [tmp_path]) == ["data/b.csv"]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("[A]\nfiles = []\nwhat = 'b'", "A has no licence"),
        ("[A]\nfiles = []\npython = 'no-such'", "no-such"),
        ("[A]\nlicence = 'MIT'", "files"),
        ("[A", "can't be used"),
    ],
)
def test_a_list_that_says_too_little_ends_the_build(tmp_path, table, told):
    path = tmp_path / licences.LISTED
    path.parent.mkdir(parents=True)
    path.write_text(table, encoding="utf-8")
    with pytest.raises(licences.Abort, match=told):
        licences.parts(tmp_path)
