"""From what a model wrote to statements, each with the numbers that the model gave it. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.answering.llm import citation_markers as markers
from bot.answering.llm.citation_markers import Marker, Parsed

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
_ABBREVIATION = re.compile(
    r"(?:\b[A-ZА-ЯÁÉÍÓÚ]|\b(?:Mr|Mrs|Ms|Dr|St|No|Nr|Sr|Sra|vs|etc|ca|bzw|z\.\s?B|e\.g|i\.e|U\.S|approx|vol|г|гг|ул|им))\.\Z"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement as the model wrote it.

    Attributes:
        text: Without markers.
        numbers: The sentences that it cites, in order; may be empty, or name sentences that there are not.
    """

    text: str
    numbers: tuple[int, ...]


def drafts(text: str) -> list[Draft]:
    """The statements of a complete reply, in order, repeated ones once; none where it refuses or says nothing."""
    if markers.is_refusal(text):
        return []
    found = list(_structured(text)) if markers.is_structured(text) else []
    kept: dict[str, Draft] = {}
    for draft in found or _prose(text):
        if _HAS_WORDS.search(draft.text) and not markers.is_refusal(draft.text):
            kept.setdefault(draft.text.casefold(), draft)
    return list(kept.values())[:_MOST]


def pointed(text: str) -> list[int]:
    """The numbers of a reply that has nothing else: it only points."""
    parsed = markers.parse(text)
    if _HAS_WORDS.search(parsed.text):
        return []
    return list(dict.fromkeys(number for marker in parsed.markers for number in marker.numbers))


def _prose(text: str) -> Iterator[Draft]:
    for line in _FENCE.sub("", text).split("\n"):
        yield from _line(markers.parse(_EMPHASIS.sub("", _BULLET.sub("", line, count=1))))


def _line(parsed: Parsed) -> Iterator[Draft]:
    """A line's statements. A marker belongs to what it follows; where it opens the line, to what comes after it."""
    spans = list(_sentences(parsed.text))
    if not spans:
        return
    opens = (
        bool(parsed.markers)
        and not parsed.text[: parsed.markers[0].at].strip()
        and parsed.markers[-1].at < len(parsed.text.rstrip())
    )
    cited: list[list[int]] = [[] for _ in spans]
    for marker in parsed.markers:
        owner = _after(spans, marker) if opens else _before(spans, marker)
        cited[owner].extend(number for number in marker.numbers if number not in cited[owner])
    for (start, end), numbers in zip(spans, cited, strict=True):
        yield Draft(_STOP_TOO_MANY.sub("", parsed.text[start:end]), tuple(numbers))


def _before(spans: list[tuple[int, int]], marker: Marker) -> int:
    return max((at for at, (start, _) in enumerate(spans) if start < marker.at), default=0)


def _after(spans: list[tuple[int, int]], marker: Marker) -> int:
    return next((at for at, (_, end) in enumerate(spans) if end > marker.at), len(spans) - 1)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences; words too short to end one (initials, abbreviations) do not."""
    start = 0
    for found in _END.finditer(text):
        begun = text[start : found.end()]
        if not _ABBREVIATION.search(begun) and not (_ORDINAL.search(begun) and _LETTER.match(text, found.end())):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if _HAS_WORDS.search(part):
        start += len(part) - len(part.lstrip())
        yield start, start + len(part.strip())


def _structured(text: str) -> Iterator[Draft]:
    """Statements out of JSON that should have been prose: strings, and numbers beside them."""
    try:
        document = json.loads(_FENCE.sub("", text))
    except ValueError:
        return
    yield from _walk(document)


def _walk(node: Any) -> Iterator[Draft]:  # noqa: ANN401 - any JSON
    if isinstance(node, list):
        for item in node:
            yield from _walk(item)
    elif isinstance(node, dict):
        numbers = tuple(number for key, value in node.items() if _is(key, _CITES) for number in _integers(value))
        for key, value in node.items():
            if isinstance(value, str) and _is(key, _SAYS):
                for draft in _prose(value):
                    yield Draft(draft.text, draft.numbers or numbers)
            elif isinstance(value, list | dict) and not _is(key, _CITES):
                yield from _walk(value)
    elif isinstance(node, str):
        yield from _prose(node)


def _is(key: str, names: tuple[str, ...]) -> bool:
    return any(name in key.casefold() for name in names)


def _integers(value: Any) -> Iterator[int]:  # noqa: ANN401 - any JSON
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, str):
        yield from map(int, re.findall(r"\d{1,3}", value))
    elif isinstance(value, list):
        for item in value:
            yield from _integers(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _integers(item)
