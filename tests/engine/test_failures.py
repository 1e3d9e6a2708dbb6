"""A build with problems stops, lists all of them, and says where each one is.

The matrix below is what can go wrong, and where: in a lesson, a lab, a docstring. Each
cell is a page of its own; one build has to report them all.
"""

import os
import re
import sys
import unicodedata

import pytest

from engine.check import pictures

CLAIM = "from rnn_tutorial.evidence import claim\nclaim('{}', holds=False, rest=0)"
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
WARNING = "import warnings\nwarnings.warn('careful')"
DIAGRAM = "```mermaid\nflowchart LR\n  a --> --> b\n```"
ANIMATION = """\
import matplotlib.pyplot as plt
from IPython.display import HTML
from matplotlib.animation import FuncAnimation
figure = plt.figure()
shown = FuncAnimation(figure, lambda i: [], frames=1).to_jshtml()
shown = HTML(shown[:shown.index("<style")])
plt.close()
shown"""
STYLE = """\
from IPython.display import HTML
HTML("<p id='a'></p><style>#a {cursor: url(https://a.example/b.cur)}</style>")"""
HANDLER = "HTML('<button onclick=\"a()\">b</button>')"
RULES = "from IPython.display import Code\nCode('x = 1', language='python')"
FIGURE = """\
from IPython.display import display
made = {"name": "nosuch", "data": {}, "columns": [], "rows": []}
kind = "application/vnd.rnn-tutorial.explorable+json"
display({kind: made, "image/svg+xml": "<svg></svg>"}, raw=True)"""
DISPLAY = "from IPython.display import display\n"
DEAD = "[gone](gone.md)"
NOWHERE = "[home](index.md#nowhere)"


def lesson(text):
    return f"---\ntitle: T\n---\n# T\n\n{text}\n"


def block(code):
    return f"```python exec\n{code}\n```"


def lab(text="", code=""):
    rows = "".join(f"# {row}".rstrip() + "\n" for row in text.split("\n"))
    return f"# %% [markdown]\n# # T\n{rows}\n# %%\n{code or '1 + 1'}\n"


def docstring(text):
    rows = "".join(f"    {row}".rstrip() + "\n" for row in text.split("\n"))
    return f'"""A module."""\n\n\ndef f() -> None:\n    r"""Do it.\n\n{rows}    """\n'


def example(code):
    rows = "\n".join(f">>> {row}" for row in code.rstrip(";").split("\n"))
    return docstring(f"Examples:\n    {rows.replace(chr(10), chr(10) + '    ')}")


