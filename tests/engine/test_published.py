"""What a small site publishes: each lab its own notebook, no page that nobody made."""

import re

GUARD = "This copy was not made by the project's own build"


def lab(text):
    return f"# %% [markdown]\n# # {text}\n\n# %%\nprint('{text}')\n"


def read_all(site):
    found = {file.name: file.read_text() for file in site.rglob("*.html")}
    assert len(found) > 1
    return found


def test_labs_of_the_same_name_and_a_build_without_hooks(make_project, build):
    pages = {"index.md": "# Home\n\n```python exec\nprint(6 * 7)\n```\n"}
    labs = {"labs/dup.py": lab("First"), "more/labs/dup.py": lab("Second")}
    project = make_project(pages | labs)
    done = build(project)
    assert done.returncode == 0, done.stderr
    for page, text in (("labs/dup", "First"), ("more/labs/dup", "Second")):
        shown = project / "site" / page / "index.html"
        [address] = re.findall(r'href="([^":]*\.ipynb)" download', shown.read_text())
        notebook = (shown.parent / address).resolve()
        assert text in notebook.read_text(), address
    [wheel] = (project / "site/downloads").glob("*.whl")
    version = wheel.name.split("-")[1]
    assert re.fullmatch(r"1\.post\d+", version)
    assert version in notebook.read_text()  # so that the newest is installed

    assert not any(GUARD in text for text in read_all(project / "site").values())

    settings = project / "mkdocs.yml"
    text = settings.read_text()
    without = re.sub(r"(?m)^hooks:.*\n(?:[ -].*\n)*", "", text)
    assert without != text
    settings.write_text(without)
    done = build(project, "--no-strict")
    assert done.returncode == 0, done.stderr
    assert all(GUARD in text for text in read_all(project / "site").values())
