"""A question for a depth is not answered by a length of something long, nor one for a voltage by a word."""

import pytest

from bot.answering.questions.answer_kinds.kind_evidence import may_answer
from bot.answering.questions.answer_kinds.measured_attributes import find_asked_dimension
from bot.answering.questions.answer_kinds.question_kinds import find_kind


@pytest.mark.parametrize(
    ("question", "language", "answers", "other"),
    [
        ("how deep is the dock", "en", "The dock is 9 metres deep and 80 metres long.", "The dock is 80 metres long."),
        ("how wide is the dock", "en", "The dock measures 30 metres.", "The gate is 30 metres high."),
        ("wie tief ist der Stollen", "de", "Der Stollen ist 40 Meter tief.", "Der Stollen ist 900 Meter lang."),
        ("quelle est la hauteur du mât", "fr", "Le mât a 18 mètres de haut.", "Le mât a 40 centimètres de diamètre."),
        ("какова глубина шахты", "ru", "Глубина шахты 40 метров.", "Длина шахты 900 метров."),
        ("井有多深？", "zh", "井深12米。", "井宽2米。"),
        ("塔の高さは？", "ja", "塔の高さは30メートルです。", "塔の幅は4メートルです。"),
        ("what was the voltage", "en", "The coil gave 400 volts.", "The high voltage broke the wire."),
        ("What is the temperature of the water?", "en", "It stays at 24 °C.", "The water comes from the lake."),
        ("welche Spannung hatte die Leitung?", "de", "Sie führte 400 Volt.", "Die Spannung war zu hoch."),
        ("qual è la profondità del pozzo", "it", "Il pozzo è profondo 12 metri.", "Il pozzo è largo 2 metri."),
        ("how long is the ferry", "en", "The ferry is 60 metres long.", "The ferry carries 40 cars."),
    ],
)
def test_an_attribute_is_told_by_its_own_measure(question: str, language: str, answers: str, other: str) -> None:
    """A length with words of another attribute beside it, or no measure at all, does not answer."""
    assert [may_answer(question, quote, language) for quote in (answers, other)] == [True, False]


@pytest.mark.parametrize(
    ("question", "dimension"),
    [
        ("What's the length of the course?", "length"),
        ("¿Cuál es la profundidad del lago?", "length"),
        ("a qué temperatura hierve", "temperature"),
        ("다리의 길이는 얼마입니까", "length"),
        ("ما هي درجة حرارة الماء", "temperature"),
        ("what is the high court", None),
        ("which tall tower burned", None),
        ("which area was hit", None),
        ("what are the long-term plans", None),
    ],
)
def test_an_attribute_is_asked_for_by_its_noun(question: str, dimension: str | None) -> None:
    """An adjective before another noun asks for no value."""
    assert find_asked_dimension(question) == dimension


def test_other_kinds_keep_their_questions() -> None:
    """Prices and counts are asked for with the words that ask for a measure in some languages."""
    kinds = [
        find_kind(question)
        for question in ("사과는 얼마입니까", "塔的高度是多少", "how many towers", "다리의 폭은 얼마")
    ]
    assert kinds == ["money", "measure", "count", "measure"]
