"""Questions for a judgement or a calculation are recognized in many languages, and questions for facts are not."""

import pytest

from bot.answering.chat_language.quote_limits import asks_for_view, find_limit

JUDGEMENTS = (
    "is she right?", "was he right about that?", "and was it worth it?", "what do you think?",
    "is that a lot?", "was it a good idea?", "who was right?", "was Varley right?",
    "is the article biased?", "do you agree?", "in your opinion?",
    "should they have used lower voltage?", "do you think Varley sold the oil?", "elle a raison ?",
    "a-t-elle raison ?", "tu en penses quoi ?", "hat sie recht?", "Hatte Varley recht?",
    "was hältst du davon?", "¿tiene razón ella?", "¿qué opinas?", "ela tem razão?", "o que você acha?",
    "она права?", "кто прав?", "что ты об этом думаешь?", "هل هي على حق؟", "ما رأيك؟", "她说得对吗？", "你怎么看？",
    "그 사람 말이 맞아?", "haklı mı?", "czy ona ma rację?", "क्या वह सही है?", "l'article est objectif ?",
    "ok but is he right tho?",
)  # fmt: skip
CALCULATIONS = (
    "how old was he in 1945?", "how many years between 1854 and 1866?",
    "how many days passed between the splice and the landing?", "how much is that in euros?",
    "how much is 14,000 pounds today?", "convert 1,852 metres to miles", "how old would he be today?",
    "how long ago was that?", "wie alt war er 1945?", "wie viele Jahre liegen zwischen 1854 und 1866?",
    "quel âge avait-il en 1945 ?", "combien d'années entre 1987 et 2024 ?",
    "¿cuántos años pasaron entre 1854 y 1866?", "¿cuántos años tenía en 1945?",
    "quantos anos ele tinha em 1945?", "сколько лет прошло между 1854 и 1866?",
    "сколько ему было лет в 1945 году?", "كم سنة بين 2019 و2023؟", "كم كان عمره عام 1945؟",
    "1854年到1866年隔了多少年？", "他1945年多大？", "2019 ile 2023 arasında kaç yıl var?",
    "ile lat minęło między 1854 a 1866?", "2019년과 2024년 사이에 몇 년이야?",
    "what percentage of shares did Field hold?",
)  # fmt: skip
FACTS = (
    "Is the museum on the right?", "How old was he when he retired?", "who was right-handed?",
    "When was the lighthouse finished?", "what does the diary say about the storms?",
    "how many years did it take?", "how old is the lens?", "is the tower tall?",
    "was the tower finished in 1811?", "how much did the lens cost?", "how much was the bounty?",
    "what is the difference between oil and petroleum?", "is there a good museum?",
    "how long was the cable?", "who made the wrong cable?", "wie alt ist das Haus?",
    "combien de temps a duré le chantier ?", "how many ships were there?",
    "how many men died between the two wars", "is it expensive?", "should visitors book?",
    "wie viele Jahre dauerte der Bau?", "quanto tempo durou?", "сколько стоила линза?",
    "она права на дом купила?", "多少钱？", "他多大？", "kaç yaşında?", "what did the mayor say was wrong?",
    "why was it wrong?",
)  # fmt: skip


@pytest.mark.parametrize("question", JUDGEMENTS)
def test_a_question_for_a_judgement_is_recognized(question: str) -> None:
    """The bot has no view of its own."""
    assert "no_judgement" == find_limit(question)


@pytest.mark.parametrize("question", CALCULATIONS)
def test_a_question_for_a_calculation_is_recognized(question: str) -> None:
    """Quotes neither count years nor convert amounts."""
    assert "no_calculation" == find_limit(question)


@pytest.mark.parametrize("question", FACTS)
def test_a_question_for_a_fact_has_no_limit(question: str) -> None:
    """The sources may state what it asks for."""
    assert find_limit(question) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [("is she right?", True), ("and what do you think?", True), ("was Varley right?", False), ("who paid?", False)],
)
def test_a_question_without_a_subject_asks_for_a_view_of_what_was_said(question: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    """A question that names its subject is one of its own."""
    assert expected == asks_for_view(question)
