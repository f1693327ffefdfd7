"""Requests that the bot serves itself, and messages that end a conversation, in the languages of the bot."""

import pytest

from bot.answering.chat_language.reactions import classify_message

REQUESTS = {
    "stop": (
        "stop",
        "Stop it!",
        "¡para!",
        "pare",
        "arrête",
        "Stopp",
        "hör auf",
        "стоп",
        "хватит",
        "توقف",
        "停",
        "やめて",
    ),
    "restart": (
        "start over",
        "reset",
        "empezar de nuevo",
        "recomeçar",
        "on recommence",
        "von vorne",
        "сначала",
        "重新开始",
    ),
    "starters": (
        *("what should I ask?", "give me some example questions", "¿qué puedo preguntar?", "o que posso perguntar"),
        *(
            "qu'est-ce que je peux demander ?",
            "Was kann ich dich fragen?",
            "что можно спросить",
            "ماذا يمكنني أن أسأل؟",
        ),
        *("我可以问什么", "何を聞けますか"),
    ),
    "forgetting": (
        "forget me",
        "delete my data",
        "olvídame",
        "me esqueça",
        "oublie-moi",
        "vergiss mich",
        "забудь меня",
    ),
    "data": (
        *("do you save what I write?", "¿guardas mis datos?", "você guarda meus dados?", "tu gardes mes données ?"),
        *("speicherst du meine Daten", "ты хранишь мои данные?", "هل تحفظ بياناتي؟", "你会保存我的数据吗"),
    ),
    "request": (
        *("translate", "list all places", "explícamelo más fácil"),
        *(
            "explique plus simplement",
            "erklär mir das einfacher",
            "alle Orte",
            "объясни проще",
        ),
        *("اشرح ببساطة", "كل الأماكن", "通俗地解释一下", "所有地点"),
    ),
    "length": (
        *("shorter pls", "más corto por favor", "mais curto", "kürzer bitte", "покороче", "もっと短く", "plus court"),
        *(
            "更短一点",
            "简单解释",
            "make it shorter",
            "in one sentence each",
            "keep it short",
            "сделай короче",
            "mach es kürzer",
        ),
        *("더 짧게", "छोटा करो", "کوتاه‌تر", "ngắn hơn", "lebih pendek", "اختصر", "answer in two sentences"),
    ),
    "unclear": (
        *("I don't understand the answer", "no entiendo la respuesta", "não entendi a resposta", "わからない"),
        *("je ne comprends pas la réponse", "ich verstehe die Antwort nicht", "не понимаю ответ", "看不懂答案"),
    ),
    "no": (
        *(
            "thanks, that's all",
            "that's it thanks",
            "eso es todo, gracias",
            "obrigado, era só isso",
            "merci, c'est tout",
        ),
        *("Vielen Dank, das wars", "danke, das war alles", "спасибо, это всё", "شكرا هذا كل شيء", "没了,谢谢"),
    ),
    "more": (
        *("who else?", "and where else", "that's all?", "¿y quién más?", "quem mais", "qui d'autre ?", "wer noch"),
        *("wer sonst", "а кто ещё?", "ومن أيضا", "还有谁", "chi altro"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), [(text, kind) for kind, texts in REQUESTS.items() for text in texts])
def test_a_request_to_the_bot_has_its_kind(text: str, expected: str) -> None:
    """Accents and polite words do not matter."""
    assert expected == classify_message(text)


@pytest.mark.parametrize(
    "question",
    [
        *("where did the tram stop", "who stopped the work?", "Stopp der Arbeiten", "para qué sirve la lámpara"),
        *("how did they start over after the fire?", "who reset the clock?", "what did the judge ask?"),
        *("who else was on board?", "что он начал сначала", "who translated the diary", "翻译了日记的人是谁"),
        *("what data does the station store?", "who forgot the key?", "is the second bridge shorter than the first?"),
        *("wer war noch dabei?", "das ist die Brücke"),
    ],
)
def test_a_question_with_such_words_is_a_question(question: str) -> None:
    """The words of a request are no request within a sentence about the sources."""
    assert classify_message(question) is None
