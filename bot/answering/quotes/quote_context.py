"""The context of a quote: the sentences beside it without which its words do not stand for themselves. Pure.

A quote that ends in a colon is continued, and one of a short entry of a numbered list is the whole entry. One that
begins with a pronoun or a demonstrative brings the sentence before it, and so does the answer to a question of the
text. A claim brings the next sentence if that one denies it, and so does a label of one or two words: "Full disk."
``quote_context.toml`` has the words that point back.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.answering.quotes.denials import is_denied_by
from bot.answering.quotes.passage_sentences import PassageSentences
from bot.answering.word_lists import UNSPACED_LANGUAGES, join_forms, load_once, read_word_list
from index.retrieval.lead_ins import PARAGRAPH_GAP, is_question
from index.retrieval.scoring import is_fragment
from index.text.scripts import EAST_ASIAN
from index.types import SentenceHit, Span

_MAX_CHARS = 500
"""A longer quote is not widened, because the passage around it is one tap away."""
_MAX_CONTINUED = 4
"""How many sentences or entries of a list may follow a colon."""
_OPENING = re.compile(r"^\W+")
_COLON = re.compile(r"[:：]\W*$")
_MAX_ENTRY_CHARS = 240
_MAX_LABEL_WORDS, _MAX_LABEL_CHARS, _MAX_UNSPACED_LABEL_CHARS = 2, 24, 6
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(f"[{EAST_ASIAN}]")
_NUMBERED = re.compile(r"\s*\(?(\d{1,3})[.)]\s")
_ENTRY = re.compile(r"\s*(?:[-*•–—·]|\(?\w{1,3}[.)])\s")


def widen_quotes(
    hits: Sequence[SentenceHit],
    sentences: PassageSentences,
    is_continued_by: Callable[[SentenceHit, SentenceHit], bool] = lambda _hit, _after: False,
) -> list[tuple[SentenceHit, Span]]:
    """Find the span to quote for each sentence; a sentence inside an earlier quote is left out.

    Args:
        hits: The chosen sentences, best first.
        sentences: The sentences around them.
        is_continued_by: Whether the best one needs the sentence after it, such as for a reason or another amount.
    """
    widened: list[tuple[SentenceHit, Span]] = []
    for hit in hits:
        taken = [span for other, span in widened if other.text_id == hit.text_id]
        if any(span.start <= hit.span.start and hit.span.end <= span.end for span in taken):
            continue
        wide = find_quote_span(hit, sentences)
        if not widened:
            wide = _add_continuation(hit, wide, sentences, is_continued_by)
        is_free = all(wide.end <= span.start or span.end <= wide.start for span in taken)
        widened.append((hit, wide if is_free else hit.span))
    return widened


def find_quote_span(hit: SentenceHit, sentences: PassageSentences) -> Span:
    """Find the span to quote for a sentence: itself, or with the sentences that it points to."""
    if hit.row is not None:
        return hit.span
    before, after = sentences.list_beside(hit)
    entry = _find_entry(hit, before, after)
    if entry is not None:
        return entry
    start, end = hit.span.start, hit.span.end
    if before and (_asks_for(before[0], hit) or (points_back(hit.text) and _is_statement(before[0]))):
        start = before[0].span.start
    if _COLON.search(hit.text):
        end = _continue(hit, after)
    elif after and (is_denied_by(hit.text, after[0].text) or _labels(hit, after[0])):
        end = after[0].span.end
    return Span(start, end) if end - start <= _MAX_CHARS else hit.span


def _add_continuation(
    hit: SentenceHit,
    wide: Span,
    sentences: PassageSentences,
    is_continued_by: Callable[[SentenceHit, SentenceHit], bool],
) -> Span:
    _, after = sentences.list_beside(hit)
    if hit.row is not None or wide.end != hit.span.end or not after or not is_continued_by(hit, after[0]):
        return wide
    return Span(wide.start, after[0].span.end) if after[0].span.end - wide.start <= _MAX_CHARS else wide


def points_back(text: str) -> bool:
    """Whether a sentence begins with a word that points to the sentence before it."""
    opening = _OPENING.sub("", text, count=1)
    return _load_pointing().match(opening) is not None and _load_not_pointing().match(opening) is None


def _find_entry(hit: SentenceHit, before: Sequence[SentenceHit], after: Sequence[SentenceHit]) -> Span | None:
    """Find the entry of a numbered list around a sentence; None if there is none, or if it is long."""
    backwards = _list_within_paragraph([hit, *before])
    first = next((at for at, other in enumerate(backwards) if _NUMBERED.match(other.text)), None)
    if first is None:
        return None
    forwards = _list_within_paragraph([hit, *after])
    end = next((at for at, other in enumerate(forwards) if at and _NUMBERED.match(other.text)), len(forwards))
    span = Span(backwards[first].span.start, forwards[end - 1].span.end)
    numbers = {_read_number(other) for other in (*before, *after)}
    number = _read_number(backwards[first])
    is_list = number is not None and not numbers.isdisjoint({number - 1, number + 1})
    return span if is_list and span.end - span.start <= _MAX_ENTRY_CHARS else None


def _list_within_paragraph(hits: Sequence[SentenceHit]) -> Sequence[SentenceHit]:
    """List the first of adjacent sentences, in either direction, up to the end of their paragraph."""
    gaps = (
        at
        for at, (one, other) in enumerate(pairwise(hits), start=1)
        if max(other.span.start - one.span.end, one.span.start - other.span.end) >= PARAGRAPH_GAP
    )
    return hits[: next(gaps, len(hits))]


def _read_number(hit: SentenceHit) -> int | None:
    found = _NUMBERED.match(hit.text)
    return None if found is None else int(found[1])


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


def _asks_for(before: SentenceHit, hit: SentenceHit) -> bool:
    """Whether the sentence before is a question in the same paragraph; one above it is cited as the section."""
    return is_question(before.text) and hit.span.start - before.span.end < PARAGRAPH_GAP


def _labels(hit: SentenceHit, after: SentenceHit) -> bool:
    """Whether a sentence is too short to say what it is about, and the next one of its paragraph may tell."""
    is_apart = after.span.start - hit.span.end >= PARAGRAPH_GAP
    most = _MAX_UNSPACED_LABEL_CHARS if _UNSPACED.search(hit.text) else _MAX_LABEL_CHARS
    return not is_apart and len(hit.text) <= most and len(_WORD.findall(hit.text)) <= _MAX_LABEL_WORDS


def _is_statement(hit: SentenceHit) -> bool:
    return not is_fragment(hit.text)


@load_once
def _load_pointing() -> re.Pattern[str]:
    words = read_word_list(__file__)["pointing"]
    spaced = join_forms({code: [re.escape(word) for word in each] for code, each in words.items()}, spaced=True)
    unspaced = join_forms({code: words[code] for code in UNSPACED_LANGUAGES & set(words)})
    return re.compile(rf"{spaced}(?![\w'’-])|{unspaced}", re.IGNORECASE)


@load_once
def _load_not_pointing() -> re.Pattern[str]:
    return re.compile(join_forms(read_word_list(__file__)["not_pointing"]), re.IGNORECASE)
