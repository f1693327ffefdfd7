"""Drafts without what no sentence proves: questions, a "yes" before a statement, what a text does not say. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.generation.context import PromptContext
from bot.answering.llm.replies.refusals import drop_contrast, drop_refusal, tells_of_gap
from bot.answering.llm.replies.reply_parser import DraftStatement
from bot.answering.questions.expected_answers import drop_yes, is_yes_or_no
from bot.answering.word_lists import QUESTION_MARKS

_AFTER_MARK = ' ”"»)'


def mend_drafts(
    drafts: Sequence[DraftStatement], question: str, language: str, context: PromptContext, *, is_answer: bool
) -> list[DraftStatement]:
    """Mend the drafts of a reply; those that only ask or refuse are left out.

    Args:
        drafts: The statements of a reply, or those at its beginning.
        question: What the reply answers.
        language: Of the question, ISO 639-1.
        context: The numbered sentences. If one of them says that something is not mentioned, a statement may say so.
        is_answer: Whether the reply answers one question, so that it may begin with "yes".
    """
    drafts = [draft for draft in drafts if not draft.text.rstrip(_AFTER_MARK).endswith(QUESTION_MARKS)]
    if any(tells_of_gap(sentence.hit.reading) for sentence in context.sentences):
        mended = drafts
    else:
        mended = []
        has_refused = False
        for draft in drafts:
            text = drop_refusal(drop_contrast(draft.text) if has_refused else draft.text)
            has_refused = not text
            if text:
                mended.append(replace(draft, text=text))
    if is_answer and len(mended) > 1:  # the other statements prove it
        mended = [draft for draft in mended if not is_yes_or_no(draft.text)] or mended[:1]
    if is_answer:
        mended = [replace(draft, text=drop_yes(draft.text, question, language)) for draft in mended]
    return mended
