"""The JSON documents of the command line and of the API; programs rely on their shape."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.answering.types import Answer, Citation, HeadRow
    from index.catalog.crawl_state import FailedPage, KnownList
    from index.indexing.types import Outcome
    from index.sources.diff import SourceChange
    from index.types import Hit, Source

Json = dict[str, object]


def answer_document(answer: Answer) -> Json:
    """Build the document of an answer."""
    return {
        "question": answer.question,
        "status": answer.status,
        "mode": answer.mode,
        "text": answer.text,
        "statements": [
            {"text": statement.text, "citations": list(statement.citations), "verdict": statement.verdict}
            for statement in answer.statements
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [_citation(citation) for citation in answer.nearest],
        "parts": [
            {"question": part.question, "status": part.status, "citations": [one.n for one in part.citations]}
            for part in answer.parts
        ],
        "sure": answer.is_sure,
        "notice": answer.notice,
        "writing": asdict(answer.generation) if answer.generation else None,
        "timings_ms": asdict(answer.timings),
    }


def _citation(citation: Citation) -> Json:
    return {
        "n": citation.n,
        "source_id": citation.source.id,
        "title": citation.source.title,
        "location": citation.source.location,
        "kind": citation.source.kind,
        "start": citation.span.start,
        "end": citation.span.end,
        "page": citation.page,
        "section": list(citation.section),
        "head": head_document(citation.head),
        "also": list(citation.also),
        "recognized": citation.recognized,
        "quote": citation.quote,
        "link": citation.link,
    }


def head_document(head: HeadRow | None) -> Json | None:
    """Build the document of the head row above a row of a table."""
    return {"start": head.span.start, "end": head.span.end, "quote": head.quote} if head else None


def hits_document(hits: tuple[Hit, ...]) -> Json:
    """Build the document of ranked passages, best first."""
    return {
        "hits": [
            {
                "source_id": hit.source_id,
                "start": hit.span.start,
                "end": hit.span.end,
                "text": hit.text,
                "score": hit.score,
            }
            for hit in hits
        ]
    }


def outcomes_document(outcomes: list[Outcome]) -> Json:
    """Build the document of the outcomes of indexing."""
    return {"sources": [asdict(outcome) for outcome in outcomes]}


def changes_document(changes: list[SourceChange]) -> Json:
    """Build the document of the changes that re-indexing would make."""
    return {"changes": [asdict(change) for change in changes]}


def sources_document(sources: list[Source], lists: list[KnownList], missed: list[FailedPage]) -> Json:
    """Build the document of all sources, lists and failed pages."""
    return {
        "sources": [_source(source) for source in sources],
        "lists": [
            {"id": known.id, "title": known.title, "location": known.location, "entries": len(known.targets)}
            for known in lists
        ],
        "missed": [
            {"id": page.id, "location": page.location, "parent": page.parent, "error": page.reason} for page in missed
        ],
    }


def _source(source: Source) -> Json:
    return asdict(source) | {"linked_from": list(source.linked_from), "linked_words": list(source.linked_words)}
