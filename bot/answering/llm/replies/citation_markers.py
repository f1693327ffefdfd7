"""Citation markers in a line of a model's reply: found in every form that models write, and stripped. Pure.

Words in markers are those of ``source_phrases.toml``.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.llm.replies.source_phrases import join_joiners, reads_as_reference
from bot.answering.word_lists import load_once

_WORD = r"(?:[^\W\d_]{1,12}[.:_]?\s*)"
_ONE = rf"\^?{_WORD}?[#№]?\d{{1,3}}(?:\s?[句条番号번])?"
_NUMBERS = rf"{_ONE}(?:\s*(?:[,;/&+–—、，؛،-]|[^\W\d_]{{1,3}}\s)\s*{_ONE})*"
_OPEN, _CLOSE = r"[\[［【〔〖⟦]", r"[\]］】〕〗⟧]"
_BRACKETS = rf"{_OPEN}{{1,2}}\s*{_NUMBERS}(?:†[^\]】]*)?\s*{_CLOSE}{{1,2}}|\{{\s*\d{{1,3}}(?:\s*,\s*\d{{1,3}})*\s*\}}"
# km² and m³ are units, not markers
_SUPERSCRIPT = r"(?:(?<=[.!?,;:”\"»)。])|(?<=\w{4}))[⁰¹²³⁴-⁹]{1,3}(?:[,\s˒]{0,2}[⁰¹²³⁴-⁹]{1,3})*(?![⁰¹²³⁴-⁹])"
_CIRCLED = r"[①-⑳❶-❿➀-➓]"
_MARKER = re.compile(rf"{_BRACKETS}|{_SUPERSCRIPT}|{_CIRCLED}", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\s*[(（]\s*([^()（）\n]{0,80}?)\s*[)）]")
_BARE_NUMBERS = re.compile(r"\d{1,2}(?:\s*[,;–-]\s*\d{1,2}){0,6}")
_END = r"(?=\s*(?:[.,;:!?…。，；：、！？؟،؛।)）]|\Z))"
_ENDS_SENTENCE = re.compile(r"\s*(?:[.!?…。！？؟।]|\Z)")
_BEFORE_END = re.compile(r"\s*[,;:–—~-]+\s*\Z")
_AFTER_START = re.compile(r"\s*[:.–—-]\s+(?=\w)|\s*:\s*(?=\w)")
_RANGE = re.compile(r"(\d{1,3})\s*[–—-]\s*(\d{1,3})")
_NUMBER = re.compile(r"\d{1,3}")
_MAX_RANGE = 12
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class CitationMarker:
    """The numbers of a marker, and its place in the text without markers.

    Attributes:
        at: The offset in the text without markers.
        numbers: In the model's order, each once.
    """

    at: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A reply without its markers, and the markers."""

    text: str
    markers: tuple[CitationMarker, ...]


def has_marker(text: str) -> bool:
    """Whether a text cites a sentence."""
    return _MARKER.search(text) is not None


def strip_markers(text: str) -> ParsedText:
    """Strip the markers of a line, with what joins and surrounds them: "and", parentheses, a comma before the end."""
    kept: list[str] = []
    markers: list[CitationMarker] = []
    length = end = 0
    for start, stop in _find_spans(text):
        before = text[end:start]
        kept.append(before)
        length += len(before)
        markers.append(CitationMarker(length, tuple(_read_numbers(text[start:stop]))))
        end = stop
    kept.append(text[end:])
    return _tidy_blanks("".join(kept), markers)


def _find_spans(text: str) -> list[tuple[int, int]]:
    """Find the spans of markers, each with what belongs to it."""
    spans = [found.span() for found in _MARKER.finditer(text)]
    spans = _join_neighbors(spans, text)
    spans = _add_parentheses(spans, text)
    return [_widen(start, stop, text) for start, stop in spans]


def _join_neighbors(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Join markers with only a comma, a dash or "and" between them, at the end of a clause: "[1] and [3]."."""
    joined: list[tuple[int, int]] = []
    for start, stop in spans:
        if joined and _load_joint().fullmatch(text, joined[-1][1], start) and _load_clause_end().match(text, stop):
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _add_parentheses(spans: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Add parentheses that only name sentences: "(sentence 2)", "([1])", "(see [1])", and "(2)" at an end."""
    found: list[tuple[int, int]] = []
    bare: list[tuple[int, int]] = []
    for group in _PARENTHESIS.finditer(text):
        inside = [span for span in spans if group.start() <= span[0] and span[1] <= group.end()]
        rest = group[1]
        if inside:
            rest = _MARKER.sub(" ", rest)
            is_marker = not re.search(r"\w", rest) or reads_as_reference(rest, is_cited=True)
        else:
            is_marker = bool(_NUMBER.search(rest)) and reads_as_reference(rest)
        if is_marker:
            found.append(group.span())
        elif _BARE_NUMBERS.fullmatch(rest):
            bare.append(group.span())
    if not spans and not found and any(_ENDS_SENTENCE.match(text, stop) for _, stop in bare):
        found += bare
    outside = [span for span in spans if not any(start <= span[0] and span[1] <= stop for start, stop in found)]
    return sorted([*outside, *found])


def _widen(start: int, stop: int, text: str) -> tuple[int, int]:
    """Widen a marker by the sign that only set it apart: a comma before the end, a colon after the start."""
    if _ENDS_SENTENCE.match(text, stop) and (sign := _BEFORE_END.search(text, max(0, start - 8), start)):
        start = sign.start()
    if not text[:start].strip() and (sign := _AFTER_START.match(text, stop)):
        stop = sign.end()
    return start, stop


def _read_numbers(marker: str) -> Iterator[int]:
    marker = "".join(_plain_digit(character) for character in marker).translate(_SUPERSCRIPTS)
    seen: set[int] = set()
    marker = re.sub(rf"{_CLOSE}(\s*[–—-]\s*){_OPEN}", r"\1", marker)
    spread = _RANGE.sub(lambda found: _expand_range(int(found[1]), int(found[2])), marker.partition("†")[0])
    for number in map(int, _NUMBER.findall(spread)):
        if number not in seen:
            seen.add(number)
            yield number


def _plain_digit(character: str) -> str:
    return f" {int(unicodedata.numeric(character))} " if re.match(_CIRCLED, character) else character


def _expand_range(first: int, last: int) -> str:
    if first < last <= first + _MAX_RANGE:
        return " ".join(map(str, range(first, last + 1)))
    return f"{first} {last}"


def _tidy_blanks(text: str, markers: Sequence[CitationMarker]) -> ParsedText:
    """Remove the blanks that markers leave before punctuation, and the second of two in a row."""
    keep = [True] * len(text)
    for found in re.finditer(r"[ \t]+(?=[.,;:!?…。，；：！？؟،؛।)\n]|\Z)|(?<=[ \t])[ \t]+", text):
        keep[found.start() : found.end()] = [False] * (found.end() - found.start())
    places = [0]
    for kept in keep:
        places.append(places[-1] + kept)
    return ParsedText(
        "".join(character for character, kept in zip(text, keep, strict=True) if kept),
        tuple(CitationMarker(places[marker.at], marker.numbers) for marker in markers),
    )


@load_once
def _load_joint() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[,;/&+–—-]|{join_joiners()})\s*", re.IGNORECASE)


@load_once
def _load_clause_end() -> re.Pattern[str]:
    """A joined marker may be followed by one more."""
    return re.compile(rf"{_END}|\s*(?:{join_joiners()}\s*)?{_OPEN}", re.IGNORECASE)
