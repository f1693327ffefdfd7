"""A model's words that a text does not answer are no statements; what it answers beside them is one."""

import pytest

from bot.answering.llm.replies.refusals import drop_contrast, drop_refusal

REFUSALS = [
    "The sentences do not say when the cable broke.",
    "None of the sentences mention the captain.",
    "The name of the captain is not provided.",
    "There is no information about the captain.",
    "I'm sorry, but I can't help with that.",
    "El texto no menciona al capitán.",
    "No hay información sobre el capitán.",
    "O texto não menciona o capitão.",
    "Der Text erwähnt den Kapitän nicht.",
    "Leider enthält der Text keine Angaben dazu.",
    "Nicht gefunden",
    "Le texte ne mentionne pas le capitaine.",
    "Il n'y a pas d'informations sur le capitaine.",
    "Il testo non menziona il capitano.",
    "De tekst noemt de kapitein niet.",
    "Tekst nie wspomina o kapitanie.",
    "В тексте не указано, кто был капитаном.",
    "Не найдено",
    "Текст не згадує капітана.",
    "Metinde kaptan belirtilmemiştir.",
    "النص لا يذكر القبطان.",
    "در متن ذکر نشده است.",
    "पाठ में कप्तान का उल्लेख नहीं है।",
    "Teks tidak menyebutkan kapten.",
    "Văn bản không đề cập đến thuyền trưởng.",
    "文章没有提到船长。",
    "未找到",
    "本文には船長についての記載がありません。",
    "본문에는 선장에 대한 언급이 없습니다.",
]
HALVES = [
    ("The article does not mention the hour, but the cable broke in 1857.", "The cable broke in 1857."),
    ("The cable broke in 1857, but the text does not say at which hour.", "The cable broke in 1857."),
    ("While the article does not mention the hour, the cable broke in 1857.", "The cable broke in 1857."),
    ("El artículo no dice la hora, pero el cable se rompió en 1857.", "El cable se rompió en 1857."),
    ("Der Artikel nennt keine Uhrzeit, aber das Kabel riss 1857.", "Das Kabel riss 1857."),
    ("В статье не сказано, в котором часу, но кабель порвался в 1857 году.", "Кабель порвался в 1857 году."),
    ("文章没有提到时间，但是电缆在1857年断了。", "电缆在1857年断了。"),
]
STATEMENTS = [
    "The cable did not work, but the ship came home.",
    "The captain did not say a word.",
    "The letter does not mention the price.",
    "The mill is not open to visitors.",
    "Die Quelle versiegte nicht.",
    "Das Kabel funktionierte nicht.",
    "El cable no funcionó.",
    "Le câble n'a pas fonctionné.",
    "Кабель не работал.",
    "电缆没有工作。",
    "ケーブルは切れていない。",
]


@pytest.mark.parametrize("statement", REFUSALS)
def test_a_refusal_in_any_words_is_no_statement(statement: str) -> None:
    """No sentence proves that a text says nothing."""
    assert not drop_refusal(statement)


@pytest.mark.parametrize(("statement", "rest"), HALVES)
def test_the_answer_beside_a_refusal_is_kept(statement: str, rest: str) -> None:
    """The clause that answers stands alone."""
    assert rest == drop_refusal(statement)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_denial_about_something_else_is_a_statement(statement: str) -> None:
    """Only what is said of the text is a refusal."""
    assert statement == drop_refusal(statement)


def test_a_contrast_without_its_first_part_goes() -> None:
    """After a refusal that is left out, "however" has nothing to stand against."""
    assert "The cable broke." == drop_contrast("However, the cable broke.")
    assert "The cable broke." == drop_contrast("The cable broke.")
