"""Gives every page its outputs: those that are kept, or those of a run.

Pages whose results still count are not run at all. While a site is served, the others
run behind it, and nobody waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from time import perf_counter, time

from mkdocs.plugins import get_plugin_logger
from nbformat import NotebookNode

from engine.cache import fresh
from engine.problems import Problem
from engine.run import arithmetic, common_files, leftovers, machines, spread, tasks
from engine.run.behind import Behind
from engine.run.kept_results import Store
from engine.run.pool import Pool

log = get_plugin_logger("run")


def run_all(
    notebooks: dict[str, NotebookNode],
    root: Path,
    kind: str = "Pages",
    unplanned: Collection[str] | None = None,
    behind: Behind | None = None,
) -> list[Problem]:
    """Give every notebook its outputs: kept ones, or those of a run.

    Args:
        notebooks: Source path (as said in problems) and notebook of each page.
        root: Folder in which the code runs; what sessions need goes to its `.cache`.
        kind: What they are, in the log.
        unplanned: Paths of pages that have no notebook, as it could not be made; None
            if these are not all pages, so nobody knows what no page writes any more.
        behind: Runs what has to run, if nobody waits for that: such a page has no
            outputs yet, or those of its last run, and its notebook says so.

    Notebooks into which results of other machines went say so, by their names.

    Returns:
        All that went wrong; a page stops at its first failing cell.
    """
    store = Store(root / ".cache" / "results", root)
    waiting, kept = [], {}
    for path, notebook in notebooks.items():
        page = tasks.plan(path, notebook, store)
        page.anew = fresh.runs_again(path) and not (behind and behind.has_run(path))
        if page.still_counts:
            page.fill(page.kept.outputs)
            kept[path] = page.kept
            _remember(page, store)
        else:
            waiting.append(page)
    start, began = perf_counter(), time()
    pool = _pool(root, store, [*waiting], {**kept})
    awaited: list[str] = []
    if behind:
        awaited, pool.problems = behind.see_to(kind, waiting, store)
    elif waiting:
        pool.to_the_end()
    used = ", ".join(f"{number} {how}" for how, number in pool.counts.items())
    more = f"; experiments: {used}" if used else ""
    went = f"{len(awaited)} to run" if behind else f"{len(waiting)} run"
    told = kind, went, len(kept), more, perf_counter() - start
    size = f"; results: {store.drop_oldest() / 1e6:.1f} MB" if waiting else ""
    log.info("%s: %s, %d kept%s; %.1f s%s", *told, size)
    for path, result in pool.results.items():
        if path in notebooks and (others := machines.marked(result)):
            notebooks[path].metadata[machines.OTHERS] = others
    crossed = [*common_files.crossed(pool.results, notebooks, pool.pages)]
    blamed = {problem.path for problem in [*pool.problems, *crossed]}
    late = [*common_files.pages_written(pool.results, notebooks, pool.pages)]
    if unplanned is not None:
        failed = {*unplanned, *blamed, *awaited}
        late += leftovers.told(store, pool.results, pool.pages, kept, failed)
    if waiting and not behind:
        late += common_files.changed_since(pool.results, notebooks, store)
        late += common_files.made_by_whom(pool.results, notebooks, store, began)
    return [*pool.problems, *crossed, *(one for one in late if one.path not in blamed)]


def _pool(*about: object) -> Pool:
    """Make the pool, which is spread over a cluster where whoever builds names one."""
    address = os.environ.get(spread.VARIABLE, "")
    if not address or fresh.compares() or arithmetic.is_own():
        return Pool(*about)
    return spread.Spread(*about, address=address)


def _remember(page: tasks.Task, store: Store) -> None:
    """Note what a kept result depends on, if another one was the last of its page.

    That is watched. (What the last run alone has written has to be told before.)
    """
    read, written = store.files_read(page.name), store.files_written(page.name)
    if {*read} != {*page.kept.files} and {*written} <= {*page.kept.written}:
        store.keep(page.name, page.facts, page.kept)


def files_read(pages: Iterable[str], root: Path) -> set[str]:
    """List what pages have read when they last ran, as seen from the project's root."""
    store = Store(root / ".cache" / "results", root)
    return {path for page in pages for path in store.files_read(page)}


def files_around(pages: Collection[str], code: Iterable[str], root: Path) -> set[str]:
    """List what pages depend on besides their own text, and have not written.

    Args:
        pages: All of them.
        code: Modules that any of them may import.
        root: The project's folder.
    """
    store = Store(root / ".cache" / "results", root)
    written = {path for page in pages for path in store.files_written(page)}
    found = files_read(pages, root) | {*code}
    return {str(root / path) for path in found - written - {*pages}}