VALUELESS = """\
from rnn_tutorial.evidence import claim
gap = {1}
claim("{0}", holds=not gap == 1, gap=gap, worst=float("inf"))"""
# (what goes wrong, where): (the page, the place and the reason that are to be told)
MATRIX = {
    ("exception", "lesson"): (
        lesson(block("x = 1\n1 / 0")),
        ":8: ZeroDivisionError: division by zero",
    ),
    ("exception", "lab"): (
        lab(code="1\nraise ValueError('no')"),
        ":7 (cell 2): ValueError: no",
    ),
    ("exception", "docstring"): (
        example("1 / 0"),
        ":8: the example raises ZeroDivisionError('division by zero')",
    ),
    ("wrong output", "docstring"): (
        docstring("Examples:\n    >>> 1 + 1\n    3"),
        ":8: the example prints 2, not 3",
    ),
    ("warning", "lesson"): (
        lesson(block(WARNING)),
        ":8: written to stderr: UserWarning: careful",
    ),
    ("warning", "lab"): (
        lab(code=WARNING),
        ":7 (cell 2): written to stderr: UserWarning: careful",
    ),
    ("warning", "docstring"): (
        example(WARNING),
        ":9: the example raises UserWarning('careful')",
    ),
    ("formula", "lesson"): (
        lesson("Good $x$,\nbad $\\frac{1$."),
        ":7: KaTeX parse error: Unexpected end of input",
    ),
    ("formula", "lab"): (
        lab("Good $x$,\nbad $\\nope$."),
        ":4: KaTeX parse error: Undefined control sequence: \\nope",
    ),
    ("formula", "docstring"): (
        docstring("Bad $\\nono$."),
        ":7: KaTeX parse error: Undefined control sequence: \\nono",
    ),
    ("diagram", "lesson"): (
        lesson(DIAGRAM.replace("LR", "LR\n  accTitle: a\n  accDescr: b")),
        ":10: Mermaid: Parse error on line 4",
    ),
    ("diagram", "lab"): (
        lab(DIAGRAM),
        ":4: the diagram has no alt text: add a line `accTitle: …`",
    ),
    ("diagram", "docstring"): (
        docstring("\n" + DIAGRAM.replace("LR", "TB\n  accTitle: a")),
        ":9: the diagram has no alt text: add a line `accDescr: …`",
    ),
    ("figure without alt", "lesson"): (
        lesson(block(PLOT)),
        ":6: the figure has no alt text",
    ),
    ("figure without alt", "lab"): (
        lab(code=PLOT),
        ":5 (cell 2): the figure has no alt text",
    ),
    ("image without alt", "lesson"): (
        lesson("![](assets/mark.svg)"),
        ":6: the image has no alt text",
    ),
    ("image without alt", "lab"): (
        lab("![](../assets/mark.svg)"),
        ":3: the image has no alt text",
    ),
    ("image without alt", "docstring"): (
        docstring("![](../assets/mark.svg)"),
        ":7: the image has no alt text",
    ),
    ("section of another style", "docstring"): (
        docstring("Parameters\n----------\nx : int\n    The x."),
        ":7: this would be a heading: a section of a docstring is written `Args:`",
    ),
    ("drawing without alt", "lesson"): (
        lesson('a\n\n<svg viewBox="0 0 9 9"><circle r="5"/></svg>'),
        ":8: the <svg> has no alt text",
    ),
    ("drawing without alt", "lab"): (
        lab(code="from IPython.display import HTML\nHTML('<svg><g/></svg>')"),
        ":7: the <svg> has no alt text",
    ),
    ("drawing without alt", "docstring"): (
        docstring('a\n\n<canvas id="c"></canvas>'),
        ":9: the <canvas> has no alt text",
    ),
    ("false claim", "lesson"): (
        lesson(block(CLAIM.format("Two is odd"))),
        ":8: ClaimFailed: claim does not hold: Two is odd (rest=0)",
    ),
    ("false claim", "lab"): (
        lab(code=CLAIM.format("Four is odd")),
        ":7 (cell 2): ClaimFailed: claim does not hold: Four is odd (rest=0)",
    ),
    ("false claim", "docstring"): (
        example(CLAIM.format("Six is odd")),
        ":9: the example raises ClaimFailed('claim does not hold: Six is odd",
    ),
    ("unseen claim", "lesson"): (
        lesson(block(CLAIM.format("Me too").replace("False", "True") + "\n1")),
        ":8: a claim has to be the last thing in its block",
    ),
    ("unseen claim", "lab"): (
        lab(code=CLAIM.format("Nor me").replace("False", "True") + "\n1"),
        ":7 (cell 2): a claim has to be the last thing in its block",
    ),
    ("unknown value", "lesson"): (
        lesson("`=nothing`"),
        ":6: NameError: name 'nothing' is not defined",
    ),
    ("unknown value", "lab"): (
        lab("`=nothing`"),
        ":3: values in the text are for lessons",
    ),
    ("unknown value", "docstring"): (
        docstring("`=nothing`"),
        ":7: this value was not computed",
    ),
    ("broken link", "lesson"): (
        lesson(DEAD),
        ":6: the link leads nowhere (in `gone.md`)",
    ),
    ("broken link", "lab"): (
        lab(f"`{NOWHERE}`\n\n{DEAD}"),
        ":5: the link leads nowhere (in `gone.md`)",
    ),
    ("broken link", "docstring"): (
        docstring(DEAD),
        ":7: the link leads nowhere (in `gone.md`)",
    ),
    ("broken link in HTML", "lesson"): (
        lesson('<a href="../lost/">lost</a>'),
        ":6: the link leads nowhere (in `../lost/`)",
    ),
    ("unknown object", "lesson"): (
        lesson("\n[f][rnn_tutorial.nope]"),
        ":7: Could not find cross-reference target 'rnn_tutorial.nope'",
    ),
    ("unknown object", "docstring"): (
        docstring("[f][rnn_tutorial.none]"),
        ":5: (rnn_tutorial.unknown_object.f) Could not find cross-reference target",
    ),
    ("unknown module", "lesson"): (
        lesson("::: rnn_tutorial.nope"),
        ":6: there is no such module or object, or it can't be read (in",
    ),
    ("broken anchor", "lesson"): (
        lesson(f"{NOWHERE}"),
        ":6: the link leads to a place that is not on that page",
    ),
    ("broken anchor", "lab"): (
        lab("[home](../index.md#nowhere)"),
        ":3: the link leads to a place that is not on that page",
    ),
    ("broken anchor", "docstring"): (
        docstring("[up](#nowhere)"),
        ":7: the link leads to a place that is not on that page",
    ),
    ("missing image", "lesson"): (
        lesson("![Gone](gone.png)"),
        ":6: there is no such image (in `gone.png`)",
    ),
    ("nameless image", "lesson"): (
        lesson("a\n\n![x]()"),
        ":8: the link has no target",
    ),
    ("nameless image", "lab"): (lab("a\n\n![x]()"), ":5: the link has no target"),
    ("missing image", "lab"): (
        lab("![Gone](../gone.png)"),
        ":3: there is no such image (in `../gone.png`)",
    ),
    ("missing image", "docstring"): (
        docstring("![Gone](../gone.png)"),
        ":7: there is no such image (in `../gone.png`)",
    ),
    ("not in nav", "lesson"): (
        lesson("Here I am."),
        ":1: the page is not in `nav` of mkdocs.yml as not_in_nav.md",
    ),
    ("not in nav", "lab"): (
        lab("Here I am."),
        ":1: the page is not in `nav` of mkdocs.yml as labs/not_in_nav.ipynb",
    ),
    ("duplicate id", "lesson"): (
        lesson('<p id="twice">a</p>\n\n<p id="twice">b</p>'),
        ':6: this id is used twice on one page (in `id="twice"`)',
    ),
    ("duplicate id", "lab"): (
        lab('<p id="twice">a</p>\n\n<p id="twice">b</p>'),
        ':3: this id is used twice on one page (in `id="twice"`)',
    ),
    ("duplicate id", "docstring"): (
        docstring('<p id="twice">a</p>\n\n<p id="twice">b</p>'),
        ':7: this id is used twice on one page (in `id="twice"`)',
    ),
    ("wrong section", "docstring"): (
        docstring("Raises:\n    whatever"),
        ":8: Failed to get 'exception: description' pair from 'whatever'",
    ),
    # What only an author's slip of the pen makes.
    ("unknown option", "lesson"): (
        lesson("```python exec colour='red'\nx\n```"),
        ":6: unknown option 'colour'",
    ),
    ("formula with a value", "lesson"): (
        lesson("$x$ is `=1`\n\nbad $\\sqrt{`=3`$"),
        ":8: KaTeX parse error: Expected '}', got 'EOF'",
    ),
    ("value on two lines", "lesson"): (
        lesson("`=[1,\n2]`\n\n```python exec\n1\n```"),
        ":6: this value was not computed",
    ),
    ("front matter", "lesson"): (
        "---\ntitle: a: b\n---\n# T\n",
        ":2: the front matter can't be read as YAML",
    ),
    ("fence on the row of an item", "lesson"): (
        lesson("- ```python exec\n  1/0\n  ```"),
        ":6: this fence does not run",
    ),
    ("fence with a name", "lesson"): (
        lesson("```python main.py\n# Load\nx = 1\n```"),
        ":6: this fence can't be read",
    ),
    ("fence almost right", "lesson"): (
        lesson("```python excec\nx\n```"),
        ":6: this fence does not run",
    ),
    ("memory address", "lesson"): (
        lesson(block("object()")),
        ":6: readers would see <object at 0x",
    ),
    ("what a clock says", "lesson"): (
        lesson(block("x = 1\n%timeit -n1 -r1 x")),
        ":8: `%timeit` shows another number in each run: count steps, or leave it out",
    ),
    ("what its functions say", "lesson"): (
        lesson(block("from timeit import timeit as took\ns = took('1', number=1)")),
        ":8: `timeit.timeit` shows another number in each run: count steps, or leave",
    ),
    ("what its functions say", "lab"): (
        lab(code="import time as t\n\ndef f():\n    return t.perf_counter()"),
        ":9 (cell 2): `time.perf_counter` shows another number in each run",
    ),
    ("what a calendar says", "lesson"): (
        lesson(block("from datetime import datetime as d\nd.now().year")),
        ":8: `datetime.datetime.now` is kept as it was when the page ran",
    ),
    ("what a clock says", "lab"): (
        lab(code="%%time\nx = 1"),
        ":6 (cell 2): `%%time` shows another number in each run",
    ),
    ("folder of a run", "lesson"): (
        lesson(block("from pathlib import Path\nprint(Path.home() / 'a')")),
        ":6: readers would see ",
    ),
    ("kind of a box", "lesson"): (
        lesson('a\n\n??? questoin "Why?"\n    So.'),
        ":8: there is no box `questoin`: did you mean `question`?",
    ),
    ("box to tick, without its blank", "lesson"): (
        lesson("- [] to do"),
        ":6: this is shown as it is typed",
    ),
    ("no cells", "lab"): ("x = 1\n", ":1: a lab consists of cells"),
    ("no title", "lab"): ("# %%\n1 + 1\n", ":2: a lab begins with its title"),
    ("seed without a number", "lesson"): (
        lesson(block("from rnn_tutorial import per_seed\nper_seed([float('nan')])")),
        ":8: ValueError: numbers contains nan",
    ),
    ("silenced claim", "lesson"): (
        lesson(block(CLAIM.format("Hush").replace("False", "True") + ";")),
        ":8: a claim has to be the last thing in its block",
    ),
    ("claim in a value", "lesson"): (
        lesson(
            block("from rnn_tutorial import claim") + "\n\n`=claim('V', holds=True)`"
        ),
        ":10: a claim has to be the last thing in its block",
    ),
    ("claim with a formula", "lesson"): (
        lesson(block(CLAIM.format("The $h_t$ is").replace("False", "True"))),
        ":8: a claim's sentence is plain text: no values, no formulas",
    ),
    ("icon that there is not", "lesson"): (
        lesson("").replace("title: T", "title: T\nicon: material/nope"),
        ":3: the theme has no icon `material/nope`",
    ),
    ("template that there is not", "lesson"): (
        lesson("").replace("title: T", "title: T\nhide: [toc]\ntemplate: nope.html"),
        ":4: the theme has no template `nope.html`",
    ),
    ("value that is None", "lesson"): (
        lesson(block("x = None") + "\n\n`=x`"),
        ":10: this value is None",
    ),
    ("value that is printed", "lesson"): (
        lesson("So\n\n`=print(2)`"),
        ":8: this value is None",
    ),
    ("option given twice", "lesson"): (
        lesson(block(PLOT).replace("exec", "exec alt='A' alt='B'")),
        ":6: `alt` is given twice",
    ),
    ("option given twice", "lab"): (
        lab(code=PLOT).replace("# %%\n", "# %% alt='A' alt='B'\n"),
        ":5: `alt` is given twice",
    ),
    ("title beside a text", "lab"): (
        lab().replace("[markdown]", "[markdown] Intro"),
        ":1: nothing behind `# %% [markdown]` is shown",
    ),
    ("claim below a magic", "lesson"): (
        lesson(block("%%capture\n" + CLAIM.format("C").replace("False", "True"))),
        ":9: a claim has to be the last thing in its block",
    ),
    ("claim in a text that is run", "lab"): (
        lab(code=f"import os\nexec({CLAIM.format('X').replace('False', 'True')!r})"),
        ":7 (cell 2): a claim has to be the last thing in its block, or readers don't "
        "see it: X",
    ),
    ("address without brackets", "lesson"): (
        lesson(block("import numpy as np\nnp.random.default_rng(0)")),
        ":6: readers would see Generator(PCG64) at 0x",
    ),
    ("claim without words", "lesson"): (
        lesson(block(CLAIM.format("\\u200b").replace("False, rest=0", "True"))),
        ":8: this claim has no words",
    ),
    ("half of a character", "lesson"): (
        lesson(block("print('\\ud800')")),
        ":6: this output has half of a character in it",
    ),
    ("line end in a line", "lesson"): (
        lesson(block("x = 'a\u2028b'")),
        ":7: a line of this code has a line end in it",
    ),
    ("claim of an object", "lesson"): (
        lesson(block(CLAIM.format("O").replace("False, rest=0", "True, o=object()"))),
        ":6: readers would see <object object at 0x",
    ),
    ("address in HTML", "lab"): (
        lab(code="from IPython.display import HTML\nHTML('<b>&lt;A at 0x7F&gt;</b>')"),
        ":5 (cell 2): readers would see <A at 0x7F>: show numbers, or words",
    ),
    ("claim by another name", "lab"): (
        lab(code="from rnn_tutorial.evidence import claim as check"),
        ":6 (cell 2): claims are found by their name",
    ),
    ("unseen intervention", "lesson"): (
        lesson(
            block(
                "from rnn_tutorial.evidence import intervention\n"
                "intervention('N', holds=True, arms={'a': [1], 'b': [2]})\n0"
            )
        ),
        ":8: a claim has to be the last thing in its block",
    ),
    ("intervention by another name", "lab"): (
        lab(code="from rnn_tutorial.evidence import intervention as tried"),
        ":6 (cell 2): claims are found by their name: import `intervention` as",
    ),
    ("claim made by hand", "lesson"): (
        lesson(block("from rnn_tutorial.evidence import Claim\nClaim('Cheese', {})")),
        ":8: TypeError: a claim is made by calling `claim`",
    ),
    ("claim as HTML", "lesson"): (
        lesson(
            "a\n\n"
            + block(
                "from IPython.display import HTML\n"
                "HTML('<b class=\"rnn-claim\">✓ 1</b>')"
            )
        ),
        ":9: the class `rnn-claim` is the build's own",
    ),
    ("claim that is typed", "lesson"): (
        lesson('a\n\n<div class="rnn-claim"><strong>✓ So</strong></div>'),
        ":8: the class `rnn-claim` is the build's own",
    ),
    ("claim that is typed", "lab"): (
        lab('a\n\n<p class="rnn-result" data-search-exclude>✓ So</p>'),
        ":5: the class `rnn-result` is the build's own",
    ),
    ("claim in a style", "lesson"): (
        lesson(
            '<div style="height:0;overflow:hidden" markdown="1">\n\n'
            + block(CLAIM.format("Flat").replace("False", "True"))
            + "\n\n</div>"
        ),
        ":9: this claim stands where no reader can see it, or may not: within style",
    ),
    ("claim that was handed on", "lesson"): (
        lesson(
            block("from rnn_tutorial.evidence import claim\nsay = claim")
            + "\n\n"
            + block("say('Handed on', holds=True)")
        ),
        ":12: a claim is made by calling `claim`",
    ),
    ("claim of my own", "lab"): (
        lab(code="def claim(*_, **__):\n    return 1"),
        ":6 (cell 2): `claim` is the name of the check",
    ),
    ("claim in a hidden element", "lesson"): (
        lesson(
            '<div hidden markdown="1">\n\n'
            + block(CLAIM.format("Hidden").replace("False", "True"))
            + "\n\n</div>"
        ),
        ":9: this claim stands where no reader can see it",
    ),
    ("open comment", "lesson"): (
        lesson(f"<!--\n{block('1')}"),
        ":6: this comment is never closed",
    ),
    ("character of the build", "lesson"): (
        lesson("a\n\ue000b"),
        ":7: the character U+E000 is the build's own",
    ),
    ("character that nobody sees", "lesson"): (
        lesson("a\nthe \x08eta of `=1`"),
        ":7: the character U+0008 can't be seen",
    ),
    ("blank that is none", "lesson"): (
        lesson("a\n\n\xa0- b"),
        ":8: the character U+00A0 is no blank to Markdown",
    ),
    ("declared file", "lesson"): (
        "---\ntitle: T\ndepends: [data/*.csv]\n---\n# T\n\n" + block("1"),
        ":3: `depends` names 'data/*.csv', which is no file of the project",
    ),
    ("declared file", "lab"): (
        "# depends: /etc/hosts\n\n" + lab(),
        ":1: `depends` names '/etc/hosts', which is no file of the project",
    ),
    ("address of a function", "lesson"): (
        lesson(block("print(lambda: 0)")),
        ":6: readers would see <function <lambda> at 0x",
    ),
    ("output of no kind", "lesson"): (
        lesson(block("from IPython.display import *\nJavascript('1')")),
        ":6: readers would see <IPython.core.display.Javascript object>",
    ),
    ("empty figure", "lesson"): (
        lesson(block("import matplotlib.pyplot as plt\nplt.figure()")),
        ":6: readers would see <Figure size",
    ),
    ("lost figure", "lesson"): (
        lesson(block("import matplotlib\nmatplotlib.use('Agg')\n" + PLOT)),
        ":7: written to stderr: a figure is lost",
    ),
    ("figure that is not shown", "lesson"): (
        lesson(block(PLOT.replace("plt.plot", "plt.ioff(); plt.plot"))),
        ":7: written to stderr: a figure is lost: with plt.ioff() it is shown by",
    ),
    ("lost text", "lesson"): (
        lesson(block("import io, sys\nsys.stdout = io.StringIO()")),
        ":8: written to stderr: sys.stdout is another one: put it back, as contextlib",
    ),
    ("error that nobody shows", "lesson"): (
        lesson(block("get_ipython().showtraceback = lambda *a, **k: None\n1 / 0")),
        ":8: ZeroDivisionError: division by zero",
    ),
    ("value that is no number", "lesson"): (
        lesson("a\n\nb `=float('nan'):.1%`"),
        ":8: this value is nan, no number",
    ),
    ("claim's value that is no number", "lesson"): (
        lesson(block(VALUELESS.format("Less is left", 'float("nan")'))),
        ":9: this claim's value `gap` is nan, no number: show one",
    ),
    ("claim's value that is no number", "lab"): (
        lab(code=VALUELESS.format("Less is here", "None")),
        ":8 (cell 2): this claim's value `gap` is None: show one",
    ),
    ("output that turns what follows", "lesson"): (
        lesson(block("print('\\u202ea')")),
        ":6: this output has a character in it that turns what follows around",
    ),
    ("failing command", "lab"): (
        lab(code="1\nout = !exit 3"),
        ":7 (cell 2): CalledProcessError: Command 'exit 3' returned non-zero exit",
    ),
    ("output of an unknown kind", "lesson"): (
        lesson(block(f"{DISPLAY}display({{'application/pdf': 'A'}}, raw=True)")),
        ":6: this output can't be shown: it is application/pdf, and not HTML, a pict",
    ),
    ("broken picture", "lesson"): (
        lesson(block(f"{DISPLAY}display({{'image/png': 'AA'}}, raw=True)")).replace(
            "exec", "exec alt='A'"
        ),
        ":6: this output can't be shown: it is no image/png",
    ),
    ("broken drawing", "lab"): (
        lab(code=f"{DISPLAY}display({{'image/svg+xml': '<svg>'}}, raw=True)").replace(
            "# %%\nfrom", "# %% alt='A'\nfrom"
        ),
        ":5 (cell 2): this output can't be shown: it is no image/svg+xml",
    ),
    ("drawing with rules", "lesson"): (
        lesson(
            block(
                "from IPython.display import SVG\n"
                "SVG('<svg><style>.a{fill:red}</style><g class=\"a\"/></svg>')"
            )
        ).replace("exec", "exec alt='A'"),
        ":7: the <style> of this drawing would count for the whole page",
    ),
    ("output with rules", "lesson"): (
        lesson(block(RULES)),
        ":6: `pre` in the <style> of this output would count for the whole page",
    ),
    ("output with rules", "lab"): (
        lab(code=RULES),
        ":5 (cell 2): `pre` in the <style> of this output would count for the whole",
    ),
    ("typed rules", "lesson"): (
        lesson("Some.\n\n<style>\n.rnn-claim {display: none}\n</style>"),
        ":9: `.rnn-claim` in a <style> would count for the whole page",
    ),
    ("typed rules", "lab"): (
        lab("a\n\n<style>p {color: red}</style>"),
        ":5: `p` in a <style> would count for the whole page",
    ),
    ("typed rules", "docstring"): (
        docstring("<style>p {color: red}</style>"),
        ":7: `p` in a <style> would count for the whole page",
    ),
    ("drawing of many points", "lesson"): (
        lesson(
            block("import matplotlib.pyplot as plt\nplt.plot(range(60_000), 'o');")
        ).replace("python exec", "python exec alt='A line'"),
        ":6: this output has 6.4 million characters, and a page takes 1,000,000: draw",
    ),
    ("long text", "lab"): (
        lab(code="from IPython.display import HTML\nHTML(f'<b>{1:01200000}</b>')"),
        ":5 (cell 2): this output has 1.2 million characters, and a page",
    ),
    ("long value", "lesson"): (
        lesson(block("'1' * 1_200_000")),
        ":6: this output has 1.2 million characters, and a page takes 1,000,000: show",
    ),
    ("third party", "lesson"): (
        lesson(
            'Read [it](https://a.example).\n\n<img src="//a.example/b.png" alt="B">'
        ),
        ":8: this is loaded from another host, which learns who reads the page",
    ),
    ("third party", "lab"): (
        lab("![B](https://a.example/b.png)"),
        ":3: this is loaded from another host",
    ),
    ("third party", "docstring"): (
        docstring("![B](https://a.example/b.png)"),
        ":7: this is loaded from another host",
    ),
    ("third party of an output", "lesson"): (
        lesson("Before.\n\n" + block(ANIMATION)),
        ":9: this is loaded from another host",
    ),
    ("third party of an output", "lab"): (
        lab(code=STYLE),
        ":7: this is loaded from another host",
    ),
    ("handler of an output", "lesson"): (
        lesson("a\n\n" + block("from IPython.display import HTML\n" + HANDLER)),
        ":9: the policy of this site's pages forbids onclick=…",
    ),
    ("handler of an output", "lab"): (
        lab(code="from IPython.display import HTML\n" + HANDLER),
        ":7: the policy of this site's pages forbids onclick=…",
    ),
    ("address that is a script", "docstring"): (
        docstring("[A](javascript:a)"),
        ":7: the policy of this site's pages forbids addresses that begin with java",
    ),
    ("unknown figure", "lesson"): (
        lesson(block(FIGURE)).replace("python exec", "python exec alt='A line'"),
        ":7: this figure has no script: there is no docs/assets/figures/rnn-nosuch.mjs",
    ),
    ("box", "lab"): (lab("!!! note\n    Take care."), ":3: boxes (`!!!`) are for"),
    ("attachment", "lab"): (
        lab("![a](attachment:a.png)"),
        ":3: a lab has no attachments",
    ),
    ("raw cell", "lab"): (
        lab() + "\n# %% [raw]\n# lost\n",
        ":9: a raw cell is shown nowhere",
    ),
    ("link without quotes", "lesson"): (
        lesson("<A HREF=gone.html>gone</A>"),
        ":6: the link leads nowhere (in `gone.html`)",
    ),
    ("formula that a cell shows", "lesson"): (
        lesson(block("from IPython.display import Math\nMath(r'\\frac{1')")),
        ":7: KaTeX parse error: Unexpected end of input",
    ),
    ("formula in a paragraph", "lesson"): (
        lesson("$$y$$\n\nso\n$$x = 1$$\nand"),
        ":9: $$ is left over",
    ),
    ("formula with a gap", "lab"): (lab("$$\na\n\nb\n$$"), ":3: $$ is left over"),
    ("formula with blanks", "lesson"): (
        lesson("so $x$\nand $ L $"),
        ":7: a dollar is left over",
    ),
    ("formula with blanks", "lab"): (
        lab("so $x$\nand $ L $"),
        ":4: a dollar is left over",
    ),
    ("formula with blanks", "docstring"): (
        docstring("so $x$\nand $ L $"),
        ":8: a dollar is left over",
    ),
    ("money", "lesson"): (
        lesson("*Costs* `$1` or\n**$10-$20**"),
        ":7: a dollar is left over",
    ),
    ("money that a cell shows", "lesson"): (
        lesson(block("from IPython.display import Markdown\nMarkdown('so $5')")),
        ":7: a dollar is left over",
    ),
    ("TeX", "lab"): (lab("so\n\\[ \\frac{1}{2} \\]"), ":4: TeX is left over"),
    ("list", "lesson"): (lesson("so\n- a\n- b"), ":7: this begins no list"),
    ("long row", "lesson"): (
        lesson("| a | b |\n|---|---|\n| $x$ | 2 |\n| 1 | `=2` | 3 |\n\n" + block("1")),
        ":9: this row has more cells than its table",
    ),
    ("diagram with a title", "lesson"): (
        lesson(DIAGRAM.replace("mermaid", 'mermaid title="x"')),
        ":7: this diagram is not drawn",
    ),
    ("diagram in capitals", "docstring"): (
        docstring("\n" + DIAGRAM.replace("mermaid", "Mermaid")),
        ":9: this diagram is not drawn",
    ),
    ("empty diagram", "lesson"): (
        lesson("a\n\n```mermaid\n\n```"),
        ":8: this diagram is",
    ),
    ("empty diagram", "lab"): (lab("```mermaid\n```"), ":3: this diagram is empty"),
    ("value in a diagram", "lesson"): (
        lesson(DIAGRAM.replace("LR", "LR\n  accTitle: a\n  accDescr: `=1`")),
        ":9: a diagram's text is plain: `=1` means nothing",
    ),
    ("tag in a diagram", "lab"): (
        lab(DIAGRAM.replace("LR", "LR\n  accTitle: a\n  accDescr: b\n  c[<b>d</b>]")),
        ":7: a diagram's text is plain: <b> means nothing",
    ),
    ("sources", "lesson"): (
        lesson("So.\n\n[1]: Elman (1990)"),
        ":8: readers would not see this row",
    ),
    ("sources", "lab"): (
        lab("So.\n\n[1]: ../index.md"),
        ":5: readers would not see this row",
    ),
    ("sources", "docstring"): (
        docstring("[1]: Elman (1990)"),
        ":7: readers would not see this row",
    ),
    ("address given twice", "lab"): (
        lab("A [b].\n\n[b]: ../index.md", "1 + 1\n# %% [markdown]\n# [b]: c.md"),
        ":10: this is defined above already",
    ),
    ("formula in a title", "lesson"): (
        "---\ndescription: D\ntitle: The $x_t$ part\n---\n# T\n",
        ":3: `title` is plain text",
    ),
    ("value in a caption", "lab"): (
        lab(code=PLOT).replace("# %%\n", '# %% alt="a" caption="so `=1`"\n'),
        ":5: this value was not computed",
    ),
    ("formula in a caption", "lesson"): (
        lesson(block(PLOT).replace("exec", 'exec alt="a" caption="$\\nope$"')),
        ":7: KaTeX parse error: Undefined control sequence: \\nope",
    ),
    ("fence for other tools", "lesson"): (
        lesson("a\n\n```{code-cell} ipython3\n1\n```"),
        ":8: `{code-cell}` is for other tools: write ```python exec",
    ),
    ("diagram for other tools", "lab"): (
        lab("a\n\n```{mermaid}\na\n```"),
        ":5: `{mermaid}` is for other tools: write",
    ),
    ("diagram without a fence", "lesson"): (
        lesson('a\n\n<div class="mermaid">a</div>'),
        ":8: this diagram is not drawn",
    ),
    ("unknown tag", "lesson"): (
        lesson("In `List<int>` a\nList<int> is <b>bold</b>."),
        ":7: browsers know no <int>, and show nothing of it",
    ),
    ("unknown tag", "lab"): (
        lab("Hello,\n<your name>."),
        ":4: browsers know no <your>, and show",
    ),
    ("unknown tag", "docstring"): (
        docstring("Hello,\n<your name>."),
        ":8: browsers know no <your>, and show",
    ),
    ("open tag", "lesson"): (
        lesson("a\n\n<textarea>\n\nb"),
        ":8: <textarea> is never closed, and takes in what follows",
    ),
    ("open tag", "lab"): (lab("a\nb <div/> c"), ":4: <div> is never closed, and"),
    ("stray tag", "lesson"): (lesson("a\nb</div>"), ":7: this ends what has never"),
    ("open tag of an output", "lesson"): (
        lesson("a\n\n" + block("from IPython.display import HTML\nHTML('<div>1')")),
        ":8: in the HTML of this output, <div> is never closed",
    ),
    ("open comment of an output", "lab"): (
        lab(code="from IPython.display import HTML\nHTML('<p>1<!-- 2')"),
        ":5 (cell 2): in the HTML of this output, a comment is never closed",
    ),
    ("open comment in a line", "lesson"): (
        lesson("a\nb <!-- c"),
        ":7: this comment is never closed",
    ),
    ("numbered list", "lesson"): (lesson("*so*\n1. a\n2. b"), ":7: this begins no"),
    ("other numbers", "lab"): (
        lab("In\n1990. x\n\nso\n1) a\n2) b"),
        ":7: this begins no list: put an empty line above, and write its numbers 1.",
    ),
    ("fence right below a row, by four blanks", "lesson"): (
        lesson("So:\n    ```python exec\n    1 + 1\n    ```"),
        ":8: this would stand in code",
    ),
    ("list below a quoted one", "lesson"): (
        lesson("- c\n\n```python exec\n1\n```\n\n> - a\n- c"),
        ":13: this would stand in another list, box or quotation",
    ),
    ("list of pictures", "lab"): (
        lab("so\n- ![a](../assets/mark.svg)\n- ![b](../assets/mark.svg)"),
        ":4: this begins no list",
    ),
    ("shallow list", "lesson"): (
        lesson("- a\n    - b\n\nso\n\n1. a\n   - c"),
        ":12: one list has numbers or bullets: indent the other by four blanks",
    ),
    ("shallow list", "docstring"): (
        docstring("So:\n\n- a\n\n  - b"),
        ":11: this would stand in another list, box or quotation",
    ),
    ("mixed list", "lesson"): (lesson("- a\n\n1. b"), ":8: one list has numbers or"),
    ("list that skips", "lesson"): (
        lesson("1. a\n1. b\n\n---\n\n2. a\n3. b\n5. c"),
        ":13: readers would see another number",
    ),
    ("table below text", "lesson"): (
        lesson("so $|x|$\n\nso\n| a | *b* |\n|---|---|\n| 1 | 2 |"),
        ":9: a table is left over",
    ),
    ("table without columns", "lab"): (
        lab("a\n\n| a | b |\n|---|\n| 1 | 2 |"),
        ":5: a table is left over",
    ),
    ("box without its text", "lesson"): (
        lesson("!!! note\n    a\n\n!!! note\nSo is it."),
        ":9: there is nothing in this box or tab",
    ),
    ("tab without its text", "lesson"): (
        lesson('=== "A"\n    a\n\n=== "B"\nSo is it.'),
        ":9: there is nothing in this box or tab",
    ),
    ("word without its explanation", "lesson"): (
        lesson("## Zyx { #z .rnn-term }\n\n## Wvu { #w .rnn-term }\n\nSo."),
        ":6: this word is not explained",
    ),
    ("box in other quotes", "lesson"): (
        lesson("a\n\n!!! note 'T'\n    b"),
        ":8: a box is left over",
    ),
    ("box of GitHub", "lab"): (lab("a\n\n> [!NOTE]\n> b"), ":5: a box is left over"),
    ("tab without quotes", "lesson"): (
        lesson("a\n\n=== A\n    b"),
        ":8: a tab is left over",
    ),
    ("note without text", "lesson"): (
        lesson("a[^1]\nb[^2]\n\n[^1]: c"),
        ":7: this note is defined nowhere",
    ),
    ("note with two texts", "lesson"): (
        lesson("a[^1]\n\n[^1]: b\n\n[^1]: c"),
        ":10: [^1] is defined twice",
    ),
    ("late front matter", "lesson"): (
        "\n---\ntitle: T\n---\n# T\n",
        ":2: front matter begins on the first line",
    ),
    ("key almost right", "lesson"): (
        "---\ntitle: T\nDescripton: D\n---\n# T\n",
        ":3: nothing reads `Descripton`: did you mean `description`?",
    ),
    ("key almost right", "lab"): (
        "# depend: a.csv\n\n" + lab(),
        ":1: did you mean `# depends: …`?",
    ),
    ("key twice", "lesson"): (
        "---\ntitle: T\ndepends: [docs/*.md]\ndepends: [mkdocs.yml]\n---\n# T\n",
        ":4: `depends` is given twice",
    ),
    ("lost backtick", "lesson"): (
        lesson("so \\`\n\nThe loss is `=1:.2f here."),
        ":8: a backtick is left over",
    ),
    ("lost backtick", "docstring"): (docstring("The `x is."), ":7: a backtick is left"),
    ("value between others' backticks", "lesson"): (
        lesson("The ` key and `=1` value."),
        ":6: a backtick is left over",
    ),
    ("Markdown in HTML", "lesson"): (
        lesson("a\n\n<details><summary>S</summary>\n\n**bold** b\n</details>"),
        ":10: Markdown is left over",
    ),
    ("link with a blank", "lesson"): (
        lesson("a\n[the guide] (index.md) b"),
        ":7: Markdown is left over",
    ),
    ("link that is open", "docstring"): (
        docstring("So [x](y.md is."),
        ":7: Markdown is left over",
    ),
    ("heading without a blank", "lesson"): (
        lesson("is\n#3 of them\n\n##Next"),
        ":9: this begins no heading",
    ),
    ("list from three", "lesson"): (
        lesson("So\n3. a\n4. b"),
        ":7: this begins no list",
    ),
    ("struck", "lesson"): (lesson("a\n~~b~~"), ":7: this is shown as it is typed"),
    ("marked", "lab"): (lab("a\n==b=="), ":4: this is shown as it is typed"),
    ("box to tick", "lesson"): (lesson("- [ ] b"), ":6: this is shown as it is typed"),
    ("smile", "lesson"): (lesson("a :smile: b"), ":6: this is shown as it is typed"),
    ("class with a blank", "lesson"): (
        lesson("![b](assets/mark.svg) {width=30}"),
        ":6: this is shown as it is typed",
    ),
    ("image in other quotes", "lesson"): (
        lesson(
            "a\n\n<img src = ../assets/mark.svg>\n\n"
            "<img src='../assets/mark.svg' alt='B'>"
        ),
        ":8: the image has no alt text",
    ),
    ("link in other quotes", "lesson"): (
        lesson('a\n\n<a name="old"></a> [b](#old) <a href = "gone.html">c</a>'),
        ":8: the link leads nowhere (in `gone.html`)",
    ),
    ("picture in a style", "lesson"): (
        lesson('a\n\n<p style="background: url(gone.png)">c</p>'),
        ":8: the link leads nowhere (in `gone.png`)",
    ),
    ("pictures in a set", "lesson"): (
        lesson(
            'a\n\n<img src="../assets/mark.svg" alt="A" srcset="gone.png 2x, '
            '../assets/mark.svg">'
        ),
        ":8: there is no such image (in `gone.png`)",
    ),
    ("note that is lost", "lesson"): (
        lesson("a[^1]\n\n[^1]: b\n\n[^2]: c"),
        ":10: [^2] is used nowhere",
    ),
    ("code that says the same", "lesson"): (
        lesson("```\nso $5\n```\n\nand `so $5` so\n\nso $5"),
        ":12: a dollar is left over",
    ),
    ("warning of the package", "lesson"): (
        lesson(block("x = 1\nfrom rnn_tutorial.warns import g\ng()")),
        ":9: written to stderr: UserWarning: careful (in rnn_tutorial/warns.py:6)",
    ),
    ("sign in a string", "lab"): (
        lab(code='1\n\n# %%\nx = """\n# %%\n"""'),
        ":10: the cells can't be told apart here",
    ),
    ("sign of another tool", "lab"): (
        lab(code="1\n\n# In[3]:\n2"),
        ":8: the cells can't be told apart here",
    ),
    ("cached property", "docstring"): (
        '"""M."""\n\nimport functools\n\n\nclass A:\n    """A."""\n\n'
        "    @functools.cached_property\n    def p(self) -> int:\n"
        '        """P.\n\n        Examples:\n            >>> A().p\n            2\n'
        '        """\n        return 1\n',
        ":14: the example prints 1, not 2",
    ),
    ("LaTeX of an output", "lesson"): (
        lesson(block("from IPython.display import Latex\nLatex(r'so \\beta is')")),
        ":7: TeX is left over",
    ),
    ("formula between brackets", "lesson"): (
        lesson("A \\[plain\\](one)\nand \\[y\\]."),
        ":7: TeX is left over",
    ),
    ("link in a formula", "lesson"): (
        lesson("$\\href{https://a.example}{x}$"),
        ":6: KaTeX parse error: \\href is for pages",
    ),
    ("fence that runs", "lab"): (
        lab(block("1")),
        ":3: code that runs stands in a cell of its own",
    ),
    ("object in a box", "lesson"): (
        lesson(
            "```\n::: rnn_tutorial.no\n```\n\n!!! note\n    ::: rnn_tutorial.no\n\nEnd."
        ),
        ":11: there is no such module or object",
    ),
    ("two figures", "lesson"): (
        lesson(
            block(f"{PLOT}\nplt.show()\nplt.plot([2]);").replace("c\n", 'c alt="a"\n')
        ),
        ":6: one block draws 2 figures",
    ),
    ("list behind a fence", "lab"): (
        lab("- a\n\n    ```\n    x\n    ```\n- b"),
        ":8: this would stand in another list",
    ),
    ("number behind a paragraph", "docstring"): (
        docstring("1. a\n\n    b\n2. c"),
        ":10: this begins no list",
    ),
    ("text below its box", "lesson"): (
        lesson("!!! note\n    a\n\n   b c"),
        ":9: this would stand in another list, box or quotation",
    ),
    ("backslash", "lesson"): (
        lesson("a\nabout \\5 of `=1`"),
        ":7: a backslash is left over: in front of this sign it isn't needed",
    ),
    ("backslash", "docstring"): (
        docstring("one\\\ntwo"),
        ":7: a backslash is left over: a line ends",
    ),
    ("token", "lab"): (
        lab("a\nIt starts with <s> and ends with </s>."),
        ":4: browsers take <s> for a tag",
    ),
    ("escape in code", "lesson"): (
        lesson("| a |\n|---|\n| 1 |\n| `a \\| b` |"),
        ":9: readers would see this backslash",
    ),
    ("formula in an alt text", "lab"): (
        lab("a\n![The $x_t$ is](../assets/mark.svg)"),
        ":4: `alt` is plain text: no formulas",
    ),
    ("formula in a figure's alt text", "lesson"): (
        lesson("a\n\n" + block(PLOT).replace("exec", 'exec alt="The $x_t$ is"')),
        ":9: `aria-label` is plain text: no formulas",
    ),
    ("fence in an output", "lesson"): (
        lesson(
            block(
                "from IPython.display import Markdown\n"
                "Markdown('```python exec\\n1/0\\n```')"
            )
        ),
        ":7: this fence can't be read here",
    ),
    ("snippet in an output", "lab"): (
        lab(code="from IPython.display import Markdown\nMarkdown('--8<-- \"a.md\"')"),
        ":7: this is shown as it is typed",
    ),
    ("tabs", "lab"): (lab('=== "T"\n    a'), ":3: tabs (`===`) are for lessons"),
    ("tag in a title", "lesson"): (
        "---\ntitle: The <eos> token\n---\n# T\n",
        ":2: `title` is plain text: no tag",
    ),
    ("title without text", "lesson"): (
        "---\ndescription: D\ntitle:\n---\n# T\n",
        ":3: `title` is no text, but nothing in YAML",
    ),
    ("example in the singular", "docstring"): (
        docstring("Example:\n    >>> 1 + 1\n    2"),
        ":8: readers would see quotations: lines with >>> stand below `Examples:`",
    ),
    ("title that is empty", "lesson"): (
        "---\ntitle: ''\n---\n# T\n",
        ":2: `title` is empty",
    ),
    ("heading without words", "lesson"): (
        lesson("## A\n\n##\n\nMore *words*."),
        ":8: this heading has no words",
    ),
    ("title that is true", "lesson"): (
        "---\ntitle: yes\n---\n# T\n",
        ":2: `title` is no text, but True in YAML",
    ),
    ("front matter of Hugo", "lesson"): (
        "+++\ntitle = 'T'\n+++\n# T\n",
        ":1: front matter is YAML between two lines of ---",
    ),
    ("exit", "lesson"): (
        lesson(block("import sys\nsys.exit(3)")),
        ":7: SystemExit: 3",
    ),
}

