"""The JSON documents of the API: those of the command line, without paths of the server."""

from collections.abc import Mapping
from typing import Any

from bot.integrations.json_documents import Json, head_document
from bot.web.citation_lookup import FoundCitation
from index.urls import display_name, is_url


def without_paths(document: object) -> Any:  # noqa: ANN401 - of the same shape
    """Return a document in which the location of a file is its name, because its path is private to the server."""
    if isinstance(document, Mapping):
        return {
            name: _public_location(value)
            if name in {"location", "parent"} and isinstance(value, str)
            else without_paths(value)
            for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [without_paths(part) for part in document]
    return document


def citation_document(found: FoundCitation) -> Json:
    """Build the document of a stored citation; it is verified where the stored text has the quote at its place."""
    citation = found.citation
    context = None if found.text is None else citation.context.slice(found.text)
    return {
        "key": citation.key,
        "source_id": citation.source_id,
        "title": citation.title,
        "author": citation.author,
        "date": citation.date,
        "location": _public_location(citation.location),
        "kind": citation.kind,
        "text_id": citation.text_id,
        "start": citation.span.start,
        "end": citation.span.end,
        "page": citation.page,
        "section": list(citation.section),
        "head": head_document(citation.head),
        "also": list(citation.also),
        "recognized": citation.recognized,
        "quote": citation.quote,
        "link": citation.link,
        "verified": found.text is not None,
        "changed": found.changed,
        "context": {"start": citation.context.start, "end": citation.context.end, "text": context},
    }


def _public_location(location: str) -> str:
    return location if is_url(location) else display_name(location)
