"""Runs what is offered once more, in the very Python that readers' browsers load.

A trial by the build's own Python is cheap, and tells most; but NumPy's whole numbers
have 64 bits in it, and 32 in a page, and what else differs nobody could list. So what a
trial has borne out has to give the same there, too; what it gives is kept.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mkdocs.exceptions import Abort
from mkdocs.plugins import get_plugin_logger

from engine.cache import environment, fresh, storage, temporary
from engine.publish import npm
from engine.publish.python_in_page import Python
from engine.publish.trials import Offered, Told, Tried
from engine.run import processes

log = get_plugin_logger("offers")

_PROGRAM = Path(__file__).with_suffix(".mjs")
_CLOSE = 1e-9  # numbers are, as functions of other machines round otherwise
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d*)?(?:e[+-]?\d+)?")
_ENDED = {"error": {"sentence": "Python has ended there, or takes too long."}}
_DRAWN = "✓"  # in the place of what is no text


def confirmed(
    tried: dict[str, Tried],
    offers: Iterable[Offered],
    python: Python,
    root: Path,
    cache: Path,
) -> dict[str, Tried]:
    """Look whether blocks give in a page, too, what they have given in their trials.

    And whether the answers of exercises pass their checks there.

    Args:
        tried: What has become of offers, by their names.
        offers: All of them; what claims give depends on the reader's seeds.
        python: What pages load.
        root: The project's folder.
        cache: The folder of what is kept.

    Returns:
        What has become of each now.
    """
    blocks = [
        one
        for one in offers
        if not one.evidence and one.name in tried and not tried[one.name].why
    ]
    sources = {
        one.name: _sources(one, one.all if tried[one.name].needs_all else one.few)
        for one in blocks
    }
    answers = _answers(sources, python, root, cache)
    found = dict(tried)
    for one in blocks:
        look = _unsolved if one.task else _difference
        if why := look(answers[one.name], one.shown):
            found[one.name] = replace(tried[one.name], why=why)
            log.info("%s is not offered: %s", one.name, why)
    return found


def _sources(offered: Offered, tried: list[str]) -> list[str | dict]:
    return [*tried[:-1], *offered.task] if offered.task else tried


def _unsolved(answer: dict, _: Told) -> str:
    """Say why the answer of an exercise is not taken in a page; "" if it is."""
    said = [answer["error"]["sentence"]] if "error" in answer else answer["say"]
    return f"there its answer is told “{' '.join(said)}”" if said else ""


def _difference(answer: dict, shown: Told) -> str:
    """Say what is another one in a page; "" if nothing is."""
    if "error" in answer:
        return f"in a page: {answer['error']['sentence']}"
    value = _DRAWN if answer.get("data") else answer.get("value", "")
    expected = "".join(map(_text, shown))
    for ours, theirs in _pairs(expected, answer["text"] + value):
        if ours != theirs and not _are_close(ours, theirs):
            return f"in a page it gives {theirs or 'nothing'}, not {ours or 'nothing'}"
    return ""


def _text(part: str | dict) -> str:
    if isinstance(part, str):
        return part
    is_drawn = any(kind.startswith("image/") or kind.endswith("+json") for kind in part)
    return _DRAWN if is_drawn else part.get("text/plain", _DRAWN)


def _pairs(ours: str, theirs: str) -> list[tuple[str, str]]:
    """Write two texts side by side: their numbers, and all else without its blanks."""
    texts = [re.sub(r"\s+", "", _NUMBER.sub("#", text)) for text in (ours, theirs)]
    if texts[0] != texts[1]:
        return [(ours.strip(), theirs.strip())]
    return [*zip(*map(_NUMBER.findall, (ours, theirs)), strict=True)]


def _are_close(ours: str, theirs: str) -> bool:
    try:
        numbers = float(ours), float(theirs)
    except ValueError:
        return False
    return math.isclose(*numbers, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _answers(
    sources: dict[str, list[str | dict]], python: Python, root: Path, cache: Path
) -> dict[str, dict]:
    """Run lists of sources, or take what is kept."""
    seeds = os.environ.get(environment.SEEDS)
    given = {environment.SEEDS: seeds} if seeds else {}
    made_with = python.folder, _PROGRAM.read_text(encoding="utf-8"), given
    files = {
        name: _place(cache, storage.digest(json.dumps([*made_with, own])))
        for name, own in sources.items()
    }
    answers = {}
    for name, file in () if fresh.makes_all_again() else files.items():
        if kept := storage.read(file):
            answers[name] = kept
            storage.mark_as_used(file)
    waiting = [name for name in sources if name not in answers]
    with tempfile.TemporaryDirectory(dir=temporary.folder(cache)) as place:
        for name, content in python.files.items() if waiting else ():
            (Path(place) / name).write_bytes(content)
        while waiting:
            new = _run([sources[name] for name in waiting], place, given, root)
            new = [*new, _ENDED][: len(waiting)]
            for name, answer in zip(waiting, new, strict=False):
                answers[name] = answer
                if answer is not _ENDED:
                    storage.write(files[name], answer)
            waiting = waiting[len(new) :]
    return answers


def _place(cache: Path, key: str) -> Path:
    return cache / "made" / key[:2] / f"{key[2:32]}.json"


def _run(
    all_: list[list[str | dict]], place: str, given: dict[str, str], root: Path
) -> list[dict]:
    """Run lists of sources, up to one with which Python ends, if there is one."""
    command = [*npm.program("node"), str(_PROGRAM), place, json.dumps(given)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(all_).encode(),
            capture_output=True,
            timeout=processes.timeout() * len(all_),
            cwd=root,
            check=False,
        )
        said, wrong = done.stdout, done.stderr
    except subprocess.TimeoutExpired as over:
        said, wrong = over.stdout or b"", over.stderr or b""
    ready, *rows = said.decode().split("\n")
    if ready != "ready":
        reason = wrong.decode(errors="replace").strip()[-500:]
        raise Abort(f"The Python of the pages can't be started by node: {reason}")
    return [json.loads(row) for row in rows[:-1]]
