"""Chat abbreviations: "whats the msg", "c koi", "xq" and "скок" are written out before a message is understood.

The search and the phrases of the bot know dictionary words only. Abbreviations of each language are in
``chat_abbreviations.toml``. Pure.
"""

import re
from functools import cache

from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_ARROW = " => "
_APOSTROPHES = str.maketrans("’‘", "''")
_GROUP = re.compile(r"\(\?P<\w+>")
_MAX_CHARS = 400
"""A longer message is no chat message, and its letters may mean something else."""


def expand_abbreviations(text: str) -> str:
    """Write out the chat abbreviations of a message; a text without any stays as it is."""
    if len(text) > _MAX_CHARS:
        return text
    any_form, each_form, expanded = _load_abbreviations()
    straight = text.translate(_APOSTROPHES)
    if not any_form.search(straight):
        return text
    return each_form.sub(lambda found: expanded[int(str(found.lastgroup)[1:])], straight)


@cache
def _load_abbreviations() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Return a pattern of all abbreviations, one with a group for each of them, and what each of them means.

    Groups make a search ten times as long, and few messages have an abbreviation.
    """
    whole: list[str] = []
    anywhere: list[str] = []
    expanded: list[str] = []
    for code, entries in read_word_list(__file__)["abbreviations"].items():
        for entry in entries:
            short, _, long = entry.partition(_ARROW)
            (anywhere if code in UNSPACED_LANGUAGES else whole).append(f"(?P<a{len(expanded)}>{short})")
            expanded.append(long)
    each_form = rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)|{'|'.join(anywhere)}"
    any_form = _GROUP.sub("(?:", each_form)
    return re.compile(any_form, re.IGNORECASE), re.compile(each_form, re.IGNORECASE), tuple(expanded)
