"""How far what other machines found is from what this site found."""

from __future__ import annotations

import math
from decimal import Decimal

from engine.jury.records import Claimed, Record
from engine.render.elsewhere import Heard, Jury


def jury(
    claims: list[dict],
    conditions: dict[str, str],
    records: list[Record],
    first_seed: int,
) -> Jury:
    """Sum up what the records say of this site's claims.

    Args:
        claims: As pages have made them, with `sentence` and `values`.
        conditions: As they are written there, by sentence.
        records: Of other machines.
        first_seed: With which this site's experiments begin.
    """
    said = {
        one["sentence"]: _heard(
            one, conditions.get(one["sentence"]), records, first_seed
        )
        for one in claims
    }
    return Jury(tuple(_row(record) for record in records), said)


def _heard(
    claim: dict, condition: str | None, records: list[Record], first_seed: int
) -> Heard:
    """Sum up what they say of one; of a claim that was another one they say nothing."""
    said: list[tuple[int, Record, Claimed]] = []
    for row, record in enumerate(records, start=1):
        one = record.claims.get(claim["sentence"])
        if one and one.condition == condition:
            said.append((row, record, one))
    failed = tuple((row, one.why) for row, _, one in said if not one.held)
    same = [one.values for _, record, one in said if record.first_seed == first_seed]
    far = {
        name: words
        for name, value in claim["values"].items()
        if (words := moved(value, [one[name] for one in same if name in one]))
    }
    return Heard((len(said) - len(failed), len(said)), failed, far)


def moved(here: dict, there: list[dict]) -> str:
    """Say how far a value was from this one at most; "" where that can't be said.

    Examples:
        >>> moved({"seeds": [0.5, 1.0]}, [{"seeds": [0.5]}, {"seeds": [0.25, 1, 7]}])
        'moved by at most 0.25'
        >>> moved({"seeds": [True, True]}, [{"seeds": [True, False, True]}])
        'another one for at most 1 of 2 seeds'
        >>> moved({"shown": "1,250"}, [{"shown": "1,249.5"}, {"shown": "1,250"}])
        'moved by at most 0.5'
        >>> moved({"shown": "[1, 2]"}, [{"shown": "[1, 2]"}])
        'the same'
        >>> moved({"shown": "inf"}, [{"shown": "inf"}, {"shown": "3"}])
        'not the same everywhere'
    """
    found = [
        [*zip(mine, others, strict=False)]
        for mine, others in ((_numbers(here), _numbers(one)) for one in there)
    ]
    if not found:
        return ""
    if not all(found):
        is_same = all(one.get("shown") == here.get("shown") for one in there)
        return "the same" if is_same else "not the same everywhere"
    if isinstance(found[0][0][0], bool):
        most = max(sum(a != b for a, b in pairs) for pairs in found)
        count = len(_numbers(here))
        return (
            f"another one for at most {most} of {count} seeds" if most else "the same"
        )
    most = max(abs(a - b) for pairs in found for a, b in pairs)
    return f"moved by at most {_short(most)}" if most else "the same"


def _numbers(value: dict) -> list[float]:
    """Read the numbers of a value: one per seed, or the only one; none of a list.

    Nor is infinity one, from which something can be so far.
    """
    if "seeds" in value:
        return value["seeds"]
    try:
        number = float(value["shown"].replace(",", "").replace("−", "-"))
    except ValueError:
        return []
    return [number] if math.isfinite(number) else []


def _short(number: float) -> str:
    """Write a number with two digits that count.

    Examples:
        >>> _short(0.00012345), _short(1234.5), _short(1e-9)
        ('0.00012', '1,200', '0.000000001')
    """
    return f"{Decimal(f'{number:.2g}'):,f}"


def _row(record: Record) -> tuple[str, ...]:
    machine, claims = record.machine, record.claims.values()
    held = sum(bool(one.held) for one in claims)
    settings = ", ".join(f"{name}={value}" for name, value in record.settings.items())
    return (
        record.date,
        f"{machine.get('Processor', '?')}; {machine.get('System', '?')}",
        ", ".join(machine.get(name, "?") for name in ("Python", "PyTorch", "NumPy")),
        settings or "its own",
        record.seeds,
        f"{held} of {len(claims)}",
    )
