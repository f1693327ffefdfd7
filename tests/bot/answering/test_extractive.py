"""Extractive answering quotes sentences of the sources, or says that they do not answer."""

from dataclasses import replace

import pytest

from bot.answering.extractive.answerer import ExtractiveAnswerer
from bot.answering.questions.intent import Intent
from bot.answering.quotes.selection import select_quotes, select_rows
from bot.answering.quotes.whole_source import plan_whole_source
from bot.answering.types import HeadRow, Question, Statement, Turn
from bot.executors import Executors
from index.catalog.text_structure import TextPlace, page_at
from index.retrieval.ranking import Ranking
from index.text.tables import find_rows
from index.types import Heading, SentenceHit, Source, Span

TEXT = "The tower is of granite. It was finished in 1811. Gulls nest there. Nobody lives there now."
SENTENCES = [(0, 24), (25, 49), (50, 67), (68, 91)]


def hit(number: int, score: float) -> SentenceHit:
    """Return a sentence of the text with a score."""
    span = Span(*SENTENCES[number])
    return SentenceHit("source", "text", span, Span(0, len(TEXT)), span.slice(TEXT), score)


class StubRetriever:
    """StubRetriever the same sentences for every question."""

    def __init__(self, confidence: float, *hits: SentenceHit) -> None:
        """Rank these, with that confidence."""
        self.ranking = Ranking((), hits, confidence, None)

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking."""
        assert question == question.strip()
        del searched
        return self.ranking

    def list_sentences(self, source_ids: object = None) -> list[SentenceHit]:
        """List the ranked sentences in reading order."""
        del source_ids
        return sorted(self.ranking.sentences, key=lambda hit: hit.span.start)


class QuestionRetriever(StubRetriever):
    """StubRetriever with a confidence for each question, and records the questions."""

    def __init__(self, **confidences: float) -> None:
        """Rank the first sentence for each question, known by its first word."""
        super().__init__(0.0)
        self._confidences = confidences
        self.asked: list[str] = []

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking of a question, which is sure above a confidence of .9."""
        del searched
        self.asked.append(question)
        confidence = self._confidences[question.partition(" ")[0]]
        return Ranking((), (hit(0, 7.0),), confidence, None, is_sure=confidence > 0.9)


class StubCatalog:
    """Has one source, which was indexed again after the ranking."""

    def __init__(self, *starts: int) -> None:
        """Make a source whose pages start at these offsets."""
        self._starts = starts

    def get_source(self, id_: str) -> Source:
        """Return the source."""
        return Source(id_, "https://example.org/tower", "article", "The tower", None, None, "en", "newer", 1)

    def read_cited(self, source_id: str, text_id: str, offset: int) -> tuple[Source, TextPlace]:
        """Return the source, and the place of an offset of the ranked text."""
        assert "text" == text_id
        place = TextPlace(page_at(self._starts, offset), ("Lamps", "Of old") if offset else ())
        return self.get_source(source_id), place

    def is_recognized(self, text_id: str, span: Span) -> bool:
        """Return False: the text was not read from a picture."""
        assert text_id
        return span.end < span.start

    def get_headings(self, text_id: str) -> tuple[Heading, ...]:
        """Return no headings."""
        assert text_id
        return ()

    def list_sources(self) -> list[Source]:
        """Return the one source."""
        return [self.get_source("source")]

    def find_article(self) -> Source | None:
        """Return the one source."""
        return self.get_source("source")

    def get_text(self, id_: str) -> str | None:
        """Return the ranked text."""
        return TEXT if id_ == "text" else None


def answerer(confidence: float, *hits: SentenceHit) -> ExtractiveAnswerer:
    """Return an answerer that finds these sentences."""
    return ExtractiveAnswerer(StubRetriever(confidence, *hits), StubCatalog(), Executors())


def test_an_answer_quotes_the_best_sentences_in_order() -> None:
    """Citations are numbered from one, best first, and each is a slice of the ranked text."""
    answer = answerer(0.9, hit(3, 7.0), hit(0, 6.5)).quote(Question("Does anybody live in the tower?"))
    assert ("answered", "quotes") == (answer.status, answer.mode)
    assert "Nobody lives there now. [1] The tower is of granite. [2]" == answer.text
    assert [(1,), (2,)] == [statement.citations for statement in answer.statements]
    for citation in answer.citations:
        assert citation.span.slice(TEXT) == citation.quote
        assert "text" == citation.source.text_id


