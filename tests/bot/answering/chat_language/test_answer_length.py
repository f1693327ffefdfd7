"""Wishes for the length of an answer are no part of a question."""

import pytest

from bot.answering.chat_language.answer_length import (
    add_length_wish,
    find_asked_count,
    find_wished_count,
    repeat_question,
    strip_length_wish,
    take_length_wish,
)
from bot.answering.types import Question, Turn


@pytest.mark.parametrize(
    ("question", "stripped", "count"),
    [
        ("What did a telegram cost? Answer in one word", "What did a telegram cost?", 1),
        ("Briefly, why did the cable fail?", "why did the cable fail?", 1),
        ("who was Field answer in two sentences", "who was Field", 2),
        ("Wer war Field? Antworte in zwei Sätzen.", "Wer war Field?", 2),
        ("¿Cuánto costaba? En una palabra", "¿Cuánto costaba?", 1),
        ("Quanto custava? Responde numa frase", "Quanto custava?", 1),
        ("En un mot, qui était Field ?", "qui était Field ?", 1),
        ("Коротко: сколько стоила телеграмма?", "сколько стоила телеграмма?", 1),
        ("Кто такой Филд? Ответь в двух предложениях", "Кто такой Филд?", 2),
        ("لماذا أغلق المخزن؟ أجب في جملتين", "لماذا أغلق المخزن؟", 2),
        ("كم كان السعر؟ باختصار", "كم كان السعر؟", 1),
        ("Değirmeni kim yaptı? Tek kelimeyle", "Değirmeni kim yaptı?", 1),
        ("灯塔是谁造的？用一句话回答", "灯塔是谁造的？", 1),
        ("灯台はいつ完成した？30字以内で", "灯台はいつ完成した？", 1),
        ("등대의 높이는? 한 문장으로 답해줘", "등대의 높이는?", 1),
        ("पुल कब बना था? एक वाक्य में", "पुल कब बना था?", 1),
        ("کتابخانه کی بنیان شد؟ در یک جمله", "کتابخانه کی بنیان شد؟", 1),
        ("Siapa yang membuka pasar? Jawab singkat", "Siapa yang membuka pasar?", 1),
    ],
)
def test_a_wish_is_stripped_and_counted(question: str, stripped: str, count: int) -> None:
    """The search sees the question alone; the answer has as many quotes as wished, one if it is to be short."""
    assert (stripped, count) == (strip_length_wish(question), find_wished_count(question))


@pytest.mark.parametrize(
    "message",
    [
        "in two sentences",
        "briefly",
        "باختصار",
        "How long did it take to send 98 words?",
        "Was the message short?",
        "Was geschah kurz danach?",
        "Was the light red? And who saw it?",
        "Summarize the article in two sentences",
    ],
)
def test_other_messages_stay_as_they_are(message: str) -> None:
    """A message of the wish alone is a task, and a length may be what a question is about."""
    assert (message, None) == (strip_length_wish(message), find_wished_count(message))


@pytest.mark.parametrize(
    ("task", "count"),
    [("لخص المقال في جملتين", 2), ("لخّص النص في ثلاث جمل", 3), ("두 문장으로 요약해줘", 2), ("सारांश तीन वाक्यों में", 3)],
)
def test_a_task_says_how_many_sentences_it_asks_for(task: str, count: int) -> None:
    """Arabic has a form for two of them, and marks that users may write."""
    assert count == find_asked_count(task)


@pytest.mark.parametrize(
    ("message", "rest", "wish"),
    [
        ("Who paid? How much? In one sentence each.", "Who paid? How much?", "In one sentence each."),
        ("keep each one to one sentence: who paid? how much?", "who paid? how much?", "keep each one to one sentence"),
        ("Wer zahlte? Wie viel war es? Jeweils in einem Satz", "Wer zahlte? Wie viel war es?", "Jeweils in einem Satz"),
        ("Кто платил? Когда? Ответь коротко на каждый вопрос", "Кто платил? Когда?", "Ответь коротко на каждый вопрос"),
        ("谁付的钱？多少钱？每个问题用一句话回答", "谁付的钱？多少钱？", "每个问题用一句话回答"),
        ("من دفع؟ كم السعر؟ أجب عن كل سؤال في جملة", "من دفع؟ كم السعر؟", "أجب عن كل سؤال في جملة"),
        ("1. Who paid?\n2. How much?\nBriefly please", "1. Who paid?\n2. How much?\nBriefly please", ""),
        ("Who said each sentence?", "Who said each sentence?", ""),
    ],
)  # fmt: skip
def test_a_wish_is_taken_from_several_questions(message: str, rest: str, wish: str) -> None:
    """It is the user's words, and holds for each of the questions that it is added to; "please" is small talk."""
    assert (rest, wish) == take_length_wish(message)
    assert (1 if wish else None) == find_wished_count(add_length_wish("Who paid?", wish))
    assert "Who paid?" == strip_length_wish(add_length_wish("Who paid?", wish))


def test_a_wish_alone_repeats_the_question_before_it() -> None:
    """So does the wish after another one; without a question it stays as it is."""
    history = (Turn("Hello?", ""), Turn("Who paid? In two sentences", "Ann."), Turn("shorter", "Ann."))
    repeated = repeat_question(Question("in one sentence please", history=history))
    alone, other = Question("shorter"), Question("Which ship was shorter?", history=history)

    assert ("Who paid?\nin one sentence please", history[:1]) == (repeated.text, repeated.history)
    assert [1, alone, other] == [find_wished_count("Who paid?\nshorter"), *map(repeat_question, (alone, other))]
