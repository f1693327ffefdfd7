"""The kind of answer that a question asks for: several things, or an amount. Words in ``expected_answers.toml``."""

import re
from functools import cache

from bot.answering.facts import find_own_words, find_values
from bot.answering.word_lists import QUESTION_MARKS, join_forms, load_each, match_whole_words, read_word_list


def asks_for_several(question: str) -> bool:
    """Whether a question names a plural or a list as its answer; without its words a question asks for one thing."""
    return _load_pattern("several").search(question) is not None


def asks_for_amount(question: str) -> bool:
    """Whether the answer to a question is a number or a date, by its words."""
    return _load_pattern("amount").search(question) is not None


def asks_openly(question: str) -> bool:
    """Whether a question begins with a question word, so that yes or no is no answer."""
    return any(_load_open(language).match(question) for language in read_word_list(__file__)["open"])


def asks_for_yes_or_no(question: str, language: str) -> bool:
    """Whether a question asks for yes or no: it ends with a question mark, and no word of it asks for more."""
    asked = _load_pattern("closed").sub("", question)
    return question.rstrip().endswith(QUESTION_MARKS) and _load_asking(language).search(asked) is None


def adds_amount(text: str, question: str) -> bool:
    """Whether a text has a number or a date that its question does not have."""
    return bool(find_values(text) - find_values(question))


def repeats_question(statement: str, question: str, language: str) -> bool:
    """Whether a statement says nothing beyond the words of a question that begins with a question word.

    "The mill was built." does not answer "When was the mill built?", but it answers "Was the mill built?".
    """
    is_open = _load_open(language).match(question) is not None
    return is_open and not adds_amount(statement, question) and not find_own_words(statement, question, language)


def drop_yes(statement: str, question: str, language: str) -> str:
    """Drop a "yes" before a statement with words of its own, and any "no": verification proves the statement alone.

    Small models say yes to most questions: "Yes, the guild is the second largest" answers "is it the largest?".
    """
    rest = strip_yes(statement)
    if rest == statement or not rest:
        return statement
    is_proved = _load_answer("yes").match(statement) and not (
        find_own_words(rest, question, language) or adds_amount(rest, question)
    )
    return statement if is_proved else rest


def says_no(statement: str) -> bool:
    """Whether a statement begins with "no"."""
    return _load_answer("no").match(statement) is not None or _load_answer("no").match(f"{statement}.") is not None


def strip_yes(statement: str) -> str:
    """Return a statement without a "yes" or "no" before it."""
    for answer in ("yes", "no"):
        rest = _load_answer(answer).sub("", statement, count=1)
        if rest != statement:
            return rest[:1].upper() + rest[1:]
    return statement


def is_yes_or_no(statement: str) -> bool:
    """Whether a statement says yes or no, and nothing else."""
    return not strip_yes(f"{statement.rstrip(' .!。')}.")


@load_each("yes", "no")
def _load_answer(answer: str) -> re.Pattern[str]:
    words = read_word_list(__file__)[answer]
    return re.compile(rf"^{join_forms(words)}\s*[,.!:–—，、。،]\s*", re.IGNORECASE)


@cache
def _load_asking(language: str) -> re.Pattern[str]:
    """Load the words that ask for more than yes or no, wherever they stand; of all languages for an unknown one."""
    words = read_word_list(__file__)["open"]
    chosen = {language: words[language]} if language in words else words
    parts = {code: [form.removeprefix(".*").removesuffix(".*") for form in forms] for code, forms in chosen.items()}
    spaced = {code: forms for code, forms in parts.items() if not words[code][0].startswith(".*")}
    anywhere = {code: forms for code, forms in parts.items() if code not in spaced}
    patterns = [rf"(?<!\w){join_forms(spaced)}(?!\w)"] if spaced else []
    return re.compile("|".join([*patterns, join_forms(anywhere)] if anywhere else patterns), re.IGNORECASE)


@load_each("several", "amount", "closed")
def _load_pattern(kind: str) -> re.Pattern[str]:
    words = read_word_list(__file__)[kind]
    return re.compile(match_whole_words(words), re.IGNORECASE)


@cache
def _load_open(language: str) -> re.Pattern[str]:
    forms = "|".join(read_word_list(__file__)["open"].get(language, ()))
    return re.compile(rf"[¿¡]?(?:{forms})\b" if forms else r"(?!)", re.IGNORECASE)
