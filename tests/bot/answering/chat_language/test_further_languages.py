"""Messages to the bot in languages that its own messages do not have, and gaps of the others."""

import pytest

from bot.answering.chat_language.quote_limits import find_limit
from bot.answering.chat_language.reactions import classify_message

MESSAGES = {
    "help": (
        "so what can you do", "was kannst du alles?", "뭘 할 수 있어?", "तुम क्या कर सकते हो?",
        "neler yapabilirsin?", "bạn làm được gì?", "چه کارهایی بلدی؟", "o que sabes fazer?",
        "kamu bisa apa?", "и что ты умеешь?", "et tu sais faire quoi ?", "wat kun je doen?",
    ),
    "greeting": (
        "Xin chào", "chào bạn", "halo", "selamat pagi", "سلام", "درود", "hallo",
    ),
    "thanks": (
        "cảm ơn bạn nhé", "terima kasih ya", "مرسی عزیزم", "ありがとうね", "makasih banyak kak",
        "خیلی ممنون", "cảm ơn nhiều ạ", "xin cảm ơn",
    ),
    "complaint": (
        "nie odpowiedziałeś", "bạn chưa trả lời", "대답을 안 했잖아", "तुमने जवाब नहीं दिया",
        "cevap vermedin", "جواب ندادی", "答えになってない",
        "du hast nicht geantwortet", "no me has contestado", "tu n'as pas répondu",
        "não respondeste", "kamu belum menjawab", "je hebt niet geantwoord",
        "du hast meine Frage nicht beantwortet", "no contestaste mi pregunta",
        "soruma cevap vermedin",
    ),
    "repeat": (
        "repeat that", "can you say it again", "come again?", "repite", "pode repetir?",
        "tu peux répéter ?", "kannst du das wiederholen?", "puoi ripetere?", "повтори",
        "повтори відповідь", "ماذا قلت؟", "再说一遍", "もう一度お願いします", "다시 말해 줘", "फिर से बताओ",
        "możesz powtórzyć?", "tekrar söyle", "دوباره بگو", "ulangi jawabannya",
        "kun je dat herhalen?", "nói lại đi",
    ),
    "disagreement": (
        "I disagree", "nope thats not right", "that can't be right", "لا أوافق",
        "Ich bin anderer Meinung", "da bin ich anderer meinung", "das stimmt nicht",
        "no estoy de acuerdo", "lo dudo", "مخالفم", "اشتباه است", "je ne suis pas d'accord",
        "ce n'est pas exact", "मैं असहमत हूँ", "saya tidak setuju", "itu salah",
        "non sono d'accordo", "同意できません", "違うよ", "동의하지 않아요", "ik ben het er niet mee eens",
        "nie zgadzam się", "discordo", "я не согласен", "katılmıyorum", "я не згодна",
        "tôi không đồng ý", "sai rồi", "我不同意",
    ),
    "identity": (
        "ai tạo ra bạn?", "چه کسی تو را ساخته؟", "siapa yang membuatmu?", "bạn tên gì?",
        "siapa kamu?", "اسمت چیه؟", "whats ur name",
    ),
    "data": (
        "내 데이터를 저장해?", "क्या तुम मेरा डेटा रखते हो?", "bạn có lưu dữ liệu của tôi không?",
        "آیا داده‌های مرا ذخیره می‌کنی؟", "guardas os meus dados?",
        "apakah kamu menyimpan data saya?", "bewaar je mijn gegevens?",
    ),
    "origin": (
        "यह कहाँ लिखा है?", "nó nói ở đâu?", "کجا نوشته؟", "di mana tertulis?",
        "waar staat dat?", "nguồn?", "منبع؟",
        "proof?", "evidence?", "citation needed", "دليل؟", "hast du Belege?", "¿pruebas?",
        "مدرک؟", "des preuves ?", "सबूत?", "apa buktinya?", "prove?", "証拠は？", "증거 있어?", "bewijs?",
        "jakie są dowody?", "provas?", "доказательства?", "kanıt?", "докази?", "bằng chứng đâu?",
        "证据？",
    ),
    "language": (
        "영어로 부탁해", "अंग्रेज़ी में", "英語でお願い", "bằng tiếng Anh", "به انگلیسی لطفا",
        "dalam bahasa Inggris", "in het Engels graag", "trả lời bằng tiếng Việt đi",
    ),
    "more": (
        "thêm nữa", "بیشتر", "lagi", "meer", "더 보여줘", "और बताओ",
    ),
    "request": (
        "इसका अनुवाद करो", "これを翻訳して", "این را ترجمه کن", "dịch cái này",
        "thời tiết ngày mai thế nào?", "هوا فردا چطور است؟", "cuaca besok bagaimana?",
        "terjemahkan ini", "what will the weather be like in port marram tomorrow?",
        "wie wird das Wetter morgen in Berlin?", "¿qué tiempo hará mañana en Madrid?",
        "какая погода будет завтра в Москве?", "vertaal dit", "明天北京的天气怎么样",
    ),
    "sure": (
        "bạn chắc không?", "مطمئنی؟", "apakah itu benar?", "klopt dat?", "có đúng không?",
        "glaub ich nicht", "je n'y crois pas", "non ci credo", "信じられない", "못 믿겠어", "inanmıyorum",
        "не вірю", "tôi không tin", "我不相信", "dat geloof ik niet", "باور نمی‌کنم",
    ),
    "unclear": (
        "không hiểu", "نمی‌فهمم", "saya tidak mengerti", "ik begrijp het niet",
    ),
    "goodbye": (
        "tạm biệt", "خداحافظ", "sampai jumpa", "tot ziens",
    ),
    "acknowledgement": (
        "ठीक है", "باشه", "được rồi", "baik", "dobrze", "anladım", "добре",
    ),
}  # fmt: skip
LIMITED = {
    "no_judgement": (
        "ona ma rację?", "bà ấy nói đúng không?", "그 사람 말이 맞아?", "क्या वह सही है?",
        "o haklı mı?", "او راست می‌گوید؟", "彼は正しい？", "apakah dia benar?", "heeft ze gelijk?",
        "does marchetti have a point?",
    ),
    "no_calculation": (
        "रमेश दत्त 1945 में कितने साल के थे?", "bà Sáu bao nhiêu tuổi năm 2000?",
        "сколько ему было в 1945", "مهین رضوی در سال ۱۳۵۷ چند ساله بود؟",
        "berapa umurnya pada 1945?", "how old was he in 1945",
    ),
}  # fmt: skip
QUESTIONS = (
    "What was the weather like in the storm of 1817?", "Was the weather bad in 1902?",
    "Wie war das Wetter am 4. Mai?", "chợ mới giá bao nhiêu?", "bà Sáu bán gì?",
    "bà Sáu bao nhiêu tuổi?", "کتابخانه چند ساله است؟", "siapa yang membuka pasar?",
    "di mana pasar itu?", "kapan pasar dibuka?", "누가 등대를 만들었어?", "पुल किसने बनाया?",
    "पुल कहाँ है?", "誰が作ったの？", "ai xây chợ?", "che cosa dice il sindaco?",
    "wat zegt de burgemeester?", "waar staat de molen?", "co wydarzyło się w 2010?", "the end?",
    "a bridge", "en 1902?", "y en 1902?", "did the council have a point of order?",
    "khi nào chợ dời?", "cái gì nghĩa là chợ nổi?", "سوال او چه بود؟", "وهو كم عمره؟",
    "ile kosztował autobus?", "quem fez o navio?", "qué tiempo tardó en construirse?",
    "quel temps a-t-il fallu ?", "Quanto tempo levou a obra?",
    "que tempo levou a obra que abriu hoje?",
)  # fmt: skip


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_to_the_bot_is_no_question_about_the_sources(kind: str) -> None:
    """The bot replies to it in its own words."""
    assert dict.fromkeys(MESSAGES[kind], kind) == {text: classify_message(text) for text in MESSAGES[kind]}


@pytest.mark.parametrize("limit", LIMITED)
def test_a_question_that_quotes_cannot_answer_is_recognized(limit: str) -> None:
    """It asks for a judgement or for a calculation."""
    assert dict.fromkeys(LIMITED[limit], limit) == {text: find_limit(text) for text in LIMITED[limit]}


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_with_like_words_is_one_about_the_sources(text: str) -> None:
    """The words of another language, or of a request, do not take it from the search."""
    assert (None, None) == (classify_message(text), find_limit(text))
