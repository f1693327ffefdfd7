"""Selection of quotes: the best sentences without headings, and none whose words an earlier one has."""

import re
from collections.abc import Sequence
from itertools import compress

from bot.answering.questions.expected_answers import asks_for_several
from bot.answering.quotes.bylines import is_dateline
from bot.answering.quotes.passage_sentences import PassageSentences
from index.retrieval.lead_ins import MAY_ANSWER, is_paragraph
from index.retrieval.ranking import Ranking
from index.retrieval.scoring import analyze, is_fragment
from index.text import analyzer
from index.types import SentenceHit, Span

_MAX_QUOTES = 3
_MAX_GAP = 3.5
_CERTAIN, _MAX_GAP_IF_CERTAIN = 0.98, 2.0
"""From this confidence on the first quote mostly answers, and a further one must score nearer to it. Other values are
in ``benchmarks/README.md``."""
_ANSWERS, _SURELY_ANSWERS, _HARDLY_ANSWERS, _MAX_BEHIND = 0.0, 2.5, -1.5, 2.5
"""The answerability of a sentence that rather answers than not, that surely does, and that hardly does; and how far a
further one may be behind that of the first. Other values are in ``benchmarks/README.md``."""
_WORD = re.compile(r"\w+")


def select_for_question(question: str, ranking: Ranking) -> list[SentenceHit]:
    """Select one to three sentences of a ranking.

    The confidence counts within one language, to which it is fitted. Between two languages scores are nearer to each
    other, so a further sentence must score as near to the first as beside a certain one.
    """
    confidence = ranking.confidence if ranking.question_language else 1.0
    several = asks_for_several(question)
    return select_quotes(ranking.sentences, confidence, asks_for_several=several, is_sure=ranking.is_sure)


def select_quotes(
    ranked: Sequence[SentenceHit],
    confidence: float = 0.0,
    *,
    asks_for_several: bool = False,
    is_sure: bool = True,
) -> list[SentenceHit]:
    """Select one to three sentences; the second and third must score near the first, and add words.

    Args:
        ranked: The sentences of whole passages, best first.
        confidence: The probability, in [0, 1], that they answer. The higher it is, the fewer are selected.
        asks_for_several: Whether one sentence may be a part of the answer only, as for a list.
        is_sure: Whether the first one surely answers. If it only may, a reader looks at the further ones too.
    """
    gap = _MAX_GAP if confidence < _CERTAIN or asks_for_several else _MAX_GAP_IF_CERTAIN
    candidates = [hit for hit in ranked if not hit.answers_nothing] or ranked
    near = prefer_statements([hit for hit in candidates if hit.score >= candidates[0].score - gap], ranked)
    return remove_repeated(near if asks_for_several else _leave_out_unanswering(near, is_sure=is_sure))[:_MAX_QUOTES]


def _leave_out_unanswering(near: Sequence[SentenceHit], *, is_sure: bool) -> Sequence[SentenceHit]:
    """Leave out further sentences in which the entailment model hardly reads an answer, or a far worse one.

    What it did not read is far behind. Behind a sure answer it stays only where the model reads one there, but hardly:
    a reader misses nothing beside one that surely answers. Behind a doubtful one in which the model reads none, all
    stay.
    """
    first = near[0].answerability if near else None
    if first is None or (first <= _ANSWERS and not is_sure):
        return near
    least, keeps_unread = max(_HARDLY_ANSWERS, first - _MAX_BEHIND), _ANSWERS < first <= _SURELY_ANSWERS
    read = [keeps_unread if hit.answerability is None else hit.answerability > least for hit in near[1:]]
    return [near[0], *compress(near[1:], read)]


def remove_repeated(hits: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Remove sentences whose words stand in an earlier one in the same order: copies, and parts such as a headline."""
    kept: dict[str, SentenceHit] = {}
    for hit in hits:
        words = f" {' '.join(_WORD.findall(hit.text.casefold()))} "
        if not any(words in earlier for earlier in kept):
            kept[words] = hit
    return list(kept.values())


def select_rows(hits: Sequence[SentenceHit], question: str) -> list[SentenceHit]:
    """Remove rows that share less with a question than another row of their table, whose cells it names.

    The rows of a table are alike, because all of them have the names of its columns.
    """
    asked = set(analyze(question).grams)
    shared = [len(asked & set(analyze(hit.text).grams)) if hit.row and not hit.is_head_row else None for hit in hits]
    most: dict[tuple[str, Span], int] = {}
    for hit, count in zip(hits, shared, strict=True):
        if hit.row is not None and count is not None:
            most[hit.text_id, hit.row.head] = max(most.get((hit.text_id, hit.row.head), 0), count)
    return [
        hit
        for hit, count in zip(hits, shared, strict=True)
        if hit.row is None or count is None or count == most[hit.text_id, hit.row.head]
    ]


def prefer_statements(hits: Sequence[SentenceHit], ranked: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Remove headings and datelines if other sentences remain, because the text below them answers.

    Args:
        hits: A part of the ranked sentences, best first.
        ranked: The sentences of whole passages.
    """
    telling = [hit for hit in hits if not is_dateline(hit.text)]
    first = [hit for hit in telling[:1] if MAY_ANSWER.search(hit.text)]
    return first + remove_headings(telling[len(first) :], ranked) or list(hits)


def remove_headings(hits: Sequence[SentenceHit], around: Sequence[SentenceHit]) -> list[SentenceHit]:
    """Remove headings; ``around`` contains the whole passages of the sentences."""
    sentences = PassageSentences.of(around)
    return [hit for hit in hits if not _is_heading(hit, [other.span for other in sentences.list_passage(hit)])]


def _is_heading(hit: SentenceHit, beside: Sequence[Span]) -> bool:
    """Whether a sentence is short, has no final stop, and is a paragraph of its own above another one."""
    if hit.is_head_row:
        return True
    if hit.row is not None or not is_fragment(hit.text):
        return False
    ordered = sorted(beside, key=lambda span: span.start)
    above = next((span for span in reversed(ordered) if span.end <= hit.span.start), None)
    below = next((span for span in ordered if span.start >= hit.span.end), None)
    return is_paragraph(hit.span, above, below)


def is_shown(hit: SentenceHit, shown: Sequence[tuple[str, Span]]) -> bool:
    """Whether a user has seen a part of a sentence."""
    return any(
        hit.text_id == text_id and hit.span.start < span.end and span.start < hit.span.end for text_id, span in shown
    )


def contains_words(quote: str, text: str) -> bool:
    """Whether a quote has the words of a text, all and in their order."""
    wanted, words = analyzer.words(text), analyzer.words(quote)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))
