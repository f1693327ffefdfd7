"""Routes: "from Brest to Cork" is no support for "from Cork to Brest", in one language or two.

The words and endings of both places are in ``routes.toml``.
"""

import re
from functools import cache, lru_cache

from bot.answering.facts.languages import UNKNOWN
from bot.answering.facts.naming.places import find_place_names
from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list
from index.text.scripts import INDIC_MARKS

_PLACE = rf"[^\W\d_][\w{INDIC_MARKS}'’-]*"
_MARKED_BEHIND = frozenset({"ja", "ko", "hi", "tr"})
"""Languages that mark a place behind its name, others before it."""


def find_turned_routes(comparison: FactComparison) -> list[Mismatch]:
    """Find two places between which the sentence goes the other way."""
    said = _find_routes(comparison.statement, comparison.language)
    given = _find_routes(comparison.joined, comparison.source_language) if said else ()

    def is_same(one: str, other: str) -> bool:
        return _is_same(one, other, comparison.language, comparison.source_language)

    for start, end in said:
        if any(is_same(start, one) or is_same(end, other) for one, other in given):
            continue
        if any(is_same(start, other) or is_same(end, one) for one, other in given):
            return [Mismatch("role", start, contradicts=True)]
    return []


def _is_same(one: str, other: str, language: str, source_language: str) -> bool:
    left, right = fold_word(one), fold_word(other)
    if left == right or sounds_like(left, right):
        return True
    if UNKNOWN in {language, source_language} or language == source_language:
        return False
    return right in find_place_names(left, language, source_language)


@lru_cache(maxsize=4096)
def _find_routes(text: str, language: str) -> tuple[tuple[str, str], ...]:
    """Find the places of a text from which and to which something goes."""
    pattern = _load_pattern(language)
    return () if pattern is None else tuple((match["start"], match["end"]) for match in pattern.finditer(text))


@cache
def _load_pattern(language: str) -> re.Pattern[str] | None:
    words = read_word_list(__file__)
    away, towards = ("|".join(words[kind].get(language, ())) for kind in ("from", "to"))
    if not away or not towards:
        return None
    if language in {"ja", "zh"}:
        place = r"[\u3400-\u9fff\u30a0-\u30ff々A-Za-z]{2,12}?"
        forms = {
            "ja": rf"(?P<start>{place})(?:{away})(?P<end>{place})(?:{towards})",
            "zh": rf"(?:{away})(?P<start>{place})(?:{towards})(?P<end>[\u3400-\u9fff]{{2,3}})",
        }
        return re.compile(forms[language])
    if language in _MARKED_BEHIND:
        blank = r"\s+" if language == "hi" else ""
        return re.compile(
            rf"(?P<start>{_PLACE}?){blank}(?:{away})(?!\w)\s+(?P<end>{_PLACE}?){blank}(?:{towards})(?!\w)"
        )
    article = "|".join(words["article"].get(language, ())) or r"(?!)"
    gap = rf"\s+(?:(?:{article})\s+)?"
    return re.compile(
        rf"(?<!\w)(?:{away}){gap}(?P<start>{_PLACE})\s+(?:{towards}){gap}(?P<end>{_PLACE})", re.IGNORECASE
    )
