"""Quantifiers: a statement about all of them needs a sentence about all of them, not about some."""

from collections.abc import Mapping
from functools import cache

from bot.answering.facts.roles.phrases import Found, PhraseTable
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.types import Mismatch
from bot.answering.word_lists import read_word_list

_ENTAILS: Mapping[str, frozenset[str]] = {
    "all": frozenset({"all", "most", "half", "some"}),
    "most": frozenset({"most", "some", "half"}),
    "half": frozenset({"half", "some"}),
    "some": frozenset({"some", "not_all", "few"}),
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
        rivals = [other for other in given if quantifier.key not in _ENTAILS[other.key]]
        if len(rivals) < len(given) or not rivals:
            continue
        if {quantifier.key, *(other.key for other in rivals)} == {"all", "none"}:
            continue
        translated = language != source_language
        if translated or any(_share_a_word(statement, quantifier, evidence, other, language) for other in rivals):
            found.append(Mismatch("quantifier", statement[quantifier.start : quantifier.end], contradicts=True))
    return found


def _share_a_word(statement: str, one: Found[str], evidence: str, other: Found[str], language: str) -> bool:
    """Whether a word of the statement comes back near the quantifier of the evidence."""
    near = find_content_words(evidence[max(0, other.start - _NEAR_CHARS) : other.end + 2 * _NEAR_CHARS], language)
    own = find_content_words(statement[one.start :], language) or find_content_words(statement, language)
    return any(has_word(word, near, translated=False) for word in own)


@cache
def _load_table(language: str) -> PhraseTable[str]:
    words = read_word_list(__file__)
    return PhraseTable(language, {member: forms.get(language, ()) for member, forms in words.items()})
