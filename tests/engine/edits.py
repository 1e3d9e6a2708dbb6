"""A hook that makes edits while a site is served, and looks at what is then shown.

The project has a list of them beside it: what to call each, the file, what to replace
in it and by what (by nothing: the file goes), the page to look at, and its new words.
"""

import json
import time
from pathlib import Path

from mkdocs.plugins import event_priority

WITHIN = 60  # seconds; a bound against hanging, not a measurement


def shown(server):
    """Build once more, until no page waits for its code; read all files."""
    end = time.monotonic() + WITHIN
    while True:
        server.builder()
        root = Path(server.root)
        files = [file for file in sorted(root.rglob("*")) if file.is_file()]
        found = {file.relative_to(root).as_posix(): file.read_bytes() for file in files}
        if not any(b"rnn-awaited" in content for content in found.values()):
            return found
        assert time.monotonic() < end, "a page is waited for"
        time.sleep(0.2)


def memories():
    from engine.cache.remembered import Memory

    return Memory._all


def forget():
    for memory in memories():
        memory._last.clear()
        memory._now.clear()


def make(edits, server):
    """Make the edits, each in the site as the last one has left it."""
    told = {"not seen": [], "stale": []}
    shown(server)
    before = shown(server)
    for name, file, old, new, page, words in edits:
        path = Path(file)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text, f"{name}: {old!r} is not in {file}"
        path.unlink(missing_ok=True)
        if new is not None:
            path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
        known = [{*memory._last} for memory in memories()]
        now = shown(server)
        new = [
            len({*m._last} - keys) for m, keys in zip(memories(), known, strict=True)
        ]
        told.setdefault("most made for one page", max(new))
        was, seen = before.get(page, b""), now.get(page, b"")
        if seen == was or words.encode() not in seen:
            told["not seen"].append(name)
        before = now
    forget()
    fresh = shown(server)
    names = before.keys() | fresh.keys()
    told["stale"] = sorted(n for n in names if before.get(n) != fresh.get(n))
    return told


@event_priority(-1000)  # when all is ready
def on_serve(server, **_):
    def serve(**_):
        edits = json.loads(Path("edits.json").read_text(encoding="utf-8"))
        told = json.dumps(make(edits, server))
        Path("told.json").write_text(told, encoding="utf-8")
        raise KeyboardInterrupt

    server.serve = serve
