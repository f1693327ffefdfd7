"""Words of a model about the sentences that it cites: "According to sentence 2, …", "The text says that …". Pure.

A citation proves a statement without them, and readers do not know the numbers of the prompt. Words of each language
are in ``source_phrases.toml``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, match_whole_words, read_word_list

_NUMBER = re.compile(r"\d{1,3}")
_WORD = re.compile(r"\w")
_MAX_HEAD, _MAX_TAIL = 90, 70
_HEAD_END = re.compile(r"[,，、،:：]\s*(?=\S)")
_TAIL = re.compile(rf"(?:\s*[,;，；،؛]|\s+[–—-])\s*([^,;，；،؛]{{2,{_MAX_TAIL}}}?)([.!。]*)\Z")
_POSTPOSITIONAL = ("ja", "ko", "tr", "hi")
"""Languages whose "according to" follows its noun."""


@dataclass(frozen=True, slots=True)
class _SourceWords:
    """Patterns made of the words in ``source_phrases.toml``."""

    every: re.Pattern[str]
    numbered: re.Pattern[str]
    texts: re.Pattern[str]
    materials: re.Pattern[str]
    given: re.Pattern[str]
    according: re.Pattern[str]
    reporting: re.Pattern[str]
    label: re.Pattern[str]
    chatter: re.Pattern[str]
    postposition: re.Pattern[str]
    inverting: re.Pattern[str]
    inverted: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1024)
def drop_source_phrase(statement: str, *, is_cited: bool) -> tuple[str, tuple[int, ...]]:
    """Drop what a statement says of the sentences that it cites, at its beginning or its end.

    Args:
        statement: Without markers.
        is_cited: Whether it had a marker, which may have stood in such a phrase: "According to [2], …".

    Returns:
        The statement without the phrase, empty if it had no other words, and the numbers in the phrase.
    """
    words = _load_words()
    if reads_as_reference(statement, is_cited=is_cited):
        return "", tuple(map(int, _NUMBER.findall(statement)))
    text, numbers = words.label.sub("", statement), list[int]()
    for code, pattern in words.inverted.items():
        if found := pattern.match(text):
            place = read_word_list(__file__)["inverted_text"][code][0]
            return f"{found[1]} {place} {text[found.end() :]}", tuple(map(int, _NUMBER.findall(found[0])))
    for at in _find_head_ends(text):
        head = text[:at]
        leads = _NUMBER.search(head) or words.according.search(head) or words.given.search(head)
        if leads and not words.inverting.match(head) and reads_as_reference(head, is_cited=is_cited):
            numbers += map(int, _NUMBER.findall(head))
            text = text[at:].lstrip(" ,，、،:：-–—")
            break
    reported = words.reporting.search(text, 0, _MAX_HEAD)
    if reported is not None and (
        (is_cited and reported.start() == 0) or reads_as_reference(text[: reported.start()], is_cited=is_cited)
    ):
        numbers += map(int, _NUMBER.findall(text[: reported.start()]))
        text = text[reported.end() :].lstrip(" ,，،:：")
    tail = _TAIL.search(text)
    if tail is not None and reads_as_reference(tail[1], is_cited=is_cited):
        numbers += map(int, _NUMBER.findall(tail[1]))
        text = text[: tail.start()] + tail[2]
    return (text if text == statement else _capitalize(text)), tuple(numbers)


def reads_as_reference(phrase: str, *, is_cited: bool = False) -> bool:
    """Whether a phrase only names sentences of the prompt: "sentences 1 and 2", "the provided text", "see [3]".

    Args:
        phrase: A part of a statement.
        is_cited: Whether a marker was taken out of the statement.
    """
    words = _load_words()
    if _WORD.search(words.every.sub(" ", _NUMBER.sub(" ", phrase))):
        return False
    if _NUMBER.search(phrase):
        return words.numbered.search(phrase) is not None or words.according.search(phrase) is not None
    if words.texts.search(phrase):
        return True
    if words.materials.search(phrase) and words.given.search(phrase):
        return True
    return is_cited and any(kind.search(phrase) for kind in (words.numbered, words.materials, words.according))


def is_chatter(statement: str) -> bool:
    """Whether a statement only speaks to the reader: "Sure!", "I hope this helps."."""
    return _load_words().chatter.fullmatch(statement.strip(" .!。！…")) is not None


def _find_head_ends(text: str) -> list[int]:
    ends = [found.end() for found in _HEAD_END.finditer(text, 0, _MAX_HEAD)]
    last = _load_words().postposition.match(text, 0, _MAX_HEAD)
    return [*ends, last.end()] if last is not None and last.end() < len(text) else ends


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def join_joiners() -> str:
    """Write a regular expression of the words between two numbers: "and"."""
    return join_forms(read_word_list(__file__)["joiners"])


@load_once
def _load_words() -> _SourceWords:
    words = read_word_list(__file__)
    known = ("numbered", "texts", "materials", "according", "given", "fillers")
    post = {code: words["according"][code] for code in _POSTPOSITIONAL}

    def whole(*kinds: str) -> re.Pattern[str]:
        return re.compile("|".join(match_whole_words(words[kind]) for kind in kinds), re.IGNORECASE)

    return _SourceWords(
        every=re.compile(_match_longest_first([words[kind] for kind in known]), re.IGNORECASE),
        numbered=whole("numbered"),
        texts=whole("texts"),
        materials=whole("materials"),
        given=whole("given"),
        according=whole("according"),
        reporting=whole("reporting"),
        label=re.compile(rf"\A\s*(?:{join_forms(words['labels'])}\s*[:：]|the answer is that)\s*", re.IGNORECASE),
        chatter=re.compile(join_forms(words["chatter"]), re.IGNORECASE),
        postposition=re.compile(rf"\A.{{1,60}}?{join_forms(post)}[\s,，、،]*"),
        inverting=re.compile(rf"{join_forms(words['inverting'])}\b", re.IGNORECASE),
        inverted={
            code: re.compile(
                rf"({'|'.join(forms)})\s+(?:\w{{2,3}}\s+)?(?:{'|'.join(words['numbered'][code])})"
                rf"\s+\d{{1,3}}(?:\s*(?:,|{join_forms(words['joiners'])})\s*\d{{1,3}})*[\s,]+",
                re.IGNORECASE,
            )
            for code, forms in words["inverting"].items()
        },
    )


def _match_longest_first(kinds: list[Mapping[str, list[str]]]) -> str:
    """Write a regular expression of whole words, longer forms before their parts."""

    def join(*, spaced: bool) -> str:
        forms = (
            form
            for kind in kinds
            for code, each in kind.items()
            if (code not in UNSPACED_LANGUAGES) is spaced
            for form in each
        )
        return "|".join(sorted(dict.fromkeys(forms), key=len, reverse=True))

    return rf"(?<!\w)(?:{join(spaced=True)})(?!\w)|(?:{join(spaced=False)})"
