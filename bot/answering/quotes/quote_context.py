"""The context of a quote: the sentences beside it without which its words do not stand for themselves. Pure.

A quote that ends in a colon is continued. One that begins with a pronoun or a demonstrative brings the sentence before
it. ``quote_context.toml`` has the words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, read_word_list
from index.retrieval.scoring import is_fragment
from index.types import SentenceHit, Span

_MAX_CHARS = 500
"""A longer quote is not widened, because the passage around it is one tap away."""
_MAX_CONTINUED = 4
"""How many sentences or entries of a list may follow a colon."""
_MAX_BLANK_CHARS = 2
"""The longest white space of a canonical text: a blank line."""
_OPENING = re.compile(r"^\W+")
_COLON = re.compile(r"[:：]\W*$")
_ENTRY = re.compile(r"\s*(?:[-*•–—·]|\(?\w{1,3}[.)])\s")


@dataclass(frozen=True)
class PassageSentences:
    """The sentences of whole passages, in order, by their passage."""

    by_passage: Mapping[tuple[str, Span], Sequence[SentenceHit]]

    @classmethod
    def of(cls, hits: Iterable[SentenceHit]) -> "PassageSentences":
        """Collect the sentences of whole passages; one that occurs twice counts once."""
        found: defaultdict[tuple[str, Span], list[SentenceHit]] = defaultdict(list)
        for hit in {(hit.text_id, hit.span): hit for hit in hits}.values():
            found[hit.text_id, hit.passage].append(hit)
        return cls({key: sorted(each, key=lambda hit: hit.span.start) for key, each in found.items()})

    def list_beside(self, hit: SentenceHit) -> tuple[Sequence[SentenceHit], Sequence[SentenceHit]]:
        """List the sentences before and after a sentence in its passage, nearest first, up to the first gap.

        The search leaves out sentences with prompt injection, and no quote may contain one.
        """
        passage = self.by_passage.get((hit.text_id, hit.passage), ())
        before = [other for other in passage if other.span.end <= hit.span.start][::-1]
        after = [other for other in passage if other.span.start >= hit.span.end]
        return _take_adjacent(hit, before), _take_adjacent(hit, after)


def _take_adjacent(hit: SentenceHit, beside: Sequence[SentenceHit]) -> list[SentenceHit]:
    taken: list[SentenceHit] = []
    for other in beside:
        last = taken[-1] if taken else hit
        gap = max(other.span.start - last.span.end, last.span.start - other.span.end)
        if gap > _MAX_BLANK_CHARS:
            break
        taken.append(other)
    return taken


def widen_quotes(hits: Sequence[SentenceHit], sentences: PassageSentences) -> list[tuple[SentenceHit, Span]]:
    """Find the span to quote for each sentence; a sentence inside an earlier quote is left out.

    Args:
        hits: The chosen sentences, best first.
        sentences: The sentences around them.
    """
    widened: list[tuple[SentenceHit, Span]] = []
    for hit in hits:
        taken = [span for other, span in widened if other.text_id == hit.text_id]
        if any(span.start <= hit.span.start and hit.span.end <= span.end for span in taken):
            continue
        wide = find_quote_span(hit, sentences)
        is_free = all(wide.end <= span.start or span.end <= wide.start for span in taken)
        widened.append((hit, wide if is_free else hit.span))
    return widened


def find_quote_span(hit: SentenceHit, sentences: PassageSentences) -> Span:
    """Find the span to quote for a sentence: itself, or with the sentences that it points to."""
    before, after = sentences.list_beside(hit)
    start, end = hit.span.start, hit.span.end
    if before and points_back(hit.text) and _is_statement(before[0]):
        start = before[0].span.start
    if _COLON.search(hit.text):
        end = _continue(hit, after)
    return Span(start, end) if end - start <= _MAX_CHARS else hit.span


def points_back(text: str) -> bool:
    """Whether a sentence begins with a word that points to the sentence before it."""
    opening = _OPENING.sub("", text, count=1)
    return _load_pointing().match(opening) is not None and _load_not_pointing().match(opening) is None


def _continue(hit: SentenceHit, after: Sequence[SentenceHit]) -> int:
    """Find the end of what follows a colon: one sentence, or the entries of a list."""
    end = hit.span.end
    for n, other in enumerate(after[:_MAX_CONTINUED]):
        is_entry = _ENTRY.match(other.text) is not None
        if n and not is_entry:
            break
        if other.span.end - hit.span.start > _MAX_CHARS:
            break
        end = other.span.end
        if not is_entry:
            break
    return end


def _is_statement(hit: SentenceHit) -> bool:
    return not is_fragment(hit.text)


@cache
def _load_pointing() -> re.Pattern[str]:
    words = read_word_list(__file__)["pointing"]
    spaced = join_forms({code: [re.escape(word) for word in each] for code, each in words.items()}, spaced=True)
    unspaced = join_forms({code: words[code] for code in UNSPACED_LANGUAGES & set(words)})
    return re.compile(rf"{spaced}(?![\w'’-])|{unspaced}", re.IGNORECASE)


@cache
def _load_not_pointing() -> re.Pattern[str]:
    return re.compile(join_forms(read_word_list(__file__)["not_pointing"]), re.IGNORECASE)
