"""Names: capitalized words, acronyms and quoted words of a statement that its evidence does not contain."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.answering.facts.abbreviations import ABBREVIATION_DOT
from bot.answering.facts.languages import UNKNOWN, detect_script, function_words
from bot.answering.facts.naming.places import find_country_codes, find_country_names, names_same_country
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.quantities.number_lexicon import split_into_atoms
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.facts.word_matching import (
    INNER_APOSTROPHE,
    are_related,
    fold_word,
    is_within_distance,
    reduce_to_consonants,
)
from bot.answering.word_lists import join_forms, load_once, merge_words, read_word_list

_WORD = re.compile(rf"(?:[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|{INNER_APOSTROPHE})+")
_QUOTED = re.compile(r'[“"„«]\s?([^“”"„«»]{2,80}?)\s?[”"“»]|[「『]([^」』]{2,40})[」』]|《([^》]{2,40})》')
_NEW_SENTENCE = re.compile(r"(?:^|[.!?…:;。！？•\n]|[\"“„«(¿¡\[–—-])\s*$")
_ROMAN = re.compile(r"[IVXLCDM]+")
_ACRONYM = range(2, 7)
_CASED = frozenset({"latin", "cyrillic", "greek"})
NOUNS_CAPITALIZED = frozenset({"de", "lb"})
"""Languages that capitalize every noun."""
_TITLE_CASE_FROM = 5
_TITLE_CASE_SHARE = 0.7
_KEY = 2
_MIN_WORD = 2
_ABBREVIATED = 3
_BETWEEN = f"-'’. \u00a0{ABBREVIATION_DOT}"
_MIN_QUOTED_WORD = 3
_LONG = 8
_DEMONYM = re.compile(r"(?:ish|ian|ean|an|ese|ic)s?$")
_ADJECTIVE = re.compile(r"(?:ish|ian|ese|ск(?:ии|ая|ое|ие|ого|ой|ом|их|им|ими|ую|ому))$")
_DEMONYM_STEM = 3
_PERSON = 2
_RESEMBLANCE = 3


@dataclass(frozen=True, slots=True)
class ProperName:
    """Capitalized words in a row; ``sure`` if nothing but a name explains the capitals."""

    start: int
    words: tuple[str, ...]
    text: str
    sure: bool

    @property
    def is_clear(self) -> bool:
        """Whether it is surely a name, or has a first and a last one."""
        return self.sure or len(self.words) > 1


@dataclass(frozen=True, slots=True)
class WordPool:
    """The words of a text that may explain a name: folded, by first letters, with capitals and acronyms."""

    text: str
    words: frozenset[str]
    by_key: Mapping[str, tuple[str, ...]]
    capitalized: frozenset[str]
    initials: tuple[str, ...]
    acronyms: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether the text contains a folded word, inflected or not."""
        return word in self.words or any(are_related(word, other) for other in self.by_key.get(word[:_KEY], ()))


def find_missing_names(comparison: FactComparison) -> list[Mismatch]:
    """Find the names of a statement that neither its evidence, nor the text around it, nor the question has.

    An unknown language counts as another one than that of the evidence.
    """
    statement, language = comparison.statement, comparison.language
    evidence, source_language = comparison.joined, comparison.source_language
    texts = (evidence, comparison.evidence.context, comparison.question)
    if language == source_language != UNKNOWN:
        pools = [build_pool(text, source_language) for text in texts if text]
        return [
            *_find_missing_words(statement, language, pools, evidence, source_language),
            *_find_missing_quotes(statement, pools),
        ]
    return _find_missing_across_languages(statement, language, texts, source_language)


@lru_cache(maxsize=4096)
def build_pool(text: str, language: str) -> WordPool:
    """Collect the words of a text."""
    matches = list(_WORD.finditer(text))
    by_key: dict[str, list[str]] = defaultdict(list)
    folded = [fold_word(match[0]) for match in matches]
    for word in dict.fromkeys(folded):
        by_key[word[:_KEY]].append(word)
    capitalized = frozenset(word for match, word in zip(matches, folded, strict=True) if match[0][0].isupper())
    ordinary = function_words(language)
    initials = (
        "".join(word[0] for word in folded),
        "".join(word[0] for word in folded if word not in ordinary),
        "".join(match[0][0].lower() for match in matches if match[0][0].isupper()),
    )
    acronyms = frozenset(fold_word(match[0]) for match in matches if len(match[0]) in _ACRONYM and match[0].isupper())
    keys = {key: tuple(words) for key, words in by_key.items()}
    return WordPool(text, frozenset(folded), keys, capitalized, initials, acronyms)


