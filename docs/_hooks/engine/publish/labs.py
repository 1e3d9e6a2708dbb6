"""Labs as files of the site: what mkdocs-jupyter renders, what readers download."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbformat import NotebookNode

from engine.cache import storage
from engine.cache.memo import Memo
from engine.publish import downloads
from engine.render import labs
from engine.render.outputs import Result


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


def hand_over(
    uri: str, notebook: NotebookNode, files: Files, config: MkDocsConfig
) -> str:
    """Give mkdocs-jupyter the notebook to render, and readers the one to download.

    Returns:
        The Markdown of the lab's page.
    """
    own = files.get_file_from_path(uri)

    def on_page(target: str) -> str | None:
        return _address(target, uri, files, own)

    def anywhere(target: str) -> str | None:
        found = _address(target, uri, files, "")
        return urljoin(config.site_url, found) if config.site_url and found else None

    storage.write_text(Path(own.abs_src_path), labs.for_jupyter(notebook))
    setup = downloads.setup_cell(
        PurePosixPath(_wheel(files).src_uri).name, config.site_url or ""
    )
    content = labs.for_download(notebook, setup, anywhere)
    files.append(File.generated(config, _download(uri), content=content))
    return labs.for_page(notebook, on_page)


def render(
    page: Page, notebook: NotebookNode, settings: str, memo: Memo
) -> dict[int, Result]:
    """Let mkdocs-jupyter render a lab's code, and MkDocs its text.

    Args:
        page: The page, for which mkdocs-jupyter has announced its own way to render.
        notebook: The lab.
        settings: Those of mkdocs-jupyter.
        memo: Knows what was rendered before.

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
        Page.render(page, config, files)

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
