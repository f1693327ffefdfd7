"""Which language a short text is in, by its script and its function words: far quicker than a classifier."""

import re
from functools import cache, lru_cache

UNKNOWN = "und"

_FUNCTION_WORDS = {
    "en": "the of and to in a an is was were are it that for on as with his her he she they by at from this these "
    "those "
    "be been being has have had which who whom whose what when where how why did does do can could will would "
    "should may "
    "might must their its our your my we you i or but if then than so such there here into over under after before "
    "while "
    "during about between through also only both each some any all most more very just not no never until",
    "es": "el la los las de del y a al en un una unos unas es era fue fueron son que por para con se su sus lo le "
    "les como "
    "más pero o u ni si este esta estos estas ese esa eso aquel aquella ha han había hay ser está están qué quién "
    "cuándo "
    "dónde cómo cuál cuántos muy también sin sobre entre hasta desde donde cuando porque durante tras según no "
    "nunca ya "
    "solo sólo e todo todos toda todas otro otra él ella ellos",
    "pt": "o a os as de do da dos das e em no na nos nas um uma uns umas é era foi foram são que por para com se "
    "seu sua "
    "seus suas ao à aos às pelo pela como mais mas ou nem se este esta estes estas esse essa isso aquele ha há "
    "havia ser "
    "está estão quem quando onde qual quantos muito também sem sobre entre até desde porque durante após não nunca "
    "já só "
    "ele ela eles elas num numa",
    "de": "der die das den dem des und in zu von mit im ist war waren sind ein eine einer eines einem einen nicht "
    "auf für als "
    "auch an es am aus bei nach durch über um so wie wird werden wurde wurden hat haben hatte hatten sich dass er "
    "sie wir "
    "ihr ihre ihren ihrem seine seinen seiner sein dieser diese dieses diesem diesen oder aber wenn dann noch nur "
    "schon vor "
    "bis kein keine keinen was wer wann wo warum welche welcher vom zum zur ins beim unter zwischen während gegen man",
    "fr": "le la les de des du et à en un une est était fut furent sont que qui quoi dont où pour par avec dans sur "
    "se son sa "
    "ses ce cet cette ces il elle ils elles on nous vous je ne pas plus mais ou ni si au aux comme leur leurs a ont "
    "avait "
    "être été sans sous entre jusque depuis pendant après avant très aussi quand comment pourquoi quel quelle jamais y "
    "d l qu n s c j m",
    "it": "il lo la i gli le di del della dei degli delle dello e a al alla ai alle in nel nella nei nelle un uno "
    "una è era fu "
    "furono sono che chi cui per con su sul sulla si suo sua suoi sue da dal dalla dai come più ma o né se questo "
    "questa "
    "questi queste quello quella ha hanno aveva essere stato stata non mai anche senza tra fra fino dopo prima durante "
    "molto quando dove perché quale quanti quanto ed ad",
    "ru": "и в во не на я он она оно они с со что как это то по к ко но из у за от же для о об а бы был была было "
    "были есть "
    "его ее её их при или до если когда где кто чем без под над после перед между также только еще ещё уже там тут так "
    "который которая которое которые которых этот эта эти того том тем нет ни",
    "ar": "في من على إلى الى عن مع هذا هذه ذلك تلك التي الذي الذين كان كانت هو هي هم أن ان إن لا لم لن ما ليس قد كل "
    "أو او ثم "
    "بعد قبل بين عند حتى منذ كما غير بدون دون",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_SCRIPTS = (
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
    ("cyrillic", re.compile(r"[\u0400-\u052f]")),
    ("arabic", re.compile(r"[\u0620-\u06ff\u0750-\u077f]")),
    ("han", _HAN),
    ("kana", _KANA),
    ("greek", re.compile(r"[\u0370-\u03ff]")),
    ("hangul", re.compile(r"[\uac00-\ud7af]")),
    ("devanagari", re.compile(r"[\u0900-\u097f]")),
    ("hebrew", re.compile(r"[\u0590-\u05ff]")),
)
_BY_SCRIPT = {"cyrillic": "ru", "arabic": "ar", "han": "zh", "kana": "ja", "greek": "el", "hangul": "ko"}
_SURE_LEAD = 1
_READ_CHARS = 1000


def normalize_code(code: str) -> str:
    """``pt`` for ``pt-BR``; ``und`` for nothing at all."""
    return re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0] or UNKNOWN


@cache
def function_words(language: str) -> frozenset[str]:
    """The commonest words of a language, lower case; of all ten where it is not one of them."""
    if language in _FUNCTION_WORDS:
        return frozenset(_FUNCTION_WORDS[language].split())
    return frozenset(word for words in _FUNCTION_WORDS.values() for word in words.split())


@lru_cache(maxsize=4096)
def detect_script(text: str) -> str:
    """The script that most letters are of: ``latin``, ``han``, …; ``kana`` where any stands beside Han, else ``""``."""
    head = text[:_READ_CHARS]
    if head.isascii():
        return "latin" if _SCRIPTS[0][1].search(head) else ""
    counts = {name: len(pattern.findall(head)) for name, pattern in _SCRIPTS}
    name = max(counts, key=lambda name: counts[name])
    if name == "han" and counts["kana"]:
        return "kana"
    return name if counts[name] else ""


@lru_cache(maxsize=4096)
def resolve_language(text: str, stated: str) -> str:
    """ISO 639-1 code: what is stated, else what the script or the function words say, else ``und``."""
    code = normalize_code(stated)
    if code != UNKNOWN:
        return code
    name = detect_script(text)
    if name != "latin":
        return _BY_SCRIPT.get(name, UNKNOWN)
    words = [word.lower() for word in _WORD.findall(text[:_READ_CHARS])]
    counts = sorted(
        ((sum(word in function_words(code) for word in words), code) for code in _FUNCTION_WORDS), reverse=True
    )
    (most, code), (second, _) = counts[:2]
    return code if most >= second + _SURE_LEAD else UNKNOWN
