"""``index.catalog.text_structure``: from an offset to its page and section, while the text is stored."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.catalog import schema
from index.catalog.catalog import Catalog
from index.catalog.fetch_records import FetchRecord
from index.catalog.text_structure import page_at, section_above, section_at
from index.types import Document, Heading, Span, Validators, text_id

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


BOOK = "Ropes\n\nOf old\n\nHemp.\n\nOf late\n\nNylon.\n\nNets\n\nTwine."
HEADINGS = tuple(
    Heading(Span(BOOK.index(words), BOOK.index(words) + len(words)), level)
    for words, level in (("Ropes", 1), ("Of old", 3), ("Of late", 2), ("Nets", 1))
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ropes", []),
        ("Of old", ["Ropes"]),
        ("Hemp.", ["Ropes", "Of old"]),
        ("Nylon.", ["Ropes", "Of late"]),
        ("Twine.", ["Nets"]),
    ],
)
def test_the_headings_above_words(words: str, expected: list[str], catalog: Catalog) -> None:
    """A heading ends at the next one of its rank or of a higher one, and is not above itself."""
    document = replace(DOCUMENT, text=BOOK, pages=(), headings=HEADINGS)
    catalog.publish(catalog.begin_version("/a.md", "document", document, "one"))
    start = BOOK.index(words)
    assert expected == [span.slice(BOOK) for span in section_above(HEADINGS, start)]
    assert tuple(expected) == catalog.read_place(text_id(BOOK), start).section
    assert HEADINGS == catalog.get_headings(text_id(BOOK))
    assert document == catalog.load_document(catalog.list_sources()[0])


def test_a_section_begins_with_its_heading() -> None:
    """A passage that starts with a heading belongs to that section."""
    assert "Of late" == section_at(HEADINGS, BOOK.index("Of late"))[-1].slice(BOOK)


def test_a_text_without_headings_has_no_section(catalog: Catalog) -> None:
    """Texts that were indexed before headings were stored have none."""
    catalog.publish(catalog.begin_version("/a.pdf", "document", DOCUMENT, "one"))
    assert ((), ()) == (catalog.get_headings(ID), catalog.read_place(ID, 5).section)


def test_pages_that_were_read_from_a_picture_are_known(catalog: Catalog) -> None:
    """A span is recognized if a part of it is on such a page; a restored document knows its pages."""
    catalog.publish(catalog.begin_version("/a.pdf", "document", replace(DOCUMENT, recognized=(2,)), "one"))
    (source,) = catalog.list_sources()
    spans = (Span(0, 9), Span(4, 12), Span(10, 22))
    assert [False, True, True] == [catalog.is_recognized(ID, span) for span in spans]
    assert (2,) == catalog.load_document(source).recognized
