"""Predicates: what a statement says of a name must share a word with the evidence, within one language.

"Ortiz is a dentist" has no support in a sentence that shares only the name Ortiz. ``predicates.toml`` has the words
that tell names from other words, and the copulas of languages without capitals.
"""

import re

from bot.answering.facts.naming.names import NOUNS_CAPITALIZED, find_names, load_common_names
from bot.answering.facts.quantities.matching import find_quantities
from bot.answering.facts.roles.additions import has_parted_verb, is_compound_with, is_light
from bot.answering.facts.roles.concepts import list_agreeing, resolve_concepts
from bot.answering.facts.roles.hedges import find_hedges
from bot.answering.facts.roles.phrases import FoldedWord, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, list_content_words
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, read_word_list

_MIN_COMPLEMENT = 2
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\W*$")
_ARABIC_ARTICLE = re.compile(r"^(?:[وفبك]{0,2}ال|لل)(?=\w{2})")


def find_unsupported_predicate(comparison: FactComparison) -> list[Mismatch]:
    """Find what a statement says beside its names, if the evidence has no word and no number of it.

    A statement of names alone, such as a short answer, has no predicate. Names that the evidence lacks are compared
    elsewhere. A word that the text around the evidence has in small letters is no name.
    """
    statement, language, evidence = comparison.statement, comparison.language, comparison.joined
    if language in UNSPACED_LANGUAGES:
        return _find_unsupported_complement(statement, language, f"{evidence} {comparison.question}")
    given = {_strip_article(word, language) for word in find_content_words(evidence, language)}
    names = _find_name_starts(comparison)
    words = list_content_words(statement, language)
    shared = [
        word
        for word in words
        if has_word(_strip_article(word.folded, language), given, translated=False)
        or (language in NOUNS_CAPITALIZED and any(is_compound_with(word.folded, other) for other in given))
        or has_parted_verb(word.folded, evidence, language)
    ]
    said = [
        word
        for word in words
        if word not in shared and not is_light(word.folded, language) and not find_hedges(word.folded, language)
    ]
    if language not in NOUNS_CAPITALIZED:
        said = [word for word in said if word.start not in names]
    if not shared or not said or any(_is_content(word, names, language) for word in shared):
        return []
    if _shares_more(statement, evidence, language):
        return []
    return [Mismatch("addition", " ".join(statement[word.start : word.end] for word in said))]


def _strip_article(word: str, language: str) -> str:
    return _ARABIC_ARTICLE.sub("", word, count=1) if language == "ar" else word


def _is_content(word: FoldedWord, names: frozenset[int], language: str) -> bool:
    return (
        word.start not in names
        and word.folded not in load_common_names()
        and not is_light(word.folded, language)
        and not find_hedges(word.folded, language)
    )


def _shares_more(statement: str, evidence: str, language: str) -> bool:
    """Whether both texts have a number, a date or a concept such as "rise" in common, in whichever words."""
    said, given = (find_quantities(text, language) for text in (statement, evidence))
    known = resolve_concepts(evidence, language)
    agree = any(list_agreeing(*concept) & known for concept in resolve_concepts(statement, language))
    both = said & given
    has_quantity = any((both.values, both.days, both.years, both.eras, both.weekdays, both.times))
    return has_quantity or agree


def _find_name_starts(comparison: FactComparison) -> frozenset[int]:
    """Find the offsets of the words that are a part of a name: the evidence has them with capitals as well."""
    statement, language = comparison.statement, comparison.language
    if language == "ar":  # without capitals: a name has no article, and a statement begins with what it is about
        first = next(iter(list_content_words(statement, language)), None)
        return frozenset() if first is None or _ARABIC_ARTICLE.match(first.folded) else frozenset({first.start})
    starts: set[int] = set()
    known = f"{comparison.joined}\n{comparison.evidence.context}"
    small = [word.folded for word in split_folded(known) if known[word.start].islower()]
    for name in find_names(statement, language):
        if language in NOUNS_CAPITALIZED and len(name.words) == 1 and _follows_determiner(statement[: name.start]):
            continue
        end = name.start + len(name.text)
        starts |= {
            word.start
            for word in list_content_words(statement, language)
            if name.start <= word.start < end and not has_word(word.folded, small, translated=False)
        }
    return frozenset(starts)


def _follows_determiner(before: str) -> bool:
    """Whether an article, a number or an adjective is before a German noun, which then is no name."""
    word = _WORD_BEFORE.search(before)
    return word is not None and _load_determiner().fullmatch(word[1]) is not None


def _find_unsupported_complement(statement: str, language: str, evidence: str) -> list[Mismatch]:
    """Find what a copula says of a thing that the evidence names, if the evidence has no two characters of it."""
    found = _load_copula().fullmatch(statement.strip())
    if found is None or not find_content_words(found["thing"], language) & find_content_words(evidence, language):
        return []
    said = find_content_words(found["complement"], language)
    if len(found["complement"]) < _MIN_COMPLEMENT or not said or said & find_content_words(evidence, language):
        return []
    return [] if _shares_more(statement, evidence, language) else [Mismatch("addition", found["complement"])]


@load_once
def _load_determiner() -> re.Pattern[str]:
    return re.compile(join_forms(read_word_list(__file__)["determiner"]), re.IGNORECASE)


@load_once
def _load_copula() -> re.Pattern[str]:
    return re.compile(join_forms(read_word_list(__file__)["copula"]))
