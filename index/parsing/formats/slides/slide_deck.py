"""The slides of a presentation as one draft, in which each slide is a page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index.parsing import metadata
from index.parsing.draft import DocumentDraft
from index.parsing.headings import move_headings
from index.parsing.html import fragment
from index.parsing.links import bare_links, unique_links

if TYPE_CHECKING:
    from index.types import Heading, Link


def read_slides(
    slides: Iterable[str], location: str, *, title: str | None, author: str | None, language: str | None
) -> DocumentDraft:
    """Read slides in order.

    Args:
        slides: The HTML of each slide; its heading is the slide's title.
        location: Where the presentation is.
        title: As the file states it; the first heading if None.
        author: As the file states it.
        language: As the file states it.
    """
    text = ""
    pages: list[int] = []
    headings: list[Heading] = []
    links: list[Link] = []
    for html in slides:
        slide = fragment.read(html, location)
        text += "\n\n" if text and slide.text else ""
        pages.append(len(text))
        headings += move_headings(slide.headings, len(text))
        text += slide.text
        links += slide.links
    first = text[headings[0].span.start : headings[0].span.end] if headings else None
    when, written = metadata.find_date_and_author(text)
    return DocumentDraft(
        text,
        title or first or metadata.find_title_line(text),
        written or author,
        when,
        language,
        unique_links((*links, *bare_links(text)), location),
        tuple(pages),
        tuple(headings),
        has_code=True,
    )
