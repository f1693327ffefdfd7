"""Keywords that stand for a question: "opening hours" asks when it is open, in words that no text needs to have. Pure.

``keyword_questions.toml`` has the keywords and their questions.
"""

import re

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.word_lists import join_forms, load_once, read_word_list

_KINDS = ("hours", "price", "place")
"""In the order of their questions."""


def find_keyword_question(message: str) -> str | None:
    """Find the question that a keyword stands for, in the language of the keyword; None for any other message."""
    keyword = strip_small_talk(message).strip(" .!?؟？¿¡")
    return next((question for pattern, question in _load_questions() if pattern.fullmatch(keyword)), None)


@load_once
def _load_questions() -> tuple[tuple[re.Pattern[str], str], ...]:
    words = read_word_list(__file__)
    return tuple(
        (re.compile(join_forms({code: words[kind][code]}), re.IGNORECASE), questions[place])
        for code, questions in words["asked"].items()
        for place, kind in enumerate(_KINDS)
    )
