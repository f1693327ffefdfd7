"""Sentences of a source that give orders to a language model: none is shown to one as evidence. Pure.

Only what hardly any honest sentence begins with is taken for an order. It stays in the index, and is quoted like any
other sentence where no model writes; what gets past is held by the verification of what a model makes of it.
"""

import re
from functools import lru_cache

from index.text import analyzer

_BEGINS = (
    r"^[\W\d]*(?:(?:please|now|important|attention|note|warning|system|assistant|user|ai|stop|first|hey|and)\b\W+){0,3}"
    r"(?:you (?:must|should|are to|will) (?:now )?)?"
)
_GIVEN = r"(?:instructions?|prompts?|rules|directions|guidelines|orders|commands)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|foregoing|system|original|your|you were given|you have)"
_EVERY, _REPLY = "(?:every|each|all|any|your)", r"(?:answers?|repl(?:y|ies)|responses?)\b"
_WORDS = {
    "es, pt": (
        r"(?:ignora|olvida|omite|ignore|esqueca|desconsidere)\b.{0,40}\b(?:instruccion|instruco|regra|regla)",
        r"(?:responde|escribe|di|responda|escreva|diga) (?:solo|solamente|unicamente|apenas|somente)\b",
    ),
    "fr": (
        r"(?:ignore[zs]?|oublie[zs]?)\b.{0,40}\b(?:instructions|consignes|regles)",
        r"(?:reponds|repondez|ecris|ecrivez|dis|dites) (?:seulement|uniquement)\b",
    ),
    "de": (
        r"(?:ignorieren?|vergiss|vergessen sie|missachten?)\b.{0,40}\b(?:anweisung|vorgaben|regeln)",
        r"(?:antworten?|schreiben?|sag[et]?) (?:sie )?nur\b",
    ),
    "ru": (
        r"(?:игнорируи|забудь|не обращаи)\w*.{0,40}\b(?:инструкци|указани|правил)",
        r"(?:напиши|ответь|скажи|отвечаи)\w* только\b",
    ),
    "ar": (r"(?:تجاهل|انس).{0,30}(?:تعليمات|اوامر|قواعد)", r"(?:اكتب|اجب|قل) فقط"),
    "zh, ja": (
        r"(?:请|請)?(?:忽略|无视|無視|忘记|忘記).{0,12}(?:指令|指示|规则|規則|命令|提示)",
        r"(?:只|仅)(?:回答|输出|说|写)",
        r"(?:これまで|以前|上記)の.{0,8}(?:指示|命令|ルール)",
    ),
}
_ORDER = re.compile(
    "|".join(
        [
            rf"{_BEGINS}(?:ignore|disregard|forget|override)\b.{{0,20}}\b{_EARLIER}\b.{{0,20}}\b{_GIVEN}\b",
            rf"{_BEGINS}(?:ignore|disregard|forget|override)\b.{{0,12}}\b{_GIVEN}\b.{{0,12}}\b{_EARLIER}\b",
            rf"{_BEGINS}(?:say|write|answer|reply|respond|print|output)(?: back)? (?:only|nothing but|exactly)\b",
            rf"{_BEGINS}(?:answer|reply|respond) (?:with|that|in)\b",
            rf"{_BEGINS}(?:begin|start|end|finish|close|open) {_EVERY} {_REPLY}",
            rf"{_BEGINS}(?:add|append|attach|include|insert|put) .{{1,80}} {_EVERY} {_REPLY}",
            rf"{_BEGINS}tell (?:the )?(?:users?|readers?|everyone who asks)\b",
            rf"{_BEGINS}(?:reveal|print|repeat|show|tell \w+) (?:me )?your (?:\w+ )?(?:prompt|instructions|rules)\b",
            r"^\W*from now on,? you (?:are|will|must)\b",
            r"<\|\w{2,20}\|>|\[/?inst\]|<</?sys>>",
            *(rf"^\W*{form}" for forms in _WORDS.values() for form in forms),
        ]
    )
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝкмтнв", "aeopcyxijsdhqwkmthb")


@lru_cache(4_096)
def is_injection(sentence: str) -> bool:
    """Whether a sentence commands a model, also in letters that only look like those it should have."""
    folded = analyzer.fold(_UNSEEN.sub("", sentence))
    return any(_ORDER.search(text) for text in {folded, folded.translate(_LOOKALIKES)})
