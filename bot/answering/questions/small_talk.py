"""The courtesies around a question, and messages that ask nothing of the sources. Pure, in many languages, no model.

"Hi! Could you tell me when the tower was built? Thanks a lot" asks when the tower was built; the other words would only
draw the search away from it.
"""

import re
from typing import Literal

from index.text import language
from index.text.chunking import split

SmallTalk = Literal["greeting", "thanks", "help"]

_GREETINGS = (
    r"hi+|hello|hey+|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)"
    r"|hola|buenas(?: tardes| noches)?|buenos días|saludos|olá|oi|bom dia|boa (?:tarde|noite)"
    r"|bonjour|bonsoir|salut|coucou|ciao|buongiorno|buonasera|salve"
    r"|hallo|guten (?:morgen|tag|abend)|moin|servus|grüß (?:gott|dich|euch)|hoi|goede(?:morgen|middag|navond|ndag)"
    r"|cześć|dzień dobry|dobry wieczór|witam|hej|merhaba|selam|günaydın|iyi (?:günler|akşamlar)"
    r"|привет|здравствуй(?:те)?|добр(?:ый|ое|ого) (?:день|дня|утро|утра|вечер|вечера|времени суток)|приветствую"
    r"|привіт|вітаю|добр(?:ий|ого) (?:день|дня|ранок|ранку|вечір|вечора)"
    r"|مرحب[اً]+|[أا]هلا(?: وسهلا)?|السلام عليكم(?: ورحمة الله)?(?: وبركاته)?|صباح الخير|مساء الخير|سلام|नमस्ते"
    r"|नमस्कार"
)
_GREETINGS_UNSPACED = (
    r"你好|您好|大家好|嗨|哈喽|早上好|下午好|晚上好|こんにちは|こんばんは|おはよう(?:ございます)?"
    r"|안녕(?:하세요|하십니까)?"
)
_WELLBEING = (
    r"how are you(?: doing)?(?: today)?|how.s it going|what.s up|how do you do|cómo est[áa]s?|qué tal"
    r"|como vai(?: você)?|tudo bem|(?:comment )?ça va|comment (?:allez-vous|vas-tu)|wie geht(?:.s| es)(?: dir| ihnen)?"
    r"|come (?:stai|va|sta)|hoe gaat het|jak się masz|nasılsın(?:ız)?|как (?:дела|поживаете|жизнь)|як справи|كيف حالك"
    r"|你好吗|最近怎么样|お元気ですか"
)
_HELP = (
    r"help(?: me)?|(?:who|what) are you|what (?:can|do) you do|what can i ask(?: you)?"
    r"|how (?:do|can) i use (?:you|this bot)|how do you work|how does this bot work"
    r"|ayuda|ayúdame|(?:quién|qué) eres|qué (?:puedes|sabes) hacer|qué (?:te )?puedo preguntar(?:te)?|cómo funcionas"
    r"|ajuda|me ajuda|quem é você|o que você (?:faz|pode fazer|sabe fazer)|como você funciona"
    r"|aide(?:[- ]moi)?|qui (?:es-tu|êtes-vous)|(?:que|qu.est-ce que tu) (?:peux|sais)(?:-tu)? faire"
    r"|hilfe|wer (?:bist du|sind sie)|was (?:kannst|machst) du|was können sie|wie funktionierst du"
    r"|aiuto|chi sei|cosa (?:puoi|sai) fare|come funzioni|pomoc|kim jesteś|yardım|sen kimsin|wie ben je"
    r"|помощь|помоги(?:те)?|кто (?:ты|вы)|что (?:ты|вы) (?:умеешь|умеете|можешь|можете)|как ты работаешь"
    r"|مساعدة|ساعدني|من أنت|ماذا (?:يمكنك|تستطيع) أن تفعل"
    r"|帮助|你是谁|你(?:能|会|可以)做什么|ヘルプ|あなたは誰(?:ですか)?|何ができますか"
)
_THANKS = (
    r"(?:many |much )?(?:thanks|thank you|thx|ty)(?: you)?(?: so much| very much| a lot| a million)?"
    r"(?: again| in advance)?(?: for (?:your|the|any) \w+)?"
    r"|cheers|much appreciated|i appreciate it"
    r"|(?:muchas |muchísimas |mil )?gracias(?: de antemano| por (?:todo|la|tu|su)(?: \w+)?)?"
    r"|(?:muito )?obrigad[oa](?: desde já| pela ajuda)?|valeu|merci(?: beaucoup| bien)?(?: d.avance| par avance)?"
    r"|(?:vielen |besten |herzlichen )?danke?(?: schön| sehr| dir| ihnen)?(?: im voraus)?|dankeschön"
    r"|grazie(?: mille)?(?: in anticipo)?|(?:heel erg )?bedankt|dank (?:je|u)(?: wel)?|dziękuję(?: bardzo)?|dzięki"
    r"|(?:çok )?teşekkür(?:ler| ederim)|sağ ?ol(?:un)?"
    r"|(?:заранее |большое )?(?:спасибо|благодарю)(?: большое| огромное| заранее| за помощь| вам| тебе)?"
    r"|(?:щиро )?дякую|शुक्रिया|धन्यवाद|شكر[اً]+(?: جزيلا| لك)?|ممنون"
)
_THANKS_UNSPACED = (
    r"(?:非常|十分|先|多)?(?:谢谢|感谢|謝謝|感謝|多谢|谢了)(?:你|您|大家|了|啦)*"
    r"|ありがとう(?:ございます|ございました)?|감사합니다|고맙습니다|고마워요?"
)
_TAKEN_UP = (
    r"ok(?:ay|ey)?|got it|i see|vale|entendido|entendi|d.accord|compris|va bene|alles klar|verstanden|ок|понятно"
    r"|понял[аи]?|хорошо|ясно|حسنا|تمام"
)
_PLEASED = (
    r"great|perfect|cool|nice|awesome|wonderful|excellent|very helpful|perfecto|genial|perfeito|ótimo|parfait|super"
    r"|perfetto|prima|toll|klasse|отлично|супер|класс|ممتاز"
)
_UNSPACED_PLEASED = r"好的?|明白了?|知道了|太好了|分かりました|わかりました|네|알겠습니다"
_PLEASE = (
    r"please|pls|plz|kindly|if you (?:can|could|would)|por favor|porfa|s.il (?:te|vous) pla[iî]t|svp|stp"
    r"|bitte(?: schön)?|per (?:favore|piacere)|als(?:je|tu)blieft|proszę|lütfen|пожалуйста|будь ласка|من فضلك|لو سمحت"
)
_PLEASE_UNSPACED = (
    r"请问一下|请问|請問|麻烦问一下|想问一下|请告诉我|(?:你|您)?(?:能不能|能|可以|可否)告诉我|我想知道|お願いします"
)
_EXCUSES = (
    r"sorry(?: to bother you)?|excuse me|pardon(?: me)?|(?:just )?(?:a |one )?(?:quick )?question"
    r"|i(?:.ve| have)(?: got)? a (?:quick )?question|(?:i am|i.m) (?:just )?(?:curious|wondering)"
    r"|perd[oó]na?|disculpa|una pregunta|tengo una pregunta|desculpe|com licença|uma (?:pergunta|dúvida)|excusez-moi"
    r"|(?:petite |j.ai une )?question|entschuldigung|(?:ich habe )?(?:mal )?eine (?:kurze )?frage|scusi|una domanda"
    r"|извините|простите|(?:у меня )?вопрос|عفوا|سؤال|لدي سؤال|すみません"
)
_REQUESTS = (
    r"(?:can|could|would|will) (?:you|u)(?: please| kindly)?(?: help me (?:to )?understand"
    r"|(?: tell| show| remind) (?:me|us)| explain(?: to (?:me|us))?)(?: please)?"
    r"|(?:please )?tell (?:me|us)(?: please)?|let me know"
    r"|i(?:.d| would)(?: really)? (?:like|love) to (?:know|ask|find out)"
    r"|i (?:want|need|wanted) to (?:know|ask|find out)|i (?:was|am) wondering|(?:do|would) you (?:happen to )?know"
    r"|(?:me )?(?:podr[ií]as?|puedes?|podéis|pueden)(?: por favor)?"
    r" (?:decir(?:me|nos)?|explicar(?:me|nos)?|indicar(?:me|nos)?)"
    r"|(?:quisiera|quiero|querría|me gustaría|necesito) saber|dime|d[ií]game|sabes|sabe usted"
    r"|(?:você )?(?:poderia|podia|podes?)(?: por favor)?(?: me)? (?:dizer|informar|explicar)(?:-me)?"
    r"|(?:eu )?(?:gostaria|queria|quero)(?: de)? saber|diga-me|me dig[ae]|você sabe"
    r"|(?:est-ce que )?(?:vous pouvez|tu peux|(?:pourr(?:iez|ais)|pouvez|peux)[- ](?:vous|tu)) (?:me |nous )?"
    r"(?:dire|expliquer|indiquer)"
    r"|(?:je )?(?:voudrais|aimerais|souhaiterais|veux) savoir|di(?:s|tes)-moi|sa(?:vez-vous|is-tu)"
    r"|(?:können|könnten|kannst|könntest) (?:sie|du) (?:mir|uns)(?: bitte)?(?: mal)? (?:sagen|erklären|verraten)"
    r"|ich (?:möchte|würde|wüsste|will)(?: (?:gerne?|nur|mal))*(?: wissen)?|sag(?:en sie)? mir|weißt du|wissen sie"
    r"|(?:mi )?(?:puoi|può|potresti|potrebbe)(?: per favore)? (?:dir(?:mi|ci)?|spiegar(?:mi|ci)?)|vorrei sapere|dimmi"
    r"|(?:kun|kunt|kan|zou)(?: je| jij| u)(?: me| mij| ons) (?:vertellen|zeggen|uitleggen)"
    r"|ik (?:wil|zou)(?: graag)?(?: willen)? weten"
    r"|(?:czy )?(?:możesz|mógłbyś|mogłabyś|może pani?)(?: mi)? (?:powiedzieć|wyjaśnić)|chc(?:ę|iał[ab]+ym) wiedzieć"
    r"|powiedz mi"
    r"|(?:вы )?(?:не )?(?:могли бы(?: вы)?|можете|можешь|мог бы(?: ты)?)(?: мне)?"
    r" (?:сказать|подсказать|объяснить)(?: мне)?"
    r"|(?:не )?подскаж(?:ите|и|ете|ешь)|скаж(?:ите|и)|(?:я )?хо(?:чу|тел(?:а|ось)? бы) (?:у?знать|спросить)|интересно"
    r"|هل (?:يمكنك|تستطيع|بإمكانك) (?:أن تخبرني|إخباري|أن تقول لي)|[أا]خبرني"
    r"|[أا](?:ود|ريد) (?:أن )?(?:أعرف|معرفة)"
)
_ASKS = (
    r"who|whom|whose|what|when|where|why|which|how|if|whether|is|are|was|were|do|does|did|has|have|can|in which"
    r"|at what"
    r"|quién(?:es)?|qué|cuál(?:es)?|cuándo|dónde|por qué|cómo|cuánt[oa]s?|en qué|de qué|a qué|si"
    r"|quem|que|o que|qual|quais|quando|onde|por que|como|quant[oa]s?|se|em que"
    r"|qui|quoi|que|quel(?:le)?s?|quand|où|pourquoi|comment|combien|ce qu\w*|est-ce|qu.est-ce|chi|cosa|che|quale|dove"
    r"|perché|come|quanto"
    r"|wer|wen|wem|wessen|was|wann|wo|woher|wohin|warum|wieso|welche[rsnm]?|wie|ob|in welche[rsnm]?|wat|waar"
    r"|waarom|wanneer|hoe|welke?"
    r"|kto|co|kiedy|gdzie|dlaczego|jak|któr\w+|ile|czy"
    r"|кто|кого|кому|что|когда|где|куда|откуда|почему|зачем|как\w*|сколько|чей|чья|в как\w+|хто|що|коли|де|чому|як\w*"
    r"|скільки"
    r"|من|ما|ماذا|متى|أين|لماذا|كيف|كم|هل|أي"
)

