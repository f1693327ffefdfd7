"""The selection of quotes: fewer where the search is sure, more for a list, and no words twice."""

from dataclasses import replace

import pytest

from bot.answering.questions.expected_answers import asks_for_several
from bot.answering.quotes.selection import remove_repeated, select_for_question, select_quotes
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span


def rank(*rows: tuple[str, float]) -> list[SentenceHit]:
    """Rank some sentences of several sources, given with their scores."""
    return [
        SentenceHit(f"source {n}", f"text {n}", Span(0, len(text)), Span(0, len(text)), text, score)
        for n, (text, score) in enumerate(rows)
    ]


RANKED = rank(
    ("The ferry was built by Hollis in 1932.", 9.0),
    ("The yard closed some years later.", 6.5),
    ("It carries eighty passengers and twelve cars.", 6.0),
)


@pytest.mark.parametrize(
    ("confidence", "several", "quotes"), [(0.6, False, 3), (0.97, False, 3), (0.99, False, 1), (0.99, True, 3)]
)
def test_a_sure_answer_has_fewer_quotes(confidence: float, several: bool, quotes: int) -> None:  # noqa: FBT001
    """A sentence far behind the first adds nothing if the search is sure, unless the question asks for a list."""
    assert quotes == len(select_quotes(RANKED, confidence, asks_for_several=several))


@pytest.mark.parametrize(
    ("answerability", "several", "quoted"),
    [
        ((4.0, -1.8, None), False, [0]),
        ((2.0, -0.3, -2.0), False, [0, 1]),
        ((4.0, 1.4, 1.6), False, [0, 2]),
        ((1.0, -1.8, None), False, [0, 2]),
        ((2.6, -1.8, None), False, [0]),
        ((-0.5, -1.8, None), False, [0]),
        ((-0.5, -1.4, None), False, [0, 1]),
        ((None, None, None), False, [0, 1, 2]),
        ((4.0, -1.8, None), True, [0, 1, 2]),
    ],
)
def test_sentences_that_do_not_answer_are_left_out(
    answerability: tuple[float | None, ...],
    several: bool,  # noqa: FBT001
    quoted: list[int],
) -> None:
    """A further sentence is left out if it hardly answers, or far less than the first one.

    One that the model did not read follows only a sentence that answers, but not surely.
    """
    ranked = [replace(hit, answerability=one) for hit, one in zip(RANKED, answerability, strict=True)]
    assert quoted == [ranked.index(hit) for hit in select_quotes(ranked, 0.9, asks_for_several=several)]


@pytest.mark.parametrize(
    ("answerability", "quoted"),
    [((-0.5, -1.8, None), [0, 1, 2]), ((-2.0, None, None), [0, 1, 2]), ((2.0, -2.0, -2.0), [0])],
)
def test_a_doubtful_answer_keeps_what_may_answer_instead(
    answerability: tuple[float | None, ...], quoted: list[int]
) -> None:
    """Where the model reads no answer in the first sentence, the further ones stay for the reader to choose."""
    ranked = [replace(hit, answerability=one) for hit, one in zip(RANKED, answerability, strict=True)]
    assert quoted == [ranked.index(hit) for hit in select_quotes(ranked, 0.9, is_sure=False)]


@pytest.mark.parametrize(
    ("language", "confidence", "quotes"), [("en", 0.6, 3), ("en", 0.99, 1), (None, 0.6, 1), (None, 0.99, 1)]
)
def test_further_quotes_between_two_languages_score_near_the_first(
    language: str | None, confidence: float, quotes: int
) -> None:
    """The confidence counts within one language; between two, scores are nearer to each other."""
    ranking = Ranking((), tuple(RANKED), confidence, None, question_language=language)
    assert quotes == len(select_for_question("Who built the ferry?", ranking))


def test_the_date_of_an_article_is_no_answer() -> None:
    """A dateline is left out if another sentence remains; a line that says what happened stays."""
    hits = rank(("date 2025-09-22", 9.0), ("The letter was sent on 6 September.", 8.0), ("Born: 2 May 1811", 7.9))
    assert [hits[1], hits[2]] == select_quotes(hits)
    assert [hits[0]] == select_quotes(hits[:1])


def test_the_same_words_are_quoted_once() -> None:
    """A copy in another source and a part of an earlier quote are left out; another number stays."""
    hits = rank(
        ("The ferry was built in 1932, after a storm.", 9.0),
        ("The ferry was built in 1932 – after a storm!", 8.9),
        ("the ferry was built in 1932.", 8.8),
        ("The ferry was built in 1935.", 8.7),
        ("The ferry was not built in 1932.", 8.6),
    )
    assert [0, 3, 4] == [hits.index(hit) for hit in remove_repeated(hits)]


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which two ships carried the cable?", True),
        ("What are the requirements for a permit?", True),
        ("Who were the judges?", True),
        ("Name all members of the council.", True),
        ("Who wrote the letter?", False),
        ("When was the ferry built?", False),
        ("What did the two men say?", False),
        ("¿Cuáles son los requisitos?", True),
        ("¿Quién escribió la carta?", False),
        ("Quais foram as causas?", True),
        ("Quem escreveu a carta?", False),
        ("Welche Gründe nannte der Rat?", True),
        ("Wer schrieb den Brief?", False),
        ("Quels étaient les motifs ?", True),
        ("Qui a écrit la lettre ?", False),
        ("Какие причины назвал совет?", True),
        ("Кто написал письмо?", False),
        ("ما هي أسباب الإغلاق؟", True),
        ("من كتب الرسالة؟", False),
        ("有哪些成员？", True),
        ("谁写了这封信？", False),
    ],
)
def test_questions_for_several_things_are_recognized(question: str, several: bool) -> None:  # noqa: FBT001
    """Plural question words and requests for a list ask for several things, in each language of the bot."""
    assert several == asks_for_several(question)
