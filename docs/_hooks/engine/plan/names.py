"""Which names a block of code needs from before, binds, and may change.

Who knows an object by another name, what a method does to more than its object, and
what a setting changes is not followed: a trial shows where that matters.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_BUILT_IN = frozenset(dir(builtins))
_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

# Built in, and yet they change what they are given.
_CHANGE_IT = {"next", "setattr", "delattr"}
# Methods that change their object, where they are handed on instead of called.
_CHANGING = (
    *("add", "append", "appendleft", "clear", "discard", "extend", "fill", "insert"),
    *("pop", "popitem", "popleft", "push", "remove", "reverse", "setdefault", "sort"),
    *("update", "write", "__setitem__", "__delitem__"),
)


@dataclass
class Names:
    """What a block does to the names of its page."""

    needed: set[str] = field(default_factory=set)  # used before it binds them itself
    bound: set[str] = field(default_factory=set)  # for certain, when it has run
    perhaps: set[str] = field(default_factory=set)  # bound in a branch, or a loop
    changed: set[str] = field(default_factory=set)  # what they stand for, for certain
    handed: set[str] = field(default_factory=set)  # over to code that may change it
    fixed: set[str] = field(default_factory=set)  # bound to what nobody changes
    called: set[str] = field(default_factory=set)  # or handed on, not just defined
    does: dict[str, Names] = field(default_factory=dict)  # whoever calls what it binds

    def after_calls(self, known: dict[str, Names]) -> None:
        """Add what the functions do that it calls, and those that they call.

        Args:
            known: What the functions of the page do, its own ones as well.
        """
        waiting, seen = [*self.called], set()
        own = self.bound | self.perhaps
        while waiting:
            name = waiting.pop()
            if name in seen or name not in known:
                continue
            seen.add(name)
            done = known[name]
            self.needed |= done.needed - own
            self.perhaps |= done.perhaps
            self.changed |= done.changed
            self.handed |= done.handed
            waiting += done.called


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
        >>> sorted(read(code).handed)
        ['W', 'c']
        >>> names = read("def f():\n global a\n a = b\n c[0] = 1\n\nd = f")
        >>> names.called, names.does["d"].called, names.does["f"].perhaps
        ({'f'}, {'f'}, {'a'})
        >>> names.after_calls(names.does)
        >>> sorted(names.perhaps), names.changed, sorted(names.needed)
        (['a'], {'c'}, ['a', 'b', 'c'])
        >>> names = read("for key in keys:\n found = f(key)\n table[key] = found")
        >>> names.does["table"].needed, names.does["table"].called
        (set(), {'found'})
    """
    tree, names = ast.parse(source), Names()
    compile(tree, "<block>", "exec")  # which knows more of what is no Python
    _run(tree.body, names, names.bound)
    names.needed -= _BUILT_IN
    names.fixed = {*_fixed(tree.body)} & names.bound
    still = names.fixed | {*fixed}
    names.changed = {*_changed(tree)}
    names.handed = {*_handed(tree, still)}
    names.called = {*_called(tree)} - _BUILT_IN
    names.does = {name: one for node in tree.body for name, one in _does(node, still)}
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
        local |= {*_local(node)} - {*_global(node)}
    elif isinstance(node, _COMPREHENSIONS):
        targets = [n for g in node.generators for n in ast.walk(g.target)]
        local |= {n.id for n in targets if isinstance(n, ast.Name)}
    is_later = isinstance(node, _FUNCTIONS)  # what it binds, it does when it is called
    for child in ast.iter_child_nodes(node):
        for name, is_stored in _free(child, local):
            yield name, is_stored and not is_later


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


def _global(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Global):
            yield from inner.names


def _called(node: ast.AST) -> Iterator[str]:
    """List the names that code uses as it runs, not as what it defines is called."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    parts = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts = [*node.decorator_list, node.args]
    for part in parts:
        yield from _called(part)


def _does(node: ast.stmt, fixed: set[str]) -> Iterator[tuple[str, Names]]:
    """Tell of functions and classes what whoever calls them uses, and may change."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            own = [name]
        case ast.ClassDef(name=name):
            own = [name]
        case ast.Assign(value=ast.Name() | ast.Lambda()):
            own = [name for target in node.targets for name in _base(target)]
            node = node.value
        case _:
            for inner in ast.iter_child_nodes(node):
                yield from _does(inner, fixed)
            return
    used = {name for name, _ in _free(node, frozenset())} - {*own} - _BUILT_IN
    done = Names(needed=used, called=used, perhaps={*_global(node)})
    if isinstance(node, ast.Name):  # what it stands for is held, whatever becomes of it
        done.needed = set()
    done.changed = {*_changed(node)} & used
    done.handed = {*_handed(node, fixed)} & used
    yield from ((name, done) for name in own)


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
