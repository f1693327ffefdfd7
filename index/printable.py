"""Foreign names in messages: characters that could forge or hide words are written as escapes. Pure."""

import re

# Line ends, terminal commands, invisible characters, reordering marks and lone surrogates. U+200C to U+200F stay: some
# scripts need them, and they change neighbouring characters only.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_BYTE = range(0xDC80, 0xDD00)  # how Python keeps a byte of a file name that is no text


def printable(text: str) -> str:
    """Return a name that others chose as one line that shows what is there.

    Args:
        text: A file name, an address, a title or a message with one of them.

    Returns:
        A text that encodes in UTF-8, without line ends, terminal commands or characters that reorder others. It is the
        same text if it has none of them.
    """
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code in _BYTE:
        return f"\\x{code - 0xDC00:02x}"
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(found[0])
    if named is not None:
        return named
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the widths of Python's escapes
