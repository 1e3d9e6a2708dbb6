"""The built site, read as files."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from engine.cache import storage
from engine.publish import cards
from engine.publish.trial import TRIED
from engine.run import scheduler
from engine.session.protocol import FAILURES, RESULT

ROOT = Path(__file__).parents[2]
RESOURCES = {("script", "src"), ("link", "href"), ("img", "src"), ("source", "src")}
LAB_BUDGET = 80_000  # bytes of HTML, before figures
RESULTS = ROOT / ".cache/results"
LONGEST = 14  # pages that train in their own code
LONGEST_MADE = 6  # all diagrams but one, and the compiled arithmetic
MANY = 10  # pages of the site
LIGHT_LAB = "gradients"  # trains for the shortest time
BENCH = "docs/data/bench.json"  # measurements of one page
REPORT = "docs/data/wcag.toml"  # and of another what tests look for


class Page(HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.resources, self.ids, self.pictures = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        for name, value in attributes:
            if (tag, name) in RESOURCES and values.get("rel") != "canonical":
                self.resources.append(value)
        if tag == "img" or (tag == "svg" and values.get("role") == "img"):
            self.pictures.append(values.get("alt") or values.get("aria-label"))


def read_all(pages):
    texts = {name: file.read_text(encoding="utf-8") for name, file in pages.items()}
    return {name: (text, Page(text)) for name, text in texts.items()}


@pytest.fixture(scope="module")
def parsed(pages):
    return read_all(pages)


@pytest.fixture(scope="module")
def each_parsed(each_page):
    return read_all(each_page)


def test_the_site_has_its_pages_and_pictures(parsed):
    expected = {".", "labs/sine", "glossary", "notation"}
    assert expected | {"reference/scratch", "authoring"} <= set(parsed)
    assert sum(len(page.pictures) for _, page in parsed.values()) > 5


def test_nothing_is_left_to_render(each_parsed):
    for name, (text, _) in each_parsed.items():
        for leftover in ("\ue000", "arithmatex", "rnn-mermaid"):
            assert leftover not in text, f"{name}: {leftover!r}"


def test_no_page_shows_a_traceback(parsed):
    mark = "Traceback (most"
    shown = {name for name, (text, _) in parsed.items() if mark in text}
    examples_of_mistakes = {
        f"reference/{page.stem}"
        for page in (ROOT / "docs/reference").glob("*.md")
        for module in re.findall(r"(?m)^::: (\S+)$", page.read_text(encoding="utf-8"))
        if mark in (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")
    }
    assert shown == examples_of_mistakes


def test_formulas_values_and_pictures_are_there(parsed):
    text, _ = parsed["learn/first-rnn"]
    assert text.count('class="katex"') > 20
    assert text.count("<math") > 20
    assert text.count("<data ") > 20
    assert text.count('class="rnn-diagram"') >= 1
    assert text.count('class="rnn-figure"') >= 4


def test_every_picture_says_what_it_shows(each_parsed):
    for name, (_, page) in each_parsed.items():
        assert all(page.pictures), name


def test_before_the_first_picture_of_a_lesson_a_sentence_says_what_to_look_for(
    each_parsed,
):
    for name, (text, _) in each_parsed.items():
        for behind in re.findall(r'<p class="rnn-where">.*?</p>\s*(<\w+)', text):
            assert behind == "<p", name


def test_no_id_is_used_twice_on_a_page(each_parsed):
    for name, (_, page) in each_parsed.items():
        twice = {i for i in page.ids if page.ids.count(i) > 1}
        assert not twice, f"{name}: {twice}"


def test_every_link_leads_somewhere(each_parsed, parsed, site):
    base = "https://example.org/rnn/"
    ids = {name: set(page.ids) for name, (_, page) in parsed.items()}
    for name, (_, page) in each_parsed.items():
        for link in page.links:
            address = urlsplit(
                urljoin(base + ("" if name == "." else f"{name}/"), link)
            )
            if not address.geturl().startswith(base):
                continue
            path = unquote(address.path).removeprefix("/rnn/").strip("/") or "."
            assert (site / path).exists(), f"{name}: {link}"
            if address.fragment and path in ids:
                assert unquote(address.fragment) in ids[path], f"{name}: {link}"


def test_nothing_is_loaded_from_elsewhere(each_parsed, site):
    for name, (_, page) in each_parsed.items():
        foreign = [r for r in page.resources if urlsplit(r or "").netloc]
        assert foreign == [], name
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text(encoding="utf-8"), sheet


def test_a_lab_weighs_little_before_its_figures(each_page):
    labs = {name: file for name, file in each_page.items() if name.startswith("labs/")}
    for name, file in labs.items():
        text = file.read_text(encoding="utf-8")
        rest = re.sub(r'<svg class="rnn-svg".*?</svg>', "", text, flags=re.DOTALL)
        assert len(rest.encode()) < LAB_BUDGET, name


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory, build, site):
    """A copy of what git knows of, and of the history, which dates the site; built.

    It takes over experiments, the examples of modules and the trials of offers, which
    no page shows, the Python of pages and what that gives, of which test_run_here.py is
    a test, and what took longest of all that pages run and are made of; the rest it
    runs and makes itself (`make check-fresh`: all).
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    for name in listed.decode().split("\0"):
        if name and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / ".git", folder / ".git")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for file in [*taken_over(), *(ROOT / ".cache/python").glob("*.whl")]:
        kept = folder / file.relative_to(ROOT)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, kept)
    assert len(built(build, folder)) > MANY
    return folder


