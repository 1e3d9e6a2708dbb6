"""Labs as files of the site: their pages, and what readers download."""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from nbformat import NotebookNode

from engine.publish import downloads
from engine.render import labs


def uri_of(file: File) -> str:
    """Name a page as MkDocs will: a lab becomes a notebook."""
    return re.sub(r"\.py$", ".ipynb", file.src_uri)


class _Page(File):
    """A lab's page, which MkDocs makes of Markdown although its name ends in .ipynb."""

    def is_documentation_page(self) -> bool:
        return True


def announce(file: File, config: MkDocsConfig) -> File:
    """Name the page of a lab; what it says follows when the lab has run."""
    return _Page.generated(config, uri_of(file), content="")


def hand_over(
    uri: str, notebook: NotebookNode, files: Files, config: MkDocsConfig
) -> None:
    """Write the page of a lab that has run, and the notebook that readers download."""
    own = files.get_file_from_path(uri)

    def on_page(target: str) -> str | None:
        return _address(target, uri, files, own)

    def anywhere(target: str) -> str | None:
        found = _address(target, uri, files, "")
        return urljoin(config.site_url, found) if config.site_url and found else None

    own.content_string = labs.for_page(notebook, on_page)
    setup = downloads.setup_cell(
        PurePosixPath(_wheel(files).src_uri).name, config.site_url or ""
    )
    content = labs.for_download(notebook, setup, anywhere)
    files.append(File.generated(config, _download(uri), content=content))


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
