"""A question for the most or the least of its kind, such as "Which is the longest?", and the row of a table. Pure.

No sentence says it where a table has it: the value of one row is the highest of its column. ``superlatives.toml`` has
the words of such questions, and the units and names of columns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, function_words
from bot.answering.facts.quantities.numbers import find_numbers
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import load_once, match_whole_words, read_word_list
from index.text.scripts import VOWEL_SIGNS

_COLUMNS = "_column"
_LENGTHS = frozenset({"length", "height", "depth"})
_MIN_NUMBERS = 0.6
"""The least share of a column's cells with a number."""
_WORD = re.compile(rf"(?:[^\W\d_]|[{VOWEL_SIGNS}]){{2,}}")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Superlative:
    """What a question asks for the most or the least of.

    Attributes:
        attribute: ``money``, ``length``, ``height``, ``depth``, ``mass`` or ``size``; None for what ``words`` name.
        is_most: Whether it asks for the highest value.
        words: The other words of the question, folded, without function words.
        numbers: The numbers of the question, as digits.
    """

    attribute: str | None
    is_most: bool
    words: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExtremeRow:
    """The row that a superlative asks for.

    Attributes:
        at: Its position among the rows below the head.
        is_named: Whether most words of the question name the table: its columns, or the things in it.
        is_certain: Whether every column that may be meant has its extreme value in this row.
    """

    at: int
    is_named: bool
    is_certain: bool


def find_superlative(question: str) -> Superlative | None:
    """Find what a question asks for the most or the least of; None for any other question."""
    asked = strip_small_talk(question)
    for name, pattern in _load_asked().items():
        found = pattern.search(asked)
        if found is None:
            continue
        rest = f"{asked[: found.start()]} {asked[found.end() :]}"
        attribute, _, degree = name.rpartition("_")
        return Superlative(attribute or None, degree == "most", _list_words(rest), frozenset(_DIGITS.findall(rest)))
    return None


def find_extreme_row(
    asked: Superlative, head: Sequence[str], rows: Sequence[Sequence[str]], language: str
) -> ExtremeRow | None:
    """Find the row of a table that has the most or the least of what a question asks for.

    Args:
        asked: Of the question.
        head: The names of the columns.
        rows: The cells of the rows below.
        language: Of the table, ISO 639-1.

    Returns:
        The row; None if no column has such values, or several rows share the extreme one.
    """
    numeric = [at for at in range(1, len(head)) if _is_numeric([row[at : at + 1] for row in rows])]
    named = [at for at in numeric if _shares_word(asked.words, head[at])]
    chosen = named or [at for at in numeric if _measures(asked.attribute, head[at], [row[at : at + 1] for row in rows])]
    is_certain = bool(chosen)
    if not chosen and asked.attribute == "size":  # the biggest river is the longest one
        lengths = [at for at in numeric if _load_columns()["length"].search(head[at])]
        chosen = lengths if len(lengths) == 1 else numeric if len(numeric) == 1 else []
    narrowed = [at for at in chosen if asked.numbers & set(_DIGITS.findall(head[at]))] or chosen
    extremes = [_find_extreme([row[at] if at < len(row) else "" for row in rows], asked, language) for at in narrowed]
    if not extremes or extremes[0] is None:
        return None
    things = " ".join((*(head[at] for at in (0, *named)), *(row[0] for row in rows if row)))
    is_named = 2 * sum(_shares_word(frozenset({word}), things) for word in asked.words) > len(asked.words)
    return ExtremeRow(extremes[0], is_named or not asked.words, is_certain and len(set(extremes)) == 1)


def _is_numeric(column: Sequence[Sequence[str]]) -> bool:
    filled = [cells[0] for cells in column if cells]
    return sum(_DIGITS.search(cell) is not None for cell in filled) >= max(_MIN_NUMBERS * len(column), 2)


def _measures(attribute: str | None, name: str, column: Sequence[Sequence[str]]) -> bool:
    """Whether a column has values of an attribute, by its name or by the units in its cells."""
    if attribute is None:
        return False
    pattern = _load_columns()["length" if attribute in _LENGTHS else attribute]
    cells = [cells[0] for cells in column if cells]
    return pattern.search(name) is not None or 2 * sum(pattern.search(cell) is not None for cell in cells) > len(cells)


def _find_extreme(column: Sequence[str], asked: Superlative, language: str) -> int | None:
    """Find the position of the extreme value; None if two share it, or if the values may be read in two ways."""
    found_in = [(at, find_numbers(cell, language)) for at, cell in enumerate(column)]
    read = [(at, sorted(numbers[0].values)) for at, numbers in found_in if numbers]
    if not read:
        return None
    choose = max if asked.is_most else min
    found = set()
    for which in (0, -1):
        best = choose(values[which] for _, values in read)
        found |= {at for at, values in read if values[which] == best}
    return found.pop() if len(found) == 1 else None


def _shares_word(words: frozenset[str], text: str) -> bool:
    return any(are_related(word, fold_word(other)) for word in words for other in _WORD.findall(text))


def _list_words(text: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in _WORD.findall(text) if word.lower() not in function_words(UNKNOWN))


@load_once
def _load_asked() -> dict[str, re.Pattern[str]]:
    words = read_word_list(__file__)
    named = {name: forms for name, forms in words.items() if not name.endswith(_COLUMNS)}
    return {
        {"most": "_most", "fewest": "_least"}.get(name, name): re.compile(match_whole_words(forms), re.IGNORECASE)
        for name, forms in named.items()
    }


@load_once
def _load_columns() -> dict[str, re.Pattern[str]]:
    return {
        name.removesuffix(_COLUMNS): re.compile(match_whole_words(forms), re.IGNORECASE)
        for name, forms in read_word_list(__file__).items()
        if name.endswith(_COLUMNS)
    }
