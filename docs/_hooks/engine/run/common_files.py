"""Files of several runs: who reads what another writes, and what has changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.plan.pages import is_lab
from engine.problems import Problem
from engine.run.kept_results import Result, Store


def crossed(
    results: dict[str, Result], pages: Collection[str], asked_by: dict[str, str]
) -> Iterator[Problem]:
    """Find what one page writes and another reads, or writes too.

    Nobody knows which comes first.

    Args:
        results: By page or experiment.
        pages: The names of pages.
        asked_by: Those of pages, by the experiments for which they have asked.
    """
    writers: dict[str, list[str]] = {}
    for name, result in results.items():
        for path in result.written:
            writers.setdefault(path, []).append(name)
    for path, (first, *others) in writers.items():
        for name in others:
            yield _crossing(asked_by.get(name, name), f"writes {path}", first, "too ")
    in_folder: dict[str, dict[str, list[str]]] = {}
    for path, names in writers.items():
        if any(results[name].written[path] for name in names):
            folder = path[: path.rfind("/") + 1]
            in_folder.setdefault(folder or "./", {})[path] = names
    for name in results.keys() & pages:
        for path in results[name].files:
            for writer in set(writers.get(path, ())) - {name}:
                yield _crossing(name, f"reads {path}", writer)
            for made, names in in_folder.get(path, {}).items():
                for writer in set(names) - {name}:
                    yield _crossing(name, f"lists {path}, and so {made}", writer)


def _crossing(page: str, does: str, writer: str, more: str = "") -> Problem:
    reason = f"{does}, which {writer} writes {more}while the site is built, before or "
    return Problem(page, 1, f"{reason}after: let one of them do both")


def pages_written(
    results: dict[str, Result], pages: Collection[str], asked_by: dict[str, str]
) -> Iterator[Problem]:
    """Find pages that write pages, which were read before anything ran.

    Args:
        results: By page or experiment.
        pages: The names of pages.
        asked_by: Those of pages, by the experiments for which they have asked.
    """
    folders = {page.partition("/")[0] for page in pages}
    for name, result in results.items():
        for path, was in result.written.items():
            is_page = path.endswith((".md", ".ipynb")) or is_lab(path)
            if was and is_page and path.partition("/")[0] in folders:
                reason = f"writes {path}: pages are read before any code runs, so let "
                reason += "it show here what it would write there"
                yield Problem(asked_by.get(name, name), 1, reason)


def changed_since(
    results: dict[str, Result], pages: Collection[str], store: Store
) -> Iterator[Problem]:
    """Find pages whose results are no longer those of the files as they are.

    Args:
        results: By page or experiment.
        pages: The names of pages.
        store: Knows how the files are now.
    """
    for name in sorted(results.keys() & pages):
        result = results[name]
        changed = (
            path
            for path, was in result.files.items()
            if path not in result.written and store.hash_now(path) != was
        )
        for path in changed:
            yield Problem(
                name,
                1,
                f"reads {path}, which has changed while the site was built: build "
                "again, or, if the page itself makes it, let it remove that file first",
            )
            break


def made_by_whom(
    results: dict[str, Result], pages: Collection[str], store: Store, began: float
) -> Iterator[Problem]:
    """Find what several pages read, and what nobody has written who was seen to.

    Args:
        results: By page or experiment.
        pages: The names of pages.
        store: Knows how the files are now.
        began: When the first page began to run.
    """
    readers: dict[str, list[str]] = {}
    for name in sorted(results.keys() & pages):
        for path in results[name].files.keys() - results[name].written.keys():
            readers.setdefault(path, []).append(name)
    runs = results.keys() - pages
    own = {path for name in runs for path in results[name].files}  # of experiments
    for path, names in readers.items():
        if len(names) > 1 and path not in own and store.written_at(path) > began:
            for name, other in zip(names, [*names[1:], names[0]], strict=True):
                yield _crossing(name, f"reads {path}", f"it, or {other},")
