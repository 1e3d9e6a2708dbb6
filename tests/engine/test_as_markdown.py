"""Pages as Markdown: with what came out, for programs that read no HTML."""

TEXT = """# Two

Two and two is `=2 + 2`, so $x = `=2 + 1`$, and $`=-5`^2$ is `=0.5:.0%`.

The number of all that can be counted here is
`=3 + 4`
and where `$HOME` is set, `=10**4:,` files of `="hidden_size"` go to `$OUT`; from
\\$5 to \\$`=6 * 10**3:,`, and \\(`=7 * 10**3:,`\\).

~~~ sh
echo $HOME
~~~

Those are `=8 * 10**3:,`, in $x$.

```python exec hide
secret = 1
```

- An item

    ```python exec
    print("a\\nb")
    ```

```python exec
from IPython.display import HTML
print("```")
HTML("<table><tr><td>1</td><td>2</td></tr></table>")
```

```python exec
from rnn_tutorial.evidence import claim
claim("Two is even", holds=2 % 2 == 0, rest_of_it=2 % 2, name="a_b | *c*")
```

| Text |
|---|
| `="a|b_c*d*"` |

```python exec
print("\\x1b[31mlong\\x1b[0m\\rred!")
```

```python exec
from IPython.display import Math
Math("x^2")
```

```python exercise id="sum"
# start
a = ...
# answer
a = 3
# wrong: one
a = 1
# wrong: two
a = 2
# wrong: four
a = 4
# check
assert a == 3, "It is three."
# hint: Two and one.
# hint: Less than four.
```

```python exec alt="A line." caption="It *rises*."
import matplotlib.pyplot as plt
plt.plot([1, 2])[0].set_gid("alt: So <steep> is it.")
```

```python exercise id="one"
# start
one = ...
# answer
one = 1
# wrong: two
one = 2
# wrong: three
one = 3
# wrong: four
one = 4
# check
assert one == 1, "That is more than one."
# hint: Count.
# hint: It is 1.
```

[Back](index.md)
"""


def test_a_page_has_its_values_outputs_and_claims(build, make_project):
    folder = make_project({"index.md": "# Home\n\nWords.\n", "two.md": TEXT})
    done, site = build(folder, "--strict"), folder / "site"
    assert done.returncode == 0, done.stderr
    text = (site / "two.md").read_text(encoding="utf-8")
    assert "Two and two is 4, so $x = 3$, and $(-5)^2$ is 50%." in text
    assert "is\n7\nand where `$HOME` is set, 10,000 files of hidden\\_size go" in text
    assert "go to `$OUT`; from\n\\$5 to \\$6,000, and \\(7{,}000\\)." in text
    assert "Those are 8,000, in $x$." in text
    assert "secret" not in text
    assert "    ```text\n    a\n    b\n    ```" in text
    assert '    print("a\\nb")' in text
    assert "> ✓ Two is even (rest of it: 0, name: a\\_b \\| \\*c\\*)" in text
    assert "|---|\n| a\\|b\\_c\\*d\\* |\n" in text
    assert "```text\nred!\n```" in text
    assert "$\\displaystyle x^2$" in text
    assert "It is three" not in text
    assert "````text\n```\n````" in text
    assert "```text\n1 2\n```" in text
    assert "*Picture: A line. So &lt;steep&gt; is it.*\n\nIt *rises*.\n" in text
    assert "one = ..." in text
    assert "That is more than one" not in text
    assert "[Back](index.md)" in text
    assert not any(0xE000 <= ord(sign) < 0xF900 for sign in text)
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    assert "- [Two](two.md)" in listed
    assert (site / "index.md").read_text(encoding="utf-8") == "# Home\n\nWords.\n"
