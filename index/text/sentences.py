"""Sentences of a line, with exact offsets. Pure.

``sentencex`` (Wikimedia) finds the boundaries. The rules here join what it separates wrongly (abbreviations and
initials, the number of a list item, who said a quotation, a piece that begins in lower case). They part what it leaves
together (an abbreviation before a word that begins sentences, wide stops before a digit, a sentence in brackets, the
number of a note). The words of a language are in ``sentence_words.toml``.
"""

import re
from collections.abc import Iterable, Iterator

import sentencex

from index.text.sentence_words import UPPER, SentenceWords
from index.types import Span

_ORDINAL_DOT_LANGUAGES = frozenset(
    {"cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "nb", "no", "pl", "sk", "sl", "sr", "tr"}
)
_ROMAN_ORDINAL_DOT_LANGUAGES = frozenset({"cs", "de", "et", "hr", "hu", "lv", "sk", "sl", "tr"})
_WIDE_LANGUAGES = frozenset({"zh", "ja"})
_FALLBACK_LANGUAGE = "en"

_ORDINAL = re.compile(r"(?:^|[\s(])\d{1,2}\.$")
_ROMAN_ORDINAL = re.compile(r"(?:^|[\s(])[IVX]+\.$")
_LIST_NUMBER = re.compile(
    r"[(\[]?(?:(?:\d{1,4}\. ?)*\d{1,2}|[IVXLC]+)[.)]+$"
)  # "1." before "The keeper lights the lamp."
_YEAR = re.compile(r"\d{4}\.$")  # "2003. 5. 3."
_OPENING_MARKS = "\"'“”„«»‘’「『（([{¿¡—–-"
_OPENING = re.compile(rf"^[{re.escape(_OPENING_MARKS)}\s]*")
_CONTINUES = re.compile(r"^(?:[,;:)\]}%º°ª」』）》⁰¹²³⁴-⁹]|-\w|[\[(]\d|…)")
_QUOTE_TAG = re.compile(r"[」』”]$")
_SPEECH = re.compile(r"[.!?…。！？؟।]\s?[\"”»“」』]$")
_WIDE_SPEECH = re.compile(r"(.)(?:“[^“”]*[。！？]”|「[^「」]*[。！？]」|『[^『』]*[。！？]』|《[^《》]*[。！？]》)$")
_LAST_MARK_OPENS = re.compile(r"(?<=\s)[\"'‘’“«„]$")
_KANA = re.compile(r"^[\u3041-\u3096]")
_HANGUL = re.compile(r"^[\uac00-\ud7a3]")
_ONLY_INITIALS = re.compile(r"^\W*(?:(?:[^\W\d_]|[^\W\d_a-zß-öø-ÿа-яё][^\W\d_])\.[ -]?)+$")
_INITIAL = re.compile(  # "by G." before "Verdi", "J.-C." before "Roux"; not "900 V.", "av. J.-C."
    rf"(?:^|(?<![\d°])[\s(«“„])[{UPPER}]\.$|(?:^|(?<![.\d])[\s(«“„])(?:[{UPPER}]\.-)+[{UPPER}]\.$"
)
_LETTER_WITHOUT_CASE = re.compile(r"(?:^|(?<!\d)\s)[\u05d0-\u05ea\u0620-\u06d3]\.$")  # "א. ברק"
_LETTER = re.compile(r"(?:^|[\s(])[^\W\d_]\.$")
_LETTER_FOLLOWS = re.compile(r"^[^\W\d_]\.(?:\s|$)")  # "e. V."
_CAPITAL_FOLLOWS = re.compile(rf"^[{UPPER}]")
_NUMBER_FOLLOWS = re.compile(r"^[\[(]?(?:\d|[IVXLCDM]+\b|[A-Z]\b)")
_SHORT_BEFORE_DOT = re.compile(r"(?:^|[^\w\u0900-\u0d7f])(?:[^\W\d_]{1,2}|[\u0900-\u0d7f]{1,4})\.$")  # "कि.मी."
_SHORT_INDIC = re.compile(r"(?:^|[\s.])[\u0900-\u0dff]{1,5}\.$")
_CAPITALS_BEFORE_DOT = re.compile(r"[A-Z]\.$")
_CAPITALS = re.compile(r"^[A-Z]{2}")
_HOUR = re.compile(r"\b[ap]\.? ?m\.$", re.IGNORECASE)
_BRAND = re.compile(rf"[^\W\d_]{{1,2}}[A-Z]|[a-z]\)\s[{UPPER}]")  # "iPhone", "b) The"
_WORD = re.compile(r"[^\W\d_]+")

_RAISED = "[⁰¹²³⁴-⁹]+(?:, ?[⁰¹²³⁴-⁹]+|[–⁻-][⁰¹²³⁴-⁹]+)*"
_NOTE = re.compile(
    rf"(?:(?<=[^\W\d_]{{3}}[.!?])[\"”’)]?(?:\d{{1,3}}(?:[,–-]\d{{1,3}})*|{_RAISED})|(?<=\w\w[.!?]) ?{_RAISED})"
    rf"(?=\s+[“\"«(]?[{UPPER}])"
)
_BRACKETED = re.compile(
    r"^(?:[(（][^()（）]*[.!?。！？][)）]|\[[^\[\]]*[.!?]\])(?=\s*[^\s\w,.;:!?)。，；：！？）]*[^\W\d_a-zà-öø-ÿа-яё]|[\u2e80-\u9fff])"
)
_WIDE_STOP = re.compile(r"[。！？]+…*(?:\[\d+\])*(?![。！？…」』”’）)\]》〉\[])")
_WIDE_ELLIPSIS = re.compile(r"(?<=[\u2e80-\u9fff]{4}……)(?=[\u4e00-\u9fff]{3})")
_OPEN_QUOTES, _CLOSE_QUOTES = "“「『‘（(《", "”」』’）)》"
_EMOJI = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")
_AFTER_EMOJI = re.compile(r"(?<=[.!?…])\s?(?:[\u2600-\u27bf\U0001f000-\U0001faff]\ufe0f?\s?)+(?=\w)")
_SHOUT = re.compile(rf"[!?]{{2,}}\s+(?=[“\"«]?[{UPPER}])")
_BEFORE_NUMBER = re.compile(rf"(?:[^\W\d_]{{5,}}|\b[^\W\d_{UPPER}]{{3,}}|[€$£%)\]])\.\s+(?=\d)")
_NUMBERED = re.compile(rf"[.!?]\s+(?=\((?:\d{{1,2}}|[a-z]|[ivx]+)\)\s[{UPPER}])")  # "It burned. (2) The keeper …"
_INVERTED = re.compile(r"\.\s+(?=[¿¡])")
_DUTCH_ARTICLE = re.compile(rf"[.!?…]\s+(?=['’][snt] [{UPPER}])")  # "Het regende. 's Avonds …"
_ENDS = (_NOTE, _SHOUT, _AFTER_EMOJI, _NUMBERED, _INVERTED)


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
        for start, end in _find_pieces(line.slice(text), language)
        if (piece := trim(text, Span(line.start + start, line.start + end))) is not None
    ]
    joined = _join(text, pieces, language)
    return [part for piece in joined for part in _part(text, piece, language)]


