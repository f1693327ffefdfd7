"""Evidence of a kind: whether a sentence has a number, a unit, a name, a place or a reason as a question asks. Pure.

``kind_evidence.toml`` has the words of sentences that tell a reason, an age, a price or a place. A sentence with the
evidence may answer; one without it hardly ever does.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.questions.answer_kinds.measured_attributes import (
    find_asked_dimension,
    find_length_attributes,
    is_length_of,
)
from bot.answering.questions.answer_kinds.question_kinds import Kind, find_kind, strip_kind
from bot.answering.questions.expected_answers import adds_amount
from bot.answering.word_lists import UNSPACED_LANGUAGES, match_whole_words, read_word_list
from index.text.scripts import CHINESE_AND_JAPANESE

_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(f"[{CHINESE_AND_JAPANESE}]")
_DIGITS = re.compile(r"\d+")
_QUOTED = re.compile(r"[«„“”\"「『《‘]\w[^«»„“”\"「」『』《》]{0,40}[»“”\"」』》’]")
"""A name in quotation marks, such as that of a house."""
_BARE_AGE = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:[,;)]|\W*$|(?= (?:when|als|cuando|quand|lorsqu\w*|quando|когда|gdy|коли|toen)\b))"
)
"""An age without a unit: "Beck, 24, went back", "she was 41 when it closed"."""
_WITHOUT_CAPITALS = UNSPACED_LANGUAGES | {"ar", "fa", "he", "hi", "th", "ur"}
_NEAR = 16
"""How many characters before a number of years, and behind it, tell whether it is a span of time."""
EXPLAINING: frozenset[Kind] = frozenset({"reason", "manner"})
"""The kinds that a sentence may tell without a word of its own: "He fell asleep." answers why, and how."""
_UNITS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "money": ("currency",),
        "mass": ("mass",),
        "duration": ("duration", "length"),
        "size": ("length", "area", "volume"),
        "measure": (),
    }
)
"""The dimensions of the units that each kind asks for; "how long is it" may ask for a length. A measure has its own."""


def may_answer(question: str, quote: str, language: str) -> bool:
    """Return whether a quote has what a question asks for; True for a question that asks for no kind.

    Args:
        question: The question.
        quote: A sentence.
        language: Of the quote, ISO 639-1.
    """
    kind = find_kind(question)
    return kind is None or kind in EXPLAINING or has_kind(kind, question, quote, language)


def names_counted(question: str, quote: str) -> bool:
    """Return whether a quote has a word of what a question counts; True for other questions.

    "How many square metres does it mow?" resembles a sentence with any number. Both are in one language. In Chinese and
    Japanese, which write no blanks, words are hard to tell.
    """
    if find_kind(question) != "count" or _UNSPACED.search(question):
        return True
    words = fold_own_words(strip_kind(question))
    own = [fold_word(word) for word in _WORD.findall(quote)]
    return not words or any(are_related(word, other) for word in words for other in own)


def answers_follow_up(question: str, quote: str, language: str) -> bool:
    """Return whether a quote has the date, the number, the name or the reason that a bare question word asks for.

    True for other questions.

    Args:
        question: "Why?", "since when?", without words that join it to the question before.
        quote: A sentence.
        language: Of the quote, ISO 639-1; ``und`` looks for the words of all languages.
    """
    kind = find_kind(question)
    if kind == "date":
        from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - it takes long to load

        return bool(find_dates(quote, language))
    if kind == "person" and quote.lower() != quote:
        from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - as above

        return bool(find_names(quote, language))
    return kind in {None, "manner"} or has_kind(kind, question, quote, language)


def fold_own_words(question: str) -> set[str]:
    """Return the folded words of a question that are no function words."""
    return {fold_word(word) for word in _WORD.findall(question) if word.lower() not in function_words(UNKNOWN)}


def has_kind(kind: Kind, question: str, quote: str, language: str) -> bool:
    """Return whether a quote has what a question of a kind asks for.

    Args:
        kind: The kind.
        question: The question, whose own numbers and names do not count.
        quote: A sentence.
        language: Of the quote, ISO 639-1.
    """
    if kind in _UNITS:
        return _measures(kind, question, quote, language)
    check = _CHECKS.get(kind)
    return _adds_number(question, quote) if check is None else check(question, quote, language)


def _measures(kind: Kind, question: str, quote: str, language: str) -> bool:
    """Whether a quote has a number with a unit of a kind, or words for it."""
    if _has_words(kind, quote, language) is True or _has_unit(kind, question, quote, language):
        return True
    return kind == "duration" and _count_times(quote, language) > 1


def _has_age(_question: str, quote: str, language: str) -> bool:
    has_words = _has_words("age", quote, language) is not False
    return has_words or _BARE_AGE.search(quote) is not None or _counts_age(quote, language)


def _has_reason(_question: str, quote: str, language: str) -> bool:
    return _has_words("reason", quote, language) is not False


def _has_manner(_question: str, quote: str, language: str) -> bool:
    return _has_words("manner", quote, language) is not False


def _has_time(_question: str, quote: str, language: str) -> bool:
    return _count_times(quote, language) > 0


def _has_name(question: str, quote: str, language: str) -> bool:
    """Whether a quote has a name that a question does not have, or words in quotation marks."""
    rest = fold_own_words(strip_kind(question)) or fold_own_words(question)
    return _QUOTED.search(quote) is not None or _names_beside(rest, quote, language)


def _counts_age(quote: str, language: str) -> bool:
    """Whether a number of years is no span of time: "she was 41", but not "for 41 years"."""
    from bot.answering.facts.quantities.numbers import find_numbers  # noqa: PLC0415 - it takes long to load

    patterns = _load_patterns(language)
    for number in find_numbers(quote, language):
        years = patterns["years"].match(quote[number.end :].lstrip())
        before, after = quote[max(0, number.start - _NEAR) : number.start], quote[number.end : number.end + _NEAR]
        if years and not any(patterns["span"].search(part) for part in (before, after)):
            return True
    return False


def _adds_number(question: str, quote: str) -> bool:
    return not set(_DIGITS.findall(question)).issuperset(_DIGITS.findall(quote)) or adds_amount(quote, question)


def _count_times(quote: str, language: str) -> int:
    """Count the times of the day of a quote; two may tell how long something is open."""
    from bot.answering.facts.quantities.clock import find_times  # noqa: PLC0415 - it takes long to load

    return len(find_times(quote, language))


def _has_unit(kind: Kind, question: str, quote: str, language: str) -> bool:
    """Whether a number of a quote has a unit of the kind, and of the attribute that a question names, as a depth.

    True in a language whose units are unknown.
    """
    from bot.answering.facts.quantities.numbers import find_numbers  # noqa: PLC0415 - it takes long to load
    from bot.answering.facts.roles.units import find_units, is_known  # noqa: PLC0415 - as above

    if not is_known(language):
        return True
    wanted = _UNITS[kind] or _list_dimensions(question)
    attribute = next(iter(find_length_attributes(question)), None) if kind in {"size", "measure"} else None
    for number in find_numbers(quote, language):
        found = {unit.partition("-")[0] for unit in find_units(quote, number, language)}.intersection(wanted)
        is_other = attribute and found == {"length"} and not is_length_of(attribute, quote, number.start, number.end)
        if found and not is_other:
            return True
    return False


def _list_dimensions(question: str) -> tuple[str, ...]:
    asked = find_asked_dimension(question)
    return ("length", "duration") if asked == "length" else (asked,) if asked else ()


def _has_place(question: str, quote: str, language: str) -> bool:
    """Whether a quote has words of a place outside its dates, or a name of its own, which may be a place's."""
    from bot.answering.facts.quantities.dates import find_dates  # noqa: PLC0415 - it takes long to load

    question, undated = strip_kind(question), quote
    for date in reversed(find_dates(quote, language)):
        undated = f"{undated[: date.start]} 0 {undated[date.end :]}"
    if _has_words("place", undated, language) is not False:
        return True
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - as above

    words = fold_own_words(question)
    names = (name for name in find_names(quote, language) if name.is_clear)
    return any(not _is_named(words, {fold_word(word) for word in name.words}) for name in names)


