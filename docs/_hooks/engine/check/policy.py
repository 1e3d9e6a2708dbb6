"""What the policy of all pages would keep from working, without a word to anybody.

Pages load from their own site alone, and run scripts that stand in them, or beside
them, as a whole. `publish/policy.py` has the policy.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from engine.check.links import TAG
from engine.check.third_parties import ATTRIBUTE, COMMENT
from engine.problems import Fault

_SCRIPTS = re.compile(r"(<script\b[^>]*>).*?</script\s*>", re.DOTALL | re.IGNORECASE)
_HANDLER = re.compile(r"on[a-z]+")
_ADDRESSES = {"href", "xlink:href", "src", "data", "action", "formaction"}
_RUNS = re.compile(r"\s*(?:javascript|vbscript):", re.IGNORECASE)
_IN_PLACE_OF = {"object": "<img>, <video> or <iframe>"}
_IN_PLACE_OF |= dict.fromkeys(("embed", "applet"), _IN_PLACE_OF["object"])
_POLICY = "the policy of this site's pages"


def silenced(page: str) -> Iterator[Fault]:
    """Find what a page would not do.

    Examples:
        >>> page = '<p onclick="a()"><a href="javascript:b()">c</a><embed src="d">'
        >>> [fault.needles[0] for fault in silenced(page)]
        ['onclick=', 'javascript:', '<embed']
    """
    for tag in TAG.finditer(_SCRIPTS.sub(r"\1", COMMENT.sub("", page))):
        name = tag["name"].lower()
        if instead := _IN_PLACE_OF.get(name):
            reason = f"{_POLICY} forbids <{name}>: write {instead}"
            yield Fault(reason, (f"<{tag['name']}",))
        for attribute, *values in ATTRIBUTE.findall(tag["rest"]):
            value = html.unescape("".join(values))
            if found := _of_attribute(name, attribute.lower(), value):
                reason, needle = found
                yield Fault(f"{_POLICY} forbids {reason}", (needle, attribute))


def _of_attribute(tag: str, name: str, value: str) -> tuple[str, str] | None:
    if _HANDLER.fullmatch(name) and "-" not in tag:
        reason = f"{name}=…, so nothing would happen: let a <script> add a listener"
        return reason, f"{name}="
    if name in _ADDRESSES and _RUNS.match(value):
        kind = value.strip().partition(":")[0].lower()
        reason = f"addresses that begin with {kind}:, so nothing would happen: let a "
        return f"{reason}<script> add a listener to a <button>", f"{kind}:"
    if tag == "iframe" and (name == "srcdoc" or value.strip().startswith("data:")):
        reason = "scripts and styles in a frame that its page holds: write a file "
        return f"{reason}below docs/, and name it in src=…", f"{name}="
    if name in ("action", "formaction") and tag in ("form", "button", "input"):
        return "forms that are sent: answer readers by a <script>", f"{name}="
    return None
