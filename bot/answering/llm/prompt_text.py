"""Text of sources and users in a prompt: neutralized, and counted in tokens. Pure."""

import re

_BYTES_PER_TOKEN = 4
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
    "\x00-\x1f\x7f-\x9f]|[^\\S ]"
)
_BRACKETS = str.maketrans("<>＜＞[]【】［］〔〕`#", "‹›‹›()()()()'＃")
_BLANKS = re.compile(r" {2,}")


def neutralize(text: str) -> str:
    """Put a text on one line, and replace characters that could pass for a part of the prompt."""
    return _BLANKS.sub(" ", _INVISIBLE.sub(" ", text).translate(_BRACKETS)).strip()


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text; tokenizers differ, so four bytes count as one token."""
    return len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN + 1