def test_a_citation_from_a_document_with_pages_names_its_page() -> None:
    """A citation names the page on which its quote starts, and links to it; without pages it names none."""
    quoting = ExtractiveAnswerer(StubRetriever(0.9), StubCatalog(0, 25, 60), Executors())
    found = [quoting.citing.cite(1, hit(number, 1.0)) for number in (0, 1, 3)]
    assert [1, 2, 3] == [citation.page for citation in found]
    assert [(), ("Lamps", "Of old")] == [citation.section for citation in found[:2]]
    assert "https://example.org/tower#page=3" == found[-1].link
    assert ExtractiveAnswerer(StubRetriever(0.9), StubCatalog(), Executors()).citing.cite(1, hit(0, 1.0)).page is None


def test_an_unsure_ranking_gives_no_citation() -> None:
    """A sentence below the confidence threshold is not cited, even if it ranks first."""
    answer = answerer(0.4, hit(1, 7.0)).quote(Question("Who won the cup?"))
    assert ("not_found", (), (), "") == (answer.status, answer.statements, answer.citations, answer.text)


def test_small_talk_is_not_searched() -> None:
    """The search text has no small talk, and the answer keeps the user's words."""
    ranks = QuestionRetriever(When=0.95)
    answer = ExtractiveAnswerer(ranks, StubCatalog(), Executors()).quote(
        Question("Hello! When was it finished? Thank you")
    )
    assert ["When was it finished?"] == ranks.asked
    assert ("Hello! When was it finished? Thank you", "answered") == (answer.question, answer.status)


@pytest.mark.parametrize(
    ("whole", "sentence", "status", "looks"),
    [(0.95, 0.99, "answered", 1), (0.2, 0.8, "answered", 2), (0.7, 0.1, "answered", 2), (0.2, 0.1, "not_found", 2)],
)
def test_the_asking_sentence_is_searched_if_the_whole_message_finds_nothing_sure(
    whole: float, sentence: float, status: str, looks: int
) -> None:
    """The ranking with the higher confidence counts."""
    ranks = QuestionRetriever(Gulls=whole, When=sentence)
    answer = ExtractiveAnswerer(ranks, StubCatalog(), Executors()).quote(
        Question("Gulls nest there. When was it finished?")
    )
    assert (status, looks) == (answer.status, len(ranks.asked))


def test_at_most_three_sentences_near_the_best_score_are_quoted() -> None:
    """Neither a fourth sentence nor one with a far lower score is quoted."""
    assert 3 == len(select_quotes([hit(0, 7.0), hit(1, 6.9), hit(2, 6.8), hit(3, 6.7)]))
    assert [7.0] == [kept.score for kept in select_quotes([hit(0, 7.0), hit(1, 1.0)])]
    assert [] == select_quotes([])


def rank_page(*scores: float) -> list[SentenceHit]:
    """Rank the sentences of a page with a heading, a paragraph and a list."""
    page = "When to come\n\nThe tower is open all year.\n\nSundays 9 to 5\nMondays closed\n\nGroups may write."
    parts = page.split("\n")
    starts = [page.index(part) for part in parts]
    spans = [Span(start, start + len(part)) for start, part in zip(starts, parts, strict=True) if part]
    whole = Span(0, len(page))
    hits = [
        SentenceHit("source", "text", span, whole, span.slice(page), score)
        for span, score in zip(spans, scores, strict=True)
    ]
    return sorted(hits, key=lambda hit: -hit.score)


@pytest.mark.parametrize(
    ("scores", "quoted"),
    [
        ((7.0, 6.0, 1.0, 1.0, 1.0), ["The tower is open all year."]),
        ((5.0, 6.0, 1.0, 7.0, 1.0), ["Mondays closed", "The tower is open all year."]),
        ((7.0, 1.0, 1.0, 1.0, 1.0), ["When to come"]),
    ],
)
def test_a_heading_is_quoted_only_if_no_other_sentence_scores_near(
    scores: tuple[float, ...], quoted: list[str]
) -> None:
    """The text below a heading answers; a list entry as short as a heading is quoted."""
    assert quoted == [hit.text for hit in select_quotes(rank_page(*scores))]


