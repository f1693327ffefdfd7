"""Verbs that deny by their form: Turkish by an ending, Czech, Slovak and Persian by a prefix.

Words that only look like such a verb are in ``verb_forms.toml``.
"""

import re
from functools import cache

from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import read_word_list

_DENIED = {
    "tr": re.compile(
        r"(?P<stem>\w{3,}?)(?:m[ae](?:d[iı]|m[iı]s|z|yacak|yecek|yan|yen|dan|den)|m[iıu]yor)\w*"
    ),  # "onaylamadı": did not approve
    "cs": re.compile(r"ne(?P<stem>\w{4,})"),
    "sk": re.compile(r"ne(?P<stem>\w{4,})"),
    "fa": re.compile(
        r"نی?(?:می)?(?P<stem>(?:پذیرفت|رفت|امد|گفت|رسید|خورد|برد|ساخت|خرید|فروخت|دید|شنید|نوشت|باخت|ماند|گشود|یافت|"
        r"بست|فرستاد|کشت|شناخت|گذشت|گرفت|پرداخت|افزود|دانست|خواست|کاست|شکست|انداخت|اورد)\w*)"
    ),  # "نپذیرفت": did not accept
}
_MIN_TURKISH_STEM = 3
_HUNGARIAN_PREFIX = re.compile(r"(?:meg|el|be|ki|fel|le|at|vissza|ossze|hozza|ra|szet|jova)(?=\w{4})")
_TURKISH_INFINITIVE = re.compile(r"(?<=\w{3})m[ae](?:k(?:t[ae]n?)?|y[aeıi])$")
_REFLEXIVE = {"ru": re.compile(r"(?<=\w{4})с[яь]$"), "uk": re.compile(r"(?<=\w{4})с[яь]$")}
_INFINITIVE = {
    **dict.fromkeys(("es", "pt", "fr", "it"), re.compile(r"(?<=\w{4})(?:[aei]re?|oir|re)$")),
    **dict.fromkeys(("de", "nl"), re.compile(r"(?<=\w{4})e?n$")),
}
_ARABIC_VERB = "يتنا"
_WEAK = re.compile("(?<=.)[اوي](?=.)")
_MIN_ARABIC_CORE = 3
_MIN_KOREAN_STEM = 4


def find_denied_stem(folded: str, language: str) -> str | None:
    """Find what a folded verb denies by its form: "onayla" of "onaylamadı"; None for any other word."""
    pattern = _DENIED.get(language)
    if pattern is None or not (verb := pattern.fullmatch(folded)) or _load_look_alikes(language).fullmatch(folded):
        return None
    return verb["stem"]


def is_same_verb(one: str, other: str, language: str) -> bool:
    """Whether two folded words, of which one may be the stem of a denied verb, are forms of one word."""
    if one == other:
        return True
    if language == "ar":
        one, other = (_WEAK.sub("", word.lstrip(_ARABIC_VERB)) for word in (one, other))  # "بلوغ" is of "بلغ"
        one, other = sorted((one, other), key=len)
        return len(one) >= _MIN_ARABIC_CORE and other.startswith(one)
    if language == "ko":
        one, other = sorted((one, other), key=len)
        return one == other or (len(one) > _MIN_KOREAN_STEM and other.startswith(one[:-1]))
    if language == "hu":
        one, other = (_HUNGARIAN_PREFIX.sub("", word, count=1) for word in (one, other))
    if language in _REFLEXIVE:
        one, other = (_REFLEXIVE[language].sub("", word) for word in (one, other))
    if language == "tr":
        one, other = (_TURKISH_INFINITIVE.sub("", word) for word in (one, other))
    if are_related(one, other):
        return True
    if language in _INFINITIVE:
        stems = ((_INFINITIVE[language].sub("", a), a, b) for a, b in ((one, other), (other, one)))
        return any(stem != word and rest.startswith(stem) for stem, word, rest in stems)
    stem = one.rstrip("aeıiou")  # "destekle-" is "destekli-" before "-yor"
    return language == "tr" and len(stem) >= _MIN_TURKISH_STEM and other.startswith(stem)


@cache
def _load_look_alikes(language: str) -> re.Pattern[str]:
    forms = read_word_list(__file__)["look_alike"].get(language, ())
    return re.compile("|".join(fold_word(form).replace("*", r"\w*") for form in forms) or r"(?!)")
