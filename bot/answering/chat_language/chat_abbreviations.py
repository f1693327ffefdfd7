"""Chat abbreviations: "whats the msg", "c koi", "xq" and "скок" are written out before a message is understood.

The search and the phrases of the bot know dictionary words only. Abbreviations of each language are in
``chat_abbreviations.toml``. Pure.
"""

import re
from functools import cache

from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_ARROW = " => "
_APOSTROPHES = str.maketrans("’‘", "''")
_MAX_CHARS = 400
"""A longer message is no chat message, and its letters may mean something else."""


def expand_abbreviations(text: str) -> str:
    """Write out the chat abbreviations of a message; a text without any stays as it is."""
    if len(text) > _MAX_CHARS:
        return text
    pattern, expanded = _load_abbreviations()
    straight = text.translate(_APOSTROPHES)
    if not pattern.search(straight):
        return text
    return pattern.sub(lambda found: expanded[int(str(found.lastgroup)[1:])], straight)


@cache
def _load_abbreviations() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return one pattern with a group for each abbreviation, and what each of them means."""
    forms: list[str] = []
    expanded: list[str] = []
    for code, entries in read_word_list(__file__)["abbreviations"].items():
        for entry in entries:
            short, _, long = entry.partition(_ARROW)
            whole = short if code in UNSPACED_LANGUAGES else rf"(?<!\w){short}(?!\w)"
            forms.append(f"(?P<a{len(expanded)}>{whole})")
            expanded.append(long)
    return re.compile("|".join(forms), re.IGNORECASE), tuple(expanded)
