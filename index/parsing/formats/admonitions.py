"""Admonitions and tabs of MkDocs and Docusaurus, whose markers and indentation CommonMark would read as text and code.

Those of MkDocs are indented below ``!!! note "Title"``; those of Docusaurus and Pandoc stand between ``::: note`` and
``:::``.
"""

import re

_START = re.compile(r'(?P<indent> *)(?:!!!|\?\?\?\+?|===\+?)(?: +[\w -]+?)?(?: +"(?P<title>[^"]*)")? *')
_DIVISION = re.compile(
    r" *:{3,} *(?:\{[^{}]*\}|[\w-]+(?:\[(?P<label>[^\]]*)\]| +(?P<title>[^{}:]+))?)? *(?:\{[^{}]*\})? *:*"
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_STEP = 4


def unfold_admonitions(text: str) -> str:
    """The text with each block as paragraphs below its title, without the marker and the indentation."""
    if not re.search(r"^ *(?:!!!|\?\?\?|===|:::) ?", text, re.MULTILINE):
        return text
    written: list[str] = []
    open_indents: list[int] = []
    fence = ""
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        while open_indents and line.strip() and indent < open_indents[-1] + _STEP:
            open_indents.pop()
        shown = line[_STEP * len(open_indents) :]
        found = None if fence else _START.fullmatch(shown)
        mark = _FENCE.match(shown)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        division = None if fence else _DIVISION.fullmatch(shown)
        if division:
            written += ["", division["label"] or division["title"] or "", ""]
        elif found and (found["title"] is not None or not shown.lstrip().startswith("===")):
            open_indents.append(indent)
            written += [found["title"] or "", ""]
        else:
            written.append(shown)
    return "\n".join(written)
