"""Questions that ask for a number or a date: "how many", "when". Pure; ``amounts.toml`` has their words."""

import re
from functools import cache

from bot.answering.word_lists import join_forms, read_word_list


def asks_for_amount(question: str) -> bool:
    """Whether the answer to a question is a number or a date, by its words."""
    return _load_pattern().search(question) is not None


@cache
def _load_pattern() -> re.Pattern[str]:
    words = read_word_list(__file__)["amount"]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"(?<!\w){spaced}(?!\w)|{unspaced}", re.IGNORECASE)
