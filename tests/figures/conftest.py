import json
import subprocess
from pathlib import Path

import pytest

from engine.cache.memo import Memo
from engine.publish import npm, webassembly

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def wasm(tmp_path_factory):
    npm.ensure(ROOT, everything=True)
    _, code = webassembly.compiled(ROOT, Memo(ROOT / ".cache"))
    file = tmp_path_factory.mktemp("wasm") / "kernels.wasm"
    file.write_bytes(code)
    return str(file)


@pytest.fixture(scope="session")
def node():
    """Runs a script of this folder in Node.js, on what it is given."""

    def node(script, given):
        done = subprocess.run(
            [*npm.program("node"), str(HERE / script)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return node
