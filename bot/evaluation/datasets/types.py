"""The values of an evaluation: questions, and the spans of their answers in the stored texts."""

from dataclasses import dataclass
from typing import Literal

from index.types import Span

QuestionKind = Literal["answerable", "impossible", "foreign"]
"""The source answers the question; the dataset says that no source does; the question is asked of another article."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span of a source's stored text."""

    source_id: str
    span: Span

    def overlaps(self, source_id: str, span: Span) -> bool:
        """Return whether a span of a source shares a character with this one."""
        return self.source_id == source_id and self.span.start < span.end and span.start < self.span.end


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with its gold answers.

    Attributes:
        id: The dataset's id, unique within the dataset and kind.
        article: The name of the source to answer from.
        source_id: The source to answer from; None for all sources.
        answers: Short gold answers, any of which is right; may be empty.
        gold: The gold sentences, any of which is right; empty where the dataset names none.
        gold_passages: A relevant passage overlaps one of these: the gold paragraph, or the gold sentences.
    """

    id: str
    text: str
    kind: QuestionKind
    article: str
    source_id: str | None
    answers: tuple[str, ...] = ()
    gold: tuple[GoldSpan, ...] = ()
    gold_passages: tuple[GoldSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class EvalArticle:
    """An article for foreign questions: those about another article."""

    name: str
    source_id: str


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a dataset, bound to the index.

    Attributes:
        articles: Unrelated articles, for foreign questions; empty where the dataset does not say.
        notes: Sentences about questions that were left out.
    """

    questions: tuple[EvalQuestion, ...]
    articles: tuple[EvalArticle, ...] = ()
    notes: tuple[str, ...] = ()
