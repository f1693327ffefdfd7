"""The use case of answering with a model: what is looked for, whether it is worth asking, and what is shown of it."""

import logging
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answering.answer_cache import AnswerCache, make_cache_key
from bot.answering.extractive import ExtractiveAnswerer, Retrieved, detect_question_language, milliseconds_since
from bot.answering.generation.generator import GeneratedAnswer, StatementGenerator, VerifiedStatement
from bot.answering.generation.map_reduce import MapReduce
from bot.answering.generation.verifier import SentenceRun
from bot.answering.llm.model import ModelError
from bot.answering.questions.follow_ups import is_follow_up, rewrite
from bot.answering.questions.small_talk import strip_small_talk
from bot.answering.quotes.whole_source import WholeSourceTask
from bot.answering.single_flight import SingleFlight
from bot.answering.token_budget import TokenBudget
from bot.answering.types import Answer, Citation, Generation, Notice, OnText, Question, Shape, Statement, Timings, Usage
from bot.executors import Executors
from index.types import Span
from prompts.library import PromptLibrary

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _StandaloneQuestion:
    """A question as it is looked for.

    Attributes:
        question: As it was asked.
        alone: Made to stand alone, without courtesies.
        usage: What that cost; ``prompts`` says how it was done.
    """

    question: str
    standalone: str
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[str, ...] = ()

    @property
    def rewritten(self) -> str | None:
        """``alone``, where it is not the question itself."""
        return self.standalone if self.standalone != self.question else None


