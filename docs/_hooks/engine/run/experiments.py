"""Experiments as the build sees them: each runs in a session of its own, like a page.

So what is known of pages holds for them too: what they depend on is noticed, not
declared, and they run again only when some of that has changed. Each random start is a
run of its own: where there are more than before, only the new ones run.
"""

from __future__ import annotations

from nbformat import NotebookNode

from engine.cache.environment import SEEDS
from engine.plan.notebooks import program
from engine.session.protocol import RESULT, Call

# How many random starts the site has must not matter to a run from one of them: it is
# not told, and one that asks fails here, and runs with its page.
SETTINGS = {SEEDS: ""}


def plan(call: Call, declared: tuple[str, ...]) -> NotebookNode:
    """Make the notebook that runs an experiment.

    Args:
        call: The experiment.
        declared: Files of which whoever asks has said that they matter.
    """
    arguments = f"{call.function!r}, {call.arguments!r}"
    notebook = program(
        f"from engine.session import experiments\nexperiments.run({arguments})"
    )
    notebook.metadata["depends"] = declared
    return notebook


def name(call: Call) -> str:
    """Name an experiment as one would call it.

    Examples:
        >>> name(Call("a.b:train", "…", "seeds=[0, 1], epochs=3"))
        'train(seeds=[0, 1], epochs=3)'
    """
    return f"{call.name}({call.written})"


def unseen(outputs: list[list[dict]]) -> str:
    r"""Say what an experiment prints or displays beside its result: no page shows it.

    Examples:
        >>> unseen([[{"text": "\n"}, {"data": {RESULT: "1"}}]])
        ''
        >>> unseen([[{"data": {"text/plain": "<Figure>"}}, {"data": {RESULT: "1"}}]])
        "displays '<Figure>', which no page shows: return what matters"
    """
    for one in (output for cell in outputs for output in cell):
        data = one.get("data", {})
        text = str(one.get("text") or data.get("text/plain") or next(iter(data), ""))
        if RESULT not in data and text.strip():
            row = text.strip().split("\n")[0]
            shown = row if len(row) <= 40 else row[:40] + "…"
            does = "displays" if data else "prints"
            return f"{does} {shown!r}, which no page shows: return what matters"
    return ""


def result(outputs: list[list[dict]]) -> str | None:
    """Find the result, as text, among what a session has put out."""
    shown = (output.get("data", {}).get(RESULT) for cell in outputs for output in cell)
    return next(filter(None, shown), None)
