"""The build as MkDocs sees it: plan → run → render → check.

Every event is a few lines around functions of the modules beside this one, which know
next to nothing of MkDocs. `mkdocs build` stops on any problem and names them all;
`mkdocs serve` goes on and shows them on the page.
"""

from __future__ import annotations

import html
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

# A save must not be followed by a second rebuild because bytecode was written.
sys.dont_write_bytecode = True

import markdown
import nbformat
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, get_files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url
from nbformat import NotebookNode

from engine import check
from engine.cache import environment, remembered, temporary
from engine.cache.memo import Memo
from engine.check import bounds, conditions, reference
from engine.host import (
    address,
    machine,
    provenance,
    speedups,
    startup,
    unchanged,
    warnings,
)
from engine.host.build import SETTINGS, Build
from engine.host.source import Source
from engine.host.visits import Visits
from engine.jury import compare, renew
from engine.jury import records as jury_records
from engine.plan import course, pages, steps, theme_keys
from engine.plan.notebooks import new_notebook
from engine.problems import Fault, PlanError, Problem, box, report
from engine.publish import (
    as_markdown,
    as_readers,
    cards,
    declared,
    downloads,
    exercises,
    feed,
    finished,
    folder,
    fonts,
    javascript,
    licences,
    npm,
    offline,
    policy,
    python_in_page,
    run_here,
    seal,
    search,
    stamped,
    styles,
    theme_files,
    trials,
    try_claims,
    webassembly,
)
from engine.publish import labs as lab_files
from engine.render import (
    answers,
    awaited,
    changes,
    claims,
    contents,
    elsewhere,
    evidence,
    glossary,
    lessons,
    outputs,
    seed_dots,
)
from engine.render.dialect import Dialect
from engine.render.outputs import Renderer
from engine.render.steps import Guide, Shown
from engine.run import examples, machines, processes, scheduler
from engine.run.behind import AWAITED, Behind

log = get_plugin_logger("site")

_rendered = remembered.Memory()  # what notebooks put out
_known = remembered.Memory()  # what pages ask for of the code, and whether it is there

EVIDENCE = "evidence.md"  # the page that lists all claims
CHANGES = "changes.md"  # and the one that tells what became of them
DATE = "SOURCE_DATE_EPOCH"  # in seconds: what is made is as old as that

serving = is_dirty = is_offline = False
build: Build
# While the site is served: who runs what has to run, and who looks at it.
behind: Behind | None = None
visits: Visits | None = None
places: dict[str, tuple[str, str]] = {}  # source and HTML of the pages, by address
parts: list[licences.Part]  # of what readers get


def on_startup(command: str, dirty: bool) -> None:
    """Tell `mkdocs serve` from the rest."""
    global serving, is_dirty
    serving, is_dirty = command == "serve", dirty
    startup.collect_less(serving)
    machine.end_as_by_ctrl_c()


@event_priority(100)  # before the theme stumbles over what it can't use
def _begin(config: MkDocsConfig) -> None:
    """Begin to note what is wrong."""
    global build
    # (Its path is empty where nobody can be asked: standard input is closed.)
    root = Path(os.path.abspath(config.config_file_path or SETTINGS)).parent
    docs, code = Path(config.docs_dir), [Path(folder) for folder in config.watch]
    own = config.theme.custom_dir
    theme = Path(os.path.abspath(own)) if own else None
    build = Build(root, docs, code, Path(config.site_dir), theme, serving)
    if serving:
        remembered.begin_build(build.root, build.cache)
    startup.check_theme(config.theme.name)
    speedups.hasten(config.theme)


