"""``index.catalog.page_offsets``: from an offset to its page, as long as the text is there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.catalog.page_offsets import page_at
from index.types import Document, Validators, text_id

DOCUMENT = Document("One page. Another page.", "Pages", None, None, "en", pages=(0, 10, 23))
RECEIPT = FetchRecord("reader", "digest", Validators(), ())
ID = text_id(DOCUMENT.text)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    database = schema.open_catalog(tmp_path / "catalog.sqlite")
    yield Catalog(database)
    database.close()


@pytest.mark.parametrize(
    ("starts", "offset", "expected"),
    [((0, 10, 10, 30), 0, 1), ((0, 10, 10, 30), 9, 1), ((0, 10, 10, 30), 10, 3), ((0, 10), 99, 2), ((5,), 0, 1)],
)
def test_an_offset_is_on_one_page(starts: tuple[int, ...], offset: int, expected: int) -> None:
    """A page reaches up to the next one's start; one without text holds no offset."""
    assert expected == page_at(starts, offset)


def test_a_text_without_pages_has_none() -> None:
    """Web pages have no pages."""
    assert page_at((), 7) is None


def test_pages_are_kept_with_the_text_and_go_with_it(catalog: Catalog) -> None:
    """Making the index anew from the stored text keeps its pages; removing the source removes them."""
    catalog.publish(catalog.begin("/a.pdf", "document", DOCUMENT, "one"))
    catalog.publish(catalog.begin("/a.pdf", "document", replace(DOCUMENT, pages=()), "two"))
    assert (0, 10, 23) == catalog.pages(ID)
    catalog.retire([catalog.sources()[0].id])
    catalog.discard([])
    assert (None, ()) == (catalog.text(ID), catalog.pages(ID))


def test_a_better_reading_of_the_same_text_renews_its_pages(catalog: Catalog) -> None:
    """Where a text is found again with other pages, those count."""
    catalog.publish(catalog.begin("/a.pdf", "document", DOCUMENT, "one"))
    catalog.describe(catalog.sources()[0].id, replace(DOCUMENT, pages=(0, 12)), RECEIPT)
    assert (0, 12) == catalog.pages(ID)