FOLDER = {"lesson": "docs/", "lab": "docs/labs/", "docstring": "rnn_tutorial/"}


def name_of(what, where):
    ending = ".md" if where == "lesson" else ".py"
    return what.replace(" ", "_") + ending


def path_of(what, where):
    return FOLDER[where] + name_of(what, where)


def project():
    """Write the pages of all cells: paths from docs/, or of code, and their texts."""
    pages, nav = {"index.md": "# Home\n"}, {where: [] for where in FOLDER}
    for (what, where), (text, _) in MATRIX.items():
        path = path_of(what, where).removeprefix("docs/")
        pages[path] = text
        if where == "docstring":
            module = path.removesuffix(".py").replace("/", ".")
            path = f"reference/{what.replace(' ', '_')}.md"
            pages[path] = f"# T\n\n::: {module}\n"
        if what != "not in nav":
            nav[where].append(path.replace(".py", ".ipynb"))
    # In sections: a page shows all that stands beside them in the navigation.
    sections = [
        f"  - {where}:\n" + "".join(f"      - {path}\n" for path in paths)
        for where, paths in nav.items()
    ]
    return pages, "nav:\n  - index.md\n" + "".join(sections)


OTHERS = {
    "same/index.md": ("# T\n", "docs/same/index.md:1: this is published at the same "),
    "labs/no_title.md": ("# T\n", "docs/labs/no_title.py:1: this is published at the"),
    "stray.py": ("x = 1\n", "docs/stray.py:1: Python files stand in docs/labs/"),
    "labs/typed.ipynb": (
        "{}",
        "docs/labs/typed.ipynb:1: a notebook's outputs can't be",
    ),
    "assets/katex/katex.css": (
        "",
        "docs/assets/katex/katex.css:1: the build makes a file of this name",
    ),
    "bare.md": (
        "---\ntemplate: bare.html\n---\n# T\n",
        "docs/bare.md:2: the theme's template leaves the text of this page out",
    ),
    "loud.MD": ("# T\n", "docs/loud.MD:1: a page's name ends in .md"),
    "long.markdown": ("# T\n", "docs/long.markdown:1: a page's name ends in .md"),
    "loud.min.js": ("a()", "docs/_hooks/licences.toml:1: loud.min.js is shipped, and"),
    "rnn_tutorial/a.csv": (
        "1",
        "docs/_hooks/licences.toml:1: rnn_tutorial/a.csv is shipped, and no table says",
    ),
}
NOT_PACKED = "pyproject.toml:9: the package can't be packed for the readers of labs: R"
NOTHING_TO_HIDE = [
    f"{page}:1: course.yml has a day for its answers, and it has none: boxes `??? q"
    for page in ("docs/same.md", "docs/labs/no_title.py")
]
NAMED = {
    "So *very*: index.md": "The title 'So *very*' in nav is plain text: no values",
    "The <eos>: same.md": "The title 'The <eos>' in nav is plain text: no tag",
    "'': same/index.md": "The title '' in nav is empty",
    "A <b>: https://a.example": "The title 'A <b>' in nav is plain text: no tag",
    "gone_from_nav.md": "the link leads nowhere (in `gone_from_nav.md`)",
    "Slash: /learn/b/": "the address counts on the site's place on its host",
    "assets/lost.svg": "there is no such image (in `assets/lost.svg`)",
    "nope.css": "the link leads nowhere (in `nope.css`)",
    "https://a.example/b.css": "this is loaded from another host",
    "site_name: On <pad>": "The `site_name` 'On <pad>' is plain text: no tag",
}


