"""Names that a page gives to numbers: constants, and all that sets them."""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from engine.check.claims import nodes

Known = Mapping[str, float]
NONE: Known = MappingProxyType({})


def constants(sources: Sequence[str]) -> dict[str, float]:
    """Collect the numbers that are given a name in capitals, which nothing else gets.

    Examples:
        >>> constants(["A, B = 0.5, f()", "C = 1", "C = 2", "D = E = 3", "E += 1"])
        {'A': 0.5, 'D': 3.0}
        >>> constants(["A: float = 0.5", "B = 1", "for B in range(2): pass"])
        {'A': 0.5}
    """
    counted = _counted(sources)
    found = {
        name: number(value, NONE)
        for node in _all(sources)
        for name, value in _given(node)
        if name.isupper() and counted[name] == 1 and "*" not in counted
    }
    return {name: value for name, value in found.items() if value is not None}


def settings(condition: str, sources: Sequence[str]) -> list[str]:
    """List what gives the names in a condition their values, if it is written out.

    Those are constants, what they are made of, and what once gets a plain number.

    Examples:
        >>> code = ["A, b, c = 2 * D, 1, f()", "D = e = 3", "D *= 2", "e -= c"]
        >>> settings("b < A and c < D and e < 1", code)
        ['b = 1', 'A = 2 * D', 'D = 3', 'D *= 2']
    """
    counted = _counted(sources)
    found = [row for node in _all(sources) for row in _rows(node)]
    shown = {
        name
        for name, value, _ in found
        if name.isupper() or (counted[name] == 1 and _is_plain(value))
    }
    listed, names = [], [*dict.fromkeys(_read(ast.parse(condition)))]
    for name in names:  # to which what these are made of is added
        for other, value, row in found if name in shown else ():
            if other == name:
                listed.append(row)
                names += [one for one in _read(value) if one not in names]
    return [*dict.fromkeys(listed)]


def number(written: ast.expr, known: Known) -> float | None:
    """Compute a number that is written out, such as 1 / 3."""
    match written:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int(number_) | float(number_)):
            return float(number_) if abs(number_) < math.inf else None
        case ast.Name(id=name):
            return known.get(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = number(operand, known)
            return None if inner is None else -inner
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = number(left, known), number(right, known)
            return above / below if above is not None and below else None
    return None


def _all(sources: Sequence[str]) -> Iterator[ast.AST]:
    return (node for source in sources for node in nodes(source))


def _counted(sources: Sequence[str]) -> Counter:
    """Count how often each name gets a meaning."""
    return Counter(name for node in _all(sources) for name in _bound(node))


def _bound(node: ast.AST) -> Iterator[str]:
    """Name what a part of the code gives another meaning; "*" if that may be all."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.ClassDef(name=name)
            | ast.arg(arg=name)
            | ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """List names, and what an assignment gives to each alone."""
    match node:
        case ast.Assign(targets=targets, value=value):
            pairs = [pair for target in targets for pair in _pairs(target, value)]
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            pairs = [(target, value)]
        case _:
            return
    for target, value in pairs:
        if isinstance(target, ast.Name):
            yield target.id, value


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    match target, value:
        case ast.Tuple(elts=names), ast.Tuple(elts=given) if len(names) == len(given):
            is_odd = any(isinstance(one, ast.Starred) for one in [*names, *given])
            return [] if is_odd else [*zip(names, given, strict=True)]
    return [(target, value)]


def _rows(node: ast.AST) -> Iterator[tuple[str, ast.expr, str]]:
    """List names, what they are given, and how that is written."""
    for name, value in _given(node):
        yield name, value, f"{name} = {ast.unparse(value)}"
    match node:
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name, value, ast.unparse(node)


def _is_plain(value: ast.expr) -> bool:
    """Tell whether a value is written out, as a number is."""
    parts = ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop
    return all(isinstance(one, parts) for one in ast.walk(value))


def _read(code: ast.AST) -> list[str]:
    """Name what some code reads, in its order."""
    found = (one for one in ast.walk(code) if isinstance(one, ast.Name))
    read = [one for one in found if isinstance(one.ctx, ast.Load)]
    return [one.id for one in sorted(read, key=lambda n: (n.lineno, n.col_offset))]
