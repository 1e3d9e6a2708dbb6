"""Figures that readers can play with: the element, and inside it what needs no script.

The scripts are fetched when such a figure is on the page, and start when it comes near
the screen. The data, trained weights above all, lie in a file named after its content.
"""

from __future__ import annotations

import hashlib
import html
import json

TYPE = "application/vnd.rnn-tutorial.explorable+json"
MODELS = "assets/models"
LOADER = "assets/figures/load.mjs"


def data_file(made: dict) -> tuple[str, bytes]:
    """Return the address and the content of the file with a figure's data.

    Examples:
        >>> data_file({"name": "stepper", "data": {"a": [1, 2]}})
        ('assets/models/stepper-01530d16.json', b'{"a":[1,2]}')
    """
    content = json.dumps(made["data"], separators=(",", ":"), allow_nan=False).encode()
    digest = hashlib.sha256(content).hexdigest()[:8]
    return f"{MODELS}/{made['name']}-{digest}.json", content


def on_page(made: dict, address: str, drawing: str, name: str, caption: str) -> str:
    """Write the figure as a page has it. Addresses begin with `rnn:/`, the site's root.

    Args:
        made: What the page's session handed over.
        address: Where its data are.
        drawing: The picture, as SVG.
        name: By which links find it.
        caption: What stands below it, as HTML.
    """
    tag = f"rnn-{made['name']}"
    return (
        f'<figure class="rnn-figure rnn-explorable" id="{html.escape(name)}">'
        f'<{tag} src="rnn:/{address}">'
        f'<div class="rnn-static">{drawing}{_table(made)}</div>'
        f"</{tag}>{caption}</figure>"
        f'<script type="module" src="rnn:/{LOADER}"></script>'
    )


def _table(made: dict) -> str:
    """Write the small table; `class` keeps the theme from wrapping it in a scroller."""
    head = "".join(f'<th scope="col">{html.escape(c)}</th>' for c in made["columns"])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in made["rows"]
    )
    return (
        f'<table class="rnn-values"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
