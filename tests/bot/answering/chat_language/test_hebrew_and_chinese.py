"""Chat in Hebrew and in Traditional Chinese: the phrases of other languages are known in them too."""

import pytest

from bot.answering.chat_language.answer_length import find_wished_count
from bot.answering.chat_language.quote_limits import find_limit
from bot.answering.chat_language.reactions import classify_message, find_quote_number
from bot.answering.chat_language.several_questions import split_questions
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.questions.follow_ups import has_topic, points_back
from bot.answering.questions.intent import classify_intent

MESSAGES = {
    "Hebrew": {
        "thanks": ["תודה", "תודה רבה!", "תודה על העזרה", "מעולה", "כל הכבוד"],
        "greeting": ["שלום", "היי, מה נשמע?", "בוקר טוב", "ערב טוב לכולם"],
        "goodbye": ["להתראות", "ביי", "לילה טוב"],
        "help": ["עזרה", "מה אתה יודע לעשות?", "איך זה עובד?", "תוכל לעזור לי?", "איך משתמשים בבוט?"],
        "acknowledgement": ["אוקיי", "הבנתי", "בסדר", "סבבה"],
        "more": ["עוד", "ספר לי עוד", "יש עוד?"],
        "next": ["ומה קרה אחר כך?", "ואז מה?"],
        "further": ["מה עוד?"],
        "identity": ["מי אתה?", "מי בנה אותך?"],
        "bot": ["אתה בוט?", "אתה בן אדם?", "אתה שם?"],
        "origin": ["מה המקור?", "איפה זה כתוב?", "באיזה עמוד?"],
        "sources": ["מה המקורות שלך?"],
        "adding": ["איך מוסיפים קובץ?", "אפשר לשלוח לך קישור?"],
        "stop": ["עצור", "תפסיק", "די", "ביטול"],
        "restart": ["נתחיל מחדש", "שיחה חדשה"],
        "starters": ["מה אפשר לשאול?"],
        "sure": ["אתה בטוח?", "באמת?", "זה נכון?"],
        "unclear": ["לא הבנתי", "מה זאת אומרת?"],
        "disagreement": ["זה לא נכון", "אתה טועה", "אני לא מסכים"],
        "complaint": ["לא ענית על השאלה", "בוט טיפש"],
        "yes": ["כן"],
        "no": ["לא", "לא תודה", "לא משנה"],
        "language": ["אתה מדבר עברית?", "באנגלית בבקשה"],
        "noise": ["חחח"],
        "remark": ["וואו"],
        "request": ["כתוב לי שיר", "ספר לי בדיחה", "מה מזג האוויר היום?", "תתרגם לאנגלית"],
        "forgetting": ["מחק את הנתונים שלי"],
        "data": ["אתה שומר את ההודעות שלי?"],
        "repeat": ["תגיד שוב"],
        "length": ["קצר יותר", "בקצרה"],
    },
    "Traditional Chinese": {
        "thanks": ["謝謝你", "感謝", "多謝", "唔該", "感恩", "太棒了", "厲害", "讚"],
        "greeting": ["你好嗎？", "哈囉", "早安", "嗨嗨"],
        "goodbye": ["晚安", "再見", "掰掰"],
        "help": ["你會做什麼", "幫助", "怎麼用", "你能幫我嗎", "怎麼使用這個機器人"],
        "acknowledgement": ["好的", "明白了", "知道了", "瞭解", "收到"],
        "more": ["還有嗎？", "繼續"],
        "next": ["然後呢？", "後來呢"],
        "identity": ["你是誰", "你叫什麼名字"],
        "bot": ["你是機器人嗎？", "你是真人嗎"],
        "origin": ["出處在哪？", "來源呢？"],
        "sources": ["你有哪些來源"],
        "adding": ["可以加檔案嗎"],
        "stop": ["停", "停止", "取消"],
        "restart": ["重新開始"],
        "starters": ["我可以問什麼？"],
        "sure": ["你確定嗎？", "真的嗎", "真的假的"],
        "unclear": ["看不懂", "什麼意思", "請解釋"],
        "complaint": ["答錯了", "沒用"],
        "disagreement": ["我不同意"],
        "yes": ["是", "對", "對啊"],
        "no": ["不用了", "沒有了", "不用謝謝"],
        "language": ["會說中文嗎", "請用英文回答"],
        "request": ["寫一首詩", "講個笑話", "翻譯成英文"],
        "forgetting": ["刪除我的資料"],
        "data": ["你會保存我的資料嗎"],
        "repeat": ["再說一次", "重複一遍"],
        "length": ["短一點", "簡短一點"],
    },
}
CASES = [(message, kind) for kinds in MESSAGES.values() for kind, messages in kinds.items() for message in messages]