def _get_ready(config: MkDocsConfig) -> None:
    """Get ready: the address to serve at, the date to write, what comes from npm."""
    global behind, is_offline, parts
    root = build.root
    warnings.listen(build.warn)
    if wrong := pages.wrong_in_plain(config.site_name):
        build.warn(f"The `site_name` '{config.site_name}' {wrong}")
    config.site_description = html.escape(config.site_description or "")
    address.find(config, os.environ)
    config.extra["checked"] = True  # pages that do not know of it say so
    config.markdown_extensions.append(Dialect())
    startup.check(root, environment.SEEDS, DATE)
    startup.check_links(build.docs)
    if serving:
        startup.begin_to_serve(*config.dev_addr, build.site, build.cache)
        if visits:
            config.site_dir = visits.places[1]
    elif not is_dirty:  # which adds to what is there
        config.site_dir = str(temporary.beside(build.site, build.cache))
    if DATE not in os.environ:
        os.environ[DATE] = provenance.commit_time(root)
    if not is_dirty:
        config.extra_css.append(declared.SHEET)
    build.course, wrong = course.read(root, config.nav or [])
    build.problems += wrong
    if build.course.lessons:
        config.nav = course.taught(config.nav, build.course.lessons)
    is_offline = offline.is_wanted()
    if is_offline:
        offline.settle(config)
    npm.ensure(root, everything=is_offline)
    parts = licences.parts(root)
    preload = config.extra.get("preload", ())
    processes.preload(preload, root)
    if serving and startup.builds_again():
        behind = behind or Behind(root, preload)
    elif not (build.cache / "results").exists():  # then pages have to run
        processes.warm_up(build.cache)
    speedups.remember_nbconverts_templates()


on_config = CombinedEvent(_begin, _get_ready)


@event_priority(100)  # before mkdocs-jupyter looks for notebooks
def _plan_and_run(files: Files, config: MkDocsConfig) -> Files:
    """Plan all pages, run them, and announce the labs as notebooks."""
    place = temporary.writable(build.cache, "labs")
    written = {file.src_uri for file in files}
    for file in [f for f in files if not f.inclusion.is_excluded()]:
        path = build.path_of(file.src_uri)
        if not build.can_read(file.abs_src_path, path):
            files.remove(file)
            continue
        is_page = file.is_documentation_page()
        if is_page or path.lower().endswith((".md", ".py", ".ipynb")):
            _plan(file, path)
        if path.endswith((".py", ".ipynb")):
            files.remove(file)
        if pages.is_lab(path):
            files.append(lab_files.announce(file, place, config))
    _run(pages.in_nav(config.nav or sorted(build.sources)))
    for file in get_files(config):  # once more: pages may have made some
        if file.src_uri not in written:
            files.append(file)
    return files


def _plan(file: File, path: str) -> None:
    memo = Memo(build.cache)
    try:
        text = file.content_string
        if path.endswith(".md"):
            file.content_string = text  # whoever saves it now: what ran is rendered
        planned = memo.get(["plan", path, text], lambda: pages.plan(path, text))
        notebook = nbformat.from_dict(planned)
    except UnicodeDecodeError as error:
        build.problems.append(Problem(path, 1, f"the file is not in UTF-8: {error}"))
        file.content_string = ""
        return
    except PlanError:
        mistakes = pages.mistakes(path, text)
        build.fail([Problem(path, one.line, str(one)) for one in mistakes])
        if mended := pages.as_if_mended(path, text):
            body, skipped = pages.without_front_matter(mended)
            build.mended[file.src_uri] = "\n" * skipped + lessons.as_if_run(body)
        notebook = new_notebook() if pages.is_lab(path) else None
    if notebook:
        uri = lab_files.uri_of(file)
        build.sources[uri] = Source(path, notebook)
        build.blame(uri, check.plan(notebook, build.root, memo))


def _run(in_nav: Iterable[str]) -> None:
    notebooks = {source.path: source.notebook for source in build.sources.values()}
    modules = {
        path: examples.plan(path)
        for path, text in build.texts_of_code.items()
        if ">>>" in text
    }
    unplanned = {problem.path for problem in build.problems}
    if behind:
        code = build.texts_of_code
        behind.begin_build(scheduler.files_around(notebooks, code, build.root))
        behind.in_order([build.path_of(uri) for uri in in_nav])
    run = partial(scheduler.run_all, unplanned=unplanned, behind=behind)
    build.fail(run(notebooks | modules, build.root))
    for notebook in modules.values():
        if AWAITED not in notebook.metadata:
            build.problems += examples.problems(notebook, build.root)
    for uri, source in build.sources.items():
        if not source.awaited:
            build.blame(uri, check.notebook(source.ran))
    for look in check.OF_ALL_NOTEBOOKS:
        for uri, fault in look({u: s.notebook for u, s in build.sources.items()}):
            build.blame(uri, [fault])


