"""Drafts without what no sentence proves, such as questions and refusals, and quotes for bare citations. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.generation.context import PromptContext
from bot.answering.generation.sentence_runs import SentenceRun
from bot.answering.generation.types import VerifiedStatement
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.replies.refusals import drop_contrast, drop_refusal, tells_of_gap
from bot.answering.llm.replies.reply_parser import DraftStatement, is_refusal, parse_bare_citations
from bot.answering.questions.expected_answers import drop_yes, is_yes_or_no
from bot.answering.word_lists import QUESTION_MARKS
from index.text import analyzer

_MAX_QUOTED = 3
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
    drafts = [draft for draft in drafts if not _only_asks(draft, question, is_answer=is_answer)]
    mended = list(drafts) if _may_refuse(drafts, context) else _drop_refusals(drafts)
    if is_answer and len(mended) > 1:  # the other statements prove it
        mended = [draft for draft in mended if not says_only_yes_or_no(draft.text, question)] or mended[:1]
    if is_answer:
        mended = [replace(draft, text=drop_yes(draft.text, question, language)) for draft in mended]
    return mended


def _only_asks(draft: DraftStatement, question: str, *, is_answer: bool) -> bool:
    """Whether a draft is a question; the question itself with a citation counts as a "yes"."""
    if not draft.text.rstrip(_AFTER_MARK).endswith(QUESTION_MARKS):
        return False
    return not (is_answer and draft.numbers and says_only_yes_or_no(draft.text, question))


def quote_cited(reply: ModelReply, context: PromptContext) -> list[VerifiedStatement]:
    """Quote the sentences that a reply without statements cites; a refusal cites none.

    Raises:
        ModelError: The reply is neither an answer nor a refusal, or is cut before the end of its first statement.
    """
    quoted = _quote_numbers(parse_bare_citations(reply.text), context)
    if not quoted and not is_refusal(reply.text):
        if reply.is_cut:
            raise ModelError(
                "The token limit cut the reply before a statement was whole; raise PINCITE_LLM_MAX_TOKENS."
            )
        raise ModelError("The reply of the language model is not an answer; try again, or use another model.")
    return quoted


def quote_yes_or_no(drafts: list[DraftStatement], question: str, context: PromptContext) -> list[VerifiedStatement]:
    """Take a bare "yes" or "no" from the drafts, and quote the sentences that it cites: only they are proved.

    The words of the question alone are no more than a "yes", and without a citation nothing at all.
    """
    if len(drafts) != 1 or not says_only_yes_or_no(drafts[0].text, question):
        return []
    quoted = _quote_numbers(drafts[0].numbers, context)
    if quoted or not is_yes_or_no(drafts[0].text):
        drafts.clear()
    return quoted


def says_only_yes_or_no(statement: str, question: str) -> bool:
    """Whether a statement says yes or no, or repeats the question word for word, and says nothing else."""
    return is_yes_or_no(statement) or analyzer.words(statement) == analyzer.words(question)


def _quote_numbers(numbers: Sequence[int], context: PromptContext) -> list[VerifiedStatement]:
    """Quote the sentences of some numbers."""
    known = {sentence.n: sentence.hit for sentence in context.sentences}
    chosen = [known[number] for number in numbers if number in known][:_MAX_QUOTED]
    return [VerifiedStatement(hit.text, (SentenceRun((hit,)),), "quoted") for hit in chosen]


def _may_refuse(drafts: Sequence[DraftStatement], context: PromptContext) -> bool:
    """Whether no draft refuses, or a sentence says of a text that it does not say something, so that drafts may too.

    The sentences are many and their patterns are slow, so they are searched only if a draft refuses.
    """
    return not any(tells_of_gap(draft.text) for draft in drafts) or any(
        tells_of_gap(sentence.hit.reading) for sentence in context.sentences
    )


def _drop_refusals(drafts: Sequence[DraftStatement]) -> list[DraftStatement]:
    kept = []
    has_refused = False
    for draft in drafts:
        text = drop_refusal(drop_contrast(draft.text) if has_refused else draft.text)
        has_refused = not text
        if text:
            kept.append(replace(draft, text=text))
    return kept
