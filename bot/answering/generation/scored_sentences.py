"""Sentences scored as support of a claim: how many of its words they have, and how near they are in meaning. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.facts import find_own_words, find_shared_words
from bot.answering.facts.languages import resolve_language
from bot.answering.generation.context import PromptContext
from bot.answering.generation.types import Claim
from index.retrieval.scoring import analyze
from index.text import bm25
from index.types import SentenceHit, Source

_MIN_COVERAGE, _MIN_SIMILARITY, _MIN_SIMILARITY_ACROSS = 0.4, 0.9, 0.8
"""Coverage or similarity that support needs within one language, and similarity across languages."""
_MIN_PART, _GAIN_TOLERANCE = 0.1, 0.005


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that may support a statement.

    Attributes:
        coverage: The share of the statement's own words in the sentence, in [0, 1]; words of the question do not count.
        similarity: Cosine similarity with question and statement together.
        similarity_gain: The part of the similarity that the statement adds; negative if the question alone is nearer.
    """

    hit: SentenceHit
    coverage: float
    similarity: float
    similarity_gain: float


def means_the_same(claim: Claim, scored: ScoredSentence, source: Source) -> bool:
    """Whether a sentence means about the same as a claim: it shares words, or else it is similar.

    A question that is similar to a sentence makes any statement beside it similar, so the statement must add its part.
    """
    if shares_language(claim, source):
        has_part = scored.coverage >= _MIN_PART or scored.similarity_gain > 0
        return scored.coverage >= _MIN_COVERAGE or (scored.similarity >= _MIN_SIMILARITY and has_part)
    return scored.similarity >= _MIN_SIMILARITY_ACROSS and scored.similarity_gain > -_GAIN_TOLERANCE


def is_near(claim: Claim, scored: ScoredSentence, context: PromptContext) -> bool:
    """Whether a cited sentence may be what the model meant, although it shares hardly a word with the claim."""
    language = context.get_source(scored.hit).language
    adds = scored.similarity_gain > -_GAIN_TOLERANCE if language != claim.language else scored.similarity_gain > 0
    return scored.similarity >= _MIN_SIMILARITY_ACROSS and (adds or shares_content(claim, scored.hit, language))


def shares_content(claim: Claim, hit: SentenceHit, language: str) -> bool:
    """Whether a sentence has a word of the statement that the question has not.

    Any sentence about the tower has words of "the tower is made of cheese". A statement without a word of its own, or
    with a number, is left to the facts.
    """
    if any(character.isdigit() for character in claim.draft.text):
        return True
    own = find_own_words(claim.draft.text, claim.question, claim.language)
    return not own or bool(find_shared_words(own, hit.reading, language, translated=language != claim.language))


def shares_language(claim: Claim, source: Source) -> bool:
    """Whether claim and source have one language; a model may write another one than the prompt asks for."""
    languages = {claim.language, resolve_language(claim.draft.text, "und")}
    return source.language in languages or "und" in {source.language, claim.language}


def measure_coverage(claim: Claim, hits: Sequence[SentenceHit]) -> list[float]:
    """Measure the share of the claim's own words in each sentence; rare words among the sentences weigh more."""
    asked = set(analyze(claim.question).grams)
    grams = analyze(claim.draft.text).grams
    own = [gram for gram in grams if gram not in asked] or list(grams)
    documents = [analyze(hit.reading).grams for hit in hits]
    return [bm25.coverage(own, documents, at) for at in range(len(hits))]
