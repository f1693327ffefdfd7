"""The kind of answer that a question asks for, by its question words in ``question_kinds.toml``. Pure.

"How old is she?" asks for an age, "what does it cost" for an amount of money, and "why" for a reason.
"""

import re
from typing import Literal

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.questions.answer_kinds.measured_attributes import find_asked_dimension
from bot.answering.questions.answer_kinds.reported_speech import find_asked_speech
from bot.answering.word_lists import ASKING_ANYWHERE, join_forms, load_once, read_word_list

Kind = Literal[
    "age", "money", "mass", "duration", "size", "date", "time", "count", "amount", "name", "place", "person", "reason",
    "manner", "measure",
]  # fmt: skip
"""The order in the file is that in which they are looked for: "how many years old" is an age, though it begins as a
count, and an Arabic "from where" begins as "who"."""


_READ_CHARS = 400
"""Longer messages have their question words at the start too; each kind reads a text many times."""


def find_kind(question: str) -> Kind | None:
    """Find the kind of answer that a question asks for; None for any other question.

    "What does she say about the price?" asks for her words, which may have no price.
    """
    head = question[:_READ_CHARS]
    if find_asked_speech(head) is not None:
        return None
    asked = strip_small_talk(head)
    found = next((kind for kind, pattern in _load_patterns().items() if pattern.match(asked)), None)
    may_be_measure = found in {None, "amount", "money", "count"}  # "多少" and "얼마" ask for any of them
    return "measure" if may_be_measure and find_asked_dimension(asked) else found


def strip_kind(question: str) -> str:
    """Leave out the question words at the start: "which hospital" asks for the name of one."""
    asked = strip_small_talk(question)
    found = next((found for pattern in _load_patterns().values() if (found := pattern.match(asked))), None)
    return asked[found.end("opening") :] if found and found["opening"] else asked


@load_once
def _load_patterns() -> dict[Kind, re.Pattern[str]]:
    return {kind: _compile(words) for kind, words in read_word_list(__file__).items()}


def _compile(words: dict[str, list[str]]) -> re.Pattern[str]:
    first = join_forms({code: forms for code, forms in words.items() if code not in ASKING_ANYWHERE})
    anywhere = {code: forms for code, forms in words.items() if code in ASKING_ANYWHERE}
    spaced, unspaced = (join_forms(anywhere, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"\W*+(?:(?P<opening>{first}(?!\w))|.*(?<!\w){spaced}(?!\w)|.*{unspaced})", re.IGNORECASE)
