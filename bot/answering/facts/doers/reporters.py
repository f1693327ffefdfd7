"""Reporters: who only tells of something in a last clause, "…, the minister said", is no doer of it.

"Lang sent a letter to the council, Weber revealed on Sunday" tells of no letter by Weber. Verbs that tell are in
``reporters.toml`` and ``hedges.toml``.
"""

from dataclasses import dataclass
from functools import cache

from bot.answering.facts.naming.names import ProperName
from bot.answering.facts.relations.party_words import find_party_words
from bot.answering.facts.relations.subject_clauses import load_words
from bot.answering.facts.roles.hedges import find_speech
from bot.answering.facts.roles.people import find_sure_names
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.roles.pieces import COMMA, has_word
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_MOST_WORDS = 9
"""The words of a clause that only tells who said so: "Vice President Ada Lowe revealed on Sunday"."""
_REACH = 8
"""The words at the start of a sentence among which its own doer stands."""


def find_reporters_as_doers(comparison: FactComparison) -> list[Mismatch]:
    """Find the doer of a statement whom the evidence only names as the one that tells of it."""
    statement, language = comparison.statement, comparison.language
    if comparison.crosses_languages or _tells(statement, language):
        return []
    names = find_sure_names(statement, language, known=(comparison.joined,), written=language)
    for doer in names:
        told = [sentence for sentence in comparison.sentences if _names(sentence, doer)]
        parted = [_part(sentence, doer, language) for sentence in told]
        reports = [each for each in parted if each is not None]
        if not reports or len(reports) < len(told):
            continue  # another sentence, or another place, tells more of that name
        own = find_party_words(statement, language) - find_party_words(doer.text, language)
        if any(_count(own, each.said, language) > _count(own, each.telling, language) for each in reports):
            return [Mismatch("role", doer.text, contradicts=True)]
    return []


@dataclass(frozen=True, slots=True)
class _Report:
    """A sentence in two clauses: what somebody said, and who said so."""

    said: str
    telling: str


def _part(sentence: str, reporter: ProperName, language: str) -> _Report | None:
    """Part a sentence before its last clause, which tells that somebody said so; None for any other sentence."""
    comma = max(COMMA.finditer(sentence), key=lambda found: found.start(), default=None)
    if comma is None or not _tells(sentence[comma.end() :], language):
        return None
    said, telling = _cut_at_pronoun(sentence[: comma.start()], language), sentence[comma.end() :]
    has_doer = any(len(split_folded(said[: name.start])) < _REACH for name in find_sure_names(said, language))
    is_apart = not _names(said, reporter) and _names(telling, reporter)
    is_short = len(split_folded(telling)) <= _MOST_WORDS
    return _Report(said, telling) if has_doer and is_apart and is_short else None


def _cut_at_pronoun(text: str, language: str) -> str:
    """Cut a text before its first pronoun, which may stand for the one who tells."""
    pronouns = load_words("pronoun", language) | load_words("object", language)
    first = next((word.start for word in split_folded(text) if word.folded in pronouns), len(text))
    return text[:first]


def _tells(text: str, language: str) -> bool:
    """Whether a text tells that somebody says something; a word before an article may be a deed: "wrote the letter"."""
    articles = load_words("article", language) - set(read_word_list(__file__)["clause"].get(language, ()))
    for found in (*find_speech(text, language), *_load_table(language).find(text)):
        behind = split_folded(text[found.end :])
        if not behind or behind[0].folded not in articles:
            return True
    return False


def _names(text: str, name: ProperName) -> bool:
    folded = {word.folded for word in split_folded(text)}
    return any(word.folded in folded for word in split_folded(name.words[-1]))


def _count(words: frozenset[str], text: str, language: str) -> int:
    given = find_party_words(text, language)
    return sum(has_word(word, given, translated=False) for word in words)


@cache
def _load_table(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"telling": read_word_list(__file__)["telling"].get(language, ())})
