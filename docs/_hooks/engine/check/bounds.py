"""What a claim's condition allows each of its values, as far as one can read it off.

Only plain conditions are read: a value, or each of its seeds, compared with a number.
What else is claimed, of two values say, has no place on a value's own axis.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from nbformat import NotebookNode

from engine.cache.remembered import Whole, remembered
from engine.check.claims import calls
from engine.render.seed_dots import Bound

_BELOW, _ABOVE = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)


@remembered
def of_all_claims(ran: Whole) -> dict[str, dict[str, Bound]]:
    """Return the bounds of a notebook's claims, by sentence and by value."""
    found = {}
    for cell in ran.content.cells:
        found |= of_claims(cell)
    return found


def of_claims(cell: NotebookNode) -> dict[str, dict[str, Bound]]:
    """Return the bounds of a cell's claims, by sentence and by value.

    Examples:
        >>> code = "claim('A', holds=(a < 2).all() and 3 > b.min(), x=per_seed(a), y=b)"
        >>> of_claims(NotebookNode(cell_type="code", source=code))
        {'A': {'x': Bound(low=None, high=2.0, is_strict=True)}}
        >>> code = "claim('A', holds=abs(a - 1).max() < 0.5, x=a)"
        >>> of_claims(NotebookNode(cell_type="code", source=code))
        {'A': {'x': Bound(low=0.5, high=1.5, is_strict=True)}}
    """
    found = {}
    for call in calls(cell.source) if cell.cell_type == "code" else ():
        match call:
            case ast.Call(args=[ast.Constant(value=str(sentence)), *_]):
                found[sentence] = _of_call(call)
    return {sentence: bounds for sentence, bounds in found.items() if bounds}


def _of_call(call: ast.Call) -> dict[str, Bound]:
    named = {one.arg: one.value for one in call.keywords}
    holds = named.pop("holds", None)
    match named.pop("arms", None):
        case ast.Dict(keys=keys, values=values):
            written = [getattr(key, "value", None) for key in keys]
            named |= dict(zip(written, values, strict=True))
    found: dict[str, Bound] = {}
    for compared, bound in _parts(holds):
        for name, value in named.items():
            if name and ast.dump(_of_seeds(value)) == ast.dump(compared):
                found.setdefault(name, bound)
    return found


def _of_seeds(value: ast.expr) -> ast.expr:
    """Return what a value is made of: `per_seed(x)` is x."""
    match value:
        case ast.Call(func=ast.Name(id="per_seed"), args=[inner], keywords=[]):
            return inner
    return value


def _parts(holds: ast.expr | None) -> Iterator[tuple[ast.expr, Bound]]:
    """List what has to be so in any case: what is compared, and with which numbers."""
    match holds:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values:
                yield from _parts(value)
        case ast.Call(func=ast.Attribute(value=ast.Compare() as inner, attr="all")):
            yield from _parts(inner)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            limit, is_strict = _number(right), isinstance(op, ast.Lt | ast.Gt)
            if limit is None or not isinstance(op, _BELOW + _ABOVE):
                return
            is_below = isinstance(op, _BELOW)
            bound = Bound(**{"high" if is_below else "low": limit}, is_strict=is_strict)
            for compared in (left, _inside(left, "max" if is_below else "min")):
                if compared is not None:
                    yield compared, bound
                    if is_below:
                        yield from _around(compared, bound)


def _inside(extreme: ast.expr, name: str) -> ast.expr | None:
    """Return of what an expression is the maximum, or the minimum."""
    match extreme:
        case ast.Call(func=ast.Attribute(value=inner, attr=attr), args=[], keywords=[]):
            return inner if attr == name else None
        case ast.Call(func=ast.Name(id=called), args=[inner], keywords=[]):
            return inner if called == name else None
    return None


def _around(distance: ast.expr, bound: Bound) -> Iterator[tuple[ast.expr, Bound]]:
    """Read abs(x - 1) < 0.5 as what it says of x."""
    match distance:
        case ast.Call(args=[ast.BinOp(left=left, op=ast.Sub(), right=right)]):
            middle = _number(right)
            if ast.unparse(distance.func) in ("abs", "np.abs") and middle is not None:
                low, high = middle - bound.high, middle + bound.high
                yield left, Bound(low, high, bound.is_strict)


def _number(written: ast.expr) -> float | None:
    """Compute a number that is written out, such as 1 / 3."""
    match written:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int(number) | float(number)):
            return float(number) if math.isfinite(number) else None
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _number(operand)
            return None if number is None else -number
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = _number(left), _number(right)
            return above / below if above is not None and below else None
    return None
