"""Exceptions and ranks: "all except the old mill" leaves that mill out, and the second largest is not the largest.

Words are in ``exceptions.toml``.
"""

import re
from functools import cache

from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.quantities.matching import is_approximated
from bot.answering.facts.roles.phrases import Found, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_REACH = 60
_MOST = 4
_STOP = re.compile(r"[,;:.!?()，。；：！？](?!\d)")
_SHARE = 0.75
_NEAR_CHARS = 12
_RANKS = ("first", "second", "third")


def find_included_exceptions(comparison: FactComparison) -> list[Mismatch]:
    """Find a statement about what the evidence excepts, or about all without the exception."""
    statement, language, evidence = comparison.statement, comparison.language, comparison.joined
    if _load_exceptions(language).find(statement) or denies(statement, language):
        return []
    excepted = _load_exceptions(comparison.source_language).find(evidence)
    every = [
        each for each in _load_table(language, "all").find(statement) if not is_approximated(statement, each.start)
    ]
    if excepted and every:
        return [Mismatch("quantifier", statement[every[0].start : every[0].end], contradicts=True)]
    if comparison.crosses_languages:
        return []
    words = find_content_words(statement, language)
    for found in excepted:
        rest = evidence[found.end : found.end + _REACH]
        stop = _STOP.search(rest)
        own = re.findall(r"[^\W\d_]+", rest[: stop.start()] if stop else rest)
        named = [word for word in own if find_content_words(word, language)][:_MOST]
        left_out = frozenset().union(*(find_content_words(word, language) for word in named[:2]))
        before = find_content_words(evidence[: found.start], language)
        new = {word for word in left_out if not has_word(word, before, translated=False)}
        if new and sum(has_word(word, words, translated=False) for word in new) >= _SHARE * len(new):
            return [Mismatch("negation", statement, contradicts=True)]
    return []


def has_exception(text: str, language: str) -> bool:
    """Whether a text excepts something."""
    return bool(_load_exceptions(language).find(text))


def find_superlative_foils(comparison: FactComparison) -> list[Mismatch]:
    """Find a superlative of the thing that the evidence sets against the one that has it.

    "Zurich is the largest, followed by Bern" is no support for "Bern is the largest".
    """
    statement, language = comparison.statement, comparison.language
    if comparison.crosses_languages:
        return []
    best, foils = _load_table(language, "best"), _load_table(language, "foil")
    claimed = best.find(statement)
    if not claimed or foils.find(statement):
        return []
    words = find_content_words(statement, language)
    for sentence in comparison.sentences:
        for found in foils.find(sentence):
            main = find_content_words(sentence[: found.start], language)
            if denies(_leave_out(main, statement), language):  # "stop" is no denial where the evidence has it too
                continue
            rest = sentence[found.end : found.end + _REACH]
            stop = _STOP.search(rest)
            foil = find_content_words(rest[: stop.start()] if stop else rest, language)
            own = {word for word in words if not has_word(word, main, translated=False)}
            rivals = {word for word in main if not has_word(word, words, translated=False)}
            is_foil = bool(own) and all(has_word(word, foil, translated=False) for word in own)
            if is_foil and rivals and best.find(sentence[: found.start]):
                return [Mismatch("role", statement[claimed[0].start : claimed[0].end], contradicts=True)]
    return []


def find_other_ranks(comparison: FactComparison) -> list[Mismatch]:
    """Find a rank that the evidence gives as another one: "the largest" for "the second largest", "first" for "second".

    A statement that denies or excepts something may mean the rank of the evidence.
    """
    statement, language = comparison.statement, comparison.language
    evidence, source_language = comparison.joined, comparison.source_language
    if denies(statement, language) or _load_exceptions(language).find(statement):
        return []
    said, given = _find_ranks(statement, language), _find_ranks(evidence, source_language)
    best = _load_table(language, "best").find(statement)
    ranked = [rank for rank in given if rank.key != "first" and _is_superlative(evidence, rank, source_language)]
    if ranked and best and not said and len(_load_table(source_language, "best").find(evidence)) == len(ranked):
        return [Mismatch("order", statement[best[0].start : best[0].end], contradicts=True)]
    keys = {rank.key for rank in given}
    wrong = [rank for rank in said if keys and rank.key not in keys]
    return [Mismatch("order", statement[rank.start : rank.end], contradicts=True) for rank in wrong[:1]]


def _leave_out(words: frozenset[str], text: str) -> str:
    return " ".join(text[word.start : word.end] for word in split_folded(text) if word.folded not in words)


def _find_ranks(text: str, language: str) -> list[Found[str]]:
    return _load_ranks(language).find(text)


def _is_superlative(text: str, rank: Found[str], language: str) -> bool:
    """Whether a superlative belongs to a rank: it follows, or the rank is the first part of the word."""
    near = text[max(0, rank.start - _NEAR_CHARS) : rank.end + _NEAR_CHARS]
    return bool(_load_table(language, "best").find(near))


@cache
def _load_ranks(language: str) -> PhraseTable[str]:
    words = read_word_list(__file__)
    return PhraseTable(language, {rank: words[rank].get(language, ()) for rank in _RANKS})


@cache
def _load_table(language: str, kind: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})


@cache
def _load_exceptions(language: str) -> PhraseTable[str]:
    return _load_table(language, "exception")
