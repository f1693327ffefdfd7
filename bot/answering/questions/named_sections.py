"""Questions that name a section: "Early voyages", or "What does the section Early voyages say?". Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answering.word_lists import join_forms, load_once, read_word_list
from index.retrieval.ranking import Ranking
from index.text.analyzer import join_sentence
from index.text.scripts import DENSE_FROM
from index.types import Heading, SentenceHit

_SIGN = "§"
_QUOTED = 3
_LEAD = 1.0
"""The distance between two sentences of a named section; the next ones of the ranking are further away."""


def promote_section(question: str, ranking: Ranking, get_headings: Callable[[str], Sequence[Heading]]) -> Ranking:
    """Put the first sentences of the section that a question names before all others.

    Args:
        question: A heading, or a word for a section together with a heading.
        ranking: For the question.
        get_headings: Returns the headings of a stored text, ascending. Blocking.

    Returns:
        The ranking as it was, if no ranked sentence is a heading that the question names.
    """
    named = [hit for hit in ranking.sentences if _names(question, hit.text)]
    for hit in sorted(named, key=lambda hit: -len(hit.text)):
        first = _find_first(hit, ranking.sentences, get_headings(hit.text_id))
        if first:
            top = ranking.sentences[0].score + _LEAD * len(first) + 1
            lifted = [replace(one, score=top - _LEAD * place) for place, one in enumerate(first)]
            places = {one.place for one in first}
            rest = (one for one in ranking.sentences if one.place not in places)
            return replace(ranking, sentences=(*lifted, *rest), confidence=1.0, is_sure=True)
    return ranking


def _find_first(hit: SentenceHit, ranked: Sequence[SentenceHit], headings: Sequence[Heading]) -> list[SentenceHit]:
    """Return the first sentences below a heading; none if the sentence is no heading."""
    place = next((at for at, heading in enumerate(headings) if heading.span == hit.span), None)
    if place is None:
        return []
    below = headings[place + 1 :]
    end = next((one.span.start for one in below if one.level <= headings[place].level), None)
    inner = {heading.span for heading in below}
    within = (
        one
        for one in ranked
        if one.text_id == hit.text_id
        and one.span.start >= hit.span.end
        and (end is None or one.span.start < end)
        and one.span not in inner
    )
    return sorted(within, key=lambda one: one.span.start)[:_QUOTED]


def _names(question: str, heading: str) -> bool:
    asked, named = join_sentence(question), join_sentence(heading)
    if not named or not (f" {named} " in f" {asked} " or (named[0] >= DENSE_FROM and named in asked)):
        return False
    return asked == named or _SIGN in question or _load_section().search(question) is not None


@load_once
def _load_section() -> re.Pattern[str]:
    words = read_word_list(__file__)["section"]
    spaced, unspaced = (join_forms(words, spaced=spaced) for spaced in (True, False))
    return re.compile(rf"\b{spaced}\b|{unspaced}", re.IGNORECASE)