@event_priority(-100)  # after mkdocs-jupyter has given notebooks their addresses
def _add_made_files(files: Files, config: MkDocsConfig) -> Files:
    """Hand the labs over, and add what is made, not written: assets, downloads."""
    found = config.plugins.get("material/search")
    theme_files.leave_out(files, found.config.lang if found else ())
    _add(npm.assets(build.root), files, config)
    for file in files.media_files():
        if file.src_uri.startswith("assets/") and file.src_uri.endswith(".mjs"):
            javascript.shorten(file, Memo(build.cache))
    code = webassembly.compiled(build.root, Memo(build.cache))
    name, wheel, problems = downloads.wheel(
        build.root, Memo(build.cache), config.site_url or ""
    )
    build.problems += problems
    index = (as_markdown.INDEX, "")  # written when all pages are
    _add([code, index, (f"{downloads.FOLDER}/{name}", wheel)], files, config)
    _add(licences.texts(parts), files, config)
    _hold_answers_back(files)
    _render_outputs(files, config)
    _offer_to_run(files, config)
    for uri, source in build.sources.items():
        if source.is_lab:
            source.markdown = lab_files.hand_over(uri, source.ran, files, config)
    places: dict[str, str] = {}
    for file in [f for f in files if not f.inclusion.is_excluded()]:
        name = unicodedata.normalize("NFC", file.dest_uri.lower())
        first = places.setdefault(name, file.src_uri)
        if first != file.src_uri:
            reason = f"this is published at the same place as {build.path_of(first)}"
            build.problems.append(Problem(build.path_of(file.src_uri), 1, reason))
    return files


def _add(
    made: Iterable[tuple[str, str | bytes]], files: Files, config: MkDocsConfig
) -> None:
    for path, content in made:
        if known := files.get_file_from_path(path):
            reason = "the build makes a file of this name: call yours something else"
            build.problems.append(Problem(build.path_of(path), 1, reason))
            files.remove(known)
        files.append(File.generated(config, path, content=content))


def _hold_answers_back(files: Files) -> None:
    """Take out of the notebooks what nobody is to see yet."""
    for uri, source in build.sources.items():
        notebook, day = source.notebook, build.course.hides(uri)
        if day and source.is_lab:
            source.notebook = answers.without_answers(notebook, day)
            left = _words(source.notebook)
            _blame_for_no_answers(uri, is_same=left == _words(notebook))
        elif day:
            text = files.get_file_from_path(uri).content_string
            shown = lessons.render(pages.without_front_matter(text)[0])
            source.notebook = answers.unseen(notebook, shown, day)


def _words(notebook: NotebookNode) -> str:
    return "".join(cell.source.rstrip() for cell in notebook.cells)


def _blame_for_no_answers(uri: str, *, is_same: bool) -> None:
    """Tell that a page whose answers are to come later has none to hide."""
    if is_same and uri in build.course.answers:
        where = "boxes `??? question`, or in a lab the headline *Answers*"
        reason = f"{course.FILE} has a day for its answers, and it has none: {where}"
        build.blame(uri, [Fault(reason)])


