"""Reuse: a new version takes over the passages whose text is unchanged, with their vectors."""

import hashlib
from collections.abc import Sequence

from index.catalog.passage_rows import NewPassage
from index.passages.passage_reading import Candidate
from index.passages.store import PassageStore
from index.text import analyzer
from index.text.tables import with_head
from index.types import PassageSpan, Source, Span


class ReusablePassages:
    """The passages of a source's current version, by their text.

    The vectors and token states of a passage depend only on its text, the head of its table and the bounds of its
    sentences.
    """

    def __init__(self, passages: PassageStore, source: Source | None, text: str) -> None:
        """Reuse the passages of ``source``, whose text is ``text``; none if ``source`` is None."""
        self._passages = passages
        spans = passages.load_spans(source.id) if source else []
        self._ids = {_digest(with_head(text, span)): id_ for id_, span in spans}

    def find(self, text: str, passages: Sequence[PassageSpan]) -> list[NewPassage | None]:
        """Each of these passages of a new text as the current version contains it; None for a new passage."""
        wanted = [self._ids.get(_digest(with_head(text, passage.span))) for passage in passages]
        ids = [id_ for id_ in wanted if id_ is not None]
        stored = {found.id: found for found in self._passages.load_candidates(ids)} if ids else {}
        tokens = self._passages.load_token_states(ids) if ids else {}
        return [
            NewPassage(
                passage,
                " ".join(analyzer.words(with_head(text, passage.span))),
                stored[id_].vector,
                stored[id_].sentence_vectors,
                tokens.get(id_),
            )
            if id_ in stored and _relative(passage.span, passage.sentences) == _relative_sentences(stored[id_])
            else None
            for id_, passage in zip(wanted, passages, strict=True)
        ]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _relative(passage: Span, sentences: Sequence[Span]) -> list[tuple[int, int]]:
    """The bounds of sentences, counted from the start of their passage."""
    return [(sentence.start - passage.start, sentence.end - passage.start) for sentence in sentences]


def _relative_sentences(stored: Candidate) -> list[tuple[int, int]]:
    return _relative(stored.span, stored.sentences)
