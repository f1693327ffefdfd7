"""Sources that disagree: a sentence of another source that gives another number or date for the same thing. Pure."""

from collections.abc import Callable, Sequence

from bot.answering.facts import find_conflicts
from index.types import SentenceHit

_LOOKED_AT = 8
_FALLS_BEHIND = 3.5
_ALIKE = 0.88
"""The cosine similarity from which two sentences are taken to be about the same thing."""


def find_contradiction(
    cited: Sequence[SentenceHit], ranked: Sequence[SentenceHit], language_of: Callable[[SentenceHit], str]
) -> SentenceHit | None:
    """The best sentence of another source that says otherwise than a cited one; None where none does.

    Args:
        cited: The sentences that an answer rests on.
        ranked: Sentences ranked for the question, best first.
        language_of: ISO 639-1 code of a sentence's source.
    """
    if not ranked:
        return None
    sources = {hit.source_id for hit in cited}
    least = ranked[0].score - _FALLS_BEHIND
    for other in ranked[:_LOOKED_AT]:
        if other.source_id in sources or other.score < least:
            continue
        if any(_disagree(hit, other, language_of) for hit in cited):
            return other
    return None


def _disagree(one: SentenceHit, other: SentenceHit, language_of: Callable[[SentenceHit], str]) -> bool:
    if one.vector is None or other.vector is None or float(one.vector @ other.vector) < _ALIKE:
        return False
    return bool(find_conflicts(one.text, other.text, one_language=language_of(one), other_language=language_of(other)))
