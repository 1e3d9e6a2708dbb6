"""What is said of packages with known holes."""

import json

import pytest

import holes

PYTHON = {
    "dependencies": [
        {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]},
        {"name": "b", "version": "2", "vulns": []},
        {"name": "c", "skip_reason": "not on PyPI"},
    ]
}
NPM = {
    "vulnerabilities": {
        "a": {"via": [{"url": "https://github.com/advisories/GHSA-1"}]},
        "b": {"via": ["a"]},
    }
}


def test_packages_with_holes_are_named(monkeypatch):
    python = holes.told_by_pip_audit(json.dumps(PYTHON))
    npm = holes.told_by_npm(json.dumps(NPM))
    assert (python, npm) == ({"a 1": ["PYSEC-1", "PYSEC-2"]}, {"a": ["GHSA-1"]})
    monkeypatch.setattr(holes, "ACCEPTED", {"GHSA-1": "not used", "PYSEC-1": "neither"})
    assert holes.report("npm", lambda: npm) == (True, "✓ npm: no known holes.")
    is_fine, told = holes.report("Python", lambda: python)
    assert not is_fine
    assert "known holes in a 1 (PYSEC-2):" in told


@pytest.mark.parametrize(
    ("read", "answer"),
    [
        (holes.told_by_npm, {"message": "405 Method Not Allowed\n"}),
        (holes.told_by_pip_audit, {"dependencies": [{"skip_reason": "a"}]}),
    ],
)
def test_without_an_answer_it_is_skipped_with_a_word(read, answer):
    is_fine, told = holes.report("These", lambda: read(json.dumps(answer)))
    assert is_fine
    assert told.startswith("  These: skipped: ")
