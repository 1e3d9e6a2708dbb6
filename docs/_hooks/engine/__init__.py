"""The build: plan → run → render → check, and what of it is published.

A folder per step, on floors: who may import whom stands here, and a test holds it.
This file stays as light as it is: a page's own process begins by importing it.
"""

# Modules of a folder may import each other too; `hooks.py`, above all, what it needs.
MAY_IMPORT = {
    "problems": (),  # what went wrong, in words for an author
    "tokens": (),  # what stands in a page for a result until that is put in
    "session": (),  # a page's own process: what runs beside the page's code
    "cache": ("session",),  # what is kept between builds, and what that depends on
    "plan": ("session", "problems", "tokens"),  # from files to notebooks that can run
    "run": ("session", "plan", "cache", "problems"),  # from notebooks to their outputs
    "render": ("plan", "cache", "tokens", "problems"),  # from outputs to HTML
    "check": ("plan", "render", "cache", "problems"),  # what readers would stumble over
    "publish": (
        "plan",
        "render",
        "cache",
        "problems",
    ),  # what nobody here has written
    "jury": (  # what other machines said
        "session",
        "plan",
        "run",
        "render",
        "check",
        "publish",
        "host",
        "cache",
        "problems",
    ),
    "host": ("plan", "render", "cache", "problems"),  # between all this and MkDocs
}
