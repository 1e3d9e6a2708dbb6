"""The seal of a published folder: what it claims, and a hash of every file in it.

Whoever has the manifest from somewhere else than the site, such as an attestation, can
tell whether what the site sends is what the build has made.
"""

from __future__ import annotations

import hashlib
import html
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from engine.render.elsewhere import Jury
from engine.render.evidence import MEASURED, Group, Site

MANIFEST = "manifest.json"
EVIDENCE = MEASURED
SCHEMA = "evidence.schema.json"
BADGE = "badge.svg"


def evidence(
    site: Site, groups: list[Group], conditions: dict[str, str], jury: Jury
) -> str:
    """Write all claims down for programs, as `evidence.schema.json` says.

    Args:
        site: What it was made with.
        groups: The claims of each page.
        conditions: As they are written there, by sentence; of one whose sentence isn't
            written out, which is a problem and told, there is none.
        jury: What other machines say.
    """
    content = {
        "$schema": SCHEMA,
        "made_with": site.circumstances,
        "first_seed": site.seeds.start,
        "claims": [
            {
                "sentence": claim["sentence"],
                "condition": conditions.get(claim["sentence"], ""),
                "page": group.url,
                **({"cause": claim["arms"]} if claim.get("arms") else {}),
                "values": {
                    name: {k: v for k, v in value.items() if k in ("shown", "seeds")}
                    for name, value in claim["values"].items()
                },
                "replays": dict(
                    zip(("held", "count"), jury.of(claim["sentence"]).held, strict=True)
                ),
            }
            for group in groups
            for claim in group.claims
        ],
    }
    return _as_text(content)


def badge(groups: list[Group], jury: Jury) -> str:
    """Draw a badge, for a README: how many claims hold, and who has replayed them."""
    count = sum(len(group.claims) for group in groups)
    replays = len(jury.rows)
    parts = [f"✓ {count} {'claim' if count == 1 else 'claims'}"]
    if replays:
        parts.append(f"{replays} {'replay' if replays == 1 else 'replays'}")
    label, words = "checked", ", ".join(parts)
    left, right = (round(6.6 * len(text)) + 14 for text in (label, words))
    said = html.escape(f"{label}: {words}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" '
        f'role="img" aria-label="{said}"><title>{said}</title>'
        f'<rect width="{left + right}" height="20" rx="3" fill="#1b6e3c"/>'
        f'<path d="M3 0h{left - 3}v20H3q-3 0-3-3V3q0-3 3-3z" fill="#3b3f46"/>'
        '<g fill="#fff" font-family="Verdana, sans-serif" font-size="11" '
        f'text-anchor="middle"><text x="{left / 2}" y="14">{label}</text>'
        f'<text x="{left + right / 2}" y="14">{words}</text></g></svg>\n'
    )


def close(folder: Path, made_with: dict[str, str]) -> None:
    """Put a manifest into a folder: the SHA-256 of every other file in it."""
    files = dict(sorted(_hashes(folder)))
    size = sum((folder / name).stat().st_size for name in files)
    content = {"made_with": made_with, "bytes": size, "files": files}
    (folder / MANIFEST).write_text(_as_text(content), encoding="utf-8")


def differences(folder: Path) -> list[str]:
    """Say what a folder has that its manifest hasn't, and the other way round.

    Raises:
        ValueError: If there is no manifest in it.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        listed: dict[str, str] = json.loads(text)["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"{folder} has no {MANIFEST} that can be read: {error}"
        ) from None
    there = dict(_hashes(folder))
    found = dict.fromkeys(listed.keys() - there.keys(), "is missing")
    found |= dict.fromkeys(there.keys() - listed.keys(), "is not of this build")
    both = there.keys() & listed.keys()
    found |= {name: "was changed" for name in both if there[name] != listed[name]}
    return [f"{name} {what}" for name, what in sorted(found.items())]


def _hashes(folder: Path) -> Iterable[tuple[str, str]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        is_ours = not name.startswith(".")  # which hosts have, such as .nojekyll
        if path.is_file() and name != MANIFEST and is_ours:
            yield name, fingerprint(path)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_text(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def main(folder: str) -> int:
    """Compare a folder with its manifest, and say what is not as it was built."""
    try:
        wrong = differences(Path(folder))
    except ValueError as error:
        print(f"✗ {error}")
        return 1
    for row in wrong:
        print(f"✗ {row}")
    if not wrong:
        print(f"✓ All of {folder} is as it was built.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
