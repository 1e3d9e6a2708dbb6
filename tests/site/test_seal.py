"""The seal: what is published is known byte by byte, and all claims can be read."""

import json
import shutil
from xml.etree import ElementTree

import jsonschema
import pytest

from engine.publish import seal

EXTRA = '<script src="../assets/extra.mjs"></script>'


@pytest.fixture
def verified(open_page, site):
    """Verifies the site in a browser, with other answers at some addresses."""

    def verified(**others):
        page = open_page("verify", [])
        whole = {
            "sitemap.xml": {"path": site / "sitemap.xml"}
        }  # the tests' host has one
        for place, answer in (whole | others).items():
            page.route(
                f"**/{place}", lambda route, _, answer=answer: route.fulfill(**answer)
            )
        page.get_by_role("button", name="Verify all files").click()
        page.wait_for_selector(".rnn-seal")
        element = page.locator("rnn-verify")
        rows = element.locator("li").all_text_contents()
        return (
            element.get_by_role("status").text_content(),
            rows,
            element.text_content(),
        )

    return verified


def test_an_untouched_site_is_as_it_was_built(verified, site):
    said, rows, text = verified()
    assert rows == []
    count = len(json.loads((site / seal.MANIFEST).read_text())["files"])
    assert said.startswith(f"✓ All {count:,} files are as they were built")
    assert seal.fingerprint(site / seal.MANIFEST) in text


def test_what_was_changed_is_missing_or_new_is_named(verified, site):
    page = (site / "glossary/index.html").read_text(encoding="utf-8")
    script = (site / "assets/javascripts/accessible.mjs").read_bytes()
    said, rows, _ = verified(
        **{
            "glossary/index.html": {"body": page.replace("</body>", f"{EXTRA}</body>")},
            "assets/javascripts/accessible.mjs": {"body": script + b" "},
            "badge.svg": {"status": 404},
        }
    )
    assert said == "Not as it was built: 4 of this site's files."
    assert rows == [
        "assets/extra.mjs is not of this build, and glossary/index.html refers to it",
        "assets/javascripts/accessible.mjs was changed",
        "badge.svg is missing",
        "glossary/index.html was changed",
    ]


def test_a_folder_is_compared_with_its_manifest(tmp_path, capsys):
    (tmp_path / "learn").mkdir()
    for name in ("a.html", "learn/b.html", "c.js"):
        (tmp_path / name).write_text("1")
    seal.close(tmp_path, {})
    (tmp_path / ".nojekyll").touch()  # a host's own
    assert seal.main(str(tmp_path)) == 0
    (tmp_path / "a.html").write_text("2")
    (tmp_path / "learn/b.html").unlink()
    shutil.copy(tmp_path / "c.js", tmp_path / "d.js")
    capsys.readouterr()
    assert seal.main(str(tmp_path)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "✗ a.html was changed",
        "✗ d.js is not of this build",
        "✗ learn/b.html is missing",
    ]
    assert seal.main(str(tmp_path / "learn")) == 1
    assert "has no manifest.json that can be read" in capsys.readouterr().out


def test_all_claims_can_be_read_by_programs(site):
    schema = json.loads((site / seal.SCHEMA).read_text(encoding="utf-8"))
    evidence = json.loads((site / seal.EVIDENCE).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(evidence)
    claims = evidence["claims"]
    assert len(claims) > 100
    assert len({claim["sentence"] for claim in claims}) == len(claims)
    assert {claim["page"] for claim in claims} >= {"", "learn/first-rnn/"}
    badge = ElementTree.parse(site / seal.BADGE).getroot()
    assert badge.get("aria-label").startswith(f"checked: ✓ {len(claims)} claims")
