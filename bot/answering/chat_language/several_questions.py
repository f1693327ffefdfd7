"""Messages that ask several questions: each is answered on its own, and the answers are joined. Pure.

"Who paid? And how much?", a numbered list, and "Who paid for it and when was it built" ask two; "when was it built, who
paid and how long is it" asks three. Conjunctions of each language are in ``several_questions.toml``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answering.chat_language import small_talk
from bot.answering.chat_language.reactions import classify_message
from bot.answering.types import Answer, Citation, Generation, Mode, Timings, Usage
from bot.answering.word_lists import (
    ASKING_ANYWHERE,
    QUESTION_MARKS,
    fold_accents,
    join_forms,
    load_once,
    read_word_list,
)
from index.text.scripts import CHINESE_AND_JAPANESE

if TYPE_CHECKING:
    from index.types import Span

_MAX_CHARS = 400
_MAX_LIST_CHARS = 2_000
"""A list of questions may be longer than a message with several of them."""
MAX_QUESTIONS = 10
"""How many questions of a message are answered."""
_MIN_QUESTIONS = 2
_MIN_WORDS = 2
_NUMBERED = re.compile(r"\s*(?:\(?(?:[Qq]\.?\s?)?\d{1,2}\s?[.):]|\(?[a-jA-J]\)|[-–•*])\s*(?=\S)")
_ELLIPSIS = re.compile(r"(?<=\w)\s*(?:…|⋯|\.{3,})[\s…⋯]*(?=[^\s…⋯.])")
_NUMBER_IN_LINE = re.compile(r"(?<=\S)\s+(?=\(?(\d)[.)]\s)")
_PART = re.compile(r"[^?？؟\n]+[?？؟]*")
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(f"[{CHINESE_AND_JAPANESE}]{{3}}")


@dataclass(frozen=True, slots=True)
class _JoinedPatterns:
    """Patterns of joined questions.

    Attributes:
        asks: A question word at the start of a question.
        joins: What joins a question to the one before, where question words stand first.
        joins_anywhere: The same where they stand anywhere, and one that is no comma where blanks part words.
        asks_anywhere: A question word of those languages.
        measures: A question word at the start that another word belongs to: "how long" is no question yet.
        relatives: Words at the start that are more often no question words without an accent.
    """

    asks: re.Pattern[str]
    joins: re.Pattern[str]
    joins_anywhere: re.Pattern[str]
    asks_anywhere: re.Pattern[str]
    measures: re.Pattern[str]
    relatives: re.Pattern[str]


def split_questions(message: str) -> tuple[str, ...]:
    """Return the questions of a message that asks several for sure; none if it has one.

    Each has a question mark, is on a line with a number, or begins with a question word on its own line, after a
    question or after an ellipsis. Three or more questions may be joined by commas and conjunctions.
    """
    lines = [line for each in message.splitlines() for line in _part_numbers(each) if line.strip()]
    lines = [part for line in lines for part in _part_at_ellipses(line)]
    numbered = [line for line in lines if _NUMBERED.match(line)]
    if len(message) > (_MAX_LIST_CHARS if len(numbered) > 1 else _MAX_CHARS):
        return ()
    if len(numbered) > 1:
        parts = [_NUMBERED.sub("", line, count=1) for line in numbered]
    else:
        parts = [part for line in lines for part in _PART.findall(line) if _is_marked(part)]
    asked = [part.strip(" ,;") for part in parts]
    asked = [part for part in asked if _asks(part)]
    if len(asked) < _MIN_QUESTIONS and len(lines) == 1:
        joined = split_joined(lines[0])
        asked = list(joined) if len(joined) > _MIN_QUESTIONS else []
    return tuple(asked) if len(asked) >= _MIN_QUESTIONS else ()


def split_joined(question: str) -> tuple[str, ...]:
    """Return the questions that commas and conjunctions join: "who paid for it and when was it built"; none otherwise.

    Two may also be one: "who was the clerk, who wrote it down".
    """
    known = _load_patterns()
    folded = fold_accents(question)
    if len(question) > _MAX_CHARS:
        return ()
    if known.asks.match(folded):
        found = [one.span() for one in known.joins.finditer(folded) if not known.relatives.match(question, one.end())]
        return _part_at(question, found, known)
    found = [one.span() for one in known.joins_anywhere.finditer(folded)]
    parts = _part_at(question, found, known)
    return parts if all(known.asks_anywhere.search(fold_accents(part)) for part in parts) else ()


def _part_at(question: str, joints: Sequence[tuple[int, int]], known: _JoinedPatterns) -> tuple[str, ...]:
    """Part a question at joints; a part with too few words stays with the one before."""
    parts: list[str] = []
    start = 0
    for end, begin in [*joints, (len(question), len(question))]:
        part = question[start:end].strip(" ,;，、")
        if not parts and not _is_whole(part, known):
            continue
        if parts and not _has_words(part):
            return ()  # "who is Ann and what?"
        parts.append(part)
        start = begin
    return tuple(parts) if len(parts) >= _MIN_QUESTIONS else ()


def _part_numbers(line: str) -> list[str]:
    """Part a line at its numbers: "1) who built it 2) when"."""
    found = list(_NUMBER_IN_LINE.finditer(line))
    begins = re.match(r"\s*\(?1[.)]\s", line) is not None
    if not begins or [one[1] for one in found] != [str(n) for n in range(2, len(found) + 2)]:
        return [line]
    starts = [0, *(one.end() for one in found)]
    return [line[start:end] for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


def _part_at_ellipses(line: str) -> list[str]:
    """Part a line at ellipses if each part asks: "who built it … and why?"; each then has a question mark."""
    parts = _ELLIPSIS.split(line)
    if len(parts) < _MIN_QUESTIONS or not all(map(_begins_question, parts)):
        return [line]
    return [part if part.endswith(QUESTION_MARKS) else f"{part}?" for part in parts]


def _begins_question(part: str) -> bool:
    """Return whether a part begins as a question does, or has a question word of a language where that may be later."""
    known, folded = _load_patterns(), f" {fold_accents(part.strip())}"  # a conjunction follows a blank
    joined = known.joins.match(folded)
    start = joined.end() if joined else 1
    return (known.asks.match(folded, start) or known.asks_anywhere.search(folded)) is not None


def _is_marked(part: str) -> bool:
    """Return whether a part of a line ends with a question mark, or begins as a question does."""
    known = _load_patterns()
    if part.endswith(QUESTION_MARKS):
        return True
    joined = known.joins.match(fold_accents(part))
    start = joined.end() if joined else 0
    return known.asks.match(fold_accents(part), start) is not None and not known.relatives.match(part.strip())


def _is_whole(part: str, known: _JoinedPatterns) -> bool:
    """Return whether the first part is a question: "how long" of "how long and how wide is it" is none."""
    words = len(_WORD.findall(part))
    is_measure = words == _MIN_WORDS and known.measures.match(fold_accents(part)) is not None
    return (words >= _MIN_WORDS and not is_measure) or _UNSPACED.search(part) is not None


def _has_words(part: str) -> bool:
    return len(_WORD.findall(part)) >= _MIN_WORDS or _UNSPACED.search(part) is not None


def join_answers(
    question: str, answers: Sequence[Answer], language: str | None = None, *, is_complete: bool = True
) -> Answer:
    """Join the answers to the questions of a message; the result is sure if each question has a sure answer.

    Citations are numbered through, and each is listed once. If no question is answered, the nearest sentences are those
    of the first question that has some.

    Args:
        question: The whole message.
        answers: The answer to each of its questions; at least one.
        language: Of the whole message, ISO 639-1; None for that of the first answer.
        is_complete: Whether each question of the message has an answer among them; a notice says if not.
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
        language=language or answers[0].language,
        status="answered" if is_answered else "not_found",
        mode=next((mode for mode in modes if any(part.mode == mode for part in parts)), answers[0].mode),
        statements=tuple(dict.fromkeys(statement for part in parts for statement in part.statements)),
        citations=tuple(citations.values()),
        timings=timings,
        nearest=() if is_answered else next((answer.nearest for answer in answers if answer.nearest), ()),
        shape="prose",
        notice=next((part.notice for part in parts if part.notice), None) if is_complete else "too_many_questions",
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
    return _has_words(part) and classify_message(part) is None