def _render_outputs(files: Files, config: MkDocsConfig) -> None:
    converter = markdown.Markdown(
        extensions=config.markdown_extensions, extension_configs=config.mdx_configs
    )
    listing = files.get_file_from_path(EVIDENCE)
    url, settings = listing.url if listing else None, unchanged.settings(config)

    def rendered(notebook: NotebookNode) -> tuple[dict[int, outputs.Result], Renderer]:
        renderer = Renderer(lambda text: converter.reset().convert(text), url)
        return renderer.results(notebook), renderer

    made: dict[str, bytes] = {}
    for uri, source in build.sources.items():
        make = partial(rendered, source.notebook)
        found, renderer = _rendered.get((source.ran, url, settings), make)
        source.results = {**found}
        build.blame(uri, renderer.faults)
        made |= renderer.files
    _add(made.items(), files, config)
    for file in [*files.documentation_pages()]:
        if file.src_uri.endswith(".md") and contents.is_asked_for(file.content_string):
            files.remove(
                file
            )  # to be rendered when the pages it lists know their titles
            files.append(file)
    if listing:  # to be rendered last, when all other pages know their titles
        files.remove(listing)
        files.append(listing)
        later = seal.EVIDENCE, seal.BADGE, seal.MANIFEST  # written then, or last
        _add([(name, "") for name in later], files, config)
    if files.get_file_from_path(CHANGES):
        _add([(feed.FEED, "")], files, config)


def _offer_to_run(files: Files, config: MkDocsConfig) -> None:
    """Put buttons to those blocks and claims of lessons that can run in the page."""
    ways = config.extra.get("run_here")
    get_ready = partial(run_here.offer, build.root, build.cache, ways)
    if behind:  # whose first site is not to wait for what nobody has made yet
        is_soon = visits or python_in_page.is_kept(build.cache)
        offer = behind.made(get_ready) if is_soon else behind.later()
    else:
        offer = get_ready()
    if not offer:
        return
    memo, pages = Memo(build.cache), [*_pages_to_offer()]
    attempts = try_claims.Trials(offer.python, _reports(config))
    blocks = {uri: offer.plan(one.path, one.notebook, memo) for uri, one in pages}
    tries = {uri: attempts.plan(one.path, one.notebook, memo) for uri, one in pages}
    plans = [*blocks.values(), *tries.values()]
    offers = [one for plan in plans for one in plan.offers.values()]
    tried = trials.run(offers, build.root, behind)
    if not behind:  # what is only looked at need not wait for that
        known = offers, offer.python, build.root, build.cache
        tried = as_readers.confirmed(tried, *known)
    made = dict(offer.files(build.root))
    for uri, source in pages:
        own = [*blocks[uri].offers.values(), *tries[uri].offers.values()]
        if not all(one.name in tried for one in own):
            continue
        url = files.get_file_from_path(uri).url
        judged = blocks[uri].settled(tried)
        planned = blocks[uri].judged
        build.blame(uri, exercises.impossible(source.notebook, planned, judged))
        buttons, code = offer.for_page(uri, source.notebook, judged)
        elements, more = attempts.for_page(url, tries[uri], tried)
        made |= code | more
        build.tried |= {tries[uri].claims[number]["sentence"] for number in elements}
        for number, shown in elements.items():
            source.results[number] = source.results[number].in_claim(shown)
        for number, shown in buttons.items():
            source.results[number] = source.results[number].below(shown)
    _add(made.items(), files, config)


def _pages_to_offer() -> Iterator[tuple[str, Source]]:
    """List the lessons that have run to their end."""
    for uri, source in build.sources.items():
        if not (source.is_lab or build.failed(uri)):
            yield uri, source


def _reports(config: MkDocsConfig) -> Callable[[str, dict], str]:
    """Name where a reader can tell that a claim of a page is wrong."""
    site, listing = _site(config), EVIDENCE.removesuffix(".md")
    listing += "/" if config.use_directory_urls else ".html"
    if not site.repo_url:
        return lambda url, claim: f"{listing}#{evidence.HELP}"
    return lambda url, claim: evidence.report(claim, url, site)


