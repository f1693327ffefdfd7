"""The metrics of an evaluation, as the field defines them. Pure.

A ranking is a sequence of flags, best first: whether the item at that rank is relevant. Shares and scores are in
[0, 1]; higher is better unless the docstring says otherwise.
"""

import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.text.scripts import UNSPACED

C = TypeVar("C")

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_ASCII_PUNCTUATION = str.maketrans("", "", string.punctuation)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"[^\W_]+")


def recall_at(k: int, ranked: Sequence[bool], relevant: int = 1) -> float:
    """Compute recall at ``k``: the share of the relevant items that are among the first ``k``.

    Source: Manning, Raghavan & Schütze, "Introduction to Information Retrieval" (2008), 8.4.

    Args:
        k: At least 1.
        ranked: Flags, best first.
        relevant: The number of relevant items, at least 1. With 1, the mean over rankings is what open-domain question
            answering calls top-k accuracy; several flags then count once.
    """
    return min(sum(ranked[:k]), relevant) / relevant


def first_rank(ranked: Sequence[bool]) -> int | None:
    """Return the rank of the first relevant item, from 1; None without one."""
    return next((place for place, right in enumerate(ranked, start=1) if right), None)


def reciprocal_rank(first: int | None) -> float:
    """Return 1 / rank of the first relevant item, 0 without one; the mean over questions is the MRR.

    Source: Voorhees, "The TREC-8 Question Answering Track Report" (1999).
    """
    return 1.0 / first if first else 0.0


def ndcg_at(k: int, ranked: Sequence[bool], relevant: int = 1) -> float:
    """Compute the normalized discounted cumulative gain of the first ``k``, with binary gains and base 2.

    Source: Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).

    Args:
        k: At least 1.
        ranked: Flags, best first.
        relevant: The number of relevant items, at least 1; further flags gain nothing.
    """
    places = [place for place, right in enumerate(ranked[:k], start=1) if right][:relevant]
    ideal = sum(1.0 / math.log2(1 + place) for place in range(1, min(k, relevant) + 1))
    return sum(1.0 / math.log2(1 + place) for place in places) / ideal


def normalize_answer(text: str) -> str:
    """Normalize an answer: lower case, no ASCII punctuation, no English articles, single blanks.

    Source: the official evaluation script of SQuAD 1.1 and 2.0 (Rajpurkar et al., 2016 and 2018).
    """
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_ASCII_PUNCTUATION)).split())


def exact_match(predicted: str, golds: Sequence[str]) -> float:
    """Return 1 where the prediction equals a gold answer after ``normalize_answer``, else 0.

    Source: as ``normalize_answer``. Without gold answers the question has no answer, and the empty prediction is right.
    """
    return _best(predicted, golds, lambda text: normalize_answer(text).split(), _same)


def token_f1(predicted: str, golds: Sequence[str]) -> float:
    """Return the harmonic mean of the precision and recall of tokens, the best over the gold answers.

    Source: as ``normalize_answer``. If either side has no tokens, the score is 1 if both have none, else 0.
    """
    return _best(predicted, golds, lambda text: normalize_answer(text).split(), _f1)


def exact_match_mixed(predicted: str, golds: Sequence[str]) -> float:
    """Compute ``exact_match`` over ``mixed_tokens``, for languages without blanks between words."""
    return _best(predicted, golds, mixed_tokens, _same)


def token_f1_mixed(predicted: str, golds: Sequence[str]) -> float:
    """Compute ``token_f1`` over ``mixed_tokens``, for languages without blanks between words."""
    return _best(predicted, golds, mixed_tokens, _f1)


def mixed_tokens(text: str) -> list[str]:
    """Segment a text: each character of a script without blanks is a token; elsewhere blanks separate the tokens.

    Source: Lewis et al., "MLQA" (2020), and Cui et al., "A Span-Extraction Dataset for Chinese Machine Reading
    Comprehension" (CMRC 2018), for Chinese; here also for Japanese, Thai and similar scripts. Punctuation of every
    script is removed; articles stay.
    """
    kept = "".join(character for character in text.lower() if not _is_punctuation(character))
    return _UNSPACED.sub(r" \g<0> ", kept).split()


def is_unspaced(text: str) -> bool:
    """Return whether a text contains characters of a script without blanks between words."""
    return _UNSPACED.search(text) is not None


def contains_answer(text: str, golds: Sequence[str]) -> float:
    """Return 1 where the text contains the words of a gold answer in a row, else 0.

    Case and punctuation are ignored. Only whole words match, so "8" is not in "1811".
    """
    held = _padded(text)
    return float(any(_padded(gold).strip() and _padded(gold) in held for gold in golds))


