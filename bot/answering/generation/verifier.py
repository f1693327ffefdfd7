"""Verification: whether sentences of the sources support a statement. Code decides, without a model. Blocking (embeds).

A run of sentences supports a statement if it contains the statement's numbers, dates and names, does not deny it, and
means about the same. The smallest such run is cited.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.facts import FactKind, Mismatch, find_mismatches
from bot.answering.generation.context import PromptContext
from bot.answering.generation.scored_sentences import (
    ScoredSentence,
    is_near,
    means_the_same,
    measure_coverage,
    shares_content,
    shares_language,
)
from bot.answering.generation.sentence_runs import SentenceRun, combine_cited, gather_evidence, widen
from bot.answering.generation.types import Claim, Support, Unsupported
from bot.answering.verification.entailment import EmbedderEntailment
from bot.answering.verification.judge import StatementJudge
from bot.answering.verification.name_alignment import NameAlignment
from bot.answering.verification.types import Judgment, UnverifiedStatement, Verdict
from index.models.base import Embedder
from index.retrieval.scoring import standardize
from index.tracing import traced
from index.types import SentenceHit

_COVERAGE_WEIGHT, _SIMILARITY_WEIGHT, _RANKING_WEIGHT, _CITED_WEIGHT = 2.5, 0.6, 0.5, 1.0
_MAX_TRIED = 4
_CLEAR_COVERAGE, _SURE_COVERAGE = 0.5, 0.75
"""The share of a statement's own words from which no vector is needed, and after a contradiction."""
_MIN_CITED_COVERAGE = 0.2
"""What a cited sentence needs; the facts then decide."""
_SETTLED = frozenset[FactKind]({"hedge", "modality", "quantifier", "direction", "negation"})
"""What a sentence says of how sure, how many, whither and whether: a sentence beside it changes nothing of that."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A judgment of some sentences."""

    runs: tuple[SentenceRun, ...]
    judgment: Judgment

    @property
    def hits(self) -> frozenset[SentenceHit]:
        """The sentences."""
        return frozenset(hit for run in self.runs for hit in run.hits)

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.judgment.verdict


