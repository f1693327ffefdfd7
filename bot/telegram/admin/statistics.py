"""What happened, in the admins' chat: numbers and a chart, unanswered questions, disliked answers, an export."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date, format_skeleton
from telegram.constants import MessageEntityType

from bot.state.activity import AskedQuestion, DailyActivity
from bot.telegram.admin.admin_only import AdminRouter, PrivateMessage
from bot.telegram.admin.chart import ChartLabels, can_draw_chart, chart_key, chart_rows, draw_chart
from bot.telegram.messages.message import OutgoingMessage
from bot.telegram.messages.rich_text import RichText, join, line, split_to_fit, with_entity
from bot.telegram.messages.translations import translate
from bot.telegram.sending.delivery import OutgoingFile

_DAYS = 14
_LISTED = 20
_QUESTION_UNITS = 300
_ANSWER_UNITS = 600
_PLAIN_BYTES = 10_000_000  # an export that is larger is compressed


class StatisticsHandlers:
    """Handles the commands that ask what happened."""

    def __init__(self, router: AdminRouter) -> None:
        """Work at ``desk``."""
        self._router = router
        self._activity = router.dependencies.stores.activity
        self._run = router.dependencies.executors.run

    async def stats(self, sent: PrivateMessage) -> None:
        """Send the last two weeks in numbers, with a chart: a picture where one can be drawn, else lines of text."""
        days = await self._run(self._activity.days, _DAYS)
        gone = await self._run(self._router.dependencies.stores.users.count_unreachable)
        summary = _stats_in_words(days, gone, sent.language)
        if not can_draw_chart():
            await self._router.delivery.send(sent.topic, [_stats_message(days, summary, sent.language)])
            return
        async with self._router.delivery.acknowledgements.show_typing(sent.topic):
            image = await self._run(draw_chart, days, _labels(days, sent.language), _names(sent.language))
        await self._router.delivery.send_file(sent.topic, OutgoingFile("pincite-stats.png", image, summary, image=True))

    async def unanswered(self, sent: PrivateMessage) -> None:
        """List the questions that the sources do not answer."""
        asked = await self._run(self._activity.unanswered_questions, _LISTED)
        await self._list(sent, asked, "unanswered", "nothing-unanswered")

    async def feedback(self, sent: PrivateMessage) -> None:
        """List the answers that somebody disliked."""
        asked = await self._run(self._activity.disliked_answers, _LISTED)
        await self._list(sent, asked, "disliked", "nothing-disliked")

    async def export(self, sent: PrivateMessage) -> None:
        """Send every conversation as a file of JSON Lines."""
        name, data, count = await self._run(self._exported)
        if count == 0:
            await self._router.say(sent, "nothing-to-export")
            return
        caption = translate(sent.language, "exported", count=count)
        await self._router.delivery.send_file(sent.topic, OutgoingFile(name, data, caption))

    def _exported(self) -> tuple[str, bytes, int]:
        lines = list(self._activity.export())
        data = "".join(f"{line_}\n" for line_ in lines).encode()
        name = f"pincite-{datetime.now(UTC):%Y-%m-%d}.jsonl"
        return (f"{name}.gz", gzip.compress(data), len(lines)) if len(data) > _PLAIN_BYTES else (name, data, len(lines))

    async def _list(self, sent: PrivateMessage, asked: Sequence[AskedQuestion], heading: str, nothing: str) -> None:
        if not asked:
            await self._router.say(sent, nothing)
            return
        entries = [_entry(one, sent.language) for one in asked]
        whole = join((RichText(translate(sent.language, heading, count=len(asked))), *entries), "\n\n")
        messages = [OutgoingMessage(piece.text, piece.entities()) for piece in split_to_fit(whole)]
        await self._router.delivery.send(sent.topic, messages)


def _entry(asked: AskedQuestion, language: str) -> RichText:
    day = format_date(asked.asked_at.date(), "medium", locale=language)
    times = f" · ×{asked.times}" if asked.times > 1 else ""
    question = with_entity(MessageEntityType.BOLD, line(asked.question, _QUESTION_UNITS)) + RichText(f"\n{day}{times}")
    answer = (
        with_entity(MessageEntityType.EXPANDABLE_BLOCKQUOTE, line(asked.answer, _ANSWER_UNITS))
        if asked.answer
        else RichText()
    )
    return join((question, answer), "\n")


def _stats_in_words(days: Sequence[DailyActivity], gone: int, language: str) -> str:
    questions = sum(day.questions for day in days)
    timed = [day for day in days if day.questions]
    typical_ms = sum(day.typical_ms * day.questions for day in timed) / questions if questions else 0.0
    lines = [
        translate(language, "stats-questions", count=questions, days=str(len(days))),
        translate(language, "stats-not-found", count=sum(day.not_found for day in days)),
        f"👍 {sum(day.liked for day in days):,} · 👎 {sum(day.disliked for day in days):,}",
        translate(language, "stats-time", seconds=f"{typical_ms / 1000:.1f}"),
    ]
    if tokens := sum(day.tokens for day in days):
        lines.append(translate(language, "stats-tokens", count=tokens))
    if gone:
        lines.append(translate(language, "stats-gone", count=gone))
    return "\n".join(lines)


def _stats_message(days: Sequence[DailyActivity], summary: str, language: str) -> OutgoingMessage:
    rows = with_entity(MessageEntityType.PRE, chart_rows(days, _labels(days, language)))
    message = join((RichText(summary), rows, RichText(chart_key(_names(language)))), "\n\n")
    return OutgoingMessage(message.text, message.entities())


def _labels(days: Sequence[DailyActivity], language: str) -> list[str]:
    return [format_skeleton("Md", day.date, locale=language) for day in days]


def _names(language: str) -> ChartLabels:
    return ChartLabels(
        questions=translate(language, "chart-questions"),
        not_found=translate(language, "chart-not-found"),
        disliked=translate(language, "chart-disliked"),
        time=translate(language, "chart-time"),
    )
