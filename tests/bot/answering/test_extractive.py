"""Answers without a model: the source's own sentences, or an honest no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.extractive import ExtractiveAnswerer
from bot.answering.questions.intent import Intent
from bot.answering.questions.suggestions import find_topics, suggest_from_text
from bot.answering.quotes.selection import select_quotes
from bot.answering.quotes.text_fragment import build_fragment_link
from bot.answering.quotes.whole_source import plan_whole_source
from bot.answering.types import MAX_QUESTION_CHARS, Question, QuestionError
from bot.executors import Executors
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Source, Span

TEXT = "The tower is of granite. It was finished in 1811. Gulls nest there. Nobody lives there now."
SENTENCES = [(0, 24), (25, 49), (50, 67), (68, 91)]


def hit(number: int, score: float) -> SentenceHit:
    """The sentence of that number with a score."""
    span = Span(*SENTENCES[number])
    return SentenceHit("source", "text", span, Span(0, len(TEXT)), span.slice(TEXT), score)


class Ranks:
    """A retriever that has made up its mind."""

    def __init__(self, confidence: float, *hits: SentenceHit) -> None:
        """Rank these, with that confidence."""
        self.ranking = Ranking((), hits, confidence, None)

    def rank(self, question: str, *, source_ids: object = None) -> Ranking:
        """The ranking."""
        assert question == question.strip()
        del source_ids
        return self.ranking

    def list_sentences(self, source_ids: object = None) -> list[SentenceHit]:
        """What was ranked, in reading order."""
        del source_ids
        return sorted(self.ranking.sentences, key=lambda hit: hit.span.start)


class ByQuestion(Ranks):
    """A retriever that is as sure of a question as it was told, and remembers what it was asked."""

    def __init__(self, **confidences: float) -> None:
        """Rank the first sentence for each question, known by its first word."""
        super().__init__(0.0)
        self._confidences = confidences
        self.asked: list[str] = []

    def rank(self, question: str, *, source_ids: object = None) -> Ranking:
        """The ranking for that question; sure where the confidence is above .9."""
        del source_ids
        self.asked.append(question)
        confidence = self._confidences[question.partition(" ")[0]]
        return Ranking((), (hit(0, 7.0),), confidence, None, is_sure=confidence > 0.9)


class Shelf:
    """A catalog of one source, indexed again since it was ranked."""

    def __init__(self, *starts: int) -> None:
        """A source whose pages start there."""
        self._starts = starts

    def get_source(self, id_: str) -> Source:
        """The source."""
        return Source(id_, "https://example.org/tower", "article", "The tower", None, None, "en", "newer", 1)

    def get_page_offsets(self, text_id: str) -> tuple[int, ...]:
        """The pages of the text that was ranked."""
        assert "text" == text_id
        return self._starts

    def list_sources(self) -> list[Source]:
        """The one source."""
        return [self.get_source("source")]

    def find_article(self) -> Source | None:
        """The one source."""
        return self.get_source("source")

    def get_text(self, id_: str) -> str | None:
        """The text that was ranked."""
        return TEXT if id_ == "text" else None


def answerer(confidence: float, *hits: SentenceHit) -> ExtractiveAnswerer:
    """An answerer over those hits."""
    return ExtractiveAnswerer(Ranks(confidence, *hits), Shelf(), Executors())


def test_an_answer_quotes_the_best_sentences_in_order() -> None:
    """Citations are numbered from one, best first, each a slice of the text that was ranked."""
    answer = answerer(0.9, hit(1, 7.0), hit(0, 6.5)).quote(Question("When was the tower finished?"))
    assert ("answered", "quotes") == (answer.status, answer.mode)
    assert "It was finished in 1811. [1] The tower is of granite. [2]" == answer.text
    assert [(1,), (2,)] == [statement.citations for statement in answer.statements]
    for citation in answer.citations:
        assert citation.span.slice(TEXT) == citation.quote
        assert "text" == citation.source.text_id


def test_a_citation_from_a_document_with_pages_names_its_page() -> None:
    """The page is the one on which the quote starts, and a link opens the document there; else there is none."""
    quoting = ExtractiveAnswerer(Ranks(0.9), Shelf(0, 25, 60), Executors())
    found = [quoting.cite(1, hit(number, 1.0)) for number in (0, 1, 3)]
    assert [1, 2, 3] == [citation.page for citation in found]
    assert "https://example.org/tower#page=3" == found[-1].link
    assert ExtractiveAnswerer(Ranks(0.9), Shelf(), Executors()).cite(1, hit(0, 1.0)).page is None


def test_without_confidence_there_is_no_citation() -> None:
    """What is not about the question is not cited, however well it ranks among the rest."""
    answer = answerer(0.4, hit(1, 7.0)).quote(Question("Who won the cup?"))
    assert ("not_found", (), (), "") == (answer.status, answer.statements, answer.citations, answer.text)


def test_courtesies_are_not_looked_for() -> None:
    """The question is looked for without them, and is answered as it was asked."""
    ranks = ByQuestion(When=0.95)
    answer = ExtractiveAnswerer(ranks, Shelf(), Executors()).quote(Question("Hello! When was it finished? Thank you"))
    assert ["When was it finished?"] == ranks.asked
    assert ("Hello! When was it finished? Thank you", "answered") == (answer.question, answer.status)


@pytest.mark.parametrize(
    ("whole", "sentence", "status", "looks"),
    [(0.95, 0.99, "answered", 1), (0.2, 0.8, "answered", 2), (0.7, 0.1, "answered", 2), (0.2, 0.1, "not_found", 2)],
)
def test_the_sentence_that_asks_is_looked_for_where_the_whole_is_not_sure(
    whole: float, sentence: float, status: str, looks: int
) -> None:
    """Whichever is found with more confidence counts."""
    ranks = ByQuestion(Gulls=whole, When=sentence)
    answer = ExtractiveAnswerer(ranks, Shelf(), Executors()).quote(Question("Gulls nest there. When was it finished?"))
    assert (status, looks) == (answer.status, len(ranks.asked))


def test_at_most_three_sentences_and_none_that_is_far_behind() -> None:
    """A fourth sentence is never quoted, nor one whose score is far below the best."""
    assert 3 == len(select_quotes([hit(0, 7.0), hit(1, 6.9), hit(2, 6.8), hit(3, 6.7)]))
    assert [7.0] == [kept.score for kept in select_quotes([hit(0, 7.0), hit(1, 1.0)])]
    assert [] == select_quotes([])


def laid_out(*scores: float) -> list[SentenceHit]:
    """What is on a page with a heading, a paragraph and a list, best first."""
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
def test_a_heading_is_quoted_only_where_nothing_else_comes_near(scores: tuple[float, ...], quoted: list[str]) -> None:
    """What answers stands below it; an entry of a list, as short as a heading, is quoted."""
    assert quoted == [hit.text for hit in select_quotes(laid_out(*scores))]


@pytest.mark.parametrize("task", ["timeline", "summary", "comparison"])
def test_a_look_at_a_whole_source_passes_over_headings(task: Intent) -> None:
    """A heading with a year in it is no event, and no point that the text makes."""
    page = "How the tower grew until 1866\n\nIt was begun in 1801.\n\nThe lamp was lit in 1811."
    spans = [Span(0, 29), Span(31, 52), Span(54, len(page))]
    found = [
        SentenceHit(id_, id_, span, Span(0, len(page)), span.slice(page), 1.0)
        for id_ in ("first", "other")
        for span in spans
    ]
    sources = [Shelf().get_source(id_) for id_ in ("first", "other")]
    looked = plan_whole_source(task, lambda ids: [hit for hit in found if hit.source_id in ids], sources, None, found)
    assert looked is not None
    assert ["It was begun in 1801.", "The lamp was lit in 1811."] == [
        hit.text for hit in looked.hits if hit.source_id == "first"
    ]


def test_a_line_with_a_number_or_a_colon_may_be_the_answer() -> None:
    """A paragraph such as "Adults: £5" has the shape of a heading; ranked first it stays."""
    page = "Adults: £5\n\nChildren come in free."
    spans, whole = (Span(0, 10), Span(12, len(page))), Span(0, len(page))
    hits = [SentenceHit("source", "text", span, whole, span.slice(page), 5.0 - at) for at, span in enumerate(spans)]

    assert ["Adults: £5", "Children come in free."] == [hit.text for hit in select_quotes(hits)]


@pytest.mark.parametrize("question", ["", "  \n ", "x" * (MAX_QUESTION_CHARS + 1)])
def test_a_question_that_is_none_or_endless_is_refused(question: str) -> None:
    """An empty or over-long question is one sentence, not a search."""
    with pytest.raises(QuestionError):
        Question(question)


def test_a_question_loses_the_blanks_around_it() -> None:
    """Blanks around the text do not make another question; its other parts stay as they are."""
    asked = Question(" When was it finished?\n", ["tower"], asker="ann")
    assert Question("When was it finished?", ["tower"], (), "ann", None) == asked


def test_the_link_of_a_short_quote_holds_all_of_it() -> None:
    """What has a meaning in a text directive is percent-encoded."""
    expected = "https://example.org/a#:~:text=Ships%2C%20well%2Dbuilt%20%26%20fast"
    assert expected == build_fragment_link("https://example.org/a", "Ships, well-built & fast")


def test_the_link_of_a_long_quote_names_its_two_ends() -> None:
    """A long quote is found by its first and last words, cut between words."""
    quote = "The cable was paid out from two ships that met in the middle of the ocean and then steamed apart."
    expected = "#:~:text=The%20cable%20was%20paid%20out%20from%20two,and%20then%20steamed%20apart."
    assert f"https://example.org/a{expected}" == build_fragment_link("https://example.org/a", quote)


@given(st.text(min_size=1, max_size=300))
def test_a_link_never_breaks_on_any_quote(quote: str) -> None:
    """Whatever a quote holds, the directive has at most one comma, and no character that ends it."""
    link = build_fragment_link("https://example.org/a", quote.encode("utf-8", "replace").decode())
    directive = (link or "").split("#:~:text=")[1]
    assert directive.count(",") <= 1
    assert not set(directive) & set("-& \n#")


def test_a_file_has_no_link() -> None:
    """A source on this machine is not linked to."""
    assert build_fragment_link("/home/somebody/article.txt", "words") is None


def test_topics_are_names_that_come_back() -> None:
    """Names inside sentences are topics, the first word of a sentence is not, and none repeats another."""
    text = "Storms came. Then Ada Lovelace wrote to Charles Babbage. The letter pleased Ada Lovelace. Babbage answered."
    assert ["Ada Lovelace", "Charles Babbage"] == find_topics(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "We met Ada Lovelace.", "What does the article say about Ada Lovelace?"),
        ("de", "Wir trafen Ada Lovelace.", "Was steht im Artikel über Ada Lovelace?"),
        ("zh", "灯塔很高，灯塔很老，我们去灯塔。", "关于灯塔，文章说了什么？"),
        ("xx", "We met Ada Lovelace.", "What does the article say about Ada Lovelace?"),
    ],
)
def test_suggested_questions_speak_the_language_of_the_text(language: str, text: str, expected: str) -> None:
    """Each language has its form; one without gets English."""
    assert expected == suggest_from_text(text, language)[0]


@given(st.text(max_size=200))
def test_any_text_gives_questions_or_none(text: str) -> None:
    """Finding topics never fails."""
    assert all(isinstance(question, str) for question in suggest_from_text(text, "und"))
