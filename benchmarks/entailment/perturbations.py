"""Makes false statements from true sentences, and shorter true ones. The words are in ``perturbations.toml``."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entailment.pairs import Label

DENSE_LANGUAGES = frozenset({"ja", "zh"})
"""They write no spaces between words."""

NUMBER = re.compile(r"\d+(?:[.,  ]\d+)*")

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĶŁŃŇŌŐŘŚŠŤŪŮŰŹŻŽА-ЯЁ"
_NAME_WORD = rf"[{_UPPER}][\w’'-]+"
_PARTICLE = r"(?:of|de|von|van|du|des|the|la|el|da|do|и|et|and|y|und)\s+"
_NAME = re.compile(rf"(?<![^\s(«“\"„]){_NAME_WORD}(?:\s+(?:{_PARTICLE})?{_NAME_WORD})*")
_KATAKANA_NAME = re.compile(r"[ァ-ヶー·•・]{3,}")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_WORD = re.compile(r"(?<!\w)[^\W\d_]{5,}(?!\w)")
_PARENTHESIS = re.compile(r"\s*[(（][^)）]*[)）]")
_SMALL = 2  # digits of a number that changes by a small amount
_MIN_SHORT, _MIN_PART, _MIN_UNHEDGED = 30, 40, 15  # characters
_LETTERS_OF_ENDING = 2
_TABLES = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class FalseStatement:
    """A statement that its sentence does not support.

    Attributes:
        kind: How it was made.
    """

    text: str
    kind: str
    label: Label


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where the words come from that replace others.

    Attributes:
        names: Names of the same text or language.
        words: Words of the same paragraph; none if the statement is a translation.
        sentences: Other sentences of the same paragraph.
    """

    names: Sequence[str] = ()
    words: Sequence[str] = ()
    sentences: Sequence[str] = ()


def find_words(text: str) -> set[str]:
    """Return the words of five letters or more."""
    return set(_WORD.findall(text))


@dataclass(frozen=True, slots=True)
class _Opposites:
    """Words that can be replaced, the longest first, and what replaces each in lower case."""

    words: re.Pattern[str]
    of_word: dict[str, list[str]]

    @classmethod
    def read(cls, pairs: Sequence[tuple[str, str]], language: str) -> "_Opposites":
        of_word: dict[str, list[str]] = {}
        for first, second in pairs:
            of_word.setdefault(first.lower(), []).append(second)
            of_word.setdefault(second.lower(), []).append(first)
        words = "|".join(re.escape(word) for word in sorted(of_word, key=len, reverse=True))
        return cls(re.compile(words if _is_dense(language) else rf"(?i)(?<!\w)(?:{words})(?!\w)"), of_word)


