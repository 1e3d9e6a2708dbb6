"""Judges pages with Lighthouse, which is fetched when it is first wanted."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import browser
from engine.publish import npm

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/audit"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = "--headless --no-sandbox --disable-background-networking --no-first-run"


@dataclass(frozen=True)
class Judgement:
    """What Lighthouse says of a page, in its mobile profile.

    Args:
        scores: Of each category, up to 100.
        size: Bytes over the wire at first load, by their kind.
        blocked: Milliseconds for which the main thread hears nobody.
        largest: Seconds until the largest piece of content is there.
        shift: How far things jump about.
        faults: Names of the audits that cost points, but for those of speed.
    """

    scores: dict[str, int]
    size: dict[str, int]
    blocked: float
    largest: float
    shift: float
    faults: tuple[str, ...]


def fetch() -> None:
    """Get the pinned Lighthouse, unless it is there."""
    here, stamp = Path(__file__).parent, FOLDER / "package-lock.json"
    lock = here / stamp.name
    if PROGRAM.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock.name):
        shutil.copy(here / name, FOLDER)
    shutil.copy(ROOT / ".npmrc", FOLDER)
    command = [*npm.program("npm"), "ci", "--ignore-scripts", "--loglevel=error"]
    subprocess.run([*command, "--omit=optional"], cwd=FOLDER, check=True)


def judge(address: str, runs: int) -> Judgement:
    """Judge a page; of what clocks say, take the median of some runs."""
    first = _run(address, CATEGORIES)
    found = [first, *(_run(address, CATEGORIES[:1]) for _ in range(runs - 1))]
    speed = statistics.median(one.scores["performance"] for one in found)
    return replace(
        first,
        scores=first.scores | {"performance": round(speed)},
        blocked=statistics.median(one.blocked for one in found),
        largest=statistics.median(one.largest for one in found),
        shift=max(one.shift for one in found),
    )


def _run(address: str, categories: tuple[str, ...]) -> Judgement:
    command = [*npm.program("node"), str(PROGRAM), address, "--output=json", "--quiet"]
    command += ["--disable-full-page-screenshot", f"--chrome-flags={CHROMIUM}"]
    command += [f"--only-categories={','.join(categories)}"]
    told = os.environ | {"CHROME_PATH": browser.find() or ""}
    done = subprocess.run(
        command, env=told, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not judge {address}:\n{done.stderr}")
    return read(json.loads(done.stdout))


def read(report: dict) -> Judgement:
    """Read a report of Lighthouse."""
    audits = report["audits"]

    def number(name: str) -> float:
        return audits[name]["numericValue"]

    kinds: dict[str, int] = {}
    for request in audits["network-requests"]["details"]["items"]:
        kind = request.get("resourceType") or "Other"
        kinds[kind] = kinds.get(kind, 0) + request["transferSize"]
    faults = [
        reference["id"]
        for name, category in report["categories"].items()
        for reference in category["auditRefs"]
        if name != "performance" and reference["weight"]
        if (audits[reference["id"]]["score"] or 0) < 1
        if audits[reference["id"]]["scoreDisplayMode"] == "binary"
    ]
    return Judgement(
        scores={
            name: round(100 * (category["score"] or 0))
            for name, category in report["categories"].items()
        },
        size=kinds,
        blocked=number("total-blocking-time"),
        largest=number("largest-contentful-paint") / 1000,
        shift=number("cumulative-layout-shift"),
        faults=tuple(faults),
    )
