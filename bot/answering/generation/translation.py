"""Translation of verified statements that a model wrote in another language than the question's."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.answering.generation.context import PromptContext
from bot.answering.generation.types import Support, Unsupported, VerifiedStatement
from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import ModelError, ModelReply
from bot.answering.llm.prompt_text import neutralize
from bot.answering.llm.replies.reply_language import is_in_other_language
from bot.answering.llm.replies.reply_parser import DraftStatement, parse_lines
from bot.executors import Executors

_log = logging.getLogger(__name__)


class StatementTranslation:
    """Has the statements of one answer translated where they need it, and verifies the translations."""

    def __init__(
        self,
        language: str,
        context: PromptContext,
        executors: Executors,
        ask: Callable[[str, Mapping[str, str]], Awaitable[ModelReply]],
        find_support: Callable[[DraftStatement], Awaitable[Support | Unsupported]],
    ) -> None:
        """Translate into the language of a question.

        Args:
            language: Of the question, ISO 639-1.
            context: The numbered sentences, with their sources.
            executors: Runs the classifier of languages.
            ask: Asks the model with a prompt and its values.
            find_support: Finds the support of a translation.
        """
        self._language = language
        self._context = context
        self._executors = executors
        self._ask = ask
        self._find_support = find_support

    async def verify_shown(
        self, verify: Callable[[DraftStatement], Awaitable[VerifiedStatement | None]], draft: DraftStatement
    ) -> VerifiedStatement | None:
        """Verify a draft of a growing reply; None if it is not shown, or not before it is translated."""
        verified = await verify(draft)
        is_foreign = verified is not None and bool(await self._list_foreign([verified]))
        return None if is_foreign else verified

    async def translate(self, statements: list[VerifiedStatement]) -> None:
        """Replace the statements in another language by their translations.

        A statement stays as it is if the sources do not support its translation, or if the model fails.
        """
        foreign = await self._list_foreign(statements)
        if not foreign:
            return
        lines = "\n".join(neutralize(verified.text) for verified in foreign)
        values = {"language": get_language_name(self._language), "statements": lines}
        try:
            reply = await self._ask("translate", values)
        except ModelError as error:
            _log.warning("%s The answer stays in the language of its sources.", error)
            return
        translated = parse_lines(reply.text)
        if reply.is_cut or len(translated) != len(foreign):
            return
        for verified, text in zip(foreign, translated, strict=True):
            new = await self._verify(verified, text)
            if new is not None:
                statements[statements.index(verified)] = new

    async def _verify(self, verified: VerifiedStatement, text: str) -> VerifiedStatement | None:
        """Return a statement in other words; None if its sentences do not support them, or the language is wrong."""
        own = {hit for run in verified.runs for hit in run.hits}
        numbers = tuple(sentence.n for sentence in self._context.sentences if sentence.hit in own)
        support = await self._find_support(DraftStatement(text, numbers))
        if isinstance(support, Unsupported):
            return None
        new = replace(verified, text=text, runs=support.runs)
        return None if await self._list_foreign([new]) else new

    async def _list_foreign(self, statements: Sequence[VerifiedStatement]) -> list[VerifiedStatement]:
        return await self._executors.run(_find_foreign, statements, self._language, self._context)


def _find_foreign(
    statements: Sequence[VerifiedStatement], language: str, context: PromptContext
) -> list[VerifiedStatement]:
    """Find the statements in a model's words that are in another language than the question. Blocking (classifies)."""
    return [
        verified
        for verified in statements
        if verified.verdict != "quoted"
        and is_in_other_language(
            verified.text, language, {context.get_source(run.hits[0]).language for run in verified.runs}
        )
    ]
