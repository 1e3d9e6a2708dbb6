"""How benchmarks measure, and the record that they leave in docs/data/bench.json."""

from __future__ import annotations

import datetime
import json
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from tqdm import tqdm

from engine.host import provenance

Result = TypeVar("Result")

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs/data/bench.json"


def median_seconds(
    ways: dict[str, Callable[[], Result]], repeats: int
) -> tuple[dict[str, Result], dict[str, float]]:
    """Time each way `repeats` times, in turn, so that a noisy minute hits them all."""
    results: dict[str, Result] = {}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for name, way in tqdm([*ways.items()] * repeats, unit="run", leave=False):
        start = perf_counter()
        results[name] = way()
        seconds[name].append(perf_counter() - start)
    return results, {name: statistics.median(times) for name, times in seconds.items()}


def circumstances_now() -> dict[str, str]:
    """Say when, where and on which commit something is measured."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {"Date": today, **provenance.describe(ROOT)}


def write(name: str, measured: dict[str, str], rows: list[dict[str, object]]) -> None:
    """Put one benchmark's rows into the record; the others stay as they are."""
    known = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    known[name] = {**measured, "rows": rows}
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def table(rows: list[dict[str, object]]) -> str:
    """Lay rows out in columns."""
    head = list(dict.fromkeys(name for row in rows for name in row))
    cells = [head, *([f"{row.get(name, '')}" for name in head] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    )
