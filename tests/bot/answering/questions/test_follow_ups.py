"""Follow-up questions are recognized in the bot's languages, and other questions keep their words."""

import pytest

from bot.answering.questions.follow_ups import (
    classify_follow_up,
    has_topic,
    is_follow_up,
    is_keyword,
    join_previous,
    opens_with_joint,
    strip_openings,
)
from bot.answering.types import Turn

HISTORY = (Turn("When was the first cable laid?", "In 1858."),)
ALONE = [
    "When did the Great Eastern leave Valentia?",
    "How much did a telegram cost in 1866?",
    "What is gutta-percha?",
    "Is it true that Field wept?",
    "¿Cuándo salió el Great Eastern de Valentia?",
    "¿Cuánto costaba la libra en 1866?",
    "¿Quién era el jefe de la expedición?",
    "¿En qué año se rompió el cable?",
    "Quelle est la longueur du câble ?",
    "En quelle année le câble a-t-il été posé ?",
    "Wie lang war das Kabel?",
    "Wann riss das Kabel?",
    "Warum gab es einen Streit?",
    "Кто был главным инженером?",
    "Что это за кабель 1858 года?",
    "Quanto custou a mensagem da rainha?",
    "Qual era o comprimento do cabo?",
    "من هو كبير المهندسين؟",
    "ما هو طول الكابل؟",
    "电缆有多长？",
    "其他公司做了什么？",
    "谁是总工程师？",
    "¿Qué pasó con la expedición de 1857?",
    "O que aconteceu em 1865?",
    "Does the article say who paid?",
    "What is this article about?",
    "Tell me what this article is about",
    "Summarise this article",
    "¿De qué trata este artículo?",
    "Quais são as fontes deste artigo?",
    "De quoi parle cet article ?",
    "Was steht in diesem Text?",
    "О чём рассказывает эта статья?",
    "عن ماذا يتحدث هذا المقال؟",
    "这篇文章讲了什么？",
]
LEANING = [
    "And when did it fail?",
    "Why?",
    "How long was it?",
    "Who led them?",
    "Does this article say when it failed?",
    "What about the second one?",
    "¿Y cuándo falló?",
    "¿Por qué lo hicieron?",
    "Et combien de temps a-t-il duré ?",
    "Und warum?",
    "Wann wurde es gebaut?",
    "А когда он сломался?",
    "Почему?",
    "ولماذا؟",
    "متى حدث ذلك؟",
    "那为什么失败了？",
    "它有多长？",
    "E quando falhou?",
    "Quanto ele custou?",
]


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_names_its_subject_is_no_follow_up(question: str) -> None:
    """Articles, prepositions and copulas that look like pronouns of another language make no follow-up."""
    assert not is_follow_up(question, HISTORY)


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_continues_is_a_follow_up(question: str) -> None:
    """Such a question is a follow-up after an earlier turn, and never as the first question."""
    assert (True, False) == (is_follow_up(question, HISTORY), is_follow_up(question, ()))


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        *(
            (text, "alone")
            for text in ("Summarise it", "tl;dr", "resume", "总结一下", "Worum geht es?", "Выдели суть текста")
        ),
        *(
            (text, "short")
            for text in ("Bright", "whitehouse", "And Whitehouse?", "¿Y Field?", "Und Bright?", "А Филд?")
        ),
        *((text, "short") for text in ("the price?", "1866?", "那怀特豪斯呢？", "وبرايت؟")),
        *((text, "leaning") for text in ("And when?", "why", "who?", "What did he say?", "¿y por qué?", "et quand ?")),
        *((text, "leaning") for text in ("почему?", "为什么？", "它有多长？", "ولماذا؟", "e quando?", "und wer?")),
    ],
)
def test_a_short_message_is_understood_by_its_own_words_first(message: str, expected: str) -> None:
    """A task and a name come first; only question words and pronouns depend on the turns before."""
    assert expected == classify_follow_up(message, HISTORY)


def test_a_follow_up_joins_the_latest_question_with_a_topic() -> None:
    """The question "Why?" after "And when?" is about the cable; after a summary there is no question to join."""
    turns = (*HISTORY, Turn("And when?", "In 1858."))
    summary = (Turn("Summarise the article", "It tells of cables."),)
    assert "When was the first cable laid? Why?" == join_previous("Why?", turns)
    assert "Why?" == join_previous("Why?", summary)


@pytest.mark.parametrize(
    "message",
    [
        *(
            "why?",
            "¿y quién?",
            "et alors ?",
            "wer?",
            "а когда?",
            "为什么呢？",
            "من؟",
            "porquê?",
            "why though",
            "ok but why",
        ),
        *("since when?", "depuis quand ?", "왜?", "언제부터?", "neden?", "dlaczego?", "क्यों?", "чому?"),
    ],
)
def test_question_words_alone_have_no_topic(message: str) -> None:
    """Without an earlier turn such a message asks nothing."""
    assert not has_topic(message)


def test_a_keyword_names_a_topic_without_asking() -> None:
    """A few words are a keyword; a question and a sentence are none."""
    found = [is_keyword(text) for text in ("weapons", "la carta", "电缆", "Who paid?", "why", "电缆有多长？")]
    assert [True, True, True, False, False, False] == found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And for the roof?", True),
        ("¿Y para el techo?", True),
        ("Und für das Dach?", True),
        ("А для крыши?", True),
        ("那屋顶呢？", True),
        ("Android for the roof?", False),
        ("¿Para el techo?", False),
        ("屋顶呢？", False),
        ("And", False),
    ],
)
def test_a_question_may_open_with_a_word_that_joins_it(question: str, expected: bool) -> None:  # noqa: FBT001
    """A joint is a whole word before other words."""
    assert expected == opens_with_joint(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [("and why?", "why?"), ("ok, but why", "why"), ("et pourquoi ?", "pourquoi ?"), ("and", "and"), ("why?", "why?")],
)
def test_words_that_only_join_a_question_are_stripped(question: str, expected: str) -> None:
    """One word remains in any case."""
    assert expected == strip_openings(question)