def taken_over():
    """List the files of what another build need not run or make."""
    pages, others = {}, []
    for file in RESULTS.glob("*/*.json"):
        kept = storage.read(file)
        outputs = [output for cell in kept.get("outputs", []) for output in cell]
        shown = {kind for output in outputs for kind in output.get("data", {})}
        if file.parent.name == "last" or shown & {RESULT, FAILURES, TRIED}:
            others.append(file)
        else:
            pages[file] = kept["seconds"]
    made = {}
    for file in (ROOT / ".cache/made").glob("*/*.json"):
        kept = storage.read(file)
        if "seconds" in kept:
            made[file] = kept["seconds"]
        else:  # the Python of pages, or what that gives
            others.append(file)
    return [*others, *longest(pages, LONGEST), *longest(made, LONGEST_MADE)]


def longest(seconds, n):
    return sorted(seconds, key=seconds.get)[-n:]


def built(build, folder):
    """Build, and list what ran."""
    done = build(folder, "--strict")
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"Running ([^:]+): done", done.stderr))


def files_of(site):
    return {path.relative_to(site): path.read_bytes() for path in site.rglob("*.*")}


def test_another_build_elsewhere_gives_the_same_bytes(site, elsewhere):
    ours, theirs = files_of(site), files_of(elsewhere / "site")
    assert set(ours) == set(theirs)
    assert [str(name) for name in ours if ours[name] != theirs[name]] == []


def test_if_nothing_changed_nothing_runs_and_the_bytes_are_the_same(build, elsewhere):
    before = files_of(elsewhere / "site")
    assert built(build, elsewhere) == set()
    assert files_of(elsewhere / "site") == before


def test_only_what_depends_on_a_file_runs_again(build, elsewhere):
    path = elsewhere / BENCH  # as whoever measures anew does
    path.write_text(f"{path.read_text(encoding='utf-8')}\n", encoding="utf-8")
    readers = {"docs/how-it-is-made.md", "docs/learn/which-cell.md"}
    assert built(build, elsewhere) == readers


def test_a_module_counts_for_what_imports_it_and_for_nothing_else(site):
    gradcheck = "rnn_tutorial/scratch/gradcheck.py"
    echo = "rnn_tutorial/experiments/echo.py"
    found = {gradcheck: set(), echo: set()}
    for kind in ("docs/learn/*.md", "docs/labs/*.py", "rnn_tutorial/**/*.py"):
        for path in ROOT.glob(kind):
            name = path.relative_to(ROOT).as_posix()
            for module in found.keys() & scheduler.files_read([name], ROOT):
                found[module].add(name)
    tried = {"docs/learn/bptt.md", "docs/learn/gru.md", "docs/learn/lstm.md"}
    assert found == {
        gradcheck: {gradcheck} | tried,
        echo: {echo, "docs/learn/truncation.md"},  # which asks for experiments
    }


def test_sources_are_not_published(site):
    for kind in ("*.py", "*.ts", "*.map"):
        assert list(site.rglob(kind)) == []
    assert list(site.glob("_*")) == []


def test_a_lab_offers_its_notebook_the_package_and_colab(parsed, site):
    _, page = parsed["labs/sine"]
    assert "../../downloads/sine.ipynb" in page.links
    assert any(link.endswith(".whl") for link in page.links)
    colab = "https://colab.research.google.com/github/ada/rnn/blob/gh-pages/downloads/"
    assert f"{colab}sine.ipynb" in page.links


@pytest.fixture(scope="module")
def wheel(site):
    [wheel] = (site / "downloads").glob("*.whl")
    return wheel


