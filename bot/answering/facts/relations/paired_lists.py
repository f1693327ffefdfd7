"""Paired lists: "Fenn and Crane won in sculling and in fencing respectively" gives each name one of two things."""

from collections.abc import Sequence
from functools import cache, lru_cache

from bot.answering.facts.negation.clauses import denies
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word, load_conjunctions
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_PAIR = 2
_REACH = 4
_SIGNS = ",;:.()"

Pairs = tuple[tuple[frozenset[str], frozenset[str]], ...]


def find_mispaired(comparison: FactComparison) -> list[Mismatch]:
    """Find a member of one list that a statement joins to a member of the other list on another place."""
    statement, language = comparison.statement, comparison.language
    if comparison.crosses_languages or denies(statement, language):
        return []
    for sentence in comparison.sentences:
        pairs = _find_pairs(sentence, language)
        words = find_content_words(statement, language)
        for at, (one, _) in enumerate(pairs):
            own, theirs = pairs[at][1], [other for n, (_, other) in enumerate(pairs) if n != at]
            others = [other for n, (other, _) in enumerate(pairs) if n != at]
            if (
                _shares(words, one)
                and not _shares(words, own)
                and any(_shares(words, other) for other in theirs)
                and not any(_shares(words, other) for other in others)
            ):
                return [Mismatch("role", statement, contradicts=True)]
    return []


def is_paired(comparison: FactComparison) -> bool:
    """Whether a statement joins the members of two such lists as a sentence does."""
    if comparison.crosses_languages:
        return False
    words = find_content_words(comparison.statement, comparison.language)
    return any(
        _shares(words, one) and _shares(words, other)
        for each in comparison.sentences
        for one, other in _find_pairs(each, comparison.language)
    )


def _shares(words: frozenset[str], member: frozenset[str]) -> bool:
    return any(has_word(word, words, translated=False) for word in member)


@lru_cache(maxsize=4096)
def _find_pairs(sentence: str, language: str) -> Pairs:
    """Find the members of two lists of two, in order; without a word such as "respectively" there are none."""
    mark = _load_marks(language).find(sentence)
    if not mark or language in UNSPACED_LANGUAGES:
        return ()
    text = " ".join([sentence[: mark[0].start], sentence[mark[0].end :]])
    joining, words = load_conjunctions(language), split_folded(text)
    lists = []
    for at, word in enumerate(words):
        if word.folded in joining:
            before = [each for each in words[max(0, at - _REACH) : at] if not _is_parted(text, each.end, word.start)]
            after = [each for each in words[at + 1 : at + 1 + _REACH] if not _is_parted(text, word.end, each.start)]
            members = [[w.folded for w in side if find_content_words(w.folded, language)] for side in (before, after)]
            lists.append((members[0], members[1]))
    if len(lists) != _PAIR:
        return ()
    cleaned = [_tell_apart(*members) for members in lists]
    return tuple((cleaned[0][at], cleaned[1][at]) for at in range(_PAIR)) if all(map(all, cleaned)) else ()


@cache
def _load_marks(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"mark": read_word_list(__file__)["respectively"].get(language, ())})


def _is_parted(text: str, start: int, end: int) -> bool:
    return any(sign in _SIGNS for sign in text[start:end])


def _tell_apart(before: Sequence[str], after: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Keep the words nearest to the conjunction: as many on both sides, of those that only one side has."""
    size = min(len(before), len(after), _PAIR)
    one, two = frozenset(before[-size:] if size else ()), frozenset(after[:size])
    return one - two, two - one
