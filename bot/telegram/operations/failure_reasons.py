"""Why something could not be indexed, in the language of an admin.

The errors of the index are sentences in English, and the catalog stores them. Admins who read English get those; others
get the message of the kind of reason, which ``failure_reasons.toml`` recognizes. An unknown reason stays as it is.
"""

import re
from collections.abc import Mapping

from bot.answering.word_lists import load_once, read_word_list
from bot.telegram.messages.translations import translate

_ENGLISH = "en"


def explain_failure(reason: str, language: str) -> str:
    """Return a reason in a language."""
    key = None if language == _ENGLISH else classify_failure(reason)
    return reason if key is None else translate(language, key)


def classify_failure(reason: str) -> str | None:
    """Return the key of the message for a reason; None if there is none."""
    return next((key for key, pattern in _load_patterns().items() if pattern.search(reason)), None)


@load_once
def _load_patterns() -> Mapping[str, re.Pattern[str]]:
    return {key: re.compile("|".join(each)) for key, each in read_word_list(__file__).items()}
