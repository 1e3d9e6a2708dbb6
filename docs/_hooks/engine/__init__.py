"""The build: plan → run → render → check, and what of it is published.

A folder per step, on floors: who may import whom stands here, and a test holds it.
This file stays as light as it is: a page's own process begins by importing it.
"""

# Modules of a folder may import each other too; `hooks.py`, above all, what it needs.
# What a page's own process tells is known to all who read it.
MAY_IMPORT = {
    "problems": (),  # what went wrong, in words for an author
    "tokens": (),  # what stands in a page for a result until that is put in
    "session": (),  # a page's own process: what runs beside the page's code
    "cache": ("session",),  # what is kept between builds, and what that depends on
    "plan": ("session", "problems", "tokens"),  # from files to notebooks that can run
    "run": ("session", "plan", "cache", "problems"),  # from notebooks to their outputs
    # From outputs to HTML.
    "render": ("session", "plan", "cache", "tokens", "problems"),
    # What readers would stumble over.
    "check": ("session", "plan", "render", "cache", "tokens", "problems"),
    # What nobody here has written, and what readers run: that is tried before.
    "publish": (
        *("session", "plan", "run", "render", "check"),
        *("cache", "tokens", "problems"),
    ),
    # Between all this and MkDocs.
    "host": ("session", "plan", "render", "cache", "problems"),
    # What other machines say.
    "jury": (
        *("session", "plan", "run", "render", "check", "publish", "host"),
        *("cache", "problems"),
    ),
    "author": ("plan", "check", "publish", "cache", "problems"),  # what authors type
}
