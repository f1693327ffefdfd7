"""The kind of answer that a question asks for is told by its question words."""

import pytest

from bot.answering.questions.answer_kinds.question_kinds import Kind, find_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how old was she", "age"),
        ("How many years did it take?", "count"),
        ("¿Cuántos años tiene?", "age"),
        ("quel âge a le maire", "age"),
        ("сколько ей было лет", "age"),
        ("kaç yaşında", "age"),
        ("how much does a ticket cost", "money"),
        ("was kostet der eintritt", "money"),
        ("wie viel umsatz macht die firma", "money"),
        ("combien ont-ils payé", "money"),
        ("сколько стоит билет", "money"),
        ("ile kosztuje słoik", "money"),
        ("门票多少钱", "money"),
        ("कीमत क्या है", "money"),
        ("how heavy is it", "mass"),
        ("wie schwer ist er", "mass"),
        ("wie heißt er", None),
        ("cuánto pesa", "mass"),
        ("how long did it last", "duration"),
        ("wie lange dauert das", "duration"),
        ("多久才到", "duration"),
        ("how tall is the tower", "size"),
        ("what is a tall order", None),
        ("wann wurde er gebaut", "date"),
        ("since when", "date"),
        ("on a mis combien de temps", None),
        ("ne zaman açıldı", "date"),
        ("언제 열려요", "date"),
        ("wie viele leute", "count"),
        ("how much of it is left", "amount"),
        ("who paid", "person"),
        ("谁付的钱", "person"),
        ("where was it built", "place"),
        ("In which town is it?", "place"),
        ("من أين تنطلق الحافلة؟", "place"),
        ("昆虫館はどこにありますか？", "place"),
        ("nerede yüzebilirim", "place"),
        ("why did it close", "reason"),
        ("how come it closed", "reason"),
        ("pourquoi il a fermé", "reason"),
        ("hi! could you tell me why it closed?", "reason"),
        ("tell me about the tower", None),
    ],
)
def test_question_words_tell_the_kind(question: str, kind: Kind | None) -> None:
    """The more special kind counts, also in questions that people type in a hurry."""
    assert kind == find_kind(question)
