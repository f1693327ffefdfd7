"""Text of others in a prompt: made harmless, and counted. Pure."""

import re

_BYTES_A_TOKEN = 4
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f"
    "\x00-\x1f\x7f-\x9f]|[^\\S ]"
)
_BRACKETS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "【": "(", "】": ")", "`": "'", "#": "＃"})
_BLANKS = re.compile(r" {2,}")


def neutralize(text: str) -> str:
    """A quotation on one line, without anything that could pass for a part of the prompt."""
    return _BLANKS.sub(" ", _INVISIBLE.sub(" ", text).translate(_BRACKETS)).strip()


def estimate_tokens(text: str) -> int:
    """About how many tokens a text takes, whatever the model's tokenizer."""
    return len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN + 1
