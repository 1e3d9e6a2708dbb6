import json
import os
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from engine.jury import share

ROOT = Path(__file__).parents[1]
FILES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (ROOT / ".github/workflows").glob("*.yml")
} | {
    path.parent.name: path.read_text(encoding="utf-8")
    for path in (ROOT / ".github/actions").glob("*/action.yml")
}
TEXT = FILES["site"]
SITE, JURY, RENEW, PUBLISHING, PROPOSING, PREPARING = (
    yaml.safe_load(FILES[name])
    for name in ("site", "jury", "renew", "publish", "propose", "prepare")
)
LOOK, FIRST, SHARES, BUILD, PUBLISH = (
    SITE["jobs"][name]
    for name in ("look", "first", "experiments", "test-and-build", "publish")
)
PUSHES = PUBLISHING["jobs"]["publish"]
WRITE = dict.fromkeys(("contents", "id-token", "attestations"), "write")


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("timeout-minutes:", "timeout-minute:", "'timeout-minute' was unexpected"),
        ("permissions: {}", "permissions:\n  contents: write", "excessive-permissions"),
        ("persist-credentials: false", "", "artipacked"),
        ("checkout@", "checkout@v7 # ", "unpinned-uses"),
        ("$GITHUB_RUN_NUMBER", "${{ github.head_ref }}", "template-injection"),
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
    for action in re.findall(r"uses: (.*)", "".join(FILES.values())):
        pinned = r"[\w/-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+"
        own = r"\$/\.github/[\w/.-]+"
        assert re.fullmatch(f"{pinned}|{own}", action)


def test_only_the_jobs_that_publish_may_write():
    for workflow in (SITE, JURY, RENEW, PUBLISHING, PROPOSING):
        assert workflow["permissions"] == {}
    for workflow, job in ((JURY, "replay"), (RENEW, "renew")):
        assert workflow["jobs"][job]["permissions"] == {"contents": "read"}
    for job in SITE["jobs"].values():
        publishes = job.get("uses", "").endswith("/publish.yml")
        assert job["permissions"] == (WRITE if publishes else {"contents": "read"})
    assert PUSHES["permissions"] == WRITE
    assert not any("checkout" in step.get("uses", "") for step in PUSHES["steps"])
    assert "needs.test-and-build.result == 'success'" in PUBLISH["if"]
    assert (
        "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
        in PUBLISH["if"]
    )


def test_only_what_writes_gets_the_token():
    holders = [step["name"] for step in PUSHES["steps"] if "github.token" in str(step)]
    assert holders == [
        "Make it the only commit of the branch gh-pages",
        "Keep the results for those who begin without any",
    ]
    assert "github.token" not in TEXT + FILES["prepare"]
    assert not re.search(r"secrets\.|GITHUB_TOKEN", "".join(FILES.values()))


