"""The tokens of RTF: groups, control words, bytes and text. Pure."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    r"|\\'(?P<byte>[0-9A-Fa-f]{2})"
    r"|\\(?P<symbol>[^A-Za-z])"
    r"|(?P<brace>[{}])"
    r"|(?P<white>[\r\n\0]+)"
    r"|(?P<text>[^\\{}\r\n\0]+)"
    r"|\\",
    re.DOTALL,
)

Kind = Literal["{", "}", "word", "byte", "text"]


class Token(NamedTuple):
    """A token.

    Attributes:
        kind: A brace, a control word or symbol, a byte in hexadecimal digits, or text.
        text: The control word or symbol without its backslash, the byte as a character, or the text.
        number: The number behind a control word; None without one.
    """

    kind: Kind
    text: str = ""
    number: int | None = None


def tokenize(source: str) -> Iterator[Token]:
    """Yield the tokens of a source, in which each character is a byte; binary data is left out."""
    place = 0
    while found := _TOKEN.match(source, place):
        place = found.end()
        kind = found.lastgroup
        if kind in {"word", "number"}:
            number = int(found["number"]) if found["number"] else None
            if found["word"] == "bin":
                place += max(number or 0, 0)
                continue
            yield Token("word", found["word"], number)
        elif kind == "byte":
            yield Token("byte", chr(int(found["byte"], 16)))
        elif kind == "symbol":
            symbol = found["symbol"]
            yield Token("word", "par") if symbol in "\r\n" else Token("word", symbol)
        elif kind == "brace":
            yield Token("{" if found["brace"] == "{" else "}")
        elif kind == "text":
            yield Token("text", found["text"])