class Verifier:
    """Finds the sentences that support a statement."""

    def __init__(self, embedder: Callable[[], Embedder], judge: StatementJudge | None = None) -> None:
        """Judge statements with ``judge``, by facts and vectors if there is none.

        Args:
            embedder: Loaded with the first statement that needs vectors.
            judge: Judges a statement beside some sentences.
        """
        self._embedder = embedder
        self._statements = judge or StatementJudge(EmbedderEntailment(embedder), names=NameAlignment(embedder))

    @traced("verify")
    def verify(self, claim: Claim, context: PromptContext) -> Support | Unsupported:
        """Find the smallest support of a claim among the numbered sentences and their neighbors.

        A sentence that the model cited decides first. If it contradicts the claim, another sentence must share more
        words with the claim to support it.
        """
        coverage = measure_coverage(claim, [sentence.hit for sentence in context.sentences])
        by_number = {sentence.n: at for at, sentence in enumerate(context.sentences)}
        by_hit = {sentence.hit: at for at, sentence in enumerate(context.sentences)}
        numbers = [number for number in dict.fromkeys(claim.draft.numbers) if number in by_number][:_MAX_TRIED]
        cited = [context.sentences[by_number[number]].hit for number in numbers]
        has_words = any(
            coverage[by_number[number]] >= _MIN_CITED_COVERAGE
            and shares_content(claim, hit, context.get_source(hit).language)
            for number, hit in zip(numbers, cited, strict=True)
        )
        is_translated = bool(cited) and not any(shares_language(claim, context.get_source(hit)) for hit in cited)
        scored = () if has_words and not is_translated else self._score(claim, context, coverage)
        judged: list[_Judged] = []
        if is_translated:
            # No words tell which of the cited sentences the statement means, so the nearest one decides.
            nearest = next(found.hit for found in scored if found.hit in cited)
            cited = [nearest, *(hit for hit in cited if hit is not nearest)]
        if has_words or any(is_near(claim, found, context) for found in scored if found.hit in cited):
            if not is_translated:
                cited.sort(key=lambda hit: -coverage[by_hit[hit]])
            for runs in combine_cited(cited, context):
                if is_translated and not any(cited[0] in run.hits for run in runs):
                    continue
                if _is_settled(runs, judged):
                    continue
                judged.append(self._judge(claim, runs, context))
                if judged[-1].verdict == "supported" and not _is_outweighed(judged, coverage, context):
                    return Support(self._narrow(claim, runs, context), cited=True)
        return self._find_elsewhere(claim, context, coverage, scored or self._score(claim, context, coverage), judged)

    def _find_elsewhere(
        self,
        claim: Claim,
        context: PromptContext,
        coverage: Sequence[float],
        scored: Sequence[ScoredSentence],
        judged: Sequence[_Judged],
    ) -> Support | Unsupported:
        """Find support in sentences that the model did not cite, or say why there is none."""
        contradicted = [each for each in judged if each.verdict == "contradicted"]
        least = max((_cover(coverage, context, each) for each in contradicted), default=0.0)
        reasons = [each.judgment.reason for each in (*contradicted, *judged)]
        # A model may cite a neighbor of the sentence that it means. Of what answers less well it means none.
        cited = [sentence.hit.score for sentence in context.sentences if sentence.n in claim.draft.numbers]
        bar = max(cited, default=-np.inf)
        clear = self._find_by_words(claim, context, coverage, (least, bar))
        if clear is not None:
            return clear
        # A sentence that is farther from the statement than a cited one, which does not support it, does not either.
        nearest = max((each.similarity for each in scored if any(each.hit in j.hits for j in judged)), default=-np.inf)
        for best in scored[:_MAX_TRIED]:
            agrees = means_the_same(claim, best, context.get_source(best.hit)) and best.hit.score >= bar
            agrees = agrees and (best.similarity >= nearest or best.coverage >= _CLEAR_COVERAGE)
            if not agrees or (contradicted and best.coverage <= max(least, _SURE_COVERAGE)):
                continue
            tried: list[_Judged] = []
            for runs in widen(best.hit, context):
                if _is_settled(runs, tried):
                    continue
                found = self._judge(claim, runs, context)
                tried.append(found)
                if found.verdict == "supported":
                    return self._support(claim, self._narrow(claim, runs, context), context)
                reasons.append(found.judgment.reason)
                if found.verdict == "contradicted":
                    contradicted.append(found)
        contradicting = contradicted[0].runs if contradicted else ()
        return Unsupported(reasons[0] if reasons else "no sentence means the same", contradicting)

    def _support(self, claim: Claim, runs: tuple[SentenceRun, ...], context: PromptContext) -> Support:
        hits = [hit for run in runs for hit in run.hits]
        numbers = {sentence.n for sentence in context.sentences if sentence.hit in hits}
        return Support(runs, bool(numbers & set(claim.draft.numbers)))

    def find_presumption(
        self, question: str, language: str, runs: Sequence[SentenceRun], context: PromptContext
    ) -> Mismatch | None:
        """Find a name, number or negation of the question that the passages of these sentences do not contain.

        A question may presume a false fact; then a supported statement only seems to answer it.
        """
        sources = [context.get_source(run.hits[0]) for run in runs]
        around = " ".join(hit.reading for run in runs for hit in context.get_passage(run.hits[0]))
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

    def _find_by_words(
        self, claim: Claim, context: PromptContext, coverage: Sequence[float], least: tuple[float, float]
    ) -> Support | None:
        """Find a sentence that contains most of the claim's words; no vector is needed for that.

        ``least`` are the coverage that it must exceed, and its least score in the search.
        """
        for sentence, share in zip(context.sentences, coverage, strict=True):
            source = context.get_source(sentence.hit)
            is_clear = (
                share >= _CLEAR_COVERAGE
                and share == max(coverage)
                and share > least[0]
                and sentence.hit.score >= least[1]
            )
            if is_clear and shares_language(claim, source):
                runs = (SentenceRun((sentence.hit,)),)
                if self._judge(claim, runs, context).verdict == "supported":
                    return Support(runs, cited=sentence.n in claim.draft.numbers)
        return None

    def _judge(self, claim: Claim, runs: tuple[SentenceRun, ...], context: PromptContext) -> _Judged:
        statement = UnverifiedStatement(claim.draft.text, claim.question, claim.language)
        return _Judged(runs, self._statements.judge(statement, gather_evidence(runs, context)))

    def _narrow(self, claim: Claim, runs: tuple[SentenceRun, ...], context: PromptContext) -> tuple[SentenceRun, ...]:
        """Narrow several sentences to the one with most words of the claim, if that one supports it alone."""
        together = [hit for run in runs for hit in run.hits]
        if len(together) == 1:
            return runs
        coverage = measure_coverage(claim, together)
        for at in sorted(range(len(together)), key=lambda at: -coverage[at]):
            alone = (SentenceRun((together[at],)),)
            if self._judge(claim, alone, context).verdict == "supported":
                return alone
        return runs

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


def _is_settled(runs: Sequence[SentenceRun], judged: Sequence[_Judged]) -> bool:
    """Whether one of these sentences alone says otherwise in a way that the others cannot mend."""
    hits = {hit for run in runs for hit in run.hits}
    return any(each.judgment.kind in _SETTLED and each.hits < hits for each in judged)


def _is_outweighed(judged: Sequence[_Judged], coverage: Sequence[float], context: PromptContext) -> bool:
    """Whether a sentence that contradicts has more words of the claim than the last one, which supports it."""
    own = _cover(coverage, context, judged[-1])
    return any(each.verdict == "contradicted" and _cover(coverage, context, each) > own for each in judged[:-1])


def _cover(coverage: Sequence[float], context: PromptContext, judged: _Judged) -> float:
    """Return the share of a claim's words in the sentences of a judgment."""
    return max(
        (share for sentence, share in zip(context.sentences, coverage, strict=True) if sentence.hit in judged.hits),
        default=0.0,
    )
