"""Rates: eight words a minute are not eight words an hour, whatever the language of each text.

The words of periods are in ``rates.toml``.
"""

import re
from functools import cache, lru_cache

from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.quantities.types import Number
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_PERIODS = ("second", "minute", "hour", "day", "week", "month", "year")
_ALONE = ("secondly", "minutely", "hourly", "daily", "weekly", "monthly", "yearly")
"""Words that tell each of the periods without a word such as "per"."""

_AHEAD, _BEHIND = 24, 40
"""How many characters before a number, and behind it, may tell its period."""

_BREAK = re.compile(r"[,;:.!?()\n—。，；：！？]\s|\d")
_NO_PERIOD = re.compile(r"\s*(?:\d|ago\b|later\b|earlier\b)")
"""What follows a point in time: "im Jahr 1990", "a year ago"."""


def find_other_rates(comparison: FactComparison) -> list[Mismatch]:
    """Find a number whose period is another one wherever the evidence has this number with a period."""
    found = []
    given = [pair for sentence in comparison.sentences for pair in find_rates(sentence, comparison.source_language)]
    for number, period in find_rates(comparison.statement, comparison.language) if given else ():
        periods = {other for same, other in given if same.values & number.values}
        if periods and period not in periods:
            found.append(Mismatch("unit", comparison.statement[number.start : number.end], contradicts=True))
    return found


@lru_cache(maxsize=4096)
def find_rates(text: str, language: str) -> tuple[tuple[Number, str], ...]:
    """Find the numbers of a text that are amounts in a period, each with its period: "minute", "year"."""
    behind, ahead = _load_pattern(language, behind=True), _load_pattern(language, behind=False)
    if not behind.search(text):
        return ()
    found = []
    for number in find_numbers(text, language):
        after = _BREAK.split(text[number.end : number.end + _BEHIND], maxsplit=1)[0]
        before = _BREAK.split(text[max(0, number.start - _AHEAD) : number.start])[-1]
        match = behind.search(after)
        if match is None or _NO_PERIOD.match(text, number.end + match.end()):
            match = ahead.search(before)
        if match is not None and match.lastgroup is not None:
            found.append((number, match.lastgroup))
    return tuple(found)


@cache
def _load_pattern(language: str, *, behind: bool) -> re.Pattern[str]:
    """Load the pattern of what tells a period, behind a number or ahead of it, with a group for each period."""
    words = read_word_list(__file__)
    joining = [*words["per"].get(language, ()), *(words["article"].get(language, ()) if behind else ())]
    per = "|".join(joining)
    groups = []
    for period, alone in zip(_PERIODS, _ALONE, strict=True):
        nouns = "|".join(words[period].get(language, ()))
        adverbs = "|".join(words[alone].get(language, ()))
        if language in UNSPACED_LANGUAGES:
            forms = [nouns] if nouns else []
        else:
            forms = [rf"(?<!\w)(?:{per})\s*(?<!\w)(?:{nouns})(?!\w)"] if per and nouns else []
        forms += [rf"(?<!\w)(?:{adverbs})(?!\w)"] if adverbs else []
        if forms:
            groups.append(rf"(?P<{period}>{'|'.join(forms)})")
    return re.compile("|".join(groups) or r"(?!)", re.IGNORECASE)
