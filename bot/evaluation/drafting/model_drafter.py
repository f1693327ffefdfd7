"""Questions for an evaluation that a language model makes up, one for each of some sentences that state a fact."""

import asyncio
from collections.abc import Sequence

from bot.answering.llm.language_names import name_of
from bot.answering.llm.model import Model
from bot.answering.llm.prompt_text import harmless
from bot.answering.llm.reply_parser import drafts
from bot.evaluation.drafting.topics import QuestionDraft, TopicDrafter
from index.types import Span
from prompts.library import Library

_TOKENS = 60
_ASKS = ("?", "？", "؟", "՞", ";")


class ModelDrafter:
    """Chooses sentences as ``TopicDrafter`` does and has a model ask about them; else the topic stays."""

    def __init__(self, model: Model, library: Library) -> None:
        """Ask with ``model``."""
        self._model = model
        self._library = library

    def draft(self, text: str, language: str, sentences: Sequence[Span], most: int) -> list[QuestionDraft]:
        """See ``Drafter``; raises ``ModelError``."""
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
        told = prompt.render({"language": name_of(language), "sentence": harmless(draft.quote)})
        written = await self._model.write(told.system, told.user, max_tokens=_TOKENS)
        asked = [found.text for found in drafts(written.text) if found.text.rstrip(' ”"').endswith(_ASKS)]
        return QuestionDraft(asked[0], draft.quote) if asked else draft
