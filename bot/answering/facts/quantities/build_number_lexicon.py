"""Builds ``number_lexicon_generated.toml`` from num2words: number words that need no hand-written list.

Run ``python -m bot.answering.facts.quantities.build_number_lexicon`` after an update of num2words, a development
dependency. The wheel contains the file and not this script.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

FILE = Path(__file__).with_name("number_lexicon_generated.toml")

_HEADER = """\
# Number words by language, kind and value, from num2words.
# Built by ``python -m bot.answering.facts.quantities.build_number_lexicon``; edit ``number_lexicon.toml`` instead.
"""
_VARIANTS = {"pt": ("pt", "pt_BR"), "fr": ("fr", "fr_CH", "fr_BE")}
_TENS = range(30, 100, 10)
_CARDINALS: Mapping[str, Iterable[int]] = {
    "en": (*range(21), *_TENS),
    "es": (*range(30), *_TENS, *range(200, 1000, 100)),
    "pt": (*range(21), *_TENS, *range(200, 1000, 100)),
    "de": (*range(21), *_TENS),
    "fr": (*range(17), 20, *_TENS),
    "it": (*range(21), *_TENS),
    "ru": (*range(21), *_TENS, *range(200, 1000, 100)),
    "ar": (*range(11), 20, *_TENS),
    "nl": (*range(21), *_TENS),
    "pl": (*range(21), *_TENS, *range(200, 1000, 100)),
    "sv": (*range(21), *_TENS),
    "tr": (*range(11), 20, *_TENS),
    "uk": (*range(21), *_TENS, *range(200, 1000, 100)),
    "cs": (*range(21), *_TENS, *range(200, 1000, 100)),
    "hu": (*range(11), 20, *_TENS),
    "ro": (*range(21), *_TENS),
    "da": (*range(21), *_TENS),
    "no": (*range(21), *_TENS),
    "fi": (*range(11), 20, *_TENS),
    "fa": (*range(21), *_TENS, *range(200, 1000, 100)),
}
_ORDINALS: Mapping[str, Iterable[int]] = {
    "en": (*range(1, 21), *_TENS),
    "es": range(1, 11),
    "pt": range(1, 11),
    "de": (*range(1, 21), 30, 40, 50, 100),
    "fr": (*range(1, 17), 20, 30, 50, 100),
    "it": range(1, 21),
    "ru": (*range(1, 21), *_TENS, 100),
    "ar": range(1, 11),
    "nl": range(1, 21),
    "pl": (*range(1, 21), *_TENS),
    "sv": range(1, 21),
    "tr": (*range(1, 11), 20, *_TENS),
    "uk": (*range(1, 21), *_TENS),
    "cs": (),
    "hu": (*range(1, 11), 20, *_TENS),
    "ro": (),
    "da": range(1, 21),
    "no": range(1, 21),
    "fi": range(1, 11),
    "fa": range(2, 21),
}
_MULTIPLIERS = (100, 1_000, 10**6, 10**9, 10**12)
_ORDINAL_ENDINGS = {"de": ("e",), "pl": ("y", "i"), "ru": ("ый", "ий", "ой"), "uk": ("ий", "ій")}
"""Ordinals of these languages are listed without their endings, which ``number_lexicon.toml`` lists apart."""


def build() -> str:
    """Build the text of the file."""
    lines = [_HEADER]
    for language in _CARDINALS:
        lines += _table(language, "cardinals", _CARDINALS[language], _cardinals)
        lines += _table(language, "multipliers", _MULTIPLIERS, _multipliers)
        lines += _table(language, "ordinals", _ORDINALS[language], _ordinals)
    return "\n".join(lines).rstrip() + "\n"


def _table(
    language: str, kind: str, values: Iterable[int], spell: Callable[[int, str], Iterator[str]]
) -> Iterator[str]:
    yield f"[{language}.{kind}]"
    for value in values:
        forms = dict.fromkeys(
            form for variant in _VARIANTS.get(language, (language,)) for form in spell(value, variant)
        )
        if forms:
            quoted = ", ".join(f'"{form}"' for form in forms)
            yield f"{value} = [{quoted}]"
    yield ""


def _cardinals(value: int, variant: str) -> Iterator[str]:
    word = _spell(value, variant)
    if word.isalpha():
        yield word


def _ordinals(value: int, variant: str) -> Iterator[str]:
    word = _spell(value, variant, "ordinal")
    if word.isalpha():
        ending = next((ending for ending in _ORDINAL_ENDINGS.get(variant, ()) if word.endswith(ending)), "")
        yield word.removesuffix(ending)


def _multipliers(value: int, variant: str) -> Iterator[str]:
    """The word after "one" and after "two"; nothing where the scale is joined with another word."""
    one = _spell(1, variant)[:2]
    single = _spell(value, variant).split()
    if not single[0].startswith(one):
        yield from single if len(single) == 1 else ()
    elif len(single) > 1:
        yield single[-1]
    double = _spell(2 * value, variant).split()
    if len(double) > 1 and len(single) <= len(double) == 2:  # noqa: PLR2004 - "two" and the scale
        yield double[-1]


def _spell(value: int, variant: str, to: str = "cardinal") -> str:
    from num2words import num2words  # noqa: PLC0415 - a development dependency

    return str(num2words(value, lang=variant, to=to)).lower().replace("'", "")  # "п'ять" is compared as "пять"


if __name__ == "__main__":
    FILE.write_text(build(), encoding="utf-8")
