"""Contradictions: a sentence that gives another number or date for the same thing, mostly of another source. Pure."""

from collections.abc import Callable, Sequence

from bot.answering.facts import find_conflicts
from bot.answering.questions.expected_answers import adds_amount
from bot.answering.quotes.denials import has_contrast
from bot.answering.quotes.telling_sentences import speaks
from index.text.tables import get_row_name
from index.types import SentenceHit

_MAX_COMPARED = 8
_MAX_GAP, _MAX_GAP_OF_AMOUNTS = 3.5, 8.0
_MIN_SIMILARITY, _MIN_SIMILARITY_OF_AMOUNTS = 0.88, 0.84
"""The cosine similarity from which two sentences count as sentences about the same thing. A question for an amount
names this thing, so two near sentences with two amounts may be less alike."""

GetLanguage = Callable[[SentenceHit], str]


def find_contradiction(
    cited: Sequence[SentenceHit], ranked: Sequence[SentenceHit], language_of: GetLanguage, *, of_amounts: bool = False
) -> SentenceHit | None:
    """Find the best sentence of another source that contradicts a cited one; None if there is none.

    Args:
        cited: The sentences that an answer cites.
        ranked: The sentences ranked for the question, best first.
        language_of: Returns the ISO 639-1 code of a sentence's source.
        of_amounts: Whether the question asks for a number or a date.
    """
    sources = {hit.source_id for hit in cited}
    least = _MIN_SIMILARITY_OF_AMOUNTS if of_amounts else _MIN_SIMILARITY
    near = _select_near(ranked, _MAX_GAP_OF_AMOUNTS if of_amounts else _MAX_GAP)
    others = (other for other in near if other.source_id not in sources)
    return next((other for other in others if any(_disagree(hit, other, language_of, least) for hit in cited)), None)


def find_other_amount(
    cited: Sequence[SentenceHit], ranked: Sequence[SentenceHit], language_of: GetLanguage
) -> SentenceHit | None:
    """Find a sentence of the same source with another amount than a cited one, for a question that asks for an amount.

    It may be about another thing, so it is a further quote and no contradiction.
    """
    own = {hit.source_id: hit.span for hit in cited}
    others = (other for other in _select_near(ranked, _MAX_GAP) if own.get(other.source_id, other.span) != other.span)
    return next((o for o in others if any(_disagree(hit, o, language_of, _MIN_SIMILARITY) for hit in cited)), None)


def is_contested_by(hit: SentenceHit, after: SentenceHit, language_of: GetLanguage) -> bool:
    """Whether the sentence after another one sets another amount against it: "The police, however, count 44".

    One of them says whose amount it gives.
    """
    if not has_contrast(after.reading) or not adds_amount(after.reading, hit.reading):
        return False
    return any(speaks(one.reading, language_of(one)) for one in (hit, after))


def _select_near(ranked: Sequence[SentenceHit], gap: float) -> list[SentenceHit]:
    return [hit for hit in ranked[:_MAX_COMPARED] if hit.score >= ranked[0].score - gap]


def _disagree(one: SentenceHit, other: SentenceHit, language_of: GetLanguage, least: float) -> bool:
    if one.vector is None or other.vector is None or float(one.vector @ other.vector) < least:
        return False
    if one.row and other.row and get_row_name(one.text) != get_row_name(other.text):
        return False  # each row of a table is about another thing
    languages = {"one_language": language_of(one), "other_language": language_of(other)}
    return bool(find_conflicts(one.reading, other.reading, **languages))
