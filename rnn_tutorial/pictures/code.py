"""Shows real code on a page: what runs, without the docstring that explains it."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass

_DOCUMENTED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Source:
    """The code of a function or class, which displays itself in notebooks."""

    code: str

    def __str__(self) -> str:
        return self.code

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.code}\n```"


def source(function: Callable) -> Source:
    """Return the code of a function, method or class as it stands in its file.

    Only its docstrings and the indentation of its place are gone.

    Examples:
        >>> from rnn_tutorial.scratch.rnn import RNNCell
        >>> print(source(RNNCell.forward))
        def forward(self, x_t: Array, h_prev: Array) -> Array:
            self._check(x_t, h_prev=h_prev)
            return np.tanh(x_t @ self.W_xh + h_prev @ self.W_hh + self.b_h)  # (N, H)
    """
    try:
        lines = inspect.getsource(function).rstrip("\n").split("\n")
        indentation = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
        lines = [line.removeprefix(indentation) for line in lines]  # but a text's own
        nodes = ast.walk(ast.parse("\n".join(lines)))
    except (TypeError, OSError, SyntaxError):  # half a statement, around a lambda
        wanted = "one whose code stands in a file"
        raise ValueError(f"function is {function!r}; expected {wanted}.") from None
    told = [n for n in nodes if isinstance(n, _DOCUMENTED) and ast.get_docstring(n)]
    for node in sorted(told, key=lambda node: node.lineno, reverse=True):
        text, *others = node.body
        first, last = text.lineno - 1, text.end_lineno
        if not others:
            lines[first:last] = [lines[first][: text.col_offset] + "..."]
        elif lines[last]:
            del lines[first:last]
        else:  # with the empty line below a class's docstring
            del lines[first : last + 1]
    return Source("\n".join(lines))
