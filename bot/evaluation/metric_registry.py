"""The list of metrics: the row that each takes from a question's record, and the statistic over all rows. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.evaluation import metrics
from bot.evaluation.bootstrap import Rows, Statistic, mean
from bot.evaluation.datasets.types import QuestionKind
from bot.evaluation.records import QuestionRecord, RecordedRanking, Reply, ReplyCitation

MetricRow = tuple[float, ...]
TakesRow = Callable[[QuestionRecord], MetricRow | None]
UNANSWERABLE: tuple[QuestionKind, ...] = ("impossible", "foreign")

_DEPTHS = (1, 3, 5, 10)
_CUTOFF = 10
_SLOW = 0.95


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and how it is computed.

    Attributes:
        key: The name in results.
        group: The group in ``--metrics``; ``time`` is always measured.
        words: The name in tables.
        row: Returns the row of a question; None where the metric does not apply to the question.
        statistic: Computes the figure from all rows.
        unit: A share or score in [0, 1], a number, or milliseconds.
        kind: The metric applies only to runs with questions of this kind; None means all runs.
        unspaced: Whether the metric applies only where most answers are in a script without blanks.
    """

    key: str
    group: str
    words: str
    row: TakesRow
    statistic: Statistic = mean
    unit: Literal["share", "number", "ms"] = "share"
    kind: QuestionKind | None = None
    unspaced: bool = False


def every_metric() -> Iterator[Metric]:
    """Yield all metrics, in the order of the report."""
    yield from _retrieval("sentence", lambda record: record.sentences)
    yield from _retrieval("passage", lambda record: record.passages)
    yield Metric("exact_match", "answers", "exact match", _answer(metrics.exact_match, "answerable"))
    yield Metric("f1", "answers", "token F1", _answer(metrics.token_f1, "answerable"))
    for key, words, score in (
        ("exact_match_mixed", "exact match, mixed segmentation", metrics.exact_match_mixed),
        ("f1_mixed", "token F1, mixed segmentation", metrics.token_f1_mixed),
    ):
        yield Metric(key, "answers", words, _answer(score, "answerable"), unspaced=True)
    for key, words, score in (
        ("squad2_exact_match", "exact match with unanswerable (SQuAD 2.0)", metrics.exact_match),
        ("squad2_f1", "token F1 with unanswerable (SQuAD 2.0)", metrics.token_f1),
    ):
        yield Metric(key, "answers", words, _answer(score, "answerable", "impossible"), kind="impossible")
    yield Metric("contained", "answers", "gold answer in the cited words", _contained)
    yield Metric("citation_precision", "citations", "citation precision (ALCE)", _alce(0))
    yield Metric("citation_recall", "citations", "citation recall (ALCE)", _alce(1))
    yield Metric("hit@1", "citations", "first citation right (hit@1)", _hit(1))
    yield Metric("hit@3", "citations", "one of the first three right (hit@3)", _hit(3))
    yield Metric("cited", "citations", "citations in an answer", _cited, unit="number")
    yield Metric("wrongly_refused", "abstention", "answerable but refused (lower is better)", _refused("answerable"))
    for kind in UNANSWERABLE:
        yield from _abstention(kind)
    yield Metric("median_ms", "time", "an answer, median", _ms, _percentile(0.5), "ms")
    yield Metric("p95_ms", "time", "an answer, 95th percentile", _ms, _percentile(_SLOW), "ms")


def _retrieval(unit: str, ranked: Callable[[QuestionRecord], RecordedRanking | None]) -> Iterator[Metric]:
    def metric(key: str, words: str, score: Callable[[RecordedRanking], float]) -> Metric:
        def row(record: QuestionRecord) -> MetricRow | None:
            ranks = ranked(record)
            return (score(ranks),) if ranks and record.kind == "answerable" and record.gold else None

        return Metric(f"{unit}_{key}", "retrieval", f"{unit} {words}", row)

    for k in _DEPTHS:
        yield metric(f"recall@{k}", f"recall@{k}", _recall(k))
    yield metric("mrr", "MRR", lambda ranks: metrics.reciprocal_rank(ranks.first_gold))
    yield metric(f"ndcg@{_CUTOFF}", f"nDCG@{_CUTOFF}", lambda ranks: metrics.ndcg_at(_CUTOFF, _flags(ranks)))


def _recall(k: int) -> Callable[[RecordedRanking], float]:
    return lambda ranks: metrics.recall_at(k, _flags(ranks))


