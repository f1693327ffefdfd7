"""Messages that ask several questions: each is answered on its own, and the answers are joined. Pure.

"Who paid? And how much?", a numbered list, and "Who paid for it and when was it built" ask two. Conjunctions of each
language are in ``several_questions.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bot.answering.chat_language import small_talk
from bot.answering.chat_language.reactions import classify_message
from bot.answering.types import Answer, Citation, Statement, Timings
from bot.answering.word_lists import QUESTION_MARKS, fold_accents, join_forms, read_word_list

if TYPE_CHECKING:
    from index.types import Span

_MAX_CHARS = 400
_MAX_LIST_CHARS = 2_000
"""A list of questions may be longer than a message with several of them."""
_MAX_QUESTIONS = 10
_MIN_WORDS = 2
_NUMBERED = re.compile(r"\s*(?:\(?(?:[Qq]\.?\s?)?\d{1,2}\s?[.):]|\(?[a-jA-J]\)|[-–•*])\s*(?=\S)")
_PART = re.compile(r"[^?？؟\n]+[?？؟]*")
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]{3}")


def split_questions(message: str) -> tuple[str, ...]:
    """Return the questions of a message, each with its question mark or on a line with a number; none if it has one."""
    lines = [line for line in message.splitlines() if line.strip()]
    numbered = [line for line in lines if _NUMBERED.match(line)]
    if len(message) > (_MAX_LIST_CHARS if len(numbered) > 1 else _MAX_CHARS):
        return ()
    if len(numbered) > 1:
        parts = [_NUMBERED.sub("", line, count=1) for line in numbered]
    else:
        parts = [part for line in lines for part in _PART.findall(line) if part.endswith(QUESTION_MARKS)]
    asked = [part.strip(" ,;") for part in parts]
    asked = [part for part in asked if _asks(part)]
    return tuple(asked[:_MAX_QUESTIONS]) if len(asked) > 1 else ()


def split_at_conjunction(question: str) -> tuple[str, ...]:
    """Return the two questions that a conjunction joins: "who paid for it and when was it built"; none otherwise."""
    if len(question) > _MAX_CHARS:
        return ()
    folded = fold_accents(question)
    asks, joins = _load_patterns()
    if asks.match(folded) is None:
        return ()
    for found in joins.finditer(folded):
        first, second = question[: found.start()].strip(" ,;"), question[found.end() :].strip()
        if len(_WORD.findall(first)) > _MIN_WORDS and len(_WORD.findall(second)) > _MIN_WORDS:
            return first, second
    return ()


def join_answers(question: str, answers: Sequence[Answer]) -> Answer:
    """Join answers with quotes in the order of their questions; the result is sure if each question has a sure answer.

    If none has a quote, the nearest sentences are those of the first question that has some.
    """
    citations: dict[tuple[str, Span], Citation] = {}
    statements: list[Statement] = []
    for answer in answers:
        for statement in answer.statements:
            cited = [one for one in answer.citations if one.n in statement.citations]
            keys = [(one.source.text_id, one.span) for one in cited]
            if keys and all(key in citations for key in keys):
                continue
            for key, one in zip(keys, cited, strict=True):
                citations.setdefault(key, replace(one, n=len(citations) + 1))
            statements.append(replace(statement, citations=tuple(citations[key].n for key in keys)))
    spent = [(one.timings.retrieve, one.timings.answer, one.timings.total) for one in answers]
    timings = Timings(*(round(sum(times), 2) for times in zip(*spent, strict=True)))
    return replace(
        answers[0],
        question=question,
        status="answered" if statements else "not_found",
        statements=tuple(statements),
        citations=tuple(citations.values()),
        timings=timings,
        nearest=() if statements else next((answer.nearest for answer in answers if answer.nearest), ()),
        is_sure=all(answer.status == "answered" and answer.is_sure for answer in answers),
    )


def _asks(part: str) -> bool:
    has_words = len(_WORD.findall(part)) >= _MIN_WORDS or _UNSPACED.search(part) is not None
    return has_words and classify_message(part) is None


@cache
def _load_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a question word at the start, and that of a conjunction before one."""
    asks = join_forms(read_word_list(small_talk.__file__)["question_words"], spaced=True)
    joining = join_forms(read_word_list(__file__)["conjunctions"], spaced=True)
    forms = (rf"[¿¡\s]*{asks}(?!\w)", rf"[\s,]+{joining}(?=[\s¿]*{asks}(?!\w))")
    starts, joins = (re.compile(fold_accents(form), re.IGNORECASE) for form in forms)
    return starts, joins
