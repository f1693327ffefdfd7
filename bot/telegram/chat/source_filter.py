"""The list of sources, and which of them a conversation looks in. What blocks runs on the worker."""

from collections.abc import Collection, Sequence

from bot.telegram.admin.admin_only import with_manage_button
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.sources import SourcesMessage, sources_message
from bot.telegram.messages.translations import translate
from index.types import Source


class SourceFilter:
    """Lists sources and remembers the choice of each conversation. Every method blocks."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Choose among the sources of these dependencies."""
        self._dependencies = dependencies

    def scope(self, topic: ChatTopic) -> list[Source]:
        """The sources that a conversation looks in; none where it looks in all of them."""
        chosen = self._dependencies.conversations.chosen_sources(topic.chat_id, topic.thread_id)
        return _chosen(self._dependencies.catalog.list_sources(), chosen) if chosen else []

    def page(self, topic: ChatTopic, page: int, language: str) -> OutgoingMessage:
        """One page of the list, from 0."""
        found = self._dependencies.catalog.list_sources()
        if not found:
            return plain_message(translate(language, "nothing-indexed"))
        chosen = _chosen(found, self._dependencies.conversations.chosen_sources(topic.chat_id, topic.thread_id))
        questions: Sequence[str] = ()
        if len(chosen) == 1 and len(found) > 1:
            questions = self._dependencies.suggest_questions(chosen[0])
            self._dependencies.conversations.save_offered(
                [(keyboards.fingerprint(question), question) for question in questions]
            )
        listing = SourcesMessage(found, frozenset(source.id for source in chosen), page, questions)
        shown = sources_message(listing, language)
        return with_manage_button(shown, language) if self._is_admins(topic) else shown

    def _is_admins(self, topic: ChatTopic) -> bool:
        """Whether this is an admin's own chat, which has the id of the user."""
        return topic.private and self._dependencies.stores.access.is_admin(topic.chat_id)

    def toggle(self, topic: ChatTopic, source_id: str) -> None:
        """Look in one source more, or in one less; in all of them where none is left."""
        chosen = {source.id for source in self.scope(topic)} ^ {source_id}
        self._dependencies.conversations.choose_sources(topic.chat_id, topic.thread_id, chosen)

    def choose_all(self, topic: ChatTopic) -> None:
        """Look in all sources again."""
        self._dependencies.conversations.choose_sources(topic.chat_id, topic.thread_id, ())


def scope_sentence(scope: Sequence[Source], language: str) -> str | None:
    """Says which sources an answer comes from; nothing where that is all of them."""
    if not scope:
        return None
    if len(scope) == 1:
        return translate(language, "only-from-one", title=scope[0].title)
    return translate(language, "only-from", count=len(scope))


def _chosen(found: Sequence[Source], ids: Collection[str]) -> list[Source]:
    """Those that are still there."""
    return [source for source in found if source.id in ids]
