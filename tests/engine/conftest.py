import pytest

from engine.run import processes

processes.preload(["torch"])


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(autouse=True)
def one_look_for_fonts(request, fonts):
    """Let matplotlib look for fonts once, not anew in the folder of every test."""
    if "tmp_path" in request.fixturenames:
        cache = request.getfixturevalue("tmp_path") / ".cache"
        cache.mkdir()
        (cache / "matplotlib").symlink_to(fonts)
