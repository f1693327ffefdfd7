"""Questions about a source itself: its title, author, date, publisher, link, length and language.

The phrases of each language are in ``source_details.toml``. Pure, without a model.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal
from urllib.parse import urlsplit

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, read_word_list
from index.text.analyzer import words
from index.types import Source

Detail = Literal["title", "author", "date", "publisher", "link", "length", "language"]

_DETAILS: tuple[Detail, ...] = ("title", "author", "date", "publisher", "link", "length", "language")
_MAX_CHARS = 120
_MAX_WORDS = 9
_AMBIGUOUS = frozenset({"reporter", "publisher"})
"""Kinds of words that may mean somebody or something in the text."""
_WORDS = "words_"
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_A_MINUTE, _CHARACTERS_A_MINUTE = 230, 450
_FALLBACK_LANGUAGE = "en"
_LATIN_I = str.maketrans("İı", "ii")  # both match "i" where case is ignored, but their folded forms differ


@dataclass(frozen=True, slots=True)
class DetailQuestion:
    """A question about a detail of a source.

    Attributes:
        detail: The detail.
        language: That of the phrase, ISO 639-1.
        points_back: Whether the source is only "it", which means something else after an earlier question.
        noun: What the question calls the author or publisher, where a text about others may do so too: "journalist".
    """

    detail: Detail
    language: str
    points_back: bool = False
    noun: str | None = None


@lru_cache(maxsize=256)  # a question is asked for a detail before its search, and again as a part of its message
def classify_detail(question: str) -> DetailQuestion | None:
    """Return the detail of a source that a question asks for; None for a question about its text."""
    if len(question) > _MAX_CHARS:
        return None
    folded = question.translate(_LATIN_I).casefold()
    possible = {code for code, parts in _load_hints().items() if any(part in folded for part in parts)}
    asked_in = (asked for asked in list_detail_questions() if asked.language in possible)
    found = next((asked for asked in asked_in if compile_pattern(asked).fullmatch(question)), None)
    return found or _classify_by_words(question)


@load_once
def _load_hints() -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(map(str.casefold, parts)) for code, parts in read_word_list(__file__)["hints"].items()}


def _classify_by_words(question: str) -> DetailQuestion | None:
    """Return the detail that a question of few words asks for, in any order: "author name pls"."""
    asked = _WORD.findall(question)
    if len(asked) > _MAX_WORDS or any(map(str.isdigit, question)):
        return None
    for code in read_word_list(__file__)["words_source"]:
        kinds = [_load_kinds(code).match_kinds(fold_word(word)) for word in asked]
        said = frozenset().union(*kinds)
        detail = _choose_detail(said) if all(kinds) else None
        if detail is not None:
            named = (
                word
                for word, own in zip(asked, kinds, strict=True)
                if own & _AMBIGUOUS and not said & {"source", "pronoun"}
            )
            return DetailQuestion(detail, code, _points_back(said), next(named, None))
    return None


def _points_back(said: frozenset[str]) -> bool:
    """Whether words name the source by no more than a pronoun, if at all: "in which year was that?"."""
    if said & {"source", "reporter"} or said.isdisjoint({"pronoun", "date"}):
        return said.isdisjoint({"source", "reporter", *_DETAILS})
    return "pronoun" in said and "date" in said and said.isdisjoint({"wrote", "published"})


def _choose_detail(said: frozenset[str]) -> Detail | None:
    """Return the one detail that kinds of words ask for; None if they ask for none, or for several."""
    named = [detail for detail in _DETAILS if detail in said or (detail == "author" and "reporter" in said)]
    is_made = bool(said & {"wrote", "published"})
    asks_when = "when" in said or "date" in named
    if len(named) > 1 or "other" in said or (asks_when and ("who" in said or named not in ([], ["date"]))):
        return None
    if asks_when:
        return "date" if is_made or (named and said & {"source", "pronoun"}) else None
    if named:
        return named[0] if "who" in said or "wrote" not in said else None
    if "who" in said and "wrote" in said:
        return "author"
    return "publisher" if "published" in said and said & {"who", "where"} else None


@dataclass(frozen=True, slots=True)
class _WordKinds:
    """The kinds of the words of such questions in one language.

    Attributes:
        whole: The kinds of a folded word.
        stems: Folded stems, each with the kind of all words that begin with it.
        common: Further words that such a question may have.
    """

    whole: Mapping[str, frozenset[str]]
    stems: tuple[tuple[str, str], ...]
    common: frozenset[str]

    def match_kinds(self, word: str) -> frozenset[str]:
        """Return the kinds of a folded word; none if such a question does not have it."""
        kinds = self.whole.get(word, frozenset()) | {kind for stem, kind in self.stems if word.startswith(stem)}
        return kinds or frozenset({"beside"} if word in self.common else ())


@cache
def _load_kinds(language: str) -> _WordKinds:
    lists: dict[str, dict[str, list[str]]] = read_word_list(__file__)
    whole: dict[str, frozenset[str]] = {}
    stems: list[tuple[str, str]] = []
    for name, forms in lists.items():
        for word in forms[language] if name.startswith(_WORDS) else ():
            kind, folded = name.removeprefix(_WORDS), fold_word(word.rstrip("*"))
            if word.endswith("*"):
                stems.append((folded, kind))
            else:
                whole[folded] = whole.get(folded, frozenset()) | {kind}
    return _WordKinds(whole, tuple(stems), folded_function_words(language))


def classify_details(question: str) -> tuple[DetailQuestion, ...]:
    """Return the details of a source that a question asks for; none for a question about its text.

    "Who wrote this and when" asks for two: its second part is a question word alone, or a whole question. If one part
    asks for something else, the whole question does.
    """
    whole = classify_detail(question)
    if whole is not None or len(question) > _MAX_CHARS:
        return () if whole is None else (whole,)
    for conjunction in _conjunctions().finditer(question):
        first, second = question[: conjunction.start()], question[conjunction.end() :]
        asked = classify_detail(first)
        further = asked and (_classify_elliptic(second, asked) or classify_detail(second))
        if asked and further and further.detail != asked.detail:
            return asked, further
    return ()


def _classify_elliptic(part: str, asked: DetailQuestion) -> DetailQuestion | None:
    """Return the detail that a question word alone asks for, in the language of the first part."""
    words_of = read_word_list(__file__)
    for detail in _DETAILS:
        forms = words_of.get(f"elliptic_{detail}", {}).get(asked.language, ())
        if forms and re.fullmatch(rf"\W*(?:{'|'.join(forms)})\W*", part, re.IGNORECASE):
            return DetailQuestion(detail, asked.language, asked.points_back)
    return None


def describe_detail(asked: DetailQuestion, source: Source, text: str) -> str | None:
    """Describe a detail of a source in the language of the question; None if the catalog does not know it.

    Args:
        asked: The question.
        source: The source.
        text: Its stored text.
    """
    language = asked.language
    match asked.detail:
        case "title":
            value: str | None = source.title
        case "author":
            value = source.author
        case "date":
            value = _format_date(source.date, language)
        case "publisher":
            value = urlsplit(source.location).hostname if _is_link(source) else None
        case "link":
            value = source.location if _is_link(source) else None
        case "length":
            value = _describe_length(text, source.language, language)
        case "language":
            value = _name_language(source.language, language)
    if not value:
        return None
    return value if asked.detail == "title" else f"{value} (“{source.title}”)"


@load_once
def list_detail_questions() -> tuple[DetailQuestion, ...]:
    """Return each question that has phrases; "this" comes first."""
    lists = read_word_list(__file__)
    return tuple(
        DetailQuestion(detail, code, points_back)
        for points_back, kind in ((False, "this"), (True, "it"))
        for detail in _DETAILS
        for code in lists[detail]
        if lists[kind].get(code)
    )


@cache
def compile_pattern(asked: DetailQuestion) -> re.Pattern[str]:
    """Return the pattern of a question; compiling all of them takes longer than importing this package."""
    lists = read_word_list(__file__)
    this = lists["it" if asked.points_back else "this"][asked.language]
    alternatives = "|".join(lists[asked.detail][asked.language]).replace("{this}", f"(?:{'|'.join(this)})")
    return re.compile(rf"\W*(?:{alternatives})\W*", re.IGNORECASE)


@load_once
def _conjunctions() -> re.Pattern[str]:
    forms: dict[str, list[str]] = read_word_list(__file__)["conjunctions"]
    spaced, unspaced = (join_forms(forms, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"[\s,،?؟]+{spaced}[\s,]+|[\s,،?؟]+و(?=\w)|{unspaced}", re.IGNORECASE)


def _is_link(source: Source) -> bool:
    return urlsplit(source.location).scheme in {"http", "https"}


def _format_date(stored: str | None, language: str) -> str | None:
    """Write a date of the catalog in words; one that is not a whole day stays as it is."""
    from babel.dates import format_date  # noqa: PLC0415 - few questions need it

    try:
        return format_date(date.fromisoformat(stored or ""), "long", locale=_find_locale(language))
    except ValueError:
        return stored


def _describe_length(text: str, source_language: str, language: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - as above

    is_unspaced = source_language in UNSPACED_LANGUAGES
    count = sum(character.isalnum() for character in text) if is_unspaced else len(words(text))
    minutes = max(1, round(count / (_CHARACTERS_A_MINUTE if is_unspaced else _WORDS_A_MINUTE)))
    forms: dict[str, str] = read_word_list(__file__)["length_answers"]
    form = forms.get(language, forms[_FALLBACK_LANGUAGE])
    return form.format(words=format_decimal(count, locale=_find_locale(language)), minutes=minutes)


def _name_language(code: str, language: str) -> str | None:
    from babel import Locale  # noqa: PLC0415 - as above

    name = Locale.parse(_find_locale(language)).languages.get(code)
    return None if name is None else str(name)


def _find_locale(language: str) -> str:
    from babel.localedata import exists  # noqa: PLC0415 - as above

    return language if exists(language) else _FALLBACK_LANGUAGE
