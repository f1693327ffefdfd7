"""A question for the most or the least is answered by a row of a table."""

from bot.answering.extractive.extreme_rows import promote_extreme_row
from index.retrieval.ranking import Ranking
from index.text.tables import find_rows
from index.types import SentenceHit, Span

TEXT = "River | Length (km)\nAune | 64\nBlenn | 19\nCorr | 88\n\nThe Aune is the river that everybody loves."


def rank(confidence: float = 0.9, language: str | None = "en") -> Ranking:
    """Rank the lines of the text, the sentence below the table first."""
    spans, at = [], 0
    for line in TEXT.split("\n"):
        if line:
            spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    hits = [
        SentenceHit("source", "text", span, Span(0, len(TEXT)), span.slice(TEXT), float(n), row=row)
        for n, (span, row) in enumerate(zip(spans, find_rows(TEXT, spans), strict=True))
    ]
    return Ranking((), tuple(reversed(hits)), confidence, None, language, is_sure=True)


def promote(question: str, ranking: Ranking) -> Ranking | None:
    """Promote a row of the text, which is English."""
    return promote_extreme_row(question, ranking, lambda _hit: "en", lambda _id: TEXT)


def test_the_row_is_the_only_answer() -> None:
    """It is sure, because the question names the table."""
    found = promote("Which river is the longest?", rank(0.2))
    assert found is not None
    assert ["Corr | 88"] == [hit.text for hit in found.sentences]
    assert found.is_sure
    assert found.confidence >= 0.5


def test_a_question_of_another_language_is_not_sure() -> None:
    """It may be about other things than the table."""
    found = promote("welcher Fluss ist der kürzeste", rank(language=None))
    assert found is not None
    assert ("Blenn | 19", False) == (found.sentences[0].text, found.is_sure)


def test_a_question_about_other_things_finds_no_row() -> None:
    """Neither of a table that it does not name where the search finds nothing, nor without a superlative."""
    assert promote("Which bridge is the longest?", rank(0.2)) is None
    assert promote("How long is the Aune?", rank()) is None
