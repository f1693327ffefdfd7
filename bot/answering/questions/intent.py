"""What a question wants: most want a fact, some the whole of a source. Pure, in many languages, without a model."""

import re
from typing import Literal

Intent = Literal["lookup", "summary", "timeline", "positions", "comparison"]

_FORMS: dict[Intent, tuple[str, ...]] = {
    "timeline": (
        r"time ?line|chronolog|in (?:what|which) order",
        r"cronolog|línea de tiempo|linha do tempo|chronologie|linea del tempo",
        r"zeitachse|zeitleiste|zeitlichen? (?:ablauf|verlauf)",
        r"хронолог|временн\w+ (?:лини|шкал)",
        r"التسلسل الزمني|الجدول الزمني",
        r"时间线|时间轴|按时间|時系列|年表",
    ),
    "comparison": (
        r"\bcompare\b|\bcomparison\b|differ(?:s|ences?)? (?:between|from)|\bcontradict",
        r"\bcompar[ae]\w*|(?:diferencias?|diferenças?|différences?|differenze) (?:entre|tra)",
        r"vergleich|unterschied\w* zwischen|widerspr[ue]ch",
        r"сравн|различ\w+ между|противореч",
        r"قارن|مقارنة",
        r"比较|对比|有何不同|矛盾|比較",
    ),
    "positions": (
        r"who (?:says?|said|claims?) what|(?:which|what) (?:positions|views|sides|opinions)|(?:each|both) sides?",
        r"qui[eé]n(?:es)? (?:dice|dijo|afirma)n? qué|quem (?:diz|disse|afirma) o qu[eê]",
        r"qui (?:dit|affirme) quoi|chi dice che cosa|wer (?:sagt|behauptet) was",
        r"кто что (?:говорит|утверждает|сказал)",
        r"من قال ماذا|谁说了什么|各方(?:观点|立场|说法)",
    ),
    "summary": (
        r"summar|main points?|key (?:points?|takeaways?|facts)|takeaways?|\btl;?dr\b|in a nutshell|gist\b|overview",
        r"what (?:(?:is|are) )?(?:this|the|these) (?:article|text|page|document|story|sources?) (?:(?:is|are) )?about",
        r"resum|puntos (?:principales|clave)|ideas principales|de qué (?:trata|va|habla)|sintetiza",
        r"pontos? principais|sobre o que (?:é|trata|fala)|de que (?:trata|se trata)",
        r"résum|points? (?:principaux|clés|essentiels)|de quoi (?:parle|traite|s.agit)|en bref",
        r"zusammenfass|fasse? .*zusammen|hauptpunkte|kernaussagen|wichtigsten? punkte|worum geht es|wovon handelt",
        r"überblick|riassum|riassunto|punti principali|samenvat|streszcz|podsumuj|özetle",
        r"кратк\w+ (?:содержани|пересказ|излож)|перескаж|резюм|обобщ|суть (?:статьи|текста)",
        r"(?:основн|главн)\w+ (?:мысл|тезис|пункт|иде)|о ч[её]м (?:эта|этот|статья|текст)",
        r"لخص|ملخص|تلخيص|النقاط (?:الرئيسية|الأساسية)|عن ماذا يتحدث",
        r"总结|概括|摘要|主要(?:内容|观点|要点)|要点|讲了什么|关于什么的|大意",
        r"要約|まとめ|要旨|概要|요약",
    ),
}
_PATTERNS = {intent: re.compile("|".join(forms), re.IGNORECASE) for intent, forms in _FORMS.items()}
_LONGEST_CHARS = 160

# "Who wrote the chronology?" asks for a fact; "Who says what?" does not.
_ASKS_A_FACT = re.compile(
    r"^\W*(?:who|whom|whose|when|where|why|how|which|what (?:does|did|do|was|were)|quién|cuándo|dónde|por qué|cómo|"
    r"quem|quando|onde|porque|qui|quand|où|pourquoi|comment|wer|wann|wo|warum|wie|кто|когда|где|почему|как)\b"
    r"|^\W*(?:谁|什么时候|何时|哪里|为什么)|^\W*(?:من|متى|أين|لماذا|كيف)\s",
    re.IGNORECASE,
)


def classify_intent(question: str) -> Intent:
    """What a question wants; a long one is about something, whatever words it holds."""
    if len(question) <= _LONGEST_CHARS:
        asks_a_fact = _ASKS_A_FACT.match(question) is not None
        for intent, pattern in _PATTERNS.items():
            if pattern.search(question) and (intent == "positions" or not asks_a_fact):
                return intent
    return "lookup"
