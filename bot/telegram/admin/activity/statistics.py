"""Handlers of commands about activity: numbers with a chart, disliked answers, an export."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

from telegram.constants import MessageEntityType

from bot.state.activity import DailyActivity, DislikedAnswer
from bot.telegram.admin.activity.chart import (
    ChartLabels,
    can_draw_chart,
    chart_key,
    chart_rows,
    draw_chart,
    is_drawable,
)
from bot.telegram.admin.admin_router import AdminRouter, PrivateMessage
from bot.telegram.messages.display_values import display_day, display_number, display_short_day
from bot.telegram.messages.keyboards import REASON_MESSAGES
from bot.telegram.messages.message import OutgoingMessage, to_message
from bot.telegram.messages.rich_text import RichText, join, line, split_to_fit, with_entity
from bot.telegram.messages.translations import LANGUAGES, translate
from bot.telegram.sending.delivery import OutgoingFile

_DAYS = 14
_LISTED = 20
_QUESTION_UNITS = 300
_ANSWER_UNITS = 600
_PLAIN_BYTES = 10_000_000  # a larger export is compressed


class StatisticsHandlers:
    """Handles the commands about activity."""

    def __init__(self, router: AdminRouter) -> None:
        """Reply through ``router``."""
        self._router = router
        self._activity = router.dependencies.stores.activity
        self._run = router.dependencies.executors.run

    async def stats(self, sent: PrivateMessage) -> None:
        """Send the last two weeks in numbers, with a chart: a picture if matplotlib is installed, else text."""
        days = await self._run(self._activity.days, _DAYS)
        gone = await self._run(self._router.dependencies.stores.users.count_unreachable)
        summary = _stats_text(days, gone, sent.language)
        if not can_draw_chart():
            await self._router.delivery.send(sent.topic, [_stats_message(days, summary, sent.language)])
            return
        language = sent.language if is_drawable(_names(sent.language)) else LANGUAGES[0]
        async with self._router.delivery.acknowledgements.show_typing(sent.topic, picture=True):
            image = await self._run(draw_chart, days, _labels(days, language), _names(language))
        await self._router.delivery.send_file(sent.topic, OutgoingFile("pincite-stats.png", image, summary, image=True))

    async def feedback(self, sent: PrivateMessage) -> None:
        """List the answers that users disliked."""
        asked = await self._run(self._activity.disliked_answers, _LISTED)
        if not asked:
            await self._router.say(sent, "nothing-disliked")
            return
        heading = RichText(translate(sent.language, "disliked", count=len(asked)))
        whole = join((heading, *(_entry(one, sent.language) for one in asked)), "\n\n")
        await self._router.delivery.send(sent.topic, [to_message(part) for part in split_to_fit(whole)])

    async def export(self, sent: PrivateMessage) -> None:
        """Send all conversations as a file in the JSON Lines format."""
        name, data, count = await self._run(self._export_file)
        if count == 0:
            await self._router.say(sent, "nothing-to-export")
            return
        caption = translate(sent.language, "exported", count=count)
        await self._router.delivery.send_file(sent.topic, OutgoingFile(name, data, caption))

    def _export_file(self) -> tuple[str, bytes, int]:
        """Return the name, the content and the number of conversations of the export."""
        lines = list(self._activity.export())
        data = "".join(f"{one}\n" for one in lines).encode()
        name = f"pincite-{datetime.now(UTC):%Y-%m-%d}.jsonl"
        return (f"{name}.gz", gzip.compress(data), len(lines)) if len(data) > _PLAIN_BYTES else (name, data, len(lines))


def _entry(asked: DislikedAnswer, language: str) -> RichText:
    day = display_day(asked.asked_at.date(), language)
    times = f" · ×{asked.times}" if asked.times > 1 else ""
    question = with_entity(MessageEntityType.BOLD, line(asked.question, _QUESTION_UNITS)) + RichText(f"\n{day}{times}")
    answer = (
        with_entity(MessageEntityType.EXPANDABLE_BLOCKQUOTE, line(asked.answer, _ANSWER_UNITS))
        if asked.answer
        else RichText()
    )
    reasons = " · ".join(
        f"{translate(language, REASON_MESSAGES[reason])}{f' ×{count}' if count > 1 else ''}"
        for reason, count in asked.reasons.items()
    )
    return join((question, RichText(reasons), answer), "\n")


def _stats_text(days: Sequence[DailyActivity], gone: int, language: str) -> str:
    questions = sum(day.questions for day in days)
    timed = [day for day in days if day.questions]
    typical_ms = sum(day.typical_ms * day.questions for day in timed) / questions if questions else 0.0
    liked, disliked = sum(day.liked for day in days), sum(day.disliked for day in days)
    lines = [
        translate(language, "stats-questions", count=questions, days=str(len(days))),
        translate(language, "stats-not-found", count=sum(day.not_found for day in days)),
        f"👍 {display_number(liked, language)} · 👎 {display_number(disliked, language)}",
        translate(language, "stats-time", seconds=display_number(round(typical_ms / 1000, 1), language)),
    ]
    if tokens := sum(day.tokens for day in days):
        lines.append(translate(language, "stats-tokens", count=tokens))
    if gone:
        lines.append(translate(language, "stats-gone", count=gone))
    return "\n".join(lines)


def _stats_message(days: Sequence[DailyActivity], summary: str, language: str) -> OutgoingMessage:
    rows = with_entity(MessageEntityType.PRE, chart_rows(days, _labels(days, language)))
    message = join((RichText(summary), rows, RichText(chart_key(_names(language)))), "\n\n")
    return to_message(message)


def _labels(days: Sequence[DailyActivity], language: str) -> list[str]:
    return [display_short_day(day.date, language) for day in days]


def _names(language: str) -> ChartLabels:
    return ChartLabels(
        questions=translate(language, "chart-questions"),
        not_found=translate(language, "chart-not-found"),
        disliked=translate(language, "chart-disliked"),
        time=translate(language, "chart-time"),
    )
