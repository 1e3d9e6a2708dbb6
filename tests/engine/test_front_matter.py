"""Front matter: what the theme can't use is refused, before a template stumbles."""

import pytest

from engine.plan import pages
from engine.plan.theme_keys import unusable
from engine.problems import PlanError


def has_file(name):
    return name in (".icons/material/sync.svg", "404.html", "a.js")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("asked", "Why?", "`asked` is a list"),
        ("asked", ["What is $h_t$?"], "`a question` is plain text: no values"),
        ("icon", "material/nope", "the theme has no icon `material/nope`"),
        ("icon", 5, "the theme has no icon `5`"),
        ("icon", None, "the theme has no icon `None`"),
        ("icon", ["material/sync"], "the theme has no icon"),
        ("template", "nope.html", "the theme has no template `nope.html`"),
        ("template", "a.js", "the theme has no template"),
        ("template", None, "the theme has no template"),
        ("hide", ["toc", "navigaton"], "`navigaton` here: did you mean `navigation`?"),
        ("hide", 5, "doesn't know `5` here: known are feedback, footer"),
        ("hide", [{"toc": 1}], "doesn't know"),
        ("status", "old", "doesn't know `old` here: known are deprecated"),
        ("status", ["new"], "doesn't know"),
        ("search", 5, "`search` is written {exclude: true}"),
        ("search", {"exlude": True}, "`search` is written {exclude: true}"),
        ("search", {"boost": "high"}, "`search` is written {exclude: true}"),
        ("subtitle", "The $h_t$", "`subtitle` is plain text: no values"),
        ("tags", "one", "`tags` is a list"),
        ("tags", [1], "`a tag` is no text"),
    ],
)
def test_what_the_theme_can_not_use_is_refused(key, value, reason):
    [(found, told)] = unusable({"title": "T", key: value}, has_file, ["ours"])
    assert found == key
    assert reason in told


def test_what_it_can_use_is_not():
    known = {
        "asked": ["Why is it 2 * 3?"],
        "hide": ["navigation", "toc"],
        "icon": "material/sync",
        "search": {"exclude": True},
        "status": "ours",
        "subtitle": "So",
        "tags": ["a", "b"],
        "template": "404.html",
    }
    assert list(unusable(known, has_file, ["ours"])) == []
    more = {"hide": "toc", "search": {"boost": 2}, "status": "new"}
    assert list(unusable(more, has_file)) == []


def test_a_key_has_its_line():
    text = "\ufeff---\ntitle: T\n# icon: no\n'icon' : a\n---\n# T\n\nicon: b\n"
    assert pages.line_of_key("icon", text) == 4


@pytest.mark.parametrize(
    ("front", "line", "reason"),
    [
        ("title:\tTab", 2, "that cannot start any token"),
        ("icon: a\ntitle: RNN: a tutorial", 3, "mapping values are not allowed"),
        ("title: @x", 2, "cannot start any token"),
        ("title: 'T", 3, "unexpected end of stream"),
    ],
)
def test_front_matter_that_is_no_yaml_is_told_at_its_line(front, line, reason):
    text = f"---\n{front}\n---\n# T\n"
    with pytest.raises(PlanError, match=f"can't be read as YAML: .*{reason}") as error:
        pages.plan("docs/a.md", text)
    assert error.value.line == line
    assert pages.line_of_key("title", text) == 1


@pytest.mark.parametrize("front", ["", "so", "- a"])
def test_front_matter_of_another_kind_is_told(front):
    with pytest.raises(PlanError, match="can't be read: it is YAML between"):
        pages.plan("docs/a.md", f"---\n{front}\n---\n# T\n")


@pytest.mark.parametrize(
    ("front", "body", "reason"),
    [
        ("depends: 5", "`=1`", "a list of files"),
        ("depends: 5", "So", "a list of files"),
        ("depends: a.csv", "So", "for code that runs, and here is none"),
        ("needs: learn/b.md", "So", "for lessons, which stand in docs/learn/"),
        ("can: count", "So", "for lessons"),
    ],
)
def test_what_is_declared_wrongly_is_told_at_its_line(front, body, reason):
    with pytest.raises(PlanError, match=reason) as error:
        pages.plan("docs/a.md", f"---\ntitle: T\n{front}\n---\n# T\n\n{body}\n")
    assert error.value.line == 3
