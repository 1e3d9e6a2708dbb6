import os

from engine.run import arithmetic

# Before anything is loaded that computes: what tests compute is what sessions do.
os.environ.update(arithmetic.settings())

import collections
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot  # noqa: F401  before the engine's tests load its settings
import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, settings
from playwright.sync_api import sync_playwright

import browser
import host
import one_page
from engine.author import pages as author_pages
from engine.publish import npm
from figure_pages import DESKTOP, FIGURES

# Where a site will be published, tests say themselves, whatever host they run on.
for name in [each for each in os.environ if each.startswith(("GITHUB_", "CI_"))]:
    del os.environ[name]

torch.set_num_threads(1)
ROOT = Path(__file__).parents[1]
MKDOCS = [sys.executable, "-m", "mkdocs"]
SMALL_PACKAGE = """\
from rnn_tutorial.evidence import claim, per_seed, seeds

__version__ = "1"
"""
FLAGS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]

# The same examples in every run, however slow the machine; nothing is kept.
settings.register_profile(
    "tutorial",
    max_examples=50,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tutorial")
PAGE = pytest.StashKey()


def pytest_addoption(parser):
    help_ = "only what tests say of one page, such as learn/lstm.md"
    parser.addoption("--page", metavar="PAGE", help=help_)


def pytest_configure(config):
    about = "any_page: whoever writes any page may make it fail"
    config.addinivalue_line("markers", about)
    name, page = config.getoption("page"), None
    if name is not None:
        try:
            page = author_pages.find(name, ROOT)
        except LookupError as error:
            raise pytest.UsageError(str(error)) from None
    config.stash[PAGE] = page


def pytest_ignore_collect(collection_path, config):
    page = config.stash[PAGE]
    if not page or collection_path.suffix != ".py":
        return None
    text = collection_path.read_text(encoding="utf-8")
    return None if one_page.may_have_tests(text, page) else True


def pytest_collection_modifyitems(config, items):
    if page := config.stash[PAGE]:
        is_built = bool(os.environ.get("BUILT_SITE"))
        wanted, rest = one_page.chosen(items, page, ROOT, is_built=is_built)
        config.hook.pytest_deselected(items=rest)
        items[:] = wanted


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture(scope="session")
def katex():
    npm.ensure(ROOT, everything=True)
    return ROOT / npm.KATEX / "katex.min.js"


@pytest.fixture(scope="session")
def environment():
    return os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        "SITE_URL": "https://example.org/rnn/",
        "REPO_URL": "https://github.com/ada/rnn",
    }


