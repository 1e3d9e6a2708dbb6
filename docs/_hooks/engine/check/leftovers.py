"""The signs of which Markdown has made nothing, and what to tell who has typed them."""

from __future__ import annotations

import re

# In the texts between tags, as `check.prose` reads them.
LOST_TICK = [
    (
        re.compile("`"),
        "a backtick is left over: code, and a value, stand between two of them; "
        r"a plain one is written \`",
    )
]
LEFT_OVER = [
    (
        re.compile(r"\$(?:\x02\d+\x03)?\$"),
        "$$ is left over: a formula between two $$ has an empty line above and below, "
        "and none inside",
    ),
    (
        re.compile(r"\$"),
        "a dollar is left over: those of a formula touch it, and no digit outside; "
        r"a plain one is written \$ (in HTML &#36;)",
    ),
    (
        re.compile(r"\\(?:[a-zA-Z]+|\[)"),
        "TeX is left over: it has to stand in a formula; "
        r"a plain backslash is written \\ (in HTML &#92;)",
    ),
    (
        re.compile(r"\\\n"),
        "a backslash is left over: a line ends where you want with <br>",
    ),
    (
        re.compile(r"\\"),
        r"a backslash is left over: in front of this sign it isn't needed; "
        r"a plain one is written \\ (in HTML &#92;)",
    ),
    (
        re.compile(r"\[\^[^\]\n]+\]"),
        "this note is defined nowhere: [^1]: … on a line of its own",
    ),
    (
        re.compile(
            r"(?<![\w)\]*])\*\*\w[^*]*\*\*|\]\(\S|!\[[^\[\]]*\]\s*\("
            r"|\[[^\[\]]+\]\s+\((?:[^()\s]*\.(?:md|html|ipynb)\b|https?://)"
            r"|\((?:[^()\s]*\.(?:md|html|ipynb)|https?://[^()\s]*)\)\["
        ),
        "Markdown is left over: a link is [words](address), with nothing between its "
        "brackets, and what stands within HTML is read where the tag says `markdown`",
    ),
    (
        re.compile(
            r"(?<!~)~~[^\s~]|==[\w\x02][^=]*==|[\w\x03]~[\w\x02\x03]{1,5}~"
            r"|--8(?:<|&lt;)--|\[\[[^\W\d][^\[\],]*\]\]|\[-?@[^\W\d][^\[\]]*\]"
            r"|\{\{[^{}]*\}\}|\{%[^{}]*%\}"
            r"|[\w)\x03]\^[\w+\x02\x03-]{1,9}\^(?!\w)|(?<!\^)\^\^[^\s^]"
            # Not in a ** b and c ** d: before it is a word, or nothing.
            r"|(?:^|\n|[^\W\d]{2} |[.,:;(] ?)\*\* +[^\W\d][^*\n]*\*\*"
            # Stars between a sign and a word: neither begins nor ends anything.
            r"|\*\*[^\s*][^*\n]*[^\w\s*\x02\x03]\*\*(?=[^\W\d])"
            r"|(?<=[^\W\d])\*\*[^\w\s*\x02\x03][^*\n]*\*\*"
            r"|\{(?::|\s*[.#]\w|\s*[\w-]+=)[^{}]*\}"
            r"|(?:^|\n)[-*+]?\[[ xX]?\] |(?<![\w:]):(?:[a-z][\w-]*|[+-]1):(?![\w:])"
            # Lists of contents, notes within the text, keys, attributes, a missing end.
            r"|\[(?:TOC|toc)\]|\^\[[^\[\]\d][^\[\]]*\]|\{:? ?[#.][a-zA-Z][\w-]*\s*\Z"
            r"|(?<![\w+])\+\+ ?[\w-]+(?: ?\+ ?[\w-]+)* ?(?<! )\+\+(?![\w+])"
            # Parts of other files, and directives, of other tools; marks of editors.
            r"|(?:^|\n)(?:\.\. (?:\[|_)|@(?:param|returns?|type|raises?)\b)"
            r"|\[[^\[\]]+\]_(?!\w)|\x03_(?![\w\x02])"
            r"|(?:^|\n)-+8(?:<|&lt;)-+ |\{![^{}]*!\}|(?:^|\n)\.\. [\w-]+::"
            r"|\{[a-z][\w:-]*\}(?=\x02)|\[=\d|(?<![\w@])@(?:fig|tbl|sec|eq|lst)-\w"
            r"|(?:^|\n)%%.*%%|\{--[^{}]*--\}|\{(?:>|&gt;){2}[^{}]*(?:<|&lt;){2}\}"
        ),
        "this is shown as it is typed: the site's Markdown doesn't know it here",
    ),
]
_NO_TABLE = (
    "a table is left over: it has an empty line above, and a row of as many |---| as "
    "there are columns below its head"
)
_CELL = r"(?:[^|\n()]|\([^|\n()]*\))+"  # a bar in brackets is that of p(a | b)
_CELLS = rf"(?:\| )?{_CELL}(?: \| {_CELL})+\|?"  # and one without blanks that of |x|
_WORD = r"(?:[^\W\d_]|[\x02\x04])"  # its begin, or code, or a tag
# In whole blocks, of which a `row` is told.
_OTHER_BLANKS = r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SIGN = (
    r"(?:#{1,6}|[-*+](?!.\d)|1[.)]|>|&gt;|!{3}|\?{3}[+-]?|={3}|:{1,3}|\||`{3,}|~{3,})"
)
LEFT_OVER_ROWS = [
    (
        re.compile(rf"(?:^|\n)[ \t]*(?P<row>{_SIGN}{_OTHER_BLANKS}.*)"),
        "the blank behind this sign is one that Markdown doesn't know, such as that of "
        "Alt and the space bar on a Mac: type it anew",
    ),
    (
        re.compile(r"(?:^|\n)[ \t]*(?P<row>#{1,6}[A-Za-z].*|#{7,} .*)"),
        "this begins no heading: put a blank behind the #, of which there are six at "
        "most",
    ),
    (
        re.compile(r"\A\n?(?P<row>={3,})\s*\Z"),
        "readers would see this row: of a heading that begins with # nothing is "
        "underlined",
    ),
    (
        re.compile(r"(?:^|\n)(?P<row>\*\[[^\[\]\n]+\].*)"),
        "an abbreviation is left over: it is written *[RNN]: what it means",
    ),
    (
        re.compile(
            r"(?:^|\n)[ \t]*(?P<row>(?!:[\w+-]+:)(?::(?=[^\W\d_]|\x02)|::[ \t]+\S).*)"
        ),
        "what a term means is left over: it is written : and a blank, below the term",
    ),
    (
        # From another number than 1, with which CommonMark begins none there either.
        re.compile(r"[^\n]\n(?P<row>(?!1\.)\d{1,2}\. )(?=.*\n\d{1,2}\. )"),
        r"this begins no list: put an empty line above; a plain number is written 2\.",
    ),
    *(
        (
            re.compile(rf"(?:^|\n)[ \t]*(?P<row>{first}.*\n(?:.*\n)*?[ \t]*{second})"),
            "these rows would be one paragraph: an item of a list begins with - or 1. "
            "and a blank",
        )
        for first, second in (
            (r"(?P<sign>[•‣◦▪·–—✓✗✔✘☐☑→⇒])", r"(?P=sign)"),
            (rf"(?P<sign>[-*+]){_WORD}", rf"(?P=sign){_WORD}"),
            (rf"1\.{_WORD}", rf"2\.{_WORD}"),
            (r"a[.)] ", r"b[.)] "),
            (r"i[.)] ", r"ii[.)] "),
            (r"\(a\) ", r"\(b\) "),
            (r"\(1\) ", r"\(2\) "),
            (r"#\. ", r"#\. "),
        )
    ),
    (
        re.compile(
            r"(?:^|\n)[ \t]*"
            r"(?P<row>\|.*\|[ \t]*(?=\n[ \t]*\|)|\|?[ \t]*:?--+:?[ \t]*\|.*)"
        ),
        _NO_TABLE,
    ),
    (re.compile(r"(?:^|\n)(?P<row>\+(?:[-=]{2,}\+)+)"), _NO_TABLE),
    (re.compile(rf"(?:\A\n?|:\n)(?P<row>{_CELLS})(?:\n{_CELLS})+\s*\Z"), _NO_TABLE),
    (
        re.compile(
            r"(?:^|\n)(?P<row>(?:!!!|\?\?\?[+-]?|///|:::)[ \t]*[\w{\"'“”‘’+-].*"
            r"|\[![A-Za-z]+\]|[!?]{2,}[+-]? ?[\w-]*"
            r"(?: +[\"“”][^\"“”\n]*[\"“”])? *(?=\n {4,}\S))"
        ),
        'a box is left over: it is written !!! note "Title", or ??? note "Title" if '
        "readers open it, and its text is indented by four blanks",
    ),
    (
        re.compile(r"(?:^|\n)(?P<row>===[!+]* +\S.*|={2,}[!+?-]* *[\"'“”‘’].*)"),
        'a tab is left over: it is written === "Title", and its text is indented by '
        "four blanks",
    ),
    (
        re.compile(r"(?<![\w=!<>~])(?P<row>(==|~~)\x04[^=~\n]*\x04\2)(?![\w=~])"),
        "this is shown as it is typed: the site's Markdown doesn't know it here",
    ),
    (
        re.compile(r"(?:^|\n)(?P<row>~~~.*)"),
        "this fence can't be read: it is ```, and the name of a language",
    ),
]
CUT = "\x04"  # where in a block a tag stood that begins no other
# What Markdown has read can't have these: it would have made something of them.
_IN_HTML = (
    r"(?:\A|[^\w)\]*])(?P<stars>\*\w(?:[^*\n]*[^*\s])?\*)(?![\w*(\[])",
    r"(?:\A|[^\w)\]])(?P<underscores>(?P<ends>__?)[^\W_](?:[^_\n]*[^_\s])?(?P=ends))(?!\w)",
    r"\n[ \t]*(?P<heading>#{1,6} \S.*)",
    r"\n[ \t]*(?P<quote>(?:>|&gt;)[ \t]*[^\s>].*)",
    r"\n[ \t]*(?P<term>: {1,3}\S.*)",
    r"\n[ \t]*(?P<rule>-{3,}|\*{3,}|_{3,}|={3,})[ \t]*(?:\n|\Z)",
    rf"[^\s{CUT}][ \t{CUT}]*\n[ \t]*\n[\s{CUT}]*(?P<paragraph>[^\s{CUT}].*)",
)
LEFT_OVER_ROWS += [
    (
        re.compile(sign),
        "Markdown is left over: what stands within HTML is read, and has paragraphs, "
        "where the tag says `markdown`, as in <details markdown>",
    )
    for sign in _IN_HTML
]
