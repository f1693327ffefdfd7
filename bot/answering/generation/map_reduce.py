"""Map-reduce: the model answers about a whole source part by part, and each line is verified like any statement."""

from collections.abc import Sequence
from itertools import groupby

from bot.answering.generation.context import PromptContext, estimate_sentence_tokens, number_sentences
from bot.answering.generation.generator import StatementGenerator
from bot.answering.generation.streaming import StatementPreview
from bot.answering.generation.types import GeneratedAnswer, VerifiedStatement
from bot.answering.quotes.central_sentences import select_central
from bot.answering.quotes.whole_source import WholeSourceTask, find_earliest_date
from bot.answering.types import OnText
from bot.executors import Executors
from index.types import SentenceHit

_MAX_STATEMENTS = 10


class MapReduce:
    """Asks the model about each part of a source, and joins the verified statements."""

    def __init__(self, generator: StatementGenerator, executors: Executors, *, context_tokens: int, calls: int) -> None:
        """Make at most ``calls`` calls through ``generator``, each with ``context_tokens`` of the source."""
        self._generator = generator
        self._executors = executors
        self._context_tokens = context_tokens
        self._calls = calls

    async def answer(
        self, question: str, language: str, task: WholeSourceTask, on_text: OnText | None
    ) -> GeneratedAnswer:
        """Answer from all parts; raises ``ModelError``."""
        parts = await self._executors.run(self._split, task)
        most = max(1, _MAX_STATEMENTS // max(1, len(parts))) + 1
        whole = GeneratedAnswer()
        for part in parts:
            preview = None if on_text is None else StatementPreview(on_text, tuple(whole.statements))
            generated = await self._generator.generate(task.intent, question, language, part, preview=preview)
            generated.statements = generated.statements[:most]
            whole.merge(generated)
            if preview is not None and generated.statements:
                preview.show(generated.statements)
        if task.intent == "timeline":
            whole.statements.sort(key=lambda verified: find_earliest_date(verified.text, language))
        whole.statements = _drop_repeated(whole.statements)[:_MAX_STATEMENTS]
        return whole

    def _split(self, task: WholeSourceTask) -> list[PromptContext]:
        if task.intent == "comparison":
            return [number_sentences(task.hits, task.hits)]
        return split_into_parts(task.hits, self._context_tokens, self._calls)


def split_into_parts(hits: Sequence[SentenceHit], budget_tokens: int, calls: int) -> list[PromptContext]:
    """Split sentences into parts of about equal size; if they exceed all calls, each passage keeps its central ones.

    Args:
        hits: In reading order, one text after another.
        budget_tokens: The tokens of one part.
        calls: The greatest number of parts.
    """
    room = budget_tokens * calls
    total = sum(map(estimate_sentence_tokens, hits))
    if total > room:
        share = room / total
        kept: list[SentenceHit] = []
        for _, run in groupby(hits, key=lambda hit: (hit.text_id, hit.passage)):
            passage = list(run)
            kept.extend(select_central(passage, max(1, int(len(passage) * share))))
        hits = _thin_out(kept, room)
    parts: list[list[SentenceHit]] = [[]]
    spent = 0
    total = sum(map(estimate_sentence_tokens, hits))
    even = max(total / min(calls, max(1, -(-total // budget_tokens))), 1)
    for hit in hits:
        if parts[-1] and spent >= even * len(parts):
            parts.append([])
        parts[-1].append(hit)
        spent += estimate_sentence_tokens(hit)
    return [found for part in parts if (found := number_sentences(part, part)).sentences]


def _drop_repeated(statements: Sequence[VerifiedStatement]) -> list[VerifiedStatement]:
    """Drop statements whose sentences all support earlier statements."""
    seen: set[object] = set()
    kept: list[VerifiedStatement] = []
    for verified in statements:
        places = {(run.hits[0].text_id, run.span) for run in verified.runs}
        if not places <= seen:
            kept.append(verified)
        seen |= places
    return kept


def _thin_out(hits: Sequence[SentenceHit], room: int) -> list[SentenceHit]:
    """Keep every second, third … sentence if one sentence of each passage is still too much."""
    total = sum(map(estimate_sentence_tokens, hits))
    step = max(1, -(-total // room))
    return list(hits[::step])
