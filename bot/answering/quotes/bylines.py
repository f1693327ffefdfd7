"""Bylines: the sentence of a source that states its title, author or date. ``bylines.toml`` has their words. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial

from bot.answering.facts.quantities.dates import find_dates
from bot.answering.questions.source_details import Detail
from bot.answering.quotes.copies import find_current
from bot.answering.word_lists import join_forms, load_each, load_once, match_whole_words, merge_words, read_word_list
from index.text import language
from index.types import SentenceHit, Source
from index.urls import is_url

HAS_BYLINE = frozenset({"title", "author", "date", "publisher"})
"""The details that a sentence may state; the others are not searched in the text."""

_WORD = re.compile(r"[^\W\d_]+")
_PAIR = re.compile(r"(?=\b([^\W\d_]+ [^\W\d_]+))")
_FIRST = 6
"""How many sentences at the start may be a heading, a byline or a dateline."""
_LAST = 6
"""How many sentences at the end may introduce the author."""
_READ = 12
_MIN_TOPIC = 4
_MAX_EXTRA_CHARS = 40
"""A byline has few characters beside the name, title or date."""
_DATE_WORDS = 4
"""The most words of a date: weekday, day with its ending, month, and a word between them."""
_MAX_BYLINE = 120
_HALF_OF_DAY = re.compile(r"\s(?:[ap]\. ?m\.|г\.|h\.?)$", re.IGNORECASE)
"""The end of a time or date, whose stop ends no sentence."""
_SPACED_NAME = (
    r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff]{2,18}"
    r"(?:[ .][\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff]{1,18}){0,3}"
)
"""One to four words in a script without capitals."""

_WIDE_NAME = (
    r"(?:[一-鿿々]{2,4}|[一-鿿々ぁ-んァ-ヶー]{1,6}\s[一-鿿々ぁ-んァ-ヶー]{1,6}|[ァ-ヶー·・]{3,14}|[가-힣]{2,4})"
)
"""A Chinese, Japanese or Korean name."""

_AROUND_CASELESS = re.compile(r"^[\s\[(（【〔|:：،,-]+|[\s\])）】〕|:：،,.。।-]+$")
_MAIL = re.compile(r"\s*[\w.+-]+@[\w.-]+")
_GEORGIAN = re.compile(r"[\u10d0-\u10ff]")  # its capitals are for whole lines
_STOPS = (".", "!", "?", "…", "。", "؟", ":")


def find_byline(detail: Detail, source: Source, sentences: Sequence[SentenceHit]) -> SentenceHit | None:
    """Find the sentence that states a detail of a source; None if there is none.

    Args:
        detail: What is asked.
        source: The source.
        sentences: Its sentences in reading order.
    """
    match detail:
        case "title":
            return _find_heading(sentences[:_FIRST], source.title)
        case "author":
            return (
                _find_author(sentences, source.author)
                if source.author
                else _find_line_of_author(sentences[:_FIRST], source)
            )
        case "date":
            return _find_date(sentences[:_FIRST], source)
        case "publisher":
            # A page is published by the site of its address.
            ends = (*sentences[:_FIRST], *sentences[_FIRST:][-_LAST:])
            return None if is_url(source.location) else _find_periodical(ends, source)
        case _:
            return None


def leave_out_author(
    question: str, hits: Sequence[SentenceHit], get_source: Callable[[str], Source]
) -> Sequence[SentenceHit]:
    """Leave out the lines that name the author of a source, for a question about its text.

    "Who wrote the letter?" asks for no author of an article: neither for the byline, nor for the sentence that
    introduces the author. A question that names the author is about the author, and one for the photographer shares a
    word with a byline. If no other sentence remains, all do.

    Args:
        question: A question that is not about a detail of a source.
        hits: Ranked sentences.
        get_source: Returns the source of an id; called for sentences that may be such a line.
    """
    asks_writer = _load_writing().search(question) is not None
    words = frozenset(_WORD.findall(question.casefold()))
    own = {word for word in words if len(word) >= _MIN_TOPIC} - _load_words("around_names")
    find_source = cache(partial(find_current, get_source))

    def names_author(hit: SentenceHit) -> bool:
        if not asks_writer and not (is_line(hit.text) and own.isdisjoint(_WORD.findall(hit.text.casefold()))):
            return False
        source = find_source(hit.source_id)
        if source is None or not words.isdisjoint(_WORD.findall((source.author or "").casefold())):
            return False
        if not is_line(hit.text):
            return source.author is not None and _introduces(hit.text, source.author)
        return _is_byline(hit.text, source.author) if source.author else _find_line_of_author([hit], source) is not None

    # What is far behind the best is not quoted.
    return [*(hit for hit in hits[:_READ] if not names_author(hit)), *hits[_READ:]] or hits


def is_byline(text: str) -> bool:
    """Whether a text consists of names, dates and words of a byline, even with a final stop.

    "By Ann Quill. Published 2 November 2026 in Harbour Post." does. In a script without capitals, a sign is behind the
    word, or the word is never used otherwise.
    """
    if len(text) > _MAX_BYLINE:
        return False
    bare = _MAIL.sub("", text)
    if bare.upper() == bare.lower() or _GEORGIAN.search(bare):
        return _is_byline_without_capitals(bare)
    around, known = _load_byline_words()
    if around.isdisjoint(_WORD.findall(text.casefold())):
        return False
    return any(_names_and_dates(text, known, spoken) for spoken in (language.UNKNOWN, *_find_languages(text)))


def _find_languages(text: str) -> list[str]:
    """Find the languages that have most of the words of a byline: dates are read in them."""
    lists = read_word_list(__file__)
    words = set(_WORD.findall(text.casefold()))
    counts = Counter(
        code
        for table in ("around_names", "made", "before_dates", "between")
        for code, own in lists[table].items()
        for _ in words.intersection(own)
    )
    most = max(counts.values(), default=0)
    return [code for code, count in counts.items() if count == most]


def _names_and_dates(text: str, known: frozenset[str], spoken: str) -> bool:
    """Whether a text with a word of a byline has a name or a date in a language, and else only known words."""
    dates = find_dates(text, spoken)
    for found in reversed(dates):
        text = f"{text[: found.start]} | {text[found.end :]}"
    is_named = any(
        not known.intersection(name.casefold().split()) for name in _PAIR.findall(text) if _is_capitalized(name)
    )
    words = _WORD.findall(text)
    return (is_named or bool(dates)) and all(not word[0].islower() or word.casefold() in known for word in words)


def _is_byline_without_capitals(text: str) -> bool:
    if not _load_caseless_words().search(text):
        return False  # names of months load a library, so first what needs none
    for found in reversed(find_dates(text, language.UNKNOWN)):
        text = f"{text[: found.start]} {text[found.end :]}"
    known = _load_words("before_dates")
    words = _AROUND_CASELESS.sub("", text).split()
    while words and words[-1].strip(":：") in known:
        words.pop()
    return _load_caseless_byline().fullmatch(_AROUND_CASELESS.sub("", " ".join(words))) is not None


@load_once
def _load_caseless_words() -> re.Pattern[str]:
    lists = read_word_list(__file__)
    return re.compile("|".join(join_forms(lists[table]) for table in ("labels", "prepositions", "roles")))


@load_once
def _load_caseless_byline() -> re.Pattern[str]:
    """Compile a pattern of names, each with its label, preposition or role."""
    lists = read_word_list(__file__)
    labels, pictures, prepositions, roles = (
        join_forms(lists[table]) for table in ("labels", "pictures", "prepositions", "roles")
    )
    wide_names = rf"{_WIDE_NAME}(?:\s?[·・、,，]\s?{_WIDE_NAME})*"
    names = rf"(?:{_SPACED_NAME}(?:\s?[،,]\s?{_SPACED_NAME})*|{wide_names})"
    signed = r"\s?[:：=＝／/|]\s?"
    labelled = rf"{labels}(?:[・·](?:{labels}|{pictures}))*{signed}{names}(?:\s{roles})?"
    placed = rf"{prepositions}\s{names}(?:\s{roles})?|{labels}\s{wide_names}\s{roles}"
    named = rf"(?:[가-힣一-鿿]{{1,8}}\s?[=＝]\s?)?{wide_names}\s?{roles}"
    reported = (
        r"(?:[一-鿿]{2,4})?(?:记者|記者)\s?[一-鿿]{2,4}(?:、[一-鿿]{2,4})*\s?[一-鿿]{0,4}(?:报道|報道|報導|電|电)"
    )
    part = rf"(?:{labelled}|{placed}|{named}|{reported})"
    pictured = rf"(?:{part}|{pictures}{signed}{names})"
    return re.compile(rf"{part}(?:\s?[|,،;·-]?\s?{pictured})*(?:\s?[-–—|،,]\s?{_SPACED_NAME})?")


@load_once
def _load_byline_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words beside names, and these with all others of a byline; every sentence of a source needs them."""
    around = _load_words("around_names") | _load_words("made")
    return around, around | _load_words("before_dates") | _load_words("between")


