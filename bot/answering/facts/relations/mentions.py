"""Finds the words for relations of two parties, and the words of both parties around them.

Languages place the parties in four ways: on both sides of the verb, both before it with a particle (Japanese, Korean,
Hindi, Turkish), both behind it (Arabic), or before and behind it with a preposition that tells the doer (Chinese).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.relations.types import Relation
from bot.answering.facts.roles.concepts import list_forms
from bot.answering.facts.roles.phrases import Found, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import COMMA, find_content_words, load_conjunctions
from bot.answering.facts.roles.word_order import load_prepositions
from bot.answering.facts.word_matching import fold_word
from bot.answering.word_lists import read_word_list

Key = tuple[str, bool]

_STRONG = re.compile(r"[.;:!?\n—。；：！？؛](?!\d)")
_VERB_LAST = frozenset({"ja", "ko", "hi", "tr"})
_SUBJECT = {
    "ja": re.compile(r"[はが]"),
    "ko": re.compile(r"(?<=[\uac00-\ud7af])[은는이가](?=\s)"),
    "hi": re.compile(r"(?<!\S)ने(?!\S)"),
    "tr": re.compile(r",\s|(?<=\w)\s(?![A-ZÇĞİÖŞÜ]\w*(?!['’\w]))"),
}
_TURKISH_OBLIQUE = re.compile(r"[A-ZÇĞİÖŞÜ]\w*['’]\w")
_OF = {"ja": re.compile(r"の$"), "ko": re.compile(r"의\s$"), "zh": re.compile(r"的$")}
_PASSIVE_LAST = {"ja": re.compile(r"られ|され|[かがさたなばまらわ]れ[たてる]")}
_DOER = re.compile(r"[被由]")
_BEFORE_OBJECT = re.compile(r"[把从向给对跟比将]")
_IS = re.compile(r"[是为]")
_ARABIC_OBLIQUE = re.compile(r"(?<!\w)(?:لل?(?=\w{3})|من\s|الى\s|إلى\s|عند\s|على\s)")
_ARABIC_COPULA = re.compile(r"(?<!\w)(?:كان|كانت|هو|هي|يكون|تكون|أصبح|أصبحت)(?!\w)")
_POSSESSIVE = re.compile(r"([^\s,]+(?:\s[^\s,a-z]\S*)*)['’]s\s(?:\w+\s)?$")
_NAME = re.compile(r"\s(?=[^\W\d_a-zß-ÿа-яё])[^\W\d_]\w*(?:\s[^\W\d_a-zß-ÿа-яё]\w*)*")
_APPOSED = {"ja": re.compile(r"の[\u3400-\u9fff々]+"), "ko": re.compile(r"\s[\uac00-\ud7af]+")}
_VERB_SECOND = frozenset({"de", "nl", "sv"})
"""Languages whose subject follows the verb if the sentence begins with another word."""
_VERB_APART = frozenset({"de", "nl"})
"""Languages whose auxiliary stands behind the verb in a subordinate clause."""
BY_ENDINGS = frozenset({"ru", "uk", "pl"})
"""Languages in which the object often comes first, and endings tell it."""
_OBJECT_ENDINGS = ("у", "ю", "ого", "его", "ому", "ему", "ові", "еві", "ego", "emu", "owi")
_MAX_CONTEST = 5
"""The words between winning and the other side: "won the final on Saturday against"."""
_BY_ALONE = frozenset({"en", "fr", "nl"})
"""Languages whose word before a doer is no "from" or "for" too: "the fire caused by a lamp"."""
_SIDES = ("forward", "backward")
_NO_GROUPS = frozenset(
    {
        "known",
        "family",
        "nouns",
        "agent",
        "auxiliary",
        "oblique",
        "opponent",
        "contest_words",
        "same_deed",
        "deeds",
        "telling",
    }
)
_CASED_NOUNS = frozenset({"en", "es", "pt", "fr", "it", "ru", "nl", "pl", "uk", "sv", "de"})


@lru_cache(maxsize=4096)
def find_mentions(text: str, language: str) -> tuple[Relation, ...]:
    """Find the relations of a text in order; a language without word lists has none."""
    # A word of two groups counts for the last one, which is the narrower one.
    contests = [*_find_contests(text, language)]
    covered = [(each.start, each.end) for each in contests]
    found = [
        each
        for each in {
            (each.start, each.key[0] in _load_groups("nouns")): each for each in _load_table(language).find(text)
        }.values()
        if not any(start <= each.start < end for start, end in covered) and not _is_compared(text, each, language)
    ]
    nouns = [
        _build(text, each, _find_phrase(text, each, language), language)
        for each in found
        if each.key[0] in _load_groups("nouns")
    ]
    deeds: list[Relation] = []
    known = [each for each in found if each.key[0] not in _load_groups("nouns")]
    for at, mention in enumerate(known):
        low, high = _find_sentence(text, mention)
        if at and known[at - 1].end > low:
            low = _find_cut(text, known[at - 1].end, mention.start, language)
        if at + 1 < len(known) and known[at + 1].start < high:
            high = _find_cut(text, mention.end, known[at + 1].start, language)
        relation = _build(text, mention, (low, high), language)
        if deeds and not find_content_words(relation.first, language):
            relation = replace(relation, first=deeds[-1].first)  # "… sold pears and bought hives"
        deeds.append(relation)
    return (*nouns, *deeds, *contests)


def _is_compared(text: str, mention: Found[Key], language: str) -> bool:
    """Whether a word such as "as" is before a mention, and nothing behind it: "twice as much as promised"."""
    before = text[: mention.start].rstrip()
    signs = _load_words("as", language)
    is_last = not text[mention.end :].strip(" .!?…")
    return is_last and any(word.end == len(before) and word.folded in signs for word in split_folded(before)[-1:])


def _find_contests(text: str, language: str) -> Iterator[Relation]:
    """Find "won the final against" and "lost the final to": a verb with the word before the other side behind it."""
    words = split_folded(text)
    opponents = _load_words("opponent", language)
    breaks = [*_STRONG.finditer(text), *COMMA.finditer(text)]
    joining = (load_conjunctions(language) | load_contrasts(language)) - opponents
    sides = {True: _load_forms("won", language), False: _load_forms("lost", language)}
    for at, verb in enumerate(words):
        verbs = {verb.folded, verb.folded.lstrip("وف") if language == "ar" else verb.folded}
        forward = next((side for side, forms in sides.items() if any(map(forms.fullmatch, verbs))), None)
        if forward is None:
            continue
        low = max((sign.end() for sign in breaks if sign.end() <= verb.start), default=0)
        low = max([low, *(word.start for word in words[:at] if word.folded in joining)])
        high = min((sign.start() for sign in breaks if sign.start() >= verb.end), default=len(text))
        high = min([high, *(word.start for word in words[at + 1 :] if word.folded in joining)])
        near = words[at + 1 : at + 2 + _MAX_CONTEST]
        against = [word for word in near if word.end <= high and word.folded in opponents][:1]
        for sign in against:
            between, before = text[verb.end : sign.start], text[low : verb.start]
            first = between if _begins_obliquely(before, language) else before
            yield Relation(verb.start, sign.end, "contest", forward, first, text[sign.end : high])


def _begins_obliquely(before: str, language: str) -> bool:
    """Whether no subject can stand before a verb: there is nothing but a phrase with a preposition."""
    opening = next(iter(split_folded(before)), None)
    return not find_content_words(before, language) or (
        language in _VERB_SECOND and opening is not None and opening.folded in load_prepositions(language)
    )


def _build(text: str, mention: Found[Key], bounds: tuple[int, int], language: str) -> Relation:
    group, forward = mention.key
    first, second = _find_parties(text, mention, bounds, language)
    family = read_word_list(__file__)["family"].get(group, group)
    return Relation(mention.start, mention.end, group, forward, first, second, family)


def _find_sentence(text: str, mention: Found[Key]) -> tuple[int, int]:
    stop = _STRONG.search(text, mention.end)
    low = max((match.end() for match in _STRONG.finditer(text, 0, mention.start)), default=0)
    return low, stop.start() if stop else len(text)


def _find_phrase(text: str, mention: Found[Key], language: str) -> tuple[int, int]:
    """Find the part between two commas that a noun stands in, or with the one before if it begins its part."""
    low, high = _find_sentence(text, mention)
    commas = [match.end() for match in COMMA.finditer(text, low, mention.start)]
    stop = COMMA.search(text, mention.end, high)
    if stop and not text[mention.end : stop.start()].strip() and _NAME.match(text, stop.end()):
        stop = COMMA.search(text, stop.end(), high)  # "Lang's teacher, Ivo Ortiz, …"
    opening = text[commas[-1] : mention.start] if commas else ""
    grammar = {word.folded for word in split_folded(opening)}
    is_predicate = grammar & (_load_words("auxiliary", language) | load_contrasts(language))
    begins = bool(commas) and not find_content_words(opening, language) and not is_predicate
    if begins:
        commas.pop()
    return max(commas, default=low), stop.start() if stop else high


def _find_cut(text: str, start: int, end: int, language: str) -> int:
    """Find the place between two relations where the clause of the second one begins."""
    joining = load_conjunctions(language) | load_contrasts(language)
    joined = [start + word.start for word in split_folded(text[start:end]) if word.folded in joining]
    commas = [match.end() for match in COMMA.finditer(text, start, end)]
    return max([*joined, *commas], default=start if language in _VERB_LAST else end)


def _find_parties(text: str, mention: Found[Key], bounds: tuple[int, int], language: str) -> tuple[str, str]:
    """Find the words of the first and of the second party within the clause of a relation."""
    low, high = bounds
    before, after = text[low : mention.start], text[mention.end : high]
    if mention.key[0] in _load_groups("nouns"):
        return _find_holder(before, after, language)
    if language in _VERB_LAST:
        return _split_at_subject(before, language)
    if language == "zh":
        return _split_chinese(before, after)
    if language == "ar" and not find_content_words(before, language):
        oblique = _ARABIC_OBLIQUE.search(after)
        return (after[: oblique.start()], after[oblique.start() :]) if oblique else (after, "")
    if mention.key[0] in _load_groups("deeds") and not find_content_words(before, language):
        return "", after  # "Ganó la carrera Ortiz": behind a verb that comes first, the doer may be anywhere
    return _split_around_verb(before, after, language)


def _split_around_verb(before: str, after: str, language: str) -> tuple[str, str]:
    if not find_content_words(before, language):  # "After the feast the mayor resigned."
        comma = COMMA.search(after)
        return (after[comma.end() :], after[: comma.start()]) if comma else ("", after)
    last = after if language in _VERB_APART else ""
    words = {word.folded for word in (*split_folded(before), *split_folded(last)[:2])}
    agents = _load_words("agent", language)
    is_by = language in _BY_ALONE and any(word.folded in agents for word in split_folded(after)[:1])
    if is_by or words & _load_words("auxiliary", language):
        for text, other in ((after, before), (before, after)):
            by = next((word for word in split_folded(text) if word.folded in agents), None)
            if by is not None:
                return text[by.end :], f"{other} {text[: by.start]}"
        return "", f"{before} {after}"
    opening = next(iter(split_folded(before)), None)
    oblique = _load_words("oblique", language)
    if language in _VERB_SECOND:
        oblique |= load_prepositions(language)
    if opening is not None and opening.folded in oblique:
        # "Von Lang kaufte Ortiz …", "Den Brief bekam Ortiz von Lang"
        behind = [word.start for word in split_folded(after) if word.folded in oblique]
        cut = next((at for at in behind if find_content_words(after[:at], language)), len(after))
        return after[:cut], f"{before} {after[cut:]}"
    if language in BY_ENDINGS and _is_object(before, language):
        comma = COMMA.search(after)  # "Тильду пригласил Ланг, а …"
        return after[: comma.start()] if comma else after, before
    return before, after


def _is_object(text: str, language: str) -> bool:
    """Whether all Slavic words of a text have an ending that no subject has."""
    words = [word.folded for word in split_folded(text) if find_content_words(word.folded, language)]
    return bool(words) and all(word.endswith(_OBJECT_ENDINGS) for word in words)


def _split_at_subject(before: str, language: str) -> tuple[str, str]:
    passive = _PASSIVE_LAST.get(language)
    marks = list(_SUBJECT[language].finditer(before))
    if not marks or (passive and passive.search(before)):
        return "", before
    mark = marks[0]
    if language == "tr" and _TURKISH_OBLIQUE.match(before, mark.end()):
        return "", before  # "Ada Lang'e" may be one name or two
    return before[: mark.start()], before[mark.end() :]


def _split_chinese(before: str, after: str) -> tuple[str, str]:
    weak = list(COMMA.finditer(before))
    before = before[weak[-1].end() :] if weak else before
    if doer := _DOER.search(before):
        return before[doer.end() :], f"{before[: doer.start()]} {after}"
    if preposition := _BEFORE_OBJECT.search(before):
        return before[: preposition.start()], f"{before[preposition.end() :]} {after}"
    return before, after


def _find_holder(before: str, after: str, language: str) -> tuple[str, str]:
    """Find who is a teacher or a daughter, and whose: "his pupil Lang", "Lang is the pupil of Ortiz"."""
    if language in _OF:
        return _find_east_asian_holder(before, after, language)
    if language in {"hi", "tr"}:
        return "", f"{before} {after}"
    if language == "ar":
        return (before, after) if _ARABIC_COPULA.search(before) else (after.strip().partition(" ")[0], before)
    if owner := _POSSESSIVE.search(before):
        rest = before[: owner.start()]
        return rest if find_content_words(rest, language) else after, owner[1]
    words = {word.folded for word in split_folded(before)}
    is_copula = bool(words & _load_words("auxiliary", language)) or before.rstrip()[-1:] in {"—", "–", ","}
    apposed = None if is_copula or language not in _CASED_NOUNS else _NAME.match(after)
    return (apposed[0], before) if apposed else (before, after)


def _find_east_asian_holder(before: str, after: str, language: str) -> tuple[str, str]:
    """Find the holder in "弟子の井上" and in "井上は森田の弟子"."""
    name = _APPOSED.get(language)
    if name and (apposed := name.match(after)):
        return apposed[0], before
    if not _OF[language].search(before):
        return "", before
    if language == "zh":
        copula = _IS.search(before)
        return (before[: copula.start()], before[copula.end() :]) if copula else ("", before)
    return _split_at_subject(before, language)


def is_deed(relation: Relation) -> bool:
    """Whether a relation is what its first party does, and neither what it is nor where or when."""
    return relation.group in _load_groups("deeds")


def is_telling(relation: Relation, language: str) -> bool:
    """Whether a text in a language that tells of such a relation is likely to have a word for it."""
    return relation.group in _load_groups("telling") and bool(_load_sides(relation.group, language))


@cache
def _load_groups(kind: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)[kind]["groups"])


@cache
def _load_sides(group: str, language: str) -> tuple[str, ...]:
    sides = read_word_list(__file__)[group]
    return tuple(form for side in _SIDES for form in sides.get(side, {}).get(language, ()))


@cache
def _load_forms(kind: str, language: str) -> re.Pattern[str]:
    forms = read_word_list(__file__)["contest_words"][kind].get(language, ())
    return re.compile("|".join(fold_word(form).replace("*", r"\w*") for form in forms) or r"(?!)")


@cache
def _load_words(kind: str, language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)[kind].get(language, ()))


@cache
def _load_table(language: str) -> PhraseTable[Key]:
    lists = read_word_list(__file__)
    phrases: dict[Key, tuple[str, ...]] = {
        (group, side == "forward"): tuple(sides.get(side, {}).get(language, ()))
        for group, sides in lists.items()
        if group not in _NO_GROUPS
        for side in _SIDES
    }
    for group, sides in lists["known"].items():
        for side in _SIDES:
            forms = tuple(form for name in sides[side] for form in list_forms(*name.split("."), language))
            phrases[group, side == "forward"] = forms
    return PhraseTable(language, phrases)
