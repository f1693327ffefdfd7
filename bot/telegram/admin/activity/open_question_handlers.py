"""Handlers of ``/unanswered``: open questions, each with a way to answer it."""

import re
from collections.abc import Sequence

from telegram import InlineKeyboardMarkup
from telegram.constants import MessageEntityType

from bot.state.subscriptions.open_questions import OpenQuestion
from bot.telegram.admin.admin_router import NUMBER, AdminCallback, AdminRouter, PrivateMessage
from bot.telegram.admin.list_messages import message_with_rows, paginate, turn_row
from bot.telegram.messages.display_values import display_day
from bot.telegram.messages.keyboards import admin_button
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import RichText, join, line, with_entity
from bot.telegram.messages.translations import translate

_QUESTIONS = 8
_QUESTION_ON_PAGE = re.compile(r"\d{1,18}(?:-\d{1,9})?", re.ASCII)
"""The answer to a question, and the page of the list that it was on."""
_QUESTION_UNITS = 300


class OpenQuestionHandlers:
    """Lists open questions; an admin adds a source to one of them, or dismisses it."""

    def __init__(self, router: AdminRouter) -> None:
        """Reply through ``router``."""
        self._router = router
        self._open_questions = router.dependencies.stores.open_questions
        self._run = router.dependencies.executors.run
        for name, action in {"open": self._show, "fill": self._ask_for_source, "dismissed": self._dismiss}.items():
            router.register(name, action, NUMBER if name == "open" else _QUESTION_ON_PAGE)

    async def unanswered(self, sent: PrivateMessage) -> None:
        """List the questions that the sources do not answer."""
        await self._router.reply(sent, await self._render(0, sent.language))

    async def _show(self, callback: AdminCallback) -> None:
        await self._router.show(callback, await self._render(int(callback.argument), callback.language))

    async def _render(self, page: int, language: str) -> OutgoingMessage:
        asked = await self._run(self._open_questions.list_open)
        return (
            open_questions_message(asked, page, language)
            if asked
            else plain_message(translate(language, "nothing-unanswered"))
        )

    async def _ask_for_source(self, callback: AdminCallback) -> None:
        """Ask for a source that answers a question."""
        asked = await self._run(self._open_questions.list_open)
        answer_id, page = _read_argument(callback.argument)
        found = next((one for one in asked if one.answer_id == answer_id), None)
        if found is None:
            await self._router.acknowledge(callback, "stale-button")
            return
        question = line(found.question, _QUESTION_UNITS)
        text = translate(callback.language, "send-source-for", question=question)
        back = [[admin_button(translate(callback.language, "back"), "open", str(page))]]
        await self._router.show(callback, OutgoingMessage(text, (), InlineKeyboardMarkup(back)))

    async def _dismiss(self, callback: AdminCallback) -> None:
        answer_id, page = _read_argument(callback.argument)
        await self._run(self._open_questions.dismiss, answer_id)
        await self._router.show(callback, await self._render(page, callback.language))


def open_questions_message(asked: Sequence[OpenQuestion], page: int, language: str) -> OutgoingMessage:
    """Show one page of the open questions, each with buttons to add a source and to dismiss it."""
    shown, pages = paginate(asked, page, _QUESTIONS)
    heading = RichText(translate(language, "unanswered", count=len(asked)))
    entries = [_entry(n, one, language) for n, one in shown]
    rows = [
        [
            admin_button(f"{n} · {translate(language, 'add-source')}", "fill", f"{one.answer_id}-{pages.page}"),
            admin_button(f"✕ {n}", "dismissed", f"{one.answer_id}-{pages.page}"),
        ]
        for n, one in shown
    ]
    return message_with_rows(join((heading, *entries), "\n\n"), [*rows, turn_row("open", pages, language)])


def _read_argument(argument: str) -> tuple[int, int]:
    """Read the answer and the page that a button is about; buttons of earlier versions name no page."""
    answer_id, _, page = argument.partition("-")
    return int(answer_id), int(page or 0)


def _entry(n: int, asked: OpenQuestion, language: str) -> RichText:
    day = display_day(asked.asked_at.date(), language)
    awaited = translate(language, "awaited-by", count=asked.awaited) if asked.awaited else None
    details = " · ".join(filter(None, (day, f"×{asked.times}" if asked.times > 1 else None, awaited)))
    question = with_entity(MessageEntityType.BOLD, line(asked.question, _QUESTION_UNITS))
    return RichText(f"{n}. ") + question + RichText(f"\n{details}")
