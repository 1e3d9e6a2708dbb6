import subprocess
import sys

import pytest

from engine.publish import folder


def write(place, text):
    place.mkdir()
    (place / "index.html").write_text(text)
    return place


def test_the_new_folder_is_in_the_place_of_the_old(tmp_path):
    for text in ("first", "second"):
        folder.replace(tmp_path / "site", write(tmp_path / "new", text))
        assert (tmp_path / "site/index.html").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_if_there_is_no_new_folder_the_old_one_stays(tmp_path):
    write(tmp_path / "site", "old")
    (tmp_path / "site/.git").touch()
    with pytest.raises(FileNotFoundError):
        folder.replace(tmp_path / "site", tmp_path / "new")
    assert (tmp_path / "site/.git").exists()
    assert (tmp_path / "site/index.html").read_text() == "old"


def test_many_at_once_leave_one_whole_folder(tmp_path):
    new = [write(tmp_path / f"new-{i}", str(i)) for i in range(8)]
    program = (
        "import sys; from pathlib import Path; from engine.publish import folder\n"
        "folder.replace(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    hooks = {"PYTHONPATH": str(folder.__file__).partition("/engine/")[0]}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "site"), str(one)], env=hooks
        )
        for one in new
    ]
    assert [process.wait() for process in running] == [0] * len(new)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (tmp_path / "site/index.html").read_text() in "01234567"


def test_what_is_hidden_stays(tmp_path):
    site = write(tmp_path / "site", "old")
    (site / ".git").mkdir()
    (site / ".git/HEAD").write_text("theirs")
    (site / ".nojekyll").touch()
    folder.replace(site, write(tmp_path / "new", "new"))
    assert (site / ".git/HEAD").read_text() == "theirs"
    names = [".git", ".nojekyll", "index.html"]
    assert sorted(path.name for path in site.iterdir()) == names
