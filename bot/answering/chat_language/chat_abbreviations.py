"""Chat abbreviations: "whats the msg", "c koi", "xq" and "скок" are written out before a message is understood.

The search and the phrases of the bot know dictionary words only. Abbreviations of each language are in
``chat_abbreviations.toml``. Pure.
"""

import re
from collections.abc import Iterable, Iterator

from bot.answering.word_lists import UNSPACED_LANGUAGES, load_once, read_word_list

_ARROW = " => "
_APOSTROPHES = str.maketrans("’‘", "''")
_MAX_CHARS = 400
"""A longer message is no chat message, and its letters may mean something else."""


def expand_abbreviations(text: str) -> str:
    """Write out the chat abbreviations of a message; a text without any stays as it is."""
    if len(text) > _MAX_CHARS:
        return text
    straight = text.translate(_APOSTROPHES)
    if not _load_any_form().search(straight):
        return text
    pattern, expanded = _load_each_form()
    return pattern.sub(lambda found: expanded[int(str(found.lastgroup)[1:])], straight)


@load_once
def _load_any_form() -> re.Pattern[str]:
    """Return a pattern of all abbreviations, without groups, which make a search ten times as long."""
    return _compile((code, short) for code, short, _ in _list_abbreviations())


@load_once
def _load_each_form() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return a pattern with a group for each abbreviation, and what each of them means."""
    listed = list(_list_abbreviations())
    groups = ((code, f"(?P<a{at}>{short})") for at, (code, short, _) in enumerate(listed))
    return _compile(groups), tuple(long for _, _, long in listed)


def _list_abbreviations() -> Iterator[tuple[str, str, str]]:
    """Yield the language, the form and the meaning of each abbreviation."""
    for code, entries in read_word_list(__file__)["abbreviations"].items():
        for entry in entries:
            short, _, long = entry.partition(_ARROW)
            yield code, short, long


def _compile(forms: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Compile forms, each with its language; the bounds of a word are tested once for all of them."""
    whole: list[str] = []
    anywhere: list[str] = []
    for code, form in forms:
        (anywhere if code in UNSPACED_LANGUAGES else whole).append(form)
    return re.compile(rf"(?<!\w)(?:{'|'.join(whole)})(?!\w)|{'|'.join(anywhere)}", re.IGNORECASE)