_ADDRESSED = (
    r"there|all|every(?:one|body)|team|(?:dear )?bot|again|dear|friends?|guys|folks|sir|madam|pincite|a todos|amigos?"
    r"|pessoal|gente|à tous|tout le monde|zusammen|leute|a tutti|всем|друзья|allemaal"
)


def _any(*forms: str) -> str:
    return f"(?:{'|'.join(forms)})"


def _patterns(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


_GREETING = rf"{_any(_GREETINGS)}(?: {_any(_ADDRESSED)})?"
_COURTESY = _any(_THANKS, _PLEASE, _EXCUSES, _TAKEN_UP)
_BEFORE_ASKING = rf"(?=[¿¡]?{_any(_ASKS, _REQUESTS)}\b)"
_EMOJI = "\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d"
_PAUSE = rf"[\s,.!¡;:…~()，。！、；：،؛–—{_EMOJI}-]"
_STOP = rf"\s*[,.!;:…，。！、；：،؛–—\n{_EMOJI}]{_PAUSE}*"

_OPENINGS = _patterns(
    rf"¡?{_any(_GREETING, _COURTESY)}{_STOP}",
    rf"{_any(_GREETING, _PLEASE)}\s+{_BEFORE_ASKING}",
    rf"{_any(_GREETINGS_UNSPACED, _PLEASE_UNSPACED)}{_PAUSE}*",
    rf"{_THANKS_UNSPACED}{_PAUSE}+",
    rf"¿?{_any(_WELLBEING)}\s*[?？؟]+{_PAUSE}*",
    rf"[¿¡]?\s*{_any(_REQUESTS)}(?:,?\s+{_any(_PLEASE)})?\s*[,:]?\s+(?={_any(_ASKS)}\b)",
)
_CLOSINGS = _patterns(
    rf"(?:(?<=[?؟])\s*|{_STOP}){_any(_THANKS, _PLEASE)}(?={_PAUSE}*$)",
    rf"(?<!they)(?<!you)(?<!we)(?<!one){_PAUSE}+{_any(_PLEASE)}(?={_PAUSE}*[?؟]?{_PAUSE}*$)",
    rf"(?<=[?？。！!,，\s])\s*{_THANKS_UNSPACED}(?={_PAUSE}*$)",
)
_CLOSING_CHARS = 80

_GREETS = re.compile(
    rf"{_PAUSE}*(?:(?:👋|¿?{_any(_WELLBEING, _GREETING, _GREETINGS_UNSPACED)})(?:[?？؟]|{_PAUSE})*)+", re.IGNORECASE
)
_WANTS_HELP = re.compile(rf"[¿¡]?{_any(_HELP)}(?:[?？؟]|{_PAUSE})*", re.IGNORECASE)
_THANKED = re.compile(
    rf"{_PAUSE}*(?:{_any(_THANKS, _TAKEN_UP, _PLEASED, _UNSPACED_PLEASED, _THANKS_UNSPACED)}(?:{_PAUSE}+|$))+"
    r"|[\s👍👌🙏👏❤🤝💯🔥🎉😊🙂😀😁🥰\U0001f3fb-\U0001f3ff\ufe0f\u200d]+",
    re.IGNORECASE,
)
_LONGEST_CHARS = 80

_WIDE_STOP = re.compile(r"[。！？]+")
_QUOTES = " \"'”’»」』"
_WORD = re.compile(r"\w{2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def classify_small_talk(text: str) -> SmallTalk | None:
    """What a message is that asks nothing of the sources: a greeting, thanks, or a call for help with the bot."""
    if not text.strip() or len(text) > _LONGEST_CHARS:
        return None
    if _GREETS.fullmatch(text):
        return "greeting"
    if _WANTS_HELP.fullmatch(strip_small_talk(text)):
        return "help"
    return "thanks" if _THANKED.fullmatch(text) else None


def strip_small_talk(question: str) -> str:
    """A question without greetings, thanks and polite turns around it; as it is where that leaves nothing."""
    left, before = question.strip(), ""
    while left != before:
        before = left
        for opening in _OPENINGS:
            match = opening.match(left)
            if match and _WORD.search(left, match.end()):
                left = left[match.end() :]
        for closing in _CLOSINGS:
            match = closing.search(left, max(0, len(left) - _CLOSING_CHARS))
            if match and _WORD.search(left, 0, match.start()):
                mark = left[match.end() :].strip(" ,.!;:")
                left = left[: match.start()].rstrip(" ,;:–—،，、") + (mark if mark in {"?", "؟"} else "")
    return left


def find_asking_sentence(question: str) -> str | None:
    """The one sentence of a message that asks; None where all of it asks, or more than one sentence does."""
    lines = _WIDE_STOP.sub(r"\g<0>\n", question)  # the splitter passes over one that a digit follows
    spans = [span for passage in split(lines, language.UNKNOWN) for span in passage.sentences]
    sentences = [span.slice(lines) for span in spans if _WORD.search(span.slice(lines))]
    asked = [sentence for sentence in sentences if sentence.rstrip(_QUOTES).endswith(("?", "？", "؟"))]
    return asked[0] if len(asked) == 1 < len(sentences) else None
