"""The build as MkDocs sees it: plan → run → render → check.

Every event is a few lines around functions of the modules beside this one, which know
nothing of MkDocs' pages. `mkdocs build` stops on any problem and names them all;
`mkdocs serve` goes on and shows them on the page.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

# A save must not be followed by a second rebuild because bytecode was written.
sys.dont_write_bytecode = True

import diagrams
import downloads
import formulas
import lab_pages
import labs
import lessons
import markdown
import outputs
import runner
import vendor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import CountHandler, meta
from nbformat import NotebookNode
from problems import PlanError, Problem, box, line_of, report

log = get_plugin_logger("site")


@dataclass
class Source:
    """A page that runs: where it comes from, its notebook and what came out."""

    path: str  # as said in problems
    notebook: NotebookNode
    results: dict[int, outputs.Result] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)  # of a lab


@dataclass
class Build:
    """What one build knows."""

    sources: dict[str, Source] = field(default_factory=dict)  # by MkDocs' src_uri
    problems: list[Problem] = field(default_factory=list)


_ID = re.compile(r'\sid="([^"]+)"')

serving = False
address_checked = False
build = Build()


def on_startup(command: str, dirty: bool) -> None:
    """Tell `mkdocs serve` from the rest."""
    global serving
    serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Get ready: the address to serve at, the date to write, what comes from npm."""
    global build, address_checked
    build = Build()
    root = _root(config)
    if serving:
        _tolerate_warnings()
        if not address_checked:
            _check_address(*config.dev_addr)
            address_checked = True
    os.environ.setdefault("SOURCE_DATE_EPOCH", _commit_time(root))
    vendor.ensure(root)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).absolute().parent


def _tolerate_warnings() -> None:
    """Stop counting warnings: in strict mode a single bad link would end the server."""
    logger = logging.getLogger("mkdocs")
    for handler in [h for h in logger.handlers if isinstance(h, CountHandler)]:
        logger.removeHandler(handler)


def _check_address(host: str, port: int) -> None:
    try:
        socket.create_server((host, port)).close()
    except OSError:
        raise Abort(
            f"Port {port} of {host} is in use by another program: stop that one, "
            f"or choose another port, for example `make serve PORT={port + 1}`."
        ) from None


def _commit_time(root: Path) -> str:
    """Date the site by the commit, so that one commit gives one site."""
    try:
        command = ["git", "log", "-1", "--format=%ct"]
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:  # no git here
        return "0"
    return done.stdout.strip() or "0"


@event_priority(100)  # before mkdocs-jupyter looks for notebooks
def _plan_and_run(files: Files, config: MkDocsConfig) -> Files:
    """Plan all pages, run them, and announce the labs as notebooks."""
    for file in [f for f in files if not f.inclusion.is_excluded()]:
        is_lab = PurePosixPath(file.src_uri).match("labs/*.py")
        if is_lab or file.src_uri.endswith((".md", ".py")):
            _plan(file, _path_in_project(file.src_uri, config), is_lab)
        if file.src_uri.endswith(".py"):
            files.remove(file)
        if is_lab:
            files.append(_notebook_file(file, config))
    _run(config)
    return files


def _path_in_project(src_uri: str, config: MkDocsConfig) -> str:
    return (Path(config.docs_dir).relative_to(_root(config)) / src_uri).as_posix()


def _plan(file: File, path: str, is_lab: bool) -> None:
    try:
        if is_lab:
            notebook = labs.read(file.content_string)
        elif file.src_uri.endswith(".py"):
            raise PlanError(1, "Python files stand in docs/labs/, or outside of docs")
        else:
            notebook = _plan_lesson(file.content_string)
    except UnicodeDecodeError as error:
        build.problems.append(Problem(path, 1, f"the file is not in UTF-8: {error}"))
        file.content_string = ""
        return
    except PlanError as error:
        build.problems.append(Problem(path, error.line, str(error)))
        notebook = labs.new_notebook() if is_lab else None
    if notebook:
        build.sources[_uri(file)] = Source(path, notebook)


