"""Copies: sentences of several sources with the same words, of which an answer quotes one. Pure."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from index.errors import UnknownSourceError
from index.text.analyzer import join_sentence
from index.types import SentenceHit, Source

_MIN_CHARS = 20
"""Shorter sentences, such as "See below.", are in several texts by chance."""
_LAST = 100.0
"""The distance of copies below all other sentences, which no gap for further quotes reaches."""


def merge_copies(ranked: Sequence[SentenceHit], get_source: Callable[[str], Source]) -> list[SentenceHit]:
    """Put one of several copies in the place of the best one, and the others last, for the passages that have them.

    The copy of the article counts most, then that of the source to which most others link, then the best.

    Args:
        ranked: Best first.
        get_source: Returns the source of an id; called only for sources with copies.

    Returns:
        The same sentences, best first; ``also`` of a sentence names the other sources that have its words.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, hit in enumerate(ranked):
        words = join_sentence(hit.text)
        if len(words) >= _MIN_CHARS:
            groups[words].append(at)
    copied = [group for group in groups.values() if len({ranked[at].source_id for at in group}) > 1]
    if not copied:
        return list(ranked)
    find = cache(partial(find_current, get_source))
    merged: list[SentenceHit | None] = list(ranked)
    last: list[int] = []
    for group in copied:
        chosen = min(group, key=lambda at: (*_order(find(ranked[at].source_id)), at))
        others = dict.fromkeys(ranked[at].source_id for at in group if ranked[at].source_id != ranked[chosen].source_id)
        last += [at for at in group if at != chosen]
        merged[chosen] = None
        merged[group[0]] = replace(ranked[chosen], score=ranked[group[0]].score, also=tuple(others))
        for at in group[1:]:
            merged[at] = None
    lowest = ranked[-1].score - _LAST
    kept = [hit for hit in merged if hit is not None]
    return [*kept, *(replace(ranked[at], score=lowest) for at in sorted(last))]


def find_current(get_source: Callable[[str], Source], id_: str) -> Source | None:
    """Return the source of an id; None if it was removed a moment ago."""
    try:
        return get_source(id_)
    except UnknownSourceError:
        return None


def _order(source: Source | None) -> tuple[bool, int]:
    if source is None:
        return (True, 0)
    return (source.kind != "article", -len(source.linked_from))
