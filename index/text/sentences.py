"""Sentences of a line, with exact offsets. Pure.

``sentencex`` (Wikimedia) finds the boundaries. The rules here join what it separates wrongly (abbreviations of
``sentences.toml``, a piece that begins in lower case) and part what it leaves together (wide stops before a digit, a
sentence in brackets, the number of a note).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sentencex

from index.types import Span

_ORDINAL_DOT_LANGUAGES = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "no", "pl", "sk", "sl"})
_WIDE_LANGUAGES = frozenset({"zh", "ja"})
_FALLBACK_LANGUAGE = "en"

_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_OPENING_MARKS = "\"'“”„«»‘’「『（([{¿¡—–-"
_OPENING = re.compile(rf"^[{re.escape(_OPENING_MARKS)}\s]*")
_CONTINUES = re.compile(r"^(?:[,;:)\]}%º°ª]|-\w|[\[(]\d)")
_QUOTE_TAG = re.compile(r"[」』]$")
_KANA = re.compile(r"^[\u3041-\u3096]")
_ONLY_INITIALS = re.compile(r"^\W*(?:[^\W\d_]{1,2}\.[ -]?)+$")
_MIDDLE_INITIAL = re.compile(r"(?:^|\s)[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]+ [A-ZÀ-ÖØ-ÞА-ЯЁ]\.$")  # "William E."
_NUMBER_FOLLOWS = re.compile(r"^[\[(]?(?:\d|[IVXLCDM]+\b|[A-Z]\b)")
_SHORT_BEFORE_DOT = re.compile(r"(?:^|\W)[^\W\d_]{1,2}\.$")
_HOUR = re.compile(r"\b[ap]\.? ?m\.$", re.IGNORECASE)
_BRAND = re.compile(r"[^\W\d_]{1,2}[A-Z]")
_WORD = re.compile(r"[^\W\d_]+")

_NOTE = re.compile(r"(?<=[^\W\d_]{3}[.!?])[\"”’)]?\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[“\"«(]?[A-ZÀ-ÖØ-ÞА-ЯЁ])")
_BRACKETED = re.compile(
    r"^[(（][^()（）]*[.!?。！？][)）](?=\s*[^\s\w,.;:!?。，；：！？)]*[^\W\d_a-zà-öø-ÿа-яё]|[\u2e80-\u9fff])"
)
_WIDE_STOP = re.compile(r"[。！？](?![。！？…」』”’）)\]》〉])")
_WIDE_ELLIPSIS = re.compile(r"(?<=[\u2e80-\u9fff]{4}……)(?=[\u4e00-\u9fff]{3})")
_OPEN_QUOTES, _CLOSE_QUOTES = "“「『‘（(", "”」』’）)"


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """The words of one language that decide where a sentence ends."""

    before_names: re.Pattern[str]
    may_end: re.Pattern[str]
    before_numbers: re.Pattern[str]
    openers: frozenset[str]
    after_hours: frozenset[str]


def find_sentences(text: str, line: Span, language: str) -> list[Span]:
    """Find the sentences of a line.

    Args:
        text: Canonical text.
        line: A line of it.
        language: ISO 639-1 code, or ``und``.

    Returns:
        Spans in order without blanks at their ends, which contain each character of the line that is not blank.
    """
    pieces = [
        piece
        for start, end in find_boundaries(line.slice(text), language)
        if (piece := trim(text, Span(line.start + start, line.start + end))) is not None
    ]
    joined = _join(text, pieces, language)
    return [part for piece in joined for part in _part(text, piece, language)]


def find_boundaries(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Find the boundaries of ``sentencex``, as start and end."""
    known = language if language != "und" else _FALLBACK_LANGUAGE
    for found in sentencex.get_sentence_boundaries(known, line):
        yield found["start_index"], found["end_index"]


def trim(text: str, span: Span) -> Span | None:
    """Remove white space at the ends of a span; None if nothing is left."""
    piece = span.slice(text)
    start = span.start + len(piece) - len(piece.lstrip())
    end = span.start + len(piece.rstrip())
    return Span(start, end) if start < end else None


def _join(text: str, pieces: Iterable[Span], language: str) -> list[Span]:
    """Join pieces that are no sentence to the piece before them."""
    pieces = list(pieces)
    has_capitals = any(_find_first(piece.slice(text)).isupper() for piece in pieces)
    joined: list[Span] = []
    for piece in pieces:
        if joined and _belongs_together(text, joined[-1], piece, language, has_capitals=has_capitals):
            joined[-1] = Span(joined[-1].start, piece.end)
        else:
            joined.append(piece)
    return joined


