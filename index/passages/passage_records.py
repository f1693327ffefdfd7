"""A passage as the vector store contains it: the text is the document, source and place are the metadata."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.catalog.text_structure import page_at, section_at
from index.types import Document, Span

KEYS = ("source_id", "title", "location", "start", "end", "page", "section", "date", "language")
"""The keys of the metadata. ``page``, ``section`` and ``date`` are absent if unknown: Chroma stores no None."""


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage, its text and its metadata.

    Attributes:
        id: The id of the passage in the catalog.
        text: The passage's characters: ``text == stored[start:end]``.
        metadata: Values of some of ``KEYS``.
    """

    id: int
    text: str
    metadata: Mapping[str, str | int]


def to_records(
    source_id: str, location: str, document: Document, passages: Sequence[tuple[int, Span]]
) -> list[PassageRecord]:
    """Return the records of some passages of a document, given by id and span."""
    common: dict[str, str | int | None] = {
        "source_id": source_id,
        "title": document.title,
        "location": location,
        "date": document.date,
        "language": document.language,
    }
    return [_to_record(id_, span, document, common) for id_, span in passages]


def _to_record(id_: int, span: Span, document: Document, common: Mapping[str, str | int | None]) -> PassageRecord:
    section = section_at(document.headings, span.start)
    found = {
        **common,
        "start": span.start,
        "end": span.end,
        "page": page_at(document.pages, span.start),
        "section": " ".join(section[-1].slice(document.text).split()) if section else None,
    }
    metadata = {key: value for key in KEYS if (value := found[key]) is not None}
    return PassageRecord(id_, span.slice(document.text), metadata)
