"""Questions that quotes cannot answer, because they ask for a judgement or for a calculation.

"Is she right?", "what do you think?" and "how many years between the two?" get the quotes on their subject and a
sentence that says what the bot does not do. The phrases of each language are in ``quote_limits.toml``. Pure, without a
model.
"""

import re
from collections.abc import Mapping

from bot.answering.chat_language.reactions import simplify, trim, without_fillers
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.types import Limit
from bot.answering.word_lists import join_forms, load_each, read_word_list, strip_accents

_MAX_CHARS = 160
_PAUSES = re.compile(r"[\s,]+")
_KINDS: Mapping[str, Limit] = {
    "judging_it": "no_judgement",
    "judging": "no_judgement",
    "calculating": "no_calculation",
}


def find_limit(question: str) -> Limit | None:
    """Return what a question asks of the bot that quotes cannot give; None for any other question."""
    return next((limit for kind, limit in _KINDS.items() if _is_of_kind(question, kind)), None)


def asks_for_view(question: str) -> bool:
    """Whether a question asks what to think of something said before: "is she right?", "what do you think?"."""
    return _is_of_kind(question, "judging_it")


def _is_of_kind(question: str, kind: str) -> bool:
    """Whether a question is one of a kind; words such as "and" and "but" may stand before and after it."""
    if len(question) > _MAX_CHARS:
        return False
    simple = _PAUSES.sub(" ", trim(simplify(strip_small_talk(question))))
    return any(_load_pattern(kind).fullmatch(core) for core in without_fillers(simple))


@load_each(*_KINDS)
def _load_pattern(kind: str) -> re.Pattern[str]:
    return re.compile(strip_accents(join_forms(read_word_list(__file__)[kind])), re.IGNORECASE)