def _belongs_together(text: str, one: Span, other: Span, language: str, *, has_capitals: bool) -> bool:
    before, after = one.slice(text), other.slice(text)
    words = _load_abbreviations(language)
    first = _WORD.match(after)
    next_word = first[0] if first else ""
    return (
        not any(character.isalnum() for character in after)  # a lone mark
        or _CONTINUES.match(after) is not None  # the rest of "n.º", or "[2004]" after "et al."
        or (has_capitals and _begins_lower(after))
        or (one.end == other.start and _is_cut_word(before, after))
        or (_ends_with_ordinal(before, language) and next_word not in words.openers)
        or words.before_names.search(before) is not None
        or (words.may_end.search(before) is not None and next_word not in words.openers)
        or (words.before_numbers.search(before) is not None and _NUMBER_FOLLOWS.match(after) is not None)
        or _ONLY_INITIALS.match(before) is not None
        or (_MIDDLE_INITIAL.search(before) is not None and next_word not in words.openers)
        or (_HOUR.search(before) is not None and next_word in words.after_hours)
    )


def _begins_lower(text: str) -> bool:
    """Whether a piece begins with a word in lower case, after opening marks and dashes; "iPhone" is none."""
    return _find_first(text).islower() and _BRAND.match(_OPENING.sub("", text, count=1)) is None


def _find_first(text: str) -> str:
    """Find the first character after opening marks and dashes; empty if there is none."""
    return _OPENING.sub("", text, count=1)[:1]


def _is_cut_word(before: str, after: str) -> bool:
    """Whether a stop without a blank is inside a number, an abbreviation, or a quotation that goes on."""
    if before[-2:-1].isdecimal() and after[:1].isdecimal():
        return before[-1:] in ".．"
    if _KANA.match(after) and (_QUOTE_TAG.search(before) or before[-1:] == "．"):
        return True
    return after[:1].isalpha() and _SHORT_BEFORE_DOT.search(before) is not None


def _ends_with_ordinal(before: str, language: str) -> bool:
    """Whether the dot may make an ordinal of a number: "die 3. Auflage"."""
    return language in _ORDINAL_DOT_LANGUAGES and _ORDINAL.search(before) is not None


def _part(text: str, piece: Span, language: str) -> Iterator[Span]:
    """Part a piece that contains more than one sentence."""
    words = piece.slice(text)
    ends = {found.end() for found in _NOTE.finditer(words)}
    if found := _BRACKETED.match(words):
        ends.add(found.end())
    if language in _WIDE_LANGUAGES:
        ends |= {at.end() for pattern in (_WIDE_STOP, _WIDE_ELLIPSIS) for at in pattern.finditer(words)}
        ends = {end for end in ends if not _is_in_quotes(words, end)}
    start = 0
    for end in sorted(ends | {len(words)}):
        part = trim(text, Span(piece.start + start, piece.start + end))
        if part is not None:
            yield part
        start = end


def _is_in_quotes(words: str, end: int) -> bool:
    before = words[:end]
    return sum(map(before.count, _OPEN_QUOTES)) > sum(map(before.count, _CLOSE_QUOTES))


@cache
def _load_abbreviations(language: str) -> _Abbreviations:
    import tomllib  # noqa: PLC0415 - a command that indexes nothing does not need it

    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    known = language if language != "und" else _FALLBACK_LANGUAGE

    def words(kind: str) -> list[str]:
        return list(tables[kind].get(known, ()))

    return _Abbreviations(
        _compile(words("before_names"), re.NOFLAG),
        _compile(words("may_end"), re.NOFLAG),
        _compile(words("before_numbers"), re.IGNORECASE),
        frozenset(words("openers")),
        frozenset(words("after_hours")),
    )


def _compile(words: list[str], flags: re.RegexFlag) -> re.Pattern[str]:
    """Compile a pattern of a text that ends with one of these abbreviations, which begin a word."""
    if not words:
        return re.compile(r"(?!)")
    return re.compile(rf"(?:^|[\s(\[«“„\"'’/—–-])(?:{'|'.join(map(re.escape, words))})\.$", flags)
