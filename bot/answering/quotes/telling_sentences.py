"""Telling sentences: those of a text that say something themselves, and those in which somebody speaks. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.answering.facts.languages import UNKNOWN
from bot.answering.facts.naming.names import find_names
from bot.answering.facts.quantities.dates import find_dates
from bot.answering.facts.roles.hedges import find_speech
from bot.answering.facts.roles.pieces import find_content_words
from index.retrieval.lead_ins import PARAGRAPH_GAP
from index.types import SentenceHit

_ENDS = tuple(".!…。！।۔")
_CLOSING = "\"'”’»」』)）] "
_MIN_WORDS = 2
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"'}
"""The quotation marks that close each one that opens."""
_MARKS = re.compile('[“”„«»「」『』"]')
_MIN_POSITIONS = 2


def select_telling(hits: Sequence[SentenceHit], languages: Mapping[str, str]) -> list[SentenceHit]:
    """Select the sentences that end as a statement does and say more than a date; all of them if none does.

    A byline, a dateline, a question and the announcement of a list do not.

    Args:
        hits: The sentences.
        languages: The language of each source by its id.
    """
    return [hit for hit in hits if _tells(hit.text, languages.get(hit.source_id, UNKNOWN))] or list(hits)


def _tells(text: str, language: str) -> bool:
    if not text.rstrip(_CLOSING).endswith(_ENDS):
        return False
    for date in reversed(find_dates(text, language)):
        text = text[: date.start] + text[date.end :]
    return len(find_content_words(text, language)) >= _MIN_WORDS


def leave_out_speech(hits: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Leave out sentences within words of somebody that are longer than a sentence; all of them if none is left.

    "I am sending you data." does not say who sends, and no mark tells that somebody is quoted.

    Args:
        hits: In reading order. A quotation ends with its paragraph.
    """
    kept: list[SentenceHit] = []
    opening, end = "", 0
    for hit in hits:
        if hit.span.start - end >= PARAGRAPH_GAP:
            opening = ""
        before, opening, end = opening, _read_marks(hit.text, opening), hit.span.end
        if not before and not opening:
            kept.append(hit)
    return kept or list(hits)


def _read_marks(text: str, opening: str) -> str:
    """Return the mark of the quotation that is open behind a text, given the one before it; empty if none is."""
    for mark in _MARKS.findall(text):
        if opening:
            opening = "" if mark in _CLOSED_BY[opening] else opening
        elif mark in _CLOSED_BY:
            opening = mark
    return opening


def select_positions(hits: Sequence[SentenceHit], languages: Mapping[str, str], most: int) -> list[SentenceHit]:
    """Select sentences in which somebody says, claims or believes something, in reading order; none if there are few.

    Each speaker speaks once before one speaks twice, and named speakers come first.
    """
    speaking = [hit for hit in hits if speaks(hit.text, languages.get(hit.source_id, UNKNOWN))]
    if len(speaking) < _MIN_POSITIONS:
        return []
    seen: Counter[str] = Counter()
    rounds: list[tuple[bool, int, int]] = []
    for at, hit in enumerate(speaking):
        names = find_names(hit.text, languages.get(hit.source_id, UNKNOWN))
        speaker = names[-1].words[-1] if names else ""
        rounds.append((not names, seen[speaker], at))
        seen[speaker] += 1
    return [speaking[at] for at in sorted(at for _, _, at in sorted(rounds)[:most])]


def speaks(text: str, language: str) -> bool:
    """Return whether somebody says, claims or believes something in a sentence."""
    return bool(find_speech(text, language))
