"""Small talk around a question is stripped, and a message of small talk alone is classified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.chat_language.small_talk import classify_small_talk, find_asking_sentence, strip_small_talk


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hi! Could you tell me when the tower was built? Thanks a lot", "when the tower was built?"),
        ("hi when was it built", "when was it built"),
        ("Hi, how are you? Who paid?", "Who paid?"),
        ("Hello there, I have a question. Who paid for it?", "Who paid for it?"),
        ("Who laid it, please?", "Who laid it?"),
        ("who laid it please", "who laid it"),
        ("Thanks! And when?", "And when?"),
        ("Ok, so who paid?", "so who paid?"),
        ("I'd like to know why it failed.", "why it failed."),
        ("If you can, tell me who paid", "who paid"),
        ("Hola, ¿me podrías decir cuándo se construyó? Gracias", "cuándo se construyó?"),
        ("¡Hola! ¿Quién pagó?", "¿Quién pagó?"),
        ("Perdona, ¿quién pagó?", "¿quién pagó?"),
        ("Buenas tardes. ¿Cuándo se construyó?", "¿Cuándo se construyó?"),
        ("buenos dias, cuando se construyo?", "cuando se construyo?"),
        ("no, I meant the bridge", "the bridge"),
        ("sorry I was asking about the tower", "the tower"),
        ("no, me refería al faro", "faro"),
        ("não, eu quis dizer o livro", "o livro"),
        ("non je voulais dire le pont", "le pont"),
        ("Nein, ich meinte die Brücke", "die Brücke"),
        ("нет, я имел в виду мост", "мост"),
        ("нет, я про музей", "музей"),
        ("لا، أقصد الجسر", "الجسر"),
        ("不是，我是说博物馆", "博物馆"),
        ("Oi, poderia me dizer quem pagou? Obrigada!", "quem pagou?"),
        ("Bonjour, pourriez-vous me dire qui a payé s'il vous plaît ?", "qui a payé?"),
        ("Kannst du mir bitte sagen, wann es riss? Vielen Dank!", "wann es riss?"),
        ("Ciao, chi ha pagato? Grazie mille", "chi ha pagato?"),
        ("Здравствуйте! Подскажите, пожалуйста, когда проложили кабель?", "когда проложили кабель?"),
        ("مرحبا، هل يمكنك أن تخبرني متى تم بناء البرج؟ شكرا", "متى تم بناء البرج؟"),
        ("你好，请问电报什么时候建成？谢谢", "电报什么时候建成？"),
        ("こんにちは。誰が払いましたか？ありがとうございます", "誰が払いましたか？"),
        ("Merhaba, kim ödedi? Teşekkürler", "kim ödedi?"),
    ],
)
def test_small_talk_around_a_question_is_stripped(question: str, expected: str) -> None:
    """A greeting, thanks, "please" and "could you tell me" are stripped in many languages."""
    assert expected == strip_small_talk(question)


@pytest.mark.parametrize(
    "question",
    [
        "Hello Kitty was created when?",
        "Hey Jude, who wrote it?",
        "Good Morning America premiered when?",
        "Thank you note: who wrote it?",
        "Why did they say thanks?",
        "May members vote as they please?",
        "Will is the name of whom?",
        "Great Britain lost how many ships?",
        "Tell me about the cable",
        "Danke war ein Lied von wem?",
        "感谢信是谁写的？",
        "这封信写了什么？谢谢他们的人是谁？",
        "ありがとうの歌は誰が書きましたか？",
    ],
)
def test_polite_words_that_belong_to_the_question_stay(question: str) -> None:
    """A name, a title or a sentence may contain polite words."""
    assert question == strip_small_talk(question)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "greeting") for text in ("hi", "Hello there!", "hello?", "👋", "Hola a todos", "Guten Tag!", "你好")),
        *((text, "greeting") for text in ("Привет!", "السلام عليكم", "Bonjour", "olá, bom dia")),
        *((text, "greeting") for text in ("Hi, how are you?", "¡Hola! ¿Qué tal?", "Привет, как дела?", "你好吗？")),
        *((text, "help") for text in ("help", "Hi, what can you do?", "¿Qué puedes hacer?", "Hilfe!")),
        *((text, "thanks") for text in ("gracias guapa", "thanks, my friend!", "thx bro", "merci mon pote", "谢谢亲")),
        *(
            (text, "thanks")
            for text in ("danke dir mein Lieber", "obrigado, querida", "спасибо, дружище", "고마워 친구야")
        ),
        *((text, "thanks") for text in ("شكرا يا صديقي", "शुक्रिया भाई", "teşekkürler hocam", "thanks Pincite")),
        *((text, "greeting") for text in ("hi mate", "hola guapa!", "salut mon ami", "привет, друг")),
        *((text, None) for text in ("thanks to whom?", "gracias a quién", "merci qui ?", "thank the chief engineer")),
        *(
            (text, "thanks")
            for text in ("thanks 👍", "Great, thank you so much!", "ok thanks", "🙏", "¡Gracias!", "merci !")
        ),
        *((text, "acknowledgement") for text in ("ok", "Got it.", "понятно", "vale", "d’accord", "好的", "تمام")),
        *((text, "thanks") for text in ("vlw", "спс", "merci bcp", "thx", "good bot")),
        *((text, "greeting") for text in ("hola q tal", "slt", "здрасте")),
        *((text, "thanks") for text in ("Спасибо большое", "谢谢！", "شكرا", "Danke schön", "obrigado")),
        *(
            (text, None)
            for text in ("What do you do in a storm?", "Who helped them?", "How does it work?", "What can it do?")
        ),
        *((text, None) for text in ("", "?", "Thanks! And when?", "hi who paid", "thank you note", "ok computer")),
        ("thanks " * 40, None),
    ],
)
def test_a_message_of_small_talk_alone_is_classified(text: str, expected: str | None) -> None:
    """A message with any other word is a question."""
    assert expected == classify_small_talk(text)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I read it twice. Who paid for it? It puzzles me.", "Who paid for it?"),
        ("The cable broke on 3.5 miles of rock. Why?", "Why?"),
        ("我读了两遍。谁付了钱？", "谁付了钱？"),
        ("我读了两遍。1858年谁付了钱？", "1858年谁付了钱？"),
        ("It was long ago. Who mapped the St. Johns River?", "Who mapped the St. Johns River?"),
        ('I wonder. Why is it called "the Methodists?"', 'Why is it called "the Methodists?"'),
        ("Who mapped the St. Johns River?", None),
        ("Who paid for it?", None),
        ("Who paid? And how much?", None),
        ("It puzzles me. Tell me more.", None),
        ("", None),
    ],
)
def test_the_one_asking_sentence_is_found(message: str, expected: str | None) -> None:
    """If one sentence of several ends in a question mark, it asks."""
    assert expected == find_asking_sentence(message)


@given(st.text(max_size=60))
def test_a_question_is_never_stripped_completely(text: str) -> None:
    """The rest is a part of the question, is not empty, and has no more small talk."""
    left = strip_small_talk(text)
    assert bool(text.strip()) == bool(left)
    assert left == strip_small_talk(left)
