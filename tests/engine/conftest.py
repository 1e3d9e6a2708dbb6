import shutil
from pathlib import Path

import pytest

from engine.run import processes

# As the site does: what draws with PyTorch needs both, and would load the second anew.
processes.preload(["torch", "torch._dynamo"], Path(__file__).parents[2])


@pytest.fixture(scope="session")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(autouse=True)
def one_look_for_fonts(monkeypatch, fonts):
    """Let matplotlib look for fonts once, not anew in the folder of every test."""
    look = processes._find_fonts

    def look_once(environment):
        folder = Path(environment["MPLCONFIGDIR"])
        for kept in fonts.glob("fontlist*"):
            shutil.copy(kept, folder)
        look(environment)
        for found in folder.glob("fontlist*"):
            shutil.copy(found, fonts)

    monkeypatch.setattr(processes, "_find_fonts", look_once)