@pytest.fixture(scope="module")
def told(make_project, build):
    """What the one build says about all the pages."""
    pages, nav = project()
    pages |= {name: text for name, (text, _) in OTHERS.items()}
    pages["rnn_tutorial/warns.py"] = (
        "import warnings\n\n\ndef g() -> None:\n"
        '    """Warn."""\n    warnings.warn("careful")\n'
    )
    pages["same.md"] = "# T\n"
    pages["_overrides/bare.html"] = (
        '{% extends "main.html" %}{% block content %}{% endblock %}'
    )
    nav = nav.replace("- index.md", "- So *very*: index.md")
    folder = make_project(
        pages,
        nav + "  - gone_from_nav.md\n  - long.markdown\n  - The <eos>: same.md\n"
        "  - A <b>: https://a.example\n  - Slash: /learn/b/\n  - bare.md\n"
        "  - '': same/index.md\n  - labs/no_title.md\n",
    )
    (folder / "README.md").unlink()
    days = "answers:\n  same.md: 2999-01-29\n  labs/no_title.ipynb: 2999-01-29\n"
    (folder / "course.yml").write_text(days)
    settings = folder / "mkdocs.yml"
    text = re.sub("site_name: .*", "site_name: On <pad>", settings.read_text())
    text = re.sub("logo: .*\n  favicon: .*", "logo:\n    assets/lost.svg", text)
    styles = "extra_css:\n  - nope.css\n  - https://a.example/b.css"
    text = text.replace("extra_css:", styles)
    settings.write_text(text)
    done = build(folder)
    assert done.returncode == 1, done.stderr
    rows = [row.strip().removeprefix("- ") for row in text.split("\n")]
    told = [f"mkdocs.yml:{rows.index(row) + 1}: {NAMED[row]}" for row in NAMED]
    return done.stderr, [NOT_PACKED, *NOTHING_TO_HIDE, *told]


