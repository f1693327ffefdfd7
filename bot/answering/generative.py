"""Generative answering: a language model writes statements, and the answer keeps those that the sources support."""

import logging
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answering.answer_cache import AnswerCache, ReplicaAnswers, make_cache_key
from bot.answering.chat_language.answer_length import add_length_wish, repeat_question, take_length_wish
from bot.answering.chat_language.several_questions import MAX_QUESTIONS, join_answers, split_questions
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.conversation_retrieval import Retrieved, milliseconds_since
from bot.answering.extractive.answerer import (
    ExtractiveAnswerer,
    detect_message_language,
    detect_question_language,
)
from bot.answering.generation.assembly import AnswerAssembly, drop_said
from bot.answering.generation.generator import StatementGenerator
from bot.answering.generation.map_reduce import MapReduce
from bot.answering.generation.types import GeneratedAnswer
from bot.answering.llm.model import ModelError
from bot.answering.questions.asking_words import asks_by_its_words
from bot.answering.questions.follow_ups import classify_follow_up, opens_with_joint, rewrite, strip_openings
from bot.answering.quotes.whole_source import WholeSourceTask
from bot.answering.single_flight import SingleFlight
from bot.answering.token_budget import TokenBudget
from bot.answering.types import (
    Answer,
    Generation,
    Notice,
    OnText,
    Question,
    Timings,
    Turn,
    Usage,
)
from bot.executors import Executors
from index.errors import StoreError
from prompts.library import PromptLibrary

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _StandaloneQuestion:
    """A question that can be understood without its conversation.

    Attributes:
        text: As the user asked it.
        standalone: Without small talk; a follow-up is rewritten by the model.
        usage: The calls and tokens of rewriting.
        prompts: The prompts of rewriting.
    """

    text: str
    standalone: str
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[str, ...] = ()

    @property
    def rewritten(self) -> str | None:
        """The standalone question if it differs from the user's text, else None."""
        return self.standalone if self.standalone != self.text else None