@lru_cache(maxsize=4096)
def find_names(text: str, language: str) -> tuple[ProperName, ...]:
    """Find the names of a text in order, in scripts with capitals.

    A word at the start of a sentence, a single German noun and a word of a headline are not ``sure``.
    """
    if detect_script(text) not in _CASED:
        return ()
    tokens = list(_WORD.finditer(text))
    capitals = [_is_capitalized(token[0]) for token in tokens]
    begins_with_grammar = bool(tokens) and tokens[0][0].lower() in function_words(language)  # "De Lisboa."
    if not begins_with_grammar and not any(token[0][0].islower() for token in tokens):
        return ()
    headline = (
        language not in NOUNS_CAPITALIZED
        and len(tokens) >= _TITLE_CASE_FROM
        and sum(capitals) > _TITLE_CASE_SHARE * len(tokens)
    )
    taken = [(date.start, date.end) for date in find_dates(text, language)]
    found: list[ProperName] = []
    row: list[re.Match[str]] = []
    for token, capital in zip(tokens, capitals, strict=True):
        name = capital and _may_be_name(token, language) and not any(a <= token.start() < b for a, b in taken)
        if row and not (name and _adjoins(row[-1], token)):
            found.append(_build_name(text, row, language, headline=headline))
            row = []
        if name:
            row.append(token)
    if row:
        found.append(_build_name(text, row, language, headline=headline))
    return tuple(found)