def listed(stderr):
    return stderr.partition("nothing is published:")[2]


@pytest.mark.parametrize(("what", "where"), MATRIX)
def test_every_cell_of_the_matrix_is_told_with_its_place(told, what, where):
    reason = MATRIX[what, where][1]
    assert f"\n  {path_of(what, where)}{reason}" in listed(told[0])


def test_the_other_problems_are_told(told):
    stderr, nav = told
    for problem in [*nav, *(problem for _, problem in OTHERS.values())]:
        assert f"\n  {problem}" in listed(stderr)


def test_no_page_is_blamed_for_more_than_its_own_fault(told):
    rows = [row for row in listed(told[0]).split("\n") if row.startswith("  ")]
    assert len(rows) == len(MATRIX) + len(OTHERS) + len(told[1]), "\n".join(rows)


def test_the_build_fails_without_a_traceback(told):
    assert "Traceback" not in told[0]


# Of a page that can't be planned: what is wrong in it, and right for all that.
HALF = """\
---
title: H
---
# H

Right: $p = `=n`$, the `=m`, and $`=n` \\cdot 2$ \\$5.

| a | b |
|---|---|
| `=n` | $`=n`$ |
| `=n``=b` | c |

```python exec alt="A" hide colour="red"
n = 1
```

Wrong: $\\nope = `=n`$

![`=n` things](assets/mark.svg)
"""


