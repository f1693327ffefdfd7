"""Whether sentences of the sources support a statement: in code, without a model. Blocking (it embeds).

A statement is supported by a run of sentences that holds its numbers, dates and names, does not say the opposite, and
means about the same. The smallest such run is what is cited.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.facts import Mismatch, find_mismatches
from bot.answering.facts.languages import resolve_language
from bot.answering.generation.context import PromptContext
from bot.answering.llm.reply_parser import DraftStatement
from index.models.base import Embedder
from index.retrieval.scoring import analyze, standardize
from index.text import bm25
from index.types import SentenceHit, Source, Span

_CITED, _READ = 1.0, 0.5
_COVERED, _NEAR = 2.5, 0.6
_TRIED = 4
_PLAINLY_COVERED = 0.5  # the share of a statement's own words
_COVERED_ENOUGH, _NEAR_ENOUGH, _NEAR_ENOUGH_ABROAD = 0.4, 0.9, 0.8
_HELD, _AWAY = 0.1, 0.005


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence as support of a statement.

    Attributes:
        covered: The share of the statement's own words that it holds, in [0, 1]; those of the question do not count.
        near: Cosine similarity with the question and statement together.
        nearer: How much of that the statement brings; below zero where the question alone is nearer.
    """

    hit: SentenceHit
    coverage: float
    similarity: float
    similarity_gain: float


