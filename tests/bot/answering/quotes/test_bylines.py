"""Bylines: the sentence that states a title, an author or a date, and none that only mentions them."""

from dataclasses import replace

import pytest

from bot.answering.questions.source_details import Detail
from bot.answering.quotes.bylines import find_byline
from index.types import SentenceHit, Source, Span

SOURCE = Source("id", "https://example.org/tower", "article", "The old tower", "Ann Quill", "2026-11-02", "en", "t", 1)
BODY = ("Ann Quill said that the keeper left in May.", "The tower is of granite.") * 8


def sentences(*texts: str) -> list[SentenceHit]:
    """Sentences of one passage in reading order."""
    return [SentenceHit("id", "t", Span(n, n + 1), Span(0, 99), text, 1.0) for n, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("detail", "texts", "expected"),
    [
        ("title", ("The old tower", *BODY), "The old tower"),
        ("title", BODY, None),
        ("author", ("The old tower", "By Ann Quill", *BODY), "By Ann Quill"),
        ("author", (*BODY, "Ann Quill is a writer who lives in Lisbon with two cats and a telescope."), -1),
        ("author", BODY, None),
        ("date", ("The old tower", "Published on 2 November 2026", *BODY), "Published on 2 November 2026"),
        (
            "date",
            ("The old tower", "On 2 November 2026 the council met in the old tower and voted on its roof.", *BODY),
            None,
        ),
        ("date", ("Published on 3 November 2026", *BODY), None),
        ("link", ("https://example.org/tower", *BODY), None),
    ],
)
def test_the_sentence_that_states_a_detail_is_found(
    detail: Detail, texts: tuple[str, ...], expected: str | int | None
) -> None:
    """A heading, a byline, a dateline, or the introduction of the author at an end of the text."""
    found = find_byline(detail, SOURCE, sentences(*texts))
    assert (texts[expected] if isinstance(expected, int) else expected) == (None if found is None else found.text)


def test_a_source_without_an_author_has_no_byline() -> None:
    """Nothing is searched where the catalog knows no author or date."""
    unknown = replace(SOURCE, author=None, date=None)
    assert find_byline("author", unknown, sentences("By Ann Quill", *BODY)) is None
    assert find_byline("date", unknown, sentences("2 November 2026", *BODY)) is None
