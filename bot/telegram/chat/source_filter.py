"""The list of sources, and which of them a conversation looks in. What blocks runs on the worker."""

from collections.abc import Collection, Sequence

from bot.telegram.admin.admin_only import with_management
from bot.telegram.chat_topics import Place
from bot.telegram.dependencies import Services
from bot.telegram.messages import keyboards as buttons
from bot.telegram.messages import translations as words
from bot.telegram.messages.message import Outgoing, plain
from bot.telegram.messages.sources import Listing, sources_message
from index.types import Source


class SourceChoice:
    """Lists sources and remembers the choice of each conversation. Every method blocks."""

    def __init__(self, services: Services) -> None:
        """Choose among the sources of these services."""
        self._services = services

    def scope(self, place: Place) -> list[Source]:
        """The sources that a conversation looks in; none where it looks in all of them."""
        chosen = self._services.conversations.chosen_sources(place.chat_id, place.thread_id)
        return _chosen(self._services.catalog.list_sources(), chosen) if chosen else []

    def page(self, place: Place, page: int, language: str) -> Outgoing:
        """One page of the list, from 0."""
        found = self._services.catalog.list_sources()
        if not found:
            return plain(words.say(language, "nothing-indexed"))
        chosen = _chosen(found, self._services.conversations.chosen_sources(place.chat_id, place.thread_id))
        questions: Sequence[str] = ()
        if len(chosen) == 1 and len(found) > 1:
            questions = self._services.questions(chosen[0])
            self._services.conversations.save_offered(
                [(buttons.fingerprint(question), question) for question in questions]
            )
        listing = Listing(found, frozenset(source.id for source in chosen), page, questions)
        shown = sources_message(listing, language)
        return with_management(shown, language) if self._is_admins(place) else shown

    def _is_admins(self, place: Place) -> bool:
        """Whether this is an admin's own chat, which has the id of the user."""
        return place.private and self._services.records.access.is_admin(place.chat_id)

    def toggle(self, place: Place, source_id: str) -> None:
        """Look in one source more, or in one less; in all of them where none is left."""
        chosen = {source.id for source in self.scope(place)} ^ {source_id}
        self._services.conversations.choose_sources(place.chat_id, place.thread_id, chosen)

    def choose_all(self, place: Place) -> None:
        """Look in all sources again."""
        self._services.conversations.choose_sources(place.chat_id, place.thread_id, ())


def scope_sentence(scope: Sequence[Source], language: str) -> str | None:
    """Says which sources an answer comes from; nothing where that is all of them."""
    if not scope:
        return None
    if len(scope) == 1:
        return words.say(language, "only-from-one", title=scope[0].title)
    return words.say(language, "only-from", count=len(scope))


def _chosen(found: Sequence[Source], ids: Collection[str]) -> list[Source]:
    """Those that are still there."""
    return [source for source in found if source.id in ids]
