"""The list of sources in a chat, and the sources that each conversation asks."""

from collections.abc import Collection, Sequence

from bot.telegram.admin.admin_router import with_manage_button
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.sources import SourcesMessage, sources_message
from bot.telegram.messages.translations import translate
from index.types import Source


class SourceFilter:
    """Lists the sources and stores which ones each conversation asks. Every method blocks."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Read sources and choices from ``dependencies``."""
        self._dependencies = dependencies

    def chosen_sources(self, topic: ChatTopic) -> list[Source]:
        """Return the sources that a conversation is limited to; empty if it asks all of them."""
        chosen = self._dependencies.conversations.chosen_sources(topic.chat_id, topic.thread_id)
        return _existing(self._dependencies.catalog.list_sources(), chosen) if chosen else []

    def render_page(self, topic: ChatTopic, page: int, language: str) -> OutgoingMessage:
        """Render a page of the list of sources, from 0."""
        sources = self._dependencies.catalog.list_sources()
        if not sources:
            return plain_message(translate(language, "nothing-indexed"))
        conversations = self._dependencies.conversations
        chosen = _existing(sources, conversations.chosen_sources(topic.chat_id, topic.thread_id))
        questions: Sequence[str] = ()
        if len(chosen) == 1 and len(sources) > 1:
            questions = self._dependencies.suggest_questions(chosen[0])
            conversations.save_offered([(question_fingerprint(question), question) for question in questions])
        listing = SourcesMessage(sources, frozenset(source.id for source in chosen), page, questions)
        message = sources_message(listing, language)
        return with_manage_button(message, language) if self._is_with_admin(topic) else message

    def _is_with_admin(self, topic: ChatTopic) -> bool:
        """Return whether a chat is an admin's private chat; a private chat has the id of its user."""
        return topic.private and self._dependencies.stores.access.is_admin(topic.chat_id)

    def toggle(self, topic: ChatTopic, source_id: str) -> None:
        """Add a source to the chosen ones, or remove it; with the last one removed, the conversation asks all."""
        chosen = {source.id for source in self.chosen_sources(topic)} ^ {source_id}
        self._dependencies.conversations.choose_sources(topic.chat_id, topic.thread_id, chosen)

    def choose_all(self, topic: ChatTopic) -> None:
        """Let the conversation ask all sources."""
        self._dependencies.conversations.choose_sources(topic.chat_id, topic.thread_id, ())


def filter_sentence(chosen: Sequence[Source], language: str) -> str | None:
    """Return a sentence that names the chosen sources; None if the conversation asks all sources."""
    if not chosen:
        return None
    if len(chosen) == 1:
        return translate(language, "only-from-one", title=chosen[0].title)
    return translate(language, "only-from", count=len(chosen))


def _existing(sources: Sequence[Source], ids: Collection[str]) -> list[Source]:
    return [source for source in sources if source.id in ids]
