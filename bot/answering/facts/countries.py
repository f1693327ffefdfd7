"""Names of countries and languages in every language of the CLDR.

Babel reads them at run time, 30 ms for one language: a TOML file of all its languages would take longer to parse.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from bot.answering.facts.word_matching import are_related, fold_word

_KEY = 4
_COUNTRY = 2


@cache
def find_country_codes(folded: str, language: str) -> frozenset[str]:
    """Find the codes of the countries that a name stands for: the name of a country, or of a language spoken there."""
    exact, near = _load_names(language)
    if folded in exact:
        return exact[folded]
    return frozenset(code for name in near.get(folded[:_KEY], ()) if are_related(folded, name) for code in exact[name])


@cache
def find_country_names(code: str, language: str) -> frozenset[str]:
    """Find the names of a country and of its language, folded."""
    exact, _ = _load_names(language)
    return frozenset(name for name, codes in exact.items() if code in codes)


@cache
def _load_names(language: str) -> tuple[Mapping[str, frozenset[str]], Mapping[str, tuple[str, ...]]]:
    """Load codes by folded name, and names by their first letters."""
    from babel import localedata  # noqa: PLC0415 - only names need it
    from babel.core import get_global  # noqa: PLC0415

    found: dict[str, set[str]] = defaultdict(set)
    if localedata.exists(language):
        data: Mapping[str, Any] = localedata.load(language)
        spoken_in = get_global("likely_subtags")
        for code, name in data["territories"].items():
            if len(code) == _COUNTRY and isinstance(name, str):
                found[fold_word(name)].add(code)
        for code, name in data["languages"].items():
            territory = str(spoken_in.get(code, "")).rpartition("_")[2]
            if len(code) == _COUNTRY and len(territory) == _COUNTRY and isinstance(name, str):
                found[fold_word(name)].add(territory)
    near: dict[str, list[str]] = defaultdict(list)
    for name in found:
        near[name[:_KEY]].append(name)
    return {name: frozenset(codes) for name, codes in found.items()}, {key: tuple(n) for key, n in near.items()}
