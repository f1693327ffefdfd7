"""Inline mode: ``@bot question`` in any chat offers quotes to send, each with its citation.

A query arrives with every pause in the user's typing, so it is answered with quotes, without a model call. If a model
has answered the same question before, its answer is offered first.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.ext import ContextTypes

from bot.answering.chat_language.reactions import classify_message
from bot.answering.types import Answer, Citation, Question, QuestionError
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.answer import AnswerLayout, answer_messages
from bot.telegram.messages.message import NO_PREVIEW, OutgoingMessage, to_message
from bot.telegram.messages.quotation import quotation
from bot.telegram.messages.rich_text import MAX_ENTITIES, line
from bot.telegram.messages.translations import base_language, supported_language, translate
from bot.telegram.sending.acknowledgements import Acknowledgements
from index.errors import NothingIndexedError
from index.text.scripts import EAST_ASIAN

_MIN_CHARS, _MIN_WORD_CHARACTERS = 3, 2
_WORD_CHARACTERS = re.compile(f"[{EAST_ASIAN}]")
"""Characters of scripts whose words often have two: Chinese, Japanese and Korean."""
_DESCRIPTION_UNITS = 200
_TITLE_UNITS = 80


class InlineHandlers:
    """Handles inline queries that the access gate let in."""

    def __init__(self, dependencies: Dependencies, acknowledgements: Acknowledgements) -> None:
        """Find quotes with ``dependencies``, and answer through ``acknowledgements``."""
        self._dependencies = dependencies
        self._acknowledgements = acknowledgements

    async def answer_query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the answer and its quotes, or say what to do."""
        query = update.inline_query
        if query is None:
            raise ValueError("a handler of inline queries got an update without one")
        language, question = supported_language(query.from_user.language_code), query.query.strip()
        is_question = _asks(question)
        results: list[InlineQueryResultArticle] = []
        if is_question:
            asked = Question(question, user_language=base_language(query.from_user.language_code))
            results = await self._dependencies.executors.run_search(
                self._find_results, asked, context.bot.username, language
            )
        hint = None if results else translate(language, "inline-not-found" if is_question else "inline-ask")
        await self._acknowledgements.answer_inline_query(query.id, results, hint)

    def _find_results(self, question: Question, username: str, language: str) -> list[InlineQueryResultArticle]:
        try:
            quotes = self._dependencies.quote(question)
        except (NothingIndexedError, QuestionError):
            return []
        answer = self._dependencies.find_cached_answer(question.text) or quotes
        links = pin_links(self._dependencies, quotes.citations, username)
        return [
            *_answer_article(answer, pin_links(self._dependencies, answer.citations, username), language),
            *(_quote_article(citation, links[citation.n], language) for citation in quotes.citations),
        ]


def _asks(query: str) -> bool:
    """Return whether a query is long enough to ask something, and is no greeting, emoji or other reaction."""
    is_long_enough = len(query) >= _MIN_CHARS or len(_WORD_CHARACTERS.findall(query)) >= _MIN_WORD_CHARACTERS
    return is_long_enough and classify_message(query) in {None, "further", "next"}


def pin_links(dependencies: Dependencies, cited: Sequence[Citation], username: str) -> dict[int, str]:
    """Store citations that belong to no chat; returns a link to the passage of each, by its number. Blocking."""
    pin = dependencies.conversations.pin_citation
    return {citation.n: link_to(username, "passage", pin(citation)) for citation in cited}


def _answer_article(answer: Answer, links: dict[int, str], language: str) -> Iterator[InlineQueryResultArticle]:
    """Yield the answer with all of its quotes, unless it is one quote or does not fit in one message."""
    if len(answer.citations) > 1 or (answer.statements and answer.mode != "quotes"):
        messages = answer_messages(answer, AnswerLayout(language, question=answer.question, links=links))
        if len(messages) == 1:
            row = [InlineKeyboardButton(str(n), url=link) for n, link in links.items()]
            title = translate(language, "answer")
            keyboard = InlineKeyboardMarkup([row]) if row else None
            yield _article(title, answer.statements[0].text, messages[0], keyboard)


def _quote_article(citation: Citation, link: str, language: str) -> InlineQueryResultArticle:
    row = [InlineKeyboardButton(translate(language, "passage"), url=link)]
    if keyboards.is_accepted_url(citation.link):
        row.append(InlineKeyboardButton(translate(language, "open-page"), url=citation.link))
    message = to_message(quotation(citation, language, {citation.n: link}))
    return _article(citation.source.title, citation.quote, message, InlineKeyboardMarkup([row]))


def _article(
    title: str, description: str, message: OutgoingMessage, keyboard: InlineKeyboardMarkup | None
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=hashlib.sha256(f"{title}\n{message.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=line(title, _TITLE_UNITS),
        description=line(description, _DESCRIPTION_UNITS),
        input_message_content=InputTextMessageContent(
            message.text, entities=message.entities[:MAX_ENTITIES], link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboard,
    )
