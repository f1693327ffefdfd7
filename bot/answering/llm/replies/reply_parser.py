"""Parses a model's reply into statements, each with the numbers that the model cites. Pure."""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from bot.answering.llm.replies.citation_markers import CitationMarker, ParsedText, has_marker, strip_markers
from bot.answering.llm.replies.refusals import is_not_found
from bot.answering.llm.replies.reply_markup import ReplyLine, remove_thoughts, split_lines, unwrap
from bot.answering.llm.replies.source_phrases import drop_source_phrase, is_chatter, reads_as_reference
from bot.answering.word_lists import join_forms, load_once, read_word_list
from index.text.sentences import find_sentences
from index.types import Span

_TEXT_KEYS, _CITATION_KEYS = (
    ("answer", "statement", "text", "response", "content", "claim"),
    ("citation", "source", "sentence", "id", "ref", "number"),
)
_MAX_STATEMENTS = 12
_MAX_DEPTH = 20
_ABBREVIATION_CHARS = 24  # longer than any abbreviation
_JSON = re.compile(r"\{\s*\"|\[\s*[{\"]")
_JSON_AT_START = re.compile(r"\A\s*(?:```\w*\s*)?(?:\{|\[\s*(?:[{\"\[]|\Z))")
_ORDINAL = re.compile(r"(?<![\d.,])\d{1,2}\.\Z")
_LETTER = re.compile(r"\s+[^\W\d_]")
_HAS_WORDS = re.compile(r"\w")
_END = re.compile(r"[.!?…。！？؟।]+[\"”»’)\]]*(?=\s|\Z)|[。！？]+[”」』）]*|\n+")
_EXTRA_STOP = re.compile(r"(?:(?<=[^.]\.)|(?<=\.{3}))\.\Z")  # "in the U.S. [2]."
_COLONS = (":", "：")


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

    A refusal has none, and neither has JSON that is not complete. Headings, words to the reader and lists of sources
    are no statements. A cut reply loses its last statement, because the token limit may have ended it.
    """
    text = _read_answer(text)
    found = _parse_json(text)
    if found is None:
        found = _parse_prose(text, is_cut=is_cut)
    kept: dict[str, DraftStatement] = {}
    for draft in found:
        kept.setdefault(draft.text.casefold(), draft)
    return list(kept.values())[:_MAX_STATEMENTS]


def parse_bare_citations(text: str) -> list[int]:
    """Parse the numbers of a reply that has no words of its own."""
    lines = [strip_markers(line.text) for line in split_lines(_read_answer(text))]
    if any(_HAS_WORDS.search(line.text) for line in lines):
        return []
    return list(dict.fromkeys(number for line in lines for marker in line.markers for number in marker.numbers))


def parse_lines(text: str) -> list[str]:
    """Parse the lines of a reply, without markup, markers and labels."""
    lines = (strip_markers(line.text).text for line in split_lines(_read_answer(text)))
    return [plain for line in lines if (plain := drop_source_phrase(line, is_cited=False)[0].strip())]


def is_refusal(text: str) -> bool:
    """Whether a reply says NOT FOUND and has no statement."""
    return is_not_found(_read_answer(text)) or any(is_not_found(line) for line in parse_lines(text))


def _read_answer(text: str) -> str:
    return unwrap(remove_thoughts(text))


def _parse_prose(text: str, *, is_cut: bool = False) -> list[DraftStatement]:
    """Parse lines of prose; a reply that begins with a refusal has no statement."""
    drafts: list[DraftStatement] = []
    early: tuple[int, ...] = ()
    lines = split_lines(text)
    is_open = is_cut and not text.endswith("\n")
    for at, line in enumerate(lines):
        is_last = at == len(lines) - 1
        if drafts and _heads_sources(line):
            return _cite_uncited(drafts, tuple(chain.from_iterable(_read_numbers(each.text) for each in lines[at:])))
        found = [] if _is_introduction(line, is_last=is_last) else list(_parse_line(line.text))
        if is_last and is_open:
            found = found[:-1]
        for draft in found:
            if not drafts and is_not_found(draft.text):
                return []
            if not draft.text:
                drafts = _cite_uncited(drafts, draft.numbers)
                early = () if drafts else draft.numbers
            elif _states_something(draft):
                drafts.append(replace(draft, numbers=draft.numbers or early))
                early = ()
    return drafts


def _is_introduction(line: ReplyLine, *, is_last: bool) -> bool:
    """Whether a line only leads to the lines below it: a heading, or "The main points are:"."""
    return not is_last and not has_marker(line.text) and (line.is_heading or line.text.rstrip().endswith(_COLONS))


def _heads_sources(line: ReplyLine) -> bool:
    """Whether a line is the head of a list of sources: "Sources:"."""
    is_head = line.is_heading or line.text.rstrip().endswith(_COLONS)
    return is_head and not has_marker(line.text) and reads_as_reference(line.text, is_cited=True)


def _cite_uncited(drafts: Sequence[DraftStatement], numbers: tuple[int, ...]) -> list[DraftStatement]:
    """Give the statements without a citation the numbers that follow all of them."""
    return [draft if draft.numbers else replace(draft, numbers=tuple(dict.fromkeys(numbers))) for draft in drafts]


def _states_something(draft: DraftStatement) -> bool:
    if not _HAS_WORDS.search(draft.text) or is_not_found(draft.text):
        return False
    return bool(draft.numbers) or not is_chatter(draft.text)


def _read_numbers(line: str) -> list[int]:
    return [number for marker in strip_markers(line).markers for number in marker.numbers]


@lru_cache(maxsize=256)  # a growing reply is parsed with each piece
def _parse_line(line: str) -> tuple[DraftStatement, ...]:
    """Parse a line; a statement without words of its own, such as "Source: [2]", has an empty text."""
    parsed = strip_markers(line)
    if not _HAS_WORDS.search(parsed.text):
        numbers = tuple(number for marker in parsed.markers for number in marker.numbers)
        return (DraftStatement("", numbers),) if numbers else ()
    return tuple(_drop_source_phrase(draft) for draft in _split_line(parsed))


def _drop_source_phrase(draft: DraftStatement) -> DraftStatement:
    text, numbers = drop_source_phrase(draft.text, is_cited=bool(draft.numbers))
    return DraftStatement(text, tuple(dict.fromkeys((*draft.numbers, *numbers))))


def _split_line(parsed: ParsedText) -> Iterator[DraftStatement]:
    """Split a line. A marker belongs to the sentence before it, or after it if the line begins with a marker."""
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


def _parse_json(text: str) -> list[DraftStatement] | None:
    """Parse statements and numbers of a reply with JSON, although the prompt asks for prose; None if it has none."""
    is_whole = _JSON_AT_START.match(text) is not None
    begins = _JSON.search(text)
    if begins is None:
        return [] if is_whole and not has_marker(text.partition("\n")[0]) else None
    try:
        document, _ = json.JSONDecoder().raw_decode(text, begins.start())
    except (ValueError, RecursionError):
        return [] if is_whole else None
    found = [draft for draft in _walk(document) if _states_something(draft)]
    return found if found or is_whole else None


def _find_before(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return max(bisect_left(spans, marker.at, key=itemgetter(0)) - 1, 0)


def _find_after(spans: list[tuple[int, int]], marker: CitationMarker) -> int:
    return min(bisect_right(spans, marker.at, key=itemgetter(1)), len(spans) - 1)


def _split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Split a text into spans of sentences; initials, abbreviations, ordinals and "9 p.m. and" end none."""
    ends = {sentence.end for sentence in find_sentences(text, Span(0, len(text)), "und")}
    start = 0
    for found in _END.finditer(text):
        begun = text[max(start, found.end() - _ABBREVIATION_CHARS) : found.end()]
        is_ordinal = _ORDINAL.search(begun) and _LETTER.match(text, found.end())
        is_inner = found.group()[0] == "." and found.end() not in ends
        if not (is_inner or is_ordinal or _load_abbreviation().search(begun)):
            yield from _trim(text, start, found.end())
            start = found.end()
    yield from _trim(text, start, len(text))


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if _HAS_WORDS.search(part):
        start += len(part) - len(part.lstrip())
        yield start, start + len(part.strip())


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


@load_once
def _load_abbreviation() -> re.Pattern[str]:
    abbreviations = join_forms(read_word_list(__file__)["abbreviations"])
    return re.compile(rf"(?:\b[A-ZА-ЯÁÉÍÓÚ]|\b{abbreviations})\.\Z")
