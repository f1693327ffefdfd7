"""The stops of abbreviations, which end no clause: they have a dot of their own while texts are compared."""

import re
from functools import lru_cache

ABBREVIATION_DOT = "\u2024"

_ABBREVIATION = re.compile(
    r"(?<![^\W_])(?:(?:[^\W\d_a-zß-ÿа-яё]\.){2,}|[^\W\d_a-zß-ÿа-яё]\.(?=\s)|[A-ZÀ-Þ][a-zß-ÿ]{1,3}\.(?=\s[A-ZÀ-Þ]))"
)


@lru_cache(maxsize=4096)
def mark_abbreviations(sentence: str) -> str:
    """Replace the stops of abbreviations within a sentence, "U.S." and "Dr. Lang", by a dot that ends nothing."""
    return _ABBREVIATION.sub(lambda match: match[0].replace(".", ABBREVIATION_DOT), sentence)


def restore_stops(text: str) -> str:
    """Return a part of such a text with the stops that it had."""
    return text.replace(ABBREVIATION_DOT, ".")
