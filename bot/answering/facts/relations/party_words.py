"""Words that tell two parties apart: content words, and concepts such as "northern" in every language."""

from functools import lru_cache

from bot.answering.facts.negation.korean import strip_particles
from bot.answering.facts.roles.concepts import find_concepts
from bot.answering.facts.roles.pieces import find_content_words, has_word

_TELLING = frozenset({"compass", "side", "season", "kin", "sex"})
"""Groups of concepts that tell two parties of one name apart."""


@lru_cache(maxsize=4096)
def find_party_words(text: str, language: str) -> frozenset[str]:
    """Find the folded content words of a party, and its concepts as ``group:member``."""
    if language == "ko":
        text = strip_particles(text)
    concepts = {f"{each.group}:{each.member}" for each in find_concepts(text, language) if each.group in _TELLING}
    return find_content_words(text, language) | concepts


def share_party_word(one: str, other: str, language: str) -> bool:
    """Whether two texts in one language have a word or concept in common."""
    given = find_party_words(other, language)
    return any(has_word(word, given, translated=False) for word in find_party_words(one, language))
