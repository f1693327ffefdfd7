"""A model's answer about a whole source: each part is asked for its share, and every line verified as any statement."""

from collections.abc import Sequence
from itertools import groupby

from bot.answering.generation.context import Evidence, cost, numbered
from bot.answering.generation.generator import Checked, Sheet, Writer
from bot.answering.quotes import central_sentences as survey
from bot.answering.quotes.whole_source import Look, when
from bot.answering.types import OnText
from bot.executors import Executors
from index.types import SentenceHit

_MOST = 10


class Whole:
    """Has a model go through a source part by part."""

    def __init__(self, writer: Writer, worker: Executors, *, evidence_tokens: int, calls: int) -> None:
        """Ask ``writer`` at most ``calls`` times, each time with ``evidence_tokens`` of the source."""
        self._writer = writer
        self._worker = worker
        self._evidence_tokens = evidence_tokens
        self._calls = calls

    async def answer(self, question: str, language: str, looked: Look, on_text: OnText | None) -> Sheet:
        """Go through all parts; raises ``ModelError``."""
        parts = await self._worker.run(self._parts, looked)
        most = max(1, _MOST // max(1, len(parts))) + 1
        whole = Sheet()
        for part in parts:
            above = [f"• {checked.text}" for checked in whole.checked]
            sheet = await self._writer.write(looked.task, question, language, part, on_text, above=above)
            sheet.checked = sheet.checked[:most]
            whole.add(sheet)
        if looked.task == "timeline":
            whole.checked.sort(key=lambda checked: when(checked.text, language))
        whole.checked = _distinct(whole.checked)[:_MOST]
        return whole

    def _parts(self, looked: Look) -> list[Evidence]:
        if looked.task == "comparison":
            return [numbered(looked.hits, looked.hits)]
        return batches(looked.hits, self._evidence_tokens, self._calls)


def _distinct(found: Sequence[Checked]) -> list[Checked]:
    """Lines that rest on other sentences than those before them."""
    seen: set[object] = set()
    kept: list[Checked] = []
    for checked in found:
        places = {(run.hits[0].text_id, run.span) for run in checked.runs}
        if not places <= seen:
            kept.append(checked)
        seen |= places
    return kept


def batches(hits: Sequence[SentenceHit], budget_tokens: int, calls: int) -> list[Evidence]:
    """All sentences in as many parts as ``calls`` allows; where they do not fit, each passage gives its central ones.

    Args:
        hits: In reading order, texts one after the other.
        budget_tokens: Of one part.
        calls: How many parts at most.
    """
    room = budget_tokens * calls
    total = sum(map(cost, hits))
    if total > room:
        share = room / total
        kept: list[SentenceHit] = []
        for _, run in groupby(hits, key=lambda hit: (hit.text_id, hit.passage)):
            passage = list(run)
            kept.extend(survey.central(passage, max(1, int(len(passage) * share))))
        hits = _thinned(kept, room)
    parts: list[list[SentenceHit]] = [[]]
    spent = 0
    total = sum(map(cost, hits))
    even = max(total / min(calls, max(1, -(-total // budget_tokens))), 1)
    for hit in hits:
        if parts[-1] and spent >= even * len(parts):
            parts.append([])
        parts[-1].append(hit)
        spent += cost(hit)
    return [found for part in parts if (found := numbered(part, part)).sentences]


def _thinned(hits: Sequence[SentenceHit], room: int) -> list[SentenceHit]:
    """Evenly fewer sentences where even one of each passage is too much."""
    total = sum(map(cost, hits))
    step = max(1, -(-total // room))
    return list(hits[::step])
