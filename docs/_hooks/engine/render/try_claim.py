"""Claims that readers can try: the element below each, and the file with their code."""

from __future__ import annotations

from engine.plan.tryable import Attempt
from engine.render import offers


def code_file(
    parts: list[tuple[int, str]],
    attempts: dict[int, Attempt],
    reports: dict[int, str],
    page: dict,
) -> tuple[str, str]:
    """Return the address and the content of the file with what a page's claims need.

    Args:
        parts: The statements of the page.
        attempts: Those that each claim needs, by the numbers of the cells.
        reports: Where it can be told that a claim does not hold.
        page: What else the script has to know.
    """
    used = sorted({number for one in attempts.values() for number in one.numbers})
    claims = {
        cell: {"needs": one.numbers, "fresh": one.is_fresh, "report": reports[cell]}
        for cell, one in attempts.items()
    }
    statements = {number: parts[number - 1][1] for number in used}
    return offers.code_file(page | {"claims": claims, "statements": statements})


def element(cell: int, address: str, loads: int) -> str:
    """Write the element of a claim.

    Args:
        cell: The number of its cell.
        address: The file with its code, from the site's root.
        loads: How many bytes of Python are fetched once.
    """
    return offers.element("rnn-try", cell, address, loads)
