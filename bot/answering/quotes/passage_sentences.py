"""The sentences of whole passages: which are beside a sentence, and which follow one another without a gap. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.types import SentenceHit, Span

_MAX_BLANK_CHARS = 2
"""The longest white space of a canonical text: a blank line."""


@dataclass(frozen=True)
class PassageSentences:
    """The sentences of whole passages, in order, by their passage and source: two sources may have one text."""

    by_passage: Mapping[tuple[str, Span], Mapping[str, Sequence[SentenceHit]]]

    @classmethod
    def of(cls, hits: Iterable[SentenceHit]) -> "PassageSentences":
        """Collect the sentences of whole passages; one that occurs twice in a source counts once."""
        found: defaultdict[tuple[str, Span], defaultdict[str, list[SentenceHit]]]
        found = defaultdict(lambda: defaultdict(list))
        for hit in {(hit.source_id, hit.place): hit for hit in hits}.values():
            found[hit.text_id, hit.passage][hit.source_id].append(hit)
        return cls(
            {
                key: {id_: sorted(each, key=lambda hit: hit.span.start) for id_, each in sources.items()}
                for key, sources in found.items()
            }
        )

    def list_passage(self, hit: SentenceHit) -> Sequence[SentenceHit]:
        """List the sentences of a sentence's passage, in order, from its own source or another one with that text."""
        sources = self.by_passage.get((hit.text_id, hit.passage), {})
        return sources.get(hit.source_id) or next(iter(sources.values()), ())

    def list_beside(self, hit: SentenceHit) -> tuple[Sequence[SentenceHit], Sequence[SentenceHit]]:
        """List the sentences before and after a sentence in its passage, nearest first, up to the first gap."""
        passage = self.list_passage(hit)
        before = [other for other in passage if other.span.end <= hit.span.start]
        after = [other for other in passage if other.span.start >= hit.span.end]
        backwards = _count_adjacent([hit.span, *(other.span for other in reversed(before))])
        forwards = _count_adjacent([hit.span, *(other.span for other in after)])
        return before[::-1][:backwards], after[:forwards]


def are_adjacent(one: Span, other: Span) -> bool:
    """Whether only white space separates two spans; between others the search may have left out a sentence.

    It leaves out sentences with prompt injection, and no quote may contain one.
    """
    return max(other.start - one.end, one.start - other.end) <= _MAX_BLANK_CHARS


def _count_adjacent(spans: Sequence[Span]) -> int:
    """Count the spans after the first one that follow without a gap."""
    gaps = (at for at in range(1, len(spans)) if not are_adjacent(spans[at - 1], spans[at]))
    return next(gaps, len(spans)) - 1
