"""The question in the words around a link or under a file: "look at LINK and tell me who won" asks who won.

Words of each language are in ``asking_words.toml``, question words and requests in ``small_talk.toml``. Pure.
"""

import re
from collections.abc import Sequence

from bot.answering.chat_language import small_talk
from bot.answering.chat_language.reactions import classify_message
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.questions.follow_ups import asks_nothing
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.source_details import classify_details
from bot.answering.word_lists import QUESTION_MARKS, join_forms, load_once, read_word_list

_EDGES = " \t\n,.;:!…-–—()[]<>«»\"'“”，。；：！、"


def find_question(parts: Sequence[str]) -> str | None:
    """Find the question in the words before, between and after links, the last one first.

    Returns:
        The question without what joins it to a link; None if the words ask nothing, such as a title.
    """
    for part in (*reversed(parts), " ".join(parts)):
        question = _read_question(part)
        if question is not None:
            return question
    return None


def asks_by_its_words(words: str) -> bool:
    """Return whether a text asks by its first words, or asks for a task or a detail of a source, without a mark."""
    is_task = classify_intent(words) != "lookup" or classify_details(words) != ()
    return is_task or (_requests().match(words) or _question_words().search(words)) is not None


def _read_question(words: str) -> str | None:
    words = strip_small_talk(_joining().sub("", words.strip(_EDGES), count=1)).strip(_EDGES)
    request = _requests().match(words)
    question = words[request.end() :].strip(_EDGES) if request else words
    is_task = classify_intent(question) != "lookup"
    asks = request or is_task or question.endswith(QUESTION_MARKS) or _question_words().search(question)
    if not asks or (asks_nothing(question) and not is_task) or classify_message(question) is not None:
        return None
    return question


@load_once
def _joining() -> re.Pattern[str]:
    words = read_word_list(__file__)["joining"]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"^(?:(?:{spaced}(?!\w)[\s,]*)+|(?:{unspaced}[\s，]*)+)", re.IGNORECASE)


@load_once
def _requests() -> re.Pattern[str]:
    polite, plain = read_word_list(small_talk.__file__)["requests"], read_word_list(__file__)["requests"]
    spaced = "|".join(join_forms(words, spaced=True) for words in (plain, polite))
    return re.compile(rf"^[¿¡]?(?:(?:{spaced})(?!\w)|{join_forms(plain, spaced=False)})", re.IGNORECASE)


@load_once
def _question_words() -> re.Pattern[str]:
    spaced = join_forms(read_word_list(small_talk.__file__)["question_words"])
    unspaced = join_forms(read_word_list(__file__)["unspaced_question_words"])
    return re.compile(rf"^[¿¡]?{spaced}(?!\w)|{unspaced}", re.IGNORECASE)