on_files = CombinedEvent(_plan_and_run, _add_made_files)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Miss no page in the navigation."""
    build.markdown = unchanged.settings(config)
    shown = [page.file.src_uri for page in nav.pages]
    hidden = {file.src_uri for file in files.documentation_pages()} - set(shown)
    build.pages = [*shown, *sorted(hidden)]
    aside = {file.src_uri for file in files if file.inclusion.is_not_in_nav()}
    for uri in hidden - aside if config.nav else []:
        build.blame(uri, [Fault(f"the page is not in `nav` of mkdocs.yml as {uri}")])
    for uri in {uri for uri in shown if shown.count(uri) > 1}:
        build.warn(f"nav lists '{uri}' twice")
    written = (
        file for file in files.documentation_pages() if pages.teaches(file.src_uri)
    )
    texts = {file.src_uri: file.content_string for file in written}
    numbered = steps.of_nav(shown, texts, build.course.lessons)
    build.steps, wrong = steps.sound(numbered, build.course.in_nav or shown)
    for uri, fault in wrong:
        build.blame(uri, [fault])
    items = [*nav.items]
    for item in items:  # which grows
        items += item.children or ()
        if item.title is not None and (fault := pages.wrong_in_plain(item.title)):
            build.warn(f"The title '{item.title}' in nav {fault}")


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Render no page twice, and share that of a lab with mkdocs-jupyter."""

    def render(config: MkDocsConfig, files: Files) -> None:
        code = build.code_on(page.markdown)
        known = build.code if code else ()
        unchanged.render(page, (build.markdown, code), known, config, files)

    source = build.sources.get(page.file.src_uri)
    if source and source.is_lab:
        settings = str(dict(config.plugins["mkdocs-jupyter"].config))
        notebook, memo = source.notebook, Memo(build.cache)
        source.code = lab_files.render(page, notebook, settings, memo, render)
    else:
        page.render = render
    return page


