"""The site as a folder that is read without a server, on a stick, by a double click.

From there browsers load no modules, start no workers and fetch nothing. But they run
scripts. So each module that pages name becomes one, with all that it imports, and so
does each file that these would fetch.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files

from engine.cache import temporary
from engine.cache.memo import Memo
from engine.publish import npm, python_in_page, run_here
from engine.render import explorables, offers

VARIABLE = "SITE_OFFLINE"  # in the environment
SEARCH = "assets/javascripts/search-worker.js"  # which `main.html` names
# Python's folder gets an address on a host, for which page.mjs brings what lies there:
# from files Pyodide would not even try.
_FOLDER, _ON_A_HOST = b'"folder":"', b'"folder":"https://site.invalid/'
_WORKER = re.compile(r"assets/javascripts/workers/search\.\w+\.min\.js")  # the theme's
_INDEX = "search/search_index"
_PROGRAMS = Path(__file__).with_name("from_folder")
# What scripts fetch, apart from licences, which lie beside it; and what they import.
_FETCHED = re.compile(
    rf"(?:{explorables.MODELS}|{offers.CODE}|{python_in_page.FOLDER}-\w+)/[^/]*(?<!\.txt)"
)
_IMPORTED = re.compile(rf"assets/.*\.(?:mjs|wasm)|{run_here.EDITOR}/.*\.(?:js|css)")
_SCRIPT = re.compile(r'<script\b[^>]*?\bsrc="([^"]+)\.mjs"[^>]*></script>')
_VERIFIER = re.compile(r"<script [^>]*></script>\s*<rnn-verify></rnn-verify>")
_NOT_HERE = (
    "<p><strong>Not here: this needs a web server, and this copy of the site is made "
    "to be read without one, where no page can load all files.</strong></p>"
)


def is_wanted() -> bool:
    """Tell whether whoever builds asks for it.

    Raises:
        Abort: If that is not clear.
    """
    asked = os.environ.get(VARIABLE, "")
    if asked not in ("", "1"):
        raise Abort(f"{VARIABLE} is {asked!r}; expected 1, or nothing.")
    return asked == "1"


def settle(config: MkDocsConfig) -> None:
    """Let links lead to files, and nothing to the site's place on the web."""
    config.use_directory_urls = False
    config.site_url = ""
    config.theme.static_templates.discard("404.html")  # which servers show
    config.extra["offline"] = True
    if ways := config.extra.get("run_here"):
        config.extra["run_here"] = ways.replace("/#", ".html#")


def put_scripts(files: Files, config: MkDocsConfig, root: Path, memo: Memo) -> None:
    """Publish scripts in the place of what browsers would not load."""
    own = [file for file in files if file.src_uri.startswith("assets/")]
    contents = {file.src_uri: file.content_bytes for file in own}
    fetched = {*filter(_FETCHED.fullmatch, contents)}
    imported = {*filter(_IMPORTED.fullmatch, contents)} - fetched
    entries = {explorables.LOADER, *map(str, config.extra_javascript)} & imported
    if any(one.startswith(f"{offers.CODE}/") for one in fetched):
        entries.add(offers.SCRIPT)
    modules = {one: contents[one] for one in sorted(imported)}
    made = _scripts(root, modules, sorted(entries), memo)
    made |= {f"{one}.js": _packed(one, contents[one]) for one in fetched}
    [worker] = filter(_WORKER.fullmatch, contents)
    made[SEARCH] = _search(contents[worker])
    for one in fetched | imported:
        files.remove(files.get_file_from_path(one))
    for address, content in made.items():
        files.append(File.generated(config, address, content=content))


def _scripts(
    root: Path, modules: dict[str, bytes], entries: list[str], memo: Memo
) -> dict[str, str]:
    package = json.loads((root / npm.BUNDLER / "package.json").read_text("utf-8"))
    texts = {one: _base64(modules[one]) for one in modules}
    programs = [one.read_text("utf-8") for one in sorted(_PROGRAMS.glob("*.mjs"))]
    key = ["scripts", texts, entries, package["version"], programs]
    return memo.get(key, lambda: _bundled(root, memo.cache, modules, entries))


def _bundled(
    root: Path, cache: Path, modules: dict[str, bytes], entries: list[str]
) -> dict[str, str]:
    bundler = (root / npm.BUNDLER).absolute()
    with tempfile.TemporaryDirectory(dir=temporary.folder(cache)) as name:
        for address, content in modules.items():
            file = Path(name, address)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        program = str(_PROGRAMS / "bundle.mjs")
        command = [*npm.program("node"), program, str(bundler), name, *entries]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False
        )
    if done.returncode:
        raise Abort(f"The modules can't become scripts:\n{done.stderr.strip()}")
    made = json.loads(done.stdout)
    return {f"{one.removesuffix('.mjs')}.js": text for one, text in made.items()}


def _packed(address: str, content: bytes) -> str:
    """Write a script that hands a file over to whoever has asked for it."""
    if address.startswith(f"{offers.CODE}/"):
        content = content.replace(_FOLDER, _ON_A_HOST)
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    held = _address("application/gzip", packed)
    return f'document.currentScript.dataset.file = "{held}";\n'


def _search(worker: bytes) -> str:
    """Write a script that gives the theme its search's worker in an address."""
    return (
        '{\n  const settings = document.getElementById("__config");\n'
        f'  const search = "{_address("text/javascript", worker)}";\n'
        "  const known = JSON.parse(settings.textContent);\n"
        "  settings.textContent = JSON.stringify({ ...known, search });\n}\n"
    )


def _address(kind: str, content: bytes) -> str:
    """Write an address that holds a whole file.

    Examples:
        >>> _address("text/plain", b"abc")
        'data:text/plain;base64,YWJj'
    """
    return f"data:{kind};base64,{_base64(content)}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def without_verifier(page: str) -> str:
    """Say why a page can't verify the site, where it would offer to."""
    return _VERIFIER.sub(_NOT_HERE, page)


def with_scripts(page: str) -> str:
    """Name scripts instead of modules; each once, since scripts would run twice.

    Examples:
        >>> one = '<script type="module" src="../a.mjs"></script>'
        >>> with_scripts(f"<p>{one}</p>{one}")
        '<p><script defer src="../a.js"></script></p>'
    """
    known = set()

    def script(match: re.Match[str]) -> str:
        if match[1] in known:
            return ""
        known.add(match[1])
        return f'<script defer src="{match[1]}.js"></script>'

    return _SCRIPT.sub(script, page)


def write_index(site: Path) -> None:
    """Write the words of all pages as a script, for which the theme's search looks."""
    index = (site / f"{_INDEX}.json").read_text(encoding="utf-8")
    (site / f"{_INDEX}.js").write_text(f"var __index = {index};\n", encoding="utf-8")
