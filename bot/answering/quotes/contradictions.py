"""Contradictions: a sentence of another source that gives another number or date for the same thing. Pure."""

from collections.abc import Callable, Sequence

from bot.answering.facts import find_conflicts
from index.types import SentenceHit

_MAX_COMPARED = 8
_MAX_GAP = 3.5
_MIN_SIMILARITY = 0.88
"""The cosine similarity from which two sentences count as sentences about the same thing."""


def find_contradiction(
    cited: Sequence[SentenceHit], ranked: Sequence[SentenceHit], language_of: Callable[[SentenceHit], str]
) -> SentenceHit | None:
    """Find the best sentence of another source that contradicts a cited one; None if there is none.

    Args:
        cited: The sentences that an answer cites.
        ranked: The sentences ranked for the question, best first.
        language_of: Returns the ISO 639-1 code of a sentence's source.
    """
    if not ranked:
        return None
    sources = {hit.source_id for hit in cited}
    least = ranked[0].score - _MAX_GAP
    for other in ranked[:_MAX_COMPARED]:
        if other.source_id in sources or other.score < least:
            continue
        if any(_disagree(hit, other, language_of) for hit in cited):
            return other
    return None


def _disagree(one: SentenceHit, other: SentenceHit, language_of: Callable[[SentenceHit], str]) -> bool:
    if one.vector is None or other.vector is None or float(one.vector @ other.vector) < _MIN_SIMILARITY:
        return False
    languages = {"one_language": language_of(one), "other_language": language_of(other)}
    return bool(find_conflicts(one.reading, other.reading, **languages))