def find_boundaries(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Find the boundaries of ``sentencex``, as start and end."""
    known = language if language != "und" else _FALLBACK_LANGUAGE
    for found in sentencex.get_sentence_boundaries(known, line):
        yield found["start_index"], found["end_index"]


def _find_pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Find the boundaries of ``sentencex``; an opening quotation mark goes to the piece that it opens."""
    start = 0
    for _, end in find_boundaries(line, language):
        mark = _LAST_MARK_OPENS.search(line[start:end]) if line[end : end + 1].isalnum() else None
        next_start = start + mark.start() if mark else end
        yield start, next_start
        start = next_start
    yield start, len(line)


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
    words = SentenceWords.of(language)
    opens = words.opens.match(after) is not None
    return (
        not any(character.isalnum() for character in after)  # a lone mark
        or _CONTINUES.match(after) is not None  # the rest of "n.º", or "[2004]" after "et al."
        or (has_capitals and _begins_lower(after))
        or (_EMOJI.match(after) is not None and not _EMOJI.match(before))  # "It works! 😀 Thanks."
        or (one.end == other.start and _is_cut_word(before, after))
        or (_ends_with_ordinal(before, language) and not opens)
        or _is_number_of_list(before, after)
        or _ends_with_abbreviation(before, after, words)
        or _is_said(before, after, words)
        or (language in _WIDE_LANGUAGES and _ends_with_quoted_words(before))
    )


def _ends_with_abbreviation(before: str, after: str, words: SentenceWords) -> bool:
    """Whether the stop belongs to an abbreviation or an initial, and the sentence goes on."""
    opens = words.opens.match(after) is not None
    first = _WORD.match(after)
    return (
        words.before_names.search(before) is not None
        or (words.before_numbers.search(before) is not None and _NUMBER_FOLLOWS.match(after) is not None)
        or (words.may_end.search(before) is not None and not opens)
        or (words.before_letters.search(before) is None and _is_initial(before, after, opens=opens))
        or words.dates.match(before) is not None
        or (after.endswith("।") and _SHORT_INDIC.search(before) is not None)  # a danda ends the sentence, no full stop
        or (_HOUR.search(before) is not None and first is not None and first[0] in words.after_hours)
    )


def _is_initial(before: str, after: str, *, opens: bool) -> bool:
    return (
        _ONLY_INITIALS.match(before) is not None
        or _LETTER_WITHOUT_CASE.search(before) is not None
        or (_LETTER.search(before) is not None and _LETTER_FOLLOWS.match(after) is not None)
        or (_INITIAL.search(before) is not None and _CAPITAL_FOLLOWS.match(after) is not None and not opens)
    )


def _is_number_of_list(before: str, after: str) -> bool:
    """Whether a piece is only a number, such as "1." of a list or "2003." of a date."""
    return _LIST_NUMBER.match(before) is not None or (
        _YEAR.match(before) is not None and (after[0].isdecimal() or after[0].islower())
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
    if before[-1:] == "》" or (_HANGUL.match(after) and before[-1:] in "\"”’'"):
        return True
    if _CAPITALS.match(after) and _CAPITALS_BEFORE_DOT.search(before):
        return True
    return after[:1].isalpha() and _SHORT_BEFORE_DOT.search(before) is not None


def _ends_with_ordinal(before: str, language: str) -> bool:
    """Whether the dot may make an ordinal of a number: "die 3. Auflage", "II. Mahmud", but not "S. 3."."""
    found = _ORDINAL.search(before) if language in _ORDINAL_DOT_LANGUAGES else None
    if found is None and language in _ROMAN_ORDINAL_DOT_LANGUAGES:
        found = _ROMAN_ORDINAL.search(before)
    return found is not None and SentenceWords.of(language).before_numbers.search(before[: found.start()]) is None


def _part(text: str, piece: Span, language: str) -> Iterator[Span]:
    """Part a piece that contains more than one sentence."""
    words = piece.slice(text)
    start = 0
    for end in sorted(_find_inner_ends(words, language) | {len(words)}):
        part = trim(text, Span(piece.start + start, piece.start + end))
        if part is not None:
            yield part
        start = end


def _find_inner_ends(words: str, language: str) -> set[int]:
    known = SentenceWords.of(language)
    ends = {at.end() for pattern in (*_ENDS, known.ends) for at in pattern.finditer(words)}
    if found := _BRACKETED.match(words):
        ends.add(found.end())
    if language == "nl":
        ends |= {at.end() for at in _DUTCH_ARTICLE.finditer(words)}
    if language in _ORDINAL_DOT_LANGUAGES:
        ends |= {at.end() for at in _BEFORE_NUMBER.finditer(words) if not known.is_abbreviated(words[: at.end()])}
    if language in _WIDE_LANGUAGES:
        ends |= {at.end() for pattern in (_WIDE_STOP, _WIDE_ELLIPSIS) for at in pattern.finditer(words)}
    quoted = list(_find_quoted(words)) if ends else []
    return {
        end
        for end in ends
        if not any(start < end < stop for start, stop in quoted)
        and not _is_said(words[:end].rstrip(), words[end:], known)
    }


def _is_said(before: str, after: str, words: SentenceWords) -> bool:
    """Whether who said it follows a quotation."""
    return _SPEECH.search(before) is not None and words.saying.match(after) is not None


def _ends_with_quoted_words(before: str) -> bool:
    """Whether a piece ends with a quotation that is a part of its sentence: no colon and no stop is before it."""
    last = _WIDE_SPEECH.search(before)
    return last is not None and last[1].isalpha()


def _find_quoted(words: str) -> Iterator[tuple[int, int]]:
    """Find what is between marks or brackets of one kind, as start and end; a mark without its other half is none."""
    opened: dict[str, list[int]] = {mark: [] for mark in _CLOSE_QUOTES}
    for at, character in enumerate(words):
        if character in _OPEN_QUOTES:
            opened[_CLOSE_QUOTES[_OPEN_QUOTES.index(character)]].append(at)
        elif opened.get(character):
            yield opened[character].pop(), at + 1
