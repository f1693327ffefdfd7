"""Pieces of a text around its numbers or names: the words that belong to each of them.

"The toll is 2 euros for cars and 5 for lorries" has two pieces, one for each number.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bot.answering.facts.languages import folded_function_words
from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.roles.phrases import FoldedWord, split_folded
from bot.answering.facts.word_matching import are_related, fold_word, transliterate
from bot.answering.word_lists import merge_words, read_word_list

_STRONG = re.compile(r"[.;:!?()\n—。；：！？（）؛](?!\d)")
_OPENING = "(（"
COMMA = re.compile(r"[,，、،](?!\d)")
_NUMBER_BEHIND = re.compile(r"[^\W\d_]+\s(?:[^\W\d_]{1,3}\s)?\d")
_MIN_WORD = 3
_MIN_COGNATE = 6
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\u30a0-\u30ff]{2,}")


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a text that belongs to the number or name at ``anchor``; offsets are of the text.

    ``parted`` tells whether a sign or conjunction parts it from the piece before.
    """

    anchor: tuple[int, int]
    start: int
    end: int
    parted: bool


def split_pieces(text: str, anchors: Sequence[tuple[int, int]], language: str) -> list[Piece]:
    """Split a text at the strongest break between each two anchors: a stop, a conjunction, a comma.

    Args:
        text: One or several sentences.
        anchors: The spans of the numbers or names, in order, without overlap.
        language: ISO 639-1 code of the text.
    """
    words = split_folded(text)
    cuts = [_find_cut(text, one[1], other[0], words, language) for one, other in pairwise(anchors)]
    starts, ends = [(0, True), *cuts], [*(cut for cut, _ in cuts), len(text)]
    return [Piece(anchor, starts[at][0], ends[at], starts[at][1]) for at, anchor in enumerate(anchors)]


def _find_cut(text: str, start: int, end: int, words: Sequence[FoldedWord], language: str) -> tuple[int, bool]:
    """Find where the text between two anchors is cut, and whether a sign or conjunction cuts it there."""
    strong = [match.end() for match in _STRONG.finditer(text, start, end)]
    if strong and strong[-1] == end and text[end - 1] in _OPENING:
        strong.pop()  # "Germany (19 %)": what is in brackets belongs to the word before them
    if strong:
        return strong[-1], True
    first = bisect_right([word.start for word in words], start - 1)
    between = [word for word in words[first:] if word.end <= end]
    contrast = [word.start for word in between if word.folded in load_contrasts(language)]
    if contrast:
        return contrast[-1], True
    grammar = folded_function_words(language)
    weak = [match.end() for match in COMMA.finditer(text, start, end)]
    joined = [word.start for word in between if word.folded in load_conjunctions(language)]
    joined = [at for at in joined if not _joins_numbers(text, at)] or joined
    if weak and joined and _is_gap(text, weak[-1], end, grammar):
        return joined[-1], True
    if weak:
        return weak[-1], True
    if joined:
        return joined[-1], True
    cut = end
    for word in reversed(between):  # "from 48 |to 35"
        if word.folded not in grammar:
            break
        cut = word.start
    return cut, False


def _joins_numbers(text: str, at: int) -> bool:
    """Whether the conjunction at an offset joins two numbers: "between 1887 and 1891"."""
    return text[:at].rstrip()[-1:].isdigit() and bool(_NUMBER_BEHIND.match(text, at))


def split_at_contrasts(text: str, language: str) -> list[str]:
    """Split a text at stops, commas and words such as "but"."""
    cuts = [match.end() for sign in (_STRONG, COMMA) for match in sign.finditer(text)]
    cuts += [word.start for word in split_folded(text) if word.folded in load_contrasts(language)]
    bounds = [0, *sorted(cuts), len(text)]
    return [text[start:end] for start, end in pairwise(bounds) if text[start:end].strip()]


def _is_gap(text: str, comma: int, anchor: int, grammar: frozenset[str]) -> bool:
    """Whether a comma stands for a verb, as in "and a net, 45 euros": nothing but the anchor and its unit follow it."""
    if split_folded(text[comma:anchor]):
        return False
    stops = [stop.start() for sign in (_STRONG, COMMA) if (stop := sign.search(text, anchor))]
    after = split_folded(text[anchor : min(stops, default=len(text))])
    return sum(word.folded not in grammar for word in after) <= 1


@lru_cache(maxsize=8192)
def find_content_words(text: str, language: str) -> frozenset[str]:
    """Find the folded words of a text that are no grammar; pairs of characters in Chinese and Japanese."""
    grammar = folded_function_words(language)
    words = {word.folded for word in split_folded(text) if len(word.folded) >= _MIN_WORD}
    pairs = {run[i : i + 2] for run in _EAST_ASIAN.findall(text) for i in range(len(run) - 1)}
    return frozenset(word for word in words - grammar if not _EAST_ASIAN.search(word)) | pairs


@lru_cache(maxsize=4096)
def list_content_words(text: str, language: str) -> tuple[FoldedWord, ...]:
    """List the words of a text that are no grammar, in order and with their offsets."""
    return tuple(word for word in split_folded(text) if find_content_words(word.folded, language))


def has_word(word: str, others: Iterable[str], *, translated: bool) -> bool:
    """Whether a word is among others: inflected, or across languages as a cognate of six letters."""
    if not translated:
        return any(word == other or are_related(word, other) for other in others)
    one = transliterate(word)
    return any(_are_cognates(one, transliterate(other)) for other in others)


def _are_cognates(one: str, other: str) -> bool:
    if one == other:
        return len(one) >= _MIN_WORD
    return min(len(one), len(other)) >= _MIN_COGNATE and one[: _MIN_COGNATE - 1] == other[: _MIN_COGNATE - 1]


@cache
def load_conjunctions(language: str) -> frozenset[str]:
    """Load the folded conjunctions between two parts of a list; those of all languages for one without a list."""
    words = read_word_list(__file__)["conjunctions"]
    return frozenset(map(fold_word, words[language] if language in words else merge_words(words)))