@load_each("around_names", "made", "before_dates", "between")
def _load_words(kind: str) -> frozenset[str]:
    """Return the words of a kind in all languages; every sentence beside a quote needs them."""
    return merge_words(read_word_list(__file__)[kind])


def _is_capitalized(name: str) -> bool:
    return all(word[0].isupper() for word in name.split())


def is_dateline(text: str) -> bool:
    """Whether a sentence is a date with words of a byline only, as "date 2025-09-22": when the article was written."""
    # Most sentences are longer, and names of months load a library, so first what needs less.
    if len(text) > _MAX_EXTRA_CHARS or not any(map(str.isdigit, text)):
        return False
    around, before = _load_words("around_names"), _load_words("before_dates")
    words = [word for word in _WORD.findall(text.casefold()) if word not in around and word not in before]
    if len(words) > _DATE_WORDS:
        return False
    dates = find_dates(text, language.UNKNOWN)
    for found in reversed(dates):
        text = text[: found.start] + text[found.end :]
    return bool(dates) and all(word in around or word in before for word in _WORD.findall(text.casefold()))


def _find_author(sentences: Sequence[SentenceHit], name: str) -> SentenceHit | None:
    """Find the byline, or else the sentence at an end of the text that introduces the author."""
    first, last = sentences[:_FIRST], sentences[_FIRST:][-_LAST:]
    byline = next((hit for hit in (*first, *last) if _is_byline(hit.text, name)), None)
    if byline is not None:
        return byline
    return next((hit for hit in (*reversed(last), *first) if _introduces(hit.text, name)), None)