def test_whatever_a_run_read_of_the_project_is_in_the_downloaded_package(wheel):
    downloaded = set(zipfile.ZipFile(wheel).namelist())
    read = {
        name
        for file in RESULTS.glob("*/*.json")
        for name, was in storage.read(file)["files"].items()
        if was and (ROOT / name).is_file()
        if not name.startswith(("docs/_hooks/", "tests/"))
    }
    assert len(read) > 50
    # What no lab reads: settings of the examples, measurements, and a report.
    assert read - downloaded <= {"pyproject.toml", BENCH, REPORT}


@pytest.fixture(scope="module")
def empty_home(site, wheel, tmp_path_factory):
    """A folder with nothing but the downloads; the wheel is unpacked, not ours."""
    folder = tmp_path_factory.mktemp("empty")
    target = str(folder / "packages")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target"]
    subprocess.run([*command, target, str(wheel)], check=True, cwd=folder)
    for notebook in (site / "downloads").glob("*.ipynb"):
        shutil.copy(notebook, folder)
    return folder


@pytest.fixture(scope="module")
def run_there(empty_home):
    """Runs a program beside the downloads, and returns what it says."""
    environment = os.environ | {
        "PYTHONPATH": str(empty_home / "packages"),
        "RNN_TUTORIAL_SEEDS": "2",
        "OMP_NUM_THREADS": "1",  # small networks
        "TQDM_DISABLE": "1",
    }

    def run_there(program, *names):
        done = subprocess.run(
            [sys.executable, "-c", program, *names],
            cwd=empty_home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run_there


def test_a_downloaded_lab_runs_in_an_empty_folder(run_there, empty_home):
    program = (
        "import sys, nbformat, nbclient, rnn_tutorial\n"
        "print(rnn_tutorial.__file__)\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        "nbclient.NotebookClient(notebook, timeout=300).execute()\n"
    )
    said = run_there(program, f"{LIGHT_LAB}.ipynb")
    assert Path(said.strip()).is_relative_to(empty_home)


def test_downloaded_labs_find_all_that_they_import(run_there, empty_home):
    notebooks = {file.stem: str(file) for file in empty_home.glob("*.ipynb")}
    assert notebooks.keys() == {file.stem for file in (ROOT / "docs/labs").glob("*.py")}
    program = (
        "import ast, sys, nbformat\n"
        "for name in sys.argv[1:]:\n"
        "    for cell in nbformat.read(name, as_version=4).cells:\n"
        "        if cell.cell_type != 'code' or '%pip' in cell.source:\n"
        "            continue\n"
        "        for node in ast.walk(ast.parse(cell.source)):\n"
        "            if isinstance(node, ast.Import | ast.ImportFrom):\n"
        "                print(ast.unparse(node))\n"
        "                exec(ast.unparse(node))\n"
    )
    said = run_there(program, *notebooks.values())
    assert said.count("rnn_tutorial") >= len(notebooks)


def test_the_site_lists_every_claim_that_its_pages_make(site):
    evidence = (site / "evidence/index.html").read_text(encoding="utf-8")
    found = {}
    for page in sorted(site.rglob("index.html")):
        if page.parent.name != "evidence":
            text = page.read_text(encoding="utf-8")
            for name in re.findall(r'class="rnn-claim" id="([^"]+)"', text):
                found[name] = page.parent.relative_to(site).as_posix()
    assert len(found) >= 11
    assert len(re.findall(r'<section class="rnn-evidence"', evidence)) == len(found)
    for name, place in found.items():
        assert f'class="rnn-evidence" id="{name}"' in evidence
        target = "../" if place == "." else f"../{place}/"
        leads = f'href="{re.escape(target)}#{name}">(?:Where|Try it where) it stands'
        assert re.search(leads, evidence), name
    assert "rnn:/" not in evidence


def test_collections_of_teaching_material_can_read_what_a_page_is(pages, site):
    described = 0
    for file in pages.values():
        page = BeautifulSoup(file.read_bytes(), "html.parser")
        address = page.find("link", rel="canonical")
        found = page.find("script", type="application/ld+json")
        assert bool(found) == bool(address), file
        if not found:
            continue
        told, described = json.loads(found.string), described + 1
        assert told["@type"] == "LearningResource"
        assert told["url"] == address["href"]
        title = page.find("meta", property="og:title")["content"]
        about = page.find("meta", property="og:description")["content"]
        assert (told["name"], told["description"]) == (title, about)
        assert told["license"].startswith("https://")
        card = page.find("meta", property="og:image")["content"]
        address = urljoin(told["isPartOf"]["url"], ".")
        with Image.open(site / card.removeprefix(address)) as picture:
            assert picture.size == cards.SIZE
    assert described
