"""Prompt injection: sentences of a source that give orders to a language model. Pure.

Only sentences that begin as hardly any honest sentence does are taken for orders. They stay in the index, but the
retriever excludes them: neither a prompt nor an extractive answer contains one. The verifier withholds statements that
follow from an order that was not recognized. Orders of each language are in ``prompt_injection.toml``.
"""

import re
from functools import lru_cache

from bot.answering.word_lists import join_forms, load_once, read_word_list
from index.text import analyzer

_MARKUP = r"<[|｜][^|｜<>\s]{2,40}[|｜]>|<(?:start|end)_of_turn>|\[/?(?:inst|system_prompt|available_tools)\]|<</?sys>>"
"""Tokens of chat templates."""
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһԛԝкмтнв", "aeopcyxijsdhqwkmthb")


@lru_cache(4_096)
def is_injection(sentence: str) -> bool:
    """Whether a sentence gives an order to a language model, also in Cyrillic letters that look like Latin ones."""
    folded = analyzer.fold(_INVISIBLE.sub("", sentence))
    return any(_load_order().search(text) for text in {folded, folded.translate(_LOOKALIKES)})


@load_once
def _load_order() -> re.Pattern[str]:
    words = read_word_list(__file__)
    orders = dict(words["orders"])
    english = orders.pop("en")
    opener = rf"{join_forms(words['openers'])}\b\W+"
    begins = rf"^[\W\d]*(?:{opener}){{0,3}}(?:you (?:must|should|are to|will) (?:now )?)?"
    others = join_forms(orders | {"en": words["role_changes"]["en"]})

    def part(found: re.Match[str]) -> str:
        return join_forms({"en": words["parts"][found[1]]})

    patterns = (rf"{begins}{join_forms({'en': english})}", rf"^\W*{others}", _MARKUP)
    return re.compile(_PLACEHOLDER.sub(part, "|".join(patterns)))
