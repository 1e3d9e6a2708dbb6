"""Claims in a replay: what does not hold is noted, and the page goes on."""

from __future__ import annotations

import importlib
import sys

from IPython.display import display

from engine.session.protocol import VERDICT


def begin(evidence: str) -> None:
    """Let all that is claimed from now on be shown, with a note whether it holds.

    Args:
        evidence: The module whose `claim` checks it.
    """
    module = importlib.import_module(evidence)
    truth, count = module._truth, sys.claimhook
    found: list[bool] = []

    def noted(holds: object) -> bool:
        found.append(truth(holds))
        return True

    def tell(sentence: str) -> None:
        display({VERDICT: {"sentence": sentence, "held": found.pop()}}, raw=True)
        count(sentence)

    module._truth, sys.claimhook = noted, tell