@pytest.fixture(scope="module")
def refused(make_project, build):
    """A project whose site was published once, and what its next build says."""
    pages = {
        "index.md": "# H\n\n`=a` `=1`\n\n`=2:q`\n\n[a](failed.md#figure) "
        "[b](broken.md#heading) [c](failed.md#here) [d](gone.md)\n",
        "failed.md": '# F\n\n```python exec\n1 / 0\n```\n\n```python exec id="figure"\n'
        "1\n```\n\n[up](#figure)\n\n```python exec\nx = = 1\n```\n",
        "broken.md": "# B\n\n```python excec\n```\n\n```python exec a=1\n```\n\n"
        "`=1 +`\n\n## `=1`\n",
        "half.md": HALF,
        "cafe\u0301.md": "# A\n",
        unicodedata.normalize("NFC", "cafe\u0301.md"): "# B\n",
        os.fsdecode(b"\xff.md"): "# C\n",
        "rnn_tutorial/bad.py": '"""Bad.\n\n>>> 1\n1\n"""\n\ndef f(:\n',
        "rnn_tutorial/wrong.py": '"""Wrong.\n\n>>> 1\n2\n"""\n',
    }
    folder = make_project(pages)
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text("published", encoding="utf-8")
    done = build(folder)
    assert done.returncode == 1
    assert [*folder.glob(".rnn-*")] == []
    return folder, done.stderr


