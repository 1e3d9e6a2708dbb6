"""Pages as MkDocs renders them, for a server: anew only where something has changed.

That is what takes it longest, and it has no event for either step: from Markdown to
HTML, and from there to the whole page, by the theme's templates.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from engine.cache.remembered import Memory, doubt
from engine.cache.storage import digest

_rendered, _whole = Memory(), Memory()
# What belongs to one page alone: a template that asks another page for it is not known.
_OWN = {"content", "markdown", "toc"}
# That, and what differs while it is made, or from one folder of a site to the next.
_NOT_TOLD = _OWN | {"active", "links_to_anchors"}
_PLAIN = (str, bool, int, dict, list, tuple, type(None))
_SNIPPET = "-8<-"  # stands for a file, which need not be there
_ELSEWHERE = "<backlinks"  # filled in later, by who has to know all code


@dataclass(frozen=True)
class _Rendered:
    """What comes of a page's Markdown: on the page, and in what others know of it."""

    content: str
    toc: bytes
    title: str | None
    places: frozenset[str]
    links: tuple[tuple[str, dict[str, str]], ...]  # to places on pages, by their names
    anchors: tuple[tuple[tuple, dict], ...]  # told to autorefs …
    objects: tuple[tuple[tuple, dict], ...]  # … and to mkdocstrings
    sought: dict[str, tuple | None]  # the files to which it leads: where they were


def settings(config: MkDocsConfig) -> str:
    """Write down what the HTML of all Markdown depends on."""
    extensions = [
        one if isinstance(one, str) else type(one) for one in config.markdown_extensions
    ]
    rules = config.validation, config.use_directory_urls
    return repr([extensions, config.mdx_configs, _plugins(config), rules])


def _plugins(config: MkDocsConfig) -> list[tuple[str, dict]]:
    plugins = config.plugins.items()
    return [(name, dict(one.config)) for name, one in plugins if hasattr(one, "config")]


def render(
    page: Page,
    ingredients: tuple,
    known: Iterable[Path],
    config: MkDocsConfig,
    files: Files,
) -> None:
    """Render a page's Markdown, if that has not been done before.

    Args:
        page: The page.
        ingredients: What its HTML depends on besides its Markdown: the settings, and
            the code that it shows.
        known: The folders of that code.
        config: The settings of MkDocs.
        files: All files of the site.
    """
    autorefs, shown = map(config.plugins.get, ("autorefs", "mkdocstrings"))
    objects = shown.handlers.inventory if shown else {}
    # Of an object's other names only those count that no page before has taken.
    taken = tuple(objects) if known else ()

    def make() -> _Rendered:
        with (
            _heard(autorefs, "register_anchor") as anchors,
            _heard(objects, "register") as registered,
            _heard(files, "get_file_from_path") as sought,
        ):
            Page.render(page, config, files)
        if _ELSEWHERE in page.content or _SNIPPET in page.markdown:
            doubt()
        links = (page.links_to_anchors or {}).items()
        return _Rendered(
            page.content,
            pickle.dumps(page.toc),
            page._title_from_render,
            frozenset(page.present_anchor_ids),
            tuple((file.src_uri, found) for file, found in links),
            tuple((arguments[1:], more) for arguments, more in anchors),
            tuple(registered),
            {uri: _place(uri) for (uri, *_), _ in sought},
        )

    def _place(uri: str) -> tuple | None:
        file = files.get_file_from_path(uri)
        return file and (file.url, file.inclusion)

    def leads_there(found: _Rendered) -> bool:
        return all(_place(uri) == place for uri, place in found.sought.items())

    own = page.file.src_uri, page.markdown
    made_of = *own, *ingredients, taken
    found: _Rendered = _rendered.get(made_of, make, known, leads_there)
    page.content, page.toc = found.content, pickle.loads(found.toc)
    page._title_from_render = found.title
    page.present_anchor_ids = {*found.places}
    page.links_to_anchors = {
        files.get_file_from_path(uri): places for uri, places in found.links
    }
    for arguments, more in found.anchors:
        autorefs.register_anchor(page, *arguments, **more)
    for arguments, more in found.objects:
        objects.register(*arguments, **more)


@contextmanager
def _heard(told: object, name: str) -> Iterator[list[tuple[tuple, dict]]]:
    """Note the calls of a method, which go on to it."""
    calls: list[tuple[tuple, dict]] = []
    method = getattr(told, name, None)

    def call(*arguments: object, **more: object) -> object:
        calls.append((arguments, more))
        return method(*arguments, **more)

    if method:
        setattr(told, name, call)
    try:
        yield calls
    finally:
        if method:
            delattr(told, name)


def remember_templates(env: Environment, known: Path | None) -> None:
    """Let the templates of a build make a page only if anything has changed around it.

    Args:
        env: Has them.
        known: The folder of the project's own.
    """
    folders = [known] if known else []
    own = [file for one in folders for file in sorted(one.rglob("*")) if file.is_file()]
    texts = [(str(file), digest(file.read_bytes())) for file in own]
    around: list[str] = []  # what all pages have in common

    class Remembered(Template):
        def render(self, *given: Any, **more: Any) -> str:
            context = dict(*given, **more)
            page, by_jinja = context["page"], super().render
            if page is None:
                return by_jinja(context)
            if not around:
                around.append(_around(context, texts))
            others = {k: v for k, v in context.items() if k not in _AROUND}
            toc = pickle.dumps(page.toc)
            of_page = page.content, page.markdown, toc, _plain(page), repr(others)
            ingredients = self.name, *of_page, around[0]
            return _whole.get(ingredients, lambda: by_jinja(context), folders)

    def watched(by_jinja: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def get(thing: Any, name: Any) -> Any:
            if isinstance(thing, Page) and not thing.active and name in _OWN:
                doubt()
            return by_jinja(thing, name)

        return get

    env.template_class = Remembered
    env.getattr, env.getitem = watched(env.getattr), watched(env.getitem)


# Parts of what a template gets that all pages have; the rest is written as it is.
_AROUND = {"nav", "pages", "config", "page"}
# Settings that say nothing to a template, or are objects, whose own settings count.
_UNSEEN = {"hooks", "markdown_extensions", "plugins", "site_dir", "theme"}


def _around(context: dict, texts: list[tuple[str, str]]) -> str:
    """Write down what a whole page depends on, but for what is its own."""
    config = context["config"]
    told = {name: value for name, value in config.items() if name not in _UNSEEN}
    look = config.theme.dirs, dict(config.theme)
    pages = [_plain(file.page) for file in context["pages"] if file.page]
    nav = [_in_nav(item) for item in context["nav"].items]
    return repr([texts, told, look, _plugins(config), pages, nav])


def _in_nav(item: Any) -> tuple:
    """Write down an item of the navigation, and what is below it."""
    below = [_in_nav(one) for one in item.children or ()]
    return type(item).__name__, item.title, getattr(item, "url", ""), below


def _plain(page: Page) -> str:
    """Write down what is known of a page, but for what stands on it."""
    told = {
        name: value
        for name, value in vars(page).items()
        if isinstance(value, _PLAIN) and name not in _NOT_TOLD
    }
    links = [one and one.url for one in (page.previous_page, page.next_page)]
    return repr([page.file.src_uri, page.file.url, page.title, page.url, links, told])
