import ast
import functools
import importlib
import inspect
import pkgutil
import re
import textwrap
from pathlib import Path

import pytest

import rnn_tutorial
from rnn_tutorial.experiments.recall import Recall, recall
from rnn_tutorial.pictures.code import Source, source

HERE = Path(__file__).read_text(encoding="utf-8").split("\n")


def twice(x, times=2):  # a comment
    """Double a number.

    Nobody needs to read this.
    """
    a = {"b":x}  # fmt: skip

    # Another comment.
    return times * a["b"]


def outer():
    """An outer docstring."""

    def inner():
        """An inner docstring, of

        several lines.
        """
        text = """no docstring"""
        return text

    class Inside:
        """A class's docstring."""

        def method(self):
            """A method's docstring."""
            return inner

        async def later(self):
            """Return nothing, later."""
            return None

    return Inside


class Promise:
    """A class that is its docstring."""


class Promises:
    """A class of promises."""

    def only(self):
        """Do nothing."""

    # fmt: off
    def short(self): """Do nothing, in one line."""
    # fmt: on

    def text(self):
        """Return a text with lines that begin on the left."""
        return """a
b"""


# fmt: off
two = [
    lambda x: x,
    lambda x: 2 * x]
# fmt: on


def undocumented():
    return """no docstring
either"""


class Shape:
    """A class of its own."""

    sides = 4

    @property
    def corners(self):
        """As many as there are sides."""
        return self.sides

    @staticmethod
    @functools.cache
    def area(a, b):
        """Multiply the sides."""
        return a * b


def lines_of(*numbers_after, start):
    """Take lines of this file, counted from the line that begins in some way."""
    first = next(i for i, line in enumerate(HERE) if line.lstrip().startswith(start))
    return [HERE[first + number] for number in numbers_after]


def test_code_stands_as_in_its_file_but_for_the_docstring():
    expected = lines_of(0, 5, 6, 7, 8, start="def twice(")
    assert str(source(twice)).split("\n") == expected
    assert expected[0] == "def twice(x, times=2):  # a comment"
    assert expected[1] == '    a = {"b":x}  # fmt: skip'
    assert expected[-1] == '    return times * a["b"]'


def test_docstrings_inside_go_as_well():
    code = str(source(outer))
    assert "docstring." not in code
    assert "several lines" not in code
    assert "Return nothing" not in code
    assert 'text = """no docstring"""' in code


def test_what_is_left_does_the_same():
    space = {"functools": functools}
    for thing in (twice, outer, Shape):
        exec(str(source(thing)), space)
    assert space["twice"](3) == twice(3) == 6
    assert space["outer"]()().method()() == "no docstring"
    assert space["Shape"]().corners == Shape().corners == 4
    assert space["Shape"].area(2, 3) == 6
    documented = [space["twice"], space["outer"], space["Shape"]]
    assert [thing.__doc__ for thing in documented] == [None] * 3


def test_texts_that_are_no_docstrings_stay():
    assert str(source(undocumented)) == (
        'def undocumented():\n    return """no docstring\neither"""'
    )


def test_three_dots_stand_for_a_docstring_that_was_everything():
    assert str(source(Promise)) == "class Promise:\n    ..."
    assert str(source(Promises.only)) == "def only(self):\n    ..."
    assert str(source(Promises.short)) == "def short(self): ..."


def test_no_gap_is_left_where_a_docstring_was():
    assert str(source(Promises)).startswith("class Promises:\n    def only(self):")


def test_texts_may_begin_left_of_the_code():
    code = str(source(Promises.text))
    assert code == 'def text(self):\n    return """a\nb"""'


def test_decorators_stay_and_are_seen_through():
    assert str(source(Shape.area)).split("\n") == [
        "@staticmethod",
        "@functools.cache",
        "def area(a, b):",
        "    return a * b",
    ]
    assert str(source(recall)).startswith("@experiment\ndef recall(\n")
    assert "@dataclass(frozen=True, eq=False)\nclass Recall:" in str(source(Recall))


def test_methods_lose_their_indentation():
    assert str(source(Shape.corners.fget)) == (
        "@property\ndef corners(self):\n    return self.sides"
    )
    assert str(source(Shape().area)) == str(source(Shape.area))


def everything_in_the_package():
    """Yield every function and class, and the functions that classes are made of."""
    for info in pkgutil.walk_packages(rnn_tutorial.__path__, "rnn_tutorial."):
        module = importlib.import_module(info.name)
        for thing in vars(module).values():
            is_ours = getattr(thing, "__module__", "") == module.__name__
            if is_ours and inspect.isfunction(thing):
                yield thing
            if is_ours and inspect.isclass(thing):
                yield thing
                for inner in filter(inspect.isfunction, vars(thing).values()):
                    if inner.__code__.co_filename == module.__file__:  # not generated
                        yield inner


def without_docstrings(code):
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body[:1] = [] if len(node.body) > 1 else ast.parse("...").body
    return ast.unparse(tree)


def test_everything_in_the_package_is_shown_whole_but_for_docstrings():
    everything = list(everything_in_the_package())
    assert len(everything) > 100
    for thing in everything:
        expected = without_docstrings(textwrap.dedent(inspect.getsource(thing)))
        assert ast.unparse(ast.parse(str(source(thing)))) == expected


def test_a_notebook_shows_a_fence_of_python():
    assert source(undocumented)._repr_markdown_() == (
        '```python\ndef undocumented():\n    return """no docstring\neither"""\n```'
    )
    assert str(Source("a = 1")) == "a = 1"


typed_in = eval("lambda: 1")


@pytest.mark.parametrize(
    "thing", [len, int, 3, typed_in, two[1], functools.partial(twice), Shape()]
)
def test_what_stands_in_no_file_is_told_in_one_sentence(thing):
    expected = f"function is {thing!r}; expected one whose code stands in a file."
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        source(thing)
