"""A model's answer about a whole source: each part is asked for its share, and every line verified as any statement."""

from collections.abc import Sequence
from itertools import groupby

from bot.answering.generation.context import PromptContext, estimate_sentence_tokens, number_sentences
from bot.answering.generation.generator import GeneratedAnswer, StatementGenerator, VerifiedStatement
from bot.answering.quotes.central_sentences import select_central
from bot.answering.quotes.whole_source import WholeSourceTask, find_earliest_date
from bot.answering.types import OnText
from bot.executors import Executors
from index.types import SentenceHit

_MOST = 10


class MapReduce:
    """Has a model go through a source part by part."""

    def __init__(self, generator: StatementGenerator, executors: Executors, *, context_tokens: int, calls: int) -> None:
        """Ask ``writer`` at most ``calls`` times, each time with ``context_tokens`` of the source."""
        self._generator = generator
        self._executors = executors
        self._context_tokens = context_tokens
        self._calls = calls

    async def answer(
        self, question: str, language: str, looked: WholeSourceTask, on_text: OnText | None
    ) -> GeneratedAnswer:
        """Go through all parts; raises ``ModelError``."""
        parts = await self._executors.run(self._split, looked)
        most = max(1, _MOST // max(1, len(parts))) + 1
        whole = GeneratedAnswer()
        for part in parts:
            above = [f"• {checked.text}" for checked in whole.statements]
            sheet = await self._generator.generate(looked.intent, question, language, part, on_text, above=above)
            sheet.statements = sheet.statements[:most]
            whole.merge(sheet)
        if looked.intent == "timeline":
            whole.statements.sort(key=lambda checked: find_earliest_date(checked.text, language))
        whole.statements = _drop_repeated(whole.statements)[:_MOST]
        return whole

    def _split(self, looked: WholeSourceTask) -> list[PromptContext]:
        if looked.intent == "comparison":
            return [number_sentences(looked.hits, looked.hits)]
        return split_into_parts(looked.hits, self._context_tokens, self._calls)


def _drop_repeated(found: Sequence[VerifiedStatement]) -> list[VerifiedStatement]:
    """Lines that rest on other sentences than those before them."""
    seen: set[object] = set()
    kept: list[VerifiedStatement] = []
    for checked in found:
        places = {(run.hits[0].text_id, run.span) for run in checked.runs}
        if not places <= seen:
            kept.append(checked)
        seen |= places
    return kept


def split_into_parts(hits: Sequence[SentenceHit], budget_tokens: int, calls: int) -> list[PromptContext]:
    """All sentences in as many parts as ``calls`` allows; where they do not fit, each passage gives its central ones.

    Args:
        hits: In reading order, texts one after the other.
        budget_tokens: Of one part.
        calls: How many parts at most.
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


def _thin_out(hits: Sequence[SentenceHit], room: int) -> list[SentenceHit]:
    """Evenly fewer sentences where even one of each passage is too much."""
    total = sum(map(estimate_sentence_tokens, hits))
    step = max(1, -(-total // room))
    return list(hits[::step])
