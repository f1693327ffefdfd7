"""Questions that name a source by its place in the list, or all sources: "the second article", "who wrote these?".

The phrases of each language are in ``named_sources.toml``. Pure, without a model.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal, get_args

from bot.answering.chat_language.chat_abbreviations import expand_abbreviations
from bot.answering.chat_language.small_talk import strip_small_talk
from bot.answering.questions.follow_ups import has_topic
from bot.answering.questions.intent import classify_intent
from bot.answering.questions.source_details import classify_details
from bot.answering.types import Question
from bot.answering.word_lists import UNSPACED_LANGUAGES, read_word_list
from index.types import Source

_AskedOfAll = Literal["author", "date", "title", "length", "language", "summary"]
_MAX_CHARS = 120
_LAST = -1
_INSIDE = re.compile(r"(?:(?<!\w)(?:in|im|en|em|dans|в|во|في)\s+|在)$", re.IGNORECASE)
"""The word before a source in which something is searched: "who is the mayor in the second article"."""


def name_sources(question: Question, list_sources: Callable[[], Sequence[Source]]) -> Question | None:
    """Return a question about the sources that a question names, which asks of "this article"; None for any other.

    "The second one" is a source only where the question asks for something of a source; it may be the second of
    anything. "They" is the sources only where the question before did not ask about the text.

    Args:
        question: The question.
        list_sources: Lists the sources in the order in which users see them; called if the question may name some.
    """
    text = expand_abbreviations(strip_small_talk(question.text))
    if len(text) > _MAX_CHARS:
        return None
    of_all = _find_asked_of_all(text, with_pronouns=not _asks_text(question))
    placed = None if of_all else _find_place(text)
    if of_all is None and placed is None:
        return None
    sources = list_sources()
    if len(sources) < 2:  # noqa: PLR2004 - one source needs no name
        return None
    if placed is None:
        chosen = question.source_ids if question.source_ids is not None else [source.id for source in sources]
        return replace(question, text=str(of_all), source_ids=list(chosen), history=())
    place, asked = placed
    # A place that the list does not have names no source, and nothing answers the question.
    ids = [sources[place].id] if place < len(sources) else []
    return replace(question, text=asked, source_ids=ids, history=())


def _asks_text(question: Question) -> bool:
    """Whether the question before is about the text of a source, so that "they" are people or things in it."""
    if not question.history:
        return False
    before = strip_small_talk(question.history[-1].question)
    return classify_intent(before) == "lookup" and not classify_details(before) and has_topic(before)


def _find_asked_of_all(text: str, *, with_pronouns: bool) -> str | None:
    """Return the question about one source that a text asks of all of them; None for another text."""
    words = read_word_list(__file__)
    for asked in get_args(_AskedOfAll):
        for language in words["all"]:
            if _compile_of_all(asked, language, with_pronouns=with_pronouns).fullmatch(text):
                return str(words[asked][language][0])
    return None


@cache
def _compile_of_all(asked: _AskedOfAll, language: str, *, with_pronouns: bool) -> re.Pattern[str]:
    words = read_word_list(__file__)
    every = [*words["all"][language], *(words["pronouns"][language] if with_pronouns else ())]
    forms = "|".join(words[f"all_{asked}"][language]).replace("{all}", f"(?:{'|'.join(every)})")
    return re.compile(rf"\W*(?:{forms})\W*", re.IGNORECASE)


def _find_place(text: str) -> tuple[int, str] | None:
    """Return the place of the source that a text names, from 0, and the text with "this article" in its place."""
    for language, (this, *_) in read_word_list(__file__)["this"].items():
        for is_vague in (False, True):
            for place, pattern in _compile_places(language, is_vague=is_vague):
                found = pattern.search(text)
                if found is None:
                    continue
                at = int(found["digit"]) - 1 if place is None else place
                before, after = text[: found.start()], text[found.end() :]
                blank = "" if language in UNSPACED_LANGUAGES else " "
                asked = " ".join(f"{before}{blank}{this}{blank}{after}".split())
                if classify_details(asked) or classify_intent(asked) != "lookup":
                    return at, asked
                inside = _INSIDE.search(before)
                rest = " ".join(f"{before[: inside.start()]} {after}".split()) if inside else ""
                if not is_vague and has_topic(rest):
                    return at, rest.strip(" ,،，")
    return None


@cache
def _compile_places(language: str, *, is_vague: bool) -> tuple[tuple[int | None, re.Pattern[str]], ...]:
    words = read_word_list(__file__)
    forms = words["vague" if is_vague else "reference"][language]
    edges = ("", "") if language in UNSPACED_LANGUAGES else (r"(?<!\w)", r"(?!\w)")
    ordinals: list[tuple[int | None, str]] = list(enumerate(words["ordinals"][language]))
    ordinals[-1] = (_LAST, ordinals[-1][1])
    counted = [
        (place, form.replace("{ordinal}", f"(?:{ordinal})"))
        for place, ordinal in ordinals
        for form in forms
        if "{ordinal}" in form
    ]
    counted += [(None, form.replace("{digit}", "(?P<digit>[1-9])")) for form in forms if "{digit}" in form]
    return tuple((place, re.compile(edges[0] + form + edges[1], re.IGNORECASE)) for place, form in counted)
