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
from bot.answering.types import Answer, Citation, Generation, Mode, Timings, Usage
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
    """Join the answers to the questions of a message; the result is sure if each question has a sure answer.

    Citations are numbered through, and each is listed once. If no question is answered, the nearest sentences are those
    of the first question that has some.
    """
    citations: dict[tuple[str, Span], Citation] = {}
    parts = [_renumber(answer, citations) for answer in answers]
    is_answered = any(part.status == "answered" for part in parts)
    spent = [(one.timings.retrieve, one.timings.answer, one.timings.total) for one in answers]
    timings = Timings(*(round(sum(times), 2) for times in zip(*spent, strict=True)))
    modes: tuple[Mode, ...] = ("model", "catalog")
    return replace(
        answers[0],
        question=question,
        status="answered" if is_answered else "not_found",
        mode=next((mode for mode in modes if any(part.mode == mode for part in parts)), answers[0].mode),
        statements=tuple(dict.fromkeys(statement for part in parts for statement in part.statements)),
        citations=tuple(citations.values()),
        timings=timings,
        nearest=() if is_answered else next((answer.nearest for answer in answers if answer.nearest), ()),
        shape="prose",
        notice=next((part.notice for part in parts if part.notice), None),
        generation=_add_up([part.generation for part in parts if part.generation]),
        is_sure=all(part.status == "answered" and part.is_sure for part in parts),
        parts=tuple(parts) if is_answered else (),
    )


def _renumber(answer: Answer, citations: "dict[tuple[str, Span], Citation]") -> Answer:
    """Give the citations of an answer their numbers among all; new ones are added to ``citations``."""
    numbers: dict[int, int] = {}
    for cited in answer.citations:
        key = cited.source.text_id, cited.span
        numbers[cited.n] = citations.setdefault(key, replace(cited, n=len(citations) + 1)).n
    statements = (
        replace(statement, citations=tuple(numbers[n] for n in statement.citations)) for statement in answer.statements
    )
    cited_again = tuple(replace(cited, n=numbers[cited.n]) for cited in answer.citations)
    return replace(answer, statements=tuple(statements), citations=cited_again, nearest=())


def _add_up(generations: Sequence[Generation]) -> Generation | None:
    """Add up how a model generated several answers."""
    if not generations:
        return None
    prompts = dict.fromkeys(prompt for one in generations for prompt in one.prompts)
    usage = sum((one.usage for one in generations), Usage())
    withheld = tuple(statement for one in generations for statement in one.withheld)
    return Generation(generations[0].model, tuple(prompts), usage, withheld=withheld)


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
