"""Labs as files of the site: what mkdocs-jupyter renders, what readers download."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbformat import NotebookNode

from engine.cache import storage
from engine.publish import downloads
from engine.render import labs


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
) -> list[str]:
    """Give mkdocs-jupyter the notebook to render, and readers the one to download.

    Returns:
        The formulas, which stay behind; on the page are their tokens.
    """
    own = files.get_file_from_path(uri)

    def on_page(target: str) -> str | None:
        return _address(target, uri, files, own)

    def anywhere(target: str) -> str | None:
        found = _address(target, uri, files, "")
        return urljoin(config.site_url, found) if config.site_url and found else None

    page, formulas = labs.for_page(notebook, on_page)
    _write(page, Path(own.abs_src_path))
    setup = downloads.setup_cell(
        PurePosixPath(_wheel(files).src_uri).name, config.site_url or ""
    )
    content = labs.for_download(notebook, setup, anywhere)
    files.append(File.generated(config, _download(uri), content=content))
    return formulas


def _write(notebook: NotebookNode, path: Path) -> None:
    storage.write_text(path, nbformat.v4.writes(notebook))


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
