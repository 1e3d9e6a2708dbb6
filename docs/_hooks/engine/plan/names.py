"""Which names a block of code needs from before, binds, and may change.

Where that can't be known for certain, a block counts as one that may change them: then
it runs, in a reader's browser, before those that use them.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_BUILT_IN = frozenset(dir(builtins))
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

# Built in, and yet they change what they are given, or any name of the page.
_CHANGE_IT = {"next", "setattr", "delattr"}
_CHANGE_ALL = {"exec", "eval", "globals", "locals", "vars"}
# Methods that change their object, where they are handed on instead of called.
_CHANGING = (
    *("add", "append", "appendleft", "clear", "discard", "extend", "fill", "insert"),
    *("pop", "popitem", "popleft", "push", "remove", "reverse", "setdefault", "sort"),
    *("update", "write", "__setitem__", "__delitem__"),
)
# Functions of modules that return what they are given, or a part of it.
_SHARING = (
    *("asarray", "asanyarray", "array_split", "atleast_1d", "atleast_2d", "flip"),
    *("broadcast_to", "from_numpy", "moveaxis", "ravel", "reshape", "squeeze", "split"),
    *("swapaxes", "transpose", "chain", "cycle", "deque", "dict", "enumerate", "iter"),
    *("list", "partial", "reversed", "set", "sorted", "tuple", "zip"),
)
# What a name can't stand for: the place of the generators that all share.
DICE = "the shared generators"
_SEEDS = ("seed", "manual_seed", "seed_everything", "set_state")
_OWN_DICE = (
    *("default_rng", "Generator", "PCG64", "Philox", "Random", "RandomState"),
    *("SeedSequence", "SystemRandom", "get_state"),
)
_DICE_MODULES = ("random", "numpy.random")


@dataclass
class Names:
    """What a block does to the names of its page."""

    needed: set[str] = field(default_factory=set)  # used before it binds them itself
    bound: set[str] = field(default_factory=set)  # for certain, when it has run
    perhaps: set[str] = field(default_factory=set)  # bound in a branch, or a loop
    changed: set[str] = field(default_factory=set)  # what they stand for, for certain
    handed: set[str] = field(default_factory=set)  # over to code that may change it
    fixed: set[str] = field(default_factory=set)  # bound to what nobody changes
    shared: set[tuple[str, str]] = field(default_factory=set)  # may be the same thing
    effects: dict[str, set[str]] = field(default_factory=dict)  # of functions, if used
    may_draw: bool = False  # from the shared generators: it calls what nobody knows
    may_change_all: bool = False


def read(source: str, fixed: Iterable[str] = ()) -> Names:
    r"""Read a block.

    Args:
        source: Its code.
        fixed: Names that are bound before to what nobody changes.

    Raises:
        SyntaxError: If it is no Python.

    Examples:
        >>> names = read("import a\nfor x in xs:\n x.w[0] = a.f(x)\ny = [z for z in x]")
        >>> sorted(names.needed), sorted(names.bound), sorted(names.perhaps)
        (['xs'], ['a', 'y'], ['x'])
        >>> names.changed, names.handed, names.fixed
        ({'x'}, set(), {'a'})
        >>> sorted(read("fit(a, len(b), c.d)\ne.f()").handed)
        ['a', 'c', 'e', 'fit']
        >>> code = "import numpy as np\nnp.fill_diagonal(W, 0)\nx = np.add(a, b, out=c)"
        >>> sorted(read(code).handed), read("b = a[:2]").shared
        (['W', 'c'], {('b', 'a')})
        >>> read("def f(): log.append(1)").effects
        {'f': {'log'}}
    """
    tree, names = ast.parse(source), Names()
    compile(tree, "<block>", "exec")  # which knows more of what is no Python
    _run(tree.body, names, names.bound)
    names.needed -= _BUILT_IN
    names.fixed = {*_fixed(tree.body)} & names.bound
    still = names.fixed | {*fixed}
    names.changed = {*_changed(tree)}
    names.handed = {*_handed(tree, still)}
    names.shared = {*_shared(tree)}
    names.effects = dict(_effects(tree.body, still))
    _roll(tree, names)
    called = {node.func.id for node in ast.walk(tree) if _is_call_by_name(node)}
    names.may_change_all = bool(called & _CHANGE_ALL)
    return names


def _run(body: Iterable[ast.stmt], names: Names, bound: set[str]) -> None:
    """Follow statements in their order; what they bind goes into `bound`."""
    for node in body:
        inside = bound if isinstance(node, ast.With | ast.AsyncWith) else names.perhaps
        match node:
            case ast.For() | ast.AsyncFor():
                _use(node.iter, names, inside)
                _use(node.target, names, inside)
            case ast.While() | ast.If():
                _use(node.test, names, inside)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    _use(item, names, inside)
            case ast.Try():
                for handler in node.handlers:
                    _use(handler.type, names, inside)
                    inside |= {handler.name} - {None}
                    _run(handler.body, names, inside)
            case _:
                _use(node, names, bound)
                continue
        for part in ("body", "orelse", "finalbody"):
            _run(getattr(node, part, ()), names, inside)


def _use(node: ast.AST | None, names: Names, bound: set[str]) -> None:
    if node is None:
        return
    loads, stores = set(), set()
    for name, is_stored in _free(node, frozenset()):
        (stores if is_stored else loads).add(name)
    if isinstance(node, ast.AugAssign):
        loads |= stores
    names.needed |= loads - names.bound - names.perhaps
    bound |= stores


def _free(node: ast.AST, local: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """List the names of the page in a piece of code, and whether it binds them."""
    match node:
        case ast.Name() if node.id not in local:
            yield node.id, not isinstance(node.ctx, ast.Load)
        case ast.Import() | ast.ImportFrom():
            for one in node.names:
                name = one.asname or one.name.partition(".")[0]
                if name not in local:
                    yield name, True
    if isinstance(node, _FUNCTIONS | ast.ClassDef):
        if name := getattr(node, "name", None):
            yield from [(name, True)] if name not in local else []
        for part in (*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())):
            yield from _free(part, local)
        local |= {*_local(node)}
    elif isinstance(node, _COMPREHENSIONS):
        targets = [n for g in node.generators for n in ast.walk(g.target)]
        local |= {n.id for n in targets if isinstance(n, ast.Name)}
    for child in ast.iter_child_nodes(node):
        yield from _free(child, local)


def _local(node: ast.AST) -> Iterator[str]:
    """List the names that belong to a function, or the body of a class."""
    for inner in ast.walk(node):
        match inner:
            case ast.arg():
                yield inner.arg
            case ast.Name(ctx=ast.Store()):
                yield inner.id
            case ast.FunctionDef() | ast.ClassDef() if inner is not node:
                yield inner.name
            case ast.Import() | ast.ImportFrom():
                yield from (one.asname or one.name for one in inner.names)
            case ast.ExceptHandler(name=str(name)):
                yield name


def _base(node: ast.AST) -> Iterator[str]:
    """Name what an expression such as `a.b[c].d` begins with, if it is a name."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _changed(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute() | ast.Subscript() if not isinstance(
                node.ctx, ast.Load
            ):
                yield from _base(node)
            case ast.AugAssign():
                yield from _base(node.target)
            case ast.Expr(ast.Call(ast.Attribute() as method)):
                yield from _base(method)


