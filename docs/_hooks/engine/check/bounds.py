"""What a claim's condition allows each of its values, as far as one can read it off.

Only plain conditions are read: a value, or each of its seeds, compared with a number;
or with a CONSTANT that the page sets once, as it does if a plot draws it too.
What else is claimed, of two values say, has no place on a value's own axis.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.cache.remembered import Whole, remembered
from engine.check.claims import calls
from engine.check.constants import NONE, Known, constants, number
from engine.render.seed_dots import Bound

_BELOW, _ABOVE = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)


@remembered
def of_all_claims(ran: Whole) -> dict[str, dict[str, Bound]]:
    """Return the bounds of a notebook's claims, by sentence and by value."""
    cells = [cell for cell in ran.content.cells if cell.cell_type == "code"]
    found, known = {}, constants([cell.source for cell in cells])
    for cell in cells:
        found |= of_claims(cell, known)
    return found


def of_claims(cell: NotebookNode, known: Known = NONE) -> dict[str, dict[str, Bound]]:
    """Return the bounds of a cell's claims, by sentence and by value.

    Constants are `known` by their names.

    Examples:
        >>> code = "claim('A', holds=(a < 2).all() and 3 > b.min(), x=per_seed(a), y=b)"
        >>> of_claims(NotebookNode(cell_type="code", source=code))
        {'A': {'x': Bound(low=None, high=2.0, is_strict=True, within=None)}}
        >>> code = "claim('A', holds=abs(a - 1).max() < 0.5, x=a)"
        >>> of_claims(NotebookNode(cell_type="code", source=code))
        {'A': {'x': Bound(low=0.5, high=1.5, is_strict=True, within=(0.5, 1.0))}}
    """
    found = {}
    for call in calls(cell.source) if cell.cell_type == "code" else ():
        match call:
            case ast.Call(args=[ast.Constant(value=str(sentence)), *_]):
                found[sentence] = _of_call(call, known)
    return {sentence: bounds for sentence, bounds in found.items() if bounds}


def _of_call(call: ast.Call, known: Known) -> dict[str, Bound]:
    named = {one.arg: one.value for one in call.keywords}
    holds = named.pop("holds", None)
    match named.pop("arms", None):
        case ast.Dict(keys=keys, values=values):
            written = [getattr(key, "value", None) for key in keys]
            named |= dict(zip(written, values, strict=True))
    found: dict[str, list[Bound]] = {}
    for compared, bound in _parts(holds, known):
        for name, value in named.items():
            if name and ast.dump(_of_seeds(value)) == ast.dump(compared):
                found.setdefault(name, []).append(bound)
    merged = {name: _merged(bounds) for name, bounds in found.items()}
    return {name: bound for name, bound in merged.items() if bound}


def _merged(bounds: list[Bound]) -> Bound | None:
    """Make one bound of all; None if those of one side, or their kinds, differ."""
    bounds = [*dict.fromkeys(bounds)]
    lows = [bound for bound in bounds if bound.low is not None]
    highs = [bound for bound in bounds if bound.high is not None]
    if len(bounds) == 1:
        return bounds[0]
    if len(lows) > 1 or len(highs) > 1 or lows[0].is_strict != highs[0].is_strict:
        return None
    return Bound(lows[0].low, highs[0].high, lows[0].is_strict)


def _of_seeds(value: ast.expr) -> ast.expr:
    """Return what a value is made of: `per_seed(x)` is x."""
    match value:
        case ast.Call(func=ast.Name(id="per_seed"), args=[inner], keywords=[]):
            return inner
    return value


def _parts(holds: ast.expr | None, known: Known) -> Iterator[tuple[ast.expr, Bound]]:
    """List what has to be so in any case: what is compared, and with which numbers."""
    match holds:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _parts(value, known)
        case ast.Call(func=ast.Attribute(value=ast.Compare() as inner, attr="all")):
            yield from _parts(inner, known)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            limit, is_strict = number(right, known), isinstance(op, ast.Lt | ast.Gt)
            if limit is None or not isinstance(op, _BELOW + _ABOVE):
                return
            is_below = isinstance(op, _BELOW)
            bound = Bound(**{"high" if is_below else "low": limit}, is_strict=is_strict)
            for compared in (left, _inside(left, "max" if is_below else "min")):
                if compared is not None:
                    yield compared, bound
                    if is_below:
                        yield from _around(compared, bound, known)


def _inside(extreme: ast.expr, name: str) -> ast.expr | None:
    """Return of what an expression is the maximum, or the minimum."""
    match extreme:
        case ast.Call(func=ast.Attribute(value=inner, attr=attr), args=[], keywords=[]):
            return inner if attr == name else None
        case ast.Call(func=ast.Name(id=called), args=[inner], keywords=[]):
            return inner if called == name else None
    return None


def _around(
    distance: ast.expr, bound: Bound, known: Known
) -> Iterator[tuple[ast.expr, Bound]]:
    """Read abs(x - 1) < 0.5 as what it says of x."""
    match distance:
        case ast.Call(args=[ast.BinOp(left=left, op=ast.Sub(), right=right)]):
            middle = number(right, known)
            if ast.unparse(distance.func) in ("abs", "np.abs") and middle is not None:
                low, high = middle - bound.high, middle + bound.high
                within = bound.high, middle
                yield left, Bound(low, high, bound.is_strict, within)
