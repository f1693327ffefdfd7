"""The row of a table that answers a question for the most or the least: "Which is the longest?"."""

from collections.abc import Callable
from dataclasses import replace

from bot.answering.questions.answer_kinds.superlatives import (
    ExtremeRow,
    Superlative,
    find_extreme_row,
    find_superlative,
)
from index.retrieval.ranking import Ranking
from index.text.tables import list_rows_below, split_cells
from index.types import SentenceHit, Span

_RELEVANT = 0.5
"""The least confidence of an answer."""
_NEAR_GAP = 5.0
"""No sentence nearer to the best one stays beside a row."""


def promote_extreme_row(
    question: str,
    ranking: Ranking,
    get_language: Callable[[SentenceHit], str],
    get_text: Callable[[str], str | None],
) -> Ranking | None:
    """Put the row of a table first that has the most or the least of what a question asks for.

    Args:
        question: The question.
        ranking: Its ranking.
        get_language: Returns the language of a sentence.
        get_text: Returns a stored text by its id, because the ranking may have a part of a table only.

    Returns:
        The ranking, whose only near sentence is the row. It is sure if the question names the table in its language,
        and only one row may be meant. None for any other question, for a table that the question does not name where
        the search finds nothing, and where two tables have such a row.
    """
    asked = find_superlative(question)
    if asked is None:
        return None
    heads: dict[tuple[str, Span], SentenceHit] = {}
    for hit in ranking.sentences:
        if hit.row is not None:
            heads.setdefault((hit.text_id, hit.row.head), hit)
    read = [_read_table(asked, ranking, hit, get_language(hit), get_text(hit.text_id)) for hit in heads.values()]
    found = [one for one in read if one is not None]
    named = [one for one in found if one[1].is_named] or found
    if len(named) != 1:
        return None
    row, extreme = named[0]
    is_comparable = ranking.question_language is not None
    if is_comparable and not extreme.is_named and ranking.confidence < _RELEVANT:
        return None
    best = max(hit.score for hit in ranking.sentences)
    others = tuple(hit for hit in ranking.sentences if hit.row is None)
    return replace(
        ranking,
        sentences=(replace(row, score=best), *(hit for hit in others if hit.score < best - _NEAR_GAP)),
        confidence=max(ranking.confidence, _RELEVANT),
        is_sure=is_comparable and extreme.is_named and extreme.is_certain,
    )


def _read_table(
    asked: Superlative, ranking: Ranking, one: SentenceHit, language: str, text: str | None
) -> tuple[SentenceHit, ExtremeRow] | None:
    """Find the row of a table among the ranked sentences, given any of them."""
    if one.row is None or text is None:
        return None
    rows = list_rows_below(text, one.row.head)
    cells = [split_cells(row.slice(text)) for row in rows]
    extreme = find_extreme_row(asked, split_cells(one.row.head_text), cells, language)
    if extreme is None:
        return None
    row = next((hit for hit in ranking.sentences if hit.place == (one.text_id, rows[extreme.at])), None)
    return None if row is None else (row, extreme)