class Perturber:
    """Changes sentences at random. A change returns None if the sentence has nothing to change."""

    def __init__(self, draw: random.Random) -> None:
        """Take a source of random numbers and read the tables of words."""
        self._draw = draw
        self._tables: dict[str, dict[str, Any]] = tomllib.loads(_TABLES.read_text(encoding="utf-8"))
        self._opposites = {
            language: _Opposites.read(table["opposites"], language) for language, table in self._tables.items()
        }

    def make_false(self, text: str, language: str, around: Surroundings) -> Iterator[FalseStatement]:
        """Yield false statements, each by another kind of change, in random order."""
        changes: list[tuple[str, Label, Callable[[], str | None]]] = [
            ("number", Label.CONTRADICTED, lambda: self.change_number(text)),
            ("swapped numbers", Label.CONTRADICTED, lambda: self.swap_numbers(text)),
            ("swapped names", Label.CONTRADICTED, lambda: self.swap_names(text, language)),
            ("other name", Label.NOT_SUPPORTED, lambda: self.replace_name(text, language, around.names)),
            ("opposite", Label.CONTRADICTED, lambda: self.replace_by_opposite(text, language)),
            ("opposite", Label.CONTRADICTED, lambda: self.replace_by_opposite(text, language)),
            ("denial", Label.CONTRADICTED, lambda: self.deny(text, language)),
            ("denial removed", Label.CONTRADICTED, lambda: self.remove_denial(text, language)),
            ("hedge removed", Label.NOT_SUPPORTED, lambda: self.remove_hedge(text, language)),
            ("other word", Label.NOT_SUPPORTED, lambda: self.replace_word(text, around.words)),
            ("addition", Label.NOT_SAID, lambda: self.add_clause(text, language, around.sentences)),
        ]
        self._draw.shuffle(changes)
        for kind, label, change in changes:
            changed = change()
            if changed and changed != text:
                yield FalseStatement(changed, kind, label)

    def change_number(self, text: str) -> str | None:
        """Replace one number by another one of the same form."""
        numbers = list(NUMBER.finditer(text))
        if not numbers:
            return None
        found = self._draw.choice(numbers)
        return _splice(text, found, self._other_number(found.group()))

    def swap_numbers(self, text: str) -> str | None:
        """Exchange two numbers."""
        return self._swap(text, list(NUMBER.finditer(text)), may_nest=True)

    def swap_names(self, text: str, language: str) -> str | None:
        """Exchange two names, neither of which contains the other."""
        return self._swap(text, list(_names(language).finditer(text)), may_nest=False)

    def replace_name(self, text: str, language: str, names: Sequence[str]) -> str | None:
        """Replace one name by another one of ``names``."""
        found = list(_names(language).finditer(text))
        if not found or not names:
            return None
        old, new = self._draw.choice(found), self._draw.choice(names)
        return None if new in text or old.group() in new else _splice(text, old, new)

    def replace_by_opposite(self, text: str, language: str) -> str | None:
        """Replace one word by its opposite, or by a word that stands for another amount, unit, time or role."""
        if language not in self._opposites:
            return None
        opposites = self._opposites[language]
        places = list(opposites.words.finditer(text))
        if not places:
            return None
        place = self._draw.choice(places)
        new = self._draw.choice(opposites.of_word[place.group().lower()])
        return _splice(text, place, _capitalize(new) if place.group()[0].isupper() else new)

    def deny(self, text: str, language: str) -> str | None:
        """Put a "not" to one verb."""
        patterns = self._tables.get(language, {}).get("denials")
        if not patterns:
            return None
        pattern, denied = self._draw.choice(patterns)
        verbs = list(re.finditer(pattern, text))
        if not verbs:
            return None
        verb = self._draw.choice(verbs)
        return _splice(text, verb, verb.expand(denied))

    def remove_denial(self, text: str, language: str) -> str | None:
        """Take the first "not" or "never" away."""
        for word in self._tables.get(language, {}).get("negations", ()):
            if word in text:
                return text.replace(word, " " if word.endswith(" ") else "", 1)
        return None

    def remove_hedge(self, text: str, language: str) -> str | None:
        """State as a fact what the text attributes to somebody or calls possible."""
        for pattern, rest in self._hedges(language):
            bare = re.sub(pattern, rest, text, count=1)
            if bare != text and len(bare) > _MIN_UNHEDGED:
                return _capitalize(bare)
        return None

    def replace_word(self, text: str, words: Sequence[str]) -> str | None:
        """Replace one word by another word of ``words`` with the same ending and case."""
        places = list(_WORD.finditer(text))
        if not places:
            return None
        place = self._draw.choice(places)
        old = place.group()
        others = [
            word
            for word in words
            if word not in text
            and word.lower() != old.lower()
            and word[0].isupper() == old[0].isupper()
            and word[-_LETTERS_OF_ENDING:] == old[-_LETTERS_OF_ENDING:]
        ]
        return _splice(text, place, self._draw.choice(others)) if others else None

    def add_clause(self, text: str, language: str, sentences: Sequence[str]) -> str | None:
        """Add a clause of another sentence to the end."""
        some = self._draw.sample(sentences, min(3, len(sentences)))
        clauses = [clause for sentence in some for clause in [self._clause(sentence, language)] if clause]
        new = next((clause for clause in clauses if clause not in text), None)
        if new is None:
            return None
        joint: str = self._tables.get(language, {}).get("joins_clause", ", ")
        return text.rstrip(".。 ") + joint + new + _full_stop(language)

    def merge(self, first: str, second: str, language: str) -> str:
        """Join two sentences to one statement."""
        joint: str = self._tables.get(language, {}).get("joins_sentence", "; ")
        return first.rstrip(".。 ") + joint + second

    def shorten(self, text: str, language: str) -> str | None:
        """Leave out what is in parentheses, or all from a subordinate clause on: the rest is true."""
        bare = _PARENTHESIS.sub("", text)
        if bare != text and len(bare) > _MIN_SHORT:
            return bare
        words = self._tables.get(language, {}).get("subordinates")
        if not words:
            return None
        part, *rest = re.split(rf"[,;]\s+(?:{'|'.join(words)})\b", text, maxsplit=1)
        return part.rstrip() + _full_stop(language) if rest and len(part) > _MIN_PART else None

    def find_names(self, text: str, language: str) -> list[str]:
        """Return the names that do not begin the text; in German, where nouns have capitals, half of the short ones."""
        found = [match.group() for match in _names(language).finditer(text) if match.start() or _is_dense(language)]
        return [name for name in found if language != "de" or " " in name or self._draw.random() < 0.5]  # noqa: PLR2004

    def _other_number(self, digits: str) -> str:
        if _YEAR.fullmatch(digits):
            steps = (-100, -40, -12, -10, -3, -2, -1, 1, 2, 3, 5, 10, 30, 100)
            return str(int(digits) + self._draw.choice(steps))
        if len(digits) <= _SMALL:
            return str(max(0, int(digits) + self._draw.choice((-3, -2, -1, 1, 2, 3, 5, 10, 20))))
        if digits.isdigit() and self._draw.random() < 0.2:  # noqa: PLR2004
            return digits + "0"
        at = self._draw.choice([place for place, character in enumerate(digits) if character.isdigit()])
        new = self._draw.choice([digit for digit in "123456789" if digit != digits[at]])
        return digits[:at] + new + digits[at + 1 :]

    def _swap(self, text: str, places: Sequence[re.Match[str]], *, may_nest: bool) -> str | None:
        if len(places) < 2:  # noqa: PLR2004 - two to exchange
            return None
        first, second = sorted(self._draw.sample(places, 2), key=lambda found: found.start())
        if not may_nest and (first.group() in second.group() or second.group() in first.group()):
            return None
        return _splice(_splice(text, second, first.group()), first, second.group())

    def _clause(self, sentence: str, language: str) -> str | None:
        if _is_dense(language):
            parts = [part.strip("。 ") for part in re.split("[，,、；]", sentence)]
            fitting = [part for part in parts if 5 < len(part) < 60]  # noqa: PLR2004 - neither a word nor a sentence
        else:
            parts = [part.strip(" .") for part in re.split("[,;:–—]", sentence)]
            fitting = [part for part in parts if 18 < len(part) < 110]  # noqa: PLR2004 - the same in an alphabet
        return self._draw.choice(fitting) if fitting else None

    def _hedges(self, language: str) -> Iterator[tuple[str, str]]:
        table = self._tables.get(language, {})
        for pattern in table.get("attributions", ()):
            yield rf"^{pattern}(?=\S)", ""
        if "says" in table:
            yield rf"^[{_UPPER}][\w .’-]{{3,60}}? (?:{'|'.join(table['says'])}){table['that']}", ""
        yield from table.get("other_hedges", ())
        if "hedge_words" in table:
            words = "|".join(table["hedge_words"])
            yield (words, "") if _is_dense(language) else (rf"(?i)\b(?:{words})\b,? ", "")


def _is_dense(language: str) -> bool:
    return language in DENSE_LANGUAGES


def _names(language: str) -> re.Pattern[str]:
    return _KATAKANA_NAME if _is_dense(language) else _NAME


def _full_stop(language: str) -> str:
    return "。" if _is_dense(language) else "."


def _splice(text: str, place: re.Match[str], new: str) -> str:
    return text[: place.start()] + new + text[place.end() :]


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