def test_every_value_of_a_page_is_told(refused):
    assert "docs/index.md:3: NameError: name 'a' is not defined" in refused[1]
    assert "docs/index.md:5: ValueError: Unknown format code 'q'" in refused[1]


def test_a_module_that_cannot_be_read_does_not_hide_the_others(refused):
    assert "rnn_tutorial/bad.py:7: SyntaxError: invalid syntax\n" in refused[1]
    assert "rnn_tutorial/wrong.py:3: the example prints 1, not 2\n" in refused[1]


@pytest.mark.skipif(sys.platform != "linux", reason="others have no such names")
def test_a_name_that_can_be_no_address_is_told_and_two_that_look_alike(refused):
    assert "\n  docs/?.md:1: no address can have this name" in refused[1]
    assert refused[1].count(": this is published at the same place as docs/caf") == 1


def test_all_that_can_be_known_of_a_page_is_told_at_once(refused):
    for problem in (
        "docs/failed.md:4: ZeroDivisionError: division by zero\n",
        "docs/failed.md:14: SyntaxError: invalid syntax\n",
        "docs/broken.md:3: this fence does not run",
        "docs/broken.md:6: unknown option 'a'",
        "docs/broken.md:9: `=1 +` is not a Python expression\n",
        "docs/index.md:7: the link leads nowhere (in `gone.md`)",
    ):
        assert f"\n  {problem}" in refused[1]


def test_what_only_follows_from_a_page_that_failed_is_not_told(refused):
    assert "a place that is not on that page" not in refused[1]
    assert "this value was not computed" not in refused[1]


def test_what_is_right_on_a_page_that_cannot_be_planned_is_not_blamed(refused):
    rows = [row for row in listed(refused[1]).split("\n") if "docs/half.md" in row]
    assert [row.partition("half.md")[2].partition(" (in")[0] for row in rows] == [
        ":11: `=n``=b` is not a Python expression",
        ":13: unknown option 'colour'; known are alt, caption, hide, hl_lines, id, "
        "linenums, title",
        r":17: KaTeX parse error: Undefined control sequence: \nope at position 1: "
        r"\nope = 1",
    ]


