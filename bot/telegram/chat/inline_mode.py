"""Inline mode: ``@bot question`` in any chat offers quotes to send, each with its citation.

Quotes are quick and cost no model call; a query comes with every pause in somebody's typing. What a model wrote when it
was asked the same before is offered too.
"""

import hashlib
from collections.abc import Iterator, Sequence

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot.answering.types import Answer, Citation, Question, QuestionError
from bot.telegram.chat.passage_lookup import PASSAGE_LINK
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.answer import AnswerLayout, answer_messages, cited_quote
from bot.telegram.messages.message import OutgoingMessage, to_message
from bot.telegram.messages.rich_text import MAX_ENTITIES, line
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.sending.acknowledgements import Acknowledgements
from index.errors import NothingIndexedError

_MIN_CHARS = 3
_DESCRIPTION_UNITS = 200
_TITLE_UNITS = 80
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class InlineHandlers:
    """Answers inline queries; the gate has let them in."""

    def __init__(self, dependencies: Dependencies, signs: Acknowledgements) -> None:
        """Quote from what these dependencies find, and offer it through ``signs``."""
        self._dependencies = dependencies
        self._signs = signs

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the answer and its quotes, or say what to do."""
        query = update.inline_query
        if query is None:
            raise ValueError("a handler of inline queries got an update without one")
        language, question = supported_language(query.from_user.language_code), query.query.strip()
        found: list[InlineQueryResultArticle] = []
        if len(question) >= _MIN_CHARS:
            found = await self._dependencies.executors.run_search(
                self._results, question, context.bot.username, language
            )
        hint = (
            None if found else translate(language, "inline-not-found" if len(question) >= _MIN_CHARS else "inline-ask")
        )
        await self._signs.answer_inline_query(query.id, found, hint)

    def _results(self, question: str, username: str, language: str) -> list[InlineQueryResultArticle]:
        try:
            answer = self._dependencies.quote(Question(question))
        except (NothingIndexedError, QuestionError):
            return []
        known = self._dependencies.find_cached_answer(question)
        whole = answer if known is None else known
        cited = answer.citations or answer.nearest
        links = self._links(cited, username)
        return [
            *_whole(whole, self._links(whole.citations, username), language),
            *(_single(citation, links[citation.n], language) for citation in cited),
        ]

    def _links(self, cited: Sequence[Citation], username: str) -> dict[int, str]:
        """A link to the passage of each citation, by its number."""
        pin = self._dependencies.conversations.pin_citation
        return {citation.n: create_deep_linked_url(username, PASSAGE_LINK + pin(citation)) for citation in cited}


def _whole(answer: Answer, links: dict[int, str], language: str) -> Iterator[InlineQueryResultArticle]:
    """The answer with all of its quotes, where it is more than a quote and one message holds it."""
    if len(answer.citations) > 1 or (answer.citations and answer.mode == "model"):
        messages = answer_messages(answer, AnswerLayout(language, asked=answer.question))
        if len(messages) == 1:
            row = [InlineKeyboardButton(str(n), url=link) for n, link in links.items()]
            title = translate(language, "answer")
            yield _article(title, answer.statements[0].text, messages[0], InlineKeyboardMarkup([row]))


def _single(citation: Citation, link: str, language: str) -> InlineQueryResultArticle:
    row = [InlineKeyboardButton(translate(language, "passage"), url=link)]
    if keyboards.is_accepted_url(citation.link):
        row.append(InlineKeyboardButton(translate(language, "open-page"), url=citation.link))
    message = to_message(cited_quote(citation, language))
    return _article(citation.source.title, citation.quote, message, InlineKeyboardMarkup([row]))


def _article(
    title: str, about: str, message: OutgoingMessage, keyboard: InlineKeyboardMarkup
) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=hashlib.sha256(f"{title}\n{message.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=line(title, _TITLE_UNITS),
        description=line(about, _DESCRIPTION_UNITS),
        input_message_content=InputTextMessageContent(
            message.text, entities=message.entities[:MAX_ENTITIES], link_preview_options=_NO_PREVIEW
        ),
        reply_markup=keyboard,
    )
