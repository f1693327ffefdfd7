"""Verification: whether sentences of the sources support a statement. Code decides, without a model. Blocking (embeds).

A run of sentences supports a statement if it contains the statement's numbers, dates and names, does not deny it, and
means about the same. The smallest such run is cited.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bot.answering.facts import Mismatch, find_mismatches
from bot.answering.facts.languages import resolve_language
from bot.answering.generation.context import PromptContext
from bot.answering.llm.reply_parser import DraftStatement
from index.models.base import Embedder
from index.retrieval.scoring import analyze, standardize
from index.text import bm25
from index.types import SentenceHit, Source, Span

_COVERAGE_WEIGHT, _SIMILARITY_WEIGHT, _RANKING_WEIGHT, _CITED_WEIGHT = 2.5, 0.6, 0.5, 1.0
_MAX_TRIED = 4
_CLEAR_COVERAGE = 0.5
"""The share of a statement's own words from which no vector is needed."""
_MIN_COVERAGE, _MIN_SIMILARITY, _MIN_SIMILARITY_ACROSS = 0.4, 0.9, 0.8
"""Coverage or similarity that support needs within one language, and similarity across languages."""
_MAX_BLANK_CHARS = 2
"""The longest white space of a canonical text: a blank line."""
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


@dataclass(frozen=True, slots=True)
class SentenceRun:
    """Adjacent sentences of one passage."""

    hits: tuple[SentenceHit, ...]

    @property
    def span(self) -> Span:
        """From the start of the first sentence to the end of the last."""
        return Span(self.hits[0].span.start, self.hits[-1].span.end)

    @property
    def text(self) -> str:
        """The sentences as one text, for comparing facts."""
        return " ".join(hit.text for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Support:
    """The sentences that support a statement; ``cited`` says whether the model cited one of them."""

    runs: tuple[SentenceRun, ...]
    cited: bool


@dataclass(frozen=True, slots=True)
class Unsupported:
    """The reason why no sentence supports a statement."""

    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A drafted statement with the question that it answers.

    Attributes:
        language: Of question and statement, ISO 639-1.
    """

    question: str
    draft: DraftStatement
    language: str


class Verifier:
    """Finds the sentences that support a statement."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """Compare vectors of ``embedder``, which is loaded with the first statement that needs vectors."""
        self._embedder = embedder

    def verify(self, claim: Claim, context: PromptContext) -> Support | Unsupported:
        """Find the smallest support of a claim among the numbered sentences and their neighbors."""
        coverage = _measure_coverage(claim, [sentence.hit for sentence in context.sentences])
        clear = self._find_by_words(claim, context, coverage)
        if clear is not None:
            return clear
        scored = self._score(claim, context, coverage)
        reasons: list[str] = []
        for best in scored[:_MAX_TRIED]:
            agrees = _means_the_same(claim, best, context.get_source(best.hit))
            for runs in _widen(best, scored, context) if agrees else [(SentenceRun((best.hit,)),)]:
                wrong = _find_mismatches(claim, runs, context)
                reasons.extend(f"{mismatch.kind} not in the sources: {mismatch.text}" for mismatch in wrong[:1])
                if agrees and not wrong:
                    enough = _narrow(claim, best, runs, scored, context)
                    numbers = {sentence.n for sentence in context.sentences if sentence.hit in enough[0].hits}
                    return Support(enough, bool(numbers & set(claim.draft.numbers)))
        return Unsupported(reasons[0] if reasons else "no sentence means the same")

    def find_presumption(
        self, question: str, language: str, runs: Sequence[SentenceRun], context: PromptContext
    ) -> Mismatch | None:
        """Find a name, number or negation of the question that the passages of these sentences do not contain.

        A question may presume a false fact; then a supported statement only seems to answer it.
        """
        sources = [context.get_source(run.hits[0]) for run in runs]
        around = " ".join(hit.text for run in runs for hit in context.get_passage(run.hits[0]))
        if language not in {source.language for source in sources}:
            return None  # a translation says too much in other words, which would seem to be missing
        wrong = find_mismatches(
            question,
            around,
            context="\n".join(source.title for source in sources),
            statement_language=language,
            evidence_language=language,
        )
        return wrong[0] if wrong else None

    def _find_by_words(self, claim: Claim, context: PromptContext, coverage: Sequence[float]) -> Support | None:
        """Find a cited sentence that contains most of the claim's words; no vector is needed for that."""
        for sentence, share in zip(context.sentences, coverage, strict=True):
            source = context.get_source(sentence.hit)
            is_clear = share >= _CLEAR_COVERAGE and share == max(coverage)
            if is_clear and sentence.n in claim.draft.numbers and _shares_language(claim, source):
                runs = (SentenceRun((sentence.hit,)),)
                if not _find_mismatches(claim, runs, context):
                    return Support(runs, cited=True)
        return None

    def _score(self, claim: Claim, context: PromptContext, coverage: Sequence[float]) -> list[ScoredSentence]:
        """Score the numbered sentences as support of a claim, best first."""
        hits = [sentence.hit for sentence in context.sentences]
        if not hits:
            return []
        similarity = self._measure_similarity(f"{claim.question} {claim.draft.text}", hits)
        known = [hit.similarity for hit in hits if hit.similarity is not None]
        # Sentences of a whole source were not compared with a question by the search.
        asked = known if len(known) == len(hits) else self._measure_similarity(claim.question, hits)
        totals = (
            _COVERAGE_WEIGHT * np.array(coverage)
            + _SIMILARITY_WEIGHT * standardize(similarity)
            + _RANKING_WEIGHT * standardize([hit.score for hit in hits])
            + _CITED_WEIGHT * np.array([sentence.n in claim.draft.numbers for sentence in context.sentences])
        )
        order = np.argsort(-totals, kind="stable")
        return [ScoredSentence(hits[at], coverage[at], similarity[at], similarity[at] - asked[at]) for at in order]

    def _measure_similarity(self, text: str, hits: Sequence[SentenceHit]) -> list[float]:
        [vector] = self._embedder().embed_queries([text])
        return [float(vector @ hit.vector) if hit.vector is not None else 0.0 for hit in hits]


def _means_the_same(claim: Claim, scored: ScoredSentence, source: Source) -> bool:
    """Whether a sentence means about the same as a claim: it shares words, or else it is similar.

    A question that is similar to a sentence makes any statement beside it similar, so the statement must add its part.
    """
    if _shares_language(claim, source):
        has_part = scored.coverage >= _MIN_PART or scored.similarity_gain > 0
        return scored.coverage >= _MIN_COVERAGE or (scored.similarity >= _MIN_SIMILARITY and has_part)
    return scored.similarity >= _MIN_SIMILARITY_ACROSS and scored.similarity_gain > -_GAIN_TOLERANCE


def _shares_language(claim: Claim, source: Source) -> bool:
    # A model may write another language than the prompt asks for.
    languages = {claim.language, resolve_language(claim.draft.text, "und")}
    return source.language in languages or "und" in {source.language, claim.language}


def _find_mismatches(claim: Claim, runs: Sequence[SentenceRun], context: PromptContext) -> tuple[Mismatch, ...]:
    source = context.get_source(runs[0].hits[0])
    around = " ".join(hit.text for hit in context.get_passage(runs[0].hits[0]))
    return find_mismatches(
        claim.draft.text,
        " ".join(run.text for run in runs),
        question=claim.question,
        context=f"{source.title}\n{around}",
        statement_language=claim.language,
        evidence_language=source.language,
    )


def _measure_coverage(claim: Claim, hits: Sequence[SentenceHit]) -> list[float]:
    """Measure the share of the claim's own words in each sentence; rare words among the sentences weigh more."""
    asked = set(analyze(claim.question).grams)
    grams = analyze(claim.draft.text).grams
    own = [gram for gram in grams if gram not in asked] or list(grams)
    documents = [analyze(hit.text).grams for hit in hits]
    return [bm25.coverage(own, documents, at) for at in range(len(hits))]


def _narrow(
    claim: Claim,
    best: ScoredSentence,
    runs: tuple[SentenceRun, ...],
    scored: Sequence[ScoredSentence],
    context: PromptContext,
) -> tuple[SentenceRun, ...]:
    """Narrow several sentences to one that suffices alone; return all of them if none does.

    One sentence suffices if it contains all facts of the claim, and either means the same or scores above ``best``.
    """
    together = [hit for run in runs for hit in run.hits]
    is_better = True
    for other in scored if len(together) > 1 else ():
        is_better = is_better and other is not best
        alone = (SentenceRun((other.hit,)),)
        agrees = other.hit in together and (is_better or _means_the_same(claim, other, context.get_source(other.hit)))
        if agrees and not _find_mismatches(claim, alone, context):
            return alone
    return runs


def _widen(
    best: ScoredSentence, scored: Sequence[ScoredSentence], context: PromptContext
) -> Iterator[tuple[SentenceRun, ...]]:
    """Widen the support step by step: the sentence, with its neighbors, with other good sentences."""
    alone = SentenceRun((best.hit,))
    yield (alone,)
    passage = context.get_passage(best.hit)
    at = passage.index(best.hit)
    for first, last in ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2)):
        if first >= 0 and last <= len(passage) and _are_adjacent(passage[first:last]):
            yield (SentenceRun(tuple(passage[first:last])),)
    others = [other.hit for other in scored if other.hit is not best.hit][:_MAX_TRIED]
    for other in others:
        yield (alone, SentenceRun((other,)))
    if len(others) > 1:
        yield (alone, SentenceRun((others[0],)), SentenceRun((others[1],)))


def _are_adjacent(hits: Sequence[SentenceHit]) -> bool:
    """Whether only white space separates the sentences; a quote of them must not contain an excluded one."""
    return all(after.span.start - before.span.end <= _MAX_BLANK_CHARS for before, after in pairwise(hits))
