"""Parses a model's reply into statements, each with the numbers that the model cites. Pure."""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

from bot.answering.llm.citation_markers import (
    CitationMarker,
    ParsedText,
    is_refusal,
    is_structured,
    remove_thoughts,
    strip_markers,
)
from bot.answering.word_lists import join_forms, read_word_list

_BULLET = re.compile(r"\A\s*(?:[-*•–—]|\d{1,2}[.)]|#{1,4})\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_FENCE = re.compile(r"\A\s*```\w*\s*|\s*```\s*\Z")
_TEXT_KEYS, _CITATION_KEYS = (
    ("answer", "statement", "text", "response", "content", "claim"),
    ("citation", "source", "sentence", "id", "ref", "number"),
)
_MAX_STATEMENTS = 12
_MAX_DEPTH = 20
_ABBREVIATION_CHARS = 24  # longer than any abbreviation
_JSON = re.compile(r"\A\s*(?:```\w*\s*)?(?:\{\s*\"|\[\s*[{\"])")
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\.\Z")
_LETTER = re.compile(r"\s+[^\W\d_]")
_HAS_WORDS = re.compile(r"\w")
_END = re.compile(r"[.!?…。！？؟।]+[\"”»’)\]]*(?=\s|\Z)|[。！？]+[”」』）]*|\n+")
_EXTRA_STOP = re.compile(r"(?:(?<=[^.]\.)|(?<=\.{3}))\.\Z")  # "in the U.S. [2]."


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement before verification.

    Attributes:
        text: The model's words without markers.
        numbers: The cited sentences in order; there may be none, or numbers that no sentence has.
    """

    text: str
    numbers: tuple[int, ...]


def parse_statements(text: str, *, is_cut: bool = False) -> list[DraftStatement]:
    """Parse the statements of a reply, in order and each once.

    A refusal has none, and neither has JSON that is not complete. A cut reply loses its last statement, because the
    token limit may have ended it.
    """
    text = remove_thoughts(text)
    if is_refusal(text):
        return []
    found = list(_parse_structured(text)) if is_structured(text) else []
    if not found and _JSON.match(text):
        return []
    kept: dict[str, DraftStatement] = {}
    for draft in found or _parse_prose(text, is_cut=is_cut):
        if _HAS_WORDS.search(draft.text) and not is_refusal(draft.text):
            kept.setdefault(draft.text.casefold(), draft)
    return list(kept.values())[:_MAX_STATEMENTS]


def parse_bare_citations(text: str) -> list[int]:
    """Parse the numbers of a reply that has no words of its own."""
    parsed = strip_markers(text)
    if _HAS_WORDS.search(parsed.text):
        return []
    return list(dict.fromkeys(number for marker in parsed.markers for number in marker.numbers))


def _parse_prose(text: str, *, is_cut: bool = False) -> Iterator[DraftStatement]:
    *lines, last = _FENCE.sub("", text).split("\n")
    for line in lines:
        yield from _parse_prose_line(line)
    yield from list(_parse_prose_line(last))[: -1 if is_cut else None]


def _parse_prose_line(line: str) -> Iterator[DraftStatement]:
    return _parse_line(strip_markers(_EMPHASIS.sub("", _BULLET.sub("", line, count=1))))


def _parse_line(parsed: ParsedText) -> Iterator[DraftStatement]:
    """Parse a line. A marker belongs to the sentence before it, or after it if the line begins with a marker."""
    spans = list(_split_sentences(parsed.text))
    if not spans:
        return
    opens = (
        bool(parsed.markers)
        and not parsed.text[: parsed.markers[0].at].strip()
        and parsed.markers[-1].at < len(parsed.text.rstrip())
    )
    cited: list[list[int]] = [[] for _ in spans]
    for marker in parsed.markers:
        owner = _find_after(spans, marker) if opens else _find_before(spans, marker)
        cited[owner].extend(number for number in marker.numbers if number not in cited[owner])
    for (start, end), numbers in zip(spans, cited, strict=True):
        yield DraftStatement(_EXTRA_STOP.sub("", parsed.text[start:end]), tuple(numbers))


def _find_before(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return max(bisect_left(spans, marker.at, key=itemgetter(0)) - 1, 0)


def _find_after(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return min(bisect_right(spans, marker.at, key=itemgetter(1)), len(spans) - 1)


def _split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Split a text into spans of sentences; initials and abbreviations end none."""
    start = 0
    for found in _END.finditer(text):
        begun = text[max(start, found.end() - _ABBREVIATION_CHARS) : found.end()]
        if not _load_abbreviation().search(begun) and not (_ORDINAL.search(begun) and _LETTER.match(text, found.end())):
            yield from _trim(text, start, found.end())
            start = found.end()
    yield from _trim(text, start, len(text))


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if _HAS_WORDS.search(part):
        start += len(part) - len(part.lstrip())
        yield start, start + len(part.strip())


def _parse_structured(text: str) -> Iterator[DraftStatement]:
    """Parse statements and numbers of a reply that is JSON, although the prompt asks for prose."""
    try:
        document = json.loads(_FENCE.sub("", text))
    except (ValueError, RecursionError):
        return
    yield from _walk(document)


def _walk(node: Any, depth: int = 0) -> Iterator[DraftStatement]:  # noqa: ANN401 - any JSON
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, list):
        for item in node:
            yield from _walk(item, depth + 1)
    elif isinstance(node, dict):
        numbers = tuple(
            number
            for key, value in node.items()
            if _is_key(key, _CITATION_KEYS)
            for number in _read_integers(value, depth)
        )
        for key, value in node.items():
            if isinstance(value, str) and _is_key(key, _TEXT_KEYS):
                for draft in _parse_prose(value):
                    yield DraftStatement(draft.text, draft.numbers or numbers)
            elif isinstance(value, list | dict) and not _is_key(key, _CITATION_KEYS):
                yield from _walk(value, depth + 1)
    elif isinstance(node, str):
        yield from _parse_prose(node)


def _is_key(key: str, names: tuple[str, ...]) -> bool:
    return any(name in key.casefold() for name in names)


def _read_integers(value: Any, depth: int) -> Iterator[int]:  # noqa: ANN401 - any JSON
    if isinstance(value, bool) or depth > _MAX_DEPTH:
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, str):
        yield from map(int, re.findall(r"\d{1,3}", value))
    elif isinstance(value, list):
        for item in value:
            yield from _read_integers(item, depth + 1)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _read_integers(item, depth + 1)


@cache
def _load_abbreviation() -> re.Pattern[str]:
    abbreviations = join_forms(read_word_list(__file__)["abbreviations"])
    return re.compile(rf"(?:\b[A-ZА-ЯÁÉÍÓÚ]|\b{abbreviations})\.\Z")
