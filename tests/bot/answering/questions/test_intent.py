"""The intent of a question is one fact, or a task about a whole source."""

import pytest

from bot.answering.chat_language.answer_length import find_asked_count
from bot.answering.questions.intent import classify_intent


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Summarise the article", "summary"),
        ("What are the main points?", "summary"),
        ("What is this article about?", "summary"),
        ("Tell me what this article is about", "summary"),
        ("tl;dr", "summary"),
        ("tl dr", "summary"),
        ("random fact", "summary"),
        ("give me a quote", "summary"),
        ("whats new", "lookup"),
        ("what's new?", "summary"),
        ("was gibt's neues", "summary"),
        ("что нового?", "summary"),
        ("what's new in the harbour", "lookup"),
        ("streść", "summary"),
        ("list all names", "people"),
        ("tous les noms", "people"),
        ("show me all quotes", "positions"),
        ("alle Zitate", "positions"),
        ("все цитаты", "positions"),
        ("list all dates", "timeline"),
        ("which dates are mentioned", "timeline"),
        ("todos los años", "timeline"),
        ("toutes les années", "timeline"),
        ("alle Jahreszahlen", "timeline"),
        ("какие даты упоминаются", "timeline"),
        ("ما هي التواريخ المذكورة", "timeline"),
        ("有哪些日期", "timeline"),
        ("which date was fixed for the vote?", "lookup"),
        ("names of all people", "people"),
        ("which people are named in the text?", "people"),
        ("nombres de todas las personas", "people"),
        ("quais pessoas são mencionadas", "people"),
        ("quelles personnes sont mentionnées ?", "people"),
        ("Namen aller Personen", "people"),
        ("welche Personen kommen vor", "people"),
        ("имена всех людей", "people"),
        ("أسماء كل الأشخاص", "people"),
        ("所有人的名字", "people"),
        ("登場人物", "people"),
        ("which people voted against it?", "lookup"),
        ("all numbers", "figures"),
        ("todas las cifras", "figures"),
        ("todos os números", "figures"),
        ("tous les chiffres", "figures"),
        ("alle Zahlen", "figures"),
        ("все числа", "figures"),
        ("كل الأرقام", "figures"),
        ("所有数字", "figures"),
        ("which numbers did they call?", "lookup"),
        ("recap please", "summary"),
        ("de que trata", "summary"),
        ("das Wichtigste", "summary"),
        ("суть", "summary"),
        ("what's the article about", "summary"),
        ("tell me what this is about", "summary"),
        ("in short", "summary"),
        ("what's happening", "summary"),
        ("what's happening in Wexcombe", "lookup"),
        ("Resume el artículo", "summary"),
        ("¿De qué trata el artículo?", "summary"),
        ("Quais são os pontos principais?", "summary"),
        ("Fasse den Artikel zusammen", "summary"),
        ("Worum geht es in dem Text?", "summary"),
        ("De quoi parle cet article ?", "summary"),
        ("Кратко перескажи статью", "summary"),
        ("О чём эта статья?", "summary"),
        ("لخص المقال", "summary"),
        ("总结一下这篇文章", "summary"),
        ("what's this", "summary"),
        ("explain it to me like I am five", "summary"),
        ("tell me something interesting", "summary"),
        ("give me 3 facts", "summary"),
        ("de qué va", "summary"),
        ("do que se trata", "summary"),
        ("c'est quoi cet article", "summary"),
        ("worum geht es", "summary"),
        ("was steht im Artikel?", "summary"),
        ("расскажи кратко", "summary"),
        ("عن ماذا المقال؟", "summary"),
        ("这篇文章讲什么", "summary"),
        ("他说了什么", "lookup"),
        ("What is this cable made of?", "lookup"),
        ("What does the article say about Field?", "lookup"),
        ("Explain this sentence", "lookup"),
        ("Give me a timeline", "timeline"),
        ("Haz una cronología", "timeline"),
        ("Составь хронологию", "timeline"),
        ("列出时间线", "timeline"),
        ("Compare the article and its source", "comparison"),
        ("Vergleiche die beiden Quellen", "comparison"),
        ("Сравни источники", "comparison"),
        ("比较这两篇文章", "comparison"),
        ("Who says what?", "positions"),
        ("¿Quién dice qué?", "positions"),
        ("Wer sagt was?", "positions"),
        ("谁说了什么？", "positions"),
        ("When was the cable laid?", "lookup"),
        ("What does the summary report of 1866 say about cost?", "lookup"),
        ("When was the comparison published?", "lookup"),
        ("Who wrote the chronology?", "lookup"),
        ("How does the copper compare with the iron in weight?", "lookup"),
        ("¿Quién compara precios?", "lookup"),
        ("Which contradiction did Whitehouse see?", "lookup"),
        ("Who gave an overview of the cost in 1866?", "lookup"),
        ("Quem fez o resumo?", "lookup"),
        ("Wann erschien der Überblick?", "lookup"),
        ("Кто написал хронологию?", "lookup"),
        ("Summarise " + "what happened then and there and why " * 6, "lookup"),
    ],
)
def test_the_intent_of_a_question_is_classified(question: str, expected: str) -> None:
    """A word such as "summary" makes a task only if the question asks for one."""
    assert expected == classify_intent(question)


@pytest.mark.parametrize(
    "question", ["3 bullet points", "o czym to", "bu makale ne hakkında", "何の記事？", "di cosa parla l'articolo?"]
)
def test_what_an_article_is_about_is_a_summary_in_more_languages(question: str) -> None:
    """The languages of articles are more than those of the bot."""
    assert classify_intent(question) == "summary"


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("summarise in 3 points", 3),
        ("Sum it up in two short sentences", 2),
        ("resúmelo en una frase", 1),
        ("resuma em cinco pontos", 5),
        ("résume en une phrase", 1),
        ("Fass das in drei Punkten zusammen", 3),
        ("кратко в двух предложениях", 2),
        ("لخص في جملة واحدة", 1),
        ("用三点总结", 3),
        ("3つのポイントで要約して", 3),
        ("summarise the article", None),
        ("summary of chapter 3", None),
    ],
)
def test_a_task_may_ask_for_a_number_of_points(task: str, expected: int | None) -> None:
    """The number is a digit or a word, and says how many points or sentences."""
    assert expected == find_asked_count(task)
