"""Finds comparisons of two parties: "A is longer than B", "more wool than cheese", "A比B长"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from bot.answering.facts.negation.clauses import load_contrasts
from bot.answering.facts.relations.party_words import share_party_word
from bot.answering.facts.relations.types import Relation
from bot.answering.facts.roles.phrases import FoldedWord, Found, PhraseTable, split_folded
from bot.answering.facts.roles.pieces import find_content_words, load_conjunctions
from bot.answering.word_lists import read_word_list

Key = tuple[str, bool, bool]
"""A quality, whether the word is of its greater side, and whether the word alone compares."""

_BREAK = re.compile(r"[.,;:!?()\n—–，。；：！？、،؛](?!\d)")
_BEHIND = frozenset({"ja", "ko"})
_SUBJECT = {"ja": re.compile(r"[はが、]"), "ko": re.compile(r"(?<=[\uac00-\ud7af])[은는이가](?=\s)")}
_REACH = 5
_WORDS_BEHIND = 3
_GENITIVE = frozenset({"ru", "uk", "pl"})
_BY_FORM = {
    "en": re.compile(r"\w{2,}er"),
    "de": re.compile(r"\w{2,}er"),
    "nl": re.compile(r"\w{2,}er"),
    "sv": re.compile(r"\w{2,}re"),
    "ru": re.compile(r"\w{2,}(?:ее|ей|ше)"),
    "uk": re.compile(r"\w{2,}(?:іше|іший|іша|іші)"),
    "pl": re.compile(r"\w{2,}(?:szy|sza|sze|iej)"),
}
"""Endings of words that compare and that no list has."""


@lru_cache(maxsize=4096)
def find_comparisons(text: str, language: str) -> tuple[Relation, ...]:
    """Find the comparisons of a text in order; a language without word lists has none."""
    than = _load_words("than", language)
    if not than:
        return ()
    if language == "zh":
        return tuple(_complete([*_find_chinese(text)], "zh"))
    if language in _BEHIND:
        return tuple(_complete([*_find_behind(text, language)], language))
    if language == "tr":
        return tuple(_find_turkish(text))
    return tuple(_complete([*_find_spaced(text, language), *_find_equal(text, language)], language))


def _complete(found: Sequence[Relation], language: str) -> Iterator[Relation]:
    """Complete comparisons by the one before: "older than A, but younger than B", "A is taller, but B is older"."""
    last: Relation | None = None
    for relation in sorted(found, key=lambda each: each.start):
        complete = relation
        if last is not None and not find_content_words(relation.first, language):
            complete = replace(relation, first=last.first)
        elif last is not None and not find_content_words(relation.second, language):
            is_second = share_party_word(relation.first, last.second, language)
            complete = replace(relation, second=last.first if is_second else last.second)
        last = complete
        yield complete


def _find_spaced(text: str, language: str) -> Iterator[Relation]:
    than, words = _load_words("than", language), split_folded(text)
    known = _load_table(language).find(text)
    used: set[int] = set()
    for at, word in enumerate(words):
        if word.folded not in than or not at:
            continue
        low, high = _find_bounds(text, word.start, language)
        near = [each for each in words[max(0, at - _REACH) : at] if each.start >= low]
        inside = [each for each in known if near and near[0].start <= each.start and each.end <= word.start]
        sides = list(_find_qualities(near, inside, language))
        if sides:
            start = min(side[0] for side in sides)
            for _, end, group, forward in sides:
                used.add(end)
                yield Relation(start, end, group, forward, text[low:start], text[word.end : high])
        elif near and (match := _find_quantity(text, near, language)):
            yield Relation(
                match.start,
                match.end,
                "quantity",
                not _is_fewer(text, match, language),
                text[match.end : word.start],
                text[word.end : high],
            )
        elif near and language in _BY_FORM and _BY_FORM[language].fullmatch(near[-1].folded):
            yield Relation(
                near[-1].start,
                near[-1].end,
                near[-1].folded,
                True,  # noqa: FBT003
                text[low : near[-1].start],
                text[word.end : high],
            )
    for each in known:
        if not each.key[2] or each.end in used:
            continue
        low, high = _find_bounds(text, each.start, language)
        behind = [word for word in words if each.end <= word.start < high][:_WORDS_BEHIND]
        if not behind or (language in _GENITIVE and not text[each.end : behind[0].start].strip()):
            second = text[each.end : behind[-1].end] if behind else ""
            yield Relation(each.start, each.end, each.key[0], each.key[1], text[low : each.start], second)


def _find_equal(text: str, language: str) -> Iterator[Relation]:
    """Find "half as long as" and "not as long as", which are shorter, and "twice as long as", which is longer."""
    signs = [form.split() for form in _load_words("equal", language)]
    words = split_folded(text)
    for at in range(1, len(words) - 3 if signs else 0):
        if [words[at].folded, words[at + 2].folded] not in signs:
            continue
        before = {word.folded for word in words[max(0, at - 3) : at]}
        is_less = bool(before & _load_words("part", language))
        if not is_less and not before & _load_words("multiple", language):
            continue
        low, high = _find_bounds(text, words[at].start, language)
        for (quality, greater, alone), form in _list_comparatives(language):
            if alone and form.startswith(words[at + 1].folded):
                yield Relation(
                    words[at].start,
                    words[at + 2].end,
                    quality,
                    greater != is_less,
                    text[low : words[at].start],
                    text[words[at + 2].end : high],
                )


def _find_qualities(
    near: Sequence[FoldedWord], known: Sequence[Found[Key]], language: str
) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end, quality and side of the words that compare before "than"."""
    less, more = _load_words("less", language), _load_words("more", language)
    for each in known:
        group, greater, alone = each.key
        before = [word for word in near if word.end <= each.start][-2:]
        fewer = next((word for word in before if word.folded in less), None)
        marked = fewer or next((word for word in before if word.folded in more), None)
        if alone or marked:
            yield marked.start if marked else each.start, each.end, group, greater != (fewer is not None)


