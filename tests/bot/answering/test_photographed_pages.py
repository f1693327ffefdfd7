"""The page in a photo is found by its words, though some of them were read wrongly."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.photographed_pages import PhotographedPages
from bot.answering.types import Citation
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span
from tests.support.sample_answers import make_citation, make_source

TEXT = "The tower of Gull Reef was built in 1811. Its lamp burned whale oil until 1868. Nobody lives there now."
OTHER = "A tower is a tall building, and most of them are older than their bells."
SENTENCES = TEXT.split(". ")
REPORT = make_source("The Reef Report", location="/srv/report.pdf", kind="document", text=TEXT)
TOWERS = make_source("Towers", location="/srv/towers.pdf", kind="document", text=OTHER)


class FakeRetriever:
    """Finds the same sentences for each question, and notes the questions."""

    def __init__(self, hits: Sequence[SentenceHit]) -> None:
        self.hits = hits
        self.asked: list[str] = []

    def rank(
        self,
        question: str,
        *,
        source_ids: Sequence[str] | None = None,
        user_language: str | None = None,
        is_question: bool = True,
    ) -> Ranking:
        """The sentences; the words of a photo are no question."""
        assert (source_ids, user_language, is_question) == (None, None, False)
        self.asked.append(question)
        return Ranking((), tuple(self.hits), 0.0, None)

    def list_sentences(self, source_ids: Sequence[str] | None = None) -> list[SentenceHit]:
        """No sentences."""
        assert source_ids is None
        return []


class NoPhotos:
    """Reads nothing."""

    def read(self, _picture: bytes) -> list[str]:
        """No lines."""
        return []


def hit(text: str, sentence: str) -> SentenceHit:
    """A ranked sentence of a text."""
    source = REPORT if text == TEXT else TOWERS
    start = text.index(sentence)
    return SentenceHit(source.id, source.text_id, Span(start, start + len(sentence)), Span(0, len(text)), sentence, 1.0)


def cite(n: int, found: SentenceHit) -> Citation:
    """The citation of a sentence."""
    text, source = (TEXT, REPORT) if found.text_id == REPORT.text_id else (OTHER, TOWERS)
    return replace(make_citation(n, source, text, found.text), span=found.span)


HITS = [hit(OTHER, OTHER), hit(TEXT, "Its lamp burned whale oil until 1868."), hit(TEXT, f"{SENTENCES[0]}.")]


def find(*lines: str) -> list[str]:
    """The quotes for the lines of a photo."""
    pages = PhotographedPages(NoPhotos(), FakeRetriever(HITS), cite)
    try:
        return [citation.quote for citation in pages.find(lines, None).citations]
    finally:
        pages.close()


def test_sentences_in_the_photo_are_quoted_in_reading_order() -> None:
    """Blanks that were lost and a letter that was read wrongly cost nothing; other sentences are not quoted."""
    found = find("The tower of GullReef was", "bui1t in 1811. Its lamp", "burned whale oil until 1868.")
    assert ["The tower of Gull Reef was built in 1811.", "Its lamp burned whale oil until 1868."] == found


def test_photo_of_something_else_finds_nothing() -> None:
    """A sentence on the same subject is not in the photo."""
    assert [] == find("The towers of the town are old,", "and their lamps burn gas.")


def test_long_page_is_asked_for_in_a_few_stretches() -> None:
    """A page of fifty lines makes no more than four searches, none of them too long for a question."""
    retriever = FakeRetriever([])
    pages = PhotographedPages(NoPhotos(), retriever, cite)
    answer = pages.find([f"This is line {number} of a long page of a book." for number in range(50)], None)
    pages.close()
    assert ("not_found", 4) == (answer.status, len(retriever.asked))
    assert all(len(question) <= 300 for question in retriever.asked)
