"""A photo of a page: its words are found in the sources."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.types import Answer
from bot.telegram.application import Dependencies
from bot.telegram.messages.translations import translate
from index.errors import NothingIndexedError
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, bot_messages
from tests.support.fake_services import FakeAnswerer, FakeCatalog
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The tower was built in 1811. Its lamp burned whale oil."
REPORT = make_source("The Reef Report", location="/srv/report.pdf", kind="document", text=TEXT)
CITED = replace(make_citation(1, REPORT, TEXT, "Its lamp burned whale oil."), page=2, recognized=True)
LINES = ("Its lamp burned", "whale oil.")


class FakePhotos:
    """Reads the same lines in each photo."""

    def __init__(self, lines: Sequence[str], *, is_indexed: bool = True) -> None:
        self.lines = lines
        self.is_indexed = is_indexed
        self.pictures: list[bytes] = []

    async def read(self, picture: bytes) -> Sequence[str]:
        """The lines."""
        self.pictures.append(picture)
        return self.lines

    def find(self, lines: Sequence[str], _source_ids: Sequence[str] | None) -> Answer:
        """One quote for the known lines."""
        if not self.is_indexed:
            raise NothingIndexedError
        answer = quote_answer(" ".join(lines), CITED)
        return answer if tuple(lines) == LINES else replace(answer, status="not_found", statements=(), citations=())


@pytest.fixture
def dependencies(tmp_path: Path) -> Dependencies:
    """Return services over one PDF file."""
    return make_dependencies(tmp_path, answerer=FakeAnswerer(), catalog=FakeCatalog.containing((REPORT, TEXT)))


async def test_the_passage_in_a_photo_is_shown(server: BotApiServer, dependencies: Dependencies) -> None:
    """The quote names its source and page, and says that it was read from a picture."""
    photos = FakePhotos(LINES)
    async with running_bot(replace(dependencies, photos=photos), server):
        server.send_photo(ANN)
        (answer,) = await bot_messages(server, ANN)

    assert "Its lamp burned whale oil." in answer.text
    assert "The Reef Report" in answer.text
    assert translate("en", "read-from-picture") in answer.text
    assert [b"\xff\xd8\xff"] == photos.pictures


@pytest.mark.parametrize(
    ("photos", "key"),
    [
        (FakePhotos(()), "photo-unread"),
        (FakePhotos(("Other words.",)), "photo-elsewhere"),
        (FakePhotos(LINES, is_indexed=False), "nothing-indexed"),
        (None, "no-pictures"),
    ],
)
async def test_a_photo_that_is_not_found_gets_a_sentence(
    server: BotApiServer, dependencies: Dependencies, photos: FakePhotos | None, key: str
) -> None:
    """The sentence says what to do next."""
    async with running_bot(replace(dependencies, photos=photos), server):
        server.send_photo(ANN)
        (told,) = await bot_messages(server, ANN)

    assert translate("en", key) == told.text
