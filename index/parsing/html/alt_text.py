"""The alternative text of pictures: a line of its own where it describes what a reader without pictures misses."""

import re

_MIN_CHARS, _MIN_WORDS = 25, 4
_MIN_WIDE_CHARS = 10  # of a script without blanks
_WIDE = re.compile("[\u2e80-\uffef]")
_NO_DESCRIPTION = re.compile(r"\.(?:jpe?g|png|gif|webp|svg)\b|://|^(?:logo|icon|avatar)\b|©", re.IGNORECASE)


def describe_picture(stated: str | None) -> str | None:
    """Return the alternative text of a picture as one line; None for a name, a label or the name of a file."""
    words = " ".join((stated or "").split())
    is_long = len(words) >= _MIN_CHARS and words.count(" ") >= _MIN_WORDS - 1
    if not (is_long or (_WIDE.search(words) and len(words) >= _MIN_WIDE_CHARS)):
        return None
    return None if _NO_DESCRIPTION.search(words) else words
