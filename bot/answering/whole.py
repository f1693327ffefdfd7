"""A model's answer about a whole source: each part is asked for its share, and every line verified as any statement."""

from collections.abc import Sequence

from bot.answering import survey
from bot.answering.evidence import Evidence, numbered
from bot.answering.looks import Look, when
from bot.answering.quoting import OnText
from bot.answering.writer import Checked, Sheet, Writer
from bot.worker import Worker

_MOST = 10


class Whole:
    """Has a model go through a source part by part."""

    def __init__(self, writer: Writer, worker: Worker, *, evidence_tokens: int, calls: int) -> None:
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
            growing = _After(whole, on_text) if on_text else None
            sheet = await self._writer.write(looked.task, question, language, part, growing)
            sheet.checked = sheet.checked[:most]
            whole.add(sheet)
        if looked.task == "timeline":
            whole.checked.sort(key=lambda checked: when(checked.text, language))
        whole.checked = _distinct(whole.checked)[:_MOST]
        return whole

    def _parts(self, looked: Look) -> list[Evidence]:
        if looked.task == "comparison":
            return [numbered(looked.hits, looked.hits)]
        return survey.batches(looked.hits, self._evidence_tokens, self._calls)


class _After:
    """Shows what is being written below what is already there."""

    def __init__(self, whole: Sheet, on_text: OnText) -> None:
        self._above = [f"• {checked.text}" for checked in whole.checked]
        self._on_text = on_text

    def __call__(self, text: str) -> None:
        self._on_text("\n".join([*self._above, text]))


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
