"""Numbers in words: words in a row become one number by the rules of the language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.answering.facts.quantities.number_lexicon import NumberAtom, load_unsure_words
from bot.answering.facts.quantities.types import Number

_HUNDRED = 100
_THOUSAND = 1000
_HALF = 0.5
_UNITS_FIRST = frozenset({"de", "nl", "ar", "da"})
"""Languages that say "three and twenty"."""
_PARTS_LAST = frozenset({"en", "de", "nl", "sv", "da", "no"})
"""Languages that say "three and a quarter" of an amount; elsewhere this is a time of the day."""
_ARTICLES = frozenset({"a", "ein", "eine", "einen", "einer", "een", "en", "ett", "et"})
"""Words between "and" and the part of a number: "two and a half"."""
_YEAR_HEADS = range(11, 21)


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of a text: its offsets, its folded form, and its number words; most words have none."""

    start: int
    end: int
    folded: str
    atoms: tuple[NumberAtom, ...]


class _NumberBuilder:
    """Builds one number, word by word."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.total = 0.0
        self.current = 0.0
        self.room = float("inf")  # the next word must be less
        self.scale = float("inf")
        self.joined = False
        self.count = 0
        self.ended = False
        self.fraction = False

    @property
    def value(self) -> float:
        return self.total + self.current

    def take(self, atom: NumberAtom) -> bool:
        """Add a word if it continues this number, and return whether it does."""
        if self.language == "ar" and atom.value == 10 and not self.joined and 0 < self.current % _HUNDRED < 10:  # noqa: PLR2004
            self.current += 10
            self.room = 1
            return True
        if self.ended:
            return self._scale_fraction(atom)
        taken = self._taken(atom)
        if taken and atom.role != "joiner":
            self.joined = False
            self.count += 1
            self.ended = atom.role in {"ordinal", "fraction"}
        return taken

    def _scale_fraction(self, atom: NumberAtom) -> bool:
        """Multiply a fraction by a scale: "half a million"."""
        may = self.fraction and atom.role == "multiplier" and atom.value >= _THOUSAND
        if may:
            self.current *= atom.value
            self.fraction = False
        return may

    def _taken(self, atom: NumberAtom) -> bool:
        if atom.role == "joiner":
            may = self.count > 0 and not self.joined
            self.joined = may
            return may
        if atom.role == "multiplier":
            return self._multiply(atom.value)
        if atom.role == "fraction":
            if self.joined and (atom.value == _HALF or self.language in _PARTS_LAST):
                self.current += atom.value * (self.scale if self.total and not self.current else 1)
                self.fraction = not self.total
                return True
            if self.count and (self.joined or atom.value == _HALF):
                return False
            self.current = (self.current or 1) * atom.value
            self.fraction = True
            return True
        return self._add(atom.value)

    def _add(self, value: float) -> bool:
        if self.count == 0 or value < self.room:
            teens = self.language == "fr" and value == 10 and self.current % _HUNDRED in {60, 80}  # noqa: PLR2004
            self.current += value
            self.room = 10 if teens else _room(value, self.language)
        elif self.language == "fr" and self.current % _HUNDRED == 4 and value == 20:  # noqa: PLR2004 - quatre-vingts
            self.current += 76
            self.room = 20
        elif self.joined and self.language in _UNITS_FIRST and 0 < self.current % 100 < 10 and 20 <= value < _HUNDRED:  # noqa: PLR2004
            self.current += value
            self.room = 1
        else:
            return False
        return True

    def _multiply(self, value: float) -> bool:
        if self.joined and value >= self.room:
            return False
        if value == _HUNDRED:
            if self.current >= _HUNDRED:
                return False
            self.current = (self.current or 1) * _HUNDRED
            self.room = _HUNDRED
        elif value < self.scale:
            self.total += (self.current or 1) * value
            self.current, self.scale, self.room = 0, value, value
        else:  # "mil millones"
            self.total = (self.value or 1) * value
            self.current, self.scale, self.room = 0, value, value
        return True


def _room(value: float, language: str) -> float:
    if value >= _HUNDRED:
        return _HUNDRED
    if language == "fr" and value in {60, 80}:
        return 20
    if language in {"tr", "hu"} and value == 10:  # noqa: PLR2004 - "on bir" is eleven
        return 10
    return 10 if value >= 20 and value % 10 == 0 else 1  # noqa: PLR2004 - "twenty" goes on with a digit


def find_word_numbers(words: list[TextWord], language: str, text: str) -> Iterator[Number]:
    """Find the numbers in words; adjacent words form one number by the rules of the language."""
    run: list[tuple[TextWord, NumberAtom]] = []
    previous_end = 0
    for at, word in enumerate(words):
        if run and (
            (run[-1][1].role in {"fraction", "joiner"} and word.folded == "a")
            or (run[-1][1].role == "joiner" and word.folded in _ARTICLES and _is_fraction(words[at + 1 : at + 2]))
            or (language == "ro" and word.folded == "de")  # "douăzeci de mii" is 20,000
        ):
            previous_end = word.end
            continue
        if run and (not word.atoms or text[previous_end : word.start].strip("-\u2011 \u00a0")):
            yield from _build_numbers(run, language)
            run = []
        run.extend((word, atom) for atom in word.atoms)
        previous_end = word.end
    if run:
        yield from _build_numbers(run, language)


def _is_fraction(words: list[TextWord]) -> bool:
    return bool(words) and any(atom.role == "fraction" for atom in words[0].atoms)


def _build_numbers(run: list[tuple[TextWord, NumberAtom]], language: str) -> Iterator[Number]:
    done: list[tuple[_NumberBuilder, list[tuple[TextWord, NumberAtom]]]] = []
    for item in run:
        if done and done[-1][0].take(item[1]):
            done[-1][1].append(item)
        elif item[1].role != "joiner":
            done.append((_NumberBuilder(language), [item]))
            done[-1][0].take(item[1])
    found: list[Number] = []
    for sum_, items in done:
        while items[-1][1].role == "joiner":
            items.pop()
        number = _build_number(sum_, items)
        if found and language == "en" and _is_year(found[-1], number):
            number = _join_year(found.pop(), number)
        found.append(number)
    yield from found


def _build_number(sum_: _NumberBuilder, items: list[tuple[TextWord, NumberAtom]]) -> Number:
    last = items[-1][1].role
    written: Literal["word", "ordinal", "fraction"] = "word"
    if last == "ordinal" or last == "fraction":  # noqa: PLR1714 - mypy narrows only this
        written = last
    is_unsure = last == "fraction" or items[0][0].folded in load_unsure_words(sum_.language)
    sure = sum_.value != 1 and not (len(items) == 1 and is_unsure)
    return Number(items[0][0].start, items[-1][0].end, frozenset({sum_.value}), written, sure=sure)


def _is_year(first: Number, second: Number) -> bool:
    head, tail = next(iter(first.values)), next(iter(second.values))
    return head in _YEAR_HEADS and 10 <= tail < _HUNDRED and second.start - first.end == 1  # noqa: PLR2004


def _join_year(first: Number, second: Number) -> Number:
    value = next(iter(first.values)) * _HUNDRED + next(iter(second.values))
    return Number(first.start, second.end, frozenset({value}), "word", plain=True)
