"""Questions that ask for several things, such as a list or reasons. Pure; ``several.toml`` has their words."""

import re
from functools import cache

from bot.answering.word_lists import join_forms, read_word_list


def asks_for_several(question: str) -> bool:
    """Whether a question names a plural or a list as its answer; without its words a question asks for one thing."""
    return _load_pattern().search(question) is not None


@cache
def _load_pattern() -> re.Pattern[str]:
    words = read_word_list(__file__)["several"]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"(?<!\w){spaced}(?!\w)|{unspaced}", re.IGNORECASE)
