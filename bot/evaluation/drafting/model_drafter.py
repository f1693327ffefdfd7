"""Drafts evaluation questions with a language model: one for each chosen sentence that states a fact."""

import asyncio
from collections.abc import Sequence

from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import LanguageModel
from bot.answering.llm.prompt_text import neutralize
from bot.answering.llm.replies.reply_parser import parse_statements
from bot.evaluation.drafting.topics import QuestionDraft, TopicDrafter
from index.types import Span
from prompts.library import PromptLibrary

_TOKENS = 60
_ASKS = ("?", "？", "؟", "՞", ";")


class ModelDrafter:
    """Lets a model ask about the sentences that ``TopicDrafter`` chooses; a failed draft keeps that question."""

    def __init__(self, model: LanguageModel, library: PromptLibrary) -> None:
        """Ask with ``model``."""
        self._model = model
        self._library = library

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """See ``DraftsQuestions``; raises ``ModelError``."""
        chosen = TopicDrafter().draft(text, language, sentences, most)
        with asyncio.Runner() as loop:
            return loop.run(self._asked(chosen, language))

    async def _asked(self, chosen: Sequence[QuestionDraft], language: str) -> list[QuestionDraft]:
        try:
            return [await self._ask(draft, language) for draft in chosen]
        finally:
            await self._model.close()

    async def _ask(self, draft: QuestionDraft, language: str) -> QuestionDraft:
        prompt = self._library.get("question")
        told = prompt.render({"language": get_language_name(language), "sentence": neutralize(draft.quote)})
        written = await self._model.complete(told.system, told.user, max_tokens=_TOKENS)
        asked = [found.text for found in parse_statements(written.text) if found.text.rstrip(' ”"').endswith(_ASKS)]
        return QuestionDraft(asked[0], draft.quote) if asked else draft
