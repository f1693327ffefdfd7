"""Names of countries, languages and large cities in every language of the CLDR.

Babel reads them at run time, 30 ms for one language: a TOML file of all its languages would take longer to parse.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from bot.answering.facts.locale_data import read_locale_data
from bot.answering.facts.word_matching import are_related, fold_word
from bot.answering.word_lists import load_once, read_word_list

_WORD = re.compile(r"[^\W\d_]+")
_KEY = 4
_COUNTRY = 2
_MOST_CITIES = "ru"  # a language whose data names each city, also where the zone's name is right


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
def find_place_names(folded: str, language: str, other: str) -> frozenset[str]:
    """Find what another language calls a country or a large city, folded: "moskau" of "moscow"; none if unknown."""
    countries = {name for code in find_country_codes(folded, language) for name in find_country_names(code, other)}
    zones = {
        zone
        for zone, city in _load_cities(language).items()
        if city == folded or are_related(city.rpartition(" ")[2], folded)  # "Le Caire"
    }
    return frozenset(countries | {_load_cities(other)[zone] for zone in zones})


def names_same_country(word: str, text: str) -> bool:
    """Whether a text has another name of the country that a folded word names: "USA" for "America"."""
    known = [names for names in _load_same() if word in names]
    if not known:
        return False
    folded = f" {' '.join(fold_word(part) for part in _WORD.findall(text))} "
    return any(f" {' '.join(_WORD.findall(name))} " in folded for names in known for name in names)


@load_once
def _load_same() -> tuple[frozenset[str], ...]:
    """Load the folded names of each country that has several."""
    return tuple(frozenset(map(fold_word, names)) for names in read_word_list(__file__)["same"].values())


@cache
def _load_cities(language: str) -> Mapping[str, str]:
    """Load the folded names of the cities that time zones are called after, by zone."""
    every, own = ((read_locale_data(code) or {}).get("time_zones", {}) for code in (_MOST_CITIES, language))
    return {
        zone: fold_word(own.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " "))
        for zone in every.keys() | own.keys()
    }


@cache
def _load_names(language: str) -> tuple[Mapping[str, frozenset[str]], Mapping[str, tuple[str, ...]]]:
    """Load codes by folded name, and names by their first letters."""
    from babel.core import get_global  # noqa: PLC0415 - only names need it

    found: dict[str, set[str]] = defaultdict(set)
    data = read_locale_data(language)
    if data is not None:
        spoken_in = get_global("likely_subtags")
        for code, name in data.get("territories", {}).items():
            if len(code) == _COUNTRY and isinstance(name, str):
                found[fold_word(name)].add(code)
        for code, name in data.get("languages", {}).items():
            territory = str(spoken_in.get(code, "")).rpartition("_")[2]
            if len(code) == _COUNTRY and len(territory) == _COUNTRY and isinstance(name, str):
                found[fold_word(name)].add(territory)
    near: dict[str, list[str]] = defaultdict(list)
    for name in found:
        near[name[:_KEY]].append(name)
    return {name: frozenset(codes) for name, codes in found.items()}, {key: tuple(n) for key, n in near.items()}
