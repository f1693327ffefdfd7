"""Refusals of a model: it says NOT FOUND, as the prompt asks, or in its own words that a text does not answer. Pure.

No sentence proves that a text says nothing, so such clauses are no statements. Words of each language are in
``refusals.toml``.
"""

import re
from collections.abc import Mapping

from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, read_word_list

_NOT_FOUND = re.compile(r"\W*(?:not[ _]?found\b|no[ _]found\W*\Z)", re.IGNORECASE)
_MARK = re.compile(r"\bNOT[ _]FOUND\b")
_MIN_LETTERS = 4
_MAX_CLAUSE = 300
_LETTER = re.compile(r"[^\W\d_]")


def is_not_found(text: str) -> bool:
    """Whether a text is the refusal that the prompts ask for, or contains it in capitals."""
    return _NOT_FOUND.match(text) is not None or _MARK.search(text) is not None


def tells_of_gap(text: str) -> bool:
    """Whether a text says of a text that it does not say something."""
    return _load("refusals").search(text[:_MAX_CLAUSE]) is not None


def drop_refusal(statement: str) -> str:
    """Return the part of a statement that is no refusal, empty if there is none.

    "The text does not say why, but it broke in 1858." becomes "It broke in 1858."
    """
    if not tells_of_gap(statement):
        return statement
    for before, after in _part(statement):
        kept = [part for part in (before, after) if not tells_of_gap(part)]
        if len(kept) == 1 and len(_LETTER.findall(kept[0])) >= _MIN_LETTERS:
            return _tidy(kept[0], statement)
    return ""


def drop_contrast(statement: str) -> str:
    """Drop "however" and the like from a statement, which followed a refusal."""
    found = _load("contrasts").match(statement)
    rest = statement[found.end() :].lstrip(" ,，،、") if found else ""
    return _tidy(rest, statement) if rest else statement


def _part(statement: str) -> list[tuple[str, str]]:
    """Part a statement in two clauses, at each word of contrast, and at the comma after a clause that concedes."""
    parts = [(statement[: found.start()], statement[found.end() :]) for found in _load("contrasts").finditer(statement)]
    if concession := _load("concessions").match(statement):
        rest = statement[concession.end() :]
        commas = re.finditer(r"[,，،]\s*", rest)
        parts += [(rest[: comma.start()], rest[comma.end() :]) for comma in commas]
    return parts


def _tidy(part: str, statement: str) -> str:
    part = part.strip(" ,;:，；：،؛–—-")
    stop = statement.rstrip()[-1:]
    if stop in ".!。！" and part[-1:] not in ".!?…。！？":
        part += stop
    return part[:1].upper() + part[1:]


def _load(kind: str) -> re.Pattern[str]:
    return _load_all()[kind]


@load_once
def _load_all() -> Mapping[str, re.Pattern[str]]:
    words = read_word_list(__file__)
    refusals = re.compile(join_forms(words["refusals"]), re.IGNORECASE)
    return {"refusals": refusals, **{kind: _join_words(words[kind]) for kind in ("contrasts", "concessions")}}


def _join_words(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    spaced = {code: forms for code, forms in words.items() if code not in UNSPACED_LANGUAGES}
    unspaced = {code: forms for code, forms in words.items() if code in UNSPACED_LANGUAGES}
    either = rf"(?<!\w){join_forms(spaced)}(?!\w)|{join_forms(unspaced)}"
    return re.compile(rf"(?:{either})[,，،、]?\s*", re.IGNORECASE)