@dataclass(frozen=True, slots=True)
class SentenceRun:
    """Sentences of one passage that follow each other."""

    hits: tuple[SentenceHit, ...]

    @property
    def span(self) -> Span:
        """From the first to the last."""
        return Span(self.hits[0].span.start, self.hits[-1].span.end)

    @property
    def text(self) -> str:
        """What facts are looked for in."""
        return " ".join(hit.text for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Support:
    """What supports a statement; ``cited`` tells whether it is where the model said."""

    runs: tuple[SentenceRun, ...]
    cited: bool


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why nothing supports a statement."""

    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in its setting.

    Attributes:
        language: Of question and statement, ISO 639-1.
    """

    question: str
    draft: DraftStatement
    language: str


class Verifier:
    """Finds the sentences that support a statement."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        """Compare vectors of ``embedder``, loaded with the first statement that takes them."""
        self._embedder = embedder

    def verify(self, said: Claim, evidence: PromptContext) -> Support | Unsupported:
        """The smallest support of a statement among the numbered sentences and what stands beside them."""
        covered = _measure_coverage(said, [sentence.hit for sentence in evidence.sentences])
        plain = self._find_by_words(said, evidence, covered)
        if plain is not None:
            return plain
        weighed = self._score(said, evidence, covered)
        reasons: list[str] = []
        for best in weighed[:_TRIED]:
            means = _means_the_same(said, best, evidence.get_source(best.hit))
            for runs in _widen(best, weighed, evidence) if means else [(SentenceRun((best.hit,)),)]:
                wrong = _find_mismatches(said, runs, evidence)
                reasons.extend(f"{mismatch.kind} not in the sources: {mismatch.text}" for mismatch in wrong[:1])
                if means and not wrong:
                    enough = _narrow(said, best, runs, weighed, evidence)
                    numbers = {sentence.n for sentence in evidence.sentences if sentence.hit in enough[0].hits}
                    return Support(enough, bool(numbers & set(said.draft.numbers)))
        return Unsupported(reasons[0] if reasons else "no sentence means the same")

    def find_presumption(
        self, question: str, language: str, runs: Sequence[SentenceRun], evidence: PromptContext
    ) -> Mismatch | None:
        """A name, number or negation of the question that the passages of these sentences do not hold.

        The question may take for granted what is not so; the answer then only seems to be one.
        """
        sources = [evidence.get_source(run.hits[0]) for run in runs]
        around = " ".join(hit.text for run in runs for hit in evidence.get_passage(run.hits[0]))
        if language not in {source.language for source in sources}:
            return None  # too much of what a translation says in other words would seem to be missing
        wrong = find_mismatches(
            question,
            around,
            context="\n".join(source.title for source in sources),
            statement_language=language,
            evidence_language=language,
        )
        return wrong[0] if wrong else None

    def _find_by_words(self, said: Claim, evidence: PromptContext, covered: Sequence[float]) -> Support | None:
        """The cited sentence, where none has more of the statement's words: no vector is needed to see that."""
        for sentence, share in zip(evidence.sentences, covered, strict=True):
            source = evidence.get_source(sentence.hit)
            is_nearest = share >= _PLAINLY_COVERED and share == max(covered)
            if is_nearest and sentence.n in said.draft.numbers and _shares_language(said, source):
                runs = (SentenceRun((sentence.hit,)),)
                if not _find_mismatches(said, runs, evidence):
                    return Support(runs, cited=True)
        return None

    def _score(self, said: Claim, evidence: PromptContext, covered: Sequence[float]) -> list[ScoredSentence]:
        """The numbered sentences, those that support the statement best first."""
        hits = [sentence.hit for sentence in evidence.sentences]
        if not hits:
            return []
        near = self._measure_similarity(f"{said.question} {said.draft.text}", hits)
        known = [hit.similarity for hit in hits if hit.similarity is not None]
        # What was read from beginning to end was not compared with any question yet.
        asked = known if len(known) == len(hits) else self._measure_similarity(said.question, hits)
        totals = (
            _COVERED * np.array(covered)
            + _NEAR * standardize(near)
            + _READ * standardize([hit.score for hit in hits])
            + _CITED * np.array([sentence.n in said.draft.numbers for sentence in evidence.sentences])
        )
        order = np.argsort(-totals, kind="stable")
        return [ScoredSentence(hits[at], covered[at], near[at], near[at] - asked[at]) for at in order]

    def _measure_similarity(self, text: str, hits: Sequence[SentenceHit]) -> list[float]:
        [vector] = self._embedder().embed_queries([text])
        return [float(vector @ hit.vector) if hit.vector is not None else 0.0 for hit in hits]


def _means_the_same(said: Claim, weighed: ScoredSentence, source: Source) -> bool:
    """Whether a sentence is about the same: it shares words where it can, or else comes near in meaning.

    A question that is near makes any words beside it near, so these must have their own part in that.
    """
    if _shares_language(said, source):
        has_part = weighed.coverage >= _HELD or weighed.similarity_gain > 0
        return weighed.coverage >= _COVERED_ENOUGH or (weighed.similarity >= _NEAR_ENOUGH and has_part)
    return weighed.similarity >= _NEAR_ENOUGH_ABROAD and weighed.similarity_gain > -_AWAY


def _shares_language(said: Claim, source: Source) -> bool:
    spoken = {
        said.language,
        resolve_language(said.draft.text, "und"),
    }  # a model may write another language than it is told
    return source.language in spoken or "und" in {source.language, said.language}


def _find_mismatches(said: Claim, runs: Sequence[SentenceRun], evidence: PromptContext) -> tuple[Mismatch, ...]:
    source = evidence.get_source(runs[0].hits[0])
    around = " ".join(hit.text for hit in evidence.get_passage(runs[0].hits[0]))
    return find_mismatches(
        said.draft.text,
        " ".join(run.text for run in runs),
        question=said.question,
        context=f"{source.title}\n{around}",
        statement_language=said.language,
        evidence_language=source.language,
    )


def _measure_coverage(said: Claim, hits: Sequence[SentenceHit]) -> list[float]:
    """How much of the statement's own words each sentence holds, weighted by how rare they are among the sentences."""
    asked = set(analyze(said.question).grams)
    own = [gram for gram in analyze(said.draft.text).grams if gram not in asked] or list(analyze(said.draft.text).grams)
    documents = [analyze(hit.text).grams for hit in hits]
    return [bm25.coverage(own, documents, at) for at in range(len(hits))]


def _narrow(
    said: Claim,
    best: ScoredSentence,
    runs: tuple[SentenceRun, ...],
    weighed: Sequence[ScoredSentence],
    evidence: PromptContext,
) -> tuple[SentenceRun, ...]:
    """The one of several sentences that is enough by itself, if one is.

    It holds all facts of the statement, and either means the same or came before ``best`` but for its words.
    """
    together = [hit for run in runs for hit in run.hits]
    is_better = True
    for other in weighed if len(together) > 1 else ():
        is_better = is_better and other is not best
        alone = (SentenceRun((other.hit,)),)
        is_near = other.hit in together and (is_better or _means_the_same(said, other, evidence.get_source(other.hit)))
        if is_near and not _find_mismatches(said, alone, evidence):
            return alone
    return runs


def _widen(
    best: ScoredSentence, weighed: Sequence[ScoredSentence], evidence: PromptContext
) -> Iterator[tuple[SentenceRun, ...]]:
    """Ever larger support: the sentence, with its neighbours, with other good sentences."""
    alone = SentenceRun((best.hit,))
    yield (alone,)
    passage = evidence.get_passage(best.hit)
    at = passage.index(best.hit)
    for first, last in ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2)):
        if first >= 0 and last <= len(passage):
            yield (SentenceRun(tuple(passage[first:last])),)
    others = [other.hit for other in weighed if other.hit is not best.hit][:_TRIED]
    for other in others:
        yield (alone, SentenceRun((other,)))
    if len(others) > 1:
        yield (alone, SentenceRun((others[0],)), SentenceRun((others[1],)))
