"""Sentences that a reply cites without words of its own: a bare number, a bare "yes", a refusal. Pure."""

from collections.abc import Sequence

from bot.answering.generation.context import PromptContext
from bot.answering.generation.sentence_runs import SentenceRun
from bot.answering.generation.types import VerifiedStatement
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.replies.reply_parser import DraftStatement, is_refusal, parse_bare_citations
from bot.answering.questions.expected_answers import is_yes_or_no

_MAX_QUOTED = 3


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


def quote_yes_or_no(drafts: list[DraftStatement], context: PromptContext) -> list[VerifiedStatement]:
    """Take a bare "yes" or "no" from the drafts, and quote the sentences that it cites: only they are proved."""
    if len(drafts) != 1 or not is_yes_or_no(drafts[0].text):
        return []
    quoted = _quote_numbers(drafts[0].numbers, context)
    if quoted:
        drafts.clear()
    return quoted


def _quote_numbers(numbers: Sequence[int], context: PromptContext) -> list[VerifiedStatement]:
    """Quote the sentences of some numbers."""
    known = {sentence.n: sentence.hit for sentence in context.sentences}
    chosen = [known[number] for number in numbers if number in known][:_MAX_QUOTED]
    return [VerifiedStatement(hit.text, (SentenceRun((hit,)),), "quoted") for hit in chosen]
