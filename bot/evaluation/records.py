"""The records of a run: one for each question, and the results as a whole. JSON can contain all values."""

from dataclasses import dataclass
from typing import Literal

from bot.evaluation.datasets.dataset import DatasetInfo
from bot.evaluation.datasets.types import QuestionKind
from bot.evaluation.metrics import Tradeoff

SCHEMA = 1
"""The version of ``results.json``; any change of these classes changes it."""


@dataclass(frozen=True, slots=True)
class RankedSpan:
    """A ranked sentence or passage; ``gold`` says whether it is relevant."""

    source_id: str
    start: int
    end: int
    gold: bool


@dataclass(frozen=True, slots=True)
class RecordedRanking:
    """A ranking, best first.

    Attributes:
        top: The first ten spans.
        first_gold: The rank of the first relevant span among all ranked ones, from 1; None without one.
        words: The characters of the first span; empty where nothing was ranked.
    """

    top: tuple[RankedSpan, ...]
    first_gold: int | None
    words: str


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A sentence with the answer, as the dataset annotates it."""

    source_id: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class ReplyCitation:
    """A citation of an answer; ``gold`` says whether it overlaps a gold sentence."""

    n: int
    source_id: str
    start: int
    end: int
    words: str
    gold: bool


@dataclass(frozen=True, slots=True)
class ReplyStatement:
    """A statement of an answer, with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of the system.

    Attributes:
        refused: Whether the answer is that the sources do not say.
        ms: The milliseconds from question to answer.
    """

    refused: bool
    statements: tuple[ReplyStatement, ...]
    citations: tuple[ReplyCitation, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question with the system's reply and rankings; None where the run did not ask for a value.

    Attributes:
        kind: A ``foreign`` question was asked of ``article``, which is not its own article.
        source_id: The source to answer from; None for all sources.
        sentences: The ranking within that source.
        passages: The ranking over all sources.
        confidence: In [0, 1], of the ranking within the source.
    """

    kind: QuestionKind
    id: str
    article: str
    question: str
    source_id: str | None
    answers: tuple[str, ...]
    gold: tuple[GoldSentence, ...]
    sentences: RecordedRanking | None
    passages: RecordedRanking | None
    confidence: float | None
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class MetricValue:
    """The figure of one metric in a run.

    Attributes:
        key: The name in ``results.json`` and in comparisons.
        group: The group of the metric.
        words: The name in tables.
        unit: A share or score in [0, 1], a number, or milliseconds.
        low: The lower end of the 95 % bootstrap interval.
        high: The upper end.
        questions: The number of questions behind the figure.
    """

    key: str
    group: str
    words: str
    unit: Literal["share", "number", "ms"]
    value: float
    low: float
    high: float
    questions: int


@dataclass(frozen=True, slots=True)
class TradeoffCurve:
    """The effect of thresholds on the confidence, for one kind of unanswerable questions.

    Attributes:
        area: The area under the curve, in [0, 1].
    """

    kind: QuestionKind
    area: float
    points: tuple[Tradeoff, ...]


@dataclass(frozen=True, slots=True)
class EvalResults:
    """A whole run.

    Attributes:
        measured: The group of metrics, or ``all``.
        limit: The number of drawn questions; None means all.
        fingerprint: The fingerprint of the index.
        settings: The settings that answers depend on, without secrets.
        versions: The versions of Python, Pincite and its main libraries; None for a library that is not installed.
        machine: The processor, cores, memory and operating system.
        date: The end of the run, ISO 8601 in UTC.
        notes: Sentences about questions that were left out.
    """

    schema: int
    dataset: DatasetInfo
    measured: str
    limit: int | None
    seed: int
    fingerprint: str
    settings: dict[str, str | int | float | bool | None]
    versions: dict[str, str | None]
    machine: dict[str, str | int | float | None]
    date: str
    notes: tuple[str, ...]
    figures: tuple[MetricValue, ...]
    curves: tuple[TradeoffCurve, ...]
    questions: tuple[QuestionRecord, ...]