def test_a_question_that_names_a_cell_is_answered_by_its_row() -> None:
    """Other rows of the table, which have the same columns, are not quoted, and its head row never answers."""
    page = "Country | Capital | Ships\nNorway | Oslo | 12\nSweden | Stockholm | 14"
    starts = [page.index(line) for line in page.split("\n")]
    spans = [Span(start, start + len(line)) for start, line in zip(starts, page.split("\n"), strict=True)]
    rows = zip(spans, find_rows(page, spans), (3.0, 4.0, 5.0), strict=True)
    whole = Span(0, len(page))
    hits = [SentenceHit("source", "text", span, whole, span.slice(page), score, row=row) for span, row, score in rows]
    hits.reverse()
    asked = {
        question: [hit.text for hit in select_quotes(select_rows(hits, question))]
        for question in ("Norway?", "All capitals?")
    }

    assert {"Norway?": ["Norway | Oslo | 12"], "All capitals?": [hit.text for hit in hits[:2]]} == asked
    cited = ExtractiveAnswerer(StubRetriever(0.9), StubCatalog(), Executors()).citing.cite(1, hits[0])
    assert cited.head == HeadRow(spans[0], "Country | Capital | Ships")


@pytest.mark.parametrize("task", ["timeline", "summary", "comparison"])
def test_a_task_about_a_whole_source_skips_headings(task: Intent) -> None:
    """A heading with a year is neither an event nor a point of the text."""
    page = "How the tower grew until 1866\n\nIt was begun in 1801.\n\nThe lamp was lit in 1811."
    spans = [Span(0, 29), Span(31, 52), Span(54, len(page))]
    found = [
        SentenceHit(id_, id_, span, Span(0, len(page)), span.slice(page), 1.0)
        for id_ in ("first", "other")
        for span in spans
    ]
    sources = [StubCatalog().get_source(id_) for id_ in ("first", "other")]
    looked = plan_whole_source(task, lambda ids: [hit for hit in found if hit.source_id in ids], sources, None, found)
    assert looked is not None
    assert ["It was begun in 1801.", "The lamp was lit in 1811."] == [
        hit.text for hit in looked.hits if hit.source_id == "first"
    ]


def test_a_line_with_a_number_or_a_colon_may_be_the_answer() -> None:
    """A paragraph such as "Adults: £5" looks like a heading, and is quoted if it ranks first."""
    page = "Adults: £5\n\nChildren come in free."
    spans, whole = (Span(0, 10), Span(12, len(page))), Span(0, len(page))
    hits = [SentenceHit("source", "text", span, whole, span.slice(page), 5.0 - at) for at, span in enumerate(spans)]

    assert ["Adults: £5", "Children come in free."] == [hit.text for hit in select_quotes(hits)]


def test_a_quote_that_begins_with_a_pronoun_brings_the_sentence_before() -> None:
    """The quote is still one slice of the text, and the sentence before is not quoted twice."""
    answer = answerer(0.9, hit(1, 7.0), hit(0, 6.5)).quote(Question("When was the tower finished?"))
    assert "The tower is of granite. It was finished in 1811. [1]" == answer.text
    assert [citation.span.slice(TEXT) for citation in answer.citations] == [one.quote for one in answer.citations]


class AuthoredCatalog(StubCatalog):
    """Has one source whose author the catalog knows."""

    def get_source(self, id_: str) -> Source:
        """Return the source."""
        return replace(super().get_source(id_), author="Ann Quill")


@pytest.mark.parametrize("chosen", [None, ["source"]])
def test_a_question_about_the_source_is_answered_from_the_catalog(chosen: list[str] | None) -> None:
    """Without a byline the statement has no citation, whatever the search finds."""
    quoting = ExtractiveAnswerer(StubRetriever(0.9, hit(1, 7.0)), AuthoredCatalog(), Executors())
    answer = quoting.quote(Question("Wer hat diesen Artikel geschrieben?", chosen))
    assert ("answered", "catalog", "de", ()) == (answer.status, answer.mode, answer.language, answer.citations)
    assert (Statement("Ann Quill (“The tower”)", (), "catalog"),) == answer.statements