@pytest.mark.parametrize(("message", "kind"), CASES)
def test_messages_to_the_bot_are_classified(message: str, kind: str) -> None:
    """They are not searched."""
    assert kind == classify_message(message)


@pytest.mark.parametrize(
    "question", ["מי בנה את המגדלור?", "מתי הוא נהרס?", "כמה עלה הגשר?", "誰蓋了燈塔？", "村民為什麼離開？"]
)
def test_questions_about_the_sources_are_none_of_these(question: str) -> None:
    """They are searched."""
    assert (None, None) == (classify_message(question), find_limit(question))


@pytest.mark.parametrize(("message", "number"), [("ציטוט 2", 2), ("מספר 3", 3), ("第2條", 2), ("引文 3", 3)])
def test_a_quote_is_asked_for_by_its_number(message: str, number: int) -> None:
    """The word for a quote may stand before the number, and a Chinese counting word after it."""
    assert number == find_quote_number(message)


@pytest.mark.parametrize(
    ("question", "limit"),
    [
        ("היא צודקת?", "no_judgement"),
        ("האם המאמר אובייקטיבי?", "no_judgement"),
        ("כמה שנים עברו בין שני הניסיונות?", "no_calculation"),
        ("她說得對嗎？", "no_judgement"),
        ("兩次之間隔了多少年", "no_calculation"),
    ],
)
def test_judgements_and_calculations_are_recognized(question: str, limit: str) -> None:
    """The bot says that quotes cannot give them."""
    assert limit == find_limit(question)


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("מי שילם? ומתי זה נבנה?", 2),
        ("מתי זה נבנה, מי שילם וכמה זה עלה?", 3),
        ("מי בנה את הגשר?", 0),
        ("誰付的錢？什麼時候建的？", 2),
        ("誰建的，何時建的，花了多少錢", 3),
    ],
)
def test_several_questions_are_parted(message: str, questions: int) -> None:
    """In Hebrew, "and" is part of the next word."""
    assert questions == len(split_questions(message))


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("שלום, מתי נבנה המגדלור?", "מתי נבנה המגדלור?"),
        ("תוכל להגיד לי מי בנה אותו?", "מי בנה אותו?"),
        ("סליחה, שאלה: כמה זה עלה? תודה", "כמה זה עלה?"),
        ("想請問一下燈塔多高？謝謝", "燈塔多高？"),
        ("你好，請告訴我誰建的", "誰建的"),
    ],
)
def test_small_talk_around_a_question_is_stripped(message: str, question: str) -> None:
    """The question alone is searched."""
    assert question == strip_small_talk(message)


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("סכם את המאמר", "summary"),
        ("מי מעורב?", "people"),
        ("הצג ציר זמן", "timeline"),
        ("מי בנה את הגשר?", "lookup"),
        ("總結這篇文章", "summary"),
        ("大綱", "summary"),
        ("文章提到哪些人？", "people"),
        ("列出時間軸", "timeline"),
    ],
)
def test_tasks_about_a_whole_source_are_recognized(message: str, intent: str) -> None:
    """Among them are those of the introduction's buttons."""
    assert intent == classify_intent(message)


def test_questions_lean_on_the_one_before() -> None:
    """A question word alone has no topic, and a pronoun points back."""
    assert not any(map(has_topic, ("למה?", "ולמה?", "איפה בדיוק?", "為什麼？", "什麼時候？")))
    assert all(map(points_back, ("מתי הוא נולד?", "מי בנה אותו?", "他後來在哪裡？")))


@pytest.mark.parametrize(
    ("message", "count"),
    [("ענה במשפט אחד: מי בנה את הגשר?", 1), ("מי בנה את הגשר? בשני משפטים", 2), ("誰建的？用兩句話回答", 2)],
)
def test_a_length_is_wished_for(message: str, count: int) -> None:
    """In Hebrew, "in" is part of the number."""
    assert count == find_wished_count(message)
