"""The kind of answer that a question asks for: several things, or an amount. Words in ``expected_answers.toml``."""

import re
from functools import cache

from bot.answering.word_lists import join_forms, read_word_list


def asks_for_several(question: str) -> bool:
    """Whether a question names a plural or a list as its answer; without its words a question asks for one thing."""
    return _load_pattern("several").search(question) is not None


def asks_for_amount(question: str) -> bool:
    """Whether the answer to a question is a number or a date, by its words."""
    return _load_pattern("amount").search(question) is not None


@cache
def _load_pattern(kind: str) -> re.Pattern[str]:
    words = read_word_list(__file__)[kind]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"(?<!\w){spaced}(?!\w)|{unspaced}", re.IGNORECASE)
