"""Style sheets and fonts of one build are not taken for those of another."""

import re

import pytest

from engine.publish import stamped

SITE = {
    "a/index.html": '<link rel="stylesheet" href="../s/a.css"><link rel=icon href=i>',
    "404.html": '<link rel="stylesheet" href="/rnn/s/a.css">'
    '<link rel="stylesheet" href="https://b.example/s/b.css">',
    "s/a.css": "@font-face {src: url(f/a.woff2)} b {background: url(i.svg)}",
    "s/f/a.woff2": "1",
}
STAMPED = re.compile(r"(?:css|woff2)\?(\w+)")


def publish(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    stamped.put(folder)
    found = {name: (folder / name).read_text(encoding="utf-8") for name in files}
    return {name: STAMPED.findall(text) for name, text in found.items()}


@pytest.mark.parametrize(
    ("name", "text", "again"),
    [
        ("s/a.css", SITE["s/a.css"] + "i {}", {"a/index.html", "404.html"}),
        ("s/f/a.woff2", "2", {"a/index.html", "404.html", "s/a.css"}),
        ("a/index.html", SITE["a/index.html"] + "<p>", set()),
    ],
)
def test_addresses_change_with_what_they_lead_to(tmp_path, name, text, again):
    first = publish(tmp_path / "one", SITE)
    assert {one: len(found) for one, found in first.items() if found} == {
        "a/index.html": 1,
        "404.html": 1,
        "s/a.css": 1,
    }
    second = publish(tmp_path / "two", SITE | {name: text})
    assert {one for one in SITE if first[one] != second[one]} == again
