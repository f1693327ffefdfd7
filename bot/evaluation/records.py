"""What a run writes down about each question, and about itself. Plain values: they go to JSON and come back."""

from dataclasses import dataclass
from typing import Literal

from bot.evaluation.datasets.dataset import DatasetInfo
from bot.evaluation.datasets.types import QuestionKind
from bot.evaluation.metrics import Tradeoff

SCHEMA = 1
"""The version of ``results.json``; it changes with any change of these classes."""


@dataclass(frozen=True, slots=True)
class RankedSpan:
    """A ranked sentence or passage; ``gold`` says whether it is a right one."""

    source_id: str
    start: int
    end: int
    gold: bool


@dataclass(frozen=True, slots=True)
class RecordedRanking:
    """A ranking, best first.

    Attributes:
        top: The first ten.
        first_gold: The place of the first right one among all that were ranked, from 1; None where none is.
        words: The characters of the first one; empty where nothing was ranked.
    """

    top: tuple[RankedSpan, ...]
    first_gold: int | None
    words: str


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """A gold sentence."""

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
    """A statement of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the product answered.

    Attributes:
        refused: Whether it said that the sources do not say.
        ms: Milliseconds from question to answer.
    """

    refused: bool
    statements: tuple[ReplyStatement, ...]
    citations: tuple[ReplyCitation, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One question and all that was seen of it; None is what was not asked for.

    Attributes:
        kind: ``foreign`` questions were asked of another article than their own, ``article``.
        source_id: The source that it was asked of; None for all sources.
        sentences: Ranked within that source.
        passages: Ranked over all sources.
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
    """One metric of a run.

    Attributes:
        key: Its name in ``results.json`` and in comparisons.
        group: What part of the product it measures.
        words: Its name for people.
        unit: A share or score in [0, 1], a number, or milliseconds.
        low: Where its 95 % bootstrap interval starts.
        high: Where it ends.
        questions: How many questions it is about.
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
    """What each threshold on the confidence would refuse; ``kind`` is the sort of unanswerable questions."""

    kind: QuestionKind
    area: float
    points: tuple[Tradeoff, ...]


@dataclass(frozen=True, slots=True)
class EvalResults:
    """A whole run.

    Attributes:
        measured: The group of metrics that was asked for, or ``all``.
        limit: How many questions were drawn; None for all.
        fingerprint: Of the index.
        settings: Those that matter to answers, without secrets.
        versions: Of Python, Pincite and what it stands on; None for what is not installed.
        machine: Processor, cores, memory and system.
        date: When the run ended, ISO 8601 in UTC.
        notes: Sentences about what was left out.
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
