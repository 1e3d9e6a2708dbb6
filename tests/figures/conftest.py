import json
import subprocess
from pathlib import Path

import kernels
import pytest
import vendor
from memo import Memo

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="session")
def wasm(tmp_path_factory):
    vendor.ensure(ROOT, for_tests=True)
    _, code = kernels.compiled(ROOT, Memo(ROOT / ".cache"))
    file = tmp_path_factory.mktemp("wasm") / "kernels.wasm"
    file.write_bytes(code)
    return str(file)


@pytest.fixture(scope="session")
def node():
    """Runs a script of this folder in Node.js, on what it is given."""

    def node(script, given):
        done = subprocess.run(
            [*kernels.node(), str(HERE / script)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return node
