"""Suggested questions ask about the topics of a text, in its language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.questions.suggestions import ask_about, find_asked_topic, find_topics, suggest_from_text


def test_topics_are_names_that_come_back() -> None:
    """Names inside sentences are topics; the first word of a sentence is not, and no topic contains another."""
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
    """Each language has its own question; any other language gets English."""
    assert expected == suggest_from_text(text, language)[0]


@given(st.text(max_size=200))
def test_any_text_gives_questions_or_none(text: str) -> None:
    """Suggesting questions fails for no text."""
    assert all(isinstance(question, str) for question in suggest_from_text(text, "und"))


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What does the article say about Ada Byrne?", "Ada Byrne"),
        ("tell me about the reef", "the reef"),
        ("anything about oil", "oil"),
        ("¿Qué dice el texto sobre la torre?", "la torre"),
        ("O que diz o artigo sobre a torre?", "a torre"),
        ("parle-moi de la tour", "la tour"),
        ("Was steht da über den Turm?", "den Turm"),
        ("что сказано про маяк", "маяк"),
        ("أخبرني عن البرج", "البرج"),
        ("文章关于灯塔说了什么", "灯塔"),
        ("灯台について教えてください", "灯台"),
        ("opowiedz mi o wieży", "wieży"),
        ("What did Ada Byrne say about the reef?", None),
        ("Who built the tower?", None),
        ("", None),
    ],
)
def test_the_topic_of_a_question_about_a_topic(question: str, topic: str | None) -> None:
    """The other words of such a question are not about the text."""
    assert topic == find_asked_topic(question)


@pytest.mark.parametrize(
    "language", ["ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh"]
)
def test_the_topic_of_a_suggested_question_is_found(language: str) -> None:
    """What a starter asks is understood as it is meant."""
    assert find_asked_topic(ask_about("Ada Byrne", language)) == "Ada Byrne"


def test_a_name_at_the_beginning_of_a_sentence_is_whole() -> None:
    """The first word belongs to a name of three words, unless it is a common word of the text or the language."""
    named = "Isambard Kingdom Brunel planned the ship. Then Isambard Kingdom Brunel left."
    common = "Yesterday Kingdom Brunel Works closed. It had opened yesterday. The Kingdom Brunel Works closed."

    assert ["Isambard Kingdom Brunel"] == find_topics(named)
    assert ["Kingdom Brunel Works"] == find_topics(common)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("بُنيت القلعة في القرن العاشر. وكانت القلعة تحمي Rome والوادي. هدم الزلزال القلعة.", ["القلعة"]),
        ("지하철은 1974년에 개통되었다. 지하철의 요금은 비싸다. 요금을 내지 않는 노인도 많다.", ["지하철", "요금"]),
        ("पुल 1932 में बना था। पुल की लंबाई 410 मीटर है। बाढ़ में पुल बह गया।", ["पुल"]),
        ("کتابخانهٔ باغ در آغاز چهارصد کتاب داشت. نیمی از کتابخانه سوخت.", ["کتابخانه"]),
    ],
)
def test_topics_without_capitals_are_nouns_that_come_back(text: str, expected: list[str]) -> None:
    """Each reads well alone: an Arabic noun has its article, a Korean one no particle, and verbs are left out."""
    assert expected == find_topics(text)
