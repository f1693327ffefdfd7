"""The intent of a question: mostly one fact, sometimes a task about a whole source.

Phrases of each language are in ``intent.toml``; accents are ignored. Pure, without a model.
"""

import re
from collections.abc import Mapping
from typing import Literal

from bot.answering.word_lists import join_forms, load_once, read_word_list, strip_accents

Intent = Literal["lookup", "summary", "timeline", "positions", "people", "figures", "comparison", "further"]

_WHOLE_SOURCE: tuple[Intent, ...] = ("timeline", "comparison", "positions", "people", "figures", "summary")
"""Intents about a whole source; the first that fits a question counts."""
_WITH_QUESTION_WORDS: frozenset[Intent] = frozenset({"positions", "people", "figures"})
"""Intents whose phrases may begin as a question for one fact does: "who says what"."""
_MAX_CHARS = 160


def classify_intent(question: str) -> Intent:
    """Classify a question; one of more than 160 characters asks for a fact, whatever phrases it contains."""
    question = strip_accents(question)
    if len(question) <= _MAX_CHARS:
        # "Who wrote the chronology?" asks for a fact; "Who says what?" does not.
        asks_a_fact = _load_fact_question().match(question) is not None
        for intent, pattern in _load_patterns().items():
            if pattern.search(question) and (intent in _WITH_QUESTION_WORDS or not asks_a_fact):
                return intent
    return "lookup"


@load_once
def _load_patterns() -> Mapping[Intent, re.Pattern[str]]:
    words = read_word_list(__file__)
    return {intent: re.compile(strip_accents(join_forms(words[intent])), re.IGNORECASE) for intent in _WHOLE_SOURCE}


@load_once
def _load_fact_question() -> re.Pattern[str]:
    words: dict[str, list[str]] = dict(read_word_list(__file__)["fact_questions"])
    arabic = words.pop("ar")  # a short word such as "من" also begins longer ones, so a blank must follow
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    forms = rf"^\W*(?:{spaced}\b|{unspaced}|{join_forms({'ar': arabic})}\s)"
    return re.compile(strip_accents(forms), re.IGNORECASE)