@pytest.fixture(scope="session")
def make_project(tmp_path_factory, katex):
    """Makes projects like this one, with pages of their own and a package of two files.

    They share what is kept: what one has run or made, another need not. What depends on
    no page, as the wheel and the arithmetic of the figures, is that of this project.
    """
    kept = {name: tmp_path_factory.mktemp(name) for name in ("results", "matplotlib")}
    kept["made"] = ROOT / ".cache/made"
    kept["made"].mkdir(parents=True, exist_ok=True)

    def make_project(pages, nav=""):
        folder = tmp_path_factory.mktemp("project")
        for name in ("docs/_hooks", "docs/_overrides", "docs/assets"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for name in ("pyproject.toml", "README.md", "LICENSE", "package-lock.json"):
            shutil.copy(ROOT / name, folder)
        (folder / "rnn_tutorial").mkdir()
        (folder / "rnn_tutorial/__init__.py").write_text(SMALL_PACKAGE)
        shutil.copy(ROOT / "rnn_tutorial/evidence.py", folder / "rnn_tutorial")
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        (folder / ".cache").mkdir()
        for name, shared in kept.items():
            (folder / ".cache" / name).symlink_to(shared)
        settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        settings = re.sub(r"(?m)^  preload: .*\n", "", settings)  # none of it is used
        settings = re.sub(r"(?m)^  run_here: .*\n", "", settings)  # takes its time
        before, rest = settings.split("\nnav:\n")
        after = rest[rest.index("\ntheme:\n") :]
        text = f"{before}\n{nav}\n{after}"
        (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
        for name, text in pages.items():
            is_code = name.startswith("rnn_tutorial/")
            path = folder / name if is_code else folder / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return make_project


class Started:
    """MkDocs at work."""

    def __init__(self, ask, *order):
        self.ask, self.code = ask, None
        self.pid = ask("start", *order)

    def wait(self):
        """Wait until it has ended; return how."""
        self.code = self.ask("ended", self.pid, True)
        return self.code

    def poll(self):
        """Tell how it has ended; None if it has not."""
        if self.code is None:
            self.code = self.ask("ended", self.pid, False)
        return self.code


@pytest.fixture(scope="session")
def mkdocs():
    """Starts MkDocs in project folders: loaded once, it begins at once."""
    builder = subprocess.Popen(
        [sys.executable, ROOT / "tests/builder.py"],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(*order):
        print(json.dumps(order), file=builder.stdin, flush=True)
        return json.loads(builder.stdout.readline())

    def start(folder, options, environment, stdout, stderr):
        told = [str(stdout), str(stderr)]
        return Started(ask, str(folder), options, environment, told)

    with builder:
        yield start
        builder.stdin.close()


@pytest.fixture(scope="session")
def build(mkdocs, environment, tmp_path_factory):
    """Builds the site of a project folder, as `mkdocs build` there does."""
    written = [tmp_path_factory.mktemp("told") / name for name in ("stdout", "stderr")]

    def build(folder, *options, **more):
        code = mkdocs(folder, ["build", *options], environment | more, *written).wait()
        told = [file.read_text(encoding="utf-8") for file in written]
        return subprocess.CompletedProcess(options, code, *told)

    return build


@pytest.fixture(scope="session")
def site(tmp_path_factory, katex, environment):
    """The real site: the one that `make test` has built, or one built now."""
    if built := os.environ.get("BUILT_SITE"):
        return Path(built).absolute()
    folder = tmp_path_factory.mktemp("site")
    command = [*MKDOCS, "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def pages(site):
    """Every page of the site: its address below the site's root, and its file."""
    files = sorted(site.rglob("index.html"))
    return {file.parent.relative_to(site).as_posix(): file for file in files}


@pytest.fixture(scope="session")
def each_page(pages, pytestconfig):
    """The pages to look at one by one: all, or the only one that is asked for."""
    return one_page.only(pages, pytestconfig.stash[PAGE])


@pytest.fixture(scope="session")
def address(site):
    with host.serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def bare_address(site):
    """Where pages have figures alone."""
    with host.serve(site, bare=True) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    program = browser.find()
    assert program, "no browser: run `make test`, or python tests/browser.py"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


class Tab:
    """A page that one test after the other gets as if it were new.

    To begin another would cost half as much again as what is opened in it.
    """

    def __init__(self, chromium, options):
        self.page = chromium.new_context(**options).new_page()
        self.size = self.page.viewport_size
        media = {"color_scheme": "light", "reduced_motion": "no-preference"}
        media |= {"forced_colors": "none"}
        self.media = media | {k: v for k, v in options.items() if k in media}
        self.heard = []

    def hear(self, event, listener):
        self.page.on(event, listener)
        self.heard.append((event, listener))

    def leave(self):
        """Let nothing of a test reach the next."""
        while self.heard:
            self.page.remove_listener(*self.heard.pop())
        self.page.unroute_all()
        self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto("about:blank")
        self.page.emulate_media(media="screen", **self.media)
        self.page.set_viewport_size(self.size)


@pytest.fixture(scope="session")
def tabs():
    """Tabs that nobody uses, by their options."""
    return collections.defaultdict(list)


@pytest.fixture
def open_page(chromium, address, tabs):
    """Opens pages and remembers everything that went wrong."""
    opened = []

    def open_page(name, wrong, query="", before=None, address=address, **options):
        free = [] if before else tabs[repr(sorted(options.items()))]
        tab = free.pop() if free else Tab(chromium, options)
        opened.append((tab, free, before))

        def failed(request):
            if request.failure != "net::ERR_ABORTED":  # the page was left meanwhile
                wrong.append(f"failed: {request.url}")

        tab.hear("console", lambda m: m.type == "error" and wrong.append(m.text))
        tab.hear("pageerror", lambda error: wrong.append(str(error)))
        tab.hear("requestfailed", failed)
        tab.hear(
            "request",
            lambda r: r.url.startswith((address, "data:")) or wrong.append(r.url),
        )
        if before:  # what it does to a page can't be undone
            before(tab.page)
        tab.page.goto(address + ("" if name == "." else f"{name}/") + query)
        return tab.page

    yield open_page
    for tab, free, before in opened:
        if before:
            tab.page.context.close()
        else:
            tab.leave()
            free.append(tab)


@pytest.fixture
def wrong():
    """What went wrong on the pages of a test: nothing."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def play(open_page, wrong, address, bare_address):
    """Opens a page at a figure, and waits until the figure runs.

    Without its text, unless that is asked for: then it is there in a third of the time.
    """

    def play(figure, query="", name=None, text=False, **options):
        options = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        options["address"] = address if text else bare_address
        name = name or FIGURES[figure]
        page = open_page(name, wrong, f"{query}#{figure}", **options)
        page.wait_for_selector(f"#{figure} .rnn-runs", timeout=20_000)
        return page, page.locator(f"#{figure}")

    return play
