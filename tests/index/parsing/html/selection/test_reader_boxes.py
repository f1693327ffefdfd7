"""Boxes that ask a reader for something are no part of an article."""

import pytest

from index.parsing.extraction import extract
from index.types import Raw

FIRST = (
    "The lighthouse of Brell was built in 1871 by forty men, and it took them two winters to raise it above the reef."
)
LAST = "Nobody has lived in the tower since the last keeper moved to the mainland in the spring of the year 1968."
ASKING = "<h2>A letter for you</h2><p>We write about a harbour every other Sunday, without a fee.</p>"


def between(inside: str) -> str:
    """What is read between two paragraphs."""
    page = f"<html lang='en'><body><article><h1>Light</h1><p>{FIRST}</p>{inside}<p>{LAST}</p></article></body></html>"
    text = extract(Raw("https://light.example/", page.encode(), "text/html")).text
    return text.removeprefix(FIRST).removesuffix(LAST).strip("\n")


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='kg-signup-card'>{ASKING}<form><input type='email'><button>Go</button></form></div>",
        f"<section id='newsletter-form'>{ASKING}<button>Go</button></section>",
        "<div class='post-share-buttons'><p>Tell your friends about this article, they will like it.</p></div>",
        "<div class='sharedaddy'><h3>Share this:</h3><ul><li>Send it to a friend by mail.</li></ul></div>",
    ],
)
def test_box_for_readers(box: str) -> None:
    """Boxes for an address or for sharing are left out."""
    assert not between(box)


def test_text_with_such_a_name() -> None:
    """A box without a field, and a part that has much of the page, are text."""
    words = "We write about a harbour every other Sunday, without a fee and without any advertisement."
    assert words == between(f"<div class='newsletter-history'><p>{words}</p></div>")
    post = f"<div class='newsletter-post'><p>{FIRST}</p><p>{LAST}</p><button>B</button></div>"
    page = f"<html lang='en'><body>{post}</body></html>"
    assert f"{FIRST}\n\n{LAST}" == extract(Raw("https://light.example/", page.encode(), "text/html")).text
