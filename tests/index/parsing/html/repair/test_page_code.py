"""Lines of code keep their ends and lose the numbers beside them."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill at Orsk has a program that counts its sacks, and the miller keeps a copy of it in a drawer."
CODE = "sacks = 3\nfor sack in range(sacks):\n    grind(sack)"
ROWS = CODE.split("\n")


def read(inside: str) -> str:
    """The text of a page behind the first paragraph of its article."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{inside}<p>It still runs.</p></article></body></html>"
    text = extract(Raw("https://mill.example/", page.encode(), "text/html")).text
    return text.removeprefix(FIRST).removesuffix("It still runs.").strip()


@pytest.mark.parametrize(
    "markup",
    [
        f"<table><tr><td><pre>1\n2\n3\n</pre></td><td><pre><code>{CODE}</code></pre></td></tr></table>",
        f"<div><pre>1\n2\n3\n</pre><pre>{CODE}</pre></div>",
        "<pre>" + "".join(f"<span><i> {at}</i>{row}\n</span>" for at, row in enumerate(ROWS, 1)) + "</pre>",
        "<pre>" + "".join(f"<div><span>{at}</span><div>{row}</div></div>" for at, row in enumerate(ROWS, 7)) + "</pre>",
    ],
)
def test_numbers_of_lines_are_left_out(markup: str) -> None:
    """Numbers in a column, or an element at the start of each line, are no part of the code."""
    assert CODE == read(markup)


def test_numbers_in_code_stay() -> None:
    """Numbers that not each line begins with are code."""
    code = "<pre><b>1</b>, <b>2</b>, <b>3</b>\nend</pre>"
    assert "1, 2, 3\nend" == read(code)
    assert "1\n2\n3" == read("<pre>1\n2\n3</pre>")
