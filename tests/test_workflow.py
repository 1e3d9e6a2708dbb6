import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)
JURY_TEXT = (ROOT / ".github/workflows/jury.yml").read_text(encoding="utf-8")
JURY = yaml.safe_load(JURY_TEXT)
BUILD, PUBLISH = (WORKFLOW["jobs"][name] for name in ("test-and-build", "publish"))


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("timeout-minutes:", "timeout-minute:", "'timeout-minute' was unexpected"),
        ("permissions: {}", "permissions:\n  contents: write", "excessive-permissions"),
        ("persist-credentials: false", "", "artipacked"),
        ("checkout@", "checkout@v7 # ", "unpinned-uses"),
        ("$GITHUB_SHA", "${{ github.head_ref }}", "template-injection"),
    ],
)
def test_make_finds_a_mistake_in_the_workflow(right, wrong, complaint, tmp_path):
    assert right in TEXT
    path = tmp_path / "site.yml"
    path.write_text(TEXT.replace(right, wrong, 1), encoding="utf-8")
    command = ["make", "check-workflow", f"WORKFLOWS={path}", f"VENV={sys.prefix}"]
    run = subprocess.run(
        [*command, f"--old-file={sys.prefix}/.test"],  # installs nothing
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode
    assert complaint in run.stdout + run.stderr


def test_each_action_is_pinned_and_says_its_version():
    for action in re.findall(r"uses: (.*)", TEXT + JURY_TEXT):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", action)


def test_only_the_job_that_publishes_may_write():
    assert WORKFLOW["permissions"] == {}
    assert BUILD["permissions"] == {"contents": "read"}
    write = dict.fromkeys(("contents", "id-token", "attestations"), "write")
    assert PUBLISH["permissions"] == write
    assert JURY["permissions"] == {}
    assert JURY["jobs"]["replay"]["permissions"] == {"contents": "read"}
    assert PUBLISH["needs"] == "test-and-build"
    assert PUBLISH["if"] == (
        "github.event_name == 'push' && github.ref == 'refs/heads/main'"
    )


def test_only_the_push_gets_the_token():
    *_, push = PUBLISH["steps"]
    assert push["env"]["TOKEN"] == "${{ github.token }}"
    assert TEXT.count("github.token") == 1
    assert not re.search(r"secrets\.|GITHUB_TOKEN", TEXT)


def git(folder, *arguments):
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_the_branch_becomes_the_site_without_history(tmp_path):
    upload = BUILD["steps"][-1]["with"]
    fetch, sign, push = PUBLISH["steps"]
    assert sign["with"]["subject-path"].split() == [
        "site/manifest.json",
        "site/evidence.json",
    ]
    assert fetch["with"] == {"name": upload["name"], "path": upload["path"]}
    assert push["working-directory"] == upload["path"]

    remote = tmp_path / "remote"
    git(tmp_path, "init", "--quiet", "--bare", remote)
    for sha in ("11111", "22222"):
        temp = tmp_path / sha
        files = {".gitignore": "*.css", "a/style.css": "p {\r\n}", f"{sha}.html": ""}
        hook = {".git/hooks/pre-commit": "#!/bin/sh\nexit 1\n"}  # runs nowhere
        for name, content in (files | hook).items():
            path = temp / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
            path.chmod(0o755 if name in hook else 0o644)
        env = {"PATH": os.environ["PATH"], "HOME": str(temp), "GITHUB_SHA": sha}
        for name, value in push["env"].items():
            env[name] = value.replace("${{ runner.temp }}", str(temp))
        env |= {"REMOTE": str(remote), "TOKEN": "secret"}
        command = ["bash", "-e", "-c", push["run"]]
        subprocess.run(command, cwd=temp / "site", env=env, check=True)
        names = git(remote, "ls-tree", "-r", "--name-only", "gh-pages").split()
        assert set(names) == {*files, ".nojekyll"}
        assert git(remote, "show", "gh-pages:a/style.css") == files["a/style.css"]
        assert git(remote, "log", "--format=%s", "gh-pages") == f"Site of {sha}\n"
        assert "secret" not in (temp / "gh-pages/config").read_text(encoding="utf-8")


def test_records_of_other_machines_arrive_on_a_branch_of_their_own(tmp_path):
    remote, here, bin_ = (tmp_path / name for name in ("remote", "here", "bin"))
    git(tmp_path, "init", "--quiet", "--bare", remote)
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", here)
    bin_.mkdir()
    (bin_ / "gh").write_text('#!/bin/sh\necho "$@" >> "$ASKED"\n[ "$2" = create ]\n')
    (bin_ / "gh").chmod(0o755)
    *_, put = JURY["jobs"]["collect"]["steps"]
    environment = os.environ | {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "REMOTE": str(remote),
        "GH_TOKEN": "secret",
        "ASKED": str(tmp_path / "asked"),
    }
    (here / "docs/data/jury").mkdir(parents=True)
    (here / "docs/data/jury/a.json").write_text("{}")
    for _ in range(2):  # the second time there is nothing new
        command = ["bash", "-e", "-c", put["run"]]
        subprocess.run(command, cwd=here, env=environment, check=True)
    names = git(remote, "ls-tree", "-r", "--name-only", "jury").split()
    assert names == ["docs/data/jury/a.json"]
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [row.split()[:2] for row in asked] == [["pr", "view"], ["pr", "create"]]
