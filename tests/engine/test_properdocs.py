"""MkDocs 1.x goes on under another name: the same settings and hooks, the same site."""

import gzip
import subprocess
import sys

PAGES = {
    "index.md": """\
# Home

```python exec
from rnn_tutorial.evidence import claim

x = 2
claim("Two is even", holds=x % 2 == 0, x=x)
```

It is $`=x`^2$, as [the lab](labs/wave.ipynb) says.
""",
    "labs/wave.py": "# %% [markdown]\n# # Lab\n\n# %%\nprint(1)\n",
    "evidence.md": "# Evidence\n\n<!-- claims -->\n",
}


def files(folder):
    """What is in a folder; of what is packed, what is packed there."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            found[name] = gzip.decompress(content) if path.suffix == ".gz" else content
    return found


def test_properdocs_builds_the_same_site(make_project, build, environment):
    folder = make_project(PAGES)
    done = build(folder)
    assert done.returncode == 0, done.stderr
    before = files(folder / "site")
    assert "labs/wave/index.html" in before
    command = [sys.executable, "-m", "properdocs", "build", "-f", "mkdocs.yml"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    after = files(folder / "site")
    assert before.keys() == after.keys()
    assert [name for name, content in before.items() if content != after[name]] == []
