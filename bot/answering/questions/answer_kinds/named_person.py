"""A question about a named person, such as "Who is Ada Byrne?", and the sentences that introduce the person. Pure.

Such a question resembles every sentence about somebody. So the sentences with the name come first: of those that do not
clearly answer, the first of the text, because a text introduces a person where it first names one.
``named_person.toml`` has the forms of the question.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.facts.languages import UNKNOWN, detect_script, function_words
from bot.answering.facts.word_matching import are_related, fold_word, is_within_distance
from bot.answering.questions.foreign_names import find_spelling
from bot.answering.word_lists import load_once, read_word_list
from index.retrieval.ranking import Ranking
from index.retrieval.scoring import is_fragment
from index.types import SentenceHit

_MAX_WORDS = 5
_FULL = 2
"""A full name has at least so many words."""
_MIN_CHARS = 2
_CASED = frozenset({"latin", "cyrillic", "greek"})
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_RELEVANT = 0.5
"""The least confidence of an answer."""
_ANSWERS, _CLEARLY_ANSWERS = 0.0, 1.0
"""The answerability of a sentence that rather answers than not, and that clearly does."""


def find_asked_name(question: str) -> str | None:
    """Find the name in a question that asks who somebody is; None for any other question.

    "Who is the captain?" has no name: a name begins with no function word. A single word has a capital in scripts with
    capitals.
    """
    asked = strip_small_talk(question).strip(" .!?؟？¿¡")
    for pattern in _load_patterns():
        found = pattern.fullmatch(asked)
        if found is not None and _is_name(found["name"]):
            return found["name"].strip()
    return None


def promote_introduction(name: str, ranking: Ranking) -> Ranking:
    """Keep the sentences with a name, the one that introduces it first.

    Args:
        name: The name that a question asks about.
        ranking: Its ranking.

    Returns:
        A ranking of the sentences with the whole name, or else with its last word, whose confidence is at least that of
        an answer; without such a sentence the ranking itself. It is sure if it was sure of the same sentence, or if the
        first sentence answers as the entailment model read it. A full name that no sentence has is not found. A name in
        a script without capitals may be any words, and one in another script than the text may have another sound.
    """
    name = _spell(name, ranking.sentences)
    words = [fold_word(word) for word in _WORD.findall(name)]
    named = _list_naming(name, words, ranking.sentences)
    if not named:
        is_comparable = detect_script(name) in _CASED and not _is_foreign(name, ranking.sentences)
        is_missing = is_comparable and len(words) >= _FULL and not _is_misspelt(words, ranking.sentences)
        return replace(ranking, confidence=0.0, is_sure=False) if is_missing else ranking
    first = _choose_introduction(named)
    further = [hit for hit in named if hit is not first and _answers(hit, _ANSWERS)]
    ordered = [first, *further]
    scored = tuple(replace(hit, score=named[0].score) for hit in ordered)
    is_sure = _answers(first, _ANSWERS) or (ranking.is_sure and first is ranking.sentences[0])
    confidence = max(ranking.confidence, _RELEVANT)
    return replace(ranking, sentences=scored, confidence=confidence, is_sure=is_sure)


def _spell(name: str, hits: Sequence[SentenceHit]) -> str:
    """Return how a text in another script spells a name, if it does."""
    if not _is_foreign(name, hits):
        return name
    return find_spelling(name, (hit.text for hit in hits)) or name


def _is_foreign(name: str, hits: Sequence[SentenceHit]) -> bool:
    return bool(hits) and detect_script(hits[0].text) != detect_script(name)


def _is_name(text: str) -> bool:
    words = _WORD.findall(text)
    if not 0 < len(words) <= _MAX_WORDS or len(text.strip()) < _MIN_CHARS:
        return False
    if detect_script(text) not in _CASED:
        return True
    if words[0].lower() in function_words(UNKNOWN):
        return False
    return len(words) >= _FULL or words[0][0].isupper()


def _list_naming(name: str, words: Sequence[str], hits: Sequence[SentenceHit]) -> list[SentenceHit]:
    """List the sentences with all words of a name, or else those with its last one, without headings and credits."""
    telling = [hit for hit in hits if not hit.answers_nothing and not is_fragment(hit.text)]
    if detect_script(name) not in _CASED:
        return [hit for hit in telling if name in hit.text]
    for wanted in (words, words[-1:]):
        found = [hit for hit in telling if _names(hit.text, wanted)]
        if found:
            return found
    return []


def _names(text: str, wanted: Sequence[str]) -> bool:
    """Whether a text has words of a name, inflected or not, one of them with a capital."""
    words = _WORD.findall(text)
    folded = [fold_word(word) for word in words]
    found = [[at for at, word in enumerate(folded) if are_related(word, one)] for one in wanted]
    return all(found) and any(words[at][0].isupper() for places in found for at in places)


def _is_misspelt(words: Sequence[str], hits: Sequence[SentenceHit]) -> bool:
    """Whether the sentences have a word of a name, or one that differs in a letter."""
    known = {fold_word(word) for hit in hits for word in _WORD.findall(hit.text)}
    return any(is_within_distance(word, other, 1) for word in words for other in known)


def _choose_introduction(named: Sequence[SentenceHit]) -> SentenceHit:
    """Choose the best sentence if it clearly answers; else the first one of its text."""
    if _answers(named[0], _CLEARLY_ANSWERS):
        return named[0]
    return min((hit for hit in named if hit.text_id == named[0].text_id), key=lambda hit: hit.span.start)


def _answers(hit: SentenceHit, least: float) -> bool:
    return hit.answerability is not None and hit.answerability > least


@load_once
def _load_patterns() -> tuple[re.Pattern[str], ...]:
    forms: dict[str, list[str]] = read_word_list(__file__)["who_is"]
    return tuple(
        re.compile(form.replace("{}", "(?P<name>[^?]+?)"), re.IGNORECASE) for each in forms.values() for form in each
    )
