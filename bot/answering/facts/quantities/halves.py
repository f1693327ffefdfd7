"""Halves behind the unit of a number: "two hours and a half", "deux mois et demi", 两个半小时.

The words are in ``halves.toml``. "Two and a half hours" is one number without them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.answering.facts.quantities.types import Number
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list

_HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Halves:
    """Patterns of a language; ``after`` matches at the end of a number, ``before`` up to its start."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    article: re.Pattern[str]


def join_halves(numbers: Sequence[Number], text: str, language: str) -> list[Number]:
    """Add a half to each number that has one behind its unit or before itself, and drop the half itself."""
    known = _load_halves(language)
    if known is None:
        return list(numbers)
    joined: list[Number] = []
    covered: list[tuple[int, int]] = []
    for number in numbers:
        is_whole = not number.percent and all(value == int(value) for value in number.values)
        after = known.after.match(text, number.end) if is_whole else None
        before = known.before.search(text, 0, number.start) if is_whole and after is None else None
        if after is None and before is None:
            joined.append(number)
            continue
        end = number.end
        if after is not None:
            covered.append((after.start("half"), after.end("half")))
            end = number.end if after["unit"] is not None else after.end()
        values = frozenset(value + _HALF for value in number.values)
        joined.append(replace(number, end=end, values=values, plain=False, sure=True))
    for article in known.article.finditer(text):
        covered.append(article.span("half"))
        joined.append(Number(article.start(), article.end("article"), frozenset({1 + _HALF}), "word"))
    return sorted(
        (each for each in joined if not any(start <= each.start < end for start, end in covered)),
        key=lambda number: number.start,
    )


@cache
def _load_halves(language: str) -> _Halves | None:
    words = read_word_list(__file__)
    half, before, article = ("|".join(words[kind].get(language, ())) for kind in ("half", "before", "article"))
    if not half and not before:
        return None
    if language in UNSPACED_LANGUAGES:
        after = rf"(?:(?=\s?[个個])|(?P<unit>))(?P<half>{half})"
    else:
        after = rf"(?P<unit>\s[^\W\d_]+)??\s(?P<half>{half})(?![\w-])" if half else "(?!)"
    return _Halves(
        after=re.compile(after, re.IGNORECASE),
        before=re.compile(rf"(?<!\w)(?:{before})\s$" if before else "(?!)", re.IGNORECASE),
        article=re.compile(
            rf"(?<!\w)(?P<article>{article})\s[^\W\d_]+\s(?P<half>{half})(?![\w-])" if article else "(?!)",
            re.IGNORECASE,
        ),
    )
