"""Lines that only name another article, and captions that a gallery repeats, are no part of an article."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = "The mill was built in 1820 by the Bells, who had come down from the north with two oxen and a plan."
SECOND = "It burnt in 1871, and for thirty years nobody in the valley had the money to put up its walls again."


def read(line: str) -> list[str]:
    """The paragraphs of an article with a line between two paragraphs."""
    page = f"<html><body><article><h1>The mill</h1><p>{FIRST}</p>{line}<p>{SECOND}</p></article></body></html>"
    return extract(Raw("https://mills.example/a", page.encode(), "text/html")).text.split("\n\n")


@pytest.mark.parametrize(
    "label", ["See also:", "READ MORE:", "Lesen Sie auch:", "Lire aussi |", "Читайте также:", "関連記事："]
)
def test_line_that_names_another_article(label: str) -> None:
    """A label and a link, or a link with such a label in it, are left out."""
    link = '<a href="/b">The wheel of the old mill turns again</a>'
    assert [FIRST, SECOND] == read(f"<p>{label} {link}</p>")
    assert [FIRST, SECOND] == read(f"<p>{link.replace('The', f'{label} The')}</p>")


@pytest.mark.parametrize(
    "line",
    [
        "See also: the wheel of the mill in the next valley, which turned until 1920 and then was sold.",
        "See more mills: they had <a href='/b'>two wheels</a>, of which one was for the oats and one for the rye.",
        "<a href='/b'>The plan of the mill, drawn by its second owner in the year 1822</a>",
    ],
)
def test_line_with_words_of_its_own(line: str) -> None:
    """A sentence that begins like a label, and a link without one, are read."""
    assert len([FIRST, line, SECOND]) == len(read(f"<p>{line}</p>"))


@pytest.mark.parametrize(
    "label", ["After newsletter promotion", "Externen Inhalt anzeigen", "Abone ol", "评论", "कॉपी लिंक", "העתק קישור"]
)
def test_label_of_a_control(label: str) -> None:
    """A line that only names a control is left out, in any language."""
    assert [FIRST, SECOND] == read(f"<p>{label}</p>")


def test_caption_that_is_said_twice() -> None:
    """A caption beside itself, once with its credit, is read once."""
    caption = "The old wheel stands on its iron legs beside the stream."
    lines = f"<div class='c'>{caption} Ann Quill</div><div class='c'>{caption}</div>"
    assert [FIRST, f"{caption} Ann Quill", SECOND] == read(lines)


def test_caption_of_a_gallery() -> None:
    """A caption that each picture of a gallery repeats is read once; paragraphs may repeat."""
    caption = "<div class='c'>The old wheel stands on its iron legs beside the stream, in October.</div>"
    assert len([FIRST, caption, SECOND]) == len(read(caption * 3))
    paragraph = "<p>The old wheel turns and turns, and nobody in the valley stops it.</p>"
    assert len([FIRST, paragraph, paragraph, SECOND]) == len(read(paragraph * 2))
