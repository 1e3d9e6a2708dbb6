"""Compiles the arithmetic of the figures to WebAssembly, by AssemblyScript of npm."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
from pathlib import Path

from mkdocs.exceptions import Abort

from engine.cache import temporary
from engine.cache.memo import Memo
from engine.publish import npm

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
    kept = memo.get(key, lambda: _encoded(_compile(root, memo.cache, source)))
    return ADDRESS, base64.b64decode(kept)


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _compile(root: Path, cache: Path, source: str) -> bytes:
    with tempfile.TemporaryDirectory(dir=temporary.folder(cache)) as folder:
        copy, out = Path(folder, "kernels.ts"), Path(folder, "kernels.wasm")
        copy.write_text(source, encoding="utf-8")
        compiler = str(root / COMPILER / "bin/asc.js")
        done = subprocess.run(
            [
                *npm.program("node"),
                compiler,
                copy.name,
                *FLAGS,
                f"--outFile={out.name}",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Abort(f"{SOURCE} can't be compiled:\n{done.stderr.strip()}")
        return out.read_bytes()
