"""Metrics, checked against results computed by hand."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import metrics

CONFIDENCES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("k", "ranked", "relevant", "expected"),
    [
        (1, [True, False], 1, 1.0),
        (1, [False, True], 1, 0.0),
        (2, [False, True], 1, 1.0),
        (3, [True, False, True, True], 4, 0.5),
        (5, [True, True], 1, 1.0),
        (5, [], 2, 0.0),
    ],
)
def test_recall_is_the_share_of_the_relevant_that_was_found(
    k: int, ranked: list[bool], relevant: int, expected: float
) -> None:
    """Two of four relevant items among the first three are one half; a single target counts once."""
    assert expected == metrics.recall_at(k, ranked, relevant)


@pytest.mark.parametrize(("ranked", "expected"), [([True], 1.0), ([False, False, True, True], 1 / 3), ([False], 0.0)])
def test_reciprocal_rank_looks_at_the_first_right_item(ranked: list[bool], expected: float) -> None:
    """The third place gives a third; no right item gives nothing."""
    assert expected == metrics.reciprocal_rank(metrics.first_rank(ranked))


@pytest.mark.parametrize(
    ("k", "ranked", "relevant", "expected"),
    [
        (10, [True, False], 1, 1.0),
        (10, [False, True], 1, 1 / math.log2(3)),
        (1, [False, True], 1, 0.0),
        (3, [True, False, True], 2, (1 + 1 / 2) / (1 + 1 / math.log2(3))),
        (1, [True], 2, 1.0),
        (10, [True, True, True], 1, 1.0),
    ],
)
def test_ndcg_discounts_by_place(k: int, ranked: list[bool], relevant: int, expected: float) -> None:
    """Gains are one over the logarithm of the place plus one, against those of the best order."""
    assert expected == pytest.approx(metrics.ndcg_at(k, ranked, relevant))


@pytest.mark.parametrize(
    ("said", "golds", "exact", "f1"),
    [
        ("The granite tower!", ["granite tower"], 1.0, 1.0),
        ("a tower of granite", ["granite tower"], 0.0, 0.8),
        ("the tower", ["A keeper", "Tower."], 1.0, 1.0),
        ("oil oil whale", ["oil lamp"], 0.0, 0.4),
        ("paraffin", ["whale oil"], 0.0, 0.0),
        ("", ["whale oil"], 0.0, 0.0),
        ("", [], 1.0, 1.0),
        ("whale oil", [], 0.0, 0.0),
        ("", ["the"], 1.0, 1.0),
        ("", ["the", "oil"], 0.0, 0.0),
        ("thesis", ["sis"], 0.0, 0.0),
        ("twenty-one", ["twentyone"], 1.0, 1.0),
    ],
)
def test_answers_score_as_in_the_official_squad_script(said: str, golds: list[str], exact: float, f1: float) -> None:
    """Case, ASCII punctuation and English articles do not count; the best gold answer does; no answer is empty."""
    assert pytest.approx((exact, f1)) == (metrics.exact_match(said, golds), metrics.token_f1(said, golds))


def test_the_official_tokens_do_not_part_chinese() -> None:
    """The official metric takes a Chinese sentence for one word; the mixed one does not."""
    assert 0.0 == metrics.token_f1("灯塔建于1811年", ["1811年"])
    assert pytest.approx(2 * 2 / (6 + 2)) == metrics.token_f1_mixed("灯塔建于1811年。", ["1811年"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建于1811年，高30米", ["建", "于", "1811", "年", "高", "30", "米"]),
        ("The lamp’s oil", ["the", "lamps", "oil"]),
        ("หอคอย", ["ห", "อ", "ค", "อ", "ย"]),
        ("「ランプ」 Made in 東京", ["ラ", "ン", "プ", "made", "in", "東", "京"]),
        ("…", []),
    ],
)
def test_mixed_segmentation_parts_characters_only_where_there_are_no_blanks(text: str, expected: list[str]) -> None:
    """Characters of Chinese, Japanese and Thai are tokens, other scripts keep their words, punctuation goes."""
    assert expected == metrics.mixed_tokens(text)


@pytest.mark.parametrize(("said", "exact"), [("1811 年。", 1.0), ("于1811年", 0.0), ("", 0.0)])
def test_the_mixed_exact_match_ignores_blanks_and_punctuation(said: str, exact: float) -> None:
    """The same characters are a full match."""
    assert exact == metrics.exact_match_mixed(said, ["1811年"])


@pytest.mark.parametrize(
    ("text", "golds", "expected"),
    [
        ("It was finished in October 1811.", ["october 1811"], 1.0),
        ("It was finished in October 1811.", ["8"], 0.0),
        ("It was finished in October 1811.", ["1811 October", "finished"], 1.0),
        ("灯塔建于1811年。", ["1811年"], 1.0),
        ("Its lamp (with twelve wicks)", ["twelve wicks"], 1.0),
        ("Anything", ["…"], 0.0),
        ("Anything", [], 0.0),
    ],
)
def test_a_gold_answer_is_contained_as_whole_words(text: str, golds: list[str], expected: float) -> None:
    """Punctuation and case do not matter, but half a word is no word."""
    assert expected == metrics.contains_answer(text, golds)


def any_gold(citations: Sequence[str]) -> bool:
    """Return whether one of the citations is right."""
    return "right" in citations


def both(citations: Sequence[str]) -> bool:
    """Return whether both halves of a proof are cited."""
    return {"left half", "right half"} <= set(citations)


@pytest.mark.parametrize(
    ("statements", "supports", "expected"),
    [
        ([["right"]], any_gold, (1.0, 1.0)),
        ([["wrong"]], any_gold, (0.0, 0.0)),
        ([["right"], ["wrong"], ["wrong"]], any_gold, (1 / 3, 1 / 3)),
        ([["right", "wrong"]], any_gold, (0.5, 1.0)),
        ([["right"], []], any_gold, (1.0, 0.5)),
        ([[]], any_gold, (0.0, 0.0)),
        ([["left half", "right half"]], both, (1.0, 1.0)),
        ([["left half", "right half", "wrong"]], both, (2 / 3, 1.0)),
        ([["left half"]], both, (0.0, 0.0)),
    ],
)
def test_citations_score_as_in_alce(
    statements: list[list[str]], supports: Callable[[Sequence[str]], bool], expected: tuple[float, float]
) -> None:
    """A citation that neither supports alone nor is missed by the others costs precision; a needed half does not."""
    assert pytest.approx(expected) == metrics.citation_scores(statements, supports)


def test_abstention_counts_refusals_as_finds() -> None:
    """Of three refusals two were right, of four unanswerable questions two were refused."""
    refused = [True, True, True, False, False, False]
    unanswerable = [True, True, False, True, True, False]
    found = metrics.abstention(refused, unanswerable)
    assert pytest.approx((2 / 3, 0.5, 4 / 7)) == (found.precision, found.recall, found.f1)


@pytest.mark.parametrize(("refused", "unanswerable"), [([False], [True]), ([True], [False]), ([], [])])
def test_abstention_without_a_right_refusal_is_zero(refused: list[bool], unanswerable: list[bool]) -> None:
    """Empty cases give 0, not a division by zero."""
    found = metrics.abstention(refused, unanswerable)
    assert (0.0, 0.0, 0.0) == (found.precision, found.recall, found.f1)


def test_a_threshold_refuses_what_lies_below_it() -> None:
    """A confidence at the threshold is answered, as in an answer of Pincite."""
    points = metrics.tradeoffs([0.1, 0.5], [0.5, 0.6, 0.7, 0.9], [0.1, 0.5, 0.65, 1.0])
    assert [(0.0, 0.0), (0.5, 0.0), (1.0, 0.5), (1.0, 1.0)] == [(one.refused, one.wrongly_refused) for one in points]


@pytest.mark.parametrize(
    ("unanswerable", "answerable", "expected"),
    [([0.1, 0.2], [0.8, 0.9], 1.0), ([0.8], [0.1], 0.0), ([0.5], [0.5], 0.5), ([0.1, 0.7], [0.5, 0.9], 0.75)],
)
def test_the_area_is_the_chance_of_the_right_order(
    unanswerable: list[float], answerable: list[float], expected: float
) -> None:
    """Three of four pairs in order are three quarters; a tie is half a pair."""
    assert expected == metrics.area_under(unanswerable, answerable)


@given(CONFIDENCES, CONFIDENCES)
def test_the_area_lies_under_the_curve(unanswerable: list[float], answerable: list[float]) -> None:
    """Adding up the curve by trapezoids gives the same, whatever the confidences."""
    thresholds = [*sorted({*unanswerable, *answerable}), math.inf]
    points = metrics.tradeoffs(unanswerable, answerable, thresholds)
    under = sum(
        (after.wrongly_refused - before.wrongly_refused) * (after.refused + before.refused) / 2
        for before, after in pairwise(points)
    )
    assert pytest.approx(under) == metrics.area_under(unanswerable, answerable)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 10.0), (0.5, 25.0), (0.95, 38.5), (1.0, 40.0)])
def test_percentiles_are_interpolated(share: float, expected: float) -> None:
    """Between two neighbours the percentile moves evenly."""
    assert expected == pytest.approx(metrics.percentile([40, 10, 30, 20], share))
