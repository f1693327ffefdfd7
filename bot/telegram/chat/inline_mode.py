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
from bot.telegram.dependencies import Services
from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.answer import Frame, answer_messages, cited_quote
from bot.telegram.messages.message import Outgoing, outgoing
from bot.telegram.messages.rich_text import MAX_ENTITIES, line
from bot.telegram.sending.acknowledgements import Signs
from index.errors import NothingIndexedError

_MIN_CHARS = 3
_DESCRIPTION_UNITS = 200
_TITLE_UNITS = 80
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Inline:
    """Answers inline queries; the gate has let them in."""

    def __init__(self, services: Services, signs: Signs) -> None:
        """Quote from what these services find, and offer it through ``signs``."""
        self._services = services
        self._signs = signs

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the answer and its quotes, or say what to do."""
        query = update.inline_query
        if query is None:
            raise ValueError("a handler of inline queries got an update without one")
        language, question = words.language_of(query.from_user.language_code), query.query.strip()
        found: list[InlineQueryResultArticle] = []
        if len(question) >= _MIN_CHARS:
            found = await self._services.worker.run_search(self._results, question, context.bot.username, language)
        hint = (
            None if found else words.say(language, "inline-not-found" if len(question) >= _MIN_CHARS else "inline-ask")
        )
        await self._signs.answer_inline(query.id, found, hint)

    def _results(self, question: str, username: str, language: str) -> list[InlineQueryResultArticle]:
        try:
            answer = self._services.quote(Question(question))
        except (NothingIndexedError, QuestionError):
            return []
        known = self._services.known(question)
        whole = answer if known is None else known
        cited = answer.citations or answer.nearest
        links = self._links(cited, username)
        return [
            *_whole(whole, self._links(whole.citations, username), language),
            *(_single(citation, links[citation.n], language) for citation in cited),
        ]

    def _links(self, cited: Sequence[Citation], username: str) -> dict[int, str]:
        """A link to the passage of each citation, by its number."""
        pin = self._services.conversations.pin_citation
        return {citation.n: create_deep_linked_url(username, PASSAGE_LINK + pin(citation)) for citation in cited}


def _whole(answer: Answer, links: dict[int, str], language: str) -> Iterator[InlineQueryResultArticle]:
    """The answer with all of its quotes, where it is more than a quote and one message holds it."""
    if len(answer.citations) > 1 or (answer.citations and answer.mode == "model"):
        messages = answer_messages(answer, Frame(language, asked=answer.question))
        if len(messages) == 1:
            row = [InlineKeyboardButton(str(n), url=link) for n, link in links.items()]
            title = words.say(language, "answer")
            yield _article(title, answer.statements[0].text, messages[0], InlineKeyboardMarkup([row]))


def _single(citation: Citation, link: str, language: str) -> InlineQueryResultArticle:
    row = [InlineKeyboardButton(words.say(language, "passage"), url=link)]
    if buttons.is_openable(citation.link):
        row.append(InlineKeyboardButton(words.say(language, "open-page"), url=citation.link))
    message = outgoing(cited_quote(citation, language))
    return _article(citation.source.title, citation.quote, message, InlineKeyboardMarkup([row]))


def _article(title: str, about: str, message: Outgoing, keyboard: InlineKeyboardMarkup) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=hashlib.sha256(f"{title}\n{message.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=line(title, _TITLE_UNITS),
        description=line(about, _DESCRIPTION_UNITS),
        input_message_content=InputTextMessageContent(
            message.text, entities=message.entities[:MAX_ENTITIES], link_preview_options=_NO_PREVIEW
        ),
        reply_markup=keyboard,
    )