def _introduces(text: str, name: str) -> bool:
    """Whether a sentence introduces an author: "Ann Quill is a writer in Lisbon."; "Ann Quill said" is in a story."""
    verbs = read_word_list(__file__)["introduces"]
    spaced, unspaced = (join_forms(verbs, spaced=spaced) for spaced in (True, False))
    return re.match(rf"\s*{re.escape(name)}(?:\s+{spaced}\b|\s*{unspaced})", text, re.IGNORECASE) is not None


def _find_line_of_author(sentences: Sequence[SentenceHit], source: Source) -> SentenceHit | None:
    """Find a line such as "By Ann Quill, reporter" where the catalog knows no author; it has no final stop."""
    words = read_word_list(__file__)["opens"]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    opens = re.compile(rf"(?:(?i:{spaced})\s+|(?i:{unspaced})\s?)(?P<name>\S+(?:\s\S+)?)")
    for hit in sentences:
        text = hit.text.strip()
        found = opens.match(text)
        if found is None or not (is_line(text) or is_byline(text)) or text == source.title:
            continue
        if not any(part[0].islower() for part in found["name"].split()):
            return hit
    return None


@load_once
def _load_writing() -> re.Pattern[str]:
    words = read_word_list(__file__)["writing"]
    return re.compile(match_whole_words(words), re.IGNORECASE)


def _find_periodical(sentences: Sequence[SentenceHit], source: Source) -> SentenceHit | None:
    """Find a line that names a newspaper or another periodical; it has no final stop, and is not the title."""
    periodical = _load_periodicals()
    lines = (hit for hit in sentences if is_line(hit.text) and hit.text.strip() != source.title)
    return next((hit for hit in lines if periodical.search(hit.text)), None)


def is_line(text: str) -> bool:
    """Whether a text is a short line without a final stop, as bylines are."""
    stripped = _HALF_OF_DAY.sub("", text.strip())
    return len(stripped) <= _MAX_BYLINE and not stripped.endswith(_STOPS)


@load_once
def _load_periodicals() -> re.Pattern[str]:
    words = read_word_list(__file__)["periodicals"]
    return re.compile(match_whole_words(words))


def _is_byline(text: str, name: str) -> bool:
    """Whether a sentence is an author's name with nothing else than words of a byline and a date."""
    if name.casefold() not in text.casefold() or len(text) > len(name) + _MAX_EXTRA_CHARS:
        return False
    for found in reversed(find_dates(text, language.UNKNOWN)):
        text = text[: found.start] + text[found.end :]
    around = _WORD.findall(text.casefold().replace(name.casefold(), " "))
    return _load_words("around_names").issuperset(around)


def _find_date(sentences: Sequence[SentenceHit], source: Source) -> SentenceHit | None:
    """Find the line with the date of a source; where the catalog knows none, a line with one whole date."""
    try:
        day = date.fromisoformat(source.date) if source.date else None
    except ValueError:
        return None
    for hit in sentences:
        if is_line(hit.text) or is_byline(hit.text):
            dates = find_dates(hit.text, source.language)
            readings = [(one.year, one.month, one.day) for found in dates for one in found.readings]
            is_whole = bool(readings) and all(None not in one for one in readings)
            if is_whole if day is None else (day.year, day.month, day.day) in readings:
                return hit
    return None


def _find_heading(sentences: Sequence[SentenceHit], title: str) -> SentenceHit | None:
    sought = title.casefold()
    return next(
        (
            hit
            for hit in sentences
            if sought in hit.text.casefold() and len(hit.text.strip()) <= len(title) + _MAX_EXTRA_CHARS
        ),
        None,
    )
