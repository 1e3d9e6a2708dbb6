"""Checks of what readers would get, by what each looks at. All of them yield faults.

A new check is a function, its name here, and its rows in tests/engine/test_failures.py.
"""

from dataclasses import asdict
from pathlib import Path

from nbformat import NotebookNode

from engine.cache.memo import Memo
from engine.cache.remembered import Whole, remembered
from engine.check import (
    claims,
    clocks,
    exercises,
    files,
    kinds,
    links,
    outputs,
    pages,
    pictures,
    policy,
    prose,
    schemes,
    sight,
    styles,
    tags,
    third_parties,
    wordless,
    words,
)
from engine.problems import Fault

OF_PLANS = (clocks.read,)  # before anything runs
OF_NOTEBOOKS = (  # after their run
    claims.unseen,
    claims.unchecked,
    claims.forged,
    claims.marked_up,
    claims.valueless,
    exercises.unverified,
    outputs.figures,
    outputs.useless,
    outputs.nothing,
    outputs.halves,
    outputs.too_large,
    styles.of_outputs,
    tags.torn_outputs,
)
# The HTML of pages before results are put in.
OF_TEXTS = (claims.written, prose.results_in_code)
# The HTML of pages that could be planned: others have fences which nobody has read.
OF_PLANNED_PAGES = (pages.uncomputed_values, pages.unread_fences, prose.lost_ticks)
OF_PAGES = (  # and always
    pictures.without_alt,
    pictures.mute,
    pages.marked_up,
    sight.claims_out_of,
    pages.misread_rows,
    kinds.misspelled,
    wordless.boxes,
    wordless.headings,
    wordless.links,
    wordless.notes,
    wordless.terms,
    pages.quoted_prompts,
    pages.undrawn_diagrams,
    prose.left_over,
    styles.typed,
    schemes.unseen,
    tags.misread,
    tags.unknown_signs,
    policy.silenced,
    third_parties.loaded,
    words.untold,
)

# All at once, by MkDocs' src_uri or by address; these say on which page each fault is.
OF_ALL_NOTEBOOKS = (claims.repeated,)
OF_ALL_PAGES = (links.followed, links.unscripted)


def plan(notebook: NotebookNode, root: Path, memo: Memo) -> list[Fault]:
    """Look at a notebook that has not run yet: at its code, and the files it names."""
    code = [(one.cell_type, one.source) for one in notebook.cells]
    faults = _known(memo, ["plans", code], OF_PLANS, notebook)
    return [*files.missing(notebook, root), *faults]


@remembered
def notebook(ran: Whole) -> tuple[Fault, ...]:
    """Look at a notebook that has run."""
    return tuple(fault for look in OF_NOTEBOOKS for fault in look(ran.content))


def page(html: str, memo: Memo, *, is_planned: bool) -> list[Fault]:
    """Look at the HTML of a page, unless that was done before."""
    looks = (*OF_PAGES, *(OF_PLANNED_PAGES if is_planned else ()))
    return _known(memo, ["checks", is_planned, html], looks, html)


def _known(memo: Memo, made_of: list, looks: tuple, thing: object) -> list[Fault]:
    """List what is wrong with something, of all that it is made of for these looks."""

    def made() -> list[dict]:
        return [asdict(fault) for look in looks for fault in look(thing)]

    found = memo.get(made_of, made)
    return [Fault(**one | {"needles": tuple(one["needles"])}) for one in found]
