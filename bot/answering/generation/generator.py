"""An answer written by a model: asked once, checked statement by statement, corrected once, and otherwise withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answering.generation.context import PromptContext, build_context, render_context
from bot.answering.generation.streaming import StreamedText
from bot.answering.generation.verifier import Claim, SentenceRun, Support, Unsupported, Verifier
from bot.answering.llm.language_names import get_language_name
from bot.answering.llm.model import LanguageModel, ModelReply
from bot.answering.llm.prompt_text import neutralize
from bot.answering.llm.reply_parser import DraftStatement, parse_bare_citations, parse_statements
from bot.answering.types import OnText, Usage, Verdict, WithheldStatement
from bot.executors import Executors
from index.retrieval.ranking import Ranking
from index.types import Source
from prompts.library import PromptLibrary, RenderedPrompt

_JUDGED_TOKENS = 4
_POINTED = 3
_INSISTED = 3
_CLOSE, _FAR = 1.0, 2.0
"""How far a sentence's score may lie behind the best one's to be as likely to answer, and from where it hardly does: so
far behind is what supports 3 of 124 right answers of a small model, and 7 of 47 wrong ones."""


class FindsSource(Protocol):
    """Looks sources up. Blocking."""

    def get_source(self, id_: str) -> Source:
        """The current source of that id."""


@dataclass(frozen=True, slots=True)
class VerifiedStatement:
    """A statement that may be shown, with what supports it."""

    text: str
    runs: tuple[SentenceRun, ...]
    verdict: Verdict


@dataclass
class GeneratedAnswer:
    """What came of one answer so far.

    Attributes:
        failed: Statements that could not be verified.
        confirmed: Whether the model grants, without having managed to answer at first, that the sources do answer.
    """

    statements: list[VerifiedStatement] = field(default_factory=list)
    withheld: list[WithheldStatement] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    unsupported: list[DraftStatement] = field(default_factory=list)
    confirmed: bool = False

    def merge(self, other: "GeneratedAnswer") -> None:
        """Take over what came of another call."""
        self.statements += other.statements
        self.withheld += other.withheld
        self.usage += other.usage
        self.prompts = list(dict.fromkeys([*self.prompts, *other.prompts]))

    def count_call(self, prompt: RenderedPrompt, written: ModelReply) -> None:
        """Note a call."""
        self.usage += written.usage
        if prompt.name not in self.prompts:
            self.prompts.append(prompt.name)


class StatementGenerator:
    """Has a model write, and lets through what the sentences support."""

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

    async def answer(self, question: str, language: str, ranking: Ranking, on_text: OnText | None) -> GeneratedAnswer:
        """Answer from what was ranked; raises ``ModelError``.

        Small models refuse too much, and slip. Where nothing of a reply can be shown, the model is asked whether the
        best sentence, or the next with it, answers the question; if it grants that, it is asked to answer from the best
        few.
        """
        evidence = await self._with_sources(build_context(ranking.sentences, self._context_tokens))
        sheet = await self.generate("answer", question, language, evidence, on_text)
        if sheet.statements:
            await self._withhold_doubtful(question, language, evidence, sheet, sure=ranking.is_sure)
            if sheet.unsupported and sheet.statements:
                await self._repair(Claim(question, sheet.unsupported[0], language), evidence, sheet)
            return sheet
        if evidence.sentences:
            sheet.confirmed = await self._ask_to_confirm(question, _join_likeliest(evidence), sheet)
        if sheet.confirmed:
            best = build_context(ranking.sentences, self._context_tokens, _INSISTED)
            best = replace(best, sources=evidence.sources)  # the first few of the same sentences
            sheet.merge(await self.generate("insist", question, language, best, on_text))
        return sheet

    async def _withhold_doubtful(
        self, question: str, language: str, evidence: PromptContext, sheet: GeneratedAnswer, *, sure: bool
    ) -> None:
        """Withhold an answer, unless the model stands by it, where the sources may not answer the question.

        That may be so where what was found is not ``sure``, where another sentence would answer far better, or where
        the question takes something for granted. A statement made of the question's words and a name is true of any
        sentence with that name.
        """
        first = sheet.statements[0]
        presumed = await self._executors.run(self._verifier.find_presumption, question, language, first.runs, evidence)
        if sure and presumed is None and not _is_far_behind(first, evidence):
            return
        if await self._ask_to_confirm(question, " ".join(run.text for run in first.runs), sheet):
            return
        reason = (
            "the model does not stand by it"
            if presumed is None
            else f"the question takes for granted what the sources do not say: {presumed.text}"
        )
        sheet.withheld += [WithheldStatement(checked.text, reason) for checked in sheet.statements]
        sheet.statements.clear()

    async def _ask_to_confirm(self, question: str, sentence: str, sheet: GeneratedAnswer) -> bool:
        values = {"question": neutralize(question), "sentence": neutralize(sentence)}
        written = await self._ask("confirm", values, sheet, max_tokens=_JUDGED_TOKENS)
        return _begins_with(written.text, "yes")

    async def generate(  # noqa: PLR0913 - a prompt, what fills it, and where its text is shown
        self,
        prompt_name: str,
        question: str,
        language: str,
        evidence: PromptContext,
        on_text: OnText | None = None,
        *,
        above: Sequence[str] = (),
    ) -> GeneratedAnswer:
        """Have a prompt with these sentences written and checked, without a call if there are none.

        Raises ``ModelError``.
        """
        sheet = GeneratedAnswer()
        if not evidence.sentences:
            return sheet
        evidence = await self._with_sources(evidence)
        values = _prompt_values(question, language, evidence)
        streamed = None if on_text is None else StreamedText(on_text, above)
        written = await self._ask(prompt_name, values, sheet, streamed)
        found = parse_statements(written.text)
        if not found:
            sheet.statements = _quote_cited(written.text, evidence)
        for draft in found:
            support = await self._find_support(Claim(question, draft, language), evidence, sheet)
            if isinstance(support, Support):
                sheet.statements.append(
                    VerifiedStatement(draft.text, support.runs, "supported" if support.cited else "attached")
                )
            else:
                sheet.unsupported.append(draft)
                sheet.withheld.append(WithheldStatement(draft.text, support.reason))
        return sheet

    async def _repair(self, said: Claim, evidence: PromptContext, sheet: GeneratedAnswer) -> None:
        """Ask once more for what could not be verified."""
        statement = neutralize(" ".join(draft.text for draft in sheet.unsupported))
        values = _prompt_values(said.question, said.language, evidence) | {"statement": statement}
        written = await self._ask("repair", values, sheet)
        known = {checked.text.casefold() for checked in sheet.statements}
        for draft in parse_statements(written.text):
            support = await self._find_support(replace(said, draft=draft), evidence, sheet)
            if isinstance(support, Support) and draft.text.casefold() not in known:
                sheet.statements.append(VerifiedStatement(draft.text, support.runs, "repaired"))

    async def _with_sources(self, evidence: PromptContext) -> PromptContext:
        """Evidence that knows its sources."""
        if evidence.sources or not evidence.sentences:
            return evidence
        return replace(evidence, sources=await self._executors.run(self._look_up_sources, evidence))

    async def _find_support(
        self, said: Claim, evidence: PromptContext, sheet: GeneratedAnswer
    ) -> Support | Unsupported:
        support = await self._executors.run(self._verifier.verify, said, evidence)
        if not self._asks_judge or isinstance(support, Unsupported):
            return support
        values = {
            "question": neutralize(said.question),
            "statement": neutralize(said.draft.text),
            "quote": neutralize(" ".join(run.text for run in support.runs)),
        }
        verdict = await self._ask("judge", values, sheet, max_tokens=_JUDGED_TOKENS)
        denied = _begins_with(verdict.text, "no")
        return Unsupported("the model says that the quote does not say this") if denied else support

    async def _ask(
        self,
        name: str,
        values: Mapping[str, str],
        sheet: GeneratedAnswer,
        on_text: OnText | None = None,
        max_tokens: int | None = None,
    ) -> ModelReply:
        prompt = self._prompts.get(name).render(values)
        written = await self.model.complete(prompt.system, prompt.user, on_text, max_tokens=max_tokens)
        sheet.count_call(prompt, written)
        return written

    def _look_up_sources(self, evidence: PromptContext) -> dict[str, Source]:
        ids = {sentence.hit.source_id for sentence in evidence.sentences}
        return {id_: self._catalog.get_source(id_) for id_ in ids}


def _prompt_values(question: str, language: str, evidence: PromptContext) -> dict[str, str]:
    return {
        "language": get_language_name(language),
        "question": neutralize(question),
        "sentences": render_context(evidence),
    }


def _join_likeliest(evidence: PromptContext) -> str:
    """The best sentence, and the next one if it is as likely to answer."""
    best, *others = (sentence.hit for sentence in evidence.sentences)
    return " ".join([best.text, *(other.text for other in others[:1] if best.score - other.score < _CLOSE)])


def _is_far_behind(checked: VerifiedStatement, evidence: PromptContext) -> bool:
    """Whether what supports a statement lies far behind the best sentence."""
    cited = max(hit.score for run in checked.runs for hit in run.hits)
    return evidence.ranked[0].score - cited > _FAR


def _begins_with(text: str, word: str) -> bool:
    """Whether a reply of one word is this word."""
    return text.strip(" *\"'.\n").casefold().startswith(word)


def _quote_cited(text: str, evidence: PromptContext) -> list[VerifiedStatement]:
    """The sentences that a reply points to without a word of its own."""
    known = {sentence.n: sentence.hit for sentence in evidence.sentences}
    chosen = [known[number] for number in parse_bare_citations(text) if number in known][:_POINTED]
    return [VerifiedStatement(hit.text, (SentenceRun((hit,)),), "quoted") for hit in chosen]
