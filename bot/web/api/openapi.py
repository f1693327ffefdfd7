"""The description of the API in the format of OpenAPI 3.1, and the JSON Schemas of its operations."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from bot.state.tokens.api_tokens import ApiScope

MOST_PASSAGES = 100
"""The most passages of a search."""

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_STATUS = {"enum": ["answered", "not_found"]}
_OPTIONAL_TEXT = {"type": ["string", "null"]}
_SOURCES = {"type": "array", "items": _TEXT, "description": "Ids of the sources to use; without them, all."}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": required | (optional or {})}


def _list_of(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


_PLACE = {"source_id": _TEXT, "start": _NUMBER, "end": _NUMBER}
_HEAD = _object({"start": _NUMBER, "end": _NUMBER, "quote": _TEXT})
_QUOTE = _PLACE | {
    "title": _TEXT,
    "location": _TEXT,
    "kind": {"enum": ["article", "linked", "document"]},
    "page": {"type": ["integer", "null"]},
    "section": {"type": "array", "items": _TEXT, "description": "The headings above, the outermost first."},
    "head": {"anyOf": [_HEAD, {"type": "null"}], "description": "The head row of the table, if the quote is a row."},
    "also": {"type": "array", "items": _TEXT, "description": "The ids of other sources with the same words."},
    "recognized": {"type": "boolean", "description": "Whether a part of the quote was read from a picture."},
    "quote": {"type": "string", "description": "Exactly the characters [start, end) of the stored text."},
    "link": _OPTIONAL_TEXT,
    "key": {"type": "string", "description": "For GET /v1/citations/{key}."},
}
_SCHEMAS: dict[str, Any] = {
    "Citation": _object(
        _QUOTE | {"n": _NUMBER}, {"url": {"type": "string", "description": "The page of the passage."}}
    ),
    "StoredCitation": _object(
        _QUOTE
        | {
            "author": _OPTIONAL_TEXT,
            "date": _OPTIONAL_TEXT,
            "text_id": {"type": "string", "description": "The SHA-256 of the stored text."},
            "verified": {"type": "boolean", "description": "Whether the stored text has the quote at its place."},
            "changed": {"type": "boolean", "description": "Whether the source has a newer text."},
            "context": _object({"start": _NUMBER, "end": _NUMBER, "text": _OPTIONAL_TEXT}),
        }
    ),
    "Statement": _object({"text": _TEXT, "citations": {"type": "array", "items": _NUMBER}, "verdict": _TEXT}),
    "Part": _object({"question": _TEXT, "status": _STATUS, "citations": {"type": "array", "items": _NUMBER}}),
    "Answer": _object(
        {
            "question": _TEXT,
            "status": _STATUS,
            "mode": {"enum": ["quotes", "model", "catalog", "check"]},
            "text": _TEXT,
            "statements": _list_of("Statement"),
            "citations": _list_of("Citation"),
            "nearest": _list_of("Citation"),
            "parts": _list_of("Part"),
            "sure": {"type": "boolean", "description": "False if the quotes only may answer."},
            "notice": _OPTIONAL_TEXT,
            "writing": {"type": ["object", "null"]},
            "timings_ms": {"type": "object"},
        }
    ),
    "Hits": _object(
        {"hits": {"type": "array", "items": _object(_PLACE | {"text": _TEXT, "score": {"type": "number"}})}}
    ),
    "Sources": _object(
        {name: {"type": "array", "items": {"type": "object"}} for name in ("sources", "lists", "missed")}
    ),
    "Error": _object({"error": _object({"code": _TEXT, "message": _TEXT})}),
}
_ERRORS = {
    "400": "The request is not understood.",
    "401": "The token is missing, unknown or revoked.",
    "403": "The token has not the scope.",
    "404": "There is no such source or citation.",
    "405": "The path takes another method.",
    "408": "The body came too slowly.",
    "409": "No source is indexed yet.",
    "413": "The body is too large.",
    "429": "Too many requests; Retry-After has the seconds to wait.",
    "500": "The bot failed unexpectedly; its log has the reference of the message.",
    "503": "The bot cannot answer now.",
}


def _operation(name: str, summary: str, schema: str, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {"200": _response("The document.", schema)}
        | {status: _response(words, "Error") for status, words in _ERRORS.items()},
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation | more


def _response(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API.

    Attributes:
        summary: What it does, in a sentence.
        arguments: The schema of its arguments.
        schema: The name of its document's schema.
    """

    summary: str
    arguments: dict[str, Any]
    schema: str


_PASSAGES = {"type": "integer", "minimum": 1, "maximum": MOST_PASSAGES}
OPERATIONS: dict[ApiScope, Operation] = {
    "ask": Operation(
        "Answer a question with exact quotes.", _object({"question": _TEXT}, {"sources": _SOURCES}), "Answer"
    ),
    "check": Operation("Check the statements of a text.", _object({"text": _TEXT}, {"sources": _SOURCES}), "Answer"),
    "search": Operation(
        "Find passages, best first.", _object({"query": _TEXT}, {"k": _PASSAGES, "sources": _SOURCES}), "Hits"
    ),
    "sources": Operation("List the sources.", _object({}), "Sources"),
    "citations": Operation("Show a citation in its passage.", _object({"key": _TEXT}), "StoredCitation"),
}


def document_schema(scope: ApiScope) -> dict[str, Any]:
    """Return the JSON Schema of an operation's document, with the schemas that it refers to inside it."""
    used: dict[str, Any] = {}

    def embed(part: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(part, list):
            return [embed(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            name = part["$ref"].rpartition("/")[2]
            if name not in used:
                used[name] = {}
                used[name] = embed(_SCHEMAS[name])
            return {"$ref": f"#/$defs/{name}"}
        return {name: embed(one) for name, one in part.items()}

    schema: dict[str, Any] = embed(_SCHEMAS[OPERATIONS[scope].schema])
    return schema | ({"$defs": used} if used else {})


def build_openapi(public_url: str | None) -> dict[str, Any]:
    """Build the document; ``public_url`` is the address of the server."""
    key = {"name": "key", "in": "path", "required": True, "schema": _TEXT}

    def operation(scope: ApiScope, name: str, *, has_body: bool = False, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        found = OPERATIONS[scope]
        return _operation(name, found.summary, found.schema, found.arguments if has_body else None, **more)

    return {
        "openapi": "3.1.0",
        "info": {"title": "Pincite", "version": version("pincite"), "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": public_url or "/"}],
        "security": [{"token": []}],
        "paths": {
            "/v1/ask": {"post": operation("ask", "ask", has_body=True)},
            "/v1/check": {"post": operation("check", "check", has_body=True)},
            "/v1/search": {"post": operation("search", "search", has_body=True)},
            "/v1/sources": {"get": operation("sources", "sources")},
            "/v1/citations/{key}": {"get": operation("citations", "citation", parameters=[key])},
        },
        "components": {"schemas": _SCHEMAS, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
