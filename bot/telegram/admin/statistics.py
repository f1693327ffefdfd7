"""What happened, in the admins' chat: numbers and a chart, unanswered questions, disliked answers, an export."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date, format_skeleton
from telegram.constants import MessageEntityType

from bot.state.activity import AskedQuestion, DailyActivity
from bot.telegram.admin.admin_only import Desk, Sent
from bot.telegram.admin.chart import Names, can_draw_chart, chart_key, chart_rows, draw_chart
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing
from bot.telegram.messages.rich_text import Piece, join, line, marked, split
from bot.telegram.sending.delivery import File

_DAYS = 14
_LISTED = 20
_QUESTION_UNITS = 300
_ANSWER_UNITS = 600
_PLAIN_BYTES = 10_000_000  # an export that is larger is compressed


class Insight:
    """Handles the commands that ask what happened."""

    def __init__(self, desk: Desk) -> None:
        """Work at ``desk``."""
        self._desk = desk
        self._reports = desk.services.records.reports
        self._run = desk.services.worker.run

    async def stats(self, sent: Sent) -> None:
        """Send the last two weeks in numbers, with a chart: a picture where one can be drawn, else lines of text."""
        days = await self._run(self._reports.days, _DAYS)
        gone = await self._run(self._desk.services.records.people.count_unreachable)
        summary = _stats_in_words(days, gone, sent.language)
        if not can_draw_chart():
            await self._desk.delivery.send(sent.place, [_stats_message(days, summary, sent.language)])
            return
        async with self._desk.delivery.signs.typing(sent.place):
            image = await self._run(draw_chart, days, _labels(days, sent.language), _names(sent.language))
        await self._desk.delivery.send_file(sent.place, File("pincite-stats.png", image, summary, image=True))

    async def unanswered(self, sent: Sent) -> None:
        """List the questions that the sources do not answer."""
        asked = await self._run(self._reports.unanswered_questions, _LISTED)
        await self._list(sent, asked, "unanswered", "nothing-unanswered")

    async def feedback(self, sent: Sent) -> None:
        """List the answers that somebody disliked."""
        asked = await self._run(self._reports.disliked_answers, _LISTED)
        await self._list(sent, asked, "disliked", "nothing-disliked")

    async def export(self, sent: Sent) -> None:
        """Send every conversation as a file of JSON Lines."""
        name, data, count = await self._run(self._exported)
        if count == 0:
            await self._desk.say(sent, "nothing-to-export")
            return
        caption = words.say(sent.language, "exported", count=count)
        await self._desk.delivery.send_file(sent.place, File(name, data, caption))

    def _exported(self) -> tuple[str, bytes, int]:
        lines = list(self._reports.export())
        data = "".join(f"{line_}\n" for line_ in lines).encode()
        name = f"pincite-{datetime.now(UTC):%Y-%m-%d}.jsonl"
        return (f"{name}.gz", gzip.compress(data), len(lines)) if len(data) > _PLAIN_BYTES else (name, data, len(lines))

    async def _list(self, sent: Sent, asked: Sequence[AskedQuestion], heading: str, nothing: str) -> None:
        if not asked:
            await self._desk.say(sent, nothing)
            return
        entries = [_entry(one, sent.language) for one in asked]
        whole = join((Piece(words.say(sent.language, heading, count=len(asked))), *entries), "\n\n")
        messages = [Outgoing(piece.text, piece.entities()) for piece in split(whole)]
        await self._desk.delivery.send(sent.place, messages)


def _entry(asked: AskedQuestion, language: str) -> Piece:
    day = format_date(asked.asked_at.date(), "medium", locale=language)
    times = f" · ×{asked.times}" if asked.times > 1 else ""
    question = marked(MessageEntityType.BOLD, line(asked.question, _QUESTION_UNITS)) + Piece(f"\n{day}{times}")
    answer = (
        marked(MessageEntityType.EXPANDABLE_BLOCKQUOTE, line(asked.answer, _ANSWER_UNITS)) if asked.answer else Piece()
    )
    return join((question, answer), "\n")


def _stats_in_words(days: Sequence[DailyActivity], gone: int, language: str) -> str:
    questions = sum(day.questions for day in days)
    timed = [day for day in days if day.questions]
    typical_ms = sum(day.typical_ms * day.questions for day in timed) / questions if questions else 0.0
    lines = [
        words.say(language, "stats-questions", count=questions, days=str(len(days))),
        words.say(language, "stats-not-found", count=sum(day.not_found for day in days)),
        f"👍 {sum(day.liked for day in days):,} · 👎 {sum(day.disliked for day in days):,}",
        words.say(language, "stats-time", seconds=f"{typical_ms / 1000:.1f}"),
    ]
    if tokens := sum(day.tokens for day in days):
        lines.append(words.say(language, "stats-tokens", count=tokens))
    if gone:
        lines.append(words.say(language, "stats-gone", count=gone))
    return "\n".join(lines)


def _stats_message(days: Sequence[DailyActivity], summary: str, language: str) -> Outgoing:
    rows = marked(MessageEntityType.PRE, chart_rows(days, _labels(days, language)))
    message = join((Piece(summary), rows, Piece(chart_key(_names(language)))), "\n\n")
    return Outgoing(message.text, message.entities())


def _labels(days: Sequence[DailyActivity], language: str) -> list[str]:
    return [format_skeleton("Md", day.date, locale=language) for day in days]


def _names(language: str) -> Names:
    return Names(
        questions=words.say(language, "chart-questions"),
        not_found=words.say(language, "chart-not-found"),
        disliked=words.say(language, "chart-disliked"),
        time=words.say(language, "chart-time"),
    )
