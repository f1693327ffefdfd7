"""Quantifiers: a statement about all of them needs a sentence about all of them, not about some."""

from collections.abc import Mapping
from functools import cache

from bot.answering.facts.roles.phrases import Found, PhraseTable
from bot.answering.facts.roles.pieces import find_content_words, has_word, split_at_contrasts
from bot.answering.facts.types import Mismatch
from bot.answering.word_lists import read_word_list

_ENTAILS: Mapping[str, frozenset[str]] = {
    "all": frozenset({"all", "most", "half", "many", "some"}),
    "most": frozenset({"most", "many", "some", "half"}),
    "half": frozenset({"half", "many", "some"}),
    "many": frozenset({"many", "some", "not_all"}),
    "some": frozenset({"some", "many", "not_all", "few"}),
    "few": frozenset({"few", "some", "not_all"}),
    "none": frozenset({"none", "not_all"}),
    "not_all": frozenset({"not_all", "some"}),
}
"""What a quantifier of the evidence lets a statement say."""
_NEAR_CHARS = 40


def find_quantifier_mismatches(statement: str, language: str, evidence: str, source_language: str) -> list[Mismatch]:
    """Find quantifiers of a statement that no quantifier of its evidence lets it say.

    A quantifier that the evidence does not have at all is no mismatch: "the members" may be all of them. "All" beside
    "none" is one only within a language and about the same words, because "all were younger" is "none was older".
    """
    said = _load_table(language).find(statement)
    given = _load_table(source_language).find(evidence)
    if not given:
        return []
    found = []
    for quantifier in said:
        near = given
        if language == source_language and len(given) > 1:
            near = _select_nearest(_find_clause(statement, quantifier, language), evidence, given, language)
        rivals = [other for other in near if quantifier.key not in _ENTAILS[other.key]]
        if len(rivals) < len(near) or not rivals:
            continue
        if {quantifier.key, *(other.key for other in rivals)} == {"all", "none"}:
            continue
        translated = language != source_language
        if translated or any(_share_a_word(statement, quantifier, evidence, other, language) for other in rivals):
            found.append(Mismatch("quantifier", statement[quantifier.start : quantifier.end], contradicts=True))
    return found


def _find_clause(text: str, found: Found[str], language: str) -> str:
    start = 0
    for clause in split_at_contrasts(text, language):
        start = text.index(clause, start) + len(clause)
        if found.start < start:
            return clause
    return text


def _select_nearest(statement: str, evidence: str, given: list[Found[str]], language: str) -> list[Found[str]]:
    """Select the quantifiers whose clause shares most words with the statement, if one clause leads."""
    words = find_content_words(statement, language)
    counts, start = [], 0
    for clause in split_at_contrasts(evidence, language):
        at = evidence.index(clause, start)
        start = at + len(clause)
        own = find_content_words(clause, language)
        inside = [found for found in given if at <= found.start < start]
        if inside:
            counts.append((sum(has_word(word, own, translated=False) for word in words), inside))
    most = max((count for count, _ in counts), default=0)
    leading = [inside for count, inside in counts if count == most]
    return leading[0] if len(leading) == 1 and most > 1 else given


def _share_a_word(statement: str, one: Found[str], evidence: str, other: Found[str], language: str) -> bool:
    """Whether a word of the statement comes back near the quantifier of the evidence."""
    near = find_content_words(evidence[max(0, other.start - _NEAR_CHARS) : other.end + 2 * _NEAR_CHARS], language)
    own = find_content_words(statement[one.start :], language) or find_content_words(statement, language)
    return any(has_word(word, near, translated=False) for word in own)


@cache
def _load_table(language: str) -> PhraseTable[str]:
    words = read_word_list(__file__)
    return PhraseTable(language, {member: forms.get(language, ()) for member, forms in words.items()})
