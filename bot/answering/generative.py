"""The use case of answering with a model: what is looked for, whether it is worth asking, and what is shown of it."""

import logging
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answering.answer_cache import Remembered, key_of
from bot.answering.coalescing import Underway
from bot.answering.extractive import Found, Quoting, language_of, milliseconds
from bot.answering.generation.generator import Checked, Sheet, Writer
from bot.answering.generation.map_reduce import Whole
from bot.answering.generation.verifier import Run
from bot.answering.llm.model import ModelError
from bot.answering.questions import follow_ups as followups
from bot.answering.questions import small_talk as courtesies
from bot.answering.quotes.whole_source import Look
from bot.answering.token_budget import Budget
from bot.answering.types import Answer, Citation, Notice, OnText, Question, Shape, Statement, Timings, Usage
from bot.answering.types import Writing as Record
from bot.executors import Executors
from index.types import Span
from prompts.library import Library

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it is looked for.

    Attributes:
        question: As it was asked.
        alone: Made to stand alone, without courtesies.
        usage: What that cost; ``prompts`` says how it was done.
    """

    question: str
    alone: str
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[str, ...] = ()

    @property
    def standalone(self) -> str | None:
        """``alone``, where it is not the question itself."""
        return self.alone if self.alone != self.question else None


class Writing:
    """Answers with what a model writes and the sources support."""

    def __init__(  # noqa: PLR0913 - services are handed in, one argument each
        self,
        quoting: Quoting,
        writer: Writer,
        whole: Whole,
        worker: Executors,
        *,
        library: Library,
        budget: Budget,
        version: Callable[[Sequence[str] | None], Hashable],
    ) -> None:
        """Answer with ``writer``.

        Args:
            quoting: Finds, and answers where the model cannot.
            writer: Writes and checks.
            whole: Writes about whole sources.
            worker: Runs what blocks.
            library: For making follow-ups stand alone.
            budget: How much may be spent.
            version: Of what is indexed in these sources; another one means that answers may differ. Blocking.
        """
        self._quoting = quoting
        self._writer = writer
        self._whole = whole
        self._worker = worker
        self._library = library
        self._budget = budget
        self._version = version
        self._remembered = Remembered()
        self._underway = Underway()

    async def close(self) -> None:
        """Close the model's connections; to be called in the event loop that asked."""
        await self._writer.model.close()

    async def answer(self, question: Question) -> Answer:
        """See ``AnswersQuestions``."""
        started = time.perf_counter()
        if not await self._worker.run(self._budget.allows, question.asker):
            return await self._quotes(question, "over_budget")
        try:
            asked = await self._alone(question)
            version = await self._worker.run(self._version, question.source_ids)
            key = key_of(asked.alone, question.source_ids, version, self._writer.model.name)
            known, is_new = self._remembered.find(key), False
            if known is None:
                write = partial(self._kept, key, asked, question, started)
                known, is_new = await self._underway.answer(key, write, question.on_text)
        except ModelError as error:
            _log.warning("%s", error)
            return await self._quotes(question, "model_failed")
        return known if is_new else _again(known, asked, _timings(0.0, started))

    def known(self, question: str) -> Answer | None:
        """The answer to this question, by itself and about everything, if it is remembered. Blocking."""
        key = key_of(courtesies.bare(question), None, self._version(None), self._writer.model.name)
        known = self._remembered.find(key)
        return None if known is None else replace(known, question=question)

    async def _alone(self, question: Question) -> _Asked:
        bare = courtesies.bare(question.text)
        if not followups.leans(bare, question.history):
            return _Asked(question.text, bare)
        alone, prompt, usage = await followups.rewritten(bare, question.history, self._writer.model, self._library)
        await self._worker.run(self._budget.ledger.add, question.asker, usage)
        return _Asked(question.text, alone, usage, (prompt,))

    async def _kept(self, key: Hashable, asked: _Asked, question: Question, started: float, on_text: OnText) -> Answer:
        answer = await self._written(asked, question, started, on_text)
        self._remembered.keep(key, answer)
        return answer

    async def _written(self, asked: _Asked, question: Question, started: float, on_text: OnText) -> Answer:
        found, language, looked = await self._worker.search(self._sought, asked, question.source_ids)
        if looked is None and not found.relevant:
            # Nothing to write from, so no call.
            quoted = await self._worker.run(self._quoting.compose, asked.question, found)
            return replace(quoted, language=language, writing=self._record(asked, Sheet()))
        if looked is not None:
            sheet = await self._whole.answer(asked.alone, language, looked, on_text)
        else:
            sheet = await self._writer.answer(asked.alone, language, found.ranking, on_text)
        await self._worker.run(self._budget.ledger.add, question.asker, sheet.usage)
        assembled = await self._worker.run(self._assembled, asked, sheet, found, _timings(found.ms, started))
        shape: Shape = "prose" if looked is None else "list"
        return replace(assembled, shape=shape, language=language)

    def _sought(self, asked: _Asked, source_ids: Sequence[str] | None) -> tuple[Found, str, Look | None]:
        """What was found, the question's language, and what is looked at if it is about a whole source."""
        found = self._quoting.find(asked.alone, source_ids)
        return found, language_of(asked.question, found), self._quoting.look(asked.alone, source_ids, found)

    def _assembled(self, asked: _Asked, sheet: Sheet, found: Found, timings: Timings) -> Answer:
        record = self._record(asked, sheet)
        if not sheet.checked and sheet.confirmed:
            quoted = self._quoting.compose(asked.question, found)
            return replace(quoted, notice="model_unsupported", timings=timings, writing=record)
        if not sheet.checked:
            # What the model could not find, or made up, is not in the sources.
            nearest = self._quoting.nearest(found)
            return Answer(asked.question, "not_found", "model", (), (), timings, nearest, writing=record)
        citations: dict[tuple[str, Span], Citation] = {}
        statements = [self._statement(checked, citations) for checked in sheet.checked]
        cited = [hit for checked in sheet.checked for run in checked.runs for hit in run.hits]
        other = self._quoting.rival(cited, found)
        if other is not None:
            number = self._number(Run((other,)), citations)
            statements.append(Statement(other.text, (number,), "contrast"))
        return Answer(
            asked.question, "answered", "model", tuple(statements), tuple(citations.values()), timings, writing=record
        )

    def _statement(self, checked: Checked, citations: dict[tuple[str, Span], Citation]) -> Statement:
        """The statement, its citations numbered in order of appearance."""
        numbers = tuple(self._number(run, citations) for run in checked.runs)
        return Statement(checked.text, numbers, checked.verdict)

    def _number(self, run: Run, citations: dict[tuple[str, Span], Citation]) -> int:
        key = run.hits[0].text_id, run.span
        if key not in citations:
            citations[key] = self._quoting.cite(len(citations) + 1, run.hits[0], run.span)
        return citations[key].n

    def _record(self, asked: _Asked, sheet: Sheet) -> Record:
        return Record(
            model=self._writer.model.name,
            prompts=(*asked.prompts, *sheet.prompts),
            usage=asked.usage + sheet.usage,
            asked=asked.standalone,
            withheld=tuple(sheet.withheld),
        )

    async def _quotes(self, question: Question, notice: Notice) -> Answer:
        return replace(await self._quoting.answer(question), notice=notice)


def _again(known: Answer, asked: _Asked, timings: Timings) -> Answer:
    """An answer that another question had written; it cost no more than to see that it is the same."""
    writing = None if known.writing is None else replace(known.writing, usage=asked.usage, asked=asked.standalone)
    return replace(known, question=asked.question, timings=timings, writing=writing)


def _timings(retrieved_ms: float, started: float) -> Timings:
    total = milliseconds(started)
    return Timings(retrieved_ms, round(total - retrieved_ms, 2), total)
