"""Citation markers in a model's reply: found in every form that models write, and stripped. Pure.

Words around markers are in ``citation_markers.toml``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answering.word_lists import join_forms, read_word_list

_WORD = r"(?:[^\W\d_]{2,12}\.?\s*)"
_NUMBERS = rf"\^?{_WORD}?#?\d{{1,3}}(?:\s*(?:[,;/&+–—-]|[^\W\d_]{{1,3}}\s)\s*\^?{_WORD}?#?\d{{1,3}})*"
_RANGE = re.compile(r"(\d{1,3})\s*[–—-]\s*(\d{1,3})")
_NUMBER = re.compile(r"\d{1,3}")
_MAX_RANGE = 12
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

# Pictures are dropped, since clients load them. Of links only the words are kept, or the number of a citation.
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
_LINK = re.compile(r"(\[{1,2}[^\[\]\n]+\]{1,2})\((?:[a-z]+:|www\.|/|#)[^()\n]*\)", re.IGNORECASE)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)\s*", re.DOTALL)
_LONG_BLANK = re.compile(r"\s{9,}")  # several patterns take quadratic time on one
_REFUSAL = re.compile(r"\W*not[ _]?found\b", re.IGNORECASE)
_STRUCTURED = re.compile(r"\A\s*(?:```|[\[{]\s*[\"{\[])")


@dataclass(frozen=True, slots=True)
class _MarkerPatterns:
    """Patterns made of the words in ``citation_markers.toml``."""

    marker: re.Pattern[str]
    label: re.Pattern[str]


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


def strip_markers(text: str) -> ParsedText:
    """Strip the markers of a complete reply."""
    text = _clean(text)
    kept: list[str] = []
    markers: list[CitationMarker] = []
    length = end = 0
    for found in _load_patterns().marker.finditer(text):
        before = text[end : found.start()]
        kept.append(before)
        length += len(before)
        markers.append(CitationMarker(length, tuple(_read_numbers(found.group()))))
        end = found.end()
    kept.append(text[end:])
    return _tidy_blanks("".join(kept), markers)


def remove_thoughts(text: str) -> str:
    """Remove the thoughts that reasoning models write before their answer, and shorten long runs of white space."""
    return _LONG_BLANK.sub(lambda found: "\n" if "\n" in found[0] else " ", _THOUGHT.sub("", text))


def is_refusal(text: str) -> bool:
    """Whether a reply is the refusal that the prompt asks for: NOT FOUND."""
    return _REFUSAL.match(_clean(text)) is not None


def is_structured(text: str) -> bool:
    """Whether a reply looks like JSON or code rather than prose."""
    return _STRUCTURED.match(_clean(text)) is not None


def _clean(text: str) -> str:
    return _LINK.sub(_unlink, _PICTURE.sub("", _load_patterns().label.sub("", remove_thoughts(text))))


def _unlink(link: re.Match[str]) -> str:
    return link[1] if _load_patterns().marker.fullmatch(link[1]) else link[1].strip("[]")


def _read_numbers(marker: str) -> Iterator[int]:
    marker = marker.translate(_SUPERSCRIPTS)
    seen: set[int] = set()
    spread = _RANGE.sub(lambda found: _expand_range(int(found[1]), int(found[2])), marker.partition("†")[0])
    for number in map(int, _NUMBER.findall(spread)):
        if number not in seen:
            seen.add(number)
            yield number


def _expand_range(first: int, last: int) -> str:
    if first < last <= first + _MAX_RANGE:
        return " ".join(map(str, range(first, last + 1)))
    return f"{first} {last}"


def _tidy_blanks(text: str, markers: Sequence[CitationMarker]) -> ParsedText:
    """Remove the blanks that markers leave before punctuation, and the second of two in a row."""
    keep = [True] * len(text)
    for found in re.finditer(r"[ \t]+(?=[.,;:!?…。，；：！？؟،؛)\n]|\Z)|(?<=[ \t])[ \t]+", text):
        keep[found.start() : found.end()] = [False] * (found.end() - found.start())
    places = [0]
    for kept in keep:
        places.append(places[-1] + kept)
    return ParsedText(
        "".join(character for character, kept in zip(text, keep, strict=True) if kept),
        tuple(CitationMarker(places[marker.at], marker.numbers) for marker in markers),
    )


@cache
def _load_patterns() -> _MarkerPatterns:
    words = read_word_list(__file__)
    joined = rf"(?:[,;/&–—-]|{join_forms(words['conjunctions'])})"
    marker = (
        rf"\[\[?\s*{_NUMBERS}(?:†[^\]]*)?\s*\]?\]"
        rf"|【\s*{_NUMBERS}(?:†[^】]*)?\s*】"
        rf"|\(\s*{join_forms(words['source_words'])}\s*#?\d{{1,3}}(?:\s*{joined}\s*\d{{1,3}})*\s*\)"
        # km² and m³ are units, not markers
        r"|(?:(?<=[.!?,;:”\"»)。])|(?<=\w{4}))[⁰¹²³⁴-⁹]{1,3}(?![⁰¹²³⁴-⁹])"
    )
    return _MarkerPatterns(
        re.compile(marker, re.IGNORECASE),
        re.compile(rf"\A\s*{join_forms(words['labels'])}\s*[:：]\s*", re.IGNORECASE),
    )