def _uri(file: File) -> str:
    """Name a page as MkDocs will: a lab becomes a notebook."""
    return re.sub(r"\.py$", ".ipynb", file.src_uri)


def _plan_lesson(text: str) -> NotebookNode | None:
    body, metadata = meta.get_data(text)
    if bool(metadata) != text.lstrip("\ufeff").startswith("---"):
        raise PlanError(
            1, "the front matter can't be read: it is YAML between two lines of ---"
        )
    skipped = text.count("\n") - body.count("\n")
    try:
        notebook = lessons.plan(body)
    except PlanError as error:
        raise PlanError(error.line + skipped, str(error)) from None
    for cell in notebook.cells if notebook else []:
        cell.metadata["line"] += skipped
    return notebook


@event_priority(-100)  # after mkdocs-jupyter has given notebooks their addresses
def _add_made_files(files: Files, config: MkDocsConfig) -> Files:
    """Hand the labs over, and add what is made, not written: assets, downloads."""
    root = _root(config)
    for path, content in vendor.assets(root):
        files.append(File.generated(config, path, content=content))
    wheel = downloads.build_wheel(root, root / ".cache" / "wheel")
    uri = f"{downloads.FOLDER}/{wheel.name}"
    files.append(File.generated(config, uri, abs_src_path=str(wheel)))
    for uri in [uri for uri in build.sources if uri.endswith(".ipynb")]:
        _hand_over(uri, files, config, wheel.name)
    return files


on_files = CombinedEvent(_plan_and_run, _add_made_files)


def _notebook_file(file: File, config: MkDocsConfig) -> File:
    """Name the notebook that a lab becomes, where it will lie until it is rendered."""
    return File(
        _uri(file),
        src_dir=str(_root(config) / ".cache" / "labs"),
        dest_dir=config.site_dir,
        use_directory_urls=config.use_directory_urls,
    )


def _run(config: MkDocsConfig) -> None:
    notebooks = {source.path: source.notebook for source in build.sources.values()}
    build.problems += runner.run_all(notebooks, _root(config))
    converter = markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )
    for source in build.sources.values():
        build.problems += outputs.check(source.path, source.notebook)
        source.results = outputs.results(source.notebook, converter.convert)


def _hand_over(uri: str, files: Files, config: MkDocsConfig, wheel: str) -> None:
    """Give mkdocs-jupyter the notebook to render, and readers the one to download."""
    source = build.sources[uri]
    own = files.get_file_from_path(uri)

    def find(target: str, seen_from: File | str) -> str:
        return _address(target, uri, files, config, seen_from)

    page, source.formulas = labs.for_page(source.notebook, lambda t: find(t, own))
    labs.write(page, Path(own.abs_src_path))
    setup = downloads.setup_cell(wheel, config.site_url or "")
    name = f"{downloads.FOLDER}/{PurePosixPath(uri).name}"
    content = labs.for_download(
        source.notebook,
        setup,
        lambda target: config.site_url and urljoin(config.site_url, find(target, "")),
    )
    files.append(File.generated(config, name, content=content))


def _address(
    target: str, uri: str, files: Files, config: MkDocsConfig, seen_from: File | str
) -> str:
    """Turn a lab's link to a source file into the address of its page."""
    name, _, anchor = target.partition("#")
    wanted = os.path.normpath(PurePosixPath(uri).parent / name)
    linked = files.get_file_from_path(wanted)
    if linked is None:
        path = build.sources[uri].path
        line = line_of(target, (_root(config) / path).read_text(encoding="utf-8"))
        build.problems.append(Problem(path, line, f"the link leads nowhere: {target}"))
        return target
    address = linked.url_relative_to(seen_from)
    return f"{address}#{anchor}" if anchor else address


def on_page_markdown(
    text: str, page: Page, config: MkDocsConfig, files: Files
) -> str | None:
    """Put tokens where results will stand."""
    return lessons.render(text) if page.file.src_uri in build.sources else None


