"""Hedges: what somebody suspects, claims or plans is no fact, so only a hedged or attributed statement may say it."""

from collections.abc import Sequence
from functools import cache, lru_cache

from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.roles.phrases import Found, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, has_word
from bot.answering.facts.types import FactComparison, Mismatch
from bot.answering.word_lists import read_word_list

_DOUBTS = frozenset({"possible", "belief", "claim", "intended", "condition"})
_SOFT = _DOUBTS | {"attribution", "can", "future", "offer"}
_SHARE = 0.5
_ATTRIBUTE_REACH = 2
_SPEECH = frozenset({"attribution", "claim", "belief"})
_OF_OTHERS = frozenset({"hearsay", "attributive", "relative"})
"""Kinds of words that are no hedges themselves."""
_STOPS = ".;!?。；！？؛"


@lru_cache(maxsize=4096)
def find_hedges(text: str, language: str) -> tuple[Found[str], ...]:
    """Find the words of a text that hedge, attribute or assure."""
    # "May" is a month.
    return tuple(hedge for hedge in _load_table(language).find(text) if text[hedge.start : hedge.end] != "May")


def find_speech(text: str, language: str) -> tuple[Found[str], ...]:
    """Find the words of a text that tell that somebody says, claims or believes something."""
    return tuple(hedge for hedge in find_hedges(text, language) if hedge.key in _SPEECH)


def find_hedge_mismatches(comparison: FactComparison) -> list[Mismatch]:
    """Find a claim that the evidence hedges and the statement does not, or that the statement makes surer."""
    statement, language = comparison.statement, comparison.language
    sentence, source_language = comparison.joined, comparison.source_language
    given = find_hedges(sentence, source_language)
    said = {hedge.key for hedge in find_hedges(statement, language)}
    asked = {hedge.key for hedge in find_hedges(comparison.question, language)}
    doubts = [hedge for hedge in given if hedge.key in _DOUBTS]
    if not find_content_words(statement, language):  # a "no" to a question that has the condition
        doubts = [hedge for hedge in doubts if hedge.key != "condition"]
    doubts += _find_hearsay(sentence, source_language) if not doubts else []
    if not doubts or not _is_about_the_doubt(comparison, doubts):
        return _find_surer(comparison)
    is_possible = any(hedge.key == "possible" for hedge in doubts)
    if said & {"certain", "must"} and not said & ({"possible"} if is_possible else _DOUBTS):
        return [Mismatch("modality", _first(statement, language, {"certain", "must"}), contradicts=True)]
    # What somebody believes "could" be so is no fact that it "can".
    is_told = any(hedge.key in {"belief", "claim"} for hedge in doubts)
    if not said & (_SOFT - {"can"} if is_told else _SOFT) and not asked & (_DOUBTS | {"attribution"}):
        return [Mismatch("hedge", sentence[doubts[0].start : doubts[0].end])]
    if "future" in said and not said & (_SOFT - {"future"}) and any(hedge.key != "intended" for hedge in doubts):
        return [Mismatch("modality", _first(statement, language, {"future"}))]
    return []


def _find_hearsay(sentence: str, language: str) -> list[Found[str]]:
    """Find what people at large say, and nobody who has to know: "neighbours told the paper that …"."""
    said = [hedge for hedge in find_hedges(sentence, language) if hedge.key == "attribution"]
    speakers = _load_kind("hearsay", language).find(sentence)
    return [
        Found(min(hedge.start, speaker.start), hedge.end, "claim")
        for hedge in said
        for speaker in speakers
        if not any(sign in sentence[min(hedge.end, speaker.end) : max(hedge.start, speaker.start)] for sign in _STOPS)
    ]


def _find_surer(comparison: FactComparison) -> list[Mismatch]:
    """Find an obligation or certainty for which the evidence has only a possibility."""
    statement, language = comparison.statement, comparison.language
    said = {hedge.key for hedge in find_hedges(statement, language)}
    given = {hedge.key for hedge in find_hedges(comparison.joined, comparison.source_language)}
    for kind in ("must", "certain"):
        if kind in said and kind not in given and given & {"can", "possible", "intended"}:
            return [Mismatch("modality", _first(statement, language, {kind}), contradicts=True)]
    return []


def _first(statement: str, language: str, kinds: set[str]) -> str:
    hedge = next(hedge for hedge in find_hedges(statement, language) if hedge.key in kinds)
    return statement[hedge.start : hedge.end]


def _is_about_the_doubt(comparison: FactComparison, doubts: Sequence[Found[str]]) -> bool:
    """Whether most words that statement and evidence share are in the clauses that a doubt covers."""
    sentence, source_language = comparison.joined, comparison.source_language
    scopes = [_find_scope(sentence, doubt, source_language) for doubt in doubts]
    translated = comparison.crosses_languages
    words = find_content_words(comparison.statement, comparison.language)
    inside = outside = 0
    for word in split_folded(sentence):
        if find_content_words(word.folded, source_language) and has_word(word.folded, words, translated=translated):
            if any(start <= word.start < end for start, end in scopes):
                inside += 1
            else:
                outside += 1
    if inside + outside:
        return inside >= _SHARE * (inside + outside)
    covered = max(end - start for start, end in scopes)
    return covered >= _SHARE * len(sentence)


def _find_scope(sentence: str, doubt: Found[str], language: str) -> tuple[int, int]:
    """Find what a doubt covers: from its clause to the end of the sentence, or to a word such as "but"."""
    # "They, perhaps, will appeal": between commas a word covers the whole clause.
    is_inserted = sentence[: doubt.start].rstrip()[-1:] == "," == sentence[doubt.end :].lstrip()[:1]
    signs = _STOPS if is_inserted else f"{_STOPS},"
    start = max(sentence.rfind(sign, 0, doubt.start) for sign in signs) + 1
    relatives = _load_kind("relative", language).find(sentence)
    start = max([start, *(each.start for each in relatives if 0 <= doubt.start - each.end <= 1)])
    behind = [word for word in split_folded(sentence) if word.start >= doubt.end]
    is_attribute = any(each.start == doubt.start for each in _load_kind("attributive", language).find(sentence))
    if is_attribute and behind and find_content_words(behind[0].folded, language):
        return doubt.start, behind[:_ATTRIBUTE_REACH][-1].end
    ends = [at for sign in _STOPS if (at := sentence.find(sign, doubt.end)) >= 0]
    contrasts = load_contrasts(language)
    ends += [word.start for word in split_folded(sentence) if word.start > doubt.end and word.folded in contrasts]
    if doubt.key == "possible" and not is_inserted:
        ends += [at for sign in ",，、" if (at := sentence.find(sign, doubt.end)) >= 0]
    return start, min(ends, default=len(sentence))


@cache
def _load_table(language: str) -> PhraseTable[str]:
    words = read_word_list(__file__)
    return PhraseTable(language, {kind: words[kind].get(language, ()) for kind in words if kind not in _OF_OTHERS})


@cache
def _load_kind(kind: str, language: str) -> PhraseTable[str]:
    return PhraseTable(language, {kind: read_word_list(__file__)[kind].get(language, ())})
