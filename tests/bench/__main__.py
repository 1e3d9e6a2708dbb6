"""Measures, prints tables, and writes docs/data/bench.json: `make bench`."""

from __future__ import annotations

import argparse

import builds
import growth
import record
import seeds
import torch
import waits
import workers

import cells
import figures

BENCHMARKS = {
    "cells": cells.measure,
    "figures": figures.measure,
    "seeds": seeds.measure,
    "builds": builds.measure,
    "waits": waits.measure,
    "growth": growth.measure,
    "workers": workers.measure,
}


def main() -> None:
    """Run the benchmarks that are asked for, by default all."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], default=[])
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    measured = record.circumstances_now()  # before the record itself is changed
    for name in arguments.names or BENCHMARKS:
        rows = BENCHMARKS[name](arguments.repeats)
        record.write(name, measured, rows)
        print(f"{name}\n{record.table(rows)}")


if __name__ == "__main__":
    main()
