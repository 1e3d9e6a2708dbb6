"""The page of evidence: all claims of the site, with every seed's value."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from engine.render import elsewhere, seed_dots
from engine.render.claims import anchor, set_numbers, written
from engine.render.elsewhere import Heard, Jury
from engine.render.plain import as_markdown

LIST = "<!-- claims -->"
TRIED = "<!-- tried -->"
CIRCUMSTANCES = "<!-- circumstances -->"
MOST_LISTED, QUANTILES = 20, 5  # runs of a value; evidence.json has them all
PUBLISHED = 10  # seeds, as `make site` takes them
MEASURED = "evidence.json"
HELP = "when-a-claim-does-not-hold-for-you"
FILTER = "<rnn-filter></rnn-filter>"  # it fills itself, where scripts run


@dataclass(frozen=True)
class Group:
    """The claims of one page."""

    title: str
    url: str  # from the site's root
    claims: list[dict]  # sentence, values


@dataclass(frozen=True)
class Site:
    """What a report has to say of the site."""

    repo_url: str
    site_url: str
    circumstances: dict[str, str]
    seeds: range = range(10)


def listed(
    text: str,
    groups: list[Group],
    site: Site,
    tried: Collection[str] = (),
    jury: Jury | None = None,
    bounds: Mapping[str, dict[str, seed_dots.Bound]] | None = None,
) -> str:
    """Put the list of all claims, and what the site was made with, into a page.

    The claims that are `tried` can be so on their pages; the `jury` are other machines;
    `bounds` are what conditions allow, by sentence and by value.
    """
    groups, jury = [group for group in groups if group.claims], jury or Jury()
    parts, known = [_count(groups), _how_many(site.seeds), FILTER], set()
    for group in groups:
        parts.append(f"### {as_markdown(html.unescape(group.title))}")
        for claim in group.claims:
            if anchor(claim["sentence"]) not in known:  # else it is a problem, and told
                known.add(anchor(claim["sentence"]))
                heard = jury.of(claim["sentence"])
                can_be_tried = claim["sentence"] in tried
                allowed = (bounds or {}).get(claim["sentence"], {})
                parts.append(_entry(claim, group, site, heard, can_be_tried, allowed))
    rows = [f"| {name} | {value} |" for name, value in site.circumstances.items()]
    table = "\n".join(["| What | Which |", "|---|---|", *rows])
    text = text.replace(TRIED, _told_to_try(len(tried), groups))
    text = text.replace(elsewhere.PLACE, elsewhere.told(jury))
    return text.replace(LIST, "\n\n".join(parts)).replace(CIRCUMSTANCES, table)


def made_elsewhere(machines: Iterable[Iterable[str]]) -> dict[str, str]:
    """Say which other machines have made results of pages, if any have.

    Args:
        machines: Those of each page, by name.
    """
    counts = Counter(name for names in machines for name in names)
    told = (f"{k} ({n} page{'s' * (n > 1)})" for k, n in sorted(counts.items()))
    return {"Experiments also ran on": "; ".join(told)} if counts else {}


def _count(groups: list[Group]) -> str:
    found = [claim for group in groups for claim in group.claims]
    causes = sum("arms" in claim for claim in found)
    claims = "claim" if len(found) == 1 else "claims"
    pages = "page" if len(groups) == 1 else "pages"
    tested = f" **{causes}** of them tested a cause." if causes else ""
    held = f"**{len(found)}** {claims} on **{len(groups)}** {pages} held in this build."
    return held + tested


def _how_many(seeds: range) -> str:
    """Say of a quick build that it is one, and of many runs which are drawn."""
    if len(seeds) > seed_dots.MOST:
        return (
            f"Its experiments had **{len(seeds)}** random starts each. Eleven of them "
            "have a dot: the lowest, the highest, and those at each tenth between."
        )
    if len(seeds) >= PUBLISHED:
        return ""
    return (
        f"This is a quick build: its experiments had **{len(seeds)}** random starts "
        f"each, not the {PUBLISHED} of a whole one."
    )


def _told_to_try(tried: int, groups: list[Group]) -> str:
    if not tried:
        return ""
    total = sum(len(group.claims) for group in groups)
    return (
        f"**{tried}** of the **{total}** claims can be tried where they stand: press "
        '"Try this claim" there. Your browser then makes the claim again, with seeds '
        "that nobody has chosen, and says whether it held; nothing has to be installed."
    )


def _entry(
    claim: dict,
    group: Group,
    site: Site,
    heard: Heard,
    can_be_tried: bool,
    bounds: dict[str, seed_dots.Bound],
) -> str:
    sentence, name = claim["sentence"], anchor(claim["sentence"])
    values = claim["values"]
    many = [each["seeds"] for each in values.values() if _are_many(each)]
    axis = seed_dots.shared(number for seeds in many for number in seeds)
    rows = "".join(
        _row(label, value, heard.moved.get(label, ""), bounds.get(label), axis)
        for label, value in values.items()
    )
    tested = _pairs(claim, axis) if claim.get("arms") else ""
    words = written(sentence)
    leads = "Try it where it stands" if can_be_tried else "Where it stands"
    unseen = f'<span class="rnn-unseen">: {words}</span>'
    runs = max((len(each.get("seeds", [0])) for each in values.values()), default=1)
    return (
        f'<section class="rnn-evidence" id="{name}" data-runs="{runs}">'
        f"<p><strong>✓ {words}</strong></p>"
        f"{tested}<dl>{rows}</dl>{elsewhere.note([heard.sentence])}"
        f'<p><a href="rnn:/{group.url}#{name}">{leads}{unseen}</a> '
        f'<a href="{html.escape(report(claim, group.url, site))}">'
        f"Does not hold for you? Tell us{unseen}</a></p></section>"
    )


def _pairs(claim: dict, axis: seed_dots.Axis | None) -> str:
    """Say that a cause was tested, and join what each seed did with it and without."""
    first, second = claim["arms"]
    before, after = (claim["values"][arm] for arm in (first, second))
    alt = f"Each seed's two values, above: {first}; below: {second}."
    seeds = after.get("seeds", []), before.get("seeds", [])
    drawn = seed_dots.draw(seeds[0], alt, seeds[1], axis) if _are_many(before) else ""
    words = "A cause, tested: one thing changed, all else equal."
    return f'<p class="rnn-tested">{words}{drawn}</p>'


def _are_many(value: dict) -> bool:
    """Tell whether there are numbers to draw, and not only truth values."""
    seeds = value.get("seeds", [])
    return len(seeds) > 1 and not isinstance(seeds[0], bool)


def _row(
    label: str,
    value: dict,
    moved: str,
    bound: seed_dots.Bound | None,
    axis: seed_dots.Axis | None,
) -> str:
    name = html.escape(label.replace("_", " "))
    shown = set_numbers(html.escape(value["shown"]))
    seeds = value.get("seeds", [])
    more = f' <span class="rnn-allowed">{seed_dots.told(bound)}</span>' if bound else ""
    if len(seeds) > 1:
        alt = f"{label.replace('_', ' ')}: {value['shown']}"
        if _are_many(value):
            more += seed_dots.draw(seeds, alt, axis=axis, bound=bound)
        more += _every_run(name, value)
    if moved:
        more += elsewhere.note(["Elsewhere:", f"{moved}."])
    return f"<div><dt>{name}</dt><dd>{shown}{more}</dd></div>"


def _every_run(name: str, value: dict) -> str:
    """List what came out of each run; of very many, of some from the lowest on."""
    each, title = value["each"], "Every run"
    runs = [*enumerate(each, start=1)]  # of which seeds, only the page knows
    if len(each) > MOST_LISTED:
        title = f"{QUANTILES} of {len(each)} runs, evenly by rank"
        runs = [runs[n] for n in seed_dots.chosen(value["seeds"], QUANTILES)]
    rows = "".join(f"<li>run {number}: {set_numbers(one)}</li>" for number, one in runs)
    return (
        f"<details><summary>{title}<span class='rnn-unseen'> of {name}</span>"
        f"</summary><ul>{rows}</ul></details>"
    )


def report(claim: dict, url: str, site: Site) -> str:
    """Name the address at which a reader can say that a claim is wrong."""
    if not site.repo_url:
        return f"#{HELP}"
    place = f"{site.site_url}{url}#{anchor(claim['sentence'])}"
    # (A list of all claims has this for each: what they stand on is in one place.)
    commit = site.circumstances.get("Commit", "unknown")
    body = "\n".join(
        [
            f"Where it stands: {place}",
            f"What the site measured: {site.site_url}{MEASURED}, commit {commit}",
            "",
            "What I ran, and what I got:",
            "",
            "My versions of Python, PyTorch and NumPy, and my machine:",
            "",
        ]
    )
    title = f"Does not hold for me: {claim['sentence']}"
    if "gitlab" in site.repo_url:
        form, names = "-/issues/new", ("issue[title]", "issue[description]")
    else:
        form, names = "issues/new", ("title", "body")
    query = urlencode(dict(zip(names, (title, body), strict=True)))
    return f"{site.repo_url.rstrip('/')}/{form}?{query}"
