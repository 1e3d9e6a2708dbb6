"""A feed (Atom) of what newer versions changed, for whoever relies on a claim."""

from __future__ import annotations

from html import escape
from urllib.parse import urljoin

from engine.render.changes import Renewal

FEED = "changes.xml"
_BEGAN = "2026-01-01"  # before all there is to tell


def atom(renewals: list[Renewal], site_name: str, site_url: str, page: str) -> str:
    """Write the feed, the latest first.

    Args:
        renewals: In that order.
        site_name: The site's.
        site_url: Its address; "" if nobody knows.
        page: The address of the page of changes, from the site's root.
    """
    where = urljoin(site_url, page) if site_url else page
    name = site_url or "urn:rnn-tutorial:"
    entries = [_entry(one, f"{name}{page}#{one.date}", where) for one in renewals]
    updated = max([_BEGAN, *(one.date for one in renewals)])
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            f"<title>{escape(site_name)}: claims that changed</title>",
            f"<id>{escape(f'{name}{FEED}')}</id>",
            f"<updated>{updated}T00:00:00Z</updated>",
            f'<link href="{escape(where)}"/>',
            f"<author><name>{escape(site_name)}</name></author>",
            *entries,
            "</feed>\n",
        ]
    )


def _entry(renewal: Renewal, name: str, where: str) -> str:
    lines = [
        renewal.sentence,
        *(f"{sentence}: {one.kind}" for sentence, one in renewal.changes.items()),
        *(f"{one}: {old}, then {new}" for one, (old, new) in renewal.versions.items()),
    ]
    content = escape("".join(f"<p>{escape(line)}</p>" for line in lines))
    return "\n".join(
        [
            "<entry>",
            f"<title>{escape(renewal.sentence)}</title>",
            f"<id>{escape(name)}</id>",
            f"<updated>{renewal.date}T00:00:00Z</updated>",
            f'<link href="{escape(where)}#{renewal.date}"/>',
            f'<content type="html">{content}</content>',
            "</entry>",
        ]
    )
