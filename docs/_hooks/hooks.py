"""The build as MkDocs sees it: plan → run → render → check.

Every event is a few lines around functions of the modules beside this one, which know
next to nothing of MkDocs. `mkdocs build` stops on any problem and names them all;
`mkdocs serve` goes on and shows them on the page.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

# A save must not be followed by a second rebuild because bytecode was written.
sys.dont_write_bytecode = True

import diagrams
import downloads
import formulas
import lab_files
import lab_pages
import labs
import lessons
import markdown
import outputs
import runner
import sources
import startup
import vendor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from problems import PlanError, Problem, box, report
from sources import Source

log = get_plugin_logger("site")


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
        startup.tolerate_warnings()
        if not address_checked:
            startup.check_address(*config.dev_addr)
            address_checked = True
    os.environ.setdefault("SOURCE_DATE_EPOCH", startup.commit_time(root))
    vendor.ensure(root)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).absolute().parent


def _path_in_project(src_uri: str, config: MkDocsConfig) -> str:
    return (Path(config.docs_dir).relative_to(_root(config)) / src_uri).as_posix()


@event_priority(100)  # before mkdocs-jupyter looks for notebooks
def _plan_and_run(files: Files, config: MkDocsConfig) -> Files:
    """Plan all pages, run them, and announce the labs as notebooks."""
    folder = _root(config) / ".cache" / "labs"
    for file in [f for f in files if not f.inclusion.is_excluded()]:
        path = _path_in_project(file.src_uri, config)
        if path.endswith((".md", ".py")):
            _plan(file, path)
        if path.endswith(".py"):
            files.remove(file)
        if sources.is_lab(path):
            files.append(lab_files.announce(file, folder, config))
    _run(config)
    return files


def _plan(file: File, path: str) -> None:
    try:
        notebook = sources.plan(path, file.content_string)
    except UnicodeDecodeError as error:
        build.problems.append(Problem(path, 1, f"the file is not in UTF-8: {error}"))
        file.content_string = ""
        return
    except PlanError as error:
        build.problems.append(Problem(path, error.line, str(error)))
        notebook = labs.new_notebook() if sources.is_lab(path) else None
    if notebook:
        build.sources[lab_files.uri_of(file)] = Source(path, notebook)


def _run(config: MkDocsConfig) -> None:
    notebooks = {source.path: source.notebook for source in build.sources.values()}
    build.problems += runner.run_all(notebooks, _root(config))
    converter = markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )
    for source in build.sources.values():
        build.problems += outputs.check(source.path, source.notebook)
        source.results = outputs.results(source.notebook, converter.convert)


@event_priority(-100)  # after mkdocs-jupyter has given notebooks their addresses
def _add_made_files(files: Files, config: MkDocsConfig) -> Files:
    """Hand the labs over, and add what is made, not written: assets, downloads."""
    root = _root(config)
    for path, content in vendor.assets(root):
        files.append(File.generated(config, path, content=content))
    wheel = downloads.build_wheel(root, root / ".cache" / "wheel")
    uri = f"{downloads.FOLDER}/{wheel.name}"
    files.append(File.generated(config, uri, abs_src_path=str(wheel)))
    for uri, source in build.sources.items():
        if sources.is_lab(source.path):
            lab_files.hand_over(uri, source, files, config, _on_dead_link(source, root))
    return files


def _on_dead_link(source: Source, root: Path) -> Callable[[str], None]:
    text = (root / source.path).read_text(encoding="utf-8")

    def tell(target: str) -> None:
        texts = {source.path: text}
        build.problems.append(sources.blame(target, "the link leads nowhere", texts))

    return tell


on_files = CombinedEvent(_plan_and_run, _add_made_files)


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
    if source and sources.is_lab(source.path):
        page_html = lab_pages.tidy(page_html)
        cells = len(source.notebook.cells)
        page_html = labs.put_formulas(page_html, source.formulas, cells)
        repo_url = config.repo_url or ""
        page_html = lab_files.put_actions(page_html, page.file, files, repo_url)
    if source:
        page_html = outputs.put(page_html, source.results)
        page.title = outputs.put_text(page.title, source.results)
        _put_values_into_headings(page.toc, source)
        page.present_anchor_ids = set(_ID.findall(page_html))  # figures', labs' too
    for code in outputs.uncomputed_values(page_html):
        reason = "this value was not computed: it has to stand in a lesson, on one line"
        _add_problem(page, config, code, reason)
    for name in outputs.pictures_without_alt(page_html):
        _add_problem(
            page, config, name, "the image has no alt text: ![what it shows](…)"
        )
    return diagrams.render(page_html, lambda *found: _add_problem(page, config, *found))


def _put_values_into_headings(headings: Iterable[AnchorLink], source: Source) -> None:
    for heading in headings:
        heading.title = outputs.put_text(heading.title, source.results)
        _put_values_into_headings(heading.children, source)


def _add_problem(page: Page, config: MkDocsConfig, needle: str, reason: str) -> None:
    """Blame the line of the page, or of the watched code whose docstring it shows."""
    root = _root(config)
    path = _path_of(page, config)
    text = (root / path).read_text(encoding="utf-8")
    texts = {path: sources.as_read(text, build.sources.get(page.file.src_uri))}
    for folder in config.watch:
        for file in sorted(Path(folder).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            texts[name] = file.read_text(encoding="utf-8")
    build.problems.append(sources.blame(needle, reason, texts))


def _path_of(page: Page, config: MkDocsConfig) -> str:
    source = build.sources.get(page.file.src_uri)
    return source.path if source else _path_in_project(page.file.src_uri, config)


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