def test_a_question_about_the_source_quotes_the_sentence_that_states_it() -> None:
    """A heading in the text is quoted like any other sentence."""
    heading = SentenceHit("source", "text", Span(0, len(TEXT)), Span(0, len(TEXT)), "The tower", 0.0)
    quoting = ExtractiveAnswerer(StubRetriever(0.1, heading), StubCatalog(), Executors())
    answer = quoting.quote(Question("What is the title of this article?"))
    assert ("answered", "quotes", (Statement("The tower", (1,)),)) == (answer.status, answer.mode, answer.statements)


def test_what_neither_byline_nor_catalog_tells_is_not_found() -> None:
    """The search would answer with a sentence about something else, so nothing is shown."""
    answer = answerer(0.9, hit(1, 7.0)).quote(Question("Who wrote this?"))
    assert ("not_found", (), ()) == (answer.status, answer.citations, answer.nearest)


def test_the_journalist_in_an_article_about_one_is_not_its_author() -> None:
    """The text itself speaks of a journalist, so the search answers."""
    spoken = replace(hit(0, 6.5), text="The journalist Ada Byrne climbed the tower.")
    for body, mode in ((spoken, "quotes"), (hit(0, 6.5), "catalog")):
        quoting = ExtractiveAnswerer(StubRetriever(0.9, body), AuthoredCatalog(), Executors())
        assert mode == quoting.quote(Question("who's the journalist")).mode


def test_a_follow_up_is_not_about_the_source() -> None:
    """After "Which book won?", "When was it published?" asks for the book."""
    quoting = ExtractiveAnswerer(StubRetriever(0.9, hit(1, 7.0)), StubCatalog(), Executors())
    history = (Turn("Which book won the prize?", "The keeper's diary."),)
    assert "quotes" == quoting.quote(Question("How long is it?", history=history)).mode


class ConversationRetriever(StubRetriever):
    """Ranks the first sentence for messages with some word, and the second for others; records the messages."""

    def __init__(self, word: str, *, sure: bool) -> None:
        """Rank with a confidence that is sure or not for the message without its conversation."""
        super().__init__(0.0)
        self._word = word
        self._sure = sure
        self.asked: list[str] = []

    def rank(self, question: str, **searched: object) -> Ranking:
        """Return the ranking of a message."""
        del searched
        self.asked.append(question)
        order = (0, 1) if self._word in question else (1, 0)
        return Ranking((), tuple(hit(n, 5.0 - at) for at, n in enumerate(order)), 0.95, None, is_sure=self._sure)


BEFORE = (Turn("When was it finished?", "In 1811."),)


@pytest.mark.parametrize(
    ("message", "sure", "asked"),
    [
        ("granite", True, ["granite"]),
        ("granite", False, ["granite", "When was it finished? granite"]),
        ("And why?", True, ["And why?", "When was it finished? And why?"]),
        ("tl;dr", False, ["tl;dr"]),
    ],
)
def test_earlier_questions_are_joined_where_the_message_is_not_sure(message: str, sure: bool, asked: list[str]) -> None:  # noqa: FBT001 - a case
    """A short message that surely finds its own sentence is not mixed with the question before."""
    retriever = ConversationRetriever("granite", sure=sure)
    answer = ExtractiveAnswerer(retriever, StubCatalog(), Executors()).quote(Question(message, history=BEFORE))
    assert asked == retriever.asked
    assert message != "granite" or answer.citations[0].quote == hit(0, 0).text


def test_this_article_is_the_source_after_a_question() -> None:
    """The question "Who wrote this?" asks for the author of the article in every turn."""
    quoting = ExtractiveAnswerer(StubRetriever(0.9, hit(1, 7.0)), AuthoredCatalog(), Executors())
    assert "catalog" == quoting.quote(Question("who wrote this?", history=BEFORE)).mode


@pytest.mark.parametrize(
    ("question", "spoken", "expected"),
    [
        ("Кто?", "ru", "ru"),
        ("Qui est Ada ?", "fr", "fr"),
        ("Warum wurde der Turm aus Granit gebaut?", "fr", "de"),
    ],
)
def test_a_short_question_is_in_the_language_of_its_user(question: str, spoken: str | None, expected: str) -> None:
    """A question that tells its language overrules the user's."""
    quoting = ExtractiveAnswerer(StubRetriever(0.9, hit(1, 7.0)), StubCatalog(), Executors())
    assert expected == quoting.quote(Question(question, user_language=spoken)).language
