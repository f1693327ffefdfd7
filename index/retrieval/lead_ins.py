"""Lead-ins: the headings and questions of a text, which the sentences below them answer. Pure.

"Is there a place to eat?" resembles the question of a reader more than its answer does: "The café serves soup." So a
lead-in is ranked as no answer, and the sentences below it are ranked with its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.retrieval.scoring import FRAGMENT_CHARS, is_fragment
from index.types import Heading, Span

PARAGRAPH_GAP = 2
"""The least number of characters between a heading and the text around it."""

_ANSWERS = 2
"""How many sentences of its own paragraph may answer a question within a text."""

_QUESTION = re.compile(r"[^\"“”„«»「」『』:：]+[?？؟]\s*\)?")
"""A question of the text itself; one in quotation marks is somebody's, and may be an answer."""

_NUMBERING = re.compile(r"\W*+(?:\d++[.)]?)++\s+")
MAY_ANSWER = re.compile(r"\d|[:：]\s")
"""What a short paragraph has that answers: "Adults: £5" is as short as a heading."""


@dataclass(frozen=True, slots=True)
class LeadIns:
    """The lead-ins of a passage.

    Attributes:
        above: For each sentence the position of the lead-in that it is below; None if there is none.
        answer_nothing: For each sentence whether it surely is a lead-in, and so answers nothing.
    """

    above: list[int | None]
    answer_nothing: list[bool]


def find_lead_ins(sentences: Sequence[str], spans: Sequence[Span], headings: Sequence[Heading]) -> LeadIns:
    """Find the lead-ins of a passage.

    Args:
        sentences: The sentences, in reading order.
        spans: Their places.
        headings: Those of the whole text; if there are none, short paragraphs without a final stop count as headings.
    """
    # The title of an article often says what happened; one of a section does not.
    stored = {one.span for one in headings if one.level > 1 or one.span.end - one.span.start < FRAGMENT_CHARS}
    above: list[int | None] = []
    answer_nothing: list[bool] = []
    heading: int | None = None
    question: int | None = None
    for at, (sentence, span) in enumerate(zip(sentences, spans, strict=True)):
        before, after = spans[at - 1] if at else None, spans[at + 1] if at + 1 < len(spans) else None
        asks = is_question(sentence)
        answer_nothing.append(asks)
        if asks and not is_paragraph(span, before, after):
            question = at
            above.append(heading)
        elif asks or (span in stored if headings else _is_short_heading(sentence, span, before, after)):
            heading, question = at, None
            above.append(None)
        else:
            if question is not None and (_is_apart(before, span) or at - question > _ANSWERS):
                question = None
            above.append(heading if question is None else question)
            if at and heading == at - 1 and spans[at - 1] in stored:
                answer_nothing[at - 1] = True  # only a heading with a sentence right below it leads in
    return LeadIns(above, answer_nothing)


def is_paragraph(span: Span, before: Span | None, after: Span | None) -> bool:
    """Return whether a sentence of a passage is a paragraph of its own above another one.

    Args:
        span: Its place.
        before: The place of the sentence before it; None if there is none.
        after: The place of the sentence after it; None if there is none.
    """
    return _is_apart(before, span) and after is not None and _is_apart(span, after)


def is_question(sentence: str) -> bool:
    """Return whether a sentence asks in the text's own voice."""
    return _QUESTION.fullmatch(sentence) is not None


def _is_apart(before: Span | None, span: Span) -> bool:
    return before is None or span.start - before.end >= PARAGRAPH_GAP


def _is_short_heading(sentence: str, span: Span, before: Span | None, after: Span | None) -> bool:
    if not is_fragment(sentence) or not is_paragraph(span, before, after):
        return False
    return MAY_ANSWER.search(_NUMBERING.sub("", sentence, count=1)) is None
