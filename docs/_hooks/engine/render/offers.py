"""What pages offer to run in readers' browsers: an element each, and a file of code.

The elements hold nothing: without scripts there is none of it. Their code is fetched
when a reader presses a button, and Python after that.
"""

from __future__ import annotations

import hashlib
import json

SCRIPT = "assets/run-here/offers.mjs"
CODE = "assets/run-here/code"


def element(tag: str, cell: int, address: str, loads: int, **more: object) -> str:
    """Write an element.

    Args:
        tag: What is offered.
        cell: The number of the cell.
        address: The file with the page's code, from the site's root.
        loads: How many bytes of Python are fetched once.
        more: What else the script has to know of the cell.

    Examples:
        >>> element("rnn-try", 2, "a.json", 7_460_000).partition("><")[0]
        '<rnn-try src="rnn:/a.json" cell="2" loads="7.5"'
    """
    given = {"src": f"rnn:/{address}", "cell": cell, **more}
    given["loads"] = f"{loads / 1e6:.1f}"
    attributes = " ".join(f'{name}="{value}"' for name, value in given.items())
    script = f'<script type="module" src="rnn:/{SCRIPT}"></script>'
    return f"<{tag} {attributes}></{tag}>{script}"


def code_file(code: dict) -> tuple[str, str]:
    """Return the address and the content of a file with a page's code."""
    content = json.dumps(code, separators=(",", ":"))
    return f"{CODE}/{name_of(content)}.json", content


def name_of(text: str) -> str:
    """Name something after what is in it."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
