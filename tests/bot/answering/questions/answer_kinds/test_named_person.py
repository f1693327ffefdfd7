"""A question about a named person is answered by the sentence that introduces the person."""

from dataclasses import replace

import pytest

from bot.answering.questions.answer_kinds.kind_promotion import promote_kind
from bot.answering.questions.answer_kinds.named_person import find_asked_name
from index.retrieval.ranking import Ranking
from index.types import SentenceHit, Span

LEFT = "Ida Krug left the town in May."
NAMED = "The baker Ida Krug opened the second oven."
OTHER = "Mayor Tom Hale, who opened the fair, thanked everybody."


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is Ida Krug?", "Ida Krug"),
        ("hi! who was Krug", "Krug"),
        ("who's ida krug", "ida krug"),
        ("¿Quién era Remedios?", "Remedios"),
        ("Qui est Ida Krug ?", "Ida Krug"),
        ("Wer war Ida Krug?", "Ida Krug"),
        ("Kim jest Ida Krug?", "Ida Krug"),
        ("Кто такой Карл Линдеман?", "Карл Линдеман"),
        ("Ida Krug kimdir?", "Ida Krug"),
        ("من هو يوسف الحداد؟", "يوسف الحداد"),
        ("何大勇是谁？", "何大勇"),
        ("岡崎千代とは誰ですか？", "岡崎千代"),
        ("오태석은 누구입니까?", "오태석"),
        ("Who is the baker?", None),
        ("who is baker", None),
        ("Who runs Krug?", None),
        ("Where is Ida Krug?", None),
        ("Кто спас водителя?", None),
    ],
)
def test_a_name_is_found_in_every_language(question: str, name: str | None) -> None:
    """A name follows or precedes the words for "who is"; a word with an article is none."""
    assert name == find_asked_name(question)


def rank(*texts: str, confidence: float = 0.2) -> Ranking:
    """Rank some sentences unsurely, the first as the best one; the text has them in the opposite order."""
    hits = [
        SentenceHit("source", "text", Span(900 - 100 * n, 900 - 100 * n + len(text)), Span(0, 999), text, 9.0 - n)
        for n, text in enumerate(texts)
    ]
    return Ranking((), tuple(hits), confidence, None, "en")


def promote(question: str, ranking: Ranking) -> Ranking:
    """Promote sentences of an English text."""
    return promote_kind(question, ranking, lambda _hit: "en")


def test_the_first_sentence_of_the_text_with_the_name_is_the_answer() -> None:
    """Sentences about others are left out, and an unsure search finds it too."""
    found = promote("Who is Ida Krug?", rank(OTHER, LEFT, NAMED))
    assert [NAMED] == [hit.text for hit in found.sentences]
    assert found.confidence >= 0.5
    assert not found.is_sure


def test_a_sentence_that_clearly_answers_comes_before_it() -> None:
    """As the entailment model read it; the answer is sure then."""
    ranking = rank(LEFT, NAMED)
    read = tuple(replace(hit, answerability=2.0) for hit in ranking.sentences[:1])
    found = promote("Who is Ida Krug?", replace(ranking, sentences=read + ranking.sentences[1:]))
    assert [LEFT] == [hit.text for hit in found.sentences]
    assert found.is_sure


def test_a_last_name_is_enough_where_no_sentence_has_the_whole_name() -> None:
    """An article calls a person by the last name."""
    assert [NAMED] == [hit.text for hit in promote("Who is Eva Krug?", rank(OTHER, NAMED)).sentences]


def test_a_heading_or_a_credit_introduces_nobody() -> None:
    """A short line without a final stop is left out."""
    assert [NAMED] == [hit.text for hit in promote("Who is Ida Krug?", rank(NAMED, "Photo: Ida Krug")).sentences]


def test_a_name_in_another_script_is_found_by_its_sound() -> None:
    """A name that the text spells otherwise, or words that are no name, change nothing."""
    ranking = rank(OTHER, NAMED, confidence=0.9)
    assert [NAMED] == [hit.text for hit in promote("Кто такая Ида Круг?", ranking).sentences]
    assert ranking == promote("편지를 공개한 사람은 누구인가요?", ranking)


def test_a_full_name_that_no_sentence_has_is_not_found() -> None:
    """Sentences about others are no answer; a slip in the name may be meant."""
    ranking = rank(OTHER, NAMED, confidence=0.9)
    assert 0.0 == promote("Who is Peter Voss?", ranking).confidence
    assert ranking == promote("Who is Peter Hake?", ranking)
