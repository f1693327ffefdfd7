"""Speakers across languages: what one person of a sentence says is not said by another person whom it names.

The words that introduce a speaker are in ``speakers.toml``; verbs of speech are those of ``hedges.toml``.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.answering.facts.naming.names import ProperName
from bot.answering.facts.naming.sounds import sounds_like
from bot.answering.facts.roles.hedges import find_speech
from bot.answering.facts.roles.people import find_sure_names
from bot.answering.facts.roles.phrases import PhraseTable, split_folded
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_BREAK = re.compile(r"[.;:!?()\n。；：！？؛](?!\d)")
_MOST_BETWEEN = 2
"""The words between a word of speech and the name behind it: "laut der Ingenieurin Lowe"."""


def find_other_speakers(comparison: FactComparison) -> list[Mismatch]:
    """Find the speaker of a statement in another language whom the sentence names beside its only speaker."""
    if not comparison.crosses_languages:
        return []
    known = (comparison.evidence.passage or comparison.joined,)
    said = _list_speakers(comparison.statement, comparison.language, known, comparison.source_language)
    given = _list_speakers(comparison.joined, comparison.source_language)
    if len(said) != 1 or len(given) != 1:
        return []
    [speaker], [other] = said, given
    names = find_sure_names(comparison.joined, comparison.source_language)
    is_named = any(_is_same(speaker, name) for name in names)
    if not is_named or _is_same(speaker, other):
        return []
    return [Mismatch("speaker", speaker.text, contradicts=True)]


def _is_same(one: ProperName, other: ProperName) -> bool:
    return any(sounds_like(mine, theirs) for mine in one.words for theirs in other.words)


@lru_cache(maxsize=4096)
def _list_speakers(text: str, language: str, known: tuple[str, ...] = (), written: str = "") -> tuple[ProperName, ...]:
    """List the names that a text gives as speakers; the name nearest to a verb of speech, before it if there is one."""
    names = find_sure_names(text, language, known=known, written=written)
    return tuple(dict.fromkeys(_find_speakers(text, language, names)))


def _find_speakers(text: str, language: str, names: tuple[ProperName, ...]) -> Iterator[ProperName]:
    ahead = {found.start for found in _load_table("ahead", language).find(text)}
    for hedge in find_speech(text, language):
        low = max((match.end() for match in _BREAK.finditer(text, 0, hedge.start)), default=0)
        stop = _BREAK.search(text, hedge.end)
        high = stop.start() if stop else len(text)
        before = [name for name in names if low <= name.start < hedge.start]
        behind = [
            name
            for name in names
            if hedge.start <= name.start < high
            and hedge.end < name.start + len(name.text)  # "Selon Ada Lowe", where the first word looks like a name
            and len(split_folded(text[hedge.end : name.start])) <= _MOST_BETWEEN
        ]
        if hedge.start in ahead:
            yield from behind[:1]
        elif before:
            yield before[-1]
        else:
            yield from behind[:1]


@cache
def _load_table(kind: str, language: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})