class GenerativeAnswerer:
    """Answers with statements that a language model writes and the sources support."""

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
        shared: ReplicaAnswers | None = None,
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
            shared: Answers that other replicas generated; None without replicas.
        """
        self._extractive = extractive
        self._assembly = AnswerAssembly(extractive.composer, extractive.citing)
        self._generator = generator
        self._map_reduce = map_reduce
        self._executors = executors
        self._prompts = prompts
        self._budget = budget
        self._index_version = index_version
        self._cache = AnswerCache()
        self._shared = shared
        self._single_flight = SingleFlight()

    async def close(self) -> None:
        """Close the model's connections; call this in the event loop that asked."""
        await self._generator.model.close()

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``; if the model fails or the budget is spent, the answer has quotes and a notice."""
        started = time.perf_counter()
        repeated = repeat_question(question)
        named = await self._executors.run_search(self._extractive.name_sources, repeated)
        if named is not None or repeated is not question:
            return replace(await self.answer(named or repeated), question=question.text)
        text, wish = take_length_wish(strip_small_talk(question.text))
        several = split_questions(text)
        if several:
            return await self._answer_each(question, several, wish)
        unsearched = await self._executors.run_search(self._extractive.answer_without_search, question)
        if unsearched is not None:
            return unsearched
        if not await self._executors.run(self._budget.allows, question.asker):
            return await self._fall_back_to_quotes(question, "over_budget")
        try:
            asked = await self._make_standalone(question)
            version = await self._executors.run(self._index_version, question.source_ids)
            key = make_cache_key(asked.standalone, question.source_ids, version, self._generator.model.name)
            answer, is_new = self._cache.get(key), False
            if answer is None:
                generate = partial(self._generate_and_cache, key, asked, question, started)
                answer, is_new = await self._single_flight.run(key, generate, question.on_text)
        except ModelError as error:
            _log.warning("%s", error)
            return replace(await self._fall_back_to_quotes(question, "model_failed"), failure=str(error))
        return answer if is_new else _reuse(answer, asked, _measure(0.0, started))

    async def _answer_each(self, question: Question, parts: Sequence[str], wish: str) -> Answer:
        """Answer the questions of one message in their order, each in the length that the user wishes.

        A later question may refer to those before it.
        """
        history, answers, spoken = tuple(question.history), list[Answer](), detect_message_language(question)
        for part in parts[:MAX_QUESTIONS]:
            on_text = _continue_text(answers, question.on_text)
            text = add_length_wish(part, wish)
            asked = replace(question, text=text, history=history, on_text=on_text, user_language=spoken)
            answer = await self.answer(asked)
            answers.append(replace(answer, question=part))
            history = (*history, Turn(part, answer.text))
        return join_answers(question.text, answers, spoken, is_complete=len(answers) == len(parts))

    def find_cached(self, question: str) -> Answer | None:
        """Find the cached answer to a question without a conversation, from all sources. Blocking, without a call."""
        key = make_cache_key(strip_small_talk(question), None, self._index_version(None), self._generator.model.name)
        cached = self._cache.get(key) or (self._shared.find(key) if self._shared else None)
        return None if cached is None else replace(cached, question=question)

    async def _make_standalone(self, question: Question) -> _StandaloneQuestion:
        text = strip_small_talk(question.text)
        leaning = classify_follow_up(text, question.history)
        # "And for the roof?" may find sentences about the roof, but only the question before tells what is asked.
        is_whole = leaning == "short" and (not opens_with_joint(text) or asks_by_its_words(strip_openings(text)))
        if leaning == "alone" or (is_whole and await self._finds_alone(text, question)):
            return _StandaloneQuestion(question.text, text)
        standalone, prompt, usage = await rewrite(text, question.history, self._generator.model, self._prompts)
        await self._executors.run(self._budget.ledger.add, question.asker, usage)
        return _StandaloneQuestion(question.text, standalone, usage, (prompt,))

    async def _finds_alone(self, text: str, question: Question) -> bool:
        """Return whether a short message surely finds sentences by its own words."""
        retrieve = self._extractive.retrieve
        found = await self._executors.run_search(retrieve, text, question.source_ids, question.user_language)
        return found.ranking.is_sure

    async def _generate_and_cache(
        self, key: Hashable, asked: _StandaloneQuestion, question: Question, started: float, on_text: OnText
    ) -> Answer:
        if self._shared is None:
            answer = await self._generate(asked, question, started, on_text)
        elif found := await self._executors.run(self._find_shared, key):
            answer = _reuse(found, asked, _measure(0.0, started))
        else:
            answer = await self._generate(asked, question, started, on_text)
            await self._executors.run(self._share, key, answer)
        self._cache.put(key, answer)
        return answer

    def _find_shared(self, key: Hashable) -> Answer | None:
        try:
            return self._shared.find(key) if self._shared else None
        except StoreError as error:
            _log.warning("%s", error)
            return None

    def _share(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer for the other replicas; a failure costs them a call of the model."""
        try:
            if self._shared:
                self._shared.save(key, answer)
        except StoreError as error:
            _log.warning("%s", error)

    async def _generate(
        self, asked: _StandaloneQuestion, question: Question, started: float, on_text: OnText
    ) -> Answer:
        retrieved, language, task = await self._executors.run_search(self._retrieve, asked, question)
        if task is None and not retrieved.may_be_relevant:
            # Without relevant sentences the model is not called; quotes may part the question, or join the one before.
            answer = await self._executors.run_search(self._extractive.quote, question)
            return replace(answer, language=language, generation=self._describe(asked, GeneratedAnswer()))
        if task is not None:
            generated = await self._map_reduce.answer(asked.standalone, language, task, on_text)
        else:
            generated = await self._generator.answer(asked.standalone, language, retrieved.ranking, on_text)
        await self._executors.run(self._budget.ledger.add, question.asker, generated.usage)
        timings = _measure(retrieved.ms, started)
        is_sure = task is None and retrieved.ranking.is_sure and not generated.presumes
        if asked.rewritten:
            generated.statements = drop_said(generated.statements, question.history)
        answer = await self._executors.run(
            self._assembly.assemble, asked.text, asked.standalone, generated, retrieved, is_sure=is_sure
        )
        answer = replace(answer, timings=timings, generation=self._describe(asked, generated))
        if task is None and answer.status == "not_found" and not generated.presumes:
            answer = await self._prefer_sure_quotes(question, answer)
        return replace(answer, shape=answer.shape if task is None else "list", language=language)

    async def _prefer_sure_quotes(self, question: Question, answer: Answer) -> Answer:
        """Return quotes for an answer of the model that says nothing, if they surely answer."""
        quotes = await self._executors.run_search(self._extractive.quote, question)
        if quotes.status != "answered" or not quotes.is_sure:
            return answer
        withheld = answer.generation.withheld if answer.generation else ()
        notice: Notice | None = "model_unsupported" if withheld else None
        return replace(quotes, notice=notice, timings=answer.timings, generation=answer.generation)

    def _retrieve(
        self, asked: _StandaloneQuestion, question: Question
    ) -> tuple[Retrieved, str, WholeSourceTask | None]:
        """Return the ranking, the language of the question, and the task if it is about a whole source."""
        ids = question.source_ids
        retrieved = self._extractive.retrieve(asked.standalone, ids, question.user_language)
        task = self._extractive.plan_whole_source(asked.standalone, ids, retrieved)
        return retrieved, detect_question_language(question, retrieved), task

    def _describe(self, asked: _StandaloneQuestion, generated: GeneratedAnswer) -> Generation:
        return Generation(
            model=self._generator.model.name,
            prompts=(*asked.prompts, *generated.prompts),
            usage=asked.usage + generated.usage,
            asked=asked.rewritten,
            withheld=tuple(generated.withheld),
        )

    async def _fall_back_to_quotes(self, question: Question, notice: Notice) -> Answer:
        return replace(await self._extractive.answer(question), notice=notice)


def _continue_text(answers: Sequence[Answer], on_text: OnText | None) -> OnText | None:
    """Return a callback that shows the text of the next answer below the answers before it."""
    if on_text is None:
        return None
    before = "".join(f"{answer.text}\n\n" for answer in answers if answer.text)
    return lambda text: on_text(before + text)


def _reuse(answer: Answer, asked: _StandaloneQuestion, timings: Timings) -> Answer:
    """Reuse an answer that another question paid for; this one cost only its rewriting."""
    generation = answer.generation
    if generation is not None:
        generation = replace(generation, usage=asked.usage, asked=asked.rewritten)
    return replace(answer, question=asked.text, timings=timings, generation=generation)


def _measure(retrieve_ms: float, started: float) -> Timings:
    total_ms = milliseconds_since(started)
    return Timings(retrieve_ms, round(total_ms - retrieve_ms, 2), total_ms)
