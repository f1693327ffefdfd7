"""Statement generation: the model is asked once, each statement is verified, repaired once, and otherwise withheld."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from bot.answering.facts import find_own_words
from bot.answering.generation.context import PromptContext, PromptRoom, build_context, halve, render_context
from bot.answering.generation.draft_mending import mend_drafts, quote_cited, quote_yes_or_no
from bot.answering.generation.draft_supports import DraftSupports
from bot.answering.generation.streaming import StatementPreview, StreamedStatements
from bot.answering.generation.translation import StatementTranslation
from bot.answering.generation.types import Claim, GeneratedAnswer, Support, Unsupported, VerifiedStatement
from bot.answering.generation.verifier import Verifier
from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import LanguageModel, ModelReply, PromptTooLongError
from bot.answering.llm.prompt_text import neutralize
from bot.answering.llm.replies.reply_parser import DraftStatement, parse_statements
from bot.answering.questions.expected_answers import (
    adds_amount,
    asks_for_yes_or_no,
    repeats_question,
)
from bot.answering.types import OnText, WithheldStatement
from bot.executors import Executors
from index.retrieval.ranking import Ranking
from index.types import Source
from prompts.library import PromptLibrary

_log = logging.getLogger(__name__)

_VERDICT_TOKENS = 4
_ANSWERING = frozenset({"answer", "insist"})
"""Prompts that answer one question; all others but ``repair`` ask for lines about a whole source."""
_PRESUMED = "the question presumes what the sources do not say"
_REPEATED = "it repeats the question"
_INSIST_SENTENCES = 3
_LIKELY_GAP, _UNLIKELY_GAP = 1.0, 2.0
"""Gaps to the best sentence's score: within the first, a sentence is as likely to answer; beyond the second, it hardly
does. Such sentences support 3 of 124 right answers of a small model, and 7 of 47 wrong ones."""


class FindsSource(Protocol):
    """Finds a source. Blocking."""

    def get_source(self, id_: str) -> Source:
        """Return the current source of that id."""


class StatementGenerator:
    """Generates statements with a language model, and keeps those that the sentences support."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        model: LanguageModel,
        prompts: PromptLibrary,
        verifier: Verifier,
        catalog: FindsSource,
        executors: Executors,
        *,
        context_tokens: int,
        asks_judge: bool = False,
    ) -> None:
        """Generate with ``model``.

        Args:
            model: Writes statements, and judges them if ``asks_judge``.
            prompts: The prompts of each task.
            verifier: Finds the sentences that support a statement.
            catalog: Gives the titles of the sources.
            executors: Runs blocking calls.
            context_tokens: The token budget of the numbered sentences in a prompt.
            asks_judge: Whether the model also judges each statement against its quote.
        """
        self.model = model
        self._prompts = prompts
        self._verifier = verifier
        self._catalog = catalog
        self._executors = executors
        self._context_tokens = context_tokens
        self._asks_judge = asks_judge
        self._room = PromptRoom()

    async def answer(self, question: str, language: str, ranking: Ranking, on_text: OnText | None) -> GeneratedAnswer:
        """Answer from the ranked sentences; raises ``ModelError``.

        Small models refuse too often. If no statement is left, the model is asked whether the best sentence, or the two
        best, answers the question. If the model confirms, it answers again from the best three sentences.
        """
        context = await self._with_sources(build_context(ranking.sentences, self._context_tokens))
        preview = None if on_text is None else StatementPreview(on_text)

        async def find_doubt(first: VerifiedStatement) -> str | None:
            return await self._find_doubt(question, language, first, context, sure=ranking.is_sure)

        generated = await self.generate("answer", question, language, context, preview=preview, find_doubt=find_doubt)
        if generated.statements:
            await self._withhold_doubtful(question, language, generated, await find_doubt(generated.statements[0]))
            if preview is not None and generated.statements:
                preview.show(generated.statements)
            if generated.unsupported and generated.statements:
                await self._repair(Claim(question, generated.unsupported[0], language), context, generated)
            return generated
        if context.sentences:
            generated.confirmed = await self._ask_to_confirm(question, _join_likeliest(context), generated)
        if generated.confirmed:
            best = build_context(ranking.sentences, self._context_tokens, _INSIST_SENTENCES)
            best = replace(best, sources=context.sources)  # a part of the same sentences
            generated.merge(await self.generate("insist", question, language, best, preview=preview))
        return generated

    async def _find_doubt(
        self, question: str, language: str, first: VerifiedStatement, context: PromptContext, *, sure: bool
    ) -> str | None:
        """Return the reason to doubt an answer that begins with a statement; None without one.

        An answer is doubtful if the ranking is not ``sure`` or another sentence scores far better. It is also doubtful
        if the question presumes a fact that the sources do not state. Verification alone does not find these cases:
        words of the question with a name are true of any sentence with that name.
        """
        presumed = await self._executors.run(self._verifier.find_presumption, question, language, first.runs, context)
        may_be_denied = presumed is not None and presumed.kind == "negation" and asks_for_yes_or_no(question, language)
        if presumed is not None and not may_be_denied:
            return f"{_PRESUMED}: {presumed.text}"
        return "the model does not confirm it" if not sure or _is_far_behind(first, context) else None

    async def _withhold_doubtful(
        self, question: str, language: str, generated: GeneratedAnswer, doubt: str | None
    ) -> None:
        """Withhold a doubtful answer unless the model confirms it."""
        if doubt is None:
            return
        sentence = " ".join(run.text for run in generated.statements[0].runs)
        if not await self._ask_to_confirm(question, sentence, generated):
            generated.withheld += [WithheldStatement(verified.text, doubt) for verified in generated.statements]
            generated.statements.clear()
            generated.presumes = doubt.startswith(_PRESUMED) and not asks_for_yes_or_no(question, language)

    async def _ask_to_confirm(self, question: str, sentence: str, generated: GeneratedAnswer) -> bool:
        """Ask the model whether a sentence answers the question."""
        values = {"question": neutralize(question), "sentence": neutralize(sentence)}
        reply = await self._ask("confirm", values, generated, max_tokens=_VERDICT_TOKENS)
        return _begins_with(reply.text, "yes")

    async def generate(  # noqa: PLR0913 - a prompt, its values, and the preview of its reply
        self,
        prompt_name: str,
        question: str,
        language: str,
        context: PromptContext,
        *,
        preview: StatementPreview | None = None,
        find_doubt: Callable[[VerifiedStatement], Awaitable[str | None]] | None = None,
    ) -> GeneratedAnswer:
        """Generate and verify the statements of one prompt.

        A context without sentences needs no call. With ``find_doubt`` a doubtful answer has no preview.

        Raises:
            ModelError: The model failed, or its reply is neither an answer nor a refusal.
        """
        generated = GeneratedAnswer()
        if not context.sentences:
            return generated
        context = await self._with_sources(context)

        async def find_support(draft: DraftStatement) -> Support | Unsupported:
            if prompt_name in _ANSWERING and await self._executors.run(
                repeats_question, draft.text, question, language
            ):
                return Unsupported(_REPEATED)
            return await self._find_support(Claim(question, draft, language), context, generated)

        def mend(drafts: Sequence[DraftStatement]) -> list[DraftStatement]:
            return mend_drafts(drafts, question, language, context, is_answer=prompt_name in _ANSWERING)

        async def ask(name: str, values: Mapping[str, str]) -> ModelReply:
            return await self._ask(name, values, generated)

        supports = DraftSupports(find_support)
        translation = StatementTranslation(language, context, self._executors, ask, find_support)
        if preview is None or self._asks_judge:  # the judge is the same model, which is busy
            reply = await self._ask_about(prompt_name, question, language, context, generated)
        else:

            async def may_show(first: VerifiedStatement) -> bool:
                return find_doubt is None or await find_doubt(first) is None

            verify = partial(translation.verify_shown, supports.verify)
            async with StreamedStatements(preview, verify, may_show, mend=mend) as streamed:
                reply = await self._ask_about(prompt_name, question, language, context, generated, on_text=streamed)
        drafts = parse_statements(reply.text, is_cut=reply.is_cut)
        if not drafts:
            generated.statements = quote_cited(reply, context)
        mended = mend(drafts)
        if prompt_name in _ANSWERING:
            generated.statements += quote_yes_or_no(mended, question, context)
        await supports.verify_all(mended, generated)
        await translation.translate(generated.statements)
        return generated

    async def _repair(self, claim: Claim, context: PromptContext, generated: GeneratedAnswer) -> None:
        """Ask the model once to correct the unsupported statements."""
        statement = neutralize(" ".join(draft.text for draft in generated.unsupported))
        more = {"statement": statement}
        reply = await self._ask_about("repair", claim.question, claim.language, context, generated, more=more)
        said = " ".join(verified.text for verified in generated.statements)
        drafts = parse_statements(reply.text, is_cut=reply.is_cut)
        for draft in mend_drafts(drafts, claim.question, claim.language, context, is_answer=True):
            support = await self._find_support(replace(claim, draft=draft), context, generated)
            is_new = find_own_words(draft.text, said, claim.language) or adds_amount(draft.text, said)
            if isinstance(support, Support) and is_new:
                generated.statements.append(VerifiedStatement(draft.text, support.runs, "repaired"))

    async def _with_sources(self, context: PromptContext) -> PromptContext:
        if context.sources or not context.sentences:
            return context
        return await self._executors.run(context.with_sources, self._catalog.get_source)

    async def _find_support(
        self, claim: Claim, context: PromptContext, generated: GeneratedAnswer
    ) -> Support | Unsupported:
        """Find the support of a claim; if a judge is configured, the model must agree."""
        support = await self._executors.run(self._verifier.verify, claim, context)
        if not self._asks_judge or isinstance(support, Unsupported):
            return support
        values = {
            "question": neutralize(claim.question),
            "statement": neutralize(claim.draft.text),
            "quote": neutralize(" ".join(run.text for run in support.runs)),
        }
        reply = await self._ask("judge", values, generated, max_tokens=_VERDICT_TOKENS)
        denied = _begins_with(reply.text, "no")
        return Unsupported("the model says that the quote does not say this") if denied else support

    async def _ask_about(  # noqa: PLR0913 - a prompt, its values, and the preview of its reply
        self,
        name: str,
        question: str,
        language: str,
        context: PromptContext,
        generated: GeneratedAnswer,
        *,
        on_text: OnText | None = None,
        more: Mapping[str, str] | None = None,
    ) -> ModelReply:
        """Ask about numbered sentences; if they exceed the context of the model, about fewer of them."""
        evenly = name not in _ANSWERING and name != "repair"
        chosen = self._room.choose(context, evenly=evenly)
        is_shortened = False
        while True:
            values = {
                "language": get_language_name(language),
                "question": neutralize(question),
                "sentences": render_context(context, chosen),
                **(more or {}),
            }
            try:
                reply = await self._ask(name, values, generated, on_text)
            except PromptTooLongError as error:
                if len(chosen) == 1:
                    raise
                _log.warning("%s Pincite asks again with fewer sentences.", error)
                chosen, is_shortened = halve(chosen, evenly=evenly), True
                continue
            if is_shortened:
                self._room.learn(chosen)
            return reply

    async def _ask(
        self,
        name: str,
        values: Mapping[str, str],
        generated: GeneratedAnswer,
        on_text: OnText | None = None,
        max_tokens: int | None = None,
    ) -> ModelReply:
        prompt = self._prompts.get(name).render(values)
        reply = await self.model.complete(prompt.system, prompt.user, on_text, max_tokens=max_tokens)
        generated.count_call(prompt, reply)
        return reply


def _join_likeliest(context: PromptContext) -> str:
    """Return the best sentence, together with the next one if that is as likely to answer."""
    best, *others = (sentence.hit for sentence in context.sentences)
    return " ".join([best.text, *(other.text for other in others[:1] if best.score - other.score < _LIKELY_GAP)])


def _is_far_behind(verified: VerifiedStatement, context: PromptContext) -> bool:
    """Whether the supporting sentences score far below the best sentence."""
    cited = max(hit.score for run in verified.runs for hit in run.hits)
    return context.ranked[0].score - cited > _UNLIKELY_GAP


def _begins_with(reply: str, word: str) -> bool:
    return reply.strip(" *\"'.\n").casefold().startswith(word)