@load_once
def _load_patterns() -> _JoinedPatterns:
    words = read_word_list(__file__)
    spoken, own = read_word_list(small_talk.__file__)["question_words"], words["question_words_anywhere"]
    first = {code: forms for code, forms in spoken.items() if code not in ASKING_ANYWHERE}
    asks, joining = join_forms(first), join_forms(words["conjunctions"], spaced=True)
    anywhere = {code: [*(() if code in first else spoken.get(code, ())), *own[code]] for code in own}
    unspaced = join_forms(words["conjunctions"], spaced=False)
    comma = r"\s*[,;，、،+&/]\s*"
    starts, joins, joins_anywhere, asks_anywhere, measures = (
        re.compile(fold_accents(form), re.IGNORECASE)
        for form in (
            rf"[¿¡\s]*{asks}(?!\w)",
            rf"(?:{comma}(?:{joining})?|\s+{joining})(?=[\s¿]*{asks}(?!\w))",
            rf"{comma}(?:{joining}|{unspaced})?|\s+{joining}",
            rf"(?<!\w){join_forms(anywhere, spaced=True)}(?!\w)|{join_forms(anywhere, spaced=False)}",
            rf"[¿¡\s]*{join_forms(words['measures'])}(?!\w)",
        )
    )
    relatives = re.compile(rf"[\s¿]*{join_forms(words['relatives'])}(?!\w)", re.IGNORECASE)
    return _JoinedPatterns(starts, joins, joins_anywhere, asks_anywhere, measures, relatives)
