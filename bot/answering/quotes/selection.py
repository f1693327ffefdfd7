"""Answering without a model: the sentences that answer, best first."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.retrieval.scoring import is_fragment
from index.types import SentenceHit, Span

_MOST = 3
_GAP = 3.5
_PARAGRAPH_GAP = 2
"""How many characters, at least, stand between a heading and what is around it."""

_SAYS_SOMETHING = re.compile(r"\d|[:：]\s")  # "Adults: £5" is short as well, and an answer


def select_quotes(ranked: Sequence[SentenceHit]) -> list[SentenceHit]:
    """One to three sentences: those after the first must come near its score.

    Args:
        ranked: Best first, whole passages.
    """
    near = [hit for hit in ranked if hit.score >= ranked[0].score - _GAP]
    return prefer_statements(near, ranked)[:_MOST]


def prefer_statements(hits: Sequence[SentenceHit], ranked: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Those that are no headings, if there are any: what answers stands below a heading.

    Args:
        hits: Some of those that were ranked, best first.
        ranked: All of them, whole passages.
    """
    first = [hit for hit in hits[:1] if _SAYS_SOMETHING.search(hit.text)]
    return first + remove_headings(hits[len(first) :], ranked) or list(hits)


def remove_headings(hits: Sequence[SentenceHit], around: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Those that are no headings; ``around`` holds the whole passages of each."""
    passages: defaultdict[tuple[str, Span], list[Span]] = defaultdict(list)
    for hit in around:
        passages[hit.text_id, hit.passage].append(hit.span)
    return [hit for hit in hits if not _is_heading(hit, passages[hit.text_id, hit.passage])]


def _is_heading(hit: SentenceHit, beside: Sequence[Span]) -> bool:
    """Whether it is short, ends like no sentence, and stands by itself above others."""
    if not is_fragment(hit.text):
        return False
    above = [hit.span.start - span.end for span in beside if span.end <= hit.span.start]
    below = [span.start - hit.span.end for span in beside if span.start >= hit.span.end]
    return bool(below) and min(above + below) >= _PARAGRAPH_GAP