def _handed(tree: ast.AST, fixed: set[str]) -> Iterator[str]:
    """List what methods are called of, and what is given to functions of a project.

    Those that are built in, or stand in a module such as NumPy, change nothing.
    """
    for_effect = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    called = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=attr) if (
                attr in _CHANGING and id(node) not in called
            ):
                yield from {*_base(node)} - fixed  # it will be called by others
            case ast.Call():
                yield from _given(node, fixed, id(node) in for_effect)


def _given(call: ast.Call, fixed: set[str], is_for_effect: bool) -> Iterator[str]:
    """List what a call may change; one for its value alone changes less."""
    called, is_method = {*_base(call.func)}, isinstance(call.func, ast.Attribute)
    out = [word.value for word in call.keywords if word.arg == "out"]
    given = [*call.args, *(word.value for word in call.keywords)]
    if is_method and called & fixed:  # of a module
        given = given if is_for_effect else out
    elif not is_method and called & (_BUILT_IN - _CHANGE_IT):
        given = out
    else:
        yield from called - fixed  # an object, or what may be a method of one
    for one in given:
        for part in ast.walk(one) if isinstance(one, ast.Tuple | ast.List) else [one]:
            yield from {*_base(part)} - fixed


def _shared(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """List pairs of names that may stand for the same, or for a part of it."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                targets = [target]
            case ast.NamedExpr(target=target, value=value):
                targets = [target]
            case ast.For(target=target, iter=value):
                targets = [target]
            case ast.comprehension(target=target, iter=value):
                targets = [target]
            case _:
                continue
        names = [name for target in targets for name in _stored(target)]
        yield from (
            (name, part) for name in names for part in {*_parts(value)} - {name}
        )


def _stored(target: ast.AST) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            yield from _base(node)


def _parts(value: ast.AST) -> Iterator[str]:
    """Name what a value may be, or be a part of: `a`, of `a[:2]`, of `[a, 1]`."""
    match value:
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Starred():
            inner = value.value if isinstance(value, ast.Starred) else value
            yield from _base(inner)
            if not isinstance(inner, ast.Name):
                yield from _parts(getattr(inner, "value", inner))
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                yield from _parts(part)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _parts(part)
        case ast.IfExp(body=one, orelse=other):
            yield from (*_parts(one), *_parts(other))
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _parts(part)
        case ast.NamedExpr(value=part):
            yield from _parts(part)
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args):
            yield from _parts(owner)  # a method may return its object, or a part of it
            for part in args if attr in _SHARING else ():
                yield from _parts(part)
        case ast.Call(func=ast.Name(id=name), args=args) if name in _SHARING:
            for part in args:
                yield from _parts(part)


def _effects(body: list[ast.stmt], fixed: set[str]) -> Iterator[tuple[str, set[str]]]:
    """List what functions of the page change of it when somebody uses them."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names, own = [node.name], {*_local(node)}
            case ast.Assign(value=value) if any(
                isinstance(inner, ast.Lambda) for inner in ast.walk(value)
            ):
                names, own = [n for t in node.targets for n in _stored(t)], set()
            case _:
                continue
        outside = {
            name
            for inner in ast.walk(node)
            if isinstance(inner, ast.Global)
            for name in inner.names
        }
        touched = {*_changed(node), *_handed(node, fixed)} | outside
        found = {name for name in touched - own | outside if name not in names}
        if found:
            yield from ((name, found) for name in names)


def _roll(tree: ast.AST, names: Names) -> None:
    """Note whether a block seeds the shared generators, draws from them, or may do."""
    imported = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _DICE_MODULES
        for one in node.names
        if one.name not in _OWN_DICE
    }
    if imported:
        names.effects |= {name: {DICE} for name in imported}
    seeds = False
    for node in ast.walk(tree):
        match node:
            case (
                ast.Attribute(value=ast.Name(id="random"), attr=attr)
                | ast.Attribute(value=ast.Attribute(attr="random"), attr=attr)
            ) if attr not in _OWN_DICE:
                names.changed.add(DICE)
                names.needed |= set() if attr in _SEEDS else {DICE}
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in _SEEDS:
                    seeds = True
                    names.changed.add(DICE)
                names.may_draw |= name not in _BUILT_IN
    if seeds:  # whatever was drawn before
        names.needed.discard(DICE)


def _is_call_by_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _fixed(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
                found = _free(node, frozenset())
                yield from (name for name, is_bound in found if is_bound)
            case ast.Assign(value=value) if _is_constant(value):
                yield from (name for t in node.targets for name in _base(t))


def _is_constant(node: ast.AST) -> bool:
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant)