def _flags(ranks: RecordedRanking) -> list[bool]:
    return [found.gold for found in ranks.top]


def _answer(score: Callable[[str, Sequence[str]], float], *kinds: QuestionKind) -> TakesRow:
    """Score the joined statements of an answer; a question without gold answers has no row."""

    def row(record: QuestionRecord) -> MetricRow | None:
        if record.reply is None or record.kind not in kinds or not (record.answers or record.kind == "impossible"):
            return None
        said = " ".join(statement.text for statement in record.reply.statements)
        return (score(said, record.answers),)

    return row


def _contained(record: QuestionRecord) -> MetricRow | None:
    if record.reply is None or record.kind != "answerable" or not record.answers:
        return None
    return (metrics.contains_answer(" ".join(cited.words for cited in record.reply.citations), record.answers),)


def _alce(which: Literal[0, 1]) -> TakesRow:
    """Take precision (0) or recall (1); as in ALCE, an answer without statements has no row."""

    def row(record: QuestionRecord) -> MetricRow | None:
        reply = _judged(record)
        if reply is None or not reply.statements:
            return None
        by_number = {cited.n: cited for cited in reply.citations}
        statements = [[by_number[n] for n in said.citations] for said in reply.statements]
        return (metrics.citation_scores(statements, _supports)[which],)

    return row


def _supports(citations: Sequence[ReplyCitation]) -> bool:
    """Return whether a citation overlaps a gold sentence; this replaces the entailment model of ALCE."""
    return any(cited.gold for cited in citations)


def _hit(k: int) -> TakesRow:
    """Take whether one of the first ``k`` citations is right; a refusal is a miss."""

    def row(record: QuestionRecord) -> MetricRow | None:
        reply = _judged(record)
        return None if reply is None else (float(_supports(reply.citations[:k])),)

    return row


def _judged(record: QuestionRecord) -> Reply | None:
    """Return the reply to a question whose gold sentences are known, else None."""
    return record.reply if record.kind == "answerable" and record.gold else None


def _cited(record: QuestionRecord) -> MetricRow | None:
    reply = record.reply if record.kind == "answerable" else None
    return None if reply is None or reply.refused else (float(len(reply.citations)),)


def _abstention(kind: QuestionKind) -> Iterator[Metric]:
    def metric(key: str, words: str, row: TakesRow, statistic: Statistic = mean) -> Metric:
        return Metric(f"{key}.{kind}", "abstention", f"{kind}: {words}", row, statistic, kind=kind)

    yield metric("refused", "refused (recall of refusing)", _refused(kind))
    yield metric("refusal_precision", "precision of refusing", _columns(kind, _decision), _refusal_precision)
    yield metric("refusal_f1", "F1 of refusing", _columns(kind, _decision), _refusal_f1)
    yield metric("area", "area under the trade-off curve", _columns(kind, lambda record: record.confidence), _area)


def _refused(kind: QuestionKind) -> TakesRow:
    def row(record: QuestionRecord) -> MetricRow | None:
        refused = _decision(record)
        return None if refused is None or record.kind != kind else (refused,)

    return row


def _decision(record: QuestionRecord) -> float | None:
    return float(record.reply.refused) if record.reply else None


def _columns(kind: QuestionKind, value: Callable[[QuestionRecord], float | None]) -> TakesRow:
    """Take a value of answerable questions and of one unanswerable kind, with a flag for that kind."""

    def row(record: QuestionRecord) -> MetricRow | None:
        found = value(record) if record.kind in {"answerable", kind} else None
        return None if found is None else (found, float(record.kind == kind))

    return row


def _ms(record: QuestionRecord) -> MetricRow | None:
    return (record.reply.ms,) if record.kind == "answerable" and record.reply else None


def _percentile(share: float) -> Statistic:
    return lambda rows: metrics.percentile(rows[:, 0], share)


def _refusal_precision(rows: Rows) -> float:
    return metrics.abstention((rows[:, 0] > 0).tolist(), (rows[:, 1] > 0).tolist()).precision


def _refusal_f1(rows: Rows) -> float:
    return metrics.abstention((rows[:, 0] > 0).tolist(), (rows[:, 1] > 0).tolist()).f1


def _area(rows: Rows) -> float:
    without = rows[:, 1] > 0
    if without.all() or not without.any():
        return float("nan")  # a sample of a single kind has no curve
    return metrics.area_under(rows[without, 0], rows[~without, 0])