class GenerativeAnswerer:
    """Answers with what a model writes and the sources support."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        extractive: ExtractiveAnswerer,
        generator: StatementGenerator,
        map_reduce: MapReduce,
        executors: Executors,
        *,
        prompts: PromptLibrary,
        budget: TokenBudget,
        index_version: Callable[[Sequence[str] | None], Hashable],
    ) -> None:
        """Answer with statements of ``generator``.

        Args:
            extractive: Retrieves sentences, and answers with quotes where the model cannot.
            generator: Generates and verifies statements.
            map_reduce: Generates statements about whole sources.
            executors: Runs blocking calls.
            prompts: The prompt that rewrites follow-up questions.
            budget: The daily token budgets.
            index_version: Identifies the indexed state of some sources; answers are cached for one state. Blocking.
        """
        self._extractive = extractive
        self._generator = generator
        self._map_reduce = map_reduce
        self._executors = executors
        self._prompts = prompts
        self._budget = budget
        self._index_version = index_version
        self._cache = AnswerCache()
        self._single_flight = SingleFlight()

    async def close(self) -> None:
        """Close the model's connections; to be called in the event loop that asked."""
        await self._generator.model.close()

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        started = time.perf_counter()
        if not await self._executors.run(self._budget.allows, question.asker):
            return await self._fall_back_to_quotes(question, "over_budget")
        try:
            asked = await self._make_standalone(question)
            version = await self._executors.run(self._index_version, question.source_ids)
            key = make_cache_key(asked.standalone, question.source_ids, version, self._generator.model.name)
            known, is_new = self._cache.get(key), False
            if known is None:
                write = partial(self._generate_and_cache, key, asked, question, started)
                known, is_new = await self._single_flight.answer(key, write, question.on_text)
        except ModelError as error:
            _log.warning("%s", error)
            return await self._fall_back_to_quotes(question, "model_failed")
        return known if is_new else _reuse(known, asked, _measure(0.0, started))

    def find_cached(self, question: str) -> Answer | None:
        """The answer to this question, by itself and about everything, if it is remembered. Blocking."""
        key = make_cache_key(strip_small_talk(question), None, self._index_version(None), self._generator.model.name)
        known = self._cache.get(key)
        return None if known is None else replace(known, question=question)

    async def _make_standalone(self, question: Question) -> _StandaloneQuestion:
        bare = strip_small_talk(question.text)
        if not is_follow_up(bare, question.history):
            return _StandaloneQuestion(question.text, bare)
        alone, prompt, usage = await rewrite(bare, question.history, self._generator.model, self._prompts)
        await self._executors.run(self._budget.ledger.add, question.asker, usage)
        return _StandaloneQuestion(question.text, alone, usage, (prompt,))

    async def _generate_and_cache(
        self, key: Hashable, asked: _StandaloneQuestion, question: Question, started: float, on_text: OnText
    ) -> Answer:
        answer = await self._generate(asked, question, started, on_text)
        self._cache.keep(key, answer)
        return answer

    async def _generate(
        self, asked: _StandaloneQuestion, question: Question, started: float, on_text: OnText
    ) -> Answer:
        found, language, looked = await self._executors.run_search(self._retrieve, asked, question.source_ids)
        if looked is None and not found.is_relevant:
            # Nothing to write from, so no call.
            quoted = await self._executors.run(self._extractive.compose, asked.question, found)
            return replace(quoted, language=language, generation=self._describe_generation(asked, GeneratedAnswer()))
        if looked is not None:
            sheet = await self._map_reduce.answer(asked.standalone, language, looked, on_text)
        else:
            sheet = await self._generator.answer(asked.standalone, language, found.ranking, on_text)
        await self._executors.run(self._budget.ledger.add, question.asker, sheet.usage)
        assembled = await self._executors.run(self._assemble, asked, sheet, found, _measure(found.ms, started))
        shape: Shape = "prose" if looked is None else "list"
        return replace(assembled, shape=shape, language=language)

    def _retrieve(
        self, asked: _StandaloneQuestion, source_ids: Sequence[str] | None
    ) -> tuple[Retrieved, str, WholeSourceTask | None]:
        """What was found, the question's language, and what is looked at if it is about a whole source."""
        found = self._extractive.retrieve(asked.standalone, source_ids)
        return (
            found,
            detect_question_language(asked.question, found),
            self._extractive.plan_whole_source(asked.standalone, source_ids, found),
        )

    def _assemble(
        self, asked: _StandaloneQuestion, sheet: GeneratedAnswer, found: Retrieved, timings: Timings
    ) -> Answer:
        record = self._describe_generation(asked, sheet)
        if not sheet.statements and sheet.confirmed:
            quoted = self._extractive.compose(asked.question, found)
            return replace(quoted, notice="model_unsupported", timings=timings, generation=record)
        if not sheet.statements:
            # What the model could not find, or made up, is not in the sources.
            nearest = self._extractive.cite_nearest(found)
            return Answer(asked.question, "not_found", "model", (), (), timings, nearest, generation=record)
        citations: dict[tuple[str, Span], Citation] = {}
        statements = [self._to_statement(checked, citations) for checked in sheet.statements]
        cited = [hit for checked in sheet.statements for run in checked.runs for hit in run.hits]
        other = self._extractive.find_contradiction(cited, found)
        if other is not None:
            number = self._cite(SentenceRun((other,)), citations)
            statements.append(Statement(other.text, (number,), "contrast"))
        return Answer(
            asked.question,
            "answered",
            "model",
            tuple(statements),
            tuple(citations.values()),
            timings,
            generation=record,
        )

    def _to_statement(self, checked: VerifiedStatement, citations: dict[tuple[str, Span], Citation]) -> Statement:
        """The statement, its citations numbered in order of appearance."""
        numbers = tuple(self._cite(run, citations) for run in checked.runs)
        return Statement(checked.text, numbers, checked.verdict)

    def _cite(self, run: SentenceRun, citations: dict[tuple[str, Span], Citation]) -> int:
        key = run.hits[0].text_id, run.span
        if key not in citations:
            citations[key] = self._extractive.cite(len(citations) + 1, run.hits[0], run.span)
        return citations[key].n

    def _describe_generation(self, asked: _StandaloneQuestion, sheet: GeneratedAnswer) -> Generation:
        return Generation(
            model=self._generator.model.name,
            prompts=(*asked.prompts, *sheet.prompts),
            usage=asked.usage + sheet.usage,
            asked=asked.standalone,
            withheld=tuple(sheet.withheld),
        )

    async def _fall_back_to_quotes(self, question: Question, notice: Notice) -> Answer:
        return replace(await self._extractive.answer(question), notice=notice)


def _reuse(known: Answer, asked: _StandaloneQuestion, timings: Timings) -> Answer:
    """An answer that another question had written; it cost no more than to see that it is the same."""
    writing = None if known.generation is None else replace(known.generation, usage=asked.usage, asked=asked.standalone)
    return replace(known, question=asked.question, timings=timings, generation=writing)


def _measure(retrieved_ms: float, started: float) -> Timings:
    total = milliseconds_since(started)
    return Timings(retrieved_ms, round(total - retrieved_ms, 2), total)