def on_page_markdown(text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put tokens where results will stand, and the claims into the page of evidence."""
    uri = page.file.src_uri
    source = build.sources.get(uri)
    is_lab = source and source.is_lab
    text = source.markdown if is_lab else build.mended.get(uri, text)
    build.blame(uri, steps.typed(text))
    if contents.is_asked_for(text):
        made = sum(len(group.claims) for group in _groups(files))
        text = contents.listed(text, _entries(files), uri, made)
    text = steps.numbered(text, uri, build.steps)
    _refuse_unusable(page, config)
    if description := page.meta.get("description"):  # will stand in an attribute
        page.meta["description"] = html.escape(str(description))
    if ":::" in text and "mkdocstrings" in config.plugins:
        handler = config.plugins["mkdocstrings"].get_handler("python")
        handler.env.bytecode_cache = speedups.templates()
        ingredients = text, build.code_on(text)
        read = partial(reference.read, text, handler)
        text, faults = _known.get(ingredients, read, build.code)
        build.blame(uri, faults)
    if uri == EVIDENCE:
        text = _listed(text, config, files)
    if uri == CHANGES:
        text = _changes(text, page, config, files)
    if licences.PLACE in text:
        config.extra["licences"] = page.url  # which the foot of all pages names
        data = licences.data(build.root, build.code)
        shipped = [*(file.dest_uri for file in files), *data]
        text = text.replace(licences.PLACE, licences.table(shipped, parts))
    shown = lessons.render(text) if source and not is_lab else text
    if not is_lab and (day := build.course.hides(uri)):
        left = answers.left_out(shown, day)
        _blame_for_no_answers(uri, is_same=left == shown)
        shown = left
    if not (is_lab or uri == EVIDENCE or ":::" in text):  # of which that is not all
        build.texts[uri] = _as_markdown(shown, source) if source else shown
    return shown


def _as_markdown(text: str, source: Source) -> str:
    values = ((number, one.text or "") for number, one in source.results.items())
    return as_markdown.written(text, source.ran, tuple(values))


def _refuse_unusable(page: Page, config: MkDocsConfig) -> None:
    """Take away what the theme, and the search, could not use of the front matter."""

    def has_file(name: str) -> bool:
        is_within = ".." not in name.split("/")  # as templates have it
        return is_within and any(Path(d, name).is_file() for d in config.theme.dirs)

    path, marks = build.path_of(page.file.src_uri), config.extra.get("status") or ()
    for name, reason in [*theme_keys.unusable(page.meta, has_file, marks)]:
        del page.meta[name]
        line = pages.line_of_key(name, page.file.content_string)
        build.problems.append(Problem(path, line, reason))


def _entries(files: Files) -> list[contents.Entry]:
    """List the pages in the order of `nav`, with what is known of them by now."""
    return [_entry(files.get_file_from_path(uri).page) for uri in build.pages]


def _entry(page: Page) -> contents.Entry:
    lesson, uri = _lesson(page), page.file.src_uri
    section = str(page.parent.title) if page.parent else ""
    is_beyond = bool(lesson and not lesson.number)
    if is_beyond and section != course.BEYOND:
        section = f"{course.BEYOND}: {section}"
    return contents.Entry(
        section="" if lesson and uri in build.course.lessons else section,
        title=html.unescape(str(page.title)),
        uri=uri,
        description=html.unescape(str(page.meta.get("description", ""))),
        minutes=lesson.minutes if lesson else 0,
        is_beyond=is_beyond,
    )


def _lesson(page: Page) -> steps.Lesson | None:
    return build.steps.get(page.file.src_uri)


def _groups(files: Files) -> list[evidence.Group]:
    groups = []
    for uri in [uri for uri in build.pages if uri in build.sources]:
        source, page = build.sources[uri], files.get_file_from_path(uri).page
        made = claims.made(source.notebook) if not source.awaited else []
        groups.append(evidence.Group(str(page.title), page.url, made))
    return groups


def _listed(text: str, config: MkDocsConfig, files: Files) -> str:
    """Write all claims down, for readers and for programs."""
    groups, site = _groups(files), _site(config)
    written: dict[str, str] = {}
    allowed: dict[str, dict[str, seed_dots.Bound]] = {}
    for source in build.sources.values():
        if source.awaited:
            build.unfinished.add(EVIDENCE)
        written |= conditions.of_all(source.ran)
        allowed |= bounds.of_all_claims(source.ran)
    records, wrong = jury_records.of_folder(build.docs / jury_records.FOLDER)
    build.problems += [Problem(build.named(path), 1, why) for path, why in wrong]
    made = [claim for group in groups for claim in group.claims]
    jury = compare.jury(made, written, records, site.seeds.start)
    sealed = seal.evidence(site, groups, written, jury), seal.badge(groups, jury)
    for name, content in zip((seal.EVIDENCE, seal.BADGE), sealed, strict=True):
        files.get_file_from_path(name).content_string = content
    return evidence.listed(text, groups, site, build.tried, jury, allowed)


def _changes(text: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Write down what newer versions changed, for readers and as a feed."""
    found, wrong = renew.of_folder(build.docs / renew.FOLDER)
    build.problems += [Problem(build.named(path), 1, why) for path, why in wrong]
    told = feed.atom(found, config.site_name, config.site_url or "", page.url)
    files.get_file_from_path(feed.FEED).content_string = told
    return text.replace(changes.PLACE, changes.told(found, elsewhere.plain))


def _site(config: MkDocsConfig) -> evidence.Site:
    notebooks = (source.notebook for source in build.sources.values())
    others = [one.metadata.get(machines.OTHERS, ()) for one in notebooks]
    made_with = build.made_with | evidence.made_elsewhere(others)
    seeds = environment.seeds(os.environ.get(environment.SEEDS, ""))
    return evidence.Site(config.repo_url or "", config.site_url or "", made_with, seeds)


def on_page_content(
    page_html: str, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Put results, and diagrams, into the page."""
    uri = page.file.src_uri
    source = build.sources.get(uri)
    results = source.results | source.code if source else {}
    if source and source.is_lab:
        repo_url = config.repo_url or ""
        page_html = lab_files.put_actions(page_html, page.file, files, repo_url)
    headings = [*_headings(page.toc)]
    done = finished.text(
        page_html,
        finished.as_ingredient(results),
        tuple(heading.title for heading in headings),
        str(page.title),
        get_relative_url(".", page.url),
        bool(source) or not build.failed(uri),
        uri == EVIDENCE,
        Memo(build.cache),
    )
    for heading, title in zip(headings, done.headings, strict=True):
        heading.title = title
    page.title = done.title
    build.blame(uri, done.faults)
    return done.html


def _headings(found: Iterable[AnchorLink]) -> Iterator[AnchorLink]:
    for heading in found:
        yield heading
        yield from _headings(heading.children)


@event_priority(-100)  # after cross-references have become links
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Follow all links of all pages."""
    env.filters["card"] = cards.address
    if serving:
        unchanged.remember_templates(env, build.theme)
    if found := config.plugins.get("material/search"):
        program = search.program(files)
        ignored = search.stop_words(program.content_string)
        program.content_string = search.with_questions(program.content_string)
        memo = Memo(build.cache)
        build.contents = search.read_pages(found.search_index, ignored, memo)
    entries = [entry for entry in _entries(files) if entry.uri in build.texts]
    about = html.unescape(config.site_description)
    listed = as_markdown.index(config.site_name, about, entries)
    files.get_file_from_path(as_markdown.INDEX).content_string = listed
    build.shown = shown = {page.url: page for file in files if (page := file.page)}
    _guide([*shown.values()])
    _explain_words([*shown.values()])
    for url, page in shown.items():
        places[url] = build.path_of(page.file.src_uri), page.content or ""
    build.files = {file.url for file in files}
    for look in check.OF_ALL_PAGES:
        for url, fault in look(*build.published()):
            build.blame(shown[url].file.src_uri, [fault])
    build.problems += _unlicensed(files)
    if is_offline:
        offline.put_scripts(files, config, build.root, Memo(build.cache))


def _unlicensed(files: Files) -> Iterator[Problem]:
    published = [file for file in files if not file.inclusion.is_excluded()]
    written = {
        file.dest_uri for file in published if (build.docs / file.src_uri).is_file()
    }
    made = {file.dest_uri for file in published} - written
    made |= {*licences.data(build.root, build.code)}
    return licences.unlicensed(made, written, parts)


def _explain_words(shown: list[Page]) -> None:
    """Let the words of the glossary explain themselves in lessons and labs."""
    memo = Memo(build.cache)
    for listing in [page for page in shown if glossary.is_glossary(page.content or "")]:
        terms = glossary.read(listing.content)
        for page in shown:
            if page.content and pages.teaches(build.path_of(page.file.src_uri)):
                address = get_relative_url(listing.url, page.url)
                here = get_relative_url(page.url, listing.url)
                page.content = glossary.page(page.content, terms, address, here, memo)


@event_priority(-100)  # after the search
def on_page_context(
    context: dict, page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Show what the search has read."""
    page.content = build.contents.get(page.url, page.content)


def _guide(shown: list[Page]) -> None:
    """Lead from lesson to lesson, to labs and back; then lessons show their numbers."""
    known = {}
    for page in shown:
        about = html.unescape(page.meta.get("description", ""))
        known[page.file.src_uri] = Shown(str(page.title), page.url, about)
    for page in shown:
        way = partial(get_relative_url, other=page.url)
        guide = Guide(build.steps, known, way, build.course.lessons)
        text = page.content or ""
        if lesson := _lesson(page):
            page.content = guide.on_lesson(text, lesson)
            page.meta.setdefault("title", str(page.title))  # of the browser's tab
            if lesson.number:
                page.title = f"{lesson.number} · {page.title}"
        else:
            page.content = guide.on_lab(text, page.file.src_uri)


def on_post_page(page_html: str, page: Page, config: MkDocsConfig) -> str:
    """Put formulas into the whole page, its table of contents too; show problems."""
    uri = page.file.src_uri
    script = build.root / npm.KATEX / "katex.min.js"
    done = finished.whole(page_html, page.content or "", script)
    page_html = done.html
    if done.around is None:
        line = pages.line_of_key("template", page.file.content_string)
        reason = "the theme's template leaves the text of this page out"
        build.problems.append(Problem(build.path_of(uri), line, reason))
    build.around[page.url] = done.around or ""
    build.blame_settings(done.loaded)
    build.blame(uri, done.faults)
    if serving:
        source, problems = build.sources.get(uri), build.shown_on(uri)
        if source and source.awaited:
            page_html = awaited.page(page_html, awaited.told(source.awaited))
        if problems:
            article = '<article class="md-content__inner md-typeset">'
            page_html = page_html.replace(article, article + box(problems))
    build.written.add(page.file.dest_uri)
    return page_html


def on_post_template(text: str, template_name: str, config: MkDocsConfig) -> str:
    """Remember pages that come from a template alone."""
    if template_name.endswith(".html"):
        build.written.add(template_name)
    return text


@event_priority(-100)  # when all is written
def on_post_build(config: MkDocsConfig) -> None:
    """Publish all, or, if there are problems, nothing."""
    startup.give_way()
    remembered.end_build()
    if not visits:  # a server does it once
        Memo(build.cache).drop_oldest()
    site = Path(config.site_dir)
    if not is_dirty:  # what all pages have, a few alone can't tell
        policy.put(site, build.written, serving=serving, offline=is_offline)
    # Plugins have written files as well.
    build.files |= {path.relative_to(site).as_posix() for path in site.rglob("*.*")}
    faults = check.links.followed(*build.published(), build.around)
    build.blame_settings(fault for _, fault in faults)
    if not build.problems:
        if is_offline and "material/search" in config.plugins:
            offline.write_index(Path(config.site_dir))
        if not serving and config.site_dir != str(build.site):
            styles.shorten(Path(config.site_dir), Memo(build.cache))
            fonts.shorten(Path(config.site_dir), Memo(build.cache))
            logo = build.docs / (config.theme.get("logo") or "")
            mark = logo if logo.is_file() else None
            cards.put(Path(config.site_dir), build.root, mark, Memo(build.cache))
            if not is_offline:
                stamped.put(Path(config.site_dir))
            _put_markdown(config)
            seal.close(Path(config.site_dir), build.made_with)
            folder.replace(Path(os.path.realpath(build.site)), Path(config.site_dir))
            config.site_dir = str(build.site)
        return
    if not serving:
        raise PluginError(report(build.problems))
    log.warning(report(build.problems))


def _put_markdown(config: MkDocsConfig) -> None:
    """Publish pages for programs that read no HTML."""
    for uri, text in build.texts.items():
        (Path(config.site_dir) / uri).write_text(text, encoding="utf-8")


def on_build_error(error: Exception) -> None:
    """Say in a sentence what the machine lacks, or what is wrong with a page."""
    machine.explain(error, build.site)
    build.explain(error)


def on_serve(server: LiveReloadServer, builder: Callable, **_: object) -> None:
    """Go on serving whatever happens to the settings; watch what pages have read."""
    global visits
    settings = build.root / SETTINGS
    startup.look_often(server)
    bell = temporary.folder(build.cache) / "rung"
    elsewhere = partial(_read_elsewhere, settings)
    builder = startup.watching(builder, server, elsewhere, bell)
    server.builder = startup.outlive(builder, server, settings)
    visits = Visits(server, _look_at, declared.SHEET)
    temporary.remove_at_the_end(Path(visits.places[1]), build.cache)
    build_it = server.builder

    def build_behind() -> None:
        visits.before_build()
        try:
            build_it()
        finally:
            behind.end_build()
        visits.after_build()

    server.builder = build_behind
    behind.end_build()
    behind.serve(partial(startup.ring, bell))


def _look_at(url: str) -> None:
    """Let what a page needs that somebody looks at run first, then what it leads to."""
    if url not in places:
        return
    links = re.findall(r'href="([^"#?]+)', places[url][1])
    found = dict.fromkeys([url, *(urljoin(url, link) for link in links)])
    behind.look_at([places[one][0] for one in found if one in places])


def on_shutdown() -> None:
    """End what runs behind."""
    if behind:
        behind.stop()


def _read_elsewhere(settings: Path) -> set[str]:
    """List what the build has read, or looked for, and MkDocs doesn't watch."""
    names = {course.FILE}
    for source in build.sources.values():
        declared = source.notebook.metadata.get("depends", ())
        names |= {*map(pages.folder_of, declared)}
    paths = [source.path for source in build.sources.values()]
    names |= scheduler.files_read([*paths, *build.texts_of_code], build.root)
    found = {os.path.join(build.root, name) for name in names}
    watched = settings, build.docs, *map(Path.absolute, build.code)
    return {one for one in found if not any(map(Path(one).is_relative_to, watched))}
