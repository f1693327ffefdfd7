"""The button "Page" under a passage from a PDF file."""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from index.parsing.page_pictures.task_format import PagePicture
from index.types import Span
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, bot_messages, button_labels, callback_answer, open_passage
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The tower was built in 1811. Its lamp burned whale oil."
REPORT = make_source("The Reef Report", location="/srv/report.pdf", kind="document", text=TEXT)
CITED = replace(make_citation(1, REPORT, TEXT, "Its lamp burned whale oil."), page=2)
WHEN = "What did the lamp burn?"
PAGE = translate("en", "show-page")


class FakePages:
    """Pages of one file; ``is_sure`` and ``pictures`` are set by a test."""

    def __init__(self, pictures: Sequence[PagePicture] = (), *, is_sure: bool = True) -> None:
        self.pictures = pictures
        self.is_sure = is_sure

    async def can_mark(self, place: tuple[str, str, Span]) -> bool:
        """Return whether the quote is found."""
        assert place == (REPORT.id, REPORT.text_id, CITED.span)
        return self.is_sure

    async def draw(self, _place: tuple[str, str, Span]) -> Sequence[PagePicture]:
        """Return the pictures."""
        return self.pictures


def jpeg() -> bytes:
    """Return a small picture."""
    written = io.BytesIO()
    Image.new("RGB", (20, 30), "white").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def dependencies(tmp_path: Path) -> Dependencies:
    """Return services that answer one question from a PDF file."""
    answerer = FakeAnswerer({WHEN: quote_answer(WHEN, CITED)})
    return make_dependencies(tmp_path, answerer=answerer, catalog=FakeCatalog.containing((REPORT, TEXT)))


async def test_the_page_is_sent_as_a_picture(server: BotApiServer, dependencies: Dependencies) -> None:
    """The picture says which page of which source it is."""
    pages = FakePages([PagePicture(2, jpeg())])
    async with running_bot(replace(dependencies, pages=pages), server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        server.press(passage.message_id, ANN, user_id=ANN, text=PAGE)
        (_, _, photo) = await bot_messages(server, ANN, 3)

    assert "The Reef Report · page 2" == photo.text
    assert PAGE in button_labels(passage)


@pytest.mark.parametrize("pages", [None, FakePages(is_sure=False)])
async def test_without_a_sure_place_there_is_no_button(
    server: BotApiServer, dependencies: Dependencies, pages: FakePages | None
) -> None:
    """A quote that cannot be marked, or a bot that keeps no files, shows the passage alone."""
    async with running_bot(replace(dependencies, pages=pages), server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)

    assert PAGE not in button_labels(passage)


async def test_a_page_that_is_gone(server: BotApiServer, dependencies: Dependencies) -> None:
    """The button of an older message says that there is no picture any more."""
    async with running_bot(replace(dependencies, pages=FakePages()), server):
        server.send_text(ANN, WHEN)
        (answer,) = await bot_messages(server, ANN)
        passage = await open_passage(server, answer)
        pressed = server.press(passage.message_id, ANN, user_id=ANN, text=PAGE)
        told = await callback_answer(server, pressed)

    assert translate("en", "no-page") == told
