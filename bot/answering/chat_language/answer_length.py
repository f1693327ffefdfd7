"""Wishes for the length of an answer: "in one sentence", "briefly: …", "…? Answer in two sentences".

They would mislead the search, and they say how many quotes to show. The words of each language are in
``answer_length.toml``. Pure, without a model.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.types import Question
from bot.answering.word_lists import fold_accents, join_forms, load_once, read_word_list, strip_accents

_MAX_CHARS = 2_000
"""Of a list of questions, at whose end the wish may stand."""
_MAX_WISH_CHARS = 80
_MIN_LETTERS = 3
"""A rest with fewer letters asks nothing: the wish is then the message."""
_MOST_POINTS, _DUAL = 9, 2
_AROUND = " \t\n,:;،，、；：–—-"


def strip_length_wish(question: str) -> str:
    """Strip the wish for a length before or after a question; a message of nothing else stays as it is."""
    found = _find(question)
    if found is None:
        return question
    return f"{question[: found.start()].rstrip(_AROUND)}{question[found.end() :].lstrip(_AROUND)}"


def take_length_wish(message: str) -> tuple[str, str]:
    """Return a message without its wish for a length, and the wish; it is empty if there is none."""
    found = _find(message)
    if found is None:
        return message, ""
    return strip_length_wish(message), message[found.start() : found.end()].strip(_AROUND)


def add_length_wish(question: str, wish: str) -> str:
    """Add the wish of a message with several questions to one of them."""
    return f"{question}\n{wish}" if wish else question


def is_length_wish(message: str) -> bool:
    """Whether a message is nothing but a wish for the length of the answer before it: "shorter", "in one sentence"."""
    if len(message) > _MAX_WISH_CHARS:
        return False
    folded = fold_accents(strip_small_talk(message))
    return _names_length(folded) and _load_whole().fullmatch(folded) is not None


def repeat_question(question: Question) -> Question:
    """Return the question before a message that only wishes for a length, with that wish; any other as it is."""
    if not is_length_wish(question.text):
        return question
    for at in range(len(question.history) - 1, -1, -1):
        asked = question.history[at].question
        if not is_length_wish(asked):
            text = add_length_wish(strip_length_wish(asked), question.text)
            return replace(question, text=text, history=question.history[:at])
    return question


def find_wished_count(question: str) -> int | None:
    """Find how many sentences a question wishes for an answer: one if it is to be short; None without a wish."""
    found = _find(question)
    return None if found is None else find_asked_count(found[0]) or 1


def find_asked_count(task: str) -> int | None:
    """Find how many points or sentences a task asks for: "in 3 points", "in one sentence"; None if it does not say."""
    folded = strip_accents(task)
    return next((n for n, pattern in _load_counts().items() if pattern.search(folded)), None)


@lru_cache(maxsize=256)
def _find(question: str) -> re.Match[str] | None:
    # The search, the task and the choice of quotes ask for it one after another.
    if len(question) > _MAX_CHARS:
        return None
    folded = fold_accents(question)
    for pattern in _load_patterns() if _names_length(folded) else ():
        found = pattern.search(folded)
        if found is not None:
            rest = folded[: found.start()] + folded[found.end() :]
            if sum(map(str.isalpha, rest)) >= _MIN_LETTERS:
                return found
    return None


@dataclass(frozen=True, slots=True)
class _Forms:
    """Regular expressions of lengths, verbs, and whole wishes; of languages with blanks between words, and others."""

    length: tuple[str, str]
    verb: tuple[str, str]
    wish: tuple[str, str]


@load_once
def _load_forms() -> _Forms:
    words = read_word_list(__file__)
    lengths = {
        code: _fill_numbers(forms, words["number_words"].get(code, ())) for code, forms in words["lengths"].items()
    }
    (length, length_unspaced), (verb, verb_unspaced), (each, each_unspaced) = (
        (join_forms(forms, spaced=True), join_forms(forms, spaced=False))
        for forms in (lengths, words["verbs"], words["each"])
    )
    wish = rf"(?:(?:{verb}|{each})[\s,:]+)*{length}(?:\s+(?:{each}|{verb}))*"
    wish_unspaced = rf"(?:{each_unspaced}|{verb_unspaced}|\s)*{length_unspaced}(?:\s?{verb_unspaced})?"
    return _Forms((length, length_unspaced), (verb, verb_unspaced), (wish, wish_unspaced))


def _fill_numbers(forms: Sequence[str], number_words: Sequence[str]) -> list[str]:
    """Fill in the numbers of a language alone: those of all languages would take the time of a search to compile."""
    numbers = "|".join((r"\d{1,3}", *number_words))
    return [form.replace("{n}", f"(?:{numbers})") for form in forms]


@lru_cache(maxsize=256)  # a message and its parts are asked several times, and the pattern has all languages
def _names_length(folded: str) -> bool:
    """Whether a text names a length. Most do not, and the patterns of wishes take longer to compile than a search."""
    return _load_length().search(folded) is not None


@load_once
def _load_length() -> re.Pattern[str]:
    return re.compile(fold_accents("|".join(_load_forms().length)), re.IGNORECASE)


@load_once
def _load_whole() -> re.Pattern[str]:
    """Return the pattern of a message that is a wish."""
    return re.compile(fold_accents(rf"\W*+(?:{'|'.join(_load_forms().wish)})\W*"), re.IGNORECASE)


@load_once
def _load_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a wish before a question, of one after it, and of one that a verb introduces there."""
    found = _load_forms()
    (length, length_unspaced), (verb, verb_unspaced), (wish, wish_unspaced) = found.length, found.verb, found.wish
    end = r"[\s.!。…]*$"
    forms = (
        rf"^\W*+(?:{wish}(?!\w)|{wish_unspaced})\s*[:,：，、–—-]\s*",
        rf"(?:(?<=[?？؟])|[.,;:!。，、،؛\n–—-])\s*+(?:{wish}|{wish_unspaced})(?=[?？؟\s.!。…]*$){end}",
        rf"(?<=\w)\s+(?:{verb}\s+{length}|{length}\s+{verb}){end}",
        rf"(?<=\w){length_unspaced}\s?{verb_unspaced}{end}",
    )
    return tuple(re.compile(fold_accents(form), re.IGNORECASE) for form in forms)


@load_once
def _load_counts() -> Mapping[int, re.Pattern[str]]:
    """Return a pattern for each number that a task may ask for: the number and what is counted, in any order."""
    words = read_word_list(__file__)
    spaced_unit, unit = (join_forms(words["counted"], spaced=spaced) for spaced in (True, False))

    def compile_count(n: int) -> re.Pattern[str]:
        named = {code: [str(n), *forms[n - 1 : n]] for code, forms in words["number_words"].items()}
        spaced, unspaced = (join_forms(named, spaced=spaced) for spaced in (True, False))
        either = rf"{spaced}[\s-]+(?:\w+\s)?{spaced_unit}|{spaced_unit}\s{spaced}"
        if n == _DUAL:
            either = rf"{either}|\w?{join_forms(words['duals'])}"
        return re.compile(strip_accents(rf"(?<!\w)(?:{either})(?!\w)|{unspaced}{unit}"), re.IGNORECASE)

    return {n: compile_count(n) for n in range(1, _MOST_POINTS + 1)}
