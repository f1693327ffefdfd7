"""What a source's current version keeps for its next one: the passages whose words are the same."""

import hashlib
from collections.abc import Sequence

from index.catalog.passage_rows import NewPassage
from index.passages.store import Candidate, PassageStore
from index.text import analyzer
from index.types import PassageSpan, Source, Span


class ReusablePassages:
    """The passages of a source's current version, by their words.

    A passage's vectors and tokens depend on nothing but its words and where its sentences begin and end.
    """

    def __init__(self, passages: PassageStore, source: Source | None, text: str) -> None:
        """Look among ``passages`` for those of ``source``, whose text is ``text``; of none if None."""
        self._passages = passages
        spans = passages.load_spans(source.id) if source else []
        self._ids = {_digest(span.slice(text)): id_ for id_, span in spans}

    def find(self, text: str, cuts: Sequence[PassageSpan]) -> list[NewPassage | None]:
        """Each of these passages of a new text as it was written before; None where it was not there."""
        wanted = [self._ids.get(_digest(cut.span.slice(text))) for cut in cuts]
        ids = [id_ for id_ in wanted if id_ is not None]
        known = {found.id: found for found in self._passages.load_candidates(ids)} if ids else {}
        tokens = self._passages.load_token_states(ids) if ids else {}
        return [
            NewPassage(
                cut,
                " ".join(analyzer.words(cut.span.slice(text))),
                known[id_].vector,
                known[id_].sentence_vectors,
                tokens.get(id_),
            )
            if id_ in known and _shape(cut.span, cut.sentences) == _shape_of(known[id_])
            else None
            for id_, cut in zip(wanted, cuts, strict=True)
        ]


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


def _shape(whole: Span, parts: Sequence[Span]) -> list[tuple[int, int]]:
    return [(part.start - whole.start, part.end - whole.start) for part in parts]


def _shape_of(found: Candidate) -> list[tuple[int, int]]:
    return _shape(found.span, found.sentences)
