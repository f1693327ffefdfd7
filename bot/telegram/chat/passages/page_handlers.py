"""The button "Page": sends the page of a PDF file as a picture with the quote marked, in private chats."""

from bot.state.answers import StoredCitation
from bot.telegram.chat.chat_callback import ChatCallback
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import link_to
from bot.telegram.dependencies import Dependencies, MarksQuotes
from bot.telegram.messages.message import TITLE_UNITS, join_with_dots
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.translations import translate
from bot.telegram.sending.delivery import Delivery, OutgoingFile
from index.types import Span


class PageHandlers:
    """Handles the button "Page". Every callback query is answered."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery) -> None:
        """Find citations and pages in ``dependencies``, and send through ``delivery``."""
        self._run = dependencies.executors.run
        self._find_citation = dependencies.find_citation
        self._pages = dependencies.pages
        self._delivery = delivery

    async def send(self, callback: ChatCallback, key: str) -> None:
        """Send the pages of a citation as pictures; a group member gets a link to the private chat."""
        citation = await self._run(self._find_citation, key)
        if citation is None:
            await callback.acknowledge("stale-passage")
            return
        if not callback.topic.private:
            link = link_to(callback.username, "passage", citation.key)
            await callback.acknowledgements.answer_callback(callback.query.id, url=link)
            return
        pictures = await self._pages.draw(_place_of(citation)) if self._pages else ()
        if not pictures:
            await callback.acknowledge("no-page")
            return
        await callback.acknowledge()
        for picture in pictures:
            page = translate(callback.language, "page-number", number=picture.page)
            caption = join_with_dots((line(citation.title, TITLE_UNITS), page))
            file = OutgoingFile(f"page-{picture.page}.jpg", picture.jpeg, caption, image=True)
            await self._delivery.send_file(callback.topic, file)


async def can_send_page(pages: MarksQuotes | None, topic: ChatTopic, citation: StoredCitation) -> bool:
    """Return whether the page of a citation can be sent to a chat as a picture with the quote marked."""
    if pages is None or not topic.private or citation.page is None:
        return False
    return await pages.can_mark(_place_of(citation))


def _place_of(citation: StoredCitation) -> tuple[str, str, Span]:
    return citation.source_id, citation.text_id, citation.span
