"""Tries code that an exercise asks for, and says what its checks say.

It runs elsewhere: as text in a cell of the page while that is built, and as a module in
readers' browsers. So it imports nothing of the build.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import json
import os
import random
import sys
import threading
from collections.abc import Iterator

DOTS = "`{}` is still `...`: write your own code in place of the three dots."


def complaints(checks: str, names: dict[str, object]) -> Iterator[str]:
    r"""Run checks, one statement after the other; yield what those say that fail.

    Args:
        checks: Their code.
        names: What the code that is checked has made.

    Examples:
        >>> [*complaints("assert a > 1, 'too small'\nassert a, 'nothing'", {"a": 1})]
        ['too small']
        >>> [*complaints("assert a > 1, 'too small'", {"a": ...})]
        ['`a` is still `...`: write your own code in place of the three dots.']
    """
    own = (name for name in names if not name.startswith("_"))
    if untouched := [name for name in own if names[name] is ...]:
        yield DOTS.format(untouched[0])
        return
    for statement in ast.parse(checks).body:
        code = compile(ast.Module([statement], []), "<check>", "exec")
        try:
            exec(code, names)
        except AssertionError as error:
            yield str(error)


def results(codes: list[str], checks: str, page: dict[str, object]) -> str:
    """Try codes one after the other, each as if it were the first, on a page.

    Args:
        codes: What is tried.
        checks: What checks it.
        page: The names of the page, which stay as they are; where the process can be
            copied, so does all else.

    Returns:
        As JSON, of each what the checks `say`, and the `error` that ended it, if any.
    """
    is_alone = threading.active_count() == 1  # a copy has no other thread
    can_be_copied = hasattr(os, "fork") and sys.platform != "darwin" and is_alone
    attempt = _tried_apart if can_be_copied else _tried
    return json.dumps([attempt(code, checks, page) for code in codes])


def _tried_apart(code: str, checks: str, page: dict[str, object]) -> dict:
    """Try code in a copy of this process: all that it changes is gone with that."""
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        try:
            with open(said, "w", encoding="utf-8") as home:
                home.write(json.dumps(_tried(code, checks, page)))
        finally:
            os._exit(0)
    os.close(said)
    with open(heard, encoding="utf-8") as home:
        told = home.read()
    os.waitpid(child, 0)
    if not told:
        begins = code.partition("\n")[0]
        raise RuntimeError(f"`{begins}` … ended the process that tried it")
    return json.loads(told)


def _tried(code: str, checks: str, page: dict[str, object]) -> dict:
    before, said, error = dict(page), [], ""
    used = {n.id for n in ast.walk(ast.parse(code + "\n" + checks)) if _is_name(n)}
    page |= {name: _copied(page[name]) for name in used & page.keys()}
    try:
        with _what_is_shared(), contextlib.redirect_stdout(io.StringIO()):
            exec(code, page)
            said += complaints(checks, page)
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
    for name in page.keys() - before.keys():
        del page[name]
    page |= before
    return {"say": said, "error": error}


@contextlib.contextmanager
def _what_is_shared() -> Iterator[None]:
    """Give back shared generators, and NumPy's options, as they are now."""
    kept = [(random.setstate, random.getstate())]
    if numpy := sys.modules.get("numpy"):
        kept.append((numpy.random.set_state, numpy.random.get_state()))
        options = numpy.get_printoptions()
        kept.append((lambda all_: numpy.set_printoptions(**all_), options))
    if torch := sys.modules.get("torch"):
        kept.append((torch.set_rng_state, torch.get_rng_state()))
    try:
        yield
    finally:
        for restore, state in kept:
            restore(state)


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def _copied(value: object) -> object:
    """Copy what can be copied: a module can't, for one."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value
