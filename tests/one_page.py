"""With `--page learn/lstm.md`, the tests that say something of that page, and no more.

Such a test looks at `each_page` of the site, or is marked as one that `any_page` may
fail (if it has parameters, one of them is the page, or an experiment that the page asks
for), or names the page or its figure.
"""

import inspect
import re
from pathlib import Path

from engine.author.pages import Page
from figure_pages import FIGURES

FOR_ANY = re.compile(r"\b(?:any|each)_page\b")


def figures_of(page):
    return {figure for figure, address in FIGURES.items() if address == page.address}


def names(page):
    """Compile what finds a page, or a figure on it, among the strings of some code."""
    known = "|".join(map(re.escape, [page.address, *figures_of(page)]))
    return re.compile(rf"""["'](?:{known})(?:["'#?]|/["'])""")


def may_have_tests(text, page):
    """Tell whether a module of tests has to be loaded for a page."""
    return bool(FOR_ANY.search(text) or names(page).search(text))


def concerns(item, page, root):
    """Tell whether a test says something of a page."""
    given = getattr(item, "callspec", None)
    params = given.params if given else {}
    if item.get_closest_marker("any_page"):
        return not params or belongs_to(params, page, root)
    if "each_page" in item.fixturenames:
        return True
    strings = [value for value in params.values() if isinstance(value, str)]
    if figures := FIGURES.keys() & set(strings):
        return not figures.isdisjoint(figures_of(page))
    code = "\n".join([inspect.getsource(item.function), *map(repr, strings)])
    return bool(names(page).search(code))


def belongs_to(params, page, root):
    """Tell whether the parameters of a test are a page, its control or experiment."""
    source = root / page.source
    if experiment := params.get("experiment"):
        name = re.compile(rf"\b{experiment.func.__name__}\b")
        return bool(name.search(source.read_text(encoding="utf-8")))
    paths = [value for value in params.values() if isinstance(value, Path)]
    return params.get("page") == page.controls or source in paths


def chosen(items, page, root, *, is_built):
    """Part tests into those to run for a page and the rest."""
    wanted, rest = [], []
    for item in items:
        can_run = is_built or "site" not in item.fixturenames
        is_wanted = can_run and concerns(item, page, root)
        (wanted if is_wanted else rest).append(item)
    return wanted, rest


def only(pages, page: Page | None):
    """Leave one of the site's pages, if one is asked for."""
    if not page:
        return pages
    return {name: file for name, file in pages.items() if name == page.address}