def _names_other(question: str, quote: str, language: str) -> bool:
    """Whether a quote names somebody whom a question does not, or all whom it does."""
    words = fold_own_words(question)
    if _names_beside(words, quote, language):
        return True
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - it takes long to load

    names = [{fold_word(word) for word in name.words} for name in find_names(quote, language)]
    return all(any(are_related(word, part) for name in names for part in name) for word in words)


def _names_beside(words: set[str], quote: str, language: str) -> bool:
    """Whether a quote has a name beside those of some folded words."""
    if quote.lower() == quote or language in _WITHOUT_CAPITALS:  # names are hard to tell
        return True
    from bot.answering.facts.naming.names import find_names  # noqa: PLC0415 - it takes long to load

    return any(not _is_named(words, set(map(fold_word, name.words))) for name in find_names(quote, language))


def _is_named(words: set[str], name: set[str]) -> bool:
    return any(are_related(word, part) for word in words for part in name)


def _has_words(kind: Kind, quote: str, language: str) -> bool | None:
    """Whether a quote has words of a kind; None in a language without a list."""
    pattern = _load_patterns(language).get(kind)
    return None if pattern is None else pattern.search(quote) is not None


@cache
def _load_patterns(language: str) -> dict[str, re.Pattern[str]]:
    patterns = {}
    for kind, words in read_word_list(__file__).items():
        known = words if language == UNKNOWN else {code: words[code] for code in (language,) if code in words}
        if known:
            patterns[kind] = re.compile(match_whole_words(known), re.IGNORECASE)
    return patterns


_CHECKS: Mapping[Kind, Callable[[str, str, str], bool]] = MappingProxyType(
    {
        "age": _has_age,
        "reason": _has_reason,
        "manner": _has_manner,
        "time": _has_time,
        "name": _has_name,
        "place": _has_place,
        "person": _names_other,
    }
)
"""The kinds without a unit, each with a function of the question, the quote and its language."""
