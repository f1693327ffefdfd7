"""``index.catalog.page_offsets``: from an offset to its page, while the text is stored."""

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
    """A page ends at the next page's start; a page without text contains no offset."""
    assert expected == page_at(starts, offset)


def test_a_text_without_pages_has_none() -> None:
    """Web pages have no pages."""
    assert page_at((), 7) is None


def test_pages_are_kept_with_the_text_and_go_with_it(catalog: Catalog) -> None:
    """Rebuilding the index from the stored text keeps the pages; removing the source removes them."""
    catalog.publish(catalog.begin_version("/a.pdf", "document", DOCUMENT, "one"))
    catalog.publish(catalog.begin_version("/a.pdf", "document", replace(DOCUMENT, pages=()), "two"))
    assert (0, 10, 23) == catalog.get_page_offsets(ID)
    catalog.retire([catalog.list_sources()[0].id])
    catalog.delete_unused()
    assert (None, ()) == (catalog.get_text(ID), catalog.get_page_offsets(ID))


def test_a_better_reading_of_the_same_text_renews_its_pages(catalog: Catalog) -> None:
    """A text that is found again with other pages takes those."""
    catalog.publish(catalog.begin_version("/a.pdf", "document", DOCUMENT, "one"))
    catalog.update_metadata(catalog.list_sources()[0].id, replace(DOCUMENT, pages=(0, 12)), RECEIPT)
    assert (0, 12) == catalog.get_page_offsets(ID)
