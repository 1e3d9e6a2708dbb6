"""Judges every page of the built site with Lighthouse: `make audit`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import host
from audit import answers, bars, lighthouse


def main() -> int:
    """Judge the pages that are asked for, by default all; tell which miss a bar."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("pages", nargs="*", help="such as learn/lstm; '.' is the first")
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    files = {
        file.parent.relative_to(asked.site).as_posix(): file
        for file in sorted(asked.site.rglob("index.html"))
    }
    if unknown := set(asked.pages) - files.keys():
        parser.error(f"{asked.site} has no page {', '.join(sorted(unknown))}")
    lighthouse.fetch()
    wrong = []
    print(bars.line(bars.HEAD), flush=True)
    with host.serve(asked.site) as address:
        for name in asked.pages or files:
            url = address if name == "." else f"{address}{name}/"
            found = lighthouse.judge(url, asked.runs)
            print(bars.line(bars.row(name, found)), flush=True)
            text = files[name].read_text(encoding="utf-8")
            is_figure = 'class="rnn-figure' in text
            wrong += [
                f"✗ {name}: {one}" for one in bars.missed(found, has_figure=is_figure)
            ]
        if answers.PAGE in (asked.pages or files):
            slowest = answers.slowest_while_training(address)
            print(f"While a network trains, the slowest answer takes {slowest:.0f} ms.")
            wrong += [f"✗ {answers.PAGE}: {one}" for one in bars.late(slowest)]
    print("\n".join(wrong) or "✓ Every page clears every bar.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
