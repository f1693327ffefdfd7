"""Guest mode: a mention of the bot in a chat where it is no member gets one answer, which Telegram posts there.

The chat of a guest message may have the same id as another chat, so the bot remembers nothing of it. A question has the
message that it replies to as its context, and the buttons are links, because the bot cannot see presses there.
"""

import asyncio
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import ContextTypes

from bot.answering.chat_language.reactions import addresses_bot, is_personal
from bot.answering.questions.follow_ups import asks_nothing
from bot.answering.types import MAX_QUESTION_CHARS, Answer, Question, Turn
from bot.telegram.chat.inline_mode import pin_links
from bot.telegram.chat.question_flow import UNANSWERABLE, explain_error, too_long_text
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import (
    base_language,
    example_text,
    has_reaction,
    language_of_answer,
    language_of_words,
    no_question_text,
    reaction_text,
    supported_language,
    translate,
)
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.receiving.addressing import replied_text
from bot.telegram.receiving.asked_message import MAX_CONTEXT_CHARS, AskedMessage, read_asked
from bot.telegram.sending.acknowledgements import Acknowledgements

_IN_A_ROW = 8


class GuestHandlers:
    """Answers guest messages that the access gate let in."""

    def __init__(self, dependencies: Dependencies, acknowledgements: Acknowledgements, alerts: AdminAlerts) -> None:
        """Answer with ``dependencies``, through ``acknowledgements``; ``alerts`` tell admins of a failing model."""
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._acknowledgements = acknowledgements
        self._alerts = alerts

    async def answer_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question, or say what the bot can do."""
        message = update.guest_message
        if message is None or message.from_user is None:
            raise ValueError("a handler of guest messages got an update without one or without its sender")
        me = context.bot.bot
        reply = await self._reply(me, message, message.from_user)
        await self._acknowledgements.answer_guest_query(str(message.guest_query_id), reply)

    async def _reply(self, me: User, message: Message, user: User) -> OutgoingMessage:
        asked = read_asked(me, message)
        language = language_of_words(asked.text, supported_language(user.language_code))
        history = _read_history(me, message, asked)
        refusal = _explain_no_question(asked, history, f"@{me.username}", language)
        if refusal is not None:
            return plain_message(refusal)
        question = Question(
            asked.text, history=history, asker=str(user.id), user_language=base_language(user.language_code)
        )
        try:
            answer = await self._answer(question, is_statement=asked.is_statement)
        except UNANSWERABLE as error:
            return plain_message(explain_error(error, language))
        await self._alerts.watch_model(answer)
        if answer.status == "not_found" and not answer.nearest and addresses_bot(asked.text):
            return plain_message(translate(language, "about-me"))
        shown_in = language_of_answer(answer.language, asked.text, language)
        return await self._run(self._lay_out, answer, str(me.username), shown_in)

    async def _answer(self, question: Question, *, is_statement: bool) -> Answer:
        answers = self._dependencies.check if is_statement else self._dependencies.answerer.answer
        try:
            async with asyncio.timeout(self._dependencies.limits.guest_s):
                return await answers(question)
        except TimeoutError:
            return await self._dependencies.executors.run_search(self._dependencies.quote, question)

    def _lay_out(self, answer: Answer, username: str, language: str) -> OutgoingMessage:
        """Lay out an answer in one message; of a longer one, its first message, and a button to the private chat."""
        cited = answer.citations or answer.nearest[:1]
        links = pin_links(self._dependencies, cited, username)
        first, *others = answer_messages(answer, AnswerLayout(language, links=links))
        buttons = [_link_button(n, link, language, is_only=len(links) == 1) for n, link in links.items()]
        rows = [buttons[at : at + _IN_A_ROW] for at in range(0, len(buttons), _IN_A_ROW)]
        if others:
            rows.append([InlineKeyboardButton(translate(language, "in-private"), url=f"https://t.me/{username}")])
        return OutgoingMessage(first.text, first.entities, InlineKeyboardMarkup(rows) if rows else None)


def _explain_no_question(asked: AskedMessage, history: Sequence[Turn], call: str, language: str) -> str | None:
    """Return what the bot says to a message that asks nothing, or too much; None for a question."""
    if not asked.text or asked.number is not None:
        return example_text(language, call)
    if asked.kind in {"further", "next"} or (asked.kind == "length" and history):
        return None
    if asked.kind is not None:
        return reaction_text(language, asked.kind) if has_reaction(asked.kind) else example_text(language, call)
    if len(asked.text) > MAX_QUESTION_CHARS:
        return too_long_text(asked.text, language)
    if is_personal(asked.text) and not asked.is_statement:
        return no_question_text(language)
    is_question = history or asked.is_statement or not asks_nothing(asked.text)
    return None if is_question else no_question_text(language)


def _link_button(n: int, link: str, language: str, *, is_only: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(translate(language, "passage") if is_only else str(n), url=link)


def _read_history(me: User, message: Message, asked: AskedMessage) -> list[Turn]:
    """Return what a question refers to: the message of somebody, or the earlier answer that it replies to."""
    replied = message.reply_to_message
    is_reply_to_bot = replied is not None and replied.from_user == me and not asked.is_statement
    referred = asked.context or (replied_text(message)[:MAX_CONTEXT_CHARS] if is_reply_to_bot else "")
    return [Turn(referred, "")] if referred else []
