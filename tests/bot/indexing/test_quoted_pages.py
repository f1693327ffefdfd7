"""Pages with a quote marked, for coroutines."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.composition.container import Container
from bot.indexing.quoted_pages import QuotedPages
from config.settings import Settings
from index.parsing.page_pictures.task_format import PagePicture
from index.types import Source, Span
from tests.support.pdf_files import Print, pdf

PLACE = ("0123456789ab", "f" * 64, Span(0, 9))
LINES = ("The tower of Gull Reef was finished in October 1811.", "Its lamp burned whale oil until 1868.")


class SlowPages:
    """Pages whose check waits for an event."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.checks = 0
        self.is_kept = True

    def has_original(self, _source_id: str, _text_id: str) -> bool:
        """Return whether the file is kept."""
        return self.is_kept

    def can_mark(self, _source_id: str, _text_id: str, _span: Span) -> bool:
        """Return True when the event is set."""
        self.checks += 1
        self.ready.wait(60)
        return True

    def draw(self, _source_id: str, _text_id: str, _span: Span) -> Sequence[PagePicture]:
        """Return one page."""
        return [PagePicture(1, b"jpeg")]


async def test_a_check_that_takes_long_offers_no_page() -> None:
    """The passage does not wait for it; the next one has its result, until the file is gone."""
    slow = SlowPages()
    pages = QuotedPages(slow, wait_s=0.05)
    late = await pages.can_mark(PLACE)
    slow.ready.set()
    await pages.draw(PLACE)  # the one thread has finished the check
    again = await pages.can_mark(PLACE)
    slow.is_kept = False
    gone = await pages.can_mark(PLACE)
    pages.close()
    assert (False, True, False, 1) == (late, again, gone, slow.checks)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Container]:
    """Return the services over an index of one PDF file."""
    path = tmp_path / "tower.pdf"
    path.write_bytes(pdf([[Print(line, y=700 - 14 * number) for number, line in enumerate(LINES)]]))
    container = Container(Settings(_env_file=None, data_dir=tmp_path / "data"))
    container.source_manager.index(str(path), follow=False, watch=lambda _: None, stop=lambda: False)
    yield container
    container.close()


def place_of(services: Container, source: Source, words: str) -> tuple[str, str, Span]:
    """Return the place of words in a source."""
    start = (services.catalog.get_text(source.text_id) or "").index(words)
    return source.id, source.text_id, Span(start, start + len(words))


async def test_the_page_goes_with_its_source(services: Container) -> None:
    """An indexed PDF file has pictures of its quotes; after its removal its file is deleted."""
    (source,) = services.catalog.list_sources()
    place = place_of(services, source, "whale oil")
    (picture,) = await services.quoted_pages.draw(place)
    before = await services.quoted_pages.can_mark(place)
    services.indexer.remove([source.id])
    after = await services.quoted_pages.can_mark(place)

    assert (True, False, []) == (before, after, await services.quoted_pages.draw(place))
    assert (1, b"\xff\xd8") == (picture.page, picture.jpeg[:2])
    assert [] == list((services.data_dir / "originals").iterdir())


async def test_a_source_that_was_indexed_before_keeps_its_file_when_it_is_read_again(services: Container) -> None:
    """A re-index of an unchanged file keeps a copy that is missing, and no other version's."""
    (source,) = services.catalog.list_sources()
    (kept,) = (services.data_dir / "originals").iterdir()
    kept.rename(kept.with_name(f"{source.id}-{'0' * 64}.pdf"))
    services.source_manager.reindex([source.id], watch=lambda _: None, stop=lambda: False)
    assert [kept] == list((services.data_dir / "originals").iterdir())