def on_page_content(
    page_html: str, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Put results, and diagrams, into the page."""
    source = build.sources.get(page.file.src_uri)
    if source and page.file.src_uri.endswith(".ipynb"):
        page_html = lab_pages.tidy(page_html)
        cells = len(source.notebook.cells)
        page_html = labs.put_formulas(page_html, source.formulas, cells)
        page_html = _put_actions(page_html, page, config, files)
    if source:
        page_html = outputs.put(page_html, source.results)
        page.title = outputs.put_text(page.title, source.results)
        _put_values_into_headings(page.toc, source)
        page.present_anchor_ids = set(_ID.findall(page_html))  # figures', labs' too
    for code in outputs.uncomputed_values(page_html):
        reason = "this value was not computed: it has to stand in a lesson, on one line"
        _add_problem(page, config, code, reason)
    return diagrams.render(page_html, lambda *found: _add_problem(page, config, *found))


def _put_values_into_headings(headings: Iterable[AnchorLink], source: Source) -> None:
    for heading in headings:
        heading.title = outputs.put_text(heading.title, source.results)
        _put_values_into_headings(heading.children, source)


def _put_actions(page_html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    notebook = PurePosixPath(page.file.src_uri).name
    wheel = next(f for f in files if f.src_uri.endswith(".whl"))
    buttons = lab_pages.actions(
        files.get_file_from_path(f"{downloads.FOLDER}/{notebook}").url_relative_to(
            page.file
        ),
        wheel.url_relative_to(page.file),
        downloads.colab_url(config.repo_url or "", notebook),
    )
    return page_html.replace("</h1>", f"</h1>\n{buttons}", 1)


def _add_problem(page: Page, config: MkDocsConfig, needle: str, reason: str) -> None:
    """Blame the line of the page, or of the watched code whose docstring it shows."""
    root = _root(config)
    path = _path_of(page, config)
    texts = {path: _readable(path, page, root)}
    for folder in config.watch:
        for file in sorted(Path(folder).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            texts[name] = file.read_text(encoding="utf-8")
    places = ((name, line_of(needle, text)) for name, text in texts.items())
    where, line = next((place for place in places if place[1]), (path, 1))
    build.problems.append(Problem(where, line, f"{reason} (in `{_short(needle)}`)"))


def _path_of(page: Page, config: MkDocsConfig) -> str:
    source = build.sources.get(page.file.src_uri)
    return source.path if source else _path_in_project(page.file.src_uri, config)


def _readable(path: str, page: Page, root: Path) -> str:
    """Read a page's source with its values in place, as the reader sees them."""
    text = (root / path).read_text(encoding="utf-8")
    source = build.sources.get(page.file.src_uri)
    if not source or path.endswith(".py"):
        return text
    body, _ = meta.get_data(text)
    values = {number: result.text or "" for number, result in source.results.items()}
    skipped = "\n" * (text.count("\n") - body.count("\n"))
    return skipped + lessons.with_values(body, values)


def _short(text: str) -> str:
    first = text.strip().splitlines()[0]
    return first if len(first) <= 60 else first[:60] + "…"


def on_post_page(page_html: str, page: Page, config: MkDocsConfig) -> str:
    """Put formulas into the whole page, its table of contents too; show problems."""
    script = _root(config) / vendor.KATEX / "katex.min.js"
    page_html = formulas.render(
        page_html,
        script,
        lambda tex, reason: _add_problem(page, config, f"${tex}$", reason),
    )
    if serving:
        page_html = _with_problems(page_html, page, config)
    return page_html


def _with_problems(page_html: str, page: Page, config: MkDocsConfig) -> str:
    path = _path_of(page, config)
    mine = [problem for problem in build.problems if problem.path == path]
    article = '<article class="md-content__inner md-typeset">'
    return page_html.replace(article, article + box(mine)) if mine else page_html


def on_post_build(config: MkDocsConfig) -> None:
    """Publish nothing that has problems."""
    if not build.problems:
        return
    if not serving:
        raise PluginError(report(build.problems))
    log.warning(report(build.problems))