def test_a_failing_build_does_not_touch_the_published_site(refused):
    assert (refused[0] / "site/index.html").read_text(encoding="utf-8") == "published"


SHOW = """\
import sys
from IPython.display import *
print(end="", file=sys.stderr)
display({'image/png': '', 'text/latex': '$y^2$'}, raw=True)
display(Math('x^2'), HTML('<b style="color: navy">bold</b>'), Markdown('*lean*'))"""
LATEX = "from IPython.display import Latex\nLatex('The loss $x$ is small')"
SET = """\
from IPython.display import HTML
HTML('<p style="white-space: pre">a\\n  b</p>')"""
DRAW = """\
from IPython.display import SVG
SVG('<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/></svg>')"""
PICTURE = "from PIL import Image\nImage.new('RGB', (30, 20), 'red')"
WRITTEN = f"{PICTURE}.save('docs/written.png')"


@pytest.fixture(scope="module")
def built(make_project, build):
    """The site of a project without problems."""
    red = f'```python exec alt="Red"\n{PICTURE}\n```'
    drawn = lab("## The state $h_t$", DRAW).replace(
        "# %%\nfrom", "# %% alt='Nothing'\nfrom"
    )
    pages = {
        "index.md": f"# Home\n\n`=6 * 7`\n\n{block(SHOW)}\n\n{red}\n",
        "value.md": "# The `=1 + 1`\n\n### Deep `=3`\n\n[figure](#f)\n\n"
        f'```python exec alt="Up" id="f"\n{PLOT}\n```\n',
        "shown.md": f"# S\n\n{block(LATEX)}\n\n{block(SET)}\n",
        "writes.md": f"# W\n\n{block(WRITTEN)}\n\n![Red](written.png)\n",
        "rnn_tutorial/fenced.py": '"""Fenced.\n\n```pycon\n>>> 1\n1\n```\n"""\n',
        "exponent.md": '---\ndescription: What "10" means\n---\n'
        "# The \\_ exponent\n\n$10^`=12`$\n\n<textarea>`=3`</textarea>\n\n"
        '<svg role="img" aria-label="A"><text>`=3`</text></svg>\n',
        "labs/a.py": f'{drawn}\n# %% alt="Red too"\n{PICTURE}\n',
    }
    folder = make_project(pages)
    settings = folder / "mkdocs.yml"  # and without a search
    text = re.sub(r"(?s)  - search:.*?(?=  - \w)", "", settings.read_text())
    settings.write_text(text)
    done = build(folder, "--strict")
    assert done.returncode == 0, done.stderr
    return folder / "site"


def page_of(site, path=""):
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_a_project_without_problems_is_built(built):
    home = page_of(built)
    for part in (">42</data>", "bold</b>", "<em>lean</em>", "y^2</annotation>"):
        assert part in home
    shown = page_of(built, "labs/a")
    assert shown.count('class="katex"') >= 2  # in the heading, and in the contents
    assert 'role="img" aria-label="Nothing"' in shown


def test_outputs_with_colours_of_their_own_keep_the_light_scheme(built):
    on_paper = '<div class="rnn-result" data-md-color-scheme="default" '
    assert re.findall(rf"{on_paper}[^>]*><b", page_of(built))
    assert on_paper not in page_of(built, "shown")


def test_values_stand_in_titles_headings_and_anchors(built):
    for path in ("", "value"):
        shown = page_of(built, path)
        assert "\ue000" not in shown
        assert "The 2" in shown
    assert "<title>The 2 -" in page_of(built, "value")


def test_texts_of_latex_and_blanks_that_count_stay(built):
    shown = page_of(built, "shown")
    assert "<p>The loss <span" in shown
    assert "\n  b</p>" in shown


def test_descriptions_and_titles_are_whole(built):
    shown = page_of(built, "exponent")
    assert '<meta name="description" content="What &quot;10&quot; means">' in shown
    assert "<title>The _ exponent -" in shown


def test_values_are_whole_wherever_they_stand(built):
    shown = page_of(built, "exponent")
    assert "10^{12}</annotation>" in shown
    assert "<textarea>3</textarea>" in shown
    assert "<text>3</text>" in shown


def test_a_picture_that_a_cell_shows_is_published_as_a_file(built):
    [picture] = (built / "assets/pictures").glob("*.png")
    for path, root, alt in (("", "./", "Red"), ("labs/a", "../../", "Red too")):
        source = f"{root}assets/pictures/{picture.name}"
        expected = f'src="{source}" alt="{alt}" width="30" height="20">'
        assert expected in page_of(built, path)


def test_a_picture_that_a_page_writes_and_shows_is_published(built):
    assert 'src="../written.png"' in page_of(built, "writes")
    assert (built / "written.png").is_file()


LABEL = 'role="img" aria-label="A"'


@pytest.mark.parametrize(
    "page",
    [
        f"<svg {LABEL}><g/></svg><canvas {LABEL}></canvas><svg {LABEL}/>",
        '<svg role="img"><title>A</title><g/></svg>',
        '<svg aria-hidden="true"><g/></svg><b aria-hidden="true"><i><svg/></i></b>',
        f"<span {LABEL}><svg><g/></svg></span>",
        f"<svg {LABEL}><svg/><foreignObject><canvas></canvas></foreignObject></svg>",
        "<!-- <svg> --><code>&lt;svg></code>",
        '<iframe title="A"></iframe><object aria-label="A"></object><embed title="A">',
        '<video title="A"><source src="a.webm"></video><input><input type="text">',
        '<map><area href="#a" alt="A"><area></map><input type="image" alt="A">',
    ],
)
def test_pictures_that_say_what_they_show_are_no_problem(page):
    assert list(pictures.mute(page)) == []


@pytest.mark.parametrize(
    "mute",
    [
        "<svg>",
        '<svg aria-label="A">',
        '<svg role="img">',
        '<svg role="img" aria-label=" ">',
        '<svg aria-hidden="false">',
        "<canvas>",
        '<iframe src="a.html">',
        '<object data="a.svg">',
        "<embed src='a.svg'/>",
        "<video controls>",
        '<area href="#a">',
        '<input type="IMAGE" src="a.png">',
    ],
)
def test_a_picture_that_says_nothing_is_told_whatever_it_is(mute):
    name = re.match(r"<(\w+)", mute)[1]
    later = '<svg aria-hidden="true"><title>B</title></svg><svg><title>C</title></svg>'
    title = "<title> </title>" if name == "svg" else ""
    faults = list(pictures.mute(f"<p>{mute}{title}</{name}></p>{later}"))
    assert [fault.needles[0] for fault in faults] == [mute, "<svg>"]
    assert f"the <{name}> has no alt text: add " in faults[0].reason


def test_what_the_theme_does_not_have_is_asked_for_by_a_setting(make_project, build):
    folder = make_project({"index.md": "# H\n"})
    settings = folder / "mkdocs.yml"
    text = settings.read_text().replace("language: en", "language: xx")
    settings.write_text(text)
    line = text.split("\n").index("  language: xx") + 1
    problem = f"mkdocs.yml:{line}: the theme has no file partials/languages/xx.html"
    told = build(folder)
    assert problem in listed(told.stdout)
    assert "Traceback" not in told.stderr


def test_an_error_that_ends_the_build_is_one_of_its_page(make_project, build):
    text = "# T\n\n::: rnn_tutorial\n    options:\n      a: [\n"
    done = build(make_project({"index.md": "# H\n\nso $5\n", "page.md": text}))
    assert done.returncode == 1
    problem = "5: this page can't be made: ParserError: while"
    assert f"\n  docs/page.md:{problem}" in listed(done.stdout)
    assert "\n  docs/index.md:3: a dollar is left over" in listed(done.stdout)
    assert "Traceback" not in done.stderr
