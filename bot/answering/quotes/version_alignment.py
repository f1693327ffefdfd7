"""What became of cited words in a newer version of their text. Pure.

The sentences of both versions are aligned. Words that are in the newer text unchanged, once, are still there. A changed
sentence is found only between neighbours that did not change, and only if it is clearly the one: otherwise the cited
words are gone, because a lookalike would be a false quote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from index.text.analyzer import fold, words
from index.text.chunking import split
from index.types import Span

_SAME = 0.5  # the least share of common words, in [0, 1]
_LEAD = 0.2  # how much less the next candidate must share
_MOST_SENTENCES = 5_000


FateStatus = Literal["same", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of cited words.

    Attributes:
        status: ``same`` if the newer text has them, ``changed`` if it has others in their place, else ``gone``.
        span: Where the newer text has them, or what is in their place; None if they are gone.
    """

    status: FateStatus
    span: Span | None = None


def find_words_now(old: str, new: str, cited: Span, language: str) -> str | None:
    """Find what a newer text has in place of cited words, which are they themselves if it has them; None if nothing.

    The arguments are those of ``find_fate``.
    """
    span = find_fate(old, new, cited, language).span
    return span.slice(new) if span else None


def find_fate(old: str, new: str, cited: Span, language: str) -> Fate:
    """Find what became of cited words.

    Args:
        old: The text that ``cited`` points into.
        new: The newer text.
        cited: The cited words, whole sentences.
        language: Of both texts, ISO 639-1, or ``und``.
    """
    quote = cited.slice(old)
    at = new.find(quote)
    if at >= 0 and new.find(quote, at + 1) < 0:
        return Fate("same", Span(at, at + len(quote)))
    before, after = _sentences(old, language), _sentences(new, language)
    if len(before) > _MOST_SENTENCES or len(after) > _MOST_SENTENCES:
        return Fate("same", Span(at, at + len(quote))) if at >= 0 else Fate("gone")
    first = next((n for n, span in enumerate(before) if span.end > cited.start), None)
    last = next((n for n, span in enumerate(before) if span.end >= cited.end), None)
    if first is None or last is None:
        return Fate("gone")
    matcher = SequenceMatcher(
        None, [span.slice(old) for span in before], [span.slice(new) for span in after], autojunk=False
    )
    for tag, low, high, new_low, new_high in matcher.get_opcodes():
        if low <= first and last < high:
            if tag == "equal":
                return Fate("same", _over(after, new_low + first - low, new_low + last - low))
            if tag == "replace":
                rivals = [span.slice(old) for n, span in enumerate(before[low:high], low) if not first <= n <= last]
                return _replaced(quote, rivals, new, after[new_low:new_high], last - first + 1)
            break
    return Fate("gone")  # also if some of the words stayed and some did not, so no one place says what became of them


def _replaced(quote: str, rivals: Sequence[str], new: str, candidates: Sequence[Span], length: int) -> Fate:
    """Choose the run of sentences that took the place of the quote, if one is clearly the one.

    Args:
        quote: The cited words.
        rivals: The other sentences that were replaced with them; the run must not be like one of these.
        new: The newer text.
        candidates: The sentences that are there now.
        length: How many sentences the quote has.
    """
    runs = [_over(candidates, at, at + length - 1) for at in range(len(candidates) - length + 1)]
    scored = sorted(((_likeness(quote, run.slice(new)), -run.start, run) for run in runs), reverse=True)
    if not scored or scored[0][0] < _SAME:
        return Fate("gone")
    if len(scored) > 1 and scored[1][0] > scored[0][0] - _LEAD:
        return Fate("gone")
    best, _, run = scored[0]
    if any(_likeness(rival, run.slice(new)) > best - _LEAD for rival in rivals):
        return Fate("gone")
    return Fate("changed", run)


def _likeness(one: str, other: str) -> float:
    """Return how many of their words two texts have in common and in order, in [0, 1]."""
    return SequenceMatcher(None, words(fold(one)), words(fold(other)), autojunk=False).ratio()


def _sentences(text: str, language: str) -> list[Span]:
    return [sentence for passage in split(text, language) for sentence in passage.sentences]


def _over(spans: Sequence[Span], first: int, last: int) -> Span:
    return Span(spans[first].start, spans[last].end)
