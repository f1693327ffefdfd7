"""From what a model wrote to statements, each with the numbers that the model gave it. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.answering.llm.citation_markers import CitationMarker, ParsedText, is_refusal, is_structured, strip_markers
from bot.answering.word_lists import join_forms, read_word_list

_BULLET = re.compile(r"\A\s*(?:[-*•–—]|\d{1,2}[.)]|#{1,4})\s+")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_`](?=\S)|(?<=\S)[*_`](?!\w)")
_FENCE = re.compile(r"\A\s*```\w*\s*|\s*```\s*\Z")
_SAYS, _CITES = (
    ("answer", "statement", "text", "response", "content", "claim"),
    ("citation", "source", "sentence", "id", "ref", "number"),
)
_MOST = 12
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\.\Z")
_LETTER = re.compile(r"\s+[^\W\d_]")
_HAS_WORDS = re.compile(r"\w")
_END = re.compile(r"[.!?…。！？؟।]+[\"”»’)\]]*(?=\s|\Z)|[。！？]+[”」』）]*|\n+")
_STOP_TOO_MANY = re.compile(r"(?:(?<=[^.]\.)|(?<=\.{3}))\.\Z")  # "in the U.S. [2]."


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement as the model wrote it.

    Attributes:
        text: Without markers.
        numbers: The sentences that it cites, in order; may be empty, or name sentences that there are not.
    """

    text: str
    numbers: tuple[int, ...]


def parse_statements(text: str) -> list[DraftStatement]:
    """The statements of a complete reply, in order, repeated ones once; none where it refuses or says nothing."""
    if is_refusal(text):
        return []
    found = list(_parse_structured(text)) if is_structured(text) else []
    kept: dict[str, DraftStatement] = {}
    for draft in found or _parse_prose(text):
        if _HAS_WORDS.search(draft.text) and not is_refusal(draft.text):
            kept.setdefault(draft.text.casefold(), draft)
    return list(kept.values())[:_MOST]


def parse_bare_citations(text: str) -> list[int]:
    """The numbers of a reply that has nothing else: it only points."""
    parsed = strip_markers(text)
    if _HAS_WORDS.search(parsed.text):
        return []
    return list(dict.fromkeys(number for marker in parsed.markers for number in marker.numbers))


def _parse_prose(text: str) -> Iterator[DraftStatement]:
    for line in _FENCE.sub("", text).split("\n"):
        yield from _parse_line(strip_markers(_EMPHASIS.sub("", _BULLET.sub("", line, count=1))))


def _parse_line(parsed: ParsedText) -> Iterator[DraftStatement]:
    """A line's statements. A marker belongs to what it follows; where it opens the line, to what comes after it."""
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
        yield DraftStatement(_STOP_TOO_MANY.sub("", parsed.text[start:end]), tuple(numbers))


def _find_before(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return max((at for at, (start, _) in enumerate(spans) if start < marker.at), default=0)


def _find_after(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return next((at for at, (_, end) in enumerate(spans) if end > marker.at), len(spans) - 1)


def _split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences; words too short to end one (initials, abbreviations) do not."""
    start = 0
    for found in _END.finditer(text):
        begun = text[start : found.end()]
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
    """Statements out of JSON that should have been prose: strings, and numbers beside them."""
    try:
        document = json.loads(_FENCE.sub("", text))
    except ValueError:
        return
    yield from _walk(document)


def _walk(node: Any) -> Iterator[DraftStatement]:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, dict):
        numbers = tuple(
            number for key, value in node.items() if _is_key(key, _CITES) for number in _read_integers(value)
        )
        for key, value in node.items():
            if isinstance(value, str) and _is_key(key, _SAYS):
                for draft in _parse_prose(value):
                    yield DraftStatement(draft.text, draft.numbers or numbers)
            elif isinstance(value, list | dict) and not _is_key(key, _CITES):
                yield from _walk(value)
    elif isinstance(node, str):
        yield from _parse_prose(node)


def _is_key(key: str, names: tuple[str, ...]) -> bool:
    return any(name in key.casefold() for name in names)


def _read_integers(value: Any) -> Iterator[int]:  # noqa: ANN401 - any JSON
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, str):
        yield from map(int, re.findall(r"\d{1,3}", value))
    elif isinstance(value, list):
        for item in value:
            yield from _read_integers(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _read_integers(item)


@cache
def _load_abbreviation() -> re.Pattern[str]:
    abbreviations = join_forms(read_word_list(__file__)["abbreviations"])
    return re.compile(rf"(?:\b[A-ZА-ЯÁÉÍÓÚ]|\b{abbreviations})\.\Z")
