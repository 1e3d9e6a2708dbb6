"""Labs as files of the site: what mkdocs-jupyter renders, what readers download."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbformat import NotebookNode

from engine.cache import storage
from engine.cache.memo import Memo
from engine.cache.remembered import Memory, Whole
from engine.publish import downloads
from engine.render import labs
from engine.render.outputs import Result

_handed_over = Memory()


def uri_of(file: File) -> str:
    """Name a page as MkDocs will: a lab becomes a notebook."""
    return re.sub(r"\.py$", ".ipynb", file.src_uri)


def announce(file: File, folder: Path, config: MkDocsConfig) -> File:
    """Name the notebook that a lab becomes, where it will lie until it is rendered."""
    return File(
        uri_of(file),
        src_dir=str(folder),
        dest_dir=config.site_dir,
        use_directory_urls=config.use_directory_urls,
    )


def hand_over(uri: str, ran: Whole, files: Files, config: MkDocsConfig) -> str:
    """Give mkdocs-jupyter the notebook to render, and readers the one to download.

    Args:
        uri: The lab.
        ran: Its notebook, as it ran.
        files: All files of the site, to which this adds one.
        config: The settings of MkDocs.

    Returns:
        The Markdown of the lab's page.
    """
    own, notebook = files.get_file_from_path(uri), ran.content

    setup = downloads.setup_cell(
        PurePosixPath(_wheel(files).src_uri).name, config.site_url or ""
    )

    def places(target: str) -> tuple[str | None, str | None]:
        """Say where a link leads, on the page and from anywhere."""
        found = _address(target, uri, files, "")
        is_known = config.site_url and found
        anywhere = urljoin(config.site_url, found) if is_known else None
        return _address(target, uri, files, own), anywhere

    def make() -> tuple[str, str, str, dict]:
        led: dict[str, tuple[str | None, str | None]] = {}

        def lead(target: str, which: int) -> str | None:
            led[target] = places(target)
            return led[target][which]

        markdown = labs.for_page(notebook, partial(lead, which=0))
        content = labs.for_download(notebook, setup, partial(lead, which=1))
        return labs.for_jupyter(notebook), content, markdown, led

    def leads_there(found: tuple) -> bool:
        return all(places(target) == was for target, was in found[-1].items())

    made_of = uri, ran, setup, config.site_url
    made = _handed_over.get(made_of, make, holds=leads_there)
    for_jupyter, content, markdown, _ = made
    storage.write_text(Path(own.abs_src_path), for_jupyter)
    files.append(File.generated(config, _download(uri), content=content))
    return markdown


def render(
    page: Page,
    notebook: NotebookNode,
    settings: str,
    memo: Memo,
    by_mkdocs: Callable[[MkDocsConfig, Files], None],
) -> dict[int, Result]:
    """Let mkdocs-jupyter render a lab's code, and MkDocs its text.

    Args:
        page: The page, for which mkdocs-jupyter has announced its own way to render.
        notebook: The lab.
        settings: Those of mkdocs-jupyter.
        memo: Knows what was rendered before.
        by_mkdocs: Renders its text.

    Returns:
        The code, by the numbers of its tokens; complete once the page is rendered.
    """
    by_jupyter: Callable[[MkDocsConfig, Files], None] = page.render
    code: dict[int, Result] = {}

    def render(config: MkDocsConfig, files: Files) -> None:
        def make() -> list[str]:
            by_jupyter(config, files)
            return labs.code_cells(page.content)

        text = Path(page.file.abs_src_path).read_text(encoding="utf-8")
        code.update(labs.shown_code(notebook, memo.get(["lab", settings, text], make)))
        by_mkdocs(config, files)

    page.render = render
    return code


def _address(target: str, uri: str, files: Files, seen_from: File | str) -> str | None:
    """Turn a link to a source file into the address of its page."""
    name, _, anchor = target.partition("#")
    wanted = os.path.normpath(PurePosixPath(uri).parent / name)
    linked = files.get_file_from_path(wanted)
    if linked is None:
        return None
    address = linked.url_relative_to(seen_from)
    return f"{address}#{anchor}" if anchor else address


def _download(uri: str) -> str:
    return f"{downloads.FOLDER}/{uri.removeprefix('labs/')}"


def _wheel(files: Files) -> File:
    return next(file for file in files if file.src_uri.endswith(".whl"))


def put_actions(page_html: str, file: File, files: Files, repo_url: str) -> str:
    """Offer the downloads, and Colab, below the title of a lab's page."""
    download = files.get_file_from_path(_download(file.src_uri))
    buttons = labs.actions(
        download.url_relative_to(file),
        _wheel(files).url_relative_to(file),
        downloads.colab_url(repo_url, file.src_uri.removeprefix("labs/")),
    )
    return page_html.replace("</h1>", f"</h1>\n{buttons}", 1)
