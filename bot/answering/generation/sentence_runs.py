"""Runs of sentences that may support a statement: the cited ones, alone and together, and those beside them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.facts import Evidence
from bot.answering.generation.context import PromptContext
from bot.answering.quotes.passage_sentences import are_adjacent
from index.types import SentenceHit, Span


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
        return " ".join(hit.reading for hit in self.hits)


def combine_cited(hits: Sequence[SentenceHit], context: PromptContext) -> Iterator[tuple[SentenceRun, ...]]:
    """Combine the cited sentences: each alone, all of them, and each with the sentence before it."""
    for hit in hits:
        yield (SentenceRun((hit,)),)
    tables = [(hit.text_id, hit.row.head) for hit in hits if hit.row]
    if len(hits) > 1 and len(set(tables)) == len(tables):  # two rows together would say of one what is in the other
        ordered = sorted(hits, key=lambda hit: (hit.text_id, hit.span.start))
        yield tuple(SentenceRun((hit,)) for hit in ordered)
    for hit in hits:
        passage = context.get_passage(hit)
        at = _find_place(hit, passage)
        if at > 0 and passage[at - 1] not in hits and _are_adjacent(passage[at - 1 : at + 1]):
            yield (SentenceRun((passage[at - 1], hit)),)


def widen(hit: SentenceHit, context: PromptContext) -> Iterator[tuple[SentenceRun, ...]]:
    """Widen the support step by step: the sentence, then with the sentences beside it."""
    yield (SentenceRun((hit,)),)
    passage = context.get_passage(hit)
    at = _find_place(hit, passage)
    for first, last in ((at - 1, at + 1), (at, at + 2), (at - 1, at + 2)):
        if first >= 0 and last <= len(passage) and _are_adjacent(passage[first:last]):
            yield (SentenceRun(tuple(passage[first:last])),)


def gather_evidence(runs: Sequence[SentenceRun], context: PromptContext) -> Evidence:
    """Gather the text of some runs with the text around them, for a judgment."""
    hits = [hit for run in runs for hit in run.hits]
    source = context.get_source(hits[0])
    # Of a table only the rows themselves count: the names in other rows are about other things.
    passage = [hit for hit in context.get_passage(hits[0]) if hit in hits or hit.row is None or hits[0].row is None]
    return Evidence(
        tuple(hit.reading for hit in hits),
        before=tuple(hit.reading for hit in passage if hit.span.start < hits[0].span.start),
        title=source.title,
        passage=" ".join(hit.reading for hit in passage),
        elsewhere=context.list_sentences(source.id),
        language=source.language,
    )


def _find_place(hit: SentenceHit, passage: Sequence[SentenceHit]) -> int:
    """Find the place of a sentence in its passage, whose sentences may have other scores, or be of a copy."""
    return next(at for at, other in enumerate(passage) if other.place == hit.place)


def _are_adjacent(hits: Sequence[SentenceHit]) -> bool:
    is_prose = all(hit.row is None for hit in hits)  # a row stands for itself
    return is_prose and all(are_adjacent(before.span, after.span) for before, after in pairwise(hits))
