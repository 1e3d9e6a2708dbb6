"""The package that readers of labs install, and what keeps it from being packed."""

import email
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from engine.cache.memo import Memo
from engine.publish import downloads

ROOT = Path(__file__).parents[2]
SETTINGS, MODULE = "pyproject.toml", "rnn_tutorial/__init__.py"
ROWS = (ROOT / SETTINGS).read_text(encoding="utf-8").split("\n")
DEPENDENCIES = 1 + next(n for n, row in enumerate(ROWS) if '"numpy>=' in row)
STATIC = 'version = "2"'
LINE = r"; expected a line like __version__ = \"1.2\"$"


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """Pack a package, of which one file is changed, or gone."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    for name in (SETTINGS, "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / MODULE).parent.mkdir()
    (tmp_path / MODULE).write_text('"""A package."""\n\n__version__ = "1.2"\n')

    def packed(name, before="", after="", site_url=""):
        text = (tmp_path / name).read_text()
        if before:
            assert before in text
            (tmp_path / name).write_text(text.replace(before, after))
        else:
            (tmp_path / name).unlink()
        return downloads.wheel(tmp_path, Memo(tmp_path / ".cache"), site_url)

    return packed


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ((MODULE, "1.2", "1.3"), "1.3"),
        ((MODULE, '"1.2"', "'1.2'  # so far"), "1.2"),
        ((MODULE, "__version__", "VERSION"), "1.2"),
        ((SETTINGS, 'dynamic = ["version"]', STATIC), "2"),
        (("LICENSE",), "1.2"),
    ],
)
def test_the_version_says_when_the_package_was_made(packed, change, version):
    name, content, problems = packed(*change)
    assert problems == []
    assert name == f"rnn_tutorial-{version}.post1000000000-py3-none-any.whl"
    assert MODULE in zipfile.ZipFile(io.BytesIO(content)).namelist()


@pytest.mark.parametrize(
    ("more", "site_url", "told"),
    [
        ("", "", []),
        ("", "https://a.b/rnn/", ["Tutorial, https://a.b/rnn/"]),
        ('urls = {Home = "https://c.d/"}', "https://a.b/", ["Home, https://c.d/"]),
    ],
)
def test_the_package_knows_where_its_site_is(packed, more, site_url, told):
    change = SETTINGS, "[project]", f"[project]\n{more}"
    name, content, problems = packed(*change, site_url=site_url)
    assert problems == []
    version = "-".join(name.split("-")[:2])
    file = zipfile.ZipFile(io.BytesIO(content)).read(f"{version}.dist-info/METADATA")
    assert email.message_from_bytes(file).get_all("Project-URL", []) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("README.md",), r"^pyproject.toml:9: .* does not exist: README.md$"),
        ((SETTINGS,), r"^pyproject.toml:1: .*: Missing `project` metadata table"),
        (
            (SETTINGS, "[project]", "[project"),
            r"^pyproject.toml:5: .*: Expected ']' at",
        ),
        (
            (SETTINGS, "dynamic =", f"{STATIC}\ndynamic ="),
            r"^pyproject.toml:8: .* both",
        ),
        (
            (SETTINGS, '"numpy>=', '"numpy>>'),
            rf"^pyproject.toml:{DEPENDENCIES}: .*numpy>>2",
        ),
        ((MODULE,), rf"^{MODULE}:1: .*unable to parse the version.*{LINE}"),
        ((MODULE, "__version__", "VERSIONS"), rf"^{MODULE}:1: .*{LINE}"),
        (
            (MODULE, "1.2", "one point two"),
            rf"^{MODULE}:3: .* `one point two` .*{LINE}",
        ),
    ],
)
def test_what_cannot_be_packed_is_told_with_its_file(packed, change, told):
    name, _, [problem] = packed(*change)
    assert name.endswith(".whl")  # so that all else can be looked at
    assert re.search(told, str(problem))
    assert "the package can't be packed for the readers of labs: " in str(problem)