def git(folder, *arguments):
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def test_the_branch_becomes_the_site_without_history(tmp_path):
    fetch, sign, push, *_ = PUSHES["steps"]
    for job, call in ((FIRST, "publish-first"), (BUILD, "publish")):
        handed = [
            step["with"] for step in job["steps"] if "path" in step.get("with", {})
        ]
        names = [each["name"] for each in handed if each["path"] == "site"]
        assert names == [SITE["jobs"][call]["with"]["folder"]]
    assert sign["with"]["subject-path"].split() == [
        "site/manifest.json",
        "site/evidence.json",
    ]
    assert fetch["with"] == {"name": "${{ inputs.folder }}", "path": "site"}
    assert push["working-directory"] == "site"

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
    *_, put = PROPOSING["jobs"]["propose"]["steps"]
    call = JURY["jobs"]["collect"]["with"]
    named = JURY["jobs"]["replay"]["steps"][-1]["with"]["name"]
    assert named.startswith(f"{call['branch']}-")
    environment = os.environ | {
        "PATH": f"{bin_}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "REMOTE": str(remote),
        "GH_TOKEN": "secret",
        "ASKED": str(tmp_path / "asked"),
        **{name.upper(): value for name, value in call.items()},
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


def run_step(step, folder, commands, **variables):
    """Run what a step runs, with programs that say what they are asked."""
    bin_ = folder / "bin"
    bin_.mkdir(exist_ok=True)
    for name, script in commands.items():
        (bin_ / name).write_text(f"#!/bin/bash\n{script}\n")
        (bin_ / name).chmod(0o755)
    environment = {"PATH": f"{bin_}:{os.environ['PATH']}", "HOME": str(folder)}
    command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
    run = subprocess.run(
        command,
        cwd=folder,
        env=environment | variables,
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout


def step_of(job, beginning):
    (found,) = [s for s in job["steps"] if s.get("name", "").startswith(beginning)]
    return found


@pytest.mark.parametrize("branch", ["gh-pages", "other"])
def test_a_first_site_is_built_where_there_is_none(branch, tmp_path):
    (look,) = [step for step in LOOK["steps"] if step.get("id") == "look"]
    git(tmp_path, "init", "--quiet", "--initial-branch", "main", "there")
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    git(tmp_path / "there", *who, "commit", "--quiet", "--allow-empty", "-m", "one")
    git(tmp_path / "there", "branch", branch)
    git(tmp_path, "clone", "--quiet", "there", "here")
    run_step(look, tmp_path / "here", {}, GITHUB_OUTPUT=str(tmp_path / "told"))
    told = (tmp_path / "told").read_text() if (tmp_path / "told").exists() else ""
    assert told == ("" if branch == "gh-pages" else "nothing=yes\n")
    for job in (FIRST, SHARES):
        assert (job["needs"], job["if"]) == ("look", "needs.look.outputs.nothing")
    assert "needs.first.result != 'failure'" in BUILD["if"]  # it may not be needed


def test_the_shares_of_the_experiments_are_all_of_them_and_arrive(tmp_path):
    shares = SHARES["strategy"]["matrix"]["share"]
    seeds = [seed for one in shares for seed in share.of(range(10), one)]
    assert seeds == [*range(10)]
    packed, upload = SHARES["steps"][-2:]
    name = packed["run"].partition("FILE=")[2].replace("$NUMBER", "0")
    assert fnmatch(name, upload["with"]["path"])
    [fetch] = [s for s in BUILD["steps"] if "download-artifact" in s.get("uses", "")]
    assert fnmatch(upload["with"]["name"], fetch["with"]["pattern"])
    merge = step_of(BUILD, "Take over what experiments gave")
    assert f"{fetch['with']['path']}/*.gz" in merge["run"]
    packs = [step.get("run", "") for step in BUILD["steps"]]
    assert packs.index(merge["run"]) < packs.index(".ci/run")


def test_a_fork_begins_with_what_its_parent_has_kept(tmp_path):
    take = step_of(PREPARING["runs"], "Take what the release")
    kept = tmp_path / "parent"
    for name in ("results/one", "made/two", "../evil"):
        path = kept / ".cache" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    packed = ["tar", "-czf", tmp_path / "kept.tgz", "-C", kept, ".cache", "evil"]
    subprocess.run(packed, check=True)
    api = {
        "full_name": "ada/fork",
        "owner": {"login": "ada"},
        "parent": {"full_name": "eve/rnn", "has_pages": True},
        "source": {"full_name": "eve/rnn"},
    }
    (tmp_path / "api.json").write_text(json.dumps(api, indent=2))
    curl = f"""for address; do :; done
case "$address" in
  https://api/repos/ada/fork) cat {tmp_path}/api.json ;;
  https://hub/eve/rnn/releases/download/kept/kept.tar.gz) cat {tmp_path}/kept.tgz ;;
  *) exit 22 ;;
esac"""
    here = tmp_path / "here"
    here.mkdir()
    asked = {"API": "https://api/repos/ada/fork", "SERVER": "https://hub"}
    assert run_step(take, here, {"curl": curl}, **asked) == "Taken from eve/rnn.\n"
    found = {p.relative_to(here).as_posix() for p in here.rglob("*") if p.is_file()}
    assert found == {"bin/curl", ".cache/results/one", ".cache/made/two"}

    away = tmp_path / "away"
    away.mkdir()
    for curl in (
        "exit 6",
        f"[[ ${{!#}} == https://api/* ]] && cat {tmp_path}/api.json",
    ):
        told = run_step(take, away, {"curl": curl}, **asked)
        assert told == "Nothing is kept anywhere; everything will run.\n"


def test_results_are_kept_in_a_release_of_their_own(tmp_path):
    keep = step_of(PUSHES, "Keep the results")
    (tmp_path / ".cache/results").mkdir(parents=True)
    (tmp_path / ".cache/results/one").write_text("1")
    gh = f'echo "$1 $2 $3" >> {tmp_path}/asked; [ "$2" != view ]'
    run_step(keep, tmp_path, {"gh": gh})
    asked = (tmp_path / "asked").read_text().splitlines()
    words = ["release view kept", "release create kept", "release upload kept"]
    assert asked == words
    listed = subprocess.check_output(["tar", "-tzf", tmp_path / "kept.tar.gz"])
    assert b".cache/results/one" in listed.split()


def test_an_editor_in_the_browser_opens_with_the_site():
    text = (ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    settings = json.loads(text)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert settings["postCreateCommand"] == "make .venv/.compiled"
    assert "\n$(VENV)/.docs:" in makefile
    assert settings["postAttachCommand"] == "make serve"
    assert f"PORT   ?= {settings['forwardPorts'][0]}" in makefile


def test_the_file_for_gitlab_is_one(tmp_path):
    page = (ROOT / "docs/publishing.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "gitlab-ci.yml"
    path.write_text(text, encoding="utf-8")
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    subprocess.run([*check, "vendor.gitlab-ci", str(path)], check=True)
    job = yaml.safe_load(text)["pages"]
    assert [row.split()[-1] for row in job["script"]] == ["site", "public"]
    assert job["artifacts"]["paths"] == ["public"]