def _find_quantity(text: str, near: Sequence[FoldedWord], language: str) -> Found[str] | None:
    start = near[0].start
    found = _load_quantity(language).find(text[start : near[-1].end])
    last = found[-1] if found else None
    if last is None or not find_content_words(text[start + last.end : near[-1].end], language):
        return None
    return Found(start + last.start, start + last.end, last.key)


def _is_fewer(text: str, match: Found[str], language: str) -> bool:
    written = " ".join(word.folded for word in split_folded(text[match.start : match.end]))
    return written in _load_words("fewer", language)


def _find_bounds(text: str, at: int, language: str) -> tuple[int, int]:
    joining = load_conjunctions(language) | load_contrasts(language)
    breaks = [(match.start(), match.end()) for match in _BREAK.finditer(text)]
    breaks += [
        (word.start, word.start)
        for word in split_folded(text)
        if word.folded in joining
        and (
            word.end - word.start > 1 or text[word.start].isascii() or text[word.start].lower() == word.folded
        )  # Italian "è" is not "e"
    ]
    low = max((end for _, end in breaks if end <= at), default=0)
    high = min((start for start, _ in breaks if start > at), default=len(text))
    return low, high


def _find_chinese(text: str) -> Iterator[Relation]:
    marks = [*_load_words("than", "zh"), *_load_words("less", "zh")]
    start = 0
    for clause in _BREAK.split(text):
        at = text.index(clause, start)
        start = at + len(clause)
        mark = next((mark for mark in sorted(marks, key=len, reverse=True) if mark in clause), None)
        if mark is None:
            yield from _find_alone(clause, at, "zh")
            continue
        place = clause.index(mark)
        less = mark in _load_words("less", "zh")
        known = [each for each in _load_table("zh").find(clause) if each.start > place + len(mark)]
        # The quality stands behind the other party, so the last one counts: "比旧塔高".
        for each in known[-1:]:
            yield Relation(
                at + each.start,
                at + each.end,
                each.key[0],
                each.key[1] != less,
                clause[:place],
                clause[place + len(mark) : each.start],
            )


def _find_alone(clause: str, start: int, language: str) -> Iterator[Relation]:
    """Find a comparison without the other party: "更亮"."""
    for mark in _load_words("more", language):
        place = clause.find(mark)
        known = _load_table(language).find(clause[place + len(mark) :]) if place >= 0 else []
        for each in known[:1]:
            offset = place + len(mark)
            yield Relation(start + place, start + offset + each.end, each.key[0], each.key[1], clause[:place], "")


def _find_behind(text: str, language: str) -> Iterator[Relation]:
    [than] = _load_words("than", language)
    start = 0
    for clause in re.split(r"[。.!?！？;；,，]", text):
        at = text.index(clause, start)
        start = at + len(clause)
        place = clause.find(than)
        if place < 0:
            yield from _find_alone(clause, at, language)
            continue
        marks = list(_SUBJECT[language].finditer(clause[:place]))
        cut = marks[-1].end() if marks else 0
        rest = clause[place + len(than) :]
        for each in _load_table(language).find(rest)[:1]:
            behind = rest[: each.start]
            first = clause[:cut] if find_content_words(clause[:cut], language) else behind
            offset = at + place + len(than)
            yield Relation(offset + each.start, offset + each.end, each.key[0], each.key[1], first, clause[cut:place])


def _find_turkish(text: str) -> Iterator[Relation]:
    words = split_folded(text)
    for at, word in enumerate(words):
        if word.folded in _load_words("than", "tr") and at > _WORDS_BEHIND - 1:
            rest = text[word.end :]
            for each in _load_table("tr").find(rest)[:1]:
                if not rest[: each.start].strip():
                    yield Relation(
                        word.end + each.start,
                        word.end + each.end,
                        each.key[0],
                        each.key[1],
                        text[: words[at - 2].start],
                        text[words[at - 2].start : word.start],
                    )


@cache
def _load_words(kind: str, language: str) -> frozenset[str]:
    return frozenset(read_word_list(__file__)[kind].get(language, ()))


@cache
def _list_comparatives(language: str) -> tuple[tuple[Key, str], ...]:
    lists = read_word_list(__file__)["comparative"]
    return tuple(
        ((quality, side == "greater", True), form)
        for quality, sides in lists.items()
        for side in sides
        for form in sides[side].get(language, ())
    )


@cache
def _load_quantity(language: str) -> PhraseTable[str]:
    return PhraseTable(language, {"quantity": read_word_list(__file__)["quantity"].get(language, ())})


@cache
def _load_table(language: str) -> PhraseTable[Key]:
    lists = read_word_list(__file__)
    return PhraseTable(
        language,
        {
            (quality, side == "greater", kind == "comparative"): sides[side].get(language, ())
            for kind in ("comparative", "adjective")
            for quality, sides in lists[kind].items()
            for side in sides
        },
    )