def citation_scores(statements: Sequence[Sequence[C]], supports: Callable[[Sequence[C]], bool]) -> tuple[float, float]:
    """Compute the citation precision and recall of one answer.

    A statement is recalled if its citations together support it. A citation is precise if its statement is recalled
    and the citation is not irrelevant. It is irrelevant if it alone does not support the statement while the other
    citations do.

    Source: Gao et al., "Enabling Large Language Models to Generate Text with Citations" (ALCE, 2023).

    Args:
        statements: The citations of each statement; at least one statement.
        supports: Whether these citations, at least one, support their statement.

    Returns:
        The precision over all citations, 0 without citations, and the recall over the statements.
    """
    recalled = precise = 0
    for citations in statements:
        if not citations or not supports(citations):
            continue
        recalled += 1
        for at, citation in enumerate(citations):
            others = [*citations[:at], *citations[at + 1 :]]
            precise += supports([citation]) or not (others and supports(others))
    total = sum(map(len, statements))
    return precise / total if total else 0.0, recalled / len(statements)


@dataclass(frozen=True, slots=True)
class Abstention:
    """The scores of refusing, seen as retrieval of the questions without an answer.

    Attributes:
        precision: The share of refused questions that have no answer; 0 where none was refused.
        recall: The share of questions without an answer that were refused.
        f1: The harmonic mean of both.
    """

    precision: float
    recall: float
    f1: float


def abstention(refused: Sequence[bool], unanswerable: Sequence[bool]) -> Abstention:
    """Compute precision, recall and F1 of refusing. Precision depends on the share of questions without an answer.

    Source: the definitions of van Rijsbergen, "Information Retrieval" (1979); as in SQuAD 2.0, refusing is a decision
    about each question.
    """
    right = sum(said and true for said, true in zip(refused, unanswerable, strict=True))
    precision = right / sum(refused) if any(refused) else 0.0
    recall = right / sum(unanswerable) if any(unanswerable) else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Abstention(precision, recall, f1)


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """The effect of a threshold below which questions are refused.

    Attributes:
        threshold: The lowest confidence of an answered question.
        refused: The share of unanswerable questions that are refused; higher is better.
        wrongly_refused: The share of answerable questions that are refused; lower is better.
    """

    threshold: float
    refused: float
    wrongly_refused: float


def tradeoffs(
    unanswerable: Sequence[float], answerable: Sequence[float], thresholds: Sequence[float]
) -> list[Tradeoff]:
    """Compute the effect of each threshold: the points of a receiver operating characteristic.

    Source: Fawcett, "An introduction to ROC analysis" (2006), with refusing as the positive decision.

    Args:
        unanswerable: The confidences of the questions without an answer; at least one.
        answerable: The confidences of the questions with an answer; at least one.
        thresholds: Thresholds on the confidence, in any order.
    """
    without, having = np.sort(unanswerable), np.sort(answerable)
    return [
        Tradeoff(
            threshold,
            float(np.searchsorted(without, threshold) / len(without)),
            float(np.searchsorted(having, threshold) / len(having)),
        )
        for threshold in thresholds
    ]


def area_under(unanswerable: npt.ArrayLike, answerable: npt.ArrayLike) -> float:
    """Compute the area under the curve: how often an answerable question has the higher confidence; ties count half.

    Source: Fawcett (2006), section 7; the same as the Mann-Whitney statistic.
    """
    without, having = np.sort(np.asarray(unanswerable, np.float64)), np.asarray(answerable, np.float64)
    below, up_to = np.searchsorted(without, having, "left"), np.searchsorted(without, having, "right")
    return float((below + up_to).sum() / (2 * len(without) * len(having)))


def percentile(values: npt.ArrayLike, share: float) -> float:
    """Return the value below which a share in [0, 1] of the values is, interpolated between neighbours.

    Source: Hyndman & Fan, "Sample Quantiles in Statistical Packages" (1996), definition 7.
    """
    return float(np.quantile(np.asarray(values, np.float64), share))


def _best(
    predicted: str,
    golds: Sequence[str],
    tokens: Callable[[str], list[str]],
    score: Callable[[list[str], list[str]], float],
) -> float:
    """Return the best score over the gold answers with tokens; without any, the gold answer is the empty one."""
    wanted = [found for gold in golds if (found := tokens(gold))] or [[]]
    said = tokens(predicted)
    return max(score(said, gold) for gold in wanted)


def _same(said: list[str], gold: list[str]) -> float:
    return float(said == gold)


def _f1(said: list[str], gold: list[str]) -> float:
    if not said or not gold:
        return _same(said, gold)
    shared = sum((Counter(said) & Counter(gold)).values())
    return 2 * shared / (len(said) + len(gold))


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def _padded(text: str) -> str:
    """Return the words between blanks, so that whole words in a row are a substring."""
    words = _WORD.findall(_UNSPACED.sub(r" \g<0> ", unicodedata.normalize("NFKC", text).casefold()))
    return f" {' '.join(words)} "