def _adjoins(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two words of one script stand side by side: with a blank, a hyphen or the stop of an abbreviation."""
    between = one.string[one.end() : other.start()]
    if "." in between and len(one[0]) > _ABBREVIATED and fold_word(one[0]) not in load_common_names():
        return False  # "in Spanish. According to"
    return not between.strip(_BETWEEN) and detect_script(one[0]) == detect_script(other[0])


def _is_capitalized(word: str) -> bool:
    return any(character.isupper() for character in word)


def _may_be_name(token: re.Match[str], language: str) -> bool:
    word = fold_word(token[0])
    return (
        len(word) >= _MIN_WORD
        and not (token[0][0].islower() and token.string[: token.start()].rstrip()[-1:].isdigit())  # "7 mmHg"
        and token[0].lower() not in function_words(language)
        and not split_into_atoms(word, language)
        and word not in _load_units()
        and not _ROMAN.fullmatch(token[0])
    )


def _build_name(text: str, row: list[re.Match[str]], language: str, *, headline: bool) -> ProperName:
    words = tuple(fold_word(token[0]) for token in row)
    start, end = row[0].start(), row[-1].end()
    inside = any(any(character.isupper() for character in token[0][1:]) for token in row)
    first = bool(_NEW_SENTENCE.search(text[max(0, start - 8) : start]))
    noun = language in NOUNS_CAPITALIZED and not (len(row) > 1 and _load_before_a_name().search(text, 0, start))
    return ProperName(start, words, text[start:end], sure=inside or not (headline or first or noun))


def _find_missing_words(
    statement: str, language: str, pools: list[WordPool], evidence: str, source_language: str
) -> list[Mismatch]:
    found = []
    nearest = build_pool(evidence, source_language)
    for name in find_names(statement, language):
        if _is_spelled_out(name, build_pool(statement, language), pools):
            continue
        absent = [
            word for word in name.words if word not in load_common_names() and not _is_there(word, language, pools)
        ]
        sure = name.sure and (language not in NOUNS_CAPITALIZED or len(absent) == len(name.words))
        wrong = [word for word in absent if sure or _is_near_miss(word, nearest, statement, language)]
        first = not name.sure and len(absent) == len(name.words) and language not in NOUNS_CAPITALIZED
        first = first and (len(absent) > 1 or _is_bare_subject(name, statement, language))
        if wrong or first:
            found.append(Mismatch("name", name.text))
    return found


def _is_bare_subject(name: ProperName, statement: str, language: str) -> bool:
    """Whether a word begins a statement without an article, and a verb in the singular follows: "Oslo is …"."""
    is_first = not statement[: name.start].strip("\"'«“¿¡ ")
    after = statement[name.start + len(name.text) :]
    return is_first and _load_bare_subject(language).match(name.text + after) is not None


def _is_there(word: str, language: str, pools: list[WordPool]) -> bool:
    if any(pool.has(word) for pool in pools):
        return True
    letters = word.rstrip("ivx") if len(word.rstrip("ivx")) >= _MIN_WORD else word  # "WWII"
    if len(word) in _ACRONYM and any(letters in initials for pool in pools for initials in pool.initials):
        return True
    if any(is_demonym_of(word, other) for pool in pools for other in pool.capitalized):
        return True
    if any(
        _ADJECTIVE.search(other) and other[:_DEMONYM_STEM] == word[:_DEMONYM_STEM]
        for p in pools
        for other in p.capitalized
    ):
        return True
    if any(names_same_country(word, pool.text) for pool in pools):
        return True
    called = {name for code in find_country_codes(word, language) for name in find_country_names(code, language)}
    return any(pool.has(part) for name in called for part in (name.split()[-1],) for pool in pools)


def is_demonym_of(word: str, place: str) -> bool:
    """Whether a folded word is an adjective of a place, by its ending and its first letters: "norwegian", "norway"."""
    return _DEMONYM.search(word) is not None and word != place and word[:_DEMONYM_STEM] == place[:_DEMONYM_STEM]


def _is_spelled_out(name: ProperName, statement: WordPool, pools: list[WordPool]) -> bool:
    """Whether the sources have an acronym of the words around the name."""
    initials = "".join(word[0] for word in name.words)
    return any(
        initials in acronym and any(acronym in letters for letters in statement.initials)
        for pool in pools
        for acronym in pool.acronyms
    )


def _is_near_miss(word: str, evidence: WordPool, statement: str, language: str) -> bool:
    """Whether the evidence has a name that differs in one or two letters: "Ada" for "Adam"."""
    said = build_pool(statement, language)
    return any(
        word[0] == other[0]
        and other not in said.words
        and not are_related(word, other)
        and is_within_distance(word, other, 2 if min(len(word), len(other)) >= _LONG else 1)
        for other in evidence.capitalized
        if len(other) > _MIN_WORD
    )


def _find_missing_quotes(statement: str, pools: list[WordPool]) -> list[Mismatch]:
    found = []
    for match in _QUOTED.finditer(statement):
        quoted = match[1] or match[2] or match[3]
        if detect_script(quoted) in {"han", "kana"}:
            there = any(quoted in pool.text for pool in pools)
        else:
            words = [fold_word(word) for word in _WORD.findall(quoted)]
            there = all(len(w) < _MIN_QUOTED_WORD or any(pool.has(w) for pool in pools) for w in words)
        if not there:
            found.append(Mismatch("name", quoted))
    return found


def _find_missing_across_languages(
    statement: str, language: str, sources: Sequence[str], source_language: str
) -> list[Mismatch]:
    """Find missing names across languages: another country, or a person whose name resembles no word of the sources."""
    pools = [build_pool(text, source_language) for text in sources if text]
    found = []
    for name in find_names(statement, language):
        codes = find_country_codes(" ".join(name.words), language) if language != UNKNOWN else frozenset()
        if codes:
            if _is_another_country(codes, pools, language, source_language):
                found.append(Mismatch("name", name.text))
        elif (
            _is_person(name, language)
            and detect_script(sources[0]) in _CASED
            and _has_rival(sources[0], source_language)
        ):
            words = [word for pool in pools for word in pool.words]
            if not any(_resembles(word, other) for word in name.words for other in words):
                found.append(Mismatch("name", name.text))
    return found


def _is_another_country(codes: frozenset[str], pools: list[WordPool], language: str, source_language: str) -> bool:
    """Whether the evidence names countries, and no source names this one."""
    if source_language == UNKNOWN:
        return False
    called = {name for code in codes for each in (language, source_language) for name in find_country_names(code, each)}
    if any(_mentions(pool, name) for name in called for pool in pools):
        return False
    return any(find_country_codes(word, source_language) for word in pools[0].capitalized if len(word) > _RESEMBLANCE)


def _mentions(pool: WordPool, name: str) -> bool:
    if detect_script(name) in _CASED:
        return all(pool.has(word) or any(w[:4] == word[:4] for w in pool.words) for word in name.split())
    return name in pool.text


def _is_person(name: ProperName, language: str) -> bool:
    return (
        len(name.words) == _PERSON
        and language not in NOUNS_CAPITALIZED
        and not any(word in load_common_names() or len(word) <= _MIN_WORD for word in name.words)
        and name.text.count(" ") == 1
    )


def _has_rival(evidence: str, language: str) -> bool:
    return any(_is_person(name, language) for name in find_names(evidence, language))


def _resembles(word: str, other: str) -> bool:
    one, two = reduce_to_consonants(word), reduce_to_consonants(other)
    if not one or not two:
        return word[0] == other[0]
    return one[:_PERSON] == two[:_PERSON] or is_within_distance(one, two, max(len(one), len(two)) // _RESEMBLANCE)


@load_once
def load_common_names() -> frozenset[str]:
    """Load titles and other words that a source may leave out beside a name, folded."""
    return frozenset(map(fold_word, merge_words(read_word_list(__file__)["common"])))


@load_once
def _load_units() -> frozenset[str]:
    return merge_words(read_word_list(__file__)["units"])


@load_once
def _load_before_a_name() -> re.Pattern[str]:
    # In German a noun mostly follows an article, a number or an adjective; a name follows a verb or a preposition.
    words = join_forms(read_word_list(__file__)["before_a_name"])
    return re.compile(rf"\b(?:{words}|[a-zäöüß]*(?<!e)(?<!e[nmrs])(?<!das)(?<!ein)(?<!kein))\s$")


@cache
def _load_bare_subject(language: str) -> re.Pattern[str]:
    forms = read_word_list(__file__)["bare_subject"].get(language, ())
    return re.compile("|".join(forms) if forms else r"(?!)")
