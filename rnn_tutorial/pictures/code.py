"""Shows real code on a page: what runs, without the docstring that explains it."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """The code of a function or class, which displays itself in notebooks.

    Args:
        code: The code.

    Examples:
        >>> print(Source("a = 1"))
        a = 1
    """

    code: str

    def __str__(self) -> str:
        return self.code

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.code}\n```"


def source(function: Callable) -> Source:
    """Return the code of a function, method or class as it stands in its file.

    Only its docstrings and the indentation of its place are gone.

    Args:
        function: The function, method or class.

    Examples:
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> print(source(RNNCell.forward))
        def forward(self, x_t: Array, h_prev: Array) -> Array:
            self._check(x_t, h_prev=h_prev)
            return np.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)
    """
    try:
        lines = _dedented(inspect.getsource(function).rstrip("\n").split("\n"))
        docstrings = _docstrings("\n".join(lines))
    except (TypeError, OSError, SyntaxError):  # half a statement, around a lambda
        raise ValueError(
            f"function is {function!r}; expected one whose code stands in a file."
        ) from None
    for text, is_all in reversed(docstrings):
        before = lines[text.lineno - 1][: text.col_offset]
        left = [before + "..."] if is_all else []
        last = text.end_lineno
        if not is_all and not lines[last]:
            last += 1  # the empty line below a class's docstring
        lines[text.lineno - 1 : last] = left
    return Source("\n".join(lines))


def _dedented(lines: list[str]) -> list[str]:
    """Move lines to the left as far as the first; a text's own may stand there."""
    indentation = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    return [line.removeprefix(indentation) for line in lines]


def _docstrings(code: str) -> list[tuple[ast.stmt, bool]]:
    """List every docstring in their order, and whether it is all that there is."""
    documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False):
            found.append((node.body[0], len(node.body) == 1))
    return sorted(found, key=lambda item: item[0].lineno)
